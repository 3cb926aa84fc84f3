"""What an engine is given and gives back: plain arrays, one row a patient."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Status(IntEnum):
    """How the simulation of a patient ended."""

    FINE = 0
    TOO_MANY_STEPS = 1
    TINY_STEP = 2
    NOT_FINITE = 3
    RESCUED = 4

    @property
    def given_up(self) -> bool:
        """Whether there is no result."""
        return self not in (Status.FINE, Status.RESCUED)

    @property
    def sentence(self) -> str:
        """What it means, for a reader."""
        return _SENTENCES[self]


_SENTENCES = (
    "simulated",
    "given up: more steps than allowed, as of a stiff model",
    "given up: the step became too small to go on",
    "given up: a rate became infinite or undefined",
    "simulated by the reference engine, since the fast one gave up",
)
# Plain numbers for compiled code.
FINE, TOO_MANY_STEPS, TINY_STEP, NOT_FINITE, RESCUED = (int(each) for each in Status)

# In Task.states: a stop that changes nothing, and the first event; the second is one less.
BREAK, FIRST_EVENT = -1, -2


@dataclass(frozen=True, slots=True)
class Task:
    """Patients to simulate from `start` to the last of `times`.

    fixed: parameters and derived constants, (patient, both); initial: (patient, state).
    stops: times in order, infinite at the end, (patient, stop); states: which state gets
    `amounts` there, else BREAK, or FIRST_EVENT - i for event i. longest: of a step.
    """

    fixed: Floats
    initial: Floats
    stops: Floats
    states: NDArray[np.int64]
    amounts: Floats
    start: float
    times: Floats
    rtol: float
    atol: float
    most: int
    longest: float

    @property
    def size(self) -> int:
        """How many patients."""
        return int(self.initial.shape[0])

    def only(self, rows: NDArray[np.int64]) -> Task:
        """The same for some of the patients."""
        return replace(
            self,
            fixed=self.fixed[rows],
            initial=self.initial[rows],
            stops=self.stops[rows],
            states=self.states[rows],
            amounts=self.amounts[rows],
        )


@dataclass(frozen=True, slots=True)
class Result:
    """States (patient, time, state), nan where given up; steps tried; status, each (patient,)."""

    states: Floats
    steps: NDArray[np.int64]
    status: NDArray[np.int8]
