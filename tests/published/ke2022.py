"""Ke et al. 2022, Intensive Care Med 48:899 (TRACE): infected necrosis in 40 and 46 of 254."""

import numpy as np
import pytest

from thymos.kernel import chi_square, risk_difference_interval, risk_ratio_interval

CELLS = (40, 214, 46, 208)


def test_primary_outcome():
    assert chi_square(*CELLS).p[0] == pytest.approx(0.48, abs=0.005)
    assert chi_square(*CELLS).p[0] == pytest.approx(0.4778, abs=0.00005)
    ratio = risk_ratio_interval(*CELLS)
    assert np.round([ratio.estimate[0], ratio.low[0], ratio.high[0]], 2).tolist() == [
        0.87,
        0.59,
        1.28,
    ]


def test_the_printed_interval_of_the_difference_is_not_the_crude_one():
    # Printed -2.4 % (-7.4 to 5.1); from the counts -8.9 to 4.2, whose middle is the difference.
    found = risk_difference_interval(*CELLS)
    percent = 100 * np.array([found.estimate[0], found.low[0], found.high[0]])
    assert percent.round(1).tolist() == [-2.4, -8.9, 4.2]
