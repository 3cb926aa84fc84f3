"""The shape of a section, and the few steps that all of them share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thymos import kernel
from thymos.dossier.numbers import plain
from thymos.errors import UsageError
from thymos.evidence.synthesis import Pooling

Floats = NDArray[np.float64]
Cell = str | float | int | None


@dataclass(frozen=True, slots=True)
class Groups:
    """What a forest plot needs of subgroups: the group of each pooled study, in their order."""

    members: tuple[str, ...]
    test: str


@dataclass(frozen=True, slots=True)
class Line:
    """What a bubble plot needs: each study's moderator, and the fitted line on the reader's scale.

    line: (moderator, estimate, low, high, prediction low, prediction high), ascending.
    """

    moderator: str
    values: tuple[float, ...]
    line: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A table with a key for machines, a title for people, and what to mind when reading it.

    plotted: what a plot needs beyond the rows, where the section has one.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    remark: str | None = None
    plotted: Groups | Line | None = None


def data(pooling: Pooling) -> tuple[Floats, Floats]:
    """Effects and variances of the pooled studies on the analysis scale, (study,) each."""
    y = np.array([row.y for row in pooling.rows])
    v = np.array([row.v for row in pooling.rows])
    return y, v


def tables(pooling: Pooling) -> tuple[Floats, Floats, Floats, Floats]:
    """The four cells of each study, (study,) each. Raises UsageError where there are none."""
    rows = [(row.events, row.n) for row in pooling.rows if row.events and row.n]
    if len(rows) != pooling.k:
        raise UsageError("this needs the events and group sizes of every study")
    a, c = (np.array([events[i] for events, _ in rows], float) for i in (0, 1))
    n1, n2 = (np.array([n[i] for _, n in rows], float) for i in (0, 1))
    return a, n1 - a, c, n2 - c


def cell(value: float | np.floating | np.integer) -> Cell:
    """A number as plain Python; None for one that does not exist."""
    if isinstance(value, np.integer | int):
        return int(value)
    return float(value) if np.isfinite(value) else None


def nothing(pooling: Pooling) -> float | None:
    """No effect on the analysis scale; None for measures of one group, which have none."""
    null = pooling.measure.null
    return float(kernel.from_display(pooling.measure, null)) if np.isfinite(null) else None


def shown(pooling: Pooling, *values: Floats) -> list[Floats]:
    """Arrays of the analysis scale on the reader's."""
    return [np.asarray(kernel.to_display(pooling.measure, value, pooling.size)) for value in values]


def column(columns: Mapping[str, Sequence[str]], name: str) -> Sequence[str]:
    """A column of the table by name. Raises UsageError naming those there are."""
    if plain(name) not in columns:
        raise UsageError(f"no column '{name}'; one of {', '.join(columns)}")
    return columns[plain(name)]
