"""Colditz et al. 1994, JAMA 271:698: thirteen trials of BCG against tuberculosis.

Log risk ratios. Results as printed in the documentation of R's metafor (Viechtbauer 2010,
J Stat Softw 36:3, and the help pages of rma.uni, confint and predict), to its four digits.
"""

import numpy as np
import pytest

from thymos.kernel import effect_sizes, pool, tau2, tau2_interval

TRIALS = (
    # vaccinated: cases, without; control: cases, without
    (4, 119, 11, 128),
    (6, 300, 29, 274),
    (3, 228, 11, 209),
    (62, 13536, 248, 12619),
    (33, 5036, 47, 5761),
    (180, 1361, 372, 1079),
    (8, 2537, 10, 619),
    (505, 87886, 499, 87892),
    (29, 7470, 45, 7232),
    (17, 1699, 65, 1600),
    (186, 50448, 141, 27197),
    (5, 2493, 3, 2338),
    (27, 16886, 29, 17825),
)


@pytest.fixture
def effects():
    a, b, c, d = (np.array(column) for column in zip(*TRIALS, strict=True))
    return effect_sizes("RR", a, a + b, c, c + d)


@pytest.mark.parametrize(
    ("method", "printed"),
    [
        ("DL", 0.3088),
        ("HE", 0.3286),
        ("HS", 0.2284),
        ("SJ", 0.3455),
        ("ML", 0.2800),
        ("REML", 0.3132),
        ("EB", 0.3181),
        ("PM", 0.3181),
    ],
)
def test_tau2(effects, method, printed):
    assert tau2(method, effects.y, effects.v)[0] == pytest.approx(printed, abs=5e-5)


def test_random_effects(effects):
    found = pool(effects.y, effects.v, method="REML")
    printed = {
        "estimate": -0.7145, "se": 0.1798, "statistic": -3.9744,
        "ci_low": -1.0669, "ci_high": -0.3622, "H2": 12.86, "I2": 92.22, "Q": 152.2330,
    }  # fmt: skip
    for name, value in printed.items():
        digits = 2 if name in ("H2", "I2") else 4
        assert round(float(getattr(found, name)[0]), digits) == value, name
    assert found.p[0] < 0.0001
    assert found.Q_df[0] == 12


def test_knapp_and_hartung(effects):
    found = pool(effects.y, effects.v, method="REML", test="knha")
    assert found.se[0] == pytest.approx(0.1808, abs=5e-5)
    assert found.statistic[0] == pytest.approx(-3.9522, abs=5e-5)
    assert found.df[0] == 12
    assert found.p[0] == pytest.approx(0.0019, abs=5e-5)
    assert found.ci_low[0] == pytest.approx(-1.1084, abs=5e-5)
    assert found.ci_high[0] == pytest.approx(-0.3206, abs=5e-5)


def test_interval_of_tau2(effects):
    low, high = tau2_interval(effects.y, effects.v)
    assert low[0] == pytest.approx(0.1197, abs=5e-5)
    assert high[0] == pytest.approx(1.1115, abs=5e-5)


def test_prediction_by_the_normal_rule(effects):
    # metafor's default rule takes the critical value of its test, here the normal one.
    found = pool(effects.y, effects.v, method="REML", prediction="z")
    shown = np.exp([found.prediction_low[0], found.prediction_high[0]])
    assert shown.round(2).tolist() == [0.15, 1.55]
