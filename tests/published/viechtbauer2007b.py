"""Viechtbauer 2007, Z Psychol 215:104, pages 106 to 113: St John's wort against depression.

Seventeen trials of dat.linde2005 of R's metadat. Digits, and estimators beyond the paper's,
as the test suite of R's metafor prints them.
"""

import numpy as np
import pytest

from thymos.kernel import contrasts, effect_sizes, pool, regress

# responders and patients, treated then control; dose (mg a day), weeks, severity at the start
TRIALS = (
    (20, 25, 11, 25, 380, 8, 19.5),
    (14, 20, 9, 20, 900, 4, 12.5),
    (4, 25, 2, 25, 900, 4, 22.7),
    (20, 32, 6, 33, 900, 6, 16.5),
    (28, 50, 13, 55, 900, 4, 15.8),
    (34, 48, 25, 49, 240, 6, 23.6),
    (35, 53, 12, 54, 900, 4, 20.7),
    (24, 49, 16, 49, 900, 6, 21.1),
    (45, 80, 12, 79, 500, 6, 19.4),
    (67, 106, 22, 47, 1050, 6, 22.7),
    (34, 60, 17, 59, 900, 6, 16.7),
    (46, 70, 34, 70, 500, 6, 20.9),
    (55, 123, 57, 124, 900, 6, 21.5),
    (23, 37, 15, 35, 900, 6, 19.9),
    (26, 98, 19, 102, 1050, 8, 22.5),
    (46, 113, 56, 116, 1200, 8, 22.9),
    (98, 186, 80, 189, 900, 6, 21.9),
)
A, N1, C, N2, DOSE, WEEKS, SEVERITY = (np.array(x, float) for x in zip(*TRIALS, strict=True))
EFFECTS = effect_sizes("RR", A, N1, C, N2)
# grams over the whole course, about 34; severity about 20; and their product
COURSE, START = DOSE * 7 / 1000 * WEEKS - 34, SEVERITY - 20
X = np.column_stack([np.ones(17), COURSE, START, COURSE * START])


def ratio(*arrays):
    return tuple(float(np.exp(a.ravel()[0])) for a in arrays)


def test_one_common_effect():
    found = pool(EFFECTS.y, EFFECTS.v, method="CE")
    shown = ratio(found.estimate, found.ci_low, found.ci_high)
    assert shown == pytest.approx((1.3840, 1.2599, 1.5204), abs=6e-5)
    assert found.Q[0] == pytest.approx(51.5454, abs=6e-5)


def test_random_effects():
    found = pool(EFFECTS.y, EFFECTS.v, method="DL", prediction="z")
    shown = ratio(found.estimate, found.ci_low, found.ci_high)
    assert shown == pytest.approx((1.5722, 1.3103, 1.8864), abs=6e-5)
    shown = ratio(found.prediction_low, found.prediction_high)
    assert shown == pytest.approx((0.8488, 2.9120), abs=6e-5)
    assert found.tau2[0] == pytest.approx(0.0903, abs=6e-5)


def test_moderators():
    found = regress(EFFECTS.y, EFFECTS.v, X, method="DL")
    assert found.tau2[0] == pytest.approx(0.0475, abs=6e-5)
    assert found.R2[0] == pytest.approx(47.3778, abs=6e-5)
    assert found.coefficients[0] == pytest.approx(
        [0.47625885, -0.0058448, -0.06722782, -0.00156996], abs=6e-9
    )
    assert found.se[0] == pytest.approx([0.08764097, 0.00999872, 0.03522283, 0.00344659], abs=6e-9)
    assert found.p[0] == pytest.approx([6e-8, 0.55884735, 0.05630808, 0.64874054], abs=6e-9)


@pytest.mark.parametrize(
    ("severity", "printed"), [(12.5, (2.6657, 1.4560, 4.8806)), (23.6, (1.2639, 0.9923, 1.6099))]
)
def test_predicted_effects(severity, printed):
    found = contrasts(regress(EFFECTS.y, EFFECTS.v, X, method="DL"), [1, 0, severity - 20, 0])
    shown = ratio(found.estimate, found.ci_low, found.ci_high)
    assert shown == pytest.approx(printed, abs=6e-5)


@pytest.mark.parametrize(
    ("method", "printed"),
    [
        ("HS", 0.0253),
        ("HE", 0.0388),
        ("DL", 0.0475),
        ("GENQ", 0.0600),  # weights: patients
        ("SJ", 0.0912),
        ("DLIT", 0.0633),
        ("SJIT", 0.0633),
        ("PM", 0.0633),
        ("ML", 0.0240),
        ("REML", 0.0558),
        ("EB", 0.0633),
    ],
)
def test_tau2_beside_moderators(method, printed):
    weights = N1 + N2 if method == "GENQ" else None
    found = regress(EFFECTS.y, EFFECTS.v, X, method=method, weights=weights)
    assert found.tau2[0] == pytest.approx(printed, abs=6e-5)
