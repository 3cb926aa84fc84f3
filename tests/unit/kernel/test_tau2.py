"""Estimators of tau-squared at their edges: boundaries, many maxima, absurd scales."""

import numpy as np
import pytest

from thymos.kernel import ESTIMATORS, tau2, tau2_interval
from thymos.kernel.likelihood import log_likelihood, score

NAMES = [name for name, _ in ESTIMATORS]


@pytest.mark.parametrize("name", NAMES)
def test_one_study_gives_zero_and_none_gives_nothing(name):
    mask = [[True, False], [False, False], [True, True]]
    found = tau2(name, [0.0, 5.0], [1.0, 1.0], mask)
    assert found[0] == 0
    assert np.isnan(found[1])
    assert found[2] > 0


@pytest.mark.parametrize("name", NAMES)
def test_equal_effects_give_exactly_zero(name):
    assert tau2(name, [0.3, 0.3, 0.3], [0.1, 0.2, 0.5])[0] == 0


@pytest.mark.parametrize("name", [name for name in NAMES if name != "SJ"])
def test_homogeneous_effects_give_exactly_zero(name):
    assert tau2(name, [0.10, 0.12, 0.09, 0.11], [0.04, 0.05, 0.03, 0.06])[0] == 0


@pytest.mark.parametrize("name", ["DL", "HE", "PM", "EB", "REML"])
def test_equal_variances_have_a_closed_form(name):
    y = np.array([0.1, 0.9, -0.4, 0.5])
    assert tau2(name, y, np.full(4, 0.05))[0] == pytest.approx(y.var(ddof=1) - 0.05, rel=1e-12)


def test_maximum_likelihood_for_equal_variances():
    y = np.array([0.1, 0.9, -0.4, 0.5])
    assert tau2("ML", y, np.full(4, 0.05))[0] == pytest.approx(y.var() - 0.05, rel=1e-12)


def test_of_two_maxima_the_higher_one_wins():
    # One precise study far from a wide cloud: the restricted likelihood has a peak at 0 and
    # one far out, and which is higher turns on how far the precise study lies.
    v = np.array([1e-4, 1e-4, 9.0, 9.0, 9.0, 9.0])
    near = np.array([0.0, 0.001, 3.0, -3.0, 2.0, -2.0])
    far = near + np.array([0.0, 0.5, 0.0, 0.0, 0.0, 0.0])
    assert tau2("REML", near, v)[0] == 0
    assert tau2("REML", far, v)[0] > 0.05


def test_of_two_inner_maxima_the_higher_one_wins():
    y = np.array([[12.15, 0.95, -10.63, 0.03, -0.25, 0.02]])
    v = np.array([[17.692, 0.074, 7.811, 0.032, 0.208, 0.009]])
    mask = np.ones(y.shape, bool)
    found = tau2("REML", y[0], v[0])
    assert found[0] == pytest.approx(28.2315, abs=1e-4)
    lower, valley, higher = (
        log_likelihood(np.array([t]), y, v, mask)[0] for t in (0.24454, 3.0, found[0])
    )
    assert valley < lower < higher


@pytest.mark.parametrize("restricted", [True, False])
def test_the_score_is_the_slope_of_the_likelihood(restricted):
    # A wrong second derivative would only cost steps, so that no other test would see it.
    y, v = np.array([[0.1, 0.9, -0.4]]), np.array([[0.05, 0.1, 0.2]])
    mask, t, h = np.ones((1, 3), bool), np.array([0.3]), np.array([1e-5])
    value, slope = score(t, y, v, mask, restricted)
    up, down = (log_likelihood(t + s * h, y, v, mask, restricted=restricted) for s in (1, -1))
    assert value == pytest.approx((up - down) / h, rel=1e-6)  # score is twice the slope
    ahead, behind = (score(t + s * h, y, v, mask, restricted)[0] for s in (1, -1))
    assert slope == pytest.approx((ahead - behind) / (2 * h), rel=1e-6)


@pytest.mark.parametrize("c", [1e-100, 1e-6, 1e6, 1e100])
@pytest.mark.parametrize("name", NAMES)
def test_absurd_units(name, c):
    y, v = np.array([0.1, 0.9, -0.4, 0.5]), np.array([0.05, 0.1, 0.2, 0.01])
    found = tau2(name, c * y, c * c * v)[0]
    assert found == pytest.approx(c * c * tau2(name, y, v)[0], rel=1e-10)


def test_variances_many_orders_apart():
    y, v = [0.0, 1.0, 2.0, 0.5], [1e-12, 1e-3, 1.0, 1e6]
    for name in NAMES:
        found = tau2(name, y, v)[0]
        assert np.isfinite(found)
        assert found >= 0


def test_a_thousand_studies():
    rng = np.random.default_rng(11)
    v = rng.uniform(0.01, 0.1, 1000)
    y = rng.normal(0, np.sqrt(v + 0.25))
    for name in ("PM", "ML", "REML"):
        assert tau2(name, y, v)[0] == pytest.approx(0.25, rel=0.15)


def test_interval_meets_the_quantiles():
    y, v = np.array([0.1, 0.3, 0.8]), np.array([0.01, 0.02, 0.03])
    low, high = tau2_interval(y, v, level=0.90)
    for t, quantile in ((low[0], 5.991465), (high[0], 0.102587)):  # chi2, 2 df, 95 % and 5 %
        w = 1 / (v + t)
        assert (w * (y - (w * y).sum() / w.sum()) ** 2).sum() == pytest.approx(quantile, rel=1e-5)


def test_interval_of_homogeneous_or_lonely_studies():
    low, high = tau2_interval([0.10, 0.1001], [1.0, 1.0])
    assert (low[0], high[0]) == (0, 0)
    low, high = tau2_interval([0.1], [1.0])
    assert np.isnan([low[0], high[0]]).all()


def test_unknown_method_names_the_choices():
    with pytest.raises(ValueError, match="choose one of DL, HE, HS, HSk, SJ, SJIT, PM"):
        tau2("reml", [0.1], [1.0])
