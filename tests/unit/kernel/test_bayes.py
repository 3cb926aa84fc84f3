"""The Bayesian model against integration by brute force, and what it refuses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate
from scipy.stats import norm

from thymos.kernel import (
    credible,
    half_cauchy,
    half_normal,
    log_t,
    pool,
    posterior,
    rhodes,
    turner,
    uniform,
)

Y, V = np.array([-0.9, -0.1, 0.3, 0.8]), np.array([0.2, 0.05, 0.1, 0.3])


def likelihood(tau, mean_prior):
    """Of tau, from the joint normal distribution of all effects: another route than the code's."""
    m0, s0 = mean_prior
    cover = np.eye(4) * (V + tau[:, None, None] ** 2) + s0**2
    apart = Y - m0
    squares = np.einsum("i,nij,j->n", apart, np.linalg.inv(cover), apart)
    return np.exp(-0.5 * (squares + np.linalg.slogdet(2 * np.pi * cover)[1]))


def by_force(prior, mean_prior, of):
    """Integral over tau of likelihood, prior and a function of tau, on far more points."""
    end = min(8.0, np.log(prior.upper))
    nodes, weights = np.polynomial.legendre.leggauss(20)
    edges = np.linspace(-40.0, end, 200)
    half = 0.5 * np.diff(edges)[:, None]
    x = (edges[:-1, None] + half * (1 + nodes)).ravel()
    tau = np.exp(x)
    value = likelihood(tau, mean_prior) * np.exp(prior.log_density(tau)) * of(tau) * tau
    return float((half * weights).ravel() @ value)


def conditional(tau, mean_prior):
    m0, s0 = mean_prior
    w = 1 / (V + tau[:, None] ** 2)
    precision = w.sum(-1) + s0**-2
    return (w @ Y + m0 * s0**-2) / precision, precision**-0.5


PRIORS = [half_normal(0.5), half_cauchy(0.3), uniform(2.0), turner("mortality", "drug-control")]


@pytest.mark.parametrize("prior", PRIORS, ids=lambda prior: prior.label)
def test_exact_to_nine_digits(prior):
    about = (0.2, 1.5)
    found = posterior(Y, V, prior, mean_prior=about)
    mass = by_force(prior, about, lambda tau: 1.0)
    assert found.log_evidence == pytest.approx(np.log(mass), abs=1e-9)
    assert found.tau.mean == pytest.approx(by_force(prior, about, lambda t: t) / mass, rel=1e-9)
    for x in (-0.5, 0.1, 0.9):

        def below(tau, x=x):
            centre, error = conditional(tau, about)
            return norm.cdf((x - centre) / error)

        def next_below(tau, x=x):
            centre, error = conditional(tau, about)
            return norm.cdf((x - centre) / np.hypot(error, tau))

        assert found.mean.cdf(x) == pytest.approx(by_force(prior, about, below) / mass, rel=1e-9)
        share = by_force(prior, about, next_below) / mass
        assert found.prediction.cdf(x) == pytest.approx(share, rel=1e-9)


def test_a_study_of_its_own_by_force():
    prior, about = half_normal(0.5), (0.0, 10.0)
    found = posterior(Y, V, prior, mean_prior=about)
    mass = by_force(prior, about, lambda tau: 1.0)

    def effect(tau):
        centre, _ = conditional(tau, about)
        return (Y[0] / V[0] + centre / tau**2) / (1 / V[0] + 1 / tau**2)

    assert found.studies[0].mean == pytest.approx(by_force(prior, about, effect) / mass, rel=1e-9)


def test_the_stated_error_is_kept():
    found = posterior(Y, V, rhodes(), delta=0.02, epsilon=1e-7)
    assert found.error.divergence <= 0.02
    assert found.error.omitted <= 1e-7
    assert found.error.quadrature < 1e-12
    finer = posterior(Y, V, rhodes(), delta=0.001, epsilon=1e-10)
    assert finer.error.bins > found.error.bins
    assert finer.mean.quantile(0.975) == pytest.approx(found.mean.quantile(0.975), rel=1e-6)


def test_no_heterogeneity_allowed_is_a_common_effect():
    found, common = posterior(Y, V, half_normal(1e-6)), pool(Y, V, method="CE")
    assert credible(found.mean) == pytest.approx((common.ci_low[0], common.ci_high[0]), rel=1e-9)


@pytest.mark.parametrize("scale", [1e-30, 1e-12, 1e-6])
def test_no_prior_is_too_narrow(scale):
    found, common = posterior(Y, V, half_normal(scale)), pool(Y, V, method="CE")
    assert found.mean.mean == pytest.approx(common.estimate[0], rel=1e-9)
    assert found.tau.quantile(0.5) == pytest.approx(
        half_normal(scale).quantile(np.array(0.5)), rel=1e-7
    )


def test_variances_twelve_orders_apart():
    found = posterior(Y, [1e-9, 1e3, 1.0, 1e-3], half_cauchy(0.5))
    assert found.error.quadrature < 1e-12
    assert found.studies[0].mean == pytest.approx(Y[0], abs=1e-4)
    assert found.studies[1].mean == pytest.approx(found.prediction.mean, abs=1e-2)


def test_many_studies():
    draws = np.random.default_rng(3).normal(0.2, 0.5, 400)
    found = posterior(draws, np.full(400, 0.05), half_normal(0.5))
    restricted = pool(draws, np.full(400, 0.05), method="REML")
    assert found.tau.mean**2 == pytest.approx(restricted.tau2[0], rel=0.02)
    assert found.mean.sd == pytest.approx(restricted.se[0], rel=0.01)


def test_one_study_leaves_the_prior_of_tau():
    found = posterior([0.3], [0.1], half_cauchy(0.5))
    assert found.tau.quantile([0.1, 0.5, 0.9]) == pytest.approx(
        half_cauchy(0.5).quantile(np.array([0.1, 0.5, 0.9])), rel=1e-8
    )
    assert np.isnan(found.tau.mean)
    assert np.isnan(found.prediction.sd)


def test_moments_that_do_not_exist_are_not_given():
    found = posterior(Y[:3], V[:3], uniform())
    assert np.isnan(found.tau.mean)
    assert np.isnan(found.mean.sd)
    assert np.isfinite(found.tau.quantile(0.975))
    assert np.isfinite(posterior(Y, V, uniform()).tau.mean)
    assert np.isnan(posterior(Y, V, uniform()).tau.sd)


@settings(max_examples=25, deadline=None)
@given(unit=st.floats(1e-6, 1e6), shift=st.floats(-5, 5))
def test_another_unit_or_origin_says_the_same(unit, shift):
    plain = posterior(Y, V, half_normal(0.5))
    moved = posterior((Y + shift) * unit, V * unit**2, half_normal(0.5 * unit))
    shares = np.array([0.025, 0.5, 0.975])
    assert moved.tau.quantile(shares) == pytest.approx(plain.tau.quantile(shares) * unit, rel=1e-7)
    expected = (plain.mean.quantile(shares) + shift) * unit
    assert moved.mean.quantile(shares) == pytest.approx(expected, rel=1e-7, abs=1e-7 * unit)


def test_tau_is_a_distribution():
    tau = posterior(Y, V, log_t(-1.7, 1.3)).tau
    shares = np.array([0.0, 1e-9, 1e-6, 0.01, 0.3, 0.9, 0.999, 1.0])
    values = tau.quantile(shares)
    assert values[0] == 0
    assert np.isinf(values[-1])
    assert (np.diff(values) > 0).all()
    assert tau.cdf(values[1:-1]) == pytest.approx(shares[1:-1], rel=1e-6)
    assert tau.density(-1.0) == 0
    assert tau.cdf(-1.0) == 0
    area = integrate.quad(lambda x: float(tau.density(x)), 0.1, 0.5)[0]
    assert area == pytest.approx(tau.cdf(0.5) - tau.cdf(0.1), rel=1e-8)


def test_a_mask_leaves_studies_out():
    some = posterior(Y, V, half_normal(0.5), mask=[True, False, True, True])
    without = posterior(Y[[0, 2, 3]], V[[0, 2, 3]], half_normal(0.5))
    assert some.mean.mean == without.mean.mean
    assert len(some.studies) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"y": [], "v": [], "prior": half_normal(1)}, "at least one study, got 0"),
        ({"y": Y[:2], "v": V[:2], "prior": uniform()}, "improper prior needs three studies, got 2"),
        ({"y": Y, "v": -V, "prior": half_normal(1)}, "v: study 1 is -0.2"),
        ({"y": [Y, Y], "v": V, "prior": half_normal(1)}, "one set of studies at a time"),
        ({"y": Y, "v": V, "prior": half_normal(1), "mean_prior": (0, 0)}, "mean_prior must be"),
        ({"y": Y, "v": V, "prior": half_normal(1), "delta": 0}, "delta must be"),
        ({"y": Y[:1], "v": V[:1], "prior": rhodes()}, "ends nowhere; raise epsilon"),
    ],
)
def test_refusals(arguments, message):
    with pytest.raises(ValueError, match=message):
        posterior(**arguments)
