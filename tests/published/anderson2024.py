"""Anderson, gsDesign 3.10 (R), vignette "A gentle introduction to group sequential design".

Non-binding futility: the upper boundaries are those of a one-sided test at 10 % alone.
"""

import pytest

from thymos.kernel import boundaries


def test_boundaries_of_the_obrien_fleming_type():
    found = boundaries([0.4403, 1.0], alpha=0.1, sides=1)
    assert found.spent[0] == pytest.approx(0.0132, abs=5e-5)
    assert found.upper == pytest.approx([2.2209, 1.3047], abs=2e-4)
