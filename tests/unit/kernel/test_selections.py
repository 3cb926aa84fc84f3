"""Plans: every row hangs on its number alone, and every plan holds what it says."""

import pickle
from itertools import combinations, permutations
from math import comb, factorial

import numpy as np
import pytest

from thymos.kernel.draws import uniform, words
from thymos.kernel.selections import (
    Cumulative,
    Drawn,
    LeaveOut,
    Rearranged,
    Resampled,
    SampledSubsets,
    SignFlips,
    Subsets,
)

PLANS = (
    Subsets(7),
    LeaveOut(7, 1),
    LeaveOut(7, 3),
    Cumulative(7),
    Cumulative(7, (6, 0, 1, 5, 4, 3, 2)),
    SampledSubsets(7, 101, seed=4),
    SampledSubsets(70, 101, seed=4),
    SampledSubsets(70, 101, seed=4, size=3),
    Resampled(7, 101, seed=4),
    Drawn((0.1, 0.2, 0.3, 0.1, 0.2), 101, mean=0.3, tau2=0.1, seed=4),
    SignFlips(7),
    SignFlips(7, 101, seed=4),
    Rearranged(5),
    Rearranged(30, 101, seed=4),
)


@pytest.mark.parametrize("plan", PLANS, ids=repr)
def test_any_cutting_gives_the_same_rows(plan):
    whole = plan.rows(0, plan.count)
    assert whole.shape == (plan.count, plan.k)
    for size in (1, 7, 64):
        parts = [plan.rows(a, min(a + size, plan.count)) for a in range(0, plan.count, size)]
        assert np.concatenate(parts).tobytes() == whole.tobytes()
    again = pickle.loads(pickle.dumps(plan))
    assert again.rows(0, plan.count).tobytes() == whole.tobytes()
    assert plan.rows(3, 3).shape == (0, plan.k)
    for first, stop in ((-1, 2), (3, 2), (0, plan.count + 1)):
        with pytest.raises(ValueError, match="has no range"):
            plan.rows(first, stop)


def test_every_choice_is_left_out_once_in_the_order_of_the_dictionary():
    plan = LeaveOut(7, 3)
    assert plan.count == comb(7, 3) == 35
    left = [tuple(np.flatnonzero(~row).tolist()) for row in plan.rows(0, 35)]
    assert left == list(combinations(range(7), 3))


def test_every_order_comes_once():
    plan = Rearranged(5)
    assert plan.count == factorial(5)
    assert [tuple(row.tolist()) for row in plan.rows(0, 120)] == list(permutations(range(5)))


def test_every_way_to_turn_signs_comes_once():
    rows = SignFlips(6).rows(0, 64)
    assert len({row.tobytes() for row in rows}) == 64
    assert (rows[0] == 1).all()
    drawn = SignFlips(6, 500, seed=1).rows(0, 500)
    assert (drawn[0] == 1).all()
    assert abs(drawn.mean()) < 0.1


def test_sampled_subsets_are_even():
    any_size = SampledSubsets(10, 4000, seed=3).rows(0, 4000)
    assert any_size.mean() == pytest.approx(0.5, abs=0.02)
    three = SampledSubsets(10, 4000, seed=3, size=3).rows(0, 4000)
    assert (three.sum(-1) == 3).all()
    np.testing.assert_allclose(three.mean(0), 0.3, atol=0.03)


def test_resampled_and_drawn_have_the_moments_they_should():
    places = Resampled(8, 4000, seed=3).rows(0, 4000)
    assert (places.min(), places.max()) == (0, 7)
    assert places.mean() == pytest.approx(3.5, abs=0.05)
    drawn = Drawn((0.5, 1.5), 20_000, mean=2.0, tau2=0.5, seed=3).rows(0, 20_000)
    np.testing.assert_allclose(drawn.mean(0), 2.0, atol=0.05)
    np.testing.assert_allclose(drawn.var(0), [1.0, 2.0], rtol=0.05)


def test_streams_and_seeds_differ():
    assert (words(1, 1, 0, 50) != words(1, 2, 0, 50)).all()
    assert (words(1, 1, 0, 50) != words(2, 1, 0, 50)).all()
    draws = uniform(5, 1, 0, 10_000)
    assert 0 < draws.min() < draws.max() < 1
    assert draws.mean() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Subsets(63), "1 to 62 studies, got 63; sample them"),
        (lambda: Subsets(0), "got 0"),
        (lambda: LeaveOut(5, 5), "leave out 1 to 4 of 5"),
        (lambda: LeaveOut(80, 40), "ways to leave out 40 of 80"),
        (lambda: Cumulative(3, (0, 1, 1)), "each of the positions 0 to 2 once"),
        (lambda: SampledSubsets(5, 0), "1 or more studies and draws"),
        (lambda: SampledSubsets(5, 1, size=6), "size: expected 1 to 5"),
        (lambda: SampledSubsets(5, 1, seed=-1), "seed: expected"),
        (lambda: Drawn((0.1, -0.2), 3), "v: study 2 is -0.2"),
        (lambda: Drawn((0.1, 0.2), 3, tau2=-1.0), "tau2 of 0 or more"),
        (lambda: Drawn((0.1, 0.2), 3, mean=float("nan")), "expected a mean"),
        (lambda: SignFlips(63), "2\\^63 ways to turn signs are too many"),
        (lambda: Rearranged(21), "orders of 21 studies are too many"),
    ],
)
def test_what_no_plan_can_be(make, said):
    with pytest.raises(ValueError, match=said):
        make()


def test_large_seeds_are_told_apart():
    top = 2**64 - 1
    assert (words(top, 1, 0, 9) != words(top - 1, 1, 0, 9)).all()
    assert (words(1, top, 0, 9) != words(1, top - 1, 0, 9)).all()
    with pytest.raises(ValueError, match="from 0 to 2\\^64 - 1"):
        words(top + 1, 1, 0, 9)
