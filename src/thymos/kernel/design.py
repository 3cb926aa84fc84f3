"""Columns of moderators: numbers, factors and their products."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Floats, as_floats, choose

CODINGS: tuple[str, ...] = ("treatment", "sum", "cell")


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """X, (study, p), with the name of each column and the columns of each term."""

    X: Floats
    names: tuple[str, ...]
    terms: tuple[tuple[str, tuple[int, ...]], ...]


def intercept(k: int) -> Design:
    """A column of ones for k studies.

    >>> intercept(2).X.ravel()
    array([1., 1.])
    """
    return Design(np.ones((k, 1)), ("intercept",), (("intercept", (0,)),))


def numeric(name: str, values: ArrayLike, *, centre: float = 0.0) -> Design:
    """A moderator that is a number; centre: the value that becomes 0.

    Raises ValueError for what is not one number a study.

    >>> numeric("latitude", [44, 55], centre=44).X.ravel()
    array([ 0., 11.])
    """
    column = as_floats(name, values)
    if column.ndim != 1:
        raise ValueError(f"{name} must be one number a study, got shape {column.shape}")
    return Design(column[:, None] - centre, (name,), ((name, (0,)),))


def factor(
    name: str,
    values: Sequence[object],
    *,
    coding: str = "treatment",
    reference: object | None = None,
) -> Design:
    """A moderator that is a name, as columns.

    values: of each study. coding: ``treatment``, one column for each level but the reference
    (the first in sorted order unless given), its difference from it; ``sum``, the same
    columns with -1 for the reference, differences from the mean of the levels; ``cell``, one
    column for each level, for a model without an intercept. Raises ValueError for an unknown
    coding, a reference that does not occur, fewer than two levels.

    >>> factor("allocation", ["random", "alternate", "random"]).names
    ('allocation[random]',)
    """
    choose("coding", coding, CODINGS)
    labels = [str(value) for value in values]
    levels = sorted(set(labels))
    if len(levels) < 2:
        raise ValueError(f"{name} must have two levels or more, got {levels}")
    base = levels[0] if reference is None else str(reference)
    choose(f"reference of {name}", base, tuple(levels))
    shown = levels if coding == "cell" else [level for level in levels if level != base]
    X = np.array([[float(label == level) for level in shown] for label in labels])
    if coding == "sum":
        X[[label == base for label in labels]] = -1.0
    names = tuple(f"{name}[{level}]" for level in shown)
    return Design(X, names, ((name, tuple(range(len(names)))),))


def interaction(first: Design, second: Design) -> Design:
    """Products of all columns of two moderators; the moderators themselves are not included.

    Raises ValueError when they are not of the same studies.

    >>> interaction(numeric("dose", [1, 2]), numeric("weeks", [3, 4])).X.ravel()
    array([3., 8.])
    """
    _same_studies((first, second))
    pairs = [(i, j) for i in range(len(first.names)) for j in range(len(second.names))]
    X = np.column_stack([first.X[:, i] * second.X[:, j] for i, j in pairs])
    names = tuple(f"{first.names[i]}:{second.names[j]}" for i, j in pairs)
    term = f"{first.terms[0][0]}:{second.terms[0][0]}"
    return Design(X, names, ((term, tuple(range(len(names)))),))


def together(*parts: Design) -> Design:
    """All columns of several designs, in order. Raises ValueError unless of the same studies.

    >>> together(intercept(2), numeric("dose", [1, 2])).names
    ('intercept', 'dose')
    """
    _same_studies(parts)
    terms: list[tuple[str, tuple[int, ...]]] = []
    done = 0
    for part in parts:
        terms += [(name, tuple(done + j for j in columns)) for name, columns in part.terms]
        done += len(part.names)
    names = tuple(name for part in parts for name in part.names)
    return Design(np.column_stack([part.X for part in parts]), names, tuple(terms))


def _same_studies(parts: Sequence[Design]) -> None:
    sizes = [part.X.shape[0] for part in parts]
    if len(set(sizes)) != 1:
        raise ValueError(f"moderators must be of the same studies, got {sizes}")
