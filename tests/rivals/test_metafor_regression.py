"""Meta-regression on every data set with moderators: metafor's answers, pinned."""

import numpy as np
import pytest

from tests.rivals.series import MISSING, effects_and_rows, near, pins
from thymos.kernel import factor, intercept, numeric, regress, together

PINS = pins("metafor_regression.json")["series"]


def designed(pin):
    y, v, rows = effects_and_rows(pin["name"])
    whole = [i for i, row in enumerate(rows) if not MISSING & {row[m] for m in pin["moderators"]}]
    parts = [intercept(len(whole))]
    for moderator in pin["moderators"]:
        values = [rows[i][moderator] for i in whole]
        try:
            parts.append(numeric(moderator, [float(x) for x in values]))
        except ValueError:
            parts.append(factor(moderator, values, reference=min(values)))
    return y[whole], v[whole], together(*parts).X


@pytest.mark.parametrize("pin", PINS, ids=lambda pin: "-".join([pin["name"], *pin["moderators"]]))
def test_regression(pin):
    y, v, X = designed(pin)
    assert (len(y), X.shape[1]) == (pin["k"], pin["p"])
    size = float(np.mean(v))
    for fit in pin["fits"]:
        what = fit["method"]
        method = "CE" if what == "FE" else what
        plain, knha = (regress(y, v, X, method=method, test=test) for test in ("z", "knha"))
        near(plain.tau2, fit["tau2"], 1e-6, 1e-6 * size, what)
        for field in ("coefficients", "se", "p", "QE", "QM", "QM_p", "I2", "H2"):
            near(getattr(plain, field), fit[field], 2e-6, 1e-7, f"{what} {field}")
        near(knha.se, fit["se_knha"], 2e-6, 1e-9, what)
        near(knha.p, fit["p_knha"], 2e-6, 1e-7, what)
        near(knha.QM, fit["QM_knha"], 2e-6, 1e-9, what)


def test_the_grid_is_whole():
    methods = ["FE", "DL", "HE", "HS", "HSk", "SJ", "PM", "PMM", "ML", "REML", "EB"]
    assert len(PINS) == 39
    assert len({pin["name"] for pin in PINS}) == 20
    assert all([fit["method"] for fit in pin["fits"]] == methods for pin in PINS)
