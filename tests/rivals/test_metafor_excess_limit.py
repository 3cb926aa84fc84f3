"""The limit of excess significance: R's metafor 3.8-1 (tes, theta.lim), run by small_studies.R.

The package's search stops at 1.2e-4 of the effect or so; P at the limit shows which is nearer.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from thymos.kernel import effect_sizes, excess_limit, excess_significance

DATA = Path(__file__).resolve().parents[1] / "published" / "data"
PINS = (
    ("hackshaw1998", "chi2", 0.1745326124),
    ("hackshaw1998", "binomial", 0.1589965743),
    ("bcg", "chi2", -0.3933032981),
    ("bcg", "binomial", -0.3497538558),
    ("bcg", "exact", -0.4077909305),
    ("bangertdrowns2004", "chi2", 0.2364089971),
    ("bangertdrowns2004", "binomial", 0.2289801541),
    ("raudenbush1985", "chi2", 0.07868584869),
    ("raudenbush1985", "binomial", 0.04548550965),
    ("raudenbush1985", "exact", 0.0455473495),
)


def effects(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if name != "bcg":
        return tuple(np.array([float(row[part]) for row in rows]) for part in ("yi", "vi"))
    a, b, c, d = (
        np.array([float(row[cell]) for row in rows]) for cell in ("tpos", "tneg", "cpos", "cneg")
    )
    found = effect_sizes("RR", a, a + b, c, c + d)
    return found.y, found.v


@pytest.mark.parametrize(("name", "test", "limit"), PINS)
def test_limit(name, test, limit):
    y, v = effects(name)
    found = excess_limit(y, v, test=test)
    assert found == pytest.approx(limit, abs=3e-4)
    at = excess_significance(y, v, theta=found)
    p = {"chi2": at.chi2_p, "exact": at.exact_p, "binomial": at.binomial_p}[test]
    assert p == pytest.approx(0.10, abs=1e-9)


def test_no_excess_has_no_limit():
    assert np.isnan(excess_limit([0.1, -0.1, 0.05], [1.0, 1.0, 1.0]))
