"""What an analyst could have chosen: dimensions, their choices, and why each is defensible.

A dimension is declared for every question; it is crossed where at least two of its choices
give different data, studies or sums, and is else named with the reason why it is not. The first
choice of each is that of the main analysis.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thymos import kernel

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice, and why somebody sensible makes it.

    unknown: studies that it would leave out or keep by something that is not known of them, and
    that stay.
    """

    key: str
    name: str
    reason: str
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing that must be chosen; the first choice is that of the main analysis."""

    key: str
    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Uncrossed:
    """A declared dimension that leaves no choice here, and why."""

    key: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Zeros:
    """What is done about tables with a zero cell, in the words of `kernel.effect_sizes`."""

    add: float | None = None
    to: str = "only0"
    drop00: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class DataSet:
    """The studies read in one way. y, v, included: (study,), on the scale of the measure.

    cells: (4, study) events and sizes of both groups, nan where a study has none here; None
    where effects were reported and not counts.
    """

    measure: kernel.Measure
    y: Floats
    v: Floats
    included: Bools
    cells: Floats | None = None
    zeros: Zeros = Zeros()


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """All that is crossed. Studies are in one order throughout.

    readings: the dimensions by which data sets differ; data: one for each crossing of these, the
    last dimension running fastest. selecting: the dimensions that leave studies out, each with
    keeps, (choice, study). estimators, tests: their choices' keys are names of the kernel.
    control_risk: of all control groups together, by which odds ratios and risk ratios are
    brought to one scale; None where there are no counts.
    """

    labels: tuple[str, ...]
    readings: tuple[Dimension, ...]
    data: tuple[DataSet, ...]
    selecting: tuple[Dimension, ...]
    keeps: tuple[Bools, ...]
    estimators: Dimension
    tests: Dimension
    uncrossed: tuple[Uncrossed, ...]
    level: float = 0.95
    control_risk: float | None = None

    @property
    def measure(self) -> kernel.Measure:
        """The measure of the main analysis, on whose scale all is told."""
        return self.data[0].measure

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """All that are crossed, in the order of the codes; one choice alone is no dimension."""
        every = (*self.readings, *self.selecting, self.estimators, self.tests)
        return tuple(one for one in every if len(one.choices) > 1)
