"""Yusuf et al. 1985, Prog Cardiovasc Dis 27:335, table 6: early beta blockade, page 107 of the
collected data's own example: Peto odds ratio 0.93 (0.74 to 1.18)."""

import numpy as np
import pytest

from thymos.kernel import peto

TRIALS = (
    # treated: deaths, n; control: deaths, n. Snow 1 has no counts and is left out.
    (14, 56, 15, 58), (18, 66, 19, 64), (15, 100, 12, 95), (10, 52, 12, 47),
    (21, 226, 24, 228), (3, 38, 6, 31), (2, 20, 3, 20), (19, 76, 15, 67),
    (15, 106, 9, 114), (5, 62, 4, 57), (0, 9, 0, 8), (8, 133, 11, 127),
    (3, 48, 3, 49), (0, 16, 0, 13), (1, 42, 1, 46), (0, 25, 3, 25),
    (14, 221, 15, 228), (0, 11, 0, 11), (8, 259, 7, 129), (6, 157, 4, 158),
    (3, 177, 2, 136),
)  # fmt: skip


def test_one_step_odds_ratio(ratio):
    a, n1, c, n2 = (np.array(column) for column in zip(*TRIALS, strict=True))
    found = peto(a, n1 - a, c, n2 - c)
    assert ratio(found) == (0.93, 0.74, 1.18)
    # Three trials without a death carry no information, but are counted as read.
    assert (found.k[0], found.k_informative[0]) == (21, 18)
    assert found.statistic[0] == pytest.approx(-0.58, abs=0.02)
