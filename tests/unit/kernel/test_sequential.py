"""Spending boundaries, crossing and the stage-wise ordering."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate
from scipy.stats import multivariate_normal, norm

from thymos.kernel import boundaries, crossing, enlargement, stagewise

SPENDING = ["OF", "Pocock", "linear"]


@pytest.mark.parametrize("spending", SPENDING)
@pytest.mark.parametrize("t", [(0.2, 1.0), (0.3, 0.31), (0.001, 0.9), (0.5, 0.5001)])
def test_the_second_look_by_quadrature(spending, t):
    bounds = boundaries(t, alpha=0.03, spending=spending)
    first, second = bounds.upper
    end, step = min(first, 40) * t[0] ** 0.5, (t[1] - t[0]) ** 0.5

    def through(s):
        density = norm.pdf(s / t[0] ** 0.5) / t[0] ** 0.5
        return density * norm.sf((second * t[1] ** 0.5 - s) / step)

    rough = np.clip([0, end / 2, second * t[1] ** 0.5], -end, end)
    chance = integrate.quad(through, -end, end, points=rough, epsabs=0, epsrel=1e-11, limit=900)[0]
    assert chance == pytest.approx((bounds.spent[1] - bounds.spent[0]) / 2, rel=1e-9)


def test_three_looks_by_the_joint_normal():
    bounds = boundaries([0.3, 0.7, 1.0], sides=2)
    t = bounds.fractions
    joint = np.sqrt(np.minimum.outer(t, t) / np.maximum.outer(t, t))
    stay = multivariate_normal.cdf(
        bounds.upper, np.zeros(3), joint, abseps=1e-10, maxpts=10**6, lower_limit=bounds.lower
    )
    assert 1 - stay == pytest.approx(0.05, abs=1e-7)


def test_a_single_look_is_the_usual_test():
    assert boundaries([1.0]).upper[0] == pytest.approx(norm.isf(0.025), rel=1e-12)
    one = boundaries([1.0], alpha=0.025, sides=1)
    assert one.upper[0] == pytest.approx(norm.isf(0.025), rel=1e-12)
    assert one.lower[0] == -np.inf
    found = stagewise(boundaries([1.0]), 0, 2.2)
    assert found.p == pytest.approx(2 * norm.sf(2.2), rel=1e-12)
    assert [found.low, found.median, found.high] == pytest.approx(
        [2.2 - norm.isf(0.025), 2.2, 2.2 + norm.isf(0.025)], rel=1e-6
    )


@settings(max_examples=25, deadline=None)
@given(
    t=st.lists(st.floats(0.02, 1.0), min_size=1, max_size=5, unique=True).map(sorted),
    alpha=st.floats(0.001, 0.2),
    spending=st.sampled_from(SPENDING),
    sides=st.sampled_from([1, 2]),
)
def test_what_is_spent_is_what_crosses(t, alpha, spending, sides):
    if min(np.diff(t), default=1.0) < 1e-3:
        t = list(np.linspace(0.1, 1.0, len(t)))
    bounds = boundaries(t, alpha=alpha, spending=spending, sides=sides)
    above, below = crossing(bounds)
    assert np.cumsum(above + below) == pytest.approx(bounds.spent, rel=1e-8, abs=1e-14)
    power = [sum(crossing(bounds, drift)[0]) for drift in (0.0, 1.0, 3.0, 20.0)]
    assert (np.diff(power) > 0).all()
    assert power[-1] <= 1 + 1e-9


def test_beyond_the_required_information_nothing_is_left():
    bounds = boundaries([0.5, 1.2, 1.4])
    assert bounds.spent[1] == pytest.approx(0.05)
    assert np.isinf(bounds.upper[2])
    assert sum(map(np.sum, crossing(bounds))) == pytest.approx(0.05)


def test_the_p_value_at_a_boundary_is_what_has_been_spent():
    bounds = boundaries([0.25, 0.5, 1.0])
    for look in range(3):
        found = stagewise(bounds, look, bounds.upper[look])
        assert found.p == pytest.approx(bounds.spent[look], rel=1e-8)
    final = stagewise(bounds, 2, bounds.upper[2])
    assert final.low == pytest.approx(0, abs=1e-6)  # both spend 5 %
    mirrored = stagewise(bounds, 2, -bounds.upper[2])
    assert (mirrored.low, mirrored.p) == pytest.approx((-final.high, final.p), rel=1e-6)


def test_a_plan_enlarged_has_the_power():
    bounds = boundaries(np.linspace(0.2, 1, 5), spending="Pocock")
    plain = norm.isf(0.025) + norm.isf(0.1)
    drift = plain * enlargement(bounds, power=0.9) ** 0.5
    assert crossing(bounds, drift)[0].sum() == pytest.approx(0.9, abs=1e-9)
    assert enlargement(boundaries([1.0]), 0.9) == pytest.approx(1, rel=1e-6)


@pytest.mark.slow
def test_the_interval_covers():
    """20,000 courses under a drift of 2: 95 % of stage-wise intervals hold it."""
    bounds, drift, rng = boundaries([0.5, 1.0]), 2.0, np.random.default_rng(7)
    step = rng.normal(size=(20_000, 2)) * 0.5**0.5 + drift * 0.5
    z = np.cumsum(step, axis=1) / np.sqrt(bounds.fractions)
    early = np.abs(z[:, 0]) >= bounds.upper[0]
    held = 0
    for look, values in ((0, z[early, 0]), (1, z[~early, 1])):
        ends = np.linspace(values.min(), values.max(), 60)
        found = [stagewise(bounds, look, float(end)) for end in ends]
        low, high = ([getattr(one, side) for one in found] for side in ("low", "high"))
        held += (
            (np.interp(values, ends, low) <= drift) & (drift <= np.interp(values, ends, high))
        ).sum()
    assert held / 20_000 == pytest.approx(0.95, abs=0.005)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: boundaries([0.5, 0.5]), "look 2 is 0.5, expected a finite value above 0.5"),
        (lambda: boundaries([0.0, 1.0]), "look 1 is 0.0, expected a finite value above 0"),
        (lambda: boundaries([]), "shape"),
        (lambda: boundaries([1.0], sides=3), "sides must be 1 or 2"),
        (lambda: boundaries([1.0], alpha=1.0), "between 0 and 1"),
        (lambda: boundaries([1.0], spending="O'Brien"), "choose one of OF, Pocock, linear"),
        (lambda: stagewise(boundaries([1.0]), 1, 2.0), "look must be from 0 to 0"),
        (lambda: stagewise(boundaries([1.0]), 0, float("nan")), "z must be finite"),
        (lambda: enlargement(boundaries([0.5])), "last look must be at fraction 1"),
        (lambda: enlargement(boundaries([1.0]), 0.01), "power must lie between alpha and 1"),
        (lambda: crossing(boundaries([1.0]), float("inf")), "drift must be finite"),
    ],
)
def test_refusals(call, message):
    with pytest.raises(ValueError, match=message):
        call()
