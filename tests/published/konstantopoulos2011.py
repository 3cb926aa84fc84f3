"""Konstantopoulos 2011, Res Synth Methods 2:61, table 4, page 70: the two-level models.

Modified school calendars, 56 schools taken as independent; the three-level models of the paper
belong to multilevel models. Four digits from the test suite of R's metafor, which notes that
the paper has 0.043 and 0.088 with the year; its intervals of tau2 are Satterthwaite's, the ones
here Q-profile.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from thymos.kernel import pool, regress

# The package finds these limits to 1.2e-4.
NEAR = 1.8e-4
DATA = Path(__file__).resolve().parent / "data" / "konstantopoulos2011.csv"


@pytest.fixture
def data():
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [np.array([float(row[name]) for row in rows]) for name in ("yi", "vi", "year")]


def test_without_moderators(data):
    y, v, _ = data
    found = pool(y, v)
    shown = found.estimate[0], found.se[0], found.tau2[0]
    assert shown == pytest.approx((0.1279, 0.0439, 0.0884), abs=6e-5)
    assert (found.tau2_low[0], found.tau2_high[0]) == pytest.approx((0.0564, 0.1388), abs=NEAR)


def test_with_the_year(data):
    y, v, year = data
    found = regress(y, v, np.column_stack([np.ones(56), year - year.mean()]))
    assert found.coefficients[0] == pytest.approx((0.1258, 0.0052), abs=6e-5)
    assert found.se[0] == pytest.approx((0.0440, 0.0044), abs=6e-5)
    assert found.tau2[0] == pytest.approx(0.0889, abs=6e-5)
    assert (found.tau2_low[0], found.tau2_high[0]) == pytest.approx((0.0560, 0.1376), abs=NEAR)
