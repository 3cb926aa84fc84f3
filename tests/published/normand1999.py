"""Normand 1999 (Stat Med 18:321): risk differences of lidocaine, mean differences of stroke care.

Tables III and VII (pages 330, 349) and VIII and IX (pages 351, 352).
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from thymos.kernel import effects_from_columns, pool

DATA = Path(__file__).parent / "data"


def columns(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {c: np.array([float(r[c]) for r in rows]) for c in rows[0] if c not in ("source", "")}


def test_lidocaine():
    found = effects_from_columns("RD", columns("hine1989"))
    y, v = 100 * found.y, 100**2 * found.v
    assert y.round(4).tolist() == [2.8026, 0.0, 1.9711, 1.7961, 3.5334, 4.4031]
    assert v.round(4).tolist() == [17.7575, 37.5657, 8.1323, 10.8998, 8.0114, 6.1320]
    for method in ("CE", "DL", "REML"):
        pooled = pool(y, v, method=method)
        assert pooled.estimate[0].round(2) == 2.94
        assert (pooled.ci_low[0].round(1), pooled.ci_high[0].round(1)) == (0.4, 5.5)
        assert pooled.tau2[0] == 0


@pytest.mark.parametrize(
    ("method", "estimate", "low", "high", "tau2"),
    [
        ("CE", -3.49, -5.03, -1.96, 0.0),
        ("DL", -14.10, -24.45, -3.75, 218.72),
        ("REML", -15.12, -32.67, 2.43, 685.20),
    ],
)
def test_stroke_care(method, estimate, low, high, tau2):
    found = effects_from_columns("MD", columns("normand1999"), vtype="HO")
    assert found.y.tolist() == [-20, -2, -55, -71, -4, 1, 11, -10, 7]
    assert found.v.round(2).tolist() == [
        40.59, 2.05, 15.28, 150.22, 20.19, 1.22, 95.38, 8.03, 20.69,
    ]  # fmt: skip
    pooled = pool(found.y, found.v, method=method)
    shown = (pooled.estimate, pooled.ci_low, pooled.ci_high, pooled.tau2)
    assert [x[0].round(2) for x in shown] == [estimate, low, high, tau2]
