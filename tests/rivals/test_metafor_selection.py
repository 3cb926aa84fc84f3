"""Selection models: R's metafor, pinned by validation/metafor/small_studies.R."""

import json
from pathlib import Path

import pytest

from tests.rivals.test_metafor_pool import effects
from thymos.kernel.small_study.selection import beta_selection, step_selection

HERE = Path(__file__).resolve().parent
PINS = json.loads((HERE / "metafor_small_studies.json").read_text(encoding="utf-8"))["selected"]
# The package's search starts above tau2 = 0 and stays on a lower summit there.
LOWER = {
    ("egger2001", "stepfun"), ("egger2001", "beta"), ("lee2004", "beta"),
    ("bangertdrowns2004", "beta"), ("raudenbush1985", "stepfun"), ("lee2004", "stepfun"),
}  # fmt: skip


def fitted(pin):
    model = step_selection if pin["type"] == "stepfun" else beta_selection
    method = "CE" if pin["method"] == "FE" else "ML"
    return model(*effects(pin["data"], pin["measure"]), side=pin["alternative"], method=method)


def name(pin):
    return "-".join(pin[key] for key in ("data", "type", "method"))


@pytest.mark.parametrize("pin", PINS, ids=name)
def test_selection(pin):
    found = fitted(pin)
    # The package integrates beta weights to a relative error of 1.2e-4.
    near = 4e-4 if pin["type"] == "beta" else 1e-6
    if pin["method"] == "ML" and (pin["data"], pin["type"]) in LOWER:
        assert found.log_likelihood > pin["log_likelihood"] + near / 10
        return
    assert found.log_likelihood == pytest.approx(pin["log_likelihood"], abs=near)
    scale = 2e-3 if pin["type"] == "beta" else 1e-4
    assert found.estimate == pytest.approx(pin["estimate"], abs=scale)
    assert found.tau2 == pytest.approx(pin["tau2"], abs=scale)
    assert found.weights == pytest.approx(pin["delta"][-found.ratio_df :], rel=2e-3, abs=5e-4)
    assert found.likelihood_ratio == pytest.approx(pin["LRT"], abs=2 * near)
    if pin["type"] == "stepfun":
        assert found.se == pytest.approx(pin["se"], rel=1e-4)


@pytest.mark.parametrize("kind", ["stepfun", "beta"])
@pytest.mark.parametrize("data", sorted({pin["data"] for pin in PINS}))
def test_random_effects_are_never_less_likely_than_one_effect(data, kind):
    one, many = (
        fitted(next(p for p in PINS if (p["data"], p["type"], p["method"]) == (data, kind, m)))
        for m in ("FE", "ML")
    )
    assert many.log_likelihood >= one.log_likelihood - 1e-8


def test_the_grid_is_whole():
    assert len(PINS) == 24
