"""Pooling on the counts and tests of strata: metafor's answers, pinned by validation/metafor."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from thymos.kernel import mantel_haenszel, peto
from thymos.kernel.strata import (
    association_test,
    association_test_rates,
    homogeneity_test,
    mantel_haenszel_rates,
)

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "published" / "data"
PINS = json.loads((HERE / "metafor.json").read_text(encoding="utf-8"))["counts"]


def name(pin):
    return f"{pin['data']}-{pin['measure']}-{'corrected' if pin['correct'] else 'plain'}"


def columns(series):
    """The numbers of a published series, rows without counts left out."""
    with (DATA / f"{series}.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if "NA" not in row.values()]
    if series == "bcg":
        return [np.array([float(r[c]) for r in rows]) for c in ("tpos", "tneg", "cpos", "cneg")]
    if "t1i" in rows[0]:
        return [np.array([float(r[c]) for r in rows]) for c in ("x1i", "t1i", "x2i", "t2i")]
    a, n1, c, n2 = (np.array([float(r[x]) for r in rows]) for x in ("ai", "n1i", "ci", "n2i"))
    return [a, n1 - a, c, n2 - c]


def pooled(pin, given):
    if pin["measure"] == "PETO":
        return peto(*given)
    if pin["measure"] in ("IRR", "IRD"):
        return mantel_haenszel_rates(pin["measure"], *given)
    return mantel_haenszel(pin["measure"], *given)


@pytest.mark.parametrize("pin", PINS, ids=name)
def test_estimate_error_limits_and_heterogeneity(pin):
    found = pooled(pin, columns(pin["data"]))
    for field in ("estimate", "se", "ci_low", "ci_high", "p", "Q", "Q_p"):
        assert getattr(found, field)[0] == pytest.approx(pin[field], rel=1e-9), field


@pytest.mark.parametrize("pin", [p for p in PINS if p["MH"] is not None], ids=name)
def test_association(pin):
    test = association_test_rates if pin["measure"] == "IRR" else association_test
    found = test(*columns(pin["data"]), correct=pin["correct"])
    assert found.statistic[0] == pytest.approx(pin["MH"], rel=1e-9)
    assert found.p[0] == pytest.approx(pin["MH_p"], rel=1e-9)


@pytest.mark.parametrize("pin", [p for p in PINS if p["BD"] is not None], ids=name)
def test_homogeneity(pin):
    given = columns(pin["data"])
    for field, tarone in (("BD", False), ("TA", True)):
        found = homogeneity_test(*given, tarone=tarone)
        assert found.statistic[0] == pytest.approx(pin[field], rel=1e-9)
        assert found.p[0] == pytest.approx(pin[f"{field}_p"], rel=1e-8)


def test_the_grid_is_whole():
    tables = ("bcg", "egger2001", "hine1989", "lau1992", "li2007", "yusuf1985")
    asked = {(p["data"], p["measure"]) for p in PINS}
    assert asked == {(d, m) for d in tables for m in ("OR", "RR", "RD", "PETO")} | {
        (d, m) for d in ("hart1999", "nielweise2008") for m in ("IRR", "IRD")
    }
