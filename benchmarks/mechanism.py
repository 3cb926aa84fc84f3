"""Time the ensemble engine beside libroadrunner and scipy's LSODA on the same SBML, in one run.

usage: python benchmarks/mechanism.py [PATIENTS [COMPARED]]

The model of the default dossier, hyper-inflamed from hour 0, with the regimen of 14 doses from
hour 24 on as events of the SBML; 28 days read out once a day; every parameter drawn anew for
each patient from its stated range; rtol 1e-6, atol 1e-9 for all. Seconds are of the processor,
not of the wall, since other work may go on; a wall time is printed where it is meant. PATIENTS
(100,000) is the size of the population, run with and without doses on 2 threads; COMPARED
(1,000) is the number of patients compared with libroadrunner at rtol 1e-10. Simulations are of a
theory, not evidence.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from os import getloadavg
from time import perf_counter, process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thymos.dossier.read import locate, read
from thymos.jobs import Plan, Threads, run
from thymos.jobs.random import uniform
from thymos.mechanism import oracle, sbml
from thymos.mechanism.course import course
from thymos.mechanism.ensemble import ATOL, RTOL, simulate
from thymos.mechanism.model import Model, load
from thymos.mechanism.program import Program
from thymos.mechanism.program import run as computed
from thymos.mechanism.system import System

Floats = NDArray[np.float64]

TIMES = np.arange(0.0, 28 * 24 + 1, 24.0)
SCENARIO, REGIMEN, FIRST_DOSE = "hyper-inflamed", "tests", 24.0
SEED = 2006
# Goals: times libroadrunner a core, times LSODA, seconds of the population, error.
RATIO, STRETCH, OF_LSODA, SECONDS, ERROR = 8.0, 30.0, 150.0, 30.0, 1e-4
CHUNK = 2048
REPEATS = 3


@dataclass(frozen=True)
class Population:
    """Parameters by index: the model's, drawn from their stated ranges."""

    model: Model
    system: System

    def parameters(self, first: int, stop: int, treated: float = 1.0) -> Floats:
        """For patients first to stop - 1, (patient, parameter)."""
        table = self.model.parameters
        share = uniform(SEED, table.ids, first, stop)
        low, high = np.maximum(table.low, 1e-300), np.maximum(table.high, 1e-300)
        drawn = {
            "log-uniform": low * (high / low) ** share,
            "uniform": table.low + (table.high - table.low) * share,
            "fixed": np.broadcast_to(table.values, share.shape),
        }
        columns = {
            name: drawn[law][:, i]
            for i, (name, law) in enumerate(zip(table.ids, table.laws, strict=True))
        }
        return self.system.with_parameters(stop - first, {**columns, "treated": treated})

    def arm(self, treated: float) -> Callable[[int, int], Floats]:
        """A piece of the population: what remains of damage after 28 days, (patient,)."""

        def work(first: int, stop: int) -> Floats:
            runs = simulate(self.system, TIMES, self.parameters(first, stop, treated))
            return np.asarray(runs.state("D")[:, -1])

        return work


def main(argv: list[str]) -> int:
    """Print speeds, ratios and errors beside the goals."""
    patients = int(argv[0]) if argv else 100_000
    compared = int(argv[1]) if len(argv) > 1 else 1_000
    model = load(read(locate("thymosin-alpha-1")))
    scenario = next(x for x in model.record.scenarios if x.id == SCENARIO)
    regimen = next(x for x in model.regimens if x.id == REGIMEN)
    text = course(model, scenario, regimen, FIRST_DOSE)
    system = sbml.read(text)
    people = Population(model, system)
    names = ", ".join(f"{n} {version(n)}" for n in ("numba", "numpy", "libroadrunner", "scipy"))
    print(f"{names}; load {getloadavg()[0]:.1f}")
    print(
        f"{len(system.state_ids)} states, {len(system.parameter_ids)} parameters set per patient, "
        f"28 days, {len(system.events)} doses, rtol {RTOL:g}, atol {ATOL:g}"
    )
    rates = speeds(people, text)
    agreement(people, compared)
    population(people, patients)
    print(f"goals: {RATIO:g} times libroadrunner (stretch {STRETCH:g}), {OF_LSODA:g} times LSODA")
    ours = rates["thymos, compiled"]
    ok = ours >= RATIO * rates["libroadrunner"] and ours >= OF_LSODA * rates["scipy LSODA"]
    return 0 if ok else 1


def speeds(people: Population, text: str) -> dict[str, float]:
    """Patients a second of processor time, engine by engine."""
    start = perf_counter()
    simulate(people.system, TIMES, people.parameters(0, 8))
    print(f"first call, with compiling or loading: {perf_counter() - start:.1f} s of wall")
    ours = [rate(lambda n: simulate(people.system, TIMES, people.parameters(0, n)), 4 * CHUNK)]
    ours += [
        rate(lambda n: simulate(people.system, TIMES, people.parameters(0, n)), 4 * CHUNK)
        for _ in range(REPEATS - 1)
    ]
    plain = rate(
        lambda n: simulate(people.system, TIMES, people.parameters(0, n), engine="plain"), 128
    )
    found = {
        "thymos, compiled": max(ours),
        "thymos, NumPy": plain,
        "libroadrunner": max(rate(roadrunner(people, text), 200) for _ in range(REPEATS)),
        "scipy LSODA": rate(lsoda(people), 8),
    }
    for name, value in found.items():
        ratio = found["thymos, compiled"] / value
        print(
            f"  {name:18s} {value:9,.1f} patients a second and core; thymos is {ratio:6,.1f} times"
        )
    return found


def rate(simulated: Callable[[int], Any], patients: int) -> float:
    """Patients a second of processor time."""
    start = process_time()
    simulated(patients)
    return patients / (process_time() - start)


def roadrunner(people: Population, text: str) -> Callable[[int], None]:
    """libroadrunner as quick as it goes: one instance, all parameters set in one call."""
    import roadrunner as rr

    rr.Logger.setLevel(rr.Logger.LOG_FATAL)
    engine = rr.RoadRunner(text)
    engine.integrator.relative_tolerance = RTOL
    engine.integrator.absolute_tolerance = ATOL
    known = list(engine.model.getGlobalParameterIds())
    places = [known.index(name) for name in people.system.parameter_ids if name in known]
    columns = [i for i, name in enumerate(people.system.parameter_ids) if name in known]
    engine.timeCourseSelections = ["time", *people.system.state_ids]

    def simulated(patients: int) -> None:
        table = people.parameters(0, patients)[:, columns]
        for row in table:
            engine.model.setGlobalParameterValues(places, row)
            engine.reset()
            engine.simulate(0, TIMES[-1], TIMES.size)

    return simulated


def lsoda(people: Population) -> Callable[[int], None]:
    """scipy's LSODA with the rates as a Python function on plain floats, dose by dose."""
    from scipy.integrate import solve_ivp

    system = people.system
    rates = python_rates(system.rate_program)
    doses = [(event, system.event_program(event)) for event in system.events]
    edges = [FIRST_DOSE + 12.0 * i for i in range(len(system.events))]

    def simulated(patients: int) -> None:
        table = people.parameters(0, patients)
        for row, start in zip(table, system.initial(table), strict=True):
            fixed, state = row.tolist(), start.copy()
            for t, end, dose in zip(
                [0.0, *edges], [*edges, TIMES[-1]], [None, *doses], strict=True
            ):
                if dose is not None:
                    event, made = dose
                    (state[event.changes[0][0]],) = computed(made, [t, *state, *fixed])
                times = [*TIMES[(t < TIMES) & (end > TIMES)], end]
                state = leg(fixed, state, (t, end), times)

    def leg(fixed: list[float], y: Floats, span: tuple[float, float], times: list[float]) -> Floats:
        solved = solve_ivp(
            lambda t, y: rates(t, *y, *fixed), span, y,
            method="LSODA", rtol=RTOL, atol=ATOL, t_eval=times,
        )  # fmt: skip
        return np.asarray(solved.y[:, -1])

    return simulated


def python_rates(made: Program) -> Callable[..., list[float]]:
    """The rates of a system as one Python function of its inputs."""
    signs = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**"}
    inputs = [f"x{i}" for i in range(len(made.inputs))]
    literals = [repr(value) for value in made.literals]
    lines = []
    for register, step in enumerate(made.steps, made.first_step):
        names = [(*inputs, *literals)[a] if a < made.first_step else f"x{a}" for a in step.args]
        sign = signs.get(step.op)
        value = f"{names[0]} {sign} {names[1]}" if sign else f"-{names[0]}"
        lines.append(f"    x{register} = {value}")
    outputs = ", ".join(
        (*inputs, *literals)[a] if a < made.first_step else f"x{a}" for a in made.outputs
    )
    text = f"def rates({', '.join(inputs)}):\n" + "\n".join(lines) + f"\n    return [{outputs}]\n"
    space: dict[str, Any] = {}
    exec(text, space)
    return space["rates"]  # type: ignore[no-any-return]


def agreement(people: Population, patients: int) -> None:
    """Beside libroadrunner at a tight tolerance: errors in units of |x| + atol/rtol."""
    table = people.parameters(0, patients)
    ours = simulate(people.system, TIMES, table)
    exact = oracle.simulate(people.system, TIMES, table, rtol=1e-10, atol=1e-13)
    tight = simulate(people.system, TIMES, table, rtol=1e-10, atol=1e-13, most_steps=200_000)
    rivals = oracle.simulate(people.system, TIMES, table[: min(patients, 200)])
    fine = ~(ours.given_up | exact.given_up)
    print(
        f"{patients:,} random patients beside libroadrunner at rtol 1e-10; "
        f"given up: {int(ours.given_up.sum())} here, {int(exact.given_up.sum())} there"
    )
    for name, runs in (("here", ours), ("here at 1e-10", tight), ("libroadrunner itself", rivals)):
        rows = fine[: len(runs.status)] & ~runs.given_up
        expected = exact.states[: len(rows)][rows]
        off = np.abs(runs.states[rows] - expected) / (np.abs(expected) + ATOL / RTOL)
        worst = off.max(axis=(1, 2))
        print(
            f"  {name:22s} worst {worst.max():.1e}, 99th percentile "
            f"{np.quantile(worst, 0.99):.1e}, median {np.median(worst):.1e} (goal {ERROR:g})"
        )


def population(people: Population, patients: int) -> None:
    """Two arms on two threads, in pieces."""
    start, busy = perf_counter(), process_time()
    for treated in (0.0, 1.0):
        run(Plan(patients, people.arm(treated), chunk=CHUNK), Threads(2))
    wall, used = perf_counter() - start, process_time() - busy
    print(
        f"{patients:,} patients × 2 arms on 2 threads: {wall:.1f} s of wall, {used:.1f} s of "
        f"processor, {used / 2:.1f} s on 2 free cores (goal {SECONDS:g})"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
