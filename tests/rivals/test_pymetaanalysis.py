"""PyMetaAnalysis' answers, pinned by validation/pymetaanalysis/run.py."""

import json
from pathlib import Path

import numpy as np
import pytest

from thymos.kernel import leave_one_out, pool
from thymos.kernel.small_study.asymmetry import begg, funnel_regression
from thymos.kernel.small_study.trimfill import trim_and_fill

HERE = Path(__file__).resolve().parent
SERIES = json.loads((HERE.parents[1] / "validation" / "series.json").read_text(encoding="utf-8"))
PINS = json.loads((HERE / "pymetaanalysis.json").read_text(encoding="utf-8"))
METHODS = ("CE", "DL", "PM", "REML")


def near(value):
    """Its roots stop at 1e-10 of its bracket."""
    return pytest.approx(value, rel=1e-7, abs=1e-8)


def test_the_grid_is_whole():
    assert PINS["version"] == "0.9.0"
    assert set(PINS["answers"]) == set(PINS["asymmetry"]) == set(SERIES)
    assert all(tuple(answer) == METHODS for answer in PINS["answers"].values())


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", SERIES)
def test_pooling(name, method):
    y, v = SERIES[name]["y"], SERIES[name]["v"]
    theirs = dict(PINS["answers"][name][method])
    found = {test: pool(y, v, method=method, test=test) for test in ("z", "knha", "adhoc")}
    if method != "CE":
        left = pool(y, v, method=method, mask=leave_one_out(len(y)))
        assert left.estimate == near(theirs.pop("left_estimate"))
        assert left.tau2 == near(theirs.pop("left_tau2"))
    for key, value in theirs.items():
        field, _, test = key.rpartition("_")
        of, field = (test, field) if test in found else ("z", key)
        assert getattr(found[of], field)[0] == near(value), key


@pytest.mark.parametrize("name", SERIES)
def test_small_study_effects(name):
    y, v = SERIES[name]["y"], SERIES[name]["v"]
    theirs = PINS["asymmetry"][name]
    line, ranks = funnel_regression(y, v), begg(y, v)
    assert line.statistic[0] == pytest.approx(theirs["egger"], rel=1e-9)
    assert line.p[0] == pytest.approx(theirs["egger_p"], rel=1e-9)
    assert line.limit[0] == pytest.approx(theirs["egger_limit"], rel=1e-9)
    assert ranks.tau[0] == pytest.approx(theirs["begg_tau"], rel=1e-9)
    assert ranks.p[0] == pytest.approx(theirs["begg_p"], rel=1e-9)
    for kind in ("L0", "R0"):
        filled = trim_and_fill(y, v, estimator=kind, method="CE")
        assert filled.missing == theirs[f"{kind}_missing"]
        np.testing.assert_allclose(filled.adjusted.estimate, theirs[f"{kind}_estimate"], rtol=1e-9)
