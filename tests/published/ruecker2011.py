"""Rücker et al. 2011, Biostatistics 12:122: topical NSAIDs in acute pain, log odds ratios.

Counts of Moore et al. 1998 (BMJ 316:333) as R's metasens gives them. The figures are those that
the function of that package (limitmeta, 1.5-3) returns for DerSimonian and Laird's tau2.
"""

import numpy as np
import pytest

from thymos.kernel import effect_sizes, limit_meta_analysis

COUNTS = (
    [
        23, 69, 79, 35, 10, 23, 20, 35, 56, 28, 10, 44, 21, 17, 34, 25, 38, 85, 53, 16, 18,
        6, 26, 41, 33, 30, 18, 22, 18, 39, 30, 11, 44, 67, 24, 7, 21,
    ],
    [
        30, 123, 102, 49, 15, 50, 32, 50, 84, 40, 23, 92, 50, 20, 42, 30, 60, 118, 64, 20,
        30, 12, 32, 84, 46, 38, 20, 26, 21, 51, 30, 13, 90, 83, 29, 10, 25,
    ],
    [
        10, 54, 45, 13, 2, 13, 9, 40, 33, 16, 3, 40, 19, 3, 11, 13, 27, 46, 52, 6, 5, 0, 13,
        33, 13, 22, 13, 14, 13, 9, 19, 0, 40, 38, 14, 1, 12,
    ],
    [
        30, 116, 102, 42, 15, 50, 24, 50, 84, 40, 24, 89, 50, 20, 40, 30, 60, 113, 66, 20,
        30, 12, 28, 84, 42, 36, 22, 26, 22, 47, 30, 12, 89, 86, 27, 10, 25,
    ],
)  # fmt: skip
ANSWERS = (
    ("expectation", 0.6086390272, 0.2186186424),
    ("slope", 0.417870342, 0.1923340387),
    ("origin", 0.5644205976, 0.07587085293),
)


@pytest.mark.parametrize(("adjustment", "estimate", "se"), ANSWERS)
def test_three_ways_to_the_limit(adjustment, estimate, se):
    effects = effect_sizes("OR", *np.array(COUNTS))
    found = limit_meta_analysis(effects.y, effects.v, adjustment=adjustment, method="DL")
    assert (found.estimate, found.se) == pytest.approx((estimate, se), rel=1e-8)
    assert (found.bias, found.slope) == pytest.approx((3.736158097, -1.941770389), rel=1e-8)
    parts = (found.q, found.q_small, found.q_residual)
    assert parts == pytest.approx((113.3489023, 44.02666677, 69.32223548), rel=1e-8)
    assert found.g2 == pytest.approx(0.9146125039, rel=1e-8)
    assert found.limits[0] == pytest.approx(0.9728792147, rel=1e-8)
