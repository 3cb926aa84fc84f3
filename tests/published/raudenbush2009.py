"""Raudenbush 2009, in Cooper, Hedges & Valentine, pages 301 to 309: teacher expectancy.

Nineteen standardised mean differences (dat.raudenbush1985 of R's metadat). Four digits, and
remarks on where the chapter rounds otherwise, as the test suite of R's metafor prints them.
"""

import numpy as np
import pytest

from thymos.kernel import pool, regress, shrunken

Y = [0.03, 0.12, -0.14, 1.18, 0.26, -0.06, -0.02, -0.32, 0.27, 0.8,
     0.54, 0.18, -0.02, 0.23, -0.18, -0.06, 0.3, 0.07, -0.07]  # fmt: skip
V = [0.0156, 0.0216, 0.0279, 0.1391, 0.1362, 0.0106, 0.0106, 0.0484, 0.0269, 0.063,
     0.0912, 0.0497, 0.0835, 0.0841, 0.0253, 0.0279, 0.0193, 0.0088, 0.0303]  # fmt: skip
WEEKS = [2, 21, 19, 0, 0, 3, 17, 24, 0, 1, 0, 0, 1, 2, 17, 5, 1, 2, 7]
# The rival stops 1e-5 from its optimum, which moves its fourth digit by up to one.
DIGITS = 1.2e-4
# Table 16.3: tau2, mean, standard error, test, limits; plain and by Knapp & Hartung
PLAIN = {
    "CE": (0, 0.0604, 0.0365, 1.6553, -0.0111, 0.1318),
    "ML": (0.0126, 0.0777, 0.0475, 1.6368, -0.0153, 0.1708),
    "REML": (0.0188, 0.0837, 0.0516, 1.6208, -0.0175, 0.1849),
    "DL": (0.0259, 0.0893, 0.0558, 1.6009, -0.0200, 0.1987),
    "HE": (0.0804, 0.1143, 0.0792, 1.4432, -0.0409, 0.2696),
}
HARTUNG = {
    "CE": (0, 0.0604, 0.0515, 1.1733, -0.0477, 0.1685),
    "ML": (0.0126, 0.0777, 0.0593, 1.3110, -0.0468, 0.2023),
    "REML": (0.0188, 0.0837, 0.0616, 1.3593, -0.0457, 0.2131),
    "DL": (0.0259, 0.0893, 0.0636, 1.4050, -0.0442, 0.2229),
    "HE": (0.0804, 0.1143, 0.0711, 1.6078, -0.0351, 0.2637),
}


@pytest.mark.parametrize(("test", "table"), [("z", PLAIN), ("knha", HARTUNG)])
@pytest.mark.parametrize("method", PLAIN)
def test_table(method, test, table):
    found = pool(Y, V, method=method, test=test)
    names = ("tau2", "estimate", "se", "statistic", "ci_low", "ci_high")
    shown = tuple(float(getattr(found, name)[0]) for name in names)
    assert shown == pytest.approx(table[method], abs=DIGITS)


def test_prediction_interval_of_the_field_s_package():
    found = pool(Y, V, prediction="z")
    limits = found.prediction_low[0], found.prediction_high[0]
    assert limits == pytest.approx((-0.2036, 0.3711), abs=DIGITS)


def test_range_of_the_shrunken_effects():
    found = shrunken(Y, V, pool(Y, V)).effect[0]
    assert (found.min(), found.max()) == pytest.approx((-0.0293, 0.2485), abs=DIGITS)


def test_weeks_of_acquaintance():
    found = regress(Y, V, np.column_stack([np.ones(19), np.minimum(WEEKS, 3)]))
    assert found.tau2[0] == 0
    assert found.coefficients[0] == pytest.approx((0.4072, -0.1572), abs=6e-5)
    assert found.statistic[0] == pytest.approx((4.6782, -4.3884), abs=1.2e-4)
    assert found.QE[0] == pytest.approx(16.5708, abs=6e-5)
