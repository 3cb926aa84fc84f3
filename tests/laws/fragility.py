"""Laws of many analyses: whatever the cutting, the order and the unit, the same summary."""

from importlib.util import find_spec
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thymos.kernel import pool
from thymos.kernel.fragile import flips, merged, sweep
from thymos.kernel.likelihood import log_likelihood
from thymos.kernel.selections import SampledSubsets, Subsets

ENGINES = ("numpy", *(("compiled",) if find_spec("numba") else ()))
METHODS = ("CE", "DL", "PM", "ML", "REML")

effect = st.floats(-5, 5)
variance = st.floats(-7, 3).map(np.exp)
studies = st.lists(st.tuples(effect, variance), min_size=2, max_size=9).map(
    lambda rows: tuple(np.array(column) for column in zip(*rows, strict=True))
)
method = st.sampled_from(METHODS)
engine = st.sampled_from(ENGINES)


def bits(summary):
    return [array.tobytes() for array in summary.arrays().values()]


def cuts(count, draw):
    places = draw.draw(st.lists(st.integers(0, count), max_size=6))
    edges = [0, *sorted(places), count]
    return list(pairwise(edges))


@settings(max_examples=60)
@given(studies, method, engine, st.integers(1, 3), st.data())
def test_cutting_and_order_change_no_bit(data, name, by, smallest, draw):
    y, v = data
    every = sweep(y, v, method=name, smallest=min(smallest, y.size), engine=by)
    whole = every(0, every.count)
    parts = [every(first, stop) for first, stop in cuts(every.count, draw)]
    assert bits(merged(draw.draw(st.permutations(parts)))) == bits(whole)
    left, right = parts[: len(parts) // 2], parts[len(parts) // 2 :]
    assert bits(merged([merged(right), *left])) == bits(whole)


@settings(max_examples=30)
@given(studies, method, engine, st.data())
def test_random_plans_are_cut_without_a_trace(data, name, by, draw):
    y, v = data
    plan = SampledSubsets(y.size, 60, seed=draw.draw(st.integers(0, 2**64 - 1)))
    drawn = sweep(y, v, plan, method=name, engine=by)
    parts = [drawn(first, stop) for first, stop in cuts(60, draw)]
    assert bits(merged(parts[::-1])) == bits(drawn(0, 60))


@settings(max_examples=60)
@given(studies, method, engine)
def test_every_subset_is_the_pooling_of_its_studies(data, name, by):
    y, v = data
    every = sweep(y, v, method=name, engine=by)
    points = every.points(3, every.count)
    masks = Subsets(y.size).rows(3, every.count)
    masks, kept = masks[(several := masks.sum(-1) > 1)], [a[several] for a in points]
    found = pool(y, v, mask=masks, method=name, profile=False)
    estimate, se, tau2, i2 = kept
    same = np.abs(tau2 - found.tau2) <= 1e-8 * (found.tau2 + v.mean())
    if name in ("ML", "REML"):
        # Of two maxima close together, a scan may miss one: then the likelier is right.
        rows, spread = (np.broadcast_to(a, masks.shape) for a in (y, v))
        ours, theirs = (
            log_likelihood(t, rows, spread, masks, restricted=name == "REML")
            for t in (tau2, found.tau2)
        )
        assert (ours >= theirs - 1e-8 * (1 + np.abs(theirs))).all()
    else:
        assert same.all()
    np.testing.assert_allclose(estimate[same], found.estimate[same], rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(se[same], found.se[same], rtol=1e-7)
    np.testing.assert_allclose(i2[same], found.I2[same], rtol=1e-6, atol=1e-5)


@settings(max_examples=40)
@given(studies, method, engine, st.floats(-9, 9).map(np.exp))
def test_a_summary_follows_the_unit(data, name, by, c):
    y, v = data
    plain, scaled = (sweep(a, b, method=name, engine=by) for a, b in ((y, v), (c * y, c * c * v)))
    found, other = plain(0, plain.count), scaled(0, scaled.count)
    assert found.analyses == other.analyses
    assert other.mean == pytest.approx(c * found.mean, rel=1e-8, abs=1e-9 * c * np.abs(y).max())
    assert other.heterogeneity_mean == pytest.approx(found.heterogeneity_mean, rel=1e-6, abs=1e-5)


@settings(max_examples=40)
@given(studies, method, engine)
def test_turned_effects_turn_the_summary(data, name, by):
    y, v = data
    there, back = (sweep(a, v, method=name, engine=by) for a in (y, -y))
    found, mirror = there(0, there.count), back(0, back.count)
    tolerance = 1e-9 * (1 + np.ptp(y))
    assert mirror.mean == pytest.approx(-found.mean, rel=1e-8, abs=tolerance)
    assert mirror.highest.value == pytest.approx(-found.lowest.value, rel=1e-8, abs=tolerance)


@settings(max_examples=40)
@given(studies, method, engine, st.data())
def test_turns_of_signs_add_up(data, name, by, draw):
    y, v = data
    work = flips(y, v, method=name, engine=by)
    whole = work(0, work.count)
    parts = [work(first, stop) for first, stop in cuts(work.count, draw)]
    assert (np.sum(parts, axis=0) == whole).all()
    told = work.told(whole)
    assert 2.0 ** (1 - y.size) <= told.p <= 1.0
    assert told.p_above + told.p_below >= 1.0
