"""Small models, one feature or two of SBML each, by three simulators: the same time courses.

Each case names the tags of the SBML Test Suite that it is about; the suite itself is run by
validation/sbml/run.py. libroadrunner and COPASI answer in the same run.
"""

import re

import numpy as np
import pytest

from tests.unit.mechanism.written import sbml
from thymos.dossier.read import locate, read
from thymos.jobs.random import uniform
from thymos.mechanism import oracle
from thymos.mechanism.course import course
from thymos.mechanism.ensemble import Engine, simulate
from thymos.mechanism.model import load
from thymos.mechanism.sbml import read as read_sbml

roadrunner = pytest.importorskip("roadrunner")

CASES = {
    "one reaction": "A -> B; k*A\n A = 1; B = 0; k = 0.7",
    "reversible": "A -> B; k1*A - k2*B\n A = 1; B = 0.2; k1 = 0.7; k2 = 0.3",
    "two substrates": "A + B -> C; k*A*B\n A = 1; B = 2; C = 0; k = 0.4",
    "stoichiometry": "2 A -> 3 B; k*A^2\n A = 2; B = 0; k = 0.3",
    "saturation": "A -> B; v*A/(km + A)\n A = 3; B = 0; v = 1; km = 0.5",
    "hill": "A -> B; v*A^h/(km^h + A^h)\n A = 3; B = 0.1; v = 1; km = 0.5; h = 2.7",
    "inhibition": "A -> B; v*A/(km*(1 + B/i) + A)\n A = 3; B = 0; v = 1; km = 0.5; i = 0.2",
    "boundary species": "$A -> B; k*A\n B -> ; B*k\n A = 2; B = 0; k = 0.3",
    "species without reactions": "A -> ; k*A*M\n A = 1; M = 2; k = 0.3",
    "modifier": "A -> B; k*A*E\n -> E; 0.1\n A = 1; B = 0; E = 0.5; k = 1",
    "volume": "compartment V = 0.3; species A in V, B in V\n A -> B; k*A*V\n A = 1; B = 0; k = 0.7",
    "two volumes": "compartment V = 0.3, W = 2; species A in V, B in W\n"
    "A -> B; k*A*V - k*B*W\n A = 1; B = 0.2; k = 0.7",
    "growing volume": "compartment V; species A in V\n A -> ; k*A*V\n V' = 0.2\n"
    "V = 1; A = 2; k = 0.3",
    "volume by rule": "compartment V; species A in V\n A -> ; k*A*V\n V := 1 + 0.3*sin(time)\n"
    "A = 2; k = 0.3",
    "concentration of a state of rest": "compartment V; species A in V\n V' = 0.5*V\n"
    "V = 1; A = 2\n x' = A; x = 0",
    "assignment rule": "A -> B; k*x\n x := A/(1 + B)\n A = 1; B = 0; k = 0.7",
    "rules on rules": "A -> ; z\n x := A + 1\n y := x*x\n z := y - 1\n A = 1",
    "rate rule": "x' = -k*x + y\n y' = k*x - y\n x = 1; y = 0; k = 2",
    "rate rule on a species": "compartment V = 2; species A in V\n A' = -0.3*A\n A = 5",
    "rate rule of a parameter used in a law": "A -> ; k*A\n k' = 0.1*k\n A = 1; k = 0.2",
    "initial assignment": "A -> ; k*A\n A = 3*k + 1\n k = 0.4",
    "initial assignment of a parameter": "A -> ; q*A\n q = k^2 + 0.1\n k = 0.4; A = 2",
    "initial assignments in a row": "A -> ; k*A\n A = c*2\n c = d + 1\n d = 3*k\n k = 0.4",
    "time in a law": "-> A; 1 + sin(k*time)\n A = 0; k = 2",
    "time in a rule": "A -> ; x*A\n x := exp(-time)\n A = 1",
    "oscillation": "x' = y\n y' = -w^2*x\n x = 1; y = 0; w = 1.5",
    "limit cycle": "x' = y\n y' = km*(1 - x^2)*y - x\n x = 1; y = 0; km = 1.5",
    "predator and prey": "-> X; X\n X -> ; 0.5*X*Y\n -> Y; 0.3*X*Y\n Y -> ; Y\n X = 2; Y = 1",
    "chaos": "x' = 10*(y - x)\n y' = x*(28 - z) - y\n z' = x*y - 8*z/3\n x = 1; y = 1; z = 1",
    "piecewise in the state": "-> A; piecewise(1, A < 2, 0.1)\n A = 0",
    "piecewise in the time": "-> A; piecewise(0, time < 2, 1, time < 5, 0.2)\n A = 0",
    "conditions joined": "-> A; piecewise(1, time > 1 && time < 3 || time > 6, 0.1)\n A = 0",
    "not and unequal": "-> A; piecewise(1, !(time < 2) && k != 1, 0.5)\n A = 0; k = 2",
    "exponentials": "A -> ; k*(exp(A) - 1)/(1 + ln(1 + A))\n A = 1; k = 0.4",
    "roots and powers": "A -> ; k*sqrt(A)*A^1.5 + root(3, A)/50\n A = 2; k = 0.4",
    "trigonometry": "x' = sin(x) + cos(time)*tan(0.1*x)\n x = 0.5",
    "hyperbolic": "x' = tanh(1 - x) + sinh(x)/cosh(2*x)\n x = 0.1",
    "inverse functions": "x' = arctan(1 - x) + arcsin(x/(1 + abs(x)))\n x = 0.1",
    "logarithm to another base": "x' = log(2, 1 + x) - 0.4*log10(1 + x)*x\n x = 0.5",
    "dose at a time": "D -> C; k*D\n C -> ; 0.2*C\n D = 0; C = 0; k = 0.8\n"
    "E1: at (time >= 2): D = D + 5\n E2: at (time >= 5.5): D = D + km\n km = 3",
    "event at the start": "A -> ; k*A\n A = 1; k = 0.8\n E: at (time >= 0), t0=false: A = A + 2",
    "event sets a parameter": "A -> ; k*A\n A = 1; k = 0.8\n E: at (time > 3): k = 0.1",
    "event with two changes": "A -> B; k*A\n A = 1; B = 0; k = 0.8\n"
    "E: at (time > 3): A = B, B = A + 1",
    "event with a delay": "A -> ; k*A\n A = 1; k = 0.8\n E: at 1.5 after (time > 3): A = 2",
    "event of a volume": "compartment V; species A in V\n A -> ; k*A*V\n A = 2; k = 0.3; V = 1\n"
    "E: at (time > 3): V = 2",
    "turned comparison": "A -> ; k*A\n A = 1; k = 0.8\n E: at (10 - 2*time < 3): A = A + 1",
    "immune response": "P' = g*P*(1 - P/20) - P*N\n"
    "N' = 0.08*(0.1*P + 0.02*N)/(0.12 + 0.1*P) - 0.05*N\n P = 1; N = 0.1; g = 0.3",
}
ENGINES: tuple[Engine, ...] = ("compiled", "plain")
TIMES = np.linspace(0.0, 10.0, 41)
# At the start some show the values before an event at time 0, some those after it: left out.
RTOL, ATOL, AGREE = 1e-10, 1e-12, 1e-6


def far(a, b):
    """The largest difference, in units of 1 + |b|."""
    return float((np.abs(a - b) / (1.0 + np.abs(b))).max())


def test_there_are_enough_cases():
    assert len(CASES) >= 40


@pytest.mark.rival
@pytest.mark.parametrize("case", CASES)
def test_both_engines_agree_with_roadrunner(case):
    system = read_sbml(sbml(CASES[case]))
    theirs = oracle.simulate(system, TIMES, rtol=RTOL, atol=ATOL)
    assert not theirs.given_up.any()
    ours = simulate(system, TIMES, rtol=RTOL, atol=ATOL, engine="compiled")
    far_apart = far(ours.states[:, 1:], theirs.states[:, 1:])
    assert far_apart < AGREE * (1000 if case == "chaos" else 1)
    loose, plain = (simulate(system, TIMES, engine=each) for each in ENGINES)
    assert np.array_equal(loose.steps, plain.steps)
    assert far(loose.states, plain.states) < AGREE


@pytest.mark.rival
@pytest.mark.parametrize("case", CASES)
def test_the_compiled_engine_agrees_with_copasi(case):
    basico = pytest.importorskip("basico")
    text = sbml(CASES[case])
    system = read_sbml(text)
    ours = simulate(system, TIMES, rtol=RTOL, atol=ATOL)
    model = basico.load_model_from_string(text)
    frame = basico.run_time_course(
        0, 10, 40, r_tol=RTOL, a_tol=ATOL, max_steps=1_000_000, model=model,
        use_numbers=False, use_concentrations=True,
    )  # fmt: skip
    basico.remove_datamodel(model)
    known = {re.sub(r"^(Values|Compartments)\[(.*)\]$", r"\2", n): n for n in frame.columns}
    names = [f"[{n}]" if f"[{n}]" in system.definitions else n for n in system.state_ids]
    shown = [name for name in names if name.strip("[]") in known]
    assert shown
    found = system.observe(shown, system.parameters(1), ours.times, ours.states)[0]
    expected = np.stack([frame[known[name.strip("[]")]].to_numpy() for name in shown], axis=1)
    assert far(found[1:], expected[1:]) < AGREE * (1000 if case == "chaos" else 1)


@pytest.mark.rival
def test_the_shipped_model_agrees_on_random_patients():
    model = load(read(locate("thymosin-alpha-1")))
    text = course(model, model.scenario("hyper-inflamed"), model.regimen("tests"), 24.0)
    system, table = read_sbml(text), model.parameters
    share = uniform(714, table.ids, 0, 25)
    low, high = np.maximum(table.low, 1e-300), np.maximum(table.high, 1e-300)
    fixed = np.array([law == "fixed" for law in table.laws])
    drawn = np.where(fixed, table.values, low * (high / low) ** share)
    parameters = system.with_parameters(25, dict(zip(table.ids, drawn.T, strict=True)))
    times = np.arange(0.0, 673.0, 24.0)
    theirs = oracle.simulate(system, times, parameters, rtol=1e-10, atol=1e-13)
    ours = simulate(system, times, parameters)
    assert not (ours.given_up | theirs.given_up).any()
    # In units of the tolerance: one part of the value, or of atol/rtol where it is small.
    off = np.abs(ours.states - theirs.states) / (np.abs(theirs.states) + 1e-3)
    assert off.max() < 1e-4
