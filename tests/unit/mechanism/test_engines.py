"""The fast engines: against closed forms, against one another, and in what they refuse."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.mechanism.written import sbml
from thymos.errors import MechanismError, UnknownRecord
from thymos.jobs import Plan, Threads, run
from thymos.jobs.random import uniform
from thymos.mechanism.ensemble import Dose, Engine, simulate
from thymos.mechanism.sbml import read
from thymos.mechanism.task import Status

ENGINES: tuple[Engine, ...] = ("compiled", "plain")
DECAY = read(sbml("A -> B; k*A\n A = 10; B = 0; k = 0.5"))
ABSORBED = read(sbml("D -> C; ka*D\n C -> ; ke*C\n D = 0; C = 0; ka = 1.1; ke = 0.3"))
# Predator and prey: bent enough that steps differ from patient to patient.
PREY = read(sbml("-> X; a*X\n X -> ; b*X*Y\n -> Y; c*X*Y\n Y -> ; d*Y\n"
                 "X = 2; Y = 1; a = 1; b = 0.6; c = 0.4; d = 1.2"))  # fmt: skip
TIMES = np.linspace(0.0, 12.0, 25)


def absorbed(t, amount, ka=1.1, ke=0.3):
    """What is in the blood t after one dose (Bateman 1910)."""
    late = np.maximum(t, 0.0)
    level = amount * ka / (ka - ke) * (np.exp(-ke * late) - np.exp(-ka * late))
    return np.where(t >= 0, level, 0.0)


@pytest.mark.parametrize("engine", ENGINES)
def test_decay_is_exponential_for_each_patients_own_rate(engine):
    rates = np.array([0.1, 0.5, 2.0])
    runs = simulate(DECAY, TIMES, DECAY.parameters(3, k=rates), engine=engine)
    expected = 10 * np.exp(-np.outer(rates, TIMES))
    assert np.allclose(runs.state("A"), expected, rtol=2e-5, atol=1e-7)
    assert np.allclose(runs.state("A") + runs.state("B"), 10, rtol=1e-12)
    assert (runs.status == Status.FINE).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_doses_add_up(engine):
    doses = [Dose("D", [1.0, 4.0, 4.0], [100.0, 50.0, 25.0])]
    runs = simulate(ABSORBED, TIMES, doses=doses, rtol=1e-9, engine=engine)
    expected = absorbed(TIMES - 1, 100) + absorbed(TIMES - 4, 75)
    assert np.allclose(runs.state("C")[0], expected, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_dose_at_a_readout_is_part_of_it_even_at_the_start_and_the_end(engine):
    doses = [Dose("D", [0.0, 6.0, 12.0], 8.0)]
    runs = simulate(ABSORBED, [0.0, 6.0, 12.0], doses=doses, engine=engine)
    left = 8 * np.exp(-1.1 * 6)
    assert np.allclose(runs.state("D")[0], [8, 8 + left, 8 + left * (1 + np.exp(-6.6))], rtol=1e-4)


@pytest.mark.parametrize("engine", ENGINES)
def test_patients_have_doses_of_their_own(engine):
    doses = [Dose("D", np.array([[1.0], [3.0]]), np.array([[10.0], [0.0]]))]
    runs = simulate(ABSORBED, TIMES, ABSORBED.parameters(2), doses=doses, rtol=1e-9, engine=engine)
    assert np.allclose(runs.state("C")[0], absorbed(TIMES - 1, 10), rtol=1e-7, atol=1e-8)
    assert (runs.states[1] == 0).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_run_in_two_parts_is_the_whole_run(engine):
    whole = simulate(PREY, [3.0, 9.0], rtol=1e-10, engine=engine)
    later = simulate(PREY, [9.0], initial=whole.states[:, 0], start=3.0, rtol=1e-10, engine=engine)
    assert np.allclose(later.states[:, 0], whole.states[:, 1], rtol=1e-8)


@pytest.mark.parametrize("engine", ENGINES)
def test_tighter_tolerances_come_nearer(engine):
    exact = simulate(PREY, TIMES, rtol=1e-12, atol=1e-14, engine="compiled").states
    errors = [
        np.abs(simulate(PREY, TIMES, rtol=rtol, engine=engine).states - exact).max()
        for rtol in (1e-4, 1e-6, 1e-8)
    ]
    assert errors[0] > 10 * errors[1] > 100 * errors[2]
    assert errors[1] < 1e-4


def test_the_two_engines_take_the_same_steps():
    parameters = PREY.with_parameters(
        11, dict(zip("abcd", 0.5 + uniform(1, "abcd", 0, 11).T, strict=True))
    )
    doses = [Dose("X", [2.0, 5.5], [0.5, 1.5])]
    a, b = (simulate(PREY, TIMES, parameters, doses=doses, engine=each) for each in ENGINES)
    assert np.array_equal(a.steps, b.steps)
    assert np.allclose(a.states, b.states, rtol=1e-10, atol=1e-12)
    assert len(set(a.steps.tolist())) > 3


def population(first, stop):
    """Work of a plan: patients by index, with doses of their own."""
    draws = 0.5 + uniform(3, "abcdet", first, stop)
    parameters = PREY.with_parameters(stop - first, dict(zip("abcd", draws.T, strict=False)))
    dose = Dose("X", 4 * draws[:, 4:5], draws[:, 5:6])
    return simulate(PREY, TIMES, parameters, doses=[dose], engine="compiled").states


@given(st.integers(1, 60), st.integers(1, 70), st.integers(1, 3))
@settings(max_examples=25, deadline=None)
def test_no_digit_depends_on_who_else_is_simulated(count, chunk, workers):
    parts = run(Plan(count, population, chunk=chunk), Threads(workers))
    assert np.array_equal(np.concatenate(parts), population(0, count))


@given(st.permutations(range(9)))
@settings(max_examples=10, deadline=None)
def test_no_digit_depends_on_the_order(order):
    draws = 0.5 + uniform(5, "abcd", 0, 9)
    one = simulate(PREY, TIMES, PREY.with_parameters(9, dict(zip("abcd", draws.T, strict=True))))
    mixed = PREY.with_parameters(9, dict(zip("abcd", draws[list(order)].T, strict=True)))
    assert np.array_equal(simulate(PREY, TIMES, mixed).states, one.states[list(order)])


EXPLODES = read(sbml("-> X; k*X*X\n X = 1; k = 0.1"))
STIFF = read(sbml("A -> B; k*(A - B)\n -> A; cos(time)\n A = 1; B = 0; k = 1"))
UNDEFINED = read(sbml("-> X; ln(k - time)\n X = 1; k = 5"))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("system", "good", "bad", "status"),
    [
        (EXPLODES, 0.01, 1.0, (Status.TINY_STEP, Status.NOT_FINITE)),
        (STIFF, 1.0, 1e7, (Status.TOO_MANY_STEPS,)),
        (UNDEFINED, 50.0, 5.0, (Status.TINY_STEP, Status.NOT_FINITE)),
        (UNDEFINED, 50.0, -1.0, (Status.NOT_FINITE,)),
    ],
)
def test_patients_that_cannot_be_simulated_say_so_and_leave_others_alone(
    engine, system, good, bad, status
):
    parameters = system.parameters(4, k=[good, bad, good, good])
    runs = simulate(system, TIMES, parameters, engine=engine, most_steps=2000)
    assert runs.given_up.tolist() == [False, True, False, False]
    assert runs.status[1] in status
    assert np.isnan(runs.states[1]).all()
    alone = simulate(system, TIMES, system.parameters(1, k=good), engine=engine)
    assert np.array_equal(runs.states[[0, 2, 3]], np.repeat(alone.states, 3, axis=0))


def test_every_status_has_a_sentence():
    assert len({status.sentence for status in Status}) == len(Status)


@pytest.mark.parametrize("engine", ENGINES)
def test_more_patients_fail_than_there_are_lanes(engine):
    runs = simulate(EXPLODES, TIMES, EXPLODES.parameters(40, k=1.0), engine=engine)
    assert runs.given_up.all()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_model_at_rest_stays_there(engine):
    rest = read(sbml("A -> B; k*(A - B)\n A = 3; B = 3; k = 2"))
    assert (simulate(rest, [0.0, 1e6], engine=engine).states == 3).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_model_without_states_has_computed_quantities_still(engine):
    system = read(sbml("x := 2*time + k\n k = 1"))
    runs = simulate(system, [0.0, 2.0], system.parameters(2, k=[1, 5]), engine=engine)
    found = system.observe(["x"], system.parameters(2, k=[1, 5]), runs.times, runs.states)
    assert found[:, :, 0].tolist() == [[1, 5], [5, 9]]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_condition_on_the_time_is_met_to_the_instant(engine):
    pulse = read(sbml("-> X; piecewise(k, time >= t0 && time < t0 + 0.001, 0)\n"
                      "X = 0; k = 1000; t0 = 7"))  # fmt: skip
    runs = simulate(pulse, [6.9, 12.0], pulse.parameters(2, t0=[7.0, 3.0]), engine=engine)
    assert np.allclose(runs.state("X"), [[0, 1], [1, 1]], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("engine", ENGINES)
def test_events_at_a_time_set_states_from_the_values_before(engine):
    swap = read(sbml("-> X; 0\n -> Y; 0\n X = 1; Y = 2; t1 = 3\n"
                     "E1: at (time >= t1): X = Y, Y = X + 10"))  # fmt: skip
    runs = simulate(swap, [2.999, 3.0, 5.0], swap.parameters(2, t1=[3.0, 4.0]), engine=engine)
    assert runs.states[0].tolist() == [[1, 2], [2, 11], [2, 11]]
    assert runs.states[1].tolist() == [[1, 2], [1, 2], [2, 11]]


@pytest.mark.parametrize("engine", ENGINES)
def test_two_events_at_once_that_touch_are_refused_only_when_they_meet(engine):
    two = read(sbml("-> X; 0\n X = 1; t1 = 3; t2 = 4\n"
                    "E1: at (time >= t1): X = 2*X\n E2: at (time >= t2): X = X + 1"))  # fmt: skip
    runs = simulate(two, [5.0], two.parameters(2, t2=[4.0, 1.0]), engine=engine)
    assert runs.state("X")[:, 0].tolist() == [3, 4]
    with pytest.raises(MechanismError, match="events 'E1' and 'E2' happen at once"):
        simulate(two, [5.0], two.parameters(2, t2=[4.0, 3.0]), engine=engine)


def refused(match, **changes):
    with pytest.raises(MechanismError, match=match):
        simulate(DECAY, **{"times": TIMES, **changes})


def test_arrays_of_the_wrong_shape_are_refused():
    refused(r"parameters: expected an array of shape \(3, 2\), found \(3, 1\)",
            parameters=np.ones((3, 1)))  # fmt: skip
    refused(r"initial: expected an array of shape \(2, 2\)", parameters=DECAY.parameters(2),
            initial=np.ones((3, 2)))  # fmt: skip
    refused("parameters: expected", parameters=np.ones(2))
    refused(r"amounts of shape \(3,\) do not fit \(1, 3\)|times of shape",
            doses=[Dose("A", [1.0, 2.0], [1.0, 1.0, 1.0])])  # fmt: skip


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite_are_refused_by_name_and_patient(value):
    bad = DECAY.parameters(3)
    bad[1, DECAY.parameter("k")] = value
    refused("parameter 'k' of patient 1: expected a finite number", parameters=bad)
    refused("initial state 'B' of patient 0: expected a finite number",
            initial=np.array([[1.0, value]]))  # fmt: skip
    refused("amounts must be finite", doses=[Dose("A", 1.0, value)])
    refused("times: expected", times=[0.0, value])
    refused("start: expected a finite number", start=value)


def test_doses_and_times_that_make_no_sense_are_refused():
    refused("doses into 'A': amounts must be finite and not below 0", doses=[Dose("A", 1.0, -1.0)])
    refused("doses into 'A': times must be finite and not below 2", start=2.0, times=[3.0],
            doses=[Dose("A", 1.0, 1.0)])  # fmt: skip
    refused("times: expected rising numbers from 0 on", times=[1.0, 1.0])
    refused("times: expected rising numbers from 0 on", times=[-1.0, 1.0])
    refused("times: expected one finite number", times=[])
    refused("rtol: expected a positive number, found 0", rtol=0.0)
    refused("atol: expected a positive number", atol=np.nan)
    refused("engine: expected auto, compiled or plain", engine="fast")
    with pytest.raises(UnknownRecord, match="no state is called 'C'"):
        simulate(DECAY, TIMES, doses=[Dose("C", 1.0, 1.0)])
    with pytest.raises(UnknownRecord, match="no parameter is called 'kk'; did you mean k"):
        DECAY.with_parameters(1, {"kk": 1.0})
    with pytest.raises(UnknownRecord, match="no quantity is called 'Z'"):
        DECAY.observe(["Z"], DECAY.parameters(1), TIMES, np.zeros((1, 25, 2)))


def test_every_result_says_what_it_is():
    assert simulate(DECAY, TIMES).note == "theory, not evidence"
