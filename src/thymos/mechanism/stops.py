"""What happens to patients at set times: doses, events of the model, and jumps of its rates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thymos.errors import MechanismError
from thymos.mechanism.numbering import program
from thymos.mechanism.program import run
from thymos.mechanism.system import Event, System
from thymos.mechanism.task import BREAK, FIRST_EVENT

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Dose:
    """Amounts added to a state at given times; each number, (dose,) or (patient, dose).

    A dose at a time that is read out is part of that readout.
    """

    into: str
    times: ArrayLike
    amounts: ArrayLike


def stops(
    system: System, table: Floats, doses: Sequence[Dose], start: float
) -> tuple[Floats, Ints, Floats]:
    """Times, states and amounts of all that happens to each patient, in order of time."""
    size = table.shape[0]
    columns: list[tuple[Floats, int, Floats]] = []
    for dose in doses:
        columns.extend(_given(system, dose, size, start))
    programs = (*system.breaks, *(event.time for event in system.events))
    constants = [*table.T, *system.derived(table).T]
    inputs = (*system.parameter_ids, *system.derived_ids)
    found = run(program(inputs, system.definitions, programs), constants)
    codes = [*([BREAK] * len(system.breaks)), *(FIRST_EVENT - i for i in range(len(system.events)))]
    for code, when in zip(codes, found, strict=True):
        after = code <= FIRST_EVENT and system.events[FIRST_EVENT - code].after
        at = np.nextafter(when, np.inf) if after else when
        late = at > start if code == BREAK else at >= start
        columns.append((_all(np.where(late, at, np.inf), size), code, np.zeros(size)))
    columns.append((np.full(size, np.inf), BREAK, np.zeros(size)))
    when = np.stack([at for at, _, _ in columns], axis=1)
    order = np.argsort(when, axis=1, kind="stable")
    when = np.take_along_axis(when, order, axis=1)
    states = np.array([code for _, code, _ in columns], dtype=np.int64)[order]
    _undisturbed(system, when, states)
    amounts = np.take_along_axis(np.stack([x for _, _, x in columns], axis=1), order, axis=1)
    return when, states, amounts


def _all(values: NDArray[np.float64], size: int) -> Floats:
    return np.asarray(np.broadcast_to(values, (size,)), dtype=float)


def _given(
    system: System, dose: Dose, size: int, start: float
) -> Iterator[tuple[Floats, int, Floats]]:
    """One column for each dose."""
    place = system.state(dose.into)
    times, amounts = np.asarray(dose.times, dtype=float), np.asarray(dose.amounts, dtype=float)
    count = max(np.shape(x)[-1] if np.ndim(x) else 1 for x in (times, amounts))
    for what, values in (("times", times), ("amounts", amounts)):
        try:
            np.broadcast_to(values, (size, count))
        except ValueError:
            shape = (size, count)
            raise MechanismError(
                f"doses into '{dose.into}': {what} of shape {values.shape} do not fit {shape}"
            ) from None
        low = start if what == "times" else 0.0
        if not (np.isfinite(values) & (values >= low)).all():
            raise MechanismError(
                f"doses into '{dose.into}': {what} must be finite and not below {low:g}"
            )
    times, amounts = (np.broadcast_to(x, (size, count)) for x in (times, amounts))
    for i in range(count):
        yield times[:, i], place, amounts[:, i]


def _undisturbed(system: System, when: Floats, states: Ints) -> None:
    """SBML leaves the order of events at one time open: refused where it would matter."""
    for i, one in enumerate(system.events):
        for j, other in enumerate(system.events[:i]):
            first, second = (
                np.where(states == FIRST_EVENT - k, when, np.inf).min(axis=1) for k in (i, j)
            )
            at_once = ((first == second) & np.isfinite(first)).any()
            if at_once and (_disturbs(system, one, other) or _disturbs(system, other, one)):
                raise MechanismError(
                    f"events '{other.id}' and '{one.id}' happen at once and touch the same "
                    "quantities: not supported, since their order is not told"
                )


def _disturbs(system: System, one: Event, other: Event) -> bool:
    """Whether what one event sets is set or read by the other."""
    touched = {system.state_ids[place] for place, _ in other.changes}
    touched |= system.rests_on(value for _, value in other.changes)
    return any(system.state_ids[place] in touched for place, _ in one.changes)
