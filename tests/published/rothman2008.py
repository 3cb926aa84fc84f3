"""Rothman, Greenland & Lash 2008, Modern Epidemiology, 3rd ed., tables 15-1, 15-2, 15-5.

Mantel-Haenszel with 90 % limits; four digits from the test suite of R's metafor, which notes
where the chapter's own rounding differs. The risk ratio's limits agree with Stata.
"""

import pytest

from thymos.kernel import mantel_haenszel
from thymos.kernel.strata import (
    association_test,
    association_test_rates,
    homogeneity_test,
    mantel_haenszel_rates,
)

TOLBUTAMIDE = ([8, 22], [98, 76], [5, 16], [115, 69])
# Coronary deaths of British doctors, smokers and others, by age; 10,000 person-years.
DOCTORS = (
    [32, 104, 206, 186, 102],
    [5.2407, 4.3248, 2.8612, 1.2663, 0.5317],
    [2, 12, 28, 28, 31],
    [1.8790, 1.0673, 0.5710, 0.2585, 0.1462],
)
SPERMICIDE = ([3, 1], [9, 3], [104, 5], [1059, 86])


@pytest.mark.parametrize(
    ("code", "tables", "estimate", "low", "high", "q", "q_p"),
    [
        ("RD", TOLBUTAMIDE, 0.0349, -0.0176, 0.0874, 0.0017, 0.9669),
        ("RR", TOLBUTAMIDE, 0.2818, -0.1442, 0.7078, 0.4472, 0.5037),
        ("OR", TOLBUTAMIDE, 0.3387, -0.1731, 0.8505, 0.3474, 0.5556),
        ("OR", SPERMICIDE, 1.3300, 0.3579, 2.3021, 0.1378, 0.7105),
    ],
)
def test_mantel_haenszel(code, tables, estimate, low, high, q, q_p):
    a, b, c, d = tables
    found = mantel_haenszel(code, a, b, c, d, level=0.90)
    printed = (estimate, low, high, q, q_p)
    shown = (found.estimate, found.ci_low, found.ci_high, found.Q, found.Q_p)
    for value, expected in zip(shown, printed, strict=True):
        assert value[0] == pytest.approx(expected, abs=6e-5)


def test_association_and_homogeneity_of_odds_ratios():
    association = association_test(*TOLBUTAMIDE, correct=False)
    assert association.statistic[0] == pytest.approx(1.1914, abs=6e-5)
    assert association.p[0] == pytest.approx(0.2750, abs=6e-5)
    homogeneity = homogeneity_test(*TOLBUTAMIDE)
    assert homogeneity.statistic[0] == pytest.approx(0.3489, abs=6e-5)
    assert homogeneity.p[0] == pytest.approx(0.5547, abs=6e-5)


@pytest.mark.parametrize(
    ("code", "estimate", "low", "high", "q"),
    [("IRD", 11.4392, 6.3498, 16.5286, 26.8758), ("IRR", 0.3539, 0.1776, 0.5303, 10.4117)],
)
def test_rates(code, estimate, low, high, q):
    found = mantel_haenszel_rates(code, *DOCTORS, level=0.90)
    for value, printed in zip(
        (found.estimate, found.ci_low, found.ci_high, found.Q),
        (estimate, low, high, q),
        strict=True,
    ):
        assert value[0] == pytest.approx(printed, abs=6e-5)


@pytest.mark.parametrize(("correct", "statistic"), [(True, 10.7021), (False, 11.0162)])
def test_association_of_rates(correct, statistic):
    found = association_test_rates(*DOCTORS, correct=correct)
    assert found.statistic[0] == pytest.approx(statistic, abs=6e-5)
