"""Pooling a table of numbers that belongs to no dossier."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from thymos import kernel
from thymos.dossier.numbers import Numbers, Omitted, read_numbers
from thymos.errors import DataError, UsageError
from thymos.evidence.selection import COUNT_MEASURES
from thymos.evidence.synthesis import Options, Pooling, pool_effects

COUNT_COLUMNS = (("ai", "n1i", "ci", "n2i"), ("ai", "bi", "ci", "di"))
EFFECT_COLUMNS = (("yi", "vi"), ("yi", "sei"))


def pool_file(path: Path, options: Options) -> tuple[Pooling, tuple[Omitted, ...]]:
    """Pool the studies of a CSV file; returns the answer and the rows that were left out.

    With a measure of 2×2 tables the counts are read; without a measure, `yi` with `vi` or
    `sei`, on the analysis scale. Raises DataError for the file, UsageError for the question.
    """
    measure = options.measure
    if measure in COUNT_MEASURES:
        table = read_numbers(path, COUNT_COLUMNS)
    else:
        table = read_numbers(path, EFFECT_COLUMNS)
    if not table.labels:
        raise DataError(f"{path}: no row has all the numbers that are needed")
    cells = _cells(table) if measure in COUNT_MEASURES else None
    try:
        if cells is None:
            effects = _effects(table, measure)
        else:
            effects = kernel.effect_sizes(
                measure or "", *cells, add=options.add, to=options.to, drop00=options.drop00
            )
        pooling = pool_effects(table.labels, effects, options, cells=cells)
    except ValueError as error:
        raise UsageError(f"{path}: {error}") from error
    if pooling is None:
        raise DataError(f"{path}: no study has an effect that can be pooled")
    left = [
        Omitted(table.lines[i], table.labels[i], "no effect can be computed (zero cells)")
        for i in np.flatnonzero(~effects.included)
    ]
    return pooling, (*table.omitted, *left)


def _cells(table: Numbers) -> np.ndarray:
    columns = table.columns
    for line, *cells in zip(table.lines, *columns.values(), strict=True):
        for name, value in zip(columns, cells, strict=True):
            if value < 0 or value != int(value):
                raise DataError(
                    f"{table.file}:{line}: {name}: expected a whole number not below 0, "
                    f"found {value:g}"
                )
    if "n1i" in columns:
        rows = [columns[name] for name in ("ai", "n1i", "ci", "n2i")]
        _events_within(table)
        return np.array(rows)
    a, b, c, d = (np.array(columns[name]) for name in ("ai", "bi", "ci", "di"))
    return np.array([a, a + b, c, c + d])


def _events_within(table: Numbers) -> None:
    for events, size in (("ai", "n1i"), ("ci", "n2i")):
        pairs = zip(table.lines, table.columns[events], table.columns[size], strict=True)
        for line, x, n in pairs:
            if x > n:
                raise DataError(
                    f"{table.file}:{line}: {events}: expected events not above {size} = {n:g}, "
                    f"found {x:g}"
                )


def _effects(table: Numbers, measure: str | None) -> kernel.Effects:
    y = np.array(table.columns["yi"])
    columns = table.columns
    v = np.array(columns["vi"]) if "vi" in columns else np.array(columns["sei"]) ** 2
    for line, value in zip(table.lines, v, strict=True):
        if value <= 0:
            raise DataError(f"{table.file}:{line}: expected a variance above 0, found {value:g}")
    everyone = np.ones(y.shape, bool)
    return kernel.Effects(y, v, everyone, ~everyone, kernel.measure(measure or "GEN"))
