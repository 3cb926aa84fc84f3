"""Least squares without negative parts, against conditions that only the answer meets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import nnls as scipys

from thymos.identity.spectra.nnls import fit, most, without

SEEDS = st.integers(0, 10**6)


def drawn(seed, rows=12, parts=5):
    draw = np.random.default_rng(seed)
    patterns = draw.random((rows, parts)) * (draw.random((rows, parts)) < 0.6)
    patterns[0] += 0.01  # no empty column
    return patterns, patterns @ np.maximum(draw.normal(1, 2, parts), 0) + draw.normal(0, 0.1, rows)


@given(SEEDS)
def test_it_is_what_scipy_finds(seed):
    patterns, seen = drawn(seed)
    ours, (_, theirs) = fit(patterns, seen), scipys(patterns, seen)
    assert ours.rest == pytest.approx(theirs**2, abs=1e-8)
    assert (ours.x >= 0).all()


@given(SEEDS)
def test_no_part_can_be_changed_for_the_better(seed):
    patterns, seen = drawn(seed)
    x = fit(patterns, seen).x
    slope = patterns.T @ (seen - patterns @ x)
    assert (slope <= 1e-6 * np.abs(patterns.T @ seen).max()).all()
    assert np.abs(slope[x > 1e-9]).max(initial=0) <= 1e-6 * np.abs(patterns.T @ seen).max()


def test_patterns_that_are_alike_do_not_break_it():
    column = np.array([3.0, 2.0, 1.0])
    found = fit(np.column_stack((column, column, column)), 2 * column)
    assert found.rest == pytest.approx(0, abs=1e-9)
    assert found.x.sum() == pytest.approx(2)


def test_nothing_fits_nothing():
    assert fit(np.zeros((3, 0)), np.ones(3)).rest == 3.0
    assert fit(np.ones((3, 1)), np.zeros(3)).x.tolist() == [0.0]


@given(SEEDS, st.integers(0, 4))
def test_the_most_that_a_part_may_be_is_where_the_fit_has_grown_by_so_much(seed, part):
    patterns, seen = drawn(seed)
    best = fit(patterns, seen)
    limit = most(patterns, seen, best, part, 9.0)
    held = seen - limit * patterns[:, part]
    grown = without(patterns, held, np.arange(5) == part) - best.rest
    assert limit >= best.x[part]
    assert grown == pytest.approx(9.0, rel=0.02)


def test_what_another_part_can_take_over_is_not_counted():
    """Two parts alike: each may be all of it, and so much more."""
    column = np.array([[10.0], [10.0]])
    patterns, seen = np.hstack((column, column)), np.array([20.0, 20.0])
    alone = most(column, seen, fit(column, seen), 0, 9.0)
    assert most(patterns, seen, fit(patterns, seen), 0, 9.0) == pytest.approx(alone, rel=1e-3)


def test_a_pattern_of_nothing_may_be_any_amount():
    patterns = np.array([[0.0, 1.0]])
    assert most(patterns, np.ones(1), fit(patterns, np.ones(1)), 0, 9.0) == float("inf")
