"""The root finder and the minimiser on functions made to mislead them."""

import numpy as np
import pytest

from thymos.kernel.roots import find_minimum, find_root

LOW, HIGH = np.zeros(1), np.full(1, 10.0)


def test_many_rows_with_their_own_functions():
    target = np.array([0.5, 2.0, 9.0])

    def cube(x, rows):
        return target[rows] ** 3 - x**3, -3 * x**2

    found = find_root(cube, np.zeros(3), np.full(3, 10.0))
    assert found == pytest.approx(target, rel=1e-12)


@pytest.mark.parametrize("slope", [0.0, np.nan, np.inf, 1e-300, -1e300])
def test_a_useless_slope_costs_time_and_not_the_root(slope):
    found = find_root(lambda x, rows: (x - 3, np.full(x.shape, slope)), LOW, HIGH, rising=True)
    assert found[0] == pytest.approx(3, rel=1e-10)


def test_newton_that_would_cycle_is_halved():
    # Newton from 0 on x^3 - 2x + 2 goes 0, 1, 0, 1, ...
    def cycling(x, rows):
        return x**3 - 2 * x + 2, 3 * x**2 - 2

    found = find_root(cycling, np.full(1, -3.0), np.ones(1), start=np.zeros(1), rising=True)
    assert found[0] == pytest.approx(-1.7692923542386314, rel=1e-12)


def test_the_function_is_never_asked_outside_its_bracket():
    # Newton from 9 lands at 13, a step short enough to pass for a good one.
    def bent(x, rows):
        assert (x >= 0).all()
        assert (x <= 10).all()
        return np.where(x < 9.2, 0.4, 4 * (9.5 - x)), np.where(x < 9.2, -0.1, -4.0)

    assert find_root(bent, LOW, HIGH, start=np.full(1, 9.0))[0] == pytest.approx(9.5)


def test_a_crawling_newton_is_halved():
    # Newton gains 2 % a step at a root of multiplicity 51; halving needs some 40 steps.
    steps = []

    def flat(x, rows):
        steps.append(x)
        return -((x - 3) ** 51), -51 * (x - 3) ** 50

    find_root(flat, LOW, HIGH)
    assert len(steps) < 90


def test_a_root_many_orders_below_its_bracket():
    found = find_root(lambda x, rows: (1e-9 - x, -np.ones(x.shape)), LOW, HIGH)
    assert found[0] == pytest.approx(1e-9, rel=1e-10)


def test_a_step_function_ends_at_the_step():
    found = find_root(
        lambda x, rows: (np.where(x < 4, 1.0, -1.0), np.zeros(x.shape)), LOW, HIGH, floor=1.0
    )
    assert found[0] == pytest.approx(4, abs=1e-9)


def test_rows_that_have_settled_are_not_asked_again():
    asked = []

    def line(x, rows):
        asked.append(rows.tolist())
        return np.where(rows == 0, 5 - x, 8 - x**3), np.where(rows == 0, -1.0, -3 * x**2)

    find_root(line, np.zeros(2), np.full(2, 10.0))
    assert asked[0] == [0, 1]
    assert asked[-1] == [1]


def test_no_rows():
    assert find_root(lambda x, rows: (x, x), np.zeros(0), np.zeros(0)).size == 0


def test_minimum_inside_and_at_either_end():
    centre = np.array([3.0, -1.0, 20.0])
    found = find_minimum(lambda x, rows: (x - centre[rows]) ** 2, np.zeros(3), np.full(3, 10.0))
    assert found == pytest.approx([3, 0, 10], abs=1e-7)
