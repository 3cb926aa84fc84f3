"""Viechtbauer 2007 (Stat Med 26:37), table II, page 44: diuretics in pregnancy, pre-eclampsia.

Counts of Collins, Yusuf & Peto 1985 (Br Med J 290:17); three digits from the test suite of R's
metafor, which rounds less than the paper.
"""

import pytest

from thymos.kernel import effect_sizes, tau2, tau2_interval

WOMEN = (
    [14, 21, 14, 6, 12, 138, 15, 6, 65],
    [131, 385, 57, 38, 1011, 1370, 506, 108, 153],
    [14, 17, 24, 18, 35, 175, 20, 2, 40],
    [136, 134, 48, 40, 760, 1336, 524, 103, 102],
)


@pytest.mark.parametrize(
    ("method", "printed"), [("DL", 0.230), ("ML", 0.239), ("REML", 0.301), ("SJ", 0.456)]
)
def test_estimates(method, printed):
    found = effect_sizes("OR", *WOMEN)
    assert tau2(method, found.y, found.v)[0] == pytest.approx(printed, abs=5e-4)


@pytest.mark.parametrize(
    ("rule", "method", "low", "high"),
    [
        ("QP", "REML", 0.072, 2.203),
        ("PL", "ML", 0.027, 1.131),
        ("PL", "REML", 0.043, 1.475),
    ],
)
def test_intervals(rule, method, low, high):
    found = effect_sizes("OR", *WOMEN)
    limits = tau2_interval(found.y, found.v, rule=rule, method=method)
    assert limits[0][0] == pytest.approx(low, abs=5e-4)
    assert limits[1][0] == pytest.approx(high, abs=5e-4)
