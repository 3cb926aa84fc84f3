"""Axes: laws that hold for every set of estimates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thymos.plots.axis import MOST_TICKS, Axis, fit

ratios = st.floats(0.001, 1000).map(lambda x: round(x, 6))


@given(st.lists(st.tuples(ratios, ratios, ratios), min_size=1, max_size=8))
def test_every_estimate_and_the_null_lie_on_the_axis(spans):
    axis = fit(spans, 1.0, 0.0, 100.0, log=True)
    assert all(axis.holds(estimate) for estimate, _, _ in spans)
    assert axis.holds(1.0)
    ticks = axis.ticks()
    assert 2 <= len(ticks) <= MOST_TICKS + 1
    assert list(ticks) == sorted(set(ticks))
    assert all(axis.holds(tick) for tick in ticks)


@given(st.floats(-1e3, 1e3), st.floats(0.01, 1e3))
def test_position_is_monotone(low, width):
    axis = Axis(low, low + width, 10.0, 90.0, log=False)
    here, there = axis.at(low + width / 3), axis.at(low + width / 2)
    assert 10.0 <= here < there <= 90.0
    assert axis.at(low - 1) == 10.0
    assert axis.at(low + width + 1) == 90.0


def test_one_estimate_without_limits_still_has_an_axis():
    axis = fit([(1.0, None, None)], 1.0, 0.0, 100.0, log=True)
    assert axis.low < 1.0 < axis.high
    assert 1.0 in axis.ticks()


@pytest.mark.parametrize("log", [True, False])
def test_a_narrow_axis_has_round_ticks(log):
    assert Axis(0.96, 1.04, 0, 1, log).ticks() == (0.96, 0.98, 1.0, 1.02, 1.04)
