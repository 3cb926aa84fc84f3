"""Many patients through one model: each with parameters, a starting state and doses of its own.

Theory, not evidence. Every patient has steps of its own, so that its numbers are the same
whoever else is simulated beside it, and however the work is cut into pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thymos.errors import MechanismError
from thymos.mechanism import THEORY
from thymos.mechanism.extra import need
from thymos.mechanism.stops import Dose, stops
from thymos.mechanism.system import System
from thymos.mechanism.task import Result, Status, Task

__all__ = ["ATOL", "MOST_STEPS", "RTOL", "Dose", "Engine", "Runs", "prepared", "simulate"]

Floats = NDArray[np.float64]
Engine = Literal["auto", "compiled", "plain"]

RTOL, ATOL = 1e-6, 1e-9
# A hundred times what a patient of a well-behaved model takes in a month.
MOST_STEPS = 20_000


@dataclass(frozen=True, slots=True)
class Runs:
    """Simulated patients: times (time,), states (patient, time, state) in the order of state_ids.

    steps: tried, each (patient,); status: a `Status` each; states of a patient that was given
    up are nan. Theory, not evidence.
    """

    state_ids: tuple[str, ...]
    times: Floats
    states: Floats
    steps: NDArray[np.int64]
    status: NDArray[np.int8]
    note: str = THEORY

    @property
    def given_up(self) -> NDArray[np.bool_]:
        """Which patients have no result, (patient,)."""
        return np.asarray((self.status != Status.FINE) & (self.status != Status.RESCUED))

    def state(self, name: str) -> Floats:
        """One state over time, (patient, time)."""
        return np.asarray(self.states[:, :, self.state_ids.index(name)])


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
    most_steps: int = MOST_STEPS,
    engine: Engine = "auto",
) -> Runs:
    """Every patient of a batch, from `start` to the last of `times`.

    times: to read out, rising. parameters: (batch, parameter), the model's when None; initial:
    (batch, state), the model's when None. rtol, atol: what a step may err, of a state and in
    its unit. engine: "compiled" needs numba; "plain" is NumPy; "auto" takes what is there.
    Raises MechanismError for arrays of the wrong shape, values that are not finite, negative
    doses and unknown states; what happens to a single patient is its status.
    """
    task = prepared(
        system, times, parameters, initial, doses,
        start=start, rtol=rtol, atol=atol, most_steps=most_steps,
    )  # fmt: skip
    result = (_engine(engine) if system.state_ids else _nothing_moves)(system, task)
    return Runs(system.state_ids, task.times, result.states, result.steps, result.status)


def prepared(
    system: System,
    times: ArrayLike,
    parameters: ArrayLike | None = None,
    initial: ArrayLike | None = None,
    doses: Sequence[Dose] = (),
    *,
    start: float = 0.0,
    rtol: float = RTOL,
    atol: float = ATOL,
    most_steps: int = MOST_STEPS,
) -> Task:
    """The arguments of `simulate`, looked at once, as what an engine is given."""
    _number("start", start)
    table, begin = _patients(system, parameters, initial)
    return Task(
        np.ascontiguousarray(np.concatenate([table, system.derived(table)], axis=1)),
        begin,
        *stops(system, table, doses, start),
        start=float(start),
        times=_times(times, start),
        rtol=_positive("rtol", rtol),
        atol=_positive("atol", atol),
        most=int(_positive("most_steps", most_steps)),
        longest=_longest(system, times, start),
    )


def _nothing_moves(_: System, task: Task) -> Result:
    """A model without states: all is computed from the parameters and the time."""
    states = np.zeros((task.size, task.times.size, 0))
    return Result(states, np.zeros(task.size, np.int64), np.zeros(task.size, np.int8))


def _engine(wanted: Engine) -> Callable[[System, Task], Result]:
    if wanted not in ("auto", "compiled", "plain"):
        raise MechanismError(f"engine: expected auto, compiled or plain, found {wanted!r}")
    if wanted != "plain":
        try:
            from thymos.mechanism import compiled
        except ImportError:
            if wanted == "compiled":
                need("thymos.mechanism.compiled")
        else:
            return compiled.simulate
    from thymos.mechanism import plain

    return plain.simulate


def _patients(
    system: System, parameters: ArrayLike | None, initial: ArrayLike | None
) -> tuple[Floats, Floats]:
    """Parameters and starting states of as many patients as either tells of."""
    given = [np.asarray(x) for x in (parameters, initial) if x is not None]
    size = next((x.shape[0] for x in given if x.ndim == 2), 1)
    if parameters is None:
        table = system.parameters(size)
    else:
        table = _table("parameters", parameters, (size, len(system.parameter_ids)))
    _finite("parameter", table, system.parameter_ids)
    if initial is None:
        begin = system.initial(table)
    else:
        begin = _table("initial", initial, (size, len(system.state_ids)))
    _finite("initial state", begin, system.state_ids)
    return table, np.ascontiguousarray(begin)


def _table(what: str, given: ArrayLike, shape: tuple[int, int]) -> Floats:
    table = np.asarray(given, dtype=float)
    if table.shape != shape:
        raise MechanismError(f"{what}: expected an array of shape {shape}, found {table.shape}")
    return table


def _finite(what: str, table: Floats, ids: Sequence[str]) -> None:
    bad = np.argwhere(~np.isfinite(table))
    if bad.size:
        row, column = bad[0]
        raise MechanismError(
            f"{what} '{ids[column]}' of patient {row}: expected a finite number, "
            f"found {table[row, column]}"
        )


def _number(what: str, value: float) -> None:
    if not np.isfinite(value):
        raise MechanismError(f"{what}: expected a finite number, found {value}")


def _positive(what: str, value: float) -> float:
    if not value > 0:
        raise MechanismError(f"{what}: expected a positive number, found {value}")
    return float(value)


def _times(times: ArrayLike, start: float) -> Floats:
    found = np.atleast_1d(np.asarray(times, dtype=float))
    if found.ndim != 1 or not found.size or not np.isfinite(found).all():
        raise MechanismError("times: expected one finite number or more")
    if found[0] < start or (np.diff(found) <= 0).any():
        raise MechanismError(f"times: expected rising numbers from {start:g} on")
    return np.ascontiguousarray(found)


def _longest(system: System, times: ArrayLike, start: float) -> float:
    """A rate that may jump at an unknown time is looked at between any two readouts."""
    if not system.hidden_breaks:
        return float(np.inf)
    gaps = np.diff(np.concatenate([[start], _times(times, start)]))
    return float(gaps[gaps > 0].min(initial=np.inf))
