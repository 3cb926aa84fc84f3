"""The reference engine has the face of the fast ones, and takes over where they give up."""

import sys

import numpy as np
import pytest

from tests.unit.mechanism.written import sbml
from thymos.errors import MechanismError
from thymos.mechanism import oracle
from thymos.mechanism.ensemble import Dose, simulate
from thymos.mechanism.sbml import read
from thymos.mechanism.task import Status

pytest.importorskip("roadrunner")

TIMES = [0.0, 1.0, 2.5, 4.0, 9.0]
ABSORBED = read(
    sbml(
        """compartment V = 4; species C in V
        D -> C; ka*D*f
        C -> ; ke*C*V
        D = 1; C = k0/ke; ka = 1.1; ke = 0.3; k0 = 0.5; s = 2*ke
        f := 1 + s"""
    )
)
STIFF = read(sbml("A -> B; k*(A - B)\n -> A; cos(time)\n A = 1; B = 0; k = 1"))
EXPLODES = read(sbml("-> X; k*X*X\n X = 1; k = 0.1"))


def test_both_agree_on_parameters_doses_starting_states_and_computed_constants():
    table = ABSORBED.with_parameters(3, {"ka": [1.1, 0.4, 2.0], "ke": [0.3, 0.2, 0.1]})
    doses = [Dose("D", [[1.0, 2.5], [0.0, 3.0], [2.0, 2.0]], 5.0)]
    start = ABSORBED.initial(table)
    start[2] += 1.0
    ours = simulate(ABSORBED, TIMES, table, start, doses, rtol=1e-10, atol=1e-12)
    theirs = oracle.simulate(ABSORBED, TIMES, table, start, doses, rtol=1e-10, atol=1e-12)
    assert np.allclose(ours.states, theirs.states, rtol=1e-7, atol=1e-9)
    assert theirs.note == ours.note == "theory, not evidence"


def test_a_later_start_is_the_same_for_both():
    system = read(sbml("-> X; sin(time)\n X = 0"))
    theirs = oracle.simulate(system, [3.0, 5.0], start=2.0, rtol=1e-10, atol=1e-12)
    expected = np.cos(2.0) - np.cos([3.0, 5.0])
    assert np.allclose(theirs.state("X")[0], expected, rtol=1e-7)
    assert np.allclose(simulate(system, [3.0, 5.0], start=2.0).states, theirs.states, rtol=1e-5)


def test_stiff_patients_are_given_up_here_and_simulated_there():
    table = STIFF.parameters(3, k=[1.0, 1e6, 2.0])
    runs = simulate(STIFF, TIMES, table, most_steps=1000)
    assert runs.given_up.tolist() == [False, True, False]
    saved = oracle.rescue(STIFF, runs, table)
    assert saved.status.tolist() == [Status.FINE, Status.RESCUED, Status.FINE]
    assert not saved.given_up.any()
    # A and B are one: half of what comes in stays in each.
    expected = (1 + np.sin(TIMES[1:])) / 2
    assert np.allclose(saved.state("A")[1, 1:], expected, rtol=1e-3, atol=1e-4)
    assert np.array_equal(saved.states[[0, 2]], runs.states[[0, 2]])


def test_what_neither_can_simulate_stays_given_up():
    table = EXPLODES.parameters(2, k=[0.01, 1.0])
    saved = oracle.rescue(EXPLODES, simulate(EXPLODES, TIMES, table), table)
    assert saved.given_up.tolist() == [False, True]
    assert np.isnan(saved.states[1]).all()


def test_where_none_was_given_up_nothing_is_done_again():
    runs = simulate(STIFF, TIMES)
    assert oracle.rescue(STIFF, runs) is runs


def test_without_its_package_one_line_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "roadrunner", None)
    with pytest.raises(MechanismError, match=r'pip install "thymos\[mechanism\]"'):
        oracle.simulate(STIFF, TIMES)


def test_without_numba_the_plain_engine_takes_over(monkeypatch):
    import thymos.mechanism

    for name in ("compiled", "lanes", "calls"):
        monkeypatch.delitem(sys.modules, f"thymos.mechanism.{name}", raising=False)
        monkeypatch.delattr(thymos.mechanism, name, raising=False)
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setitem(sys.modules, "llvmlite", None)
    auto, plain = simulate(STIFF, TIMES), simulate(STIFF, TIMES, engine="plain")
    assert np.array_equal(auto.states, plain.states)
    with pytest.raises(MechanismError, match=r'pip install "thymos\[mechanism\]"'):
        simulate(STIFF, TIMES, engine="compiled")


def test_a_failure_is_a_status_and_no_noise_of_the_solver(capfd):
    oracle.simulate(EXPLODES, TIMES, EXPLODES.parameters(2, k=[0.01, 1.0]))
    assert capfd.readouterr() == ("", "")
