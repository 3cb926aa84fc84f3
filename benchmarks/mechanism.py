"""Time the ensemble engine beside libroadrunner and scipy's LSODA on the same SBML, in one run.

usage: python benchmarks/mechanism.py [PATIENTS [COMPARED]]

The model of the default dossier, hyper-inflamed from hour 0, with the regimen of 14 doses from
hour 24 on as events of the SBML, and once more with the events taken out; 28 days read out once a
day; every parameter drawn anew for each patient from its stated range; rtol 1e-6, atol 1e-9 for
all. Seconds are of the processor, not of the wall, since other work may go on; a wall time is
printed where it is meant. PATIENTS (100,000) is the size of the population, run with and without
doses on 2 threads; COMPARED (1,000) is the number of patients compared with libroadrunner at
rtol 1e-10 in each state that the model knows. Exits with 1 where a goal is missed. Simulations
are of a theory, not evidence.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from platform import machine, python_version
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thymos.dossier.read import locate, read
from thymos.jobs import Plan, Threads, run
from thymos.mechanism import oracle, sbml, sbml_text
from thymos.mechanism.course import course
from thymos.mechanism.ensemble import ATOL, RTOL, Runs, simulate
from thymos.mechanism.model import Model, changed, load
from thymos.mechanism.population import draw
from thymos.mechanism.program import Program
from thymos.mechanism.program import run as computed
from thymos.mechanism.system import System
from thymos.records.model import Scenario

Floats = NDArray[np.float64]

TIMES = np.arange(0.0, 28 * 24 + 1, 24.0)
SCENARIO, REGIMEN, FIRST_DOSE, EVERY = "hyper-inflamed", "tests", 24.0, 12.0
SEED = 2006
# Goals: times libroadrunner a core, times LSODA, seconds of the population, error.
RATIO, STRETCH, OF_LSODA, SECONDS, ERROR = 8.0, 30.0, 150.0, 30.0, 1e-4
CHUNK = 2048
REPEATS = 3
TIGHT_RTOL, TIGHT_ATOL, MOST_STEPS = 1e-10, 1e-13, 200_000
# Patients a rival simulates in one measurement: some seconds each.
OF_ROADRUNNER, OF_PLAIN, FOR_LSODA = 200, 128, 16


@dataclass(frozen=True)
class Population:
    """Parameters by index: the model's, drawn from their stated ranges."""

    model: Model
    scenario: Scenario
    text: str
    system: System

    @classmethod
    def of(cls, model: Model, scenario: Scenario, text: str = "") -> Population:
        """Patients of a scenario under the regimen, or as another SBML has it."""
        text = text or course(model, scenario, model.regimen(REGIMEN), FIRST_DOSE)
        return cls(model, scenario, text, sbml.read(text))

    def parameters(self, first: int, stop: int, treated: float = 1.0) -> Floats:
        """For patients first to stop - 1, (patient, parameter)."""
        table = self.model.parameters
        drawn = changed(table, draw(table, "stated", SEED, first, stop), self.scenario.scales)
        columns = dict(zip(table.ids, drawn.T, strict=True))
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
    packages = ("numba", "llvmlite", "numpy", "libroadrunner", "scipy")
    names = ", ".join(f"{n} {version(n)}" for n in packages)
    print(f"Python {python_version()} on {machine()}, {os.cpu_count()} cores; {names}")
    print(f"load {' '.join(f'{x:.1f}' for x in os.getloadavg())}")
    dosed, bare = prepared()
    system = dosed.system
    print(
        f"{len(system.state_ids)} states, {len(system.parameter_ids)} parameters set per patient, "
        f"28 days, {len(system.events)} doses, rtol {RTOL:g}, atol {ATOL:g}"
    )
    met = [population(dosed, patients)]
    met += [ok for people in (dosed, bare) for ok in speeds(people)]
    met.append(agreement(dosed.model, compared))
    print(f"load {os.getloadavg()[0]:.1f}; {sum(met)} of {len(met)} goals met")
    return 0 if all(met) else 1


def told(goal: str, met: bool) -> bool:
    """Print whether a goal is met, and pass it on."""
    print(f"  goal: {goal}: {'met' if met else 'MISSED'}")
    return met


def prepared() -> tuple[Population, Population]:
    """The patients with and without doses; what it takes to get there is told step by step."""
    print("before the first patient, seconds of wall:")
    model = step("Antimony to SBML", lambda: load(read(locate("thymosin-alpha-1"))))
    scenario = model.scenario(SCENARIO)
    dosed = step("SBML with doses, and to equations", lambda: Population.of(model, scenario))
    with TemporaryDirectory() as cache:
        step("the loop, compiled once on a machine", lambda: in_new_process(cache))
        step("the same again, kept, with starting Python", lambda: in_new_process(cache))
    one = dosed.parameters(0, 1)
    step(
        "here: the loop from its cache, and this model", lambda: simulate(dosed.system, [1.0], one)
    )
    document = sbml_text.parsed(dosed.text, "course")
    while document.getModel().getNumEvents():
        document.getModel().removeEvent(0)
    bare = Population.of(model, scenario, sbml_text.written(document))
    first = bare.parameters(0, 1)
    step("another model", lambda: simulate(bare.system, [1.0], first))
    return dosed, bare


def step(name: str, call: Callable[[], Any]) -> Any:
    """What a call gives; prints how long it took."""
    start = perf_counter()
    found = call()
    print(f"  {name:48s} {perf_counter() - start:6.2f}")
    return found


IN_NEW_PROCESS = """
from thymos.mechanism.ensemble import simulate
from thymos.mechanism.expression import Definition, Number
from thymos.mechanism.system import System
from thymos.records.model import Scenario
one = Number(1.0)
simulate(System("x", "", (), (), ("a",), (Definition("a", one),), (), (), (one,)), [1.0])
"""


def in_new_process(cache: str) -> None:
    """A smallest model, by a Python whose compiled functions are kept in a folder."""
    subprocess.run(
        [sys.executable, "-c", IN_NEW_PROCESS],
        env={**os.environ, "NUMBA_CACHE_DIR": cache},
        check=True,
    )


def speeds(people: Population) -> list[bool]:
    """Patients a second of processor time, engine by engine; whether the goals are met."""
    doses = len(people.system.events)
    print(f"speed, {doses} doses:" if doses else "speed, without a dose:")
    ours = simulate(people.system, TIMES, people.parameters(0, OF_ROADRUNNER)).states[:, -1]

    def timed(patients: int, simulated: Callable[[int], Any]) -> tuple[float, float]:
        start = process_time()
        found = np.array(simulated(patients))
        seconds = process_time() - start
        off = np.abs(found[: len(ours)] - ours[:patients]) / (np.abs(ours[:patients]) + ATOL / RTOL)
        return patients / seconds, float(off.max())

    found = {
        name: max(timed(patients, by) for _ in range(repeats))
        for name, patients, repeats, by in (
            ("thymos, compiled", 4 * CHUNK, REPEATS, lambda n: here(people, n, "compiled")),
            ("thymos, NumPy", OF_PLAIN, 1, lambda n: here(people, n, "plain")),
            ("libroadrunner", OF_ROADRUNNER, REPEATS, roadrunner(people)),
            ("scipy LSODA", FOR_LSODA, REPEATS, lsoda(people)),
        )
    }
    fastest = found["thymos, compiled"][0]
    for name, (value, off) in found.items():
        print(
            f"  {name:17s}{value:9,.1f} patients a second and core; thymos is "
            f"{fastest / value:6,.1f} times; the last day differs by at most {off:.0e}"
        )
    of_roadrunner = fastest / found["libroadrunner"][0]
    stretch = f"{STRETCH:g} times: {'met' if of_roadrunner >= STRETCH else 'not met'}"
    return [
        told(f"{RATIO:g} times libroadrunner (stretch {stretch})", of_roadrunner >= RATIO),
        told(
            f"{OF_LSODA:g} times LSODA with rates in Python",
            fastest / found["scipy LSODA"][0] >= OF_LSODA,
        ),
    ]


def here(people: Population, patients: int, engine: Any) -> Floats:
    """The last day by one of our engines, (patient, state)."""
    runs = simulate(people.system, TIMES, people.parameters(0, patients), engine=engine)
    return np.asarray(runs.states[:, -1])


def roadrunner(people: Population) -> Callable[[int], list[Floats]]:
    """libroadrunner as quick as it goes: one instance, all parameters set in one call."""
    import roadrunner as rr

    rr.Logger.setLevel(rr.Logger.LOG_FATAL)
    engine = rr.RoadRunner(people.text)
    engine.integrator.relative_tolerance = RTOL
    engine.integrator.absolute_tolerance = ATOL
    known = list(engine.model.getGlobalParameterIds())
    places = [known.index(name) for name in people.system.parameter_ids if name in known]
    columns = [i for i, name in enumerate(people.system.parameter_ids) if name in known]
    engine.timeCourseSelections = ["time", *people.system.state_ids]

    def simulated(patients: int) -> list[Floats]:
        found = []
        for row in people.parameters(0, patients)[:, columns]:
            engine.model.setGlobalParameterValues(places, row)
            engine.reset()
            found.append(np.array(engine.simulate(0, TIMES[-1], TIMES.size)[-1, 1:]))
        return found

    return simulated


def lsoda(people: Population) -> Callable[[int], list[Floats]]:
    """scipy's LSODA with the rates as a Python function on plain floats, dose by dose."""
    from scipy.integrate import solve_ivp

    system = people.system
    rates = python_rates(system.rate_program)
    doses = [(event, system.event_program(event)) for event in system.events]
    edges = [FIRST_DOSE + EVERY * i for i in range(len(system.events))]

    def simulated(patients: int) -> list[Floats]:
        found = []
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
            found.append(state)
        return found

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


def agreement(model: Model, patients: int) -> bool:
    """Beside libroadrunner at a tight tolerance, in every state; whether the goal is met.

    Errors are in units of |x| + atol/rtol, the worst state and day of each patient.
    """
    worst = []
    # Scenarios that differ only in when treatment begins are one here.
    states = [Population.of(model, scenario) for scenario in model.record.scenarios]
    for people in {each.text: each for each in states}.values():
        table = people.parameters(0, patients)
        exact = oracle.simulate(people.system, TIMES, table, rtol=TIGHT_RTOL, atol=TIGHT_ATOL)
        print(
            f"{people.scenario.id}, {patients:,} random patients beside libroadrunner at rtol "
            f"{TIGHT_RTOL:g}, which gave {int(exact.given_up.sum())} up:"
        )
        ours = simulate(people.system, TIMES, table)
        tight = simulate(
            people.system, TIMES, table, rtol=TIGHT_RTOL, atol=TIGHT_ATOL, most_steps=MOST_STEPS
        )
        rival = oracle.simulate(people.system, TIMES, table[: min(patients, OF_ROADRUNNER)])
        differ("here", ours, exact)
        worst.append(differ(f"here at {TIGHT_RTOL:g}", tight, exact))
        differ("libroadrunner itself", rival, exact)
    return told(f"{ERROR:g} at a tight tolerance", max(worst) <= ERROR)


def differ(name: str, runs: Runs, exact: Runs) -> float:
    """Print by how much runs of the first patients differ from exact ones; the worst."""
    count = len(runs.status)
    rows = ~(runs.given_up | exact.given_up[:count])
    expected = exact.states[:count][rows]
    off = np.abs(runs.states[rows] - expected) / (np.abs(expected) + ATOL / RTOL)
    each = off.max(axis=(1, 2))
    print(
        f"  {name:21s}{len(each):,} compared, {int(runs.given_up.sum())} given up; worst "
        f"{each.max():.1e}, median {np.median(each):.1e}, above {ERROR:g}: {(each > ERROR).sum()}"
    )
    return float(each.max())


def population(people: Population, patients: int) -> bool:
    """Two arms on two threads, in pieces: seconds and memory."""
    before = peak()
    start, busy = perf_counter(), process_time()
    for treated in (0.0, 1.0):
        run(Plan(patients, people.arm(treated), chunk=CHUNK), Threads(2))
    wall, used = perf_counter() - start, process_time() - busy
    print(
        f"{patients:,} patients × 2 arms on 2 threads: {wall:.1f} s of wall, {used:.1f} s of "
        f"processor (load {os.getloadavg()[0]:.1f}); memory {peak():,.0f} MB at most, "
        f"{before:,.0f} MB before"
    )
    return told(f"{SECONDS:g} s of wall on 2 cores", wall <= SECONDS * patients / 100_000)


def peak() -> float:
    """The most memory that this process ever held, in MB."""
    return getrusage(RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
