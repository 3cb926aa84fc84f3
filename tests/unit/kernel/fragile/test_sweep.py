"""Every subset, by every engine, beside the plain kernel that pools one after the other."""

import pickle
from importlib import import_module
from importlib.util import find_spec

import numpy as np
import pytest

from thymos.jobs import InProcess, Plan, Threads, run
from thymos.kernel import pool
from thymos.kernel.fragile import Points, Summary, merged, sweep
from thymos.kernel.fragile.frame import highest_tau2
from thymos.kernel.fragile.sweep import _prepared
from thymos.kernel.selections import (
    Cumulative,
    LeaveOut,
    Rearranged,
    Resampled,
    SampledSubsets,
    Subsets,
    subsets,
)

METHODS = ("CE", "DL", "PM", "ML", "REML")

HERE = {"numba": find_spec("numba"), "jax": find_spec("jax")}
compiled = pytest.param("compiled", marks=pytest.mark.skipif(not HERE["numba"], reason="no numba"))


@pytest.fixture
def numba():
    pytest.importorskip("numba")


def studies(k, seed=1, wide=1.0):
    rng = np.random.default_rng(seed)
    v = np.exp(rng.normal(-2, wide, k))
    return rng.normal(0.2, np.sqrt(v + 0.1)), v


def same(a, b):
    return all(x.tobytes() == y.tobytes() for x, y in zip(a, b, strict=True))


def close(found, expected, *, rtol=1e-9, atol=1e-11):
    for name, ours, theirs in zip(Points._fields, found, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=rtol, atol=atol, err_msg=name)


def pooled(y, v, masks, method):
    found = pool(y, v, mask=masks, method=method, profile=False)
    return Points(found.estimate, found.se, found.tau2, found.I2)


@pytest.mark.parametrize("engine", ["numpy", compiled])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("k", [2, 3, 5, 6, 7, 10])
def test_subset_by_subset_as_the_plain_kernel(engine, method, k):
    y, v = studies(k, seed=k)
    every = sweep(y, v, method=method, smallest=1, engine=engine)
    found = every.points(1, every.count)
    expected = pooled(y, v, subsets(k), method)
    close(found, expected)


@pytest.mark.slow
@pytest.mark.skipif(not HERE["jax"], reason="no jax")
@pytest.mark.parametrize("method", METHODS)
def test_a_device_gives_the_same_numbers(method):
    # Two maxima in the likelihood of some; without a graphics card, by the processor.
    y = np.array([12.15, 0.95, -10.63, 0.03, -0.25, 0.02, 5.0])
    v = np.array([17.692, 0.074, 7.811, 0.032, 0.208, 0.009, 0.01])
    every = sweep(y, v, method=method, smallest=1, engine="device")
    expected = pooled(y, v, subsets(7), method)
    close(every.points(1, 128), expected, atol=1e-9)
    found = every(0, 128)
    assert found.analyses == 127
    assert found.mean == pytest.approx(expected.estimate.mean(), rel=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_subset_by_subset_of_thirteen_studies(numba, method):
    y, v = studies(13, seed=7, wide=1.5)
    every = sweep(y, v, method=method, smallest=1, engine="compiled")
    close(every.points(1, every.count), pooled(y, v, subsets(13), method))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("k", [20, 30, 47, 62])
def test_random_subsets_of_many_studies(numba, method, k):
    y, v = studies(k, seed=k)
    every = sweep(y, v, method=method, engine="compiled")
    rng = np.random.default_rng(k)
    numbers = [*(int(n) for n in rng.integers(3, every.count, 12)), every.count - 1]
    found = [every.points(n, n + 1) for n in numbers]
    masks = np.concatenate([subsets(k, n, n + 1) for n in numbers])
    together = Points(*(np.concatenate(column) for column in zip(*found, strict=True)))
    close(together, pooled(y, v, masks, method))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("smallest", [1, 2, 4])
def test_a_summary_is_what_its_analyses_say(method, smallest):
    y, v = studies(9, seed=2)
    every = sweep(y, v, method=method, smallest=smallest, null=0.1, level=0.9, engine="numpy")
    found, points = every(0, every.count), every.points(0, every.count)
    masks = subsets(9, 0, 512)
    kept = masks.sum(-1) >= smallest
    e, het = points.estimate[kept], np.nan_to_num(points.I2[kept])
    decided = np.abs(e - 0.1) > 1.6448536269514722 * points.se[kept]
    assert found.analyses == kept.sum() == np.isfinite(points.estimate).sum()
    assert found.below == np.mean(e < 0.1)
    assert found.above == np.mean(e > 0.1)
    assert found.decided_below == np.mean(decided & (e < 0.1))
    assert found.decided_above == np.mean(decided & (e > 0.1))
    assert found.mean == pytest.approx(e.mean(), rel=1e-9)
    assert found.sd == pytest.approx(e.std(), rel=1e-7)
    assert found.heterogeneity_mean == pytest.approx(het.mean(), rel=1e-9, abs=1e-8)
    assert found.heterogeneity_sd == pytest.approx(het.std(), rel=1e-7, abs=1e-5)
    for q in (0.0, 0.1, 0.5, 0.9, 1.0):
        exact = np.quantile(e, q, method="inverted_cdf")
        assert abs(found.quantile(q) - exact) <= found.resolution
    with_study = [e[masks[kept, j]].mean() for j in range(9)]
    without = [e[~masks[kept, j]].mean() for j in range(9)]
    np.testing.assert_allclose(found.with_study, with_study, rtol=1e-9)
    np.testing.assert_allclose(found.contrast, np.subtract(with_study, without), atol=1e-10)
    np.testing.assert_allclose(
        found.decided_with, [decided[masks[kept, j]].mean() for j in range(9)]
    )
    np.testing.assert_allclose(
        found.decided_without, [decided[~masks[kept, j]].mean() for j in range(9)]
    )
    assert (found.analyses_with == masks[kept].sum(0)).all()
    ends = (found.lowest, e.min()), (found.highest, e.max())
    for end, value in ends:
        assert end.value == pytest.approx(value, rel=1e-9)
        assert points.estimate[end.number] == value
        assert (end.mask == masks[end.number]).all()
    most = found.most_heterogeneous
    assert most.value == pytest.approx(het.max(), rel=1e-9)
    picture, _, _ = np.histogram2d(het, e, [found.heterogeneity_edges, found.estimate_edges])
    assert np.abs(picture - found.histogram).sum() <= 0.01 * found.analyses


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("axis", ["I2", "tau"])
def test_compiled_and_plain_count_alike(numba, method, axis):
    if (method, axis) == ("CE", "tau"):
        pytest.skip("one common effect has no tau")
    for k in (3, 6, 11):
        y, v = studies(k, seed=k)
        plain = sweep(y, v, method=method, axis=axis, engine="numpy")
        fast = sweep(y, v, method=method, axis=axis, engine="compiled")
        a, b = plain(0, plain.count), fast(0, fast.count)
        assert (a.tallies == b.tallies).all()
        assert np.abs(a.cells - b.cells).sum() <= 0.002 * a.analyses
        np.testing.assert_allclose(b.with_study, a.with_study, rtol=1e-10)
        np.testing.assert_allclose(b.heterogeneity_mean, a.heterogeneity_mean, rtol=1e-9)
        assert [end[1] for end in a.ends[:2]] == [end[1] for end in b.ends[:2]]
        if method in ("CE", "DL"):
            assert same(a.arrays().values(), b.arrays().values())


def test_tau_is_an_axis_too(numba):
    y, v = studies(8, seed=4)
    every = sweep(y, v, method="DL", axis="tau", engine="compiled")
    found, points = every(0, 256), every.points(0, 256)
    tau = np.sqrt(points.tau2[np.isfinite(points.tau2)])
    assert found.heterogeneity_mean == pytest.approx(tau.mean(), rel=1e-9)
    assert found.most_heterogeneous.value == pytest.approx(tau.max(), rel=1e-9)
    assert found.heterogeneity_edges[-1] >= tau.max()


def test_no_choice_of_studies_exceeds_the_highest_tau2(numba):
    for seed in range(8):
        y, v = studies(9, seed=seed, wide=2.0)
        for method in METHODS[1:]:
            points = sweep(y, v, method=method, engine="compiled").points(0, 512)
            assert np.nanmax(points.tau2) <= highest_tau2(y, v) * (1 + 1e-12)


@pytest.mark.parametrize("engine", ["numpy", compiled])
@pytest.mark.parametrize("method", ["CE", "REML", "SJ"])
def test_other_plans_go_through_the_same_counting(engine, method):
    y, v = studies(8, seed=5)
    for plan in (LeaveOut(8), LeaveOut(8, 3), Cumulative(8), SampledSubsets(8, 300, seed=1)):
        chosen = sweep(y, v, plan, method=method, engine=engine)
        found, points = chosen(0, chosen.count), chosen.points(0, chosen.count)
        masks = plan.rows(0, plan.count)
        kept = masks.sum(-1) >= 2
        expected = pooled(y, v, masks[kept], method)
        close([a[kept] for a in points], expected, rtol=1e-7, atol=1e-9)
        assert np.isnan(points.estimate[~kept]).all()
        assert found.analyses == kept.sum()
        assert found.mean == pytest.approx(expected.estimate.mean(), rel=1e-7)
    drawn = sweep(y, v, Resampled(8, 200, seed=1), method=method, engine=engine)
    places = drawn.plan.rows(0, 200)
    expected = pool(y[places], v[places], method=method, profile=False)
    assert drawn(0, 200).mean == pytest.approx(expected.estimate.mean(), rel=1e-7)


def test_more_studies_than_can_be_counted_are_sampled():
    y, v = studies(80, seed=6)
    with pytest.raises(ValueError, match="1 to 62 studies, got 80; sample them"):
        sweep(y, v)
    found = sweep(y, v, SampledSubsets(80, 500, seed=2), method="DL")(0, 500)
    assert found.analyses == 500
    assert found.mean == pytest.approx(pool(y, v, method="DL").estimate[0], abs=0.1)


def test_only_what_is_wanted_is_given(numba):
    y, v = studies(10)
    every = sweep(y, v, method="CE", engine="compiled")
    whole, two = every.points(5, 1000), every.points(5, 1000, ("estimate", "I2"))
    assert two.se.size == two.tau2.size == 0
    assert two.estimate.tobytes() == whole.estimate.tobytes()
    assert two.I2.tobytes() == whole.I2.tobytes()
    plain = sweep(y, v, method="CE", engine="numpy").points(5, 1000, ("estimate",))
    np.testing.assert_allclose(plain.estimate, whole.estimate, rtol=1e-12)


@pytest.mark.parametrize(("first", "stop"), [(0, 4096), (5, 4000), (1024, 2048), (1000, 1030)])
def test_whichever_arrays_are_asked_for_all_are_written(numba, first, stop):
    y, v = studies(12)
    plain = sweep(y, v, method="CE", engine="numpy").points(first, stop)
    every = sweep(y, v, method="CE", engine="compiled")
    for wanted in (("estimate", "I2"), ("estimate", "tau2", "I2"), ("I2",), Points._fields):
        room = Points(*(np.full(stop - first if f in wanted else 0, 7.0) for f in Points._fields))
        found = every.points(first, stop, out=room)
        for name in wanted:
            ours, theirs = getattr(found, name), getattr(plain, name)
            assert np.array_equal(ours, theirs, equal_nan=True), name


def test_a_sweep_can_be_sent_to_another_process():
    y, v = studies(8)
    every = sweep(y, v, engine="numpy", method="DL")
    again = pickle.loads(pickle.dumps(every))
    assert same(every(3, 99).arrays().values(), again(3, 99).arrays().values())
    kept = Summary.of(every(3, 99).arrays())
    assert same(kept.arrays().values(), every(3, 99).arrays().values())


@pytest.mark.parametrize("engine", ["numpy", compiled])
def test_wild_and_level_data_are_reckoned_with(engine):
    level = sweep([0.3] * 6, [0.1, 0.2, 0.1, 0.4, 0.1, 0.2], engine=engine)
    found = level(0, 64)
    assert (found.mean, found.sd, found.above) == (0.3, 0.0, 1.0)
    assert (found.quantile([0.1, 0.9]) == 0.3).all()
    far = np.array([1e8, -1e8, 3.0, 4.0, 5.0, 2.0])
    for method in METHODS:
        every = sweep(far, np.ones(6), method=method, engine=engine)
        expected = pooled(far, np.ones(6), subsets(6, 3), method)
        points = every.points(3, 64)
        several = subsets(6, 3).sum(-1) > 1
        close([a[several] for a in points], [a[several] for a in expected], rtol=1e-6, atol=1e-6)
    heavy = sweep([0.1, 0.2, 0.4, 0.9], [1e-12, 0.1, 0.2, 1e12], method="DL", engine=engine)
    assert np.isfinite(heavy.points(3, 4).estimate).all()
    assert heavy(0, 16).analyses == 11


@pytest.mark.parametrize("engine", ["numpy", compiled])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "effects", [[0, 1e-308, 0], [0, 5e-324, 1e-323], [1e-200, 2e-200, 0], [0.5, 0.5, 0.5]]
)
def test_effects_too_close_to_be_told_apart_are_one_place(effects, method, engine):
    for axis in ("I2", "tau")[: 1 if method == "CE" else 2]:
        every = sweep(effects, [0.1, 0.3, 0.02], method=method, axis=axis, engine=engine)
        found = every(0, 8)
        assert found.mean == pytest.approx(effects[0], abs=1e-199)
        assert found.heterogeneity_mean == pytest.approx(0.0, abs=1e-9)
        assert found.analyses == 4


def test_tame_data_have_tables_and_wild_ones_none():
    def tables_of(y, v):
        every = sweep(y, v, method="REML", engine="numpy")
        return _prepared(every.y, every.v, Subsets(every.k), "REML", every.frame)

    assert tables_of([0.1, 0.2, 0.9], [0.1, 0.1, 0.1]) is not None
    assert tables_of([0.1, 0.2, 1e6], [0.1, 0.1, 0.1]) is None


def test_of_several_maxima_the_highest_wins(numba):
    # The likelihood of this set has two maxima; of many of its subsets too.
    y = np.array([12.15, 0.95, -10.63, 0.03, -0.25, 0.02, 5.0, -4.0])
    v = np.array([17.692, 0.074, 7.811, 0.032, 0.208, 0.009, 0.01, 9.0])
    for method in ("ML", "REML"):
        every = sweep(y, v, method=method, engine="compiled")
        points = every.points(3, 256)
        several = subsets(8, 3).sum(-1) > 1
        expected = pooled(y, v, subsets(8, 3), method)
        close([a[several] for a in points], [a[several] for a in expected])


BAD = (
    (lambda: sweep([0.1], [0.1]), "2 studies or more, got shape"),
    (lambda: sweep([[0.1, 0.2]] * 2, [0.1, 0.1]), "one set of 2 studies or more"),
    (lambda: sweep([0.1, np.nan], [0.1, 0.1]), "y: study 2 is nan"),
    (lambda: sweep([0.1, 0.2], [0.1, 0.0]), "v: study 2 is 0.0"),
    (lambda: sweep([0.1, 0.2], [1e-40, 1.0]), "within a factor of"),
    (lambda: sweep([0.1, 0.2], [0.1, 0.1], method="best"), "unknown method 'best'"),
    (lambda: sweep([0.1, 0.2], [0.1, 0.1], engine="abacus"), "unknown engine"),
    (lambda: sweep([0.1, 0.2], [0.1, 0.1], axis="Q"), "unknown axis"),
    (lambda: sweep([0.1, 0.2], [0.1, 0.1], method="CE", axis="tau"), "has no tau"),
    (lambda: sweep([0.1, 0.2], [0.1, 0.1], smallest=3), "smallest: expected 1 to 2"),
    (lambda: sweep([0.1, 0.2], [0.1, 0.1], null=np.inf), "null: expected a number"),
    (lambda: sweep([0.1, 0.2], [0.1, 0.1], level=1.0), "level must lie between"),
    (lambda: sweep([0.1, 0.2], [0.1, 0.1], LeaveOut(3)), "plan is for 3 studies, got 2"),
    (lambda: sweep([0.1, 0.2], [0.1, 0.1])(0, 5), "has no range 0:5"),
    (lambda: sweep([0.1, 0.2], [0.1, 0.1]).points(-1, 2), "has no range -1:2"),
    (lambda: sweep([0.1, 0.2], [0.1, 0.1]).points(0, 2, ("z",)), "unknown array 'z'"),
    (lambda: sweep([0.1, 0.2], [0.1, 0.1])(0, 3).lowest, "none that is lowest"),
    (lambda: merged([]), "one summary or more"),
)


@pytest.mark.parametrize(("call", "said"), BAD)
def test_bad_input_is_named(call, said):
    with pytest.raises(ValueError, match=said):
        call()


def test_summaries_of_other_questions_do_not_merge():
    y, v = studies(5)
    a = sweep(y, v, method="DL", engine="numpy")(0, 8)
    for other in (
        sweep(y, v, level=0.9),
        sweep(y + 1, v),
        sweep(y[:4], v[:4]),
        sweep(y, v, null=1),
    ):
        with pytest.raises(ValueError, match="cannot be merged"):
            merged([a, other(0, 8)])


def test_nothing_is_counted_of_nothing():
    y, v = studies(5)
    none = sweep(y, v, engine="numpy", method="DL")(4, 4)
    assert none.analyses == 0
    assert np.isnan([none.below, none.mean, none.sd, none.heterogeneity_mean]).all()
    assert np.isnan([none.quantile(0.5), none.heterogeneity_sd, *none.with_study]).all()


def test_an_order_is_no_choice_of_studies():
    y, v = studies(5)
    every = sweep(y, v, Rearranged(5), method="DL", engine="numpy")
    assert every(0, 120).sd == pytest.approx(0.0, abs=1e-7)


def test_threads_and_one_process_give_the_same_bits(numba):
    y, v = studies(12, seed=9)
    every = sweep(y, v, method="REML", engine="compiled")
    alone = run(Plan(every.count, every, chunk=700), InProcess())
    beside = run(Plan(every.count, every, chunk=300), Threads(3))
    assert same(merged(alone).arrays().values(), merged(beside).arrays().values())


def test_without_the_extras_they_are_named(monkeypatch):
    module = import_module("thymos.kernel.fragile.sweep")
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    assert sweep([0.1, 0.2], [0.1, 0.1]).engine == "numpy"
    for engine, extra in (("compiled", "fast"), ("device", "device")):
        with pytest.raises(ValueError, match=rf"pip install 'thymos\[{extra}\]'"):
            sweep([0.1, 0.2], [0.1, 0.1], engine=engine)
