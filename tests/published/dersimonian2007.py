"""DerSimonian & Kacker 2007, Contemp Clin Trials 28:105, tables 3 and 4: the CLASP example.

Estimators of the paper that thymos also has, and REML, HS, SJ, HSk and PMM as the test suite of R's
metafor adds them.
"""

import pytest

from thymos.kernel import effect_sizes, pool, tau2

COUNTS = (
    [5, 5, 12, 69, 9, 313],
    [156, 303, 565, 1570, 103, 4659],
    [8, 17, 9, 94, 11, 352],
    [74, 303, 477, 1565, 105, 4650],
)
# method, then tau, log odds ratio and standard error
PRINTED = (
    ("PM", 0.3681, -0.3811, 0.2060),
    ("HE", 0.4410, -0.4035, 0.2327),
    ("DL", 0.2323, -0.3240, 0.1540),
    ("EB", 0.3681, -0.3811, 0.2060),
    ("REML", 0.1843, -0.2980, 0.1343),
    ("HS", 0.1330, -0.2666, 0.1125),
    ("SJ", 0.4572, -0.4079, 0.2386),
    ("HSk", 0.1644, -0.2863, 0.1259),
    ("PMM", 0.4341, -0.4016, 0.2302),
)


@pytest.mark.parametrize(("method", "tau", "estimate", "se"), PRINTED)
def test_clasp(method, tau, estimate, se):
    effects = effect_sizes("OR", *COUNTS)
    found = pool(effects.y, effects.v, method=method)
    assert found.tau2[0] ** 0.5 == pytest.approx(tau, abs=6e-5)
    assert found.estimate[0] == pytest.approx(estimate, abs=6e-5)
    assert found.se[0] == pytest.approx(se, abs=6e-5)


@pytest.mark.parametrize(
    ("first", "tau", "estimate", "se"),
    [("HE", 0.3831, -0.3861, 0.2115), ("DL", 0.3254, -0.3655, 0.1901)],
)
def test_two_steps(first, tau, estimate, se):
    # CA2 and DL2 of the paper: moments again, with the weights that the first step implies.
    effects = effect_sizes("OR", *COUNTS)
    start = tau2(first, effects.y, effects.v)
    second = tau2("GENQ", effects.y, effects.v, weights=1 / (effects.v + start))
    found = pool(effects.y, effects.v, tau2=second)
    assert second[0] ** 0.5 == pytest.approx(tau, abs=6e-5)
    assert found.estimate[0] == pytest.approx(estimate, abs=6e-5)
    assert found.se[0] == pytest.approx(se, abs=6e-5)


def test_maximum_likelihood_is_exactly_zero():
    # metafor's suite expects tau 0.0023, where its steps towards the boundary stop. The slope of
    # the likelihood is negative at 0 already, so that the optimum is 0 and not near it.
    effects = effect_sizes("OR", *COUNTS)
    found = pool(effects.y, effects.v, method="ML")
    assert found.tau2[0] == 0
    assert found.estimate[0] == pytest.approx(-0.1974, abs=6e-5)
