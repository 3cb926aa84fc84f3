"""Yusuf et al. 1985, Prog Cardiovasc Dis 27:335, page 107 in the count of R's metafor's test suite.

Table 6, early beta blockade: Peto odds ratio 0.93 (0.74 to 1.18), also by weighing the trials' own.
"""

import numpy as np
import pytest

from thymos.kernel import effect_sizes, peto, pool

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


def test_weighing_the_trials_own_odds_ratios_comes_to_the_same(ratio):
    a, n1, c, n2 = (np.array(column) for column in zip(*TRIALS, strict=True))
    own = effect_sizes("PETO", a, n1, c, n2, add=0.0)
    found = pool(own.y[own.included], own.v[own.included], method="CE")
    assert ratio(found, 4) == (0.9332, 0.7385, 1.1792)
    assert found.k[0] == 18
