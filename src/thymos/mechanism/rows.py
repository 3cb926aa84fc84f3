"""Where the numbers of the lanes stand: one array of rows, a lane in each column.

Row by row: states, new states, seven slopes of every state, constants of the patient, what is
read out of every state, and the rows of ROWS. Row r of lane l is number r * LANES + l of the array.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from thymos.mechanism.program import Program

# Eight doubles are a vector of the widest processors, two or four of others.
LANES = 8
ROWS = (
    *("TIME", "STEP", "END", "STOP", "EDGE", "NEXT", "USED"),
    *("ERROR", "FACTOR", "PAST", "MAY_GROW", "GOOD", "HITS"),
    *("DUE", "TRIED", "LIVE", "NEEDS", "SHARE"),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows of one model. constants: the row of each register of its rates that is one."""

    states: int
    constants: Mapping[int, int]

    @property
    def controls(self) -> int:
        """The first row of ROWS."""
        return 10 * self.states + len(self.constants)

    @property
    def rows(self) -> int:
        """How many there are."""
        return self.controls + len(ROWS)

    def state(self, state: int) -> int:
        """The row of a state."""
        return state

    def new(self, state: int) -> int:
        """The row of a state at the end of the step, or at the stage that is being computed."""
        return self.states + state

    def slope(self, stage: int, state: int) -> int:
        """The row of the slope of a state at a stage from 0 to 6."""
        return (2 + stage) * self.states + state

    def readout(self, state: int) -> int:
        """The row of a state inside the step."""
        return 9 * self.states + len(self.constants) + state

    def control(self, name: str) -> int:
        """The row of a name in ROWS."""
        return self.controls + ROWS.index(name)


def layout(rates: Program, states: int) -> Layout:
    """Rows for the rates of a system: every constant that a varying step or a rate needs."""
    needed = set(rates.outputs)
    for register, step in enumerate(rates.steps, rates.first_step):
        if rates.varying[register]:
            needed.update(step.args)
    literals = range(len(rates.inputs), rates.first_step)
    fixed = [r for r in sorted(needed) if not rates.varying[r] and r not in literals]
    return Layout(states, {register: 9 * states + i for i, register in enumerate(fixed)})
