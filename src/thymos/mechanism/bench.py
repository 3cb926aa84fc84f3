"""A model on the bench: patients brought into a state, given doses or none, and watched.

One place joins the model's records, the engine that integrates it and the order in which both
name things. Theory, not evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thymos.errors import MechanismError, UnknownRecord
from thymos.mechanism import oracle, sbml
from thymos.mechanism.ensemble import Runs, simulate
from thymos.mechanism.model import Model, changed, doses
from thymos.mechanism.population import between
from thymos.mechanism.starting import Start, infected, start
from thymos.mechanism.stops import Dose
from thymos.mechanism.system import System
from thymos.mechanism.task import Status
from thymos.records.model import Readout, Regimen, Scenario, Setting

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Hours and amounts in µg.
Doses = tuple[Floats, Floats]
# (times, parameters (batch, parameter), initial (batch, state), doses or none) -> states
# (batch, time, state), nan where a patient could not be run.
Engine = Callable[[Floats, Floats, Floats, Doses | None], Floats]

# Courses are kept on this grid; areas are by trapezia on it. Nothing that is integrated here
# moves within less than some hours but the level in blood, which has its own closed form.
STEP_HOURS = 4.0
# Patients by whom it is seen whether a setting acts without a dose: shares of their ranges.
PROBES = (0.5, 0.1, 0.35, 0.8)


@dataclass(frozen=True, slots=True)
class Bench:
    """A model with its equations and the engine that integrates them."""

    model: Model
    system: System
    engine: Engine

    def columns(self, parameters: Floats) -> Floats:
        """Parameters from the order of the records to that of the equations."""
        names = self.model.parameters.ids
        given = dict(zip(names, parameters.T, strict=True))
        return self.system.with_parameters(len(parameters), given)

    def readout(self, name: str) -> Readout:
        """A readout by id. Raises UnknownRecord with the nearest ids."""
        for each in self.model.record.readouts:
            if each.id == name:
                return each
        known = tuple(each.id for each in self.model.record.readouts)
        raise UnknownRecord("readout", name, known)


@dataclass(frozen=True)
class Integrator:
    """The ensemble engine with doses into one state; whom it gives up, the other one takes."""

    system: System
    into: str

    def __call__(
        self, times: Floats, parameters: Floats, initial: Floats, given: Doses | None
    ) -> Floats:
        """States over time, (patient, time, state)."""
        return self.runs(times, parameters, initial, given).states

    def runs(
        self, times: Floats, parameters: Floats, initial: Floats, given: Doses | None = None
    ) -> Runs:
        """The same with how each patient ended."""
        into = (Dose(self.into, *given),) if given is not None else ()
        found = simulate(self.system, times, parameters, initial, into)
        if found.given_up.any():
            found = oracle.rescue(self.system, found, parameters, initial, into)
        return found


def open_bench(model: Model) -> Bench:
    """A model ready to run. Raises MechanismError where it cannot be, or a package is missing.

    Each scenario is tried with the model's own values, untreated and under its regimens: where
    not even these can be simulated, nothing drawn around them is worth an hour.
    """
    system = sbml.read(model.sbml)
    integrator = Integrator(system, model.dose_species)
    bench = Bench(model, system, integrator)
    for scenario in model.record.scenarios:
        _try(bench, integrator, scenario)
    return bench


def _try(bench: Bench, integrator: Integrator, scenario: Scenario) -> None:
    """Raises MechanismError where the model's own values cannot be simulated."""
    model = bench.model
    own = bench.columns(changed(model.parameters, model.parameters.values, scenario.scales))
    first = infected(scenario, bench.system.initial(own), bench.system.state_ids)
    end = np.array([scenario.within_hours + scenario.horizon_hours])
    for regimen in (None, *map(model.regimen, scenario.regimens)):
        given = None if regimen is None else doses(regimen)
        (status,) = map(Status, integrator.runs(end, own, first, given).status)
        if status.given_up:
            what = f"the regimen {regimen.id}" if regimen is not None else "no dose"
            raise MechanismError(
                f"the model {model.record.id}, scenario {scenario.id} with {what}: its own values "
                f"cannot be simulated; {status.sentence}"
            )


@dataclass(frozen=True, slots=True)
class Arm:
    """What is done to patients: settings of the model, and a regimen or nothing.

    idle: the settings change nothing without a dose, so that the starting state is that of the
    model as it stands (`acts_untreated` tells).
    """

    sets: tuple[Setting, ...] = ()
    regimen: Regimen | None = None
    idle: bool = True


@dataclass(frozen=True, slots=True)
class Courses:
    """Readouts over time, for each arm (patient, time, readout), nan where there are none.

    reached: whether a patient came into the state, (arm, patient). failed: whether no engine
    could simulate the way there or what follows, (arm, patient); nan in values, too.
    """

    values: tuple[Floats, ...]
    reached: Flags
    failed: Flags


def hours(scenario: Scenario, step: float = STEP_HOURS) -> Floats:
    """The grid of a scenario from the first dose to its end."""
    count = max(1, round(scenario.horizon_hours / step))
    return np.linspace(0.0, scenario.horizon_hours, count + 1)


def courses(
    bench: Bench,
    scenario: Scenario,
    arms: Sequence[Arm],
    parameters: Floats,
    times: Floats,
    readouts: Sequence[str],
) -> Courses:
    """Run every arm in the same patients, (patient, parameter) in the order of the records.

    times: hours from the first dose; 0 must be among them. Patients who never come into the
    state are nan. Raises UnknownRecord for an unknown readout.
    """
    symbols = [bench.readout(name).of for name in readouts]
    scaled = changed(bench.model.parameters, parameters, scenario.scales)
    starts: dict[tuple[Setting, ...], Start] = {}
    values, reached, failed = [], [], []
    for arm in arms:
        common = () if arm.idle else arm.sets
        if common not in starts:
            starts[common] = begin(bench, scenario, _with(bench, scaled, common))
        begun = starts[common]
        own = bench.columns(_with(bench, scaled, arm.sets))
        found, broken = _watch(bench, own, begun, arm.regimen, times, symbols)
        values.append(found)
        reached.append(begun.reached)
        failed.append(begun.failed | broken)
    return Courses(tuple(values), np.array(reached), np.array(failed))


def acts_untreated(bench: Bench, scenario: Scenario, sets: Sequence[Setting]) -> bool:
    """Whether settings change anything in a patient who is given nothing.

    Seen by running some patients with and without them: a term that is multiplied by an effect
    of exactly zero gives the very same numbers.
    """
    table = bench.model.parameters
    some = between(table, "stated", np.repeat(np.array(PROBES)[:, None], len(table.ids), axis=1))
    plain = changed(table, some, scenario.scales)
    other = changed(table, plain, list(sets))
    seen = []
    for each in (plain, other):
        begun = begin(bench, scenario, each)
        own, times = bench.columns(each), hours(scenario, 24.0)
        first = np.where(begun.reached[:, None], begun.states, bench.system.initial(own))
        seen.append((begun.hours, bench.engine(times, own, first, None)))
    (first_hours, first_run), (second_hours, second_run) = seen
    same = np.array_equal(first_hours, second_hours, equal_nan=True)
    return not (same and np.array_equal(first_run, second_run, equal_nan=True))


def _with(bench: Bench, parameters: Floats, sets: Sequence[Setting]) -> Floats:
    return changed(bench.model.parameters, parameters, list(sets)) if sets else parameters


def begin(bench: Bench, scenario: Scenario, parameters: Floats) -> Start:
    """Where treatment begins in each patient; parameters have the scenario's factors in them."""
    own = bench.columns(parameters)
    return start(
        scenario,
        own,
        bench.system.initial(own),
        bench.system.state_ids,
        lambda given, first, times: bench.engine(times, given, first, None),
        bench.system.observe,
    )


def _watch(
    bench: Bench,
    own: Floats,
    begun: Start,
    regimen: Regimen | None,
    times: Floats,
    symbols: Sequence[str],
) -> tuple[Floats, Flags]:
    """Readouts of those who came into the state, (patient, time, readout), and who failed."""
    found = np.full((len(own), times.size, len(symbols)), np.nan)
    who, failed = begun.reached, np.zeros(len(own), dtype=bool)
    if who.any():
        given = doses(regimen) if regimen is not None else None
        states = bench.engine(times, own[who], begun.states[who], given)
        found[who] = bench.system.observe(symbols, own[who], times, states)
        failed[who] = np.isnan(states).any(axis=(1, 2))
    return found, failed
