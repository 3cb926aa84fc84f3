"""The four faults of metafor's defaults that docs/methods/agreement.md tells, pinned."""

import numpy as np
import pytest

from tests.rivals.series import columns, effects, near, pins
from thymos.kernel import pool, regress
from thymos.kernel.small_study.trimfill import trim_and_fill

CASES = pins("metafor_wrong.json")["cases"]


def cases(kind):
    return [case for case in CASES if case["case"] == kind]


@pytest.mark.parametrize("case", cases("stopping"), ids=lambda case: case["name"])
def test_stopping_rules_that_are_absolute(case):
    y, v = effects(case["name"])
    found = pool(y, v, method=case["method"])
    right, default = case["right"], case["default"]
    near((found.tau2, found.I2, found.ci_low, found.ci_high), [
        right[field] for field in ("tau2", "I2", "ci_low", "ci_high")
    ], 1e-6)  # fmt: skip
    near((found.tau2_low, found.tau2_high), right["limits"], 1e-6, 1e-7 * float(np.mean(v)))
    assert abs(default["tau2"] / found.tau2[0] - 1) > 0.1


def test_how_far_they_are_off():
    catheters = next(case for case in CASES if case["name"] == "nielweise2008-IRD")
    assert catheters["default"]["limits"][1] / catheters["right"]["limits"][1] > 4.5
    trials = next(case for case in CASES if case["name"] == "yusuf1985-RD")
    shares = trials["default"]["I2"], trials["right"]["I2"]
    assert shares == pytest.approx((28.0, 14.9), abs=0.05)


def test_no_intercept():
    (case,) = cases("no intercept")
    y, v = effects("bcg-RR")
    found = regress(y, v, columns("bcg-RR")["ablat"][:, None])
    right = case["right"]
    near(found.tau2, right["tau2"], 1e-4)  # its optimiser, by default settings
    near((found.coefficients, found.se), (right["coefficient"], right["se"]), 1e-5)
    near(found.QE, right["QE"], 1e-9)
    assert case["default"]["tau2"] > 3 * found.tau2[0]
    assert case["default"]["log_likelihood"] < right["log_likelihood"] - 1


def test_q0():
    (case,) = cases("Q0")
    assert "TRUE/FALSE" in case["error"]
    found = trim_and_fill(*effects("egger2001-OR"), estimator="Q0", method="DL")
    assert np.isfinite(found.adjusted.estimate[0])
    assert found.note
