"""Starting states, simulated and never asserted: from health through an untreated infection.

A scenario says what infects whom and by which criteria its state counts as reached. Here it is
run, by any engine, and looked at hour by hour. Whoever never gets there has no starting state:
that is told, not mended. Theory, not evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thymos.errors import UnknownRecord
from thymos.records.model import Criterion, Scenario

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# (parameters (batch, parameter), initial (batch, state), times (time,)) -> (batch, time, state)
Run = Callable[[Floats, Floats, Floats], Floats]
# (names, parameters, times, states) -> (batch, time, name): states and rules of the model
Observe = Callable[[Sequence[str], Floats, Floats, Floats], Floats]

# Criteria are looked up on this grid, so that the answer does not hang on an engine's steps.
STEP_HOURS = 1.0


@dataclass(frozen=True, slots=True)
class Start:
    """Where treatment begins.

    states: (batch, state), nan where the state was never reached; hours: since the infection,
    (batch,), nan likewise; reached: (batch,); failed: whose way there could not be run.
    """

    states: Floats
    hours: Floats
    reached: Flags
    failed: Flags


def grid(scenario: Scenario) -> Floats:
    """The hours at which a scenario's criteria are looked up, from 0 on."""
    return np.arange(0.0, scenario.within_hours + 0.5 * STEP_HOURS, STEP_HOURS)


def infected(scenario: Scenario, healthy: Floats, species: Sequence[str]) -> Floats:
    """Health, (batch, state), with the scenario's infection added. Raises UnknownRecord."""
    states = np.array(healthy, dtype=np.float64, ndmin=2)
    if scenario.infection is not None:
        if scenario.infection.state not in species:
            raise UnknownRecord("state of the model", scenario.infection.state, tuple(species))
        states[:, species.index(scenario.infection.state)] += scenario.infection.amount
    return states


def start(
    scenario: Scenario,
    parameters: Floats,
    healthy: Floats,
    species: Sequence[str],
    run: Run,
    observe: Observe,
) -> Start:
    """Run a scenario untreated until its criteria hold.

    parameters: (batch, parameter), with the scenario's factors in them (`model.changed`).
    healthy: (batch, state), where each patient rests in health; species: the order of states.
    A patient whose run failed (nan) has not reached it.
    """
    times = grid(scenario)
    first = infected(scenario, healthy, species)
    states = run(parameters, first, times) if times.size > 1 else first[:, None, :]
    holds = _holds(scenario.until, parameters, healthy, times, states, observe)
    finite: Flags = np.asarray(np.isfinite(states).all(axis=2))
    holds &= (times >= scenario.after_hours) & finite
    reached: Flags = np.asarray(holds.any(axis=1))
    at = holds.argmax(axis=1)
    rows = np.arange(len(first))
    return Start(
        states=np.where(reached[:, None], states[rows, at], np.nan),
        hours=np.where(reached, times[at], np.nan),
        reached=reached,
        failed=np.asarray(~finite.all(axis=1)),
    )


def _holds(
    criteria: Sequence[Criterion],
    parameters: Floats,
    healthy: Floats,
    times: Floats,
    states: Floats,
    observe: Observe,
) -> Flags:
    """Whether every criterion holds, (batch, time)."""
    holds: Flags = np.ones(states.shape[:2], dtype=bool)
    if not criteria:
        return holds
    names = [each.of for each in criteria]
    seen = observe(names, parameters, times, states)
    rest = observe(names, parameters, times[:1], np.array(healthy, ndmin=2)[:, None, :])
    for i, each in enumerate(criteria):
        scale = rest[:, :, i] if each.of_healthy else 1.0
        with np.errstate(invalid="ignore"):  # a failed run holds no criterion
            if each.at_least is not None:
                holds &= seen[:, :, i] >= each.at_least * scale
            if each.at_most is not None:
                holds &= seen[:, :, i] <= each.at_most * scale
    return holds
