"""Liu et al. 2020, Clin Infect Dis 71:2150: 11.11 % of 36 and 30.00 % of 40 died, P = .044.

The counts are the only ones that fit the percentages.
"""

import numpy as np
import pytest

from thymos.kernel import chi_square, fisher_exact, risk_ratio_interval

CELLS = (4, 32, 12, 28)


def test_the_printed_p_is_the_uncorrected_chi_squared():
    assert chi_square(*CELLS).p[0] == pytest.approx(0.0437, abs=0.00005)


def test_the_other_tests_of_that_table_are_above_five_percent():
    assert fisher_exact(*CELLS).p[0] == pytest.approx(0.0528, abs=0.00005)
    assert chi_square(*CELLS, correct=True).p[0] == pytest.approx(0.083, abs=0.0005)
    found = risk_ratio_interval(*CELLS)
    assert np.round([found.estimate[0], found.low[0], found.high[0]], 2).tolist() == [
        0.37,
        0.13,
        1.05,
    ]
