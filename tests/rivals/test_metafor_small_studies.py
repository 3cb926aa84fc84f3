"""Small-study effects: metafor's answers, pinned by validation/metafor/small_studies.R."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.rivals.test_metafor_pool import columns_of_series, effects
from thymos.kernel.small_study.asymmetry import begg, funnel_regression
from thymos.kernel.small_study.excess import excess_significance
from thymos.kernel.small_study.trimfill import trim_and_fill

HERE = Path(__file__).resolve().parent
PINS = json.loads((HERE / "metafor_small_studies.json").read_text(encoding="utf-8"))
PREDICTORS = {
    "sei": "se", "vi": "v", "ni": "n", "ninv": "inverse_n",
    "sqrtni": "sqrt_n", "sqrtninv": "inverse_sqrt_n",
}  # fmt: skip


def name(pin):
    parts = (pin.get(key) for key in ("data", "model", "type", "method", "test", "estimator"))
    return "-".join(str(part) for part in (*parts, pin.get("predictor")) if part)


def sizes(series):
    columns = columns_of_series(series)
    if "n1i" in columns:
        return columns["n1i"] + columns["n2i"]
    if series == "bcg":
        return sum(columns[cell] for cell in ("ai", "bi", "ci", "di"))
    return None


@pytest.mark.parametrize("pin", PINS["asymmetry"], ids=name)
def test_regression_of_a_funnel(pin):
    y, v = effects(pin["data"], pin["measure"])
    method = {"FE": "CE"}.get(pin.get("method", "FE"), pin.get("method", "REML"))
    found = funnel_regression(
        y, v, predictor=PREDICTORS[pin["predictor"]], n=sizes(pin["data"]),
        model="dispersion" if pin["model"] == "lm" else "random",
        method=method if pin["model"] == "rma" else "REML", test=pin.get("test", "z"),
    )  # fmt: skip
    assert found.statistic[0] == pytest.approx(pin["statistic"], rel=1e-5, abs=1e-6)
    assert found.p[0] == pytest.approx(pin["p"], rel=1e-5, abs=1e-7)
    if pin["limit"] is not None:
        assert found.limit[0] == pytest.approx(pin["limit"], rel=1e-5, abs=1e-6)
    if pin.get("limit_low") is not None:
        limits = [found.limit_low[0], found.limit_high[0]]
        assert limits == pytest.approx([pin["limit_low"], pin["limit_high"]], rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("pin", PINS["ranks"], ids=name)
def test_rank_correlation(pin):
    found = begg(*effects(pin["data"], pin["measure"]))
    assert found.tau[0] == pytest.approx(pin["tau"], rel=1e-9)
    assert found.p[0] == pytest.approx(pin["p"], rel=1e-9)


@pytest.mark.parametrize("pin", [p for p in PINS["trimmed"] if "error" not in p], ids=name)
def test_trim_and_fill(pin):
    method = "CE" if pin["method"] == "FE" else pin["method"]
    y, v = effects(pin["data"], pin["measure"])
    found = trim_and_fill(y, v, estimator=pin["estimator"], method=method)
    assert (found.missing, found.side) == (pin["k0"], pin["side"])
    assert found.missing_se == pytest.approx(pin["se_k0"], rel=1e-9)
    # The package fits the filled data anew by its default settings, whatever those before.
    near = 2e-4 if method == "REML" else 1e-9
    for field in ("estimate", "se", "tau2"):
        value = getattr(found.adjusted, field)[0]
        assert value == pytest.approx(pin[field], rel=near, abs=near / 10), field


@pytest.mark.parametrize("pin", [p for p in PINS["trimmed"] if "error" in p], ids=name)
def test_trim_and_fill_answers_where_the_package_stops(pin):
    method = "CE" if pin["method"] == "FE" else pin["method"]
    y, v = effects(pin["data"], pin["measure"])
    found = trim_and_fill(y, v, estimator=pin["estimator"], method=method)
    assert np.isfinite(found.adjusted.estimate[0])
    assert found.note


@pytest.mark.parametrize("pin", PINS["excess"], ids=name)
def test_excess_significance(pin):
    found = excess_significance(*effects(pin["data"], pin["measure"]))
    assert found.observed == pin["observed"]
    assert found.expected == pytest.approx(pin["expected"], rel=1e-9)
    assert found.theta == pytest.approx(pin["theta"], rel=1e-9)
    if pin["statistic"] is None:
        assert found.exact_p == pytest.approx(pin["p"], rel=1e-6)
    else:  # the package takes the exact test for few studies only
        assert found.chi2 == pytest.approx(pin["statistic"], rel=1e-9)
        assert found.chi2_p == pytest.approx(pin["p"], rel=1e-6)


def test_the_grid_is_whole():
    assert PINS["version"]
    assert len(PINS["asymmetry"]) == 7 * (4 * 6 + 2 * 2)
    assert len({name(pin) for pin in PINS["asymmetry"]}) == len(PINS["asymmetry"])
    series = {pin["data"] for pin in PINS["ranks"]}
    assert len(series) == len(PINS["excess"]) == 6
    grid = {(s, m, e) for s in series for m in ("FE", "DL", "REML") for e in ("L0", "R0", "Q0")}
    assert {(p["data"], p["method"], p["estimator"]) for p in PINS["trimmed"]} == grid
    stopped = [name(pin) for pin in PINS["trimmed"] if "error" in pin]
    assert len(stopped) == 3
    assert all(one.startswith("egger2001") for one in stopped)
