"""Selection models: the likelihood and its derivatives, its summit, units, refusals."""

from itertools import pairwise

import numpy as np
import pytest

from thymos.kernel.small_study.climb import Height, climb
from thymos.kernel.small_study.published import beta, steps
from thymos.kernel.small_study.selection import beta_selection, likelihood, step_selection

Y = np.array([0.9, 0.7, 0.6, 0.2, 0.1, 0.5, 0.8, 0.35, -0.1])
V = np.array([0.1, 0.05, 0.04, 0.03, 0.02, 0.06, 0.12, 0.01, 0.09])
CURVES = (
    (beta(1e-5), [0.3, -0.4]),
    (steps((0.025,), both=False), [-0.7]),
    (steps((0.05, 0.5), both=True), [-0.7, 0.4]),
)


def density(curve, logs, y, mu, spread, v):
    """Published density before it is made to integrate to 1, by the definition."""
    u = y / np.sqrt(v)
    plain = np.exp(-((y - mu) ** 2) / (2 * spread)) / np.sqrt(2 * np.pi * spread)
    weight, _, _ = curve.observed(np.array([logs]), np.array([u]))
    return plain * np.exp(weight[0])


@pytest.mark.parametrize(("curve", "logs"), CURVES)
def test_the_published_share_is_the_integral(curve, logs):
    mu, tau2, y, v = 0.3, 0.2, 0.4, 0.05
    # Simpson's rule between the places where a weight breaks.
    edges = curve.edges if hasattr(curve, "edges") else curve.nodes[[0, -1]]
    cuts = np.concatenate([[-60], edges, [60]]) * np.sqrt(v)
    total = 0.0
    for low, high in pairwise(cuts):
        x = np.linspace(low + 1e-12, high - 1e-12, 4001)
        f = np.array([density(curve, logs, at, mu, tau2 + v, v) for at in x])
        total += (x[1] - x[0]) / 3 * (f[0] + 4 * f[1::2].sum() + 2 * f[2:-1:2].sum() + f[-1])
    value = likelihood(curve, np.array([y]), np.array([v]))(np.array([[mu, tau2, *logs]])).value
    expected = np.log(density(curve, logs, y, mu, tau2 + v, v) / total) + 0.5 * np.log(2 * np.pi)
    assert value[0] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("curve", "logs"), CURVES)
def test_derivatives(curve, logs):
    function, x = likelihood(curve, Y, V), np.array([[0.3, 0.2, *logs]])
    here = function(x)
    for i, step in enumerate(1e-5 * np.eye(x.size)):
        up, down = function(x + step), function(x - step)
        assert (up.value - down.value)[0] / 2e-5 == pytest.approx(here.slope[0, i], abs=1e-6)
        np.testing.assert_allclose((up.slope - down.slope)[0] / 2e-5, here.bend[0, i], atol=1e-5)


@pytest.mark.parametrize("model", [step_selection, beta_selection])
def test_units_and_signs(model):
    one = model(Y, V)
    other = model(-1e-4 * Y, 1e-8 * V, side="less")
    assert -1e4 * other.estimate == pytest.approx(one.estimate, rel=1e-6)
    assert 1e8 * other.tau2 == pytest.approx(one.tau2, rel=1e-6, abs=1e-9)
    assert other.weights == pytest.approx(one.weights, rel=1e-6)
    assert other.p == pytest.approx(one.p, rel=1e-5)


@pytest.mark.parametrize("method", ["ML", "CE"])
@pytest.mark.parametrize("model", [step_selection, beta_selection])
def test_selection_is_never_less_likely_than_none(model, method):
    found = model(Y, V, method=method)
    assert found.likelihood_ratio >= 0
    assert 0 <= found.ratio_p <= 1
    if method == "CE":
        assert (found.tau2, found.resting[1]) == (0, True)
        assert np.isnan(found.tau2_se)


@pytest.mark.parametrize("model", [step_selection, beta_selection])
def test_no_random_start_climbs_higher(model):
    rng = np.random.default_rng(7)
    for _ in range(3):
        v = rng.chisquare(3, 12) * 0.05 + 0.01
        y = rng.normal(0.3, np.sqrt(v + 0.05))
        found = model(y, v)
        curve = beta(1e-5) if model is beta_selection else steps((0.025,), both=False)
        starts = np.column_stack(
            [rng.normal(0, 2, 12), rng.exponential(1, 12), rng.normal(-0.5, 1.5, (12, curve.free))]
        )
        low = np.array([-np.inf, 0, *[np.log(1e-5)] * curve.free])
        high = np.array([np.inf, np.inf, *[np.log(100)] * curve.free])
        unit = v.mean()
        _, top = climb(likelihood(curve, y / np.sqrt(unit), v / unit), starts, low, high)
        best = float(top.value) - 6 * np.log(2 * np.pi * unit)
        assert found.log_likelihood >= best - 1e-7


def test_steps_count_studies_and_refuse_an_empty_one():
    found = step_selection(Y, V, cuts=(0.025, 0.5))
    assert sum(found.counts) == Y.size
    assert len(found.weights) == 2
    with pytest.raises(ValueError, match="no study has a P value in step 1"):
        step_selection(-np.abs(Y), V)


@pytest.mark.parametrize("cuts", [(), (0.5, 0.025), (0.0,), (0.1, 0.1), (1.0,)])
def test_bad_cuts(cuts):
    with pytest.raises(ValueError, match="ascending P values"):
        step_selection(Y, V, cuts=cuts)


def test_other_refusals():
    with pytest.raises(ValueError, match="needs one set of 3"):
        step_selection([1, 0.1], [0.1, 0.2])
    with pytest.raises(ValueError, match="needs one set"):
        beta_selection([[1, 0.1, 1, 1, 0]] * 2, [0.1] * 5)
    with pytest.raises(ValueError, match="least_p"):
        beta_selection(Y, V, least_p=0.0)
    with pytest.raises(ValueError, match="side"):
        beta_selection(Y, V, side="two-sided")
    with pytest.raises(ValueError, match="study 2"):
        beta_selection(Y, np.where(np.arange(9) == 1, -1, V))


def test_a_climb_from_a_place_of_no_height_is_never_chosen():
    def function(x):
        value = np.where(x[:, 0] > 5, -np.inf, -((x[:, 0] - 1) ** 2))
        return Height(value, -2 * (x - 1), np.full((len(x), 1, 1), -2.0))

    summit, top = climb(function, np.array([[9.0], [4.0]]), np.array([-9.0]), np.array([9.0]))
    assert summit.tolist() == pytest.approx([1.0])
    assert top.value == pytest.approx(0.0)
