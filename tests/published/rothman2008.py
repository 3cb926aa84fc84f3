"""Rothman, Greenland & Lash 2008, Modern Epidemiology, 3rd ed., tables 15-1 and 15-5.

Mantel-Haenszel with 90 % limits; four digits from the test suite of R's metafor, which notes
where the chapter's own rounding differs. The risk ratio's limits agree with Stata.
"""

import pytest

from thymos.kernel import mantel_haenszel

TOLBUTAMIDE = ([8, 22], [98, 76], [5, 16], [115, 69])
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
