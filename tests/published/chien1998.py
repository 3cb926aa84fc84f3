"""Chien et al. 1998, Hepatology 27:1383: response of 13 of 32, 9 of 34 and 3 of 32 untreated.

Counts reconstructed from 40.6, 26.5 and 9.4 percent.
"""

import pytest

from thymos.kernel import chi_square


@pytest.mark.parametrize(
    ("treated", "n", "p", "printed"), [(13, 32, 0.0039, 0.004), (9, 34, 0.072, 0.068)]
)
def test_response_against_no_treatment(treated, n, p, printed):
    found = chi_square(treated, n - treated, 3, 29).p[0]
    assert found == pytest.approx(p, abs=0.0005)
    # The paper's second P is not the plain chi-squared of these counts to its last digit.
    assert found == pytest.approx(printed, abs=0.005)
