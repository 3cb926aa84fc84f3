"""Intervals of tau-squared by rules other than the Q-profile."""

import numpy as np
import pytest

from thymos.kernel import pool, residual_tau2_interval, tau2, tau2_interval
from thymos.kernel.distributions import chi2_quantile
from thymos.kernel.likelihood import log_likelihood

Y = np.array([0.1, 0.9, -0.4, 0.5, 1.2])
V = np.array([0.05, 0.1, 0.2, 0.01, 0.08])


@pytest.mark.parametrize("rule", ["J", "GENQ", "PL"])
def test_the_unit_does_not_matter(rule):
    low, high = tau2_interval(Y, V, rule=rule)
    for c in (1e-6, 1e6):
        scaled = tau2_interval(c * Y, c * c * V, rule=rule)
        assert scaled[0][0] == pytest.approx(c * c * low[0], rel=1e-8)
        assert scaled[1][0] == pytest.approx(c * c * high[0], rel=1e-8)


def test_equal_variances_make_all_q_the_same():
    v = np.full(5, 0.05)
    plain = tau2_interval(Y, v)
    for rule in ("J", "GENQ"):
        np.testing.assert_allclose(tau2_interval(Y, v, rule=rule), plain, rtol=1e-8)


@pytest.mark.parametrize("method", ["ML", "REML"])
def test_at_its_limits_the_profile_likelihood_falls_short_by_the_quantile(method):
    wide = 9 * Y
    best, (low, high) = tau2(method, wide, V), tau2_interval(wide, V, rule="PL", method=method)
    y, v, mask = wide[None], V[None], np.ones((1, 5), bool)

    def value(t):
        return log_likelihood(t, y, v, mask, restricted=method == "REML")[0]

    half = float(chi2_quantile(0.95, 1.0)) / 2
    assert 0 < low[0] < best[0] < high[0]
    assert value(best) - value(low) == pytest.approx(half, rel=1e-7)
    assert value(best) - value(high) == pytest.approx(half, rel=1e-7)


@pytest.mark.parametrize("rule", ["QP", "J", "GENQ", "PL"])
def test_homogeneous_studies_reach_down_to_zero(rule):
    low, high = tau2_interval([0.10, 0.12, 0.09], [0.04, 0.05, 0.03], rule=rule)
    assert low[0] == 0
    assert high[0] >= 0


@pytest.mark.parametrize("rule", ["J", "GENQ", "PL"])
def test_a_batch_is_a_loop_and_rows_without_two_studies_have_none(rule):
    mask = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [1, 0, 0, 0, 0], [0, 0, 0, 0, 0]]) > 0
    low, high = tau2_interval(Y, V, mask, rule=rule)
    np.testing.assert_allclose((low[1], high[1]), np.ravel(tau2_interval(Y[:3], V[:3], rule=rule)))
    assert np.isnan([low[2:], high[2:]]).all()


def test_equal_effects_have_the_interval_of_no_heterogeneity():
    for rule in ("J", "GENQ"):
        low, high = tau2_interval([0.3, 0.3], [0.1, 0.2], rule=rule)
        assert (low[0], high[0]) == (0, 0)


def test_weights_belong_to_one_rule():
    with pytest.raises(ValueError, match="weights belong to the rule GENQ, got rule 'QP'"):
        tau2_interval(Y, V, weights=V)
    with pytest.raises(ValueError, match="unknown rule for the interval of tau2 'pl'"):
        tau2_interval(Y, V, rule="pl")
    given = tau2_interval(Y, V, rule="GENQ", weights=7 / V)
    np.testing.assert_allclose(given, tau2_interval(Y, V, rule="J"), rtol=1e-9)


def test_fixed_weights_of_moments():
    assert tau2("GENQ", Y, V, weights=np.full(5, 3.0)) == pytest.approx(tau2("HE", Y, V))
    assert tau2("GENQ", Y, V, weights=3 / V) == pytest.approx(tau2("DL", Y, V))
    with pytest.raises(ValueError, match=r"weights: study 2 is 0\.0, expected a positive"):
        tau2("GENQ", Y, V, weights=[1, 0, 1, 1, 1])
    with pytest.raises(ValueError, match="weights belong to the estimator GENQ, got 'DL'"):
        tau2("DL", Y, V, weights=V)
    assert pool(Y, V, method="GENQ").tau2 == tau2("GENQ", Y, V)


@pytest.mark.parametrize("rule", ["QP", "J", "GENQ", "PL"])
def test_beside_an_intercept_alone_the_limits_are_those_of_pooling(rule):
    found = residual_tau2_interval([9 * Y, Y], V, np.ones(5), rule=rule, level=0.9)
    plain = tau2_interval([9 * Y, Y], V, rule=rule, level=0.9)
    np.testing.assert_allclose(found, plain, rtol=1e-8, atol=1e-12)


def test_what_is_refused_beside_moderators():
    with pytest.raises(ValueError, match="weights belong to the rule GENQ, got rule 'J'"):
        residual_tau2_interval(Y, V, np.ones(5), rule="J", weights=V)
    given = residual_tau2_interval(Y, V, np.ones(5), rule="GENQ", weights=7 / V)
    np.testing.assert_allclose(given, tau2_interval(Y, V, rule="J"), rtol=1e-8)
