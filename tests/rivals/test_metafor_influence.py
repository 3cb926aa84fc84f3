"""Influence and what else needs moderators or shrinkage, six series: metafor's answers, pinned."""

import json
from pathlib import Path

import numpy as np
import pytest

from thymos.kernel import (
    fit_statistics,
    henmi_copas,
    influence,
    pool,
    regress,
    shrunken,
    tau2_interval,
)

HERE = Path(__file__).resolve().parent
SERIES = json.loads((HERE.parents[1] / "validation" / "series.json").read_text(encoding="utf-8"))
PINS = json.loads((HERE / "metafor_influence.json").read_text(encoding="utf-8"))
LATITUDE = np.array([44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33.0])
LINE = np.column_stack([np.ones(13), LATITUDE])
Y, V = SERIES["bcg"]["y"], SERIES["bcg"]["v"]


def near(found, pinned, rel=2e-6, scale=1e-7):
    """Compare, but for what the rival left empty because it did not converge."""
    theirs = np.ravel(np.array(pinned, dtype=float))
    there = ~np.isnan(theirs)
    np.testing.assert_allclose(np.ravel(found)[there], theirs[there], rtol=rel, atol=scale)


def test_the_grid_is_whole():
    assert PINS["version"]
    assert set(PINS["series"]) == set(SERIES) - {"homogeneous"}
    assert len(PINS["regression"]) == 22
    assert len(PINS["influence"]) == 4
    empty = [sum(x is None for x in pin["deleted"]) for pin in PINS["influence"]]
    assert empty == [1, 0, 1, 0]  # one fit of 52 did not converge under the tight tolerance


@pytest.mark.parametrize("name", PINS["series"])
@pytest.mark.parametrize("method", ["ML", "REML"])
def test_profile_likelihood(name, method):
    found = tau2_interval(SERIES[name]["y"], SERIES[name]["v"], rule="PL", method=method)
    near(found, PINS["series"][name][f"PL_{method}"])


@pytest.mark.parametrize("name", PINS["series"])
def test_henmi_and_copas(name):
    found = henmi_copas(SERIES[name]["y"], SERIES[name]["v"])
    shown = (found.estimate, found.ci_low, found.ci_high)
    near(shown, PINS["series"][name]["henmi_copas"], scale=2e-4)  # its root finder stops at 1e-4


@pytest.mark.parametrize("name", PINS["series"])
def test_shrunken_effects(name):
    y, v = SERIES[name]["y"], SERIES[name]["v"]
    found = shrunken(y, v, pool(y, v))
    near(found.effect, PINS["series"][name]["shrunken"])
    near(found.low, PINS["series"][name]["shrunken_low"])


@pytest.mark.parametrize("name", PINS["series"])
@pytest.mark.parametrize("method", ["CE", "ML", "REML"])
def test_fit(name, method):
    found = fit_statistics(SERIES[name]["y"], SERIES[name]["v"], method=method)
    names = ("log_likelihood", "deviance", "aic", "bic", "aicc")
    near([getattr(found, n)[0] for n in names], PINS["series"][name]["fit"][method])


@pytest.mark.parametrize("pin", PINS["regression"], ids=lambda p: f"{p['method']}-{p['test']}")
def test_regression(pin):
    found = regress(Y, V, LINE, method=pin["method"], test=pin["test"])
    for name in ("coefficients", "se", "p", "tau2", "QE", "QM", "QM_p", "I2", "H2"):
        near(getattr(found, name), pin[name])
    if pin["limits"]:
        near((found.tau2_low, found.tau2_high), pin["limits"])


@pytest.mark.parametrize("pin", PINS["influence"], ids=lambda p: f"{p['mods']}-{p['test']}")
def test_influence(pin):
    found = influence(Y, V, LINE if pin["mods"] else None, test=pin["test"])
    for name in (
        "standardised", "deleted", "dffits", "cook", "covariance_ratio",
        "tau2", "QE", "hat", "weight", "dfbetas",
    ):  # fmt: skip
        near(getattr(found, name), pin[name], rel=2e-5)
    marked = zip(found.striking.tolist(), pin["striking"], strict=True)
    assert all(theirs in (None, ours) for ours, theirs in marked)
