"""Raudenbush & Bryk 1985, J Educ Stat 10:75, pages 83 to 92 and figure 2: teacher expectancy.

Four digits from the test suite of R's metafor, which notes that the paper has Q = 35.85 and 16.58
(rounded data).
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from thymos.kernel import pool, regress, shrunken

DATA = Path(__file__).resolve().parent / "data" / "raudenbush1985.csv"
FIGURE_2 = [
    0.0543, 0.1006, -0.0064, 0.2144, 0.1051, -0.0082, 0.0174, -0.0293, 0.1604, 0.2485,
    0.1618, 0.1102, 0.0646, 0.1105, -0.0288, 0.0258, 0.1905, 0.0744, 0.0248,
]  # fmt: skip


@pytest.fixture
def data():
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [np.array([float(row[name]) for row in rows]) for name in ("yi", "vi", "weeks")]


def test_pages_83_to_86(data):
    y, v, _ = data
    found = pool(y, v)
    shown = found.tau2[0], found.estimate[0], found.Q[0], found.statistic[0]
    assert shown == pytest.approx((0.0188, 0.0837, 35.8295, 1.6208), abs=6e-5)


def test_figure_2_empirical_bayes(data):
    y, v, _ = data
    found = shrunken(y, v, pool(y, v))
    assert found.effect[0] == pytest.approx(FIGURE_2, abs=6e-5)
    assert (found.low[0][0], found.high[0][0]) == pytest.approx((-0.1324, 0.2411), abs=6e-5)


def test_pages_90_and_92_weeks_of_contact(data):
    y, v, weeks = data
    found = regress(y, v, np.column_stack([np.ones(19), np.minimum(weeks, 3)]))
    assert found.tau2[0] == pytest.approx(0, abs=6e-5)
    assert found.coefficients[0] == pytest.approx((0.4072, -0.1572), abs=6e-5)
    assert found.statistic[0] == pytest.approx((4.6782, -4.3884), abs=6e-4)
    assert found.QE[0] == pytest.approx(16.5708, abs=6e-5)
