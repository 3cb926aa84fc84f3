"""Pooling on the counts and tests of strata: metafor's answers, pinned by validation/metafor."""

import pytest

from tests.rivals.series import ROWS, columns, pins
from thymos.kernel import mantel_haenszel, peto
from thymos.kernel.strata import (
    association_test,
    association_test_rates,
    homogeneity_test,
    mantel_haenszel_rates,
)

PINS = pins("metafor_counts.json")["counts"]


def name(pin):
    return f"{pin['name']}-{pin['measure']}-{'corrected' if pin['correct'] else 'plain'}"


def counts(pin):
    found = columns(pin["name"])
    if pin["measure"] in ("IRR", "IRD"):
        return [found[column] for column in ("x1i", "t1i", "x2i", "t2i")]
    if "bi" in found:
        return [found[column] for column in ("ai", "bi", "ci", "di")]
    return [found["ai"], found["n1i"] - found["ai"], found["ci"], found["n2i"] - found["ci"]]


def pooled(pin, given):
    if pin["measure"] == "PETO":
        return peto(*given)
    if pin["measure"] in ("IRR", "IRD"):
        return mantel_haenszel_rates(pin["measure"], *given)
    return mantel_haenszel(pin["measure"], *given)


@pytest.mark.parametrize("pin", PINS, ids=name)
def test_estimate_error_limits_and_heterogeneity(pin):
    found = pooled(pin, counts(pin))
    for field in ("estimate", "se", "ci_low", "ci_high", "p", "Q", "Q_p"):
        assert getattr(found, field)[0] == pytest.approx(pin[field], rel=1e-9, abs=1e-12), field


@pytest.mark.parametrize("pin", [p for p in PINS if p["MH"] is not None], ids=name)
def test_association(pin):
    test = association_test_rates if pin["measure"] == "IRR" else association_test
    found = test(*counts(pin), correct=pin["correct"])
    assert found.statistic[0] == pytest.approx(pin["MH"], rel=1e-9)
    assert found.p[0] == pytest.approx(pin["MH_p"], rel=1e-9)


@pytest.mark.parametrize("pin", [p for p in PINS if p["BD"] is not None], ids=name)
def test_homogeneity(pin):
    given = counts(pin)
    for field, tarone in (("BD", False), ("TA", True)):
        found = homogeneity_test(*given, tarone=tarone)
        assert found.statistic[0] == pytest.approx(pin[field], rel=1e-9)
        assert found.p[0] == pytest.approx(pin[f"{field}_p"], rel=1e-8)


def test_the_grid_is_whole():
    tables = {row["name"] for row in ROWS if row["measure"] == "OR"}
    rates = {row["name"] for row in ROWS if row["measure"] == "IRR"}
    assert {(pin["name"], pin["measure"]) for pin in PINS} == {
        (name, measure) for name in tables for measure in ("OR", "RR", "RD", "PETO")
    } | {(name, measure) for name in rates for measure in ("IRR", "IRD")}
    assert (len(tables), len(rates)) == (20, 2)
