"""The trail of a conversion: every quantity on the way, with its formula, source and cautions."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.kernel.batch import Bools, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One quantity that was derived: its name, value (..., study), formula in words, source."""

    name: str
    value: Floats
    formula: str
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Caution:
    """A reason why an answer is ambiguous or weak, and the studies (..., study) it holds for."""

    reason: str
    studies: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Converted:
    """What was derived, in order; the last steps are the answer. Look one up by its name."""

    steps: tuple[Step, ...]
    cautions: tuple[Caution, ...] = ()

    def __getitem__(self, name: str) -> Floats:
        """The value of a step. Raises ValueError naming the steps there are."""
        for step in reversed(self.steps):
            if step.name == name:
                return step.value
        raise ValueError(f"no step {name!r}; there are {', '.join(s.name for s in self.steps)}")


def cautions(*given: tuple[str, Bools]) -> tuple[Caution, ...]:
    """Only those reasons that hold for at least one study.

    >>> import numpy as np
    >>> [c.reason for c in cautions(("far", np.array([True])), ("near", np.array([False])))]
    ['far']
    """
    return tuple(Caution(reason, studies) for reason, studies in given if studies.any())
