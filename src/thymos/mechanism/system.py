"""A model as ordinary differential equations: what a simulation needs, and nothing of SBML.

Ids: a species `S` is an amount; `[S]` is its concentration; `R.k` is the parameter `k` of the
kinetic law of `R`; any other id is that of the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thymos.errors import UnknownRecord
from thymos.mechanism.expression import TIME, Definition, Expression, Name, names
from thymos.mechanism.numbering import program
from thymos.mechanism.program import Array, Program, run

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Event:
    """What happens once, at a time that rests on parameters alone: states are set to new values.

    after: just after that time, so that a readout at it is still the old one. All new values
    are those of the moment before any of them is set.
    """

    id: str
    time: Expression
    after: bool
    changes: tuple[tuple[int, Expression], ...]


@dataclass(frozen=True, eq=False)
class System:
    """Equations of a model: y' = rates(t, y, parameters). Made by `sbml.read`, and only itself.

    parameter_ids, values: what may be set for each patient, and its value in the model, nan
    where the model gives none. state_ids: what is integrated. starts: states and constants at
    the start, in the order of computing. derived_ids: which of these are constants that an
    initial assignment computes. assigned: quantities computed from the others at any time, in
    order. breaks: times at which a rate may jump; hidden_breaks: whether
    it may jump at others that cannot be told beforehand. sbml: what it was read from.
    """

    id: str
    digest: str
    parameter_ids: tuple[str, ...]
    values: tuple[float, ...]
    state_ids: tuple[str, ...]
    starts: tuple[Definition, ...]
    derived_ids: tuple[str, ...]
    assigned: tuple[Definition, ...]
    rates: tuple[Expression, ...]
    events: tuple[Event, ...] = ()
    breaks: tuple[Expression, ...] = ()
    hidden_breaks: bool = False
    sbml: str = field(default="", repr=False)

    def parameters(self, batch: int = 1, **overrides: ArrayLike) -> Floats:
        """The model's values for each of a batch, (batch, parameter), some of them replaced.

        overrides: numbers or (batch,) by id. Raises UnknownRecord for an id that is none.
        """
        return self.with_parameters(batch, overrides)

    def with_parameters(self, batch: int, overrides: Mapping[str, ArrayLike]) -> Floats:
        """As `parameters`, for ids that are no Python names."""
        table = np.tile(np.array(self.values, dtype=float), (batch, 1))
        for name, value in overrides.items():
            table[:, self.parameter(name)] = value
        return table

    def parameter(self, name: str) -> int:
        """The column of a parameter. Raises UnknownRecord."""
        return _place("parameter", name, self.parameter_ids)

    def state(self, name: str) -> int:
        """The column of a state. Raises UnknownRecord."""
        return _place("state", name, self.state_ids)

    def initial(self, parameters: Floats) -> Floats:
        """States at time 0, (batch, state), for parameters (batch, parameter)."""
        return self._at_start(parameters)[0]

    def derived(self, parameters: Floats) -> Floats:
        """Constants that initial assignments compute at time 0, (batch, derived)."""
        return self._at_start(parameters)[1]

    def _at_start(self, parameters: Floats) -> tuple[Floats, Floats]:
        found = [
            np.broadcast_to(each, parameters.shape[:1])
            for each in run(self._start_program, [0.0, *parameters.T])
        ]
        count, shape = len(self.state_ids), (parameters.shape[0], 0)
        states = np.stack(found[:count], axis=1) if count else np.zeros(shape)
        constants = np.stack(found[count:], axis=1) if found[count:] else np.zeros(shape)
        return states.astype(float), constants.astype(float)

    @cached_property
    def _start_program(self) -> Program:
        outputs = [Name(name) for name in (*self.state_ids, *self.derived_ids)]
        defined = {each.id: each.value for each in self.starts}
        return program((TIME, *self.parameter_ids), defined, outputs)

    @property
    def inputs(self) -> tuple[str, ...]:
        """What rates and readouts are computed from: time, states, parameters, derived."""
        return (TIME, *self.state_ids, *self.parameter_ids, *self.derived_ids)

    @cached_property
    def definitions(self) -> Mapping[str, Expression]:
        """What is computed from the inputs, by id."""
        return {each.id: each.value for each in self.assigned}

    @cached_property
    def rate_program(self) -> Program:
        """From the inputs to the rate of each state."""
        varying = frozenset((TIME, *self.state_ids))
        return program(self.inputs, self.definitions, self.rates, varying)

    def event_program(self, event: Event) -> Program:
        """From the inputs to what an event sets."""
        return program(self.inputs, self.definitions, [value for _, value in event.changes])

    @cached_property
    def used(self) -> frozenset[str]:
        """Ids that the rates, the starts or an event rest on, directly or not."""
        outputs = [*self.rates, *(event.time for event in self.events), *self.breaks]
        outputs += [value for event in self.events for _, value in event.changes]
        return self.rests_on([*outputs, *(Name(name) for name in self.state_ids)])

    def rests_on(self, trees: Iterable[Expression]) -> frozenset[str]:
        """Ids that expressions rest on, directly, through rules, or through starting values."""
        known = {each.id: each.value for each in (*self.starts, *self.assigned)}
        waiting = [name for each in trees for name in names(each)]
        found: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(names(known[name]) if name in known else ())
        return frozenset(found)

    def observe(
        self, wanted: Sequence[str], parameters: Floats, times: Floats, states: Floats
    ) -> Floats:
        """Any quantities over time, (batch, time, wanted), from states (batch, time, state).

        wanted: ids of states, parameters or computed quantities, `[S]` a concentration.
        Raises UnknownRecord for another id.
        """
        known = (*self.inputs[1:], *self.definitions)
        for name in wanted:
            _place("quantity", name, known)
        made = program(self.inputs, self.definitions, [Name(name) for name in wanted])
        found = run(made, self.columns(parameters, times[None, :], states))
        shape = states.shape[:2]
        empty = np.zeros((*shape, 0))
        return np.stack([np.broadcast_to(x, shape) for x in found], -1) if found else empty

    def columns(self, parameters: Floats, times: Floats, states: Floats) -> list[Array]:
        """The inputs as arrays that broadcast to states without its last axis.

        parameters: (batch, parameter); times: broadcasts; states: (batch, ..., state).
        """
        fixed = np.concatenate([parameters, self.derived(parameters)], axis=1)
        fixed = fixed.reshape(fixed.shape[0], *(1,) * (states.ndim - 2), fixed.shape[1])
        return [times, *np.moveaxis(states, -1, 0), *np.moveaxis(fixed, -1, 0)]


def _place(kind: str, name: str, known: Sequence[str]) -> int:
    if name not in known:
        raise UnknownRecord(kind, name, tuple(known))
    return known.index(name)
