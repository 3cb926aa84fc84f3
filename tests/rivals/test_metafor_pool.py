"""Where metafor's default settings stop too early, and what a change of unit does to them."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.rivals import series as published
from thymos.kernel import pool, tau2

HERE = Path(__file__).resolve().parent
UNITS = json.loads((HERE / "metafor.json").read_text(encoding="utf-8"))["units"]
PINS = published.pins("metafor_models.json")["series"]
# A difference matters from a twentieth of tau2 on, or of a hundredth of the mean variance where
# tau2 is less than that.
MATTERS, LITTLE = 0.05, 0.01
# DLIT is another estimator there (test_metafor_models); the others have closed forms.
ITERATED = ("SJIT", "PM", "PMM", "ML", "REML", "EB")


def columns_of_series(name):
    """The columns of numbers of a data set."""
    return published.columns(next(row["name"] for row in published.ROWS if row["file"] == name))


def effects(name, measure):
    return published.effects(f"{name}-{measure}")


def off(name, method, default):
    """How far the package's tau2 under its own stopping rules is from the converged one."""
    y, v = published.effects(name)
    right = pool(y, v, method=method, profile=False).tau2[0]
    return abs(default - right) / max(right, LITTLE * float(np.mean(v)))


def defaults():
    for pin in PINS:
        fits = pin["fits"]
        for method, default in zip(fits["method"], fits["default"], strict=True):
            if method in ITERATED:
                yield pin["name"], method, default


def test_where_the_package_stops_too_early_is_as_documented():
    wrong = {f"{n}-{m}": off(n, m, d) for n, m, d in defaults() if d is not None}
    wrong = {name: round(by, 3) for name, by in wrong.items() if by > MATTERS}
    assert wrong == {
        "bartos2023-PR-PM": 0.106,
        "bartos2023-PR-PMM": 0.089,
        "collins1985a-death-RD-SJIT": 0.107,
        "dagostino1998-snic2-SMD-SJIT": 0.067,
        "hart1999-IRD-ML": 1.0,
        "hart1999-IRD-PM": 0.074,
        "hart1999-IRSD-ML": 0.44,
        "hart1999-IRSD-PM": 0.535,
        "hart1999-IRSD-PMM": 0.058,
        "hart1999-IRSD-SJIT": 0.997,
        "hine1989-RD-SJIT": 0.054,
        "nielweise2007-RD-ML": 0.345,
        "nielweise2007-RD-REML": 0.128,
        "nielweise2008-IRD-PMM": 1.0,
        "nielweise2008-IRD-REML": 0.129,
        "nielweise2008-IRD-SJIT": 27.311,
        "yusuf1985-RD-ML": 0.085,
        "yusuf1985-RD-PM": 1.218,
        "yusuf1985-RD-PMM": 1.426,
        "yusuf1985-RD-REML": 0.067,
        "yusuf1985-RD-SJIT": 0.857,
    }


def test_where_the_package_ends_with_an_error_is_as_documented():
    assert [f"{n}-{m}" for n, m, d in defaults() if d is None] == []


@pytest.mark.parametrize("pin", UNITS, ids=lambda pin: pin["method"])
def test_the_unit_changes_their_default_answer_and_not_ours(pin):
    y, v = effects("bcg", "RR")
    ours = [tau2(pin["method"], y * u, v * u * u)[0] / u**2 for u in pin["unit"]]
    np.testing.assert_allclose(ours, ours[0], rtol=1e-10)
    assert ours[0] == pytest.approx(pin["tau2"][0], rel=1e-3)
    if pin["method"] == "PM":
        assert pin["tau2"][-1] / ours[-1] == pytest.approx(276.2, abs=0.1)
