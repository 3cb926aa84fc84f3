"""Levels in closed form against their own equations, and what is read off them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from thymos.mechanism.pharmacokinetics import Kinetics, exposure, levels, noncompartmental

RATE = st.floats(0.05, 20)
SIZE = st.floats(1, 100)


def integrated(body, doses, times):
    """The same levels by integration, stopped and restarted at each dose."""
    ka, cl, v1, q, v2 = (float(x[0]) for x in (body.ka, body.cl, body.v1, body.q, body.v2))

    def slope(_, a):
        flow = q / v1 * a[1] - q / v2 * a[2]
        return [-ka * a[0], ka * a[0] - cl / v1 * a[1] - flow, flow]

    state, now, found = np.zeros(3), 0.0, []
    stops = sorted({*times, *(hour for hour, _ in doses)})
    for stop in stops:
        if stop > now:
            state = solve_ivp(
                slope, (now, stop), state, rtol=1e-10, atol=1e-10, method="LSODA"
            ).y[:, -1]  # fmt: skip
            now = stop
        state[0] += sum(amount for hour, amount in doses if hour == stop)
        if stop in times:
            found.append(state[1] / v1)
    return found


@pytest.mark.parametrize(
    "body",
    [
        Kinetics.of(0.7, 9.0, 13.0, 0.4, 1.4),
        Kinetics.of(0.7, 9.0, 13.0, 8.0, 30.0),
        Kinetics.of(0.5, 10.0, 20.0),  # absorbed exactly as fast as eliminated
        Kinetics.of(0.2, 10.0, 20.0),  # absorbed slower
    ],
)
def test_levels_solve_the_equations_of_two_compartments(body):
    times = [0.25, 1.0, 3.0, 11.0, 12.5, 30.0]
    doses = [(0.0, 1600.0), (12.0, 1600.0), (24.0, 800.0)]
    assert levels(body, doses, times)[0] == pytest.approx(integrated(body, doses, times), rel=2e-5)


@given(RATE, SIZE, SIZE, st.floats(0, 50), SIZE)
def test_the_peak_is_the_highest_level_and_the_area_is_dose_over_clearance(ka, cl, v1, q, v2):
    body = Kinetics.of(ka, cl, v1, q, v2)
    found = exposure(body, 1000.0)
    peak = float(found.t_max[0])
    around = levels(body, [(0.0, 1000.0)], peak * np.array([0.9, 1.0, 1.1]))[0]
    assert found.c_max[0] == pytest.approx(around[1], rel=1e-6)
    assert around[1] >= max(around[0], around[2]) * (1 - 1e-9)
    assert found.auc[0] == pytest.approx(1000.0 / cl)


@given(RATE, SIZE, SIZE, st.floats(0, 5))
def test_levels_are_in_proportion_to_the_dose_and_never_negative(ka, cl, v1, factor):
    body = Kinetics.of(ka, cl, v1, 1.0, 10.0)
    times = np.linspace(0, 48, 97)
    one = levels(body, [(0.0, 100.0)], times)
    assert np.allclose(levels(body, [(0.0, 100.0 * factor)], times), factor * one, atol=1e-9)
    assert one.min() >= -1e-9 * one.max()


def test_sampled_levels_give_back_what_the_formula_gives():
    body = Kinetics.of([0.7, 1.5], [9.0, 12.0], [13.0, 30.0], [0.4, 0.0], [1.4, 1.0])
    times = np.concatenate([np.linspace(0, 4, 81), np.linspace(4.5, 24, 40)])
    sampled = noncompartmental(times, levels(body, [(0.0, 1600.0)], times), 1600.0)
    exact = exposure(body, 1600.0)
    assert np.allclose(sampled.t_max, exact.t_max, atol=0.05)
    assert np.allclose(sampled.c_max, exact.c_max, rtol=1e-3)
    assert np.allclose(sampled.auc, exact.auc, rtol=2e-3)
    assert np.allclose(sampled.half_life, exact.half_life, rtol=1e-2)


def test_the_area_of_a_hand_made_curve():
    # 0 to 2 h: triangle of 8; then 8, 4, 2, 1: a fall by half an hour long; to infinity 1/ln 2.
    found = noncompartmental([0, 2, 3, 4, 5], [[0, 8, 4, 2, 1]], 100.0)
    assert found.half_life[0] == pytest.approx(1.0)
    assert found.auc[0] == pytest.approx(8 + (4 + 2 + 1) / np.log(2) + 1 / np.log(2))


def test_a_level_that_does_not_fall_has_no_half_life():
    assert np.isnan(noncompartmental([0, 1, 2, 3, 4], [[0, 1, 2, 3, 4]], 1.0).half_life[0])


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: Kinetics.of(-1.0, 10.0, 20.0), "ka must be positive and finite, found \\[-1.\\]"),
        (lambda: Kinetics.of(1.0, 10.0, np.nan), "v1 must be positive"),
        (lambda: Kinetics.of(1.0, 10.0, 20.0, -0.1), "q must be positive"),
        (lambda: levels(Kinetics.of(1, 10, 20), [(0, -5)], [1]), "found -5 µg"),
        (lambda: noncompartmental([0, 2, 1, 3], [[1, 2, 3, 4]], 1), "rising times"),
        (lambda: noncompartmental([0, 1, 2, 3], [[1, 2, -3, 4]], 1), "levels from 0 on"),
    ],
)
def test_bad_input_is_told_in_one_line(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()
