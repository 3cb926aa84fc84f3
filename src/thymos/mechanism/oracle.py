"""The reference engine: libroadrunner, one patient after the other, for stiff models too.

The same face as the fast engines. It checks them, and does again what they gave up. It holds the
model as SBML: of our own reading it takes the starting values, and events at the start, alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thymos.errors import MechanismError
from thymos.mechanism.ensemble import ATOL, RTOL, Runs, prepared
from thymos.mechanism.extra import need
from thymos.mechanism.program import run as run_program
from thymos.mechanism.stops import Dose
from thymos.mechanism.system import System
from thymos.mechanism.task import (
    FINE,
    FIRST_EVENT,
    NOT_FINITE,
    RESCUED,
    TOO_MANY_STEPS,
    Result,
    Task,
)

Floats = NDArray[np.float64]

# CVODE's own limit between two readouts is too low for a tight tolerance.
MOST_STEPS = 1_000_000
# Where CVODE writes what its error codes say already; standard error when unset.
LOGS = ("SUNLOGGER_ERROR_FILENAME", "SUNLOGGER_WARNING_FILENAME")
_making = Lock()


def simulate(
    system: System,
    times: ArrayLike,
    parameters: ArrayLike | None = None,
    initial: ArrayLike | None = None,
    doses: Sequence[Dose] = (),
    *,
    start: float = 0.0,
    rtol: float = RTOL,
    atol: float = ATOL,
) -> Runs:
    """As `ensemble.simulate`, by libroadrunner; `steps` are not counted, and are 0."""
    task = prepared(system, times, parameters, initial, doses, start=start, rtol=rtol, atol=atol)
    result = run(system, task)
    return Runs(system.state_ids, task.times, result.states, result.steps, result.status)


def rescue(
    system: System,
    runs: Runs,
    parameters: ArrayLike | None = None,
    initial: ArrayLike | None = None,
    doses: Sequence[Dose] = (),
    *,
    start: float = 0.0,
    rtol: float = RTOL,
    atol: float = ATOL,
) -> Runs:
    """The same runs with the patients that were given up simulated here.

    The other arguments are those of `ensemble.simulate` that gave the runs. Who is simulated
    has the status RESCUED; who cannot be keeps the old one, and states that are nan.
    """
    wanted = np.flatnonzero(runs.given_up)
    if not wanted.size:
        return runs
    task = prepared(
        system, runs.times, parameters, initial, doses, start=start, rtol=rtol, atol=atol
    )
    result = run(system, task.only(wanted))
    states, status = runs.states.copy(), runs.status.copy()
    fine = result.status == FINE
    states[wanted[fine]], status[wanted[fine]] = result.states[fine], RESCUED
    return replace(runs, states=states, status=status)


def run(system: System, task: Task) -> Result:
    """The patients of a task. Raises MechanismError where libroadrunner refuses the model."""
    states = np.full((task.size, task.times.size, len(system.state_ids)), np.nan)
    status = np.full(task.size, FINE, dtype=np.int8)
    engine = _engine(system, task)
    for b in range(task.size):
        try:
            states[b] = _patient(engine, system, task, b)
        except RuntimeError as error:
            many = "CV_TOO_MUCH_WORK" in str(error)
            status[b] = TOO_MANY_STEPS if many else NOT_FINITE
            states[b] = np.nan
        if not np.isfinite(states[b]).all() and status[b] == FINE:
            status[b], states[b] = NOT_FINITE, np.nan
    return Result(states, np.zeros(task.size, dtype=np.int64), status)


def _engine(system: System, task: Task) -> Any:
    roadrunner = need("roadrunner")
    roadrunner.Logger.setLevel(roadrunner.Logger.LOG_FATAL)
    try:
        with _unlogged():
            engine = roadrunner.RoadRunner(_with_global_parameters(system.sbml))
    except RuntimeError as error:
        raise MechanismError(f"{system.id}: libroadrunner: {error}") from None
    settings = engine.integrator
    settings.relative_tolerance, settings.absolute_tolerance = task.rtol, task.atol
    settings.maximum_num_steps = MOST_STEPS
    return engine


@contextmanager
def _unlogged() -> Iterator[None]:
    """CVODE's logs nowhere, for an engine that is made within; a choice of the user's stands."""
    with _making:
        ours = [name for name in LOGS if name not in os.environ]
        os.environ.update(dict.fromkeys(ours, os.devnull))
        try:
            yield
        finally:
            for name in ours:
                del os.environ[name]


def _with_global_parameters(sbml: str) -> str:
    """Kinetic laws' own parameters as global ones, which can be set."""
    libsbml = need("libsbml")
    document = libsbml.readSBMLFromString(sbml)
    options = libsbml.ConversionProperties()
    options.addOption("promoteLocalParameters", True)
    document.convert(options)
    return str(libsbml.writeSBMLToString(document))


def _patient(engine: Any, system: System, task: Task, b: int) -> Floats:
    engine.reset()
    if task.start:
        engine.model.setTime(task.start)
    ids = (*system.parameter_ids, *system.derived_ids)
    for name, value in zip(ids, task.fixed[b].tolist(), strict=True):
        engine[name.replace(".", "_")] = value
    for name, value in zip(system.state_ids, _begin(system, task, b).tolist(), strict=True):
        engine[name] = value
    chosen = ["time", *system.state_ids]
    found = np.empty((task.times.size, len(system.state_ids)))
    for t, end, given in _legs(task, b):
        for place, amount in given:
            name = system.state_ids[place]
            engine[name] = engine[name] + amount
        due = np.flatnonzero((task.times >= t) & (task.times < end))
        times = np.union1d(task.times[due], [t, end] if np.isfinite(end) else [t])
        if times.size > 1:
            leg = np.asarray(engine.simulate(times=times.tolist(), selections=chosen))
        else:
            leg = np.array([[t, *(engine[name] for name in system.state_ids)]])
        found[due] = leg[np.searchsorted(times, task.times[due]), 1:]
    return found


def _begin(system: System, task: Task, b: int) -> Floats:
    """Starting states after the events at the start, which libroadrunner sees at its reset."""
    state: Floats = task.initial[b].copy()
    fixed = task.fixed[b].tolist()
    for code in task.states[b][task.stops[b] == task.start].tolist():
        if code <= FIRST_EVENT:
            event = system.events[FIRST_EVENT - code]
            values = run_program(system.event_program(event), [task.start, *state, *fixed])
            for (place, _), value in zip(event.changes, values, strict=True):
                state[place] = value
    return state


def _legs(task: Task, b: int) -> Iterator[tuple[float, float, list[tuple[int, float]]]]:
    """From one dose to the next: its time, that of the next, and what is given; at last, inf."""
    last = float(task.times[-1])
    hits = (task.states[b] >= 0) & (task.stops[b] <= last)
    times = task.stops[b][hits]
    edges = np.union1d([task.start], times).tolist()
    for t, end in zip(edges, [*edges[1:], np.inf], strict=True):
        now = hits & (task.stops[b] == t)
        amounts = zip(task.states[b][now].tolist(), task.amounts[b][now].tolist(), strict=True)
        yield t, end, list(amounts)
