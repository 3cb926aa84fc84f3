"""What a table of numbers offers to be crossed, and choices of the reader's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

import numpy as np

from thymos.errors import UsageError
from thymos.evidence.appraisal import Risk, Trust
from thymos.evidence.multiverse.declared import REPORTS, Facts
from thymos.evidence.multiverse.dimensions import (
    Bools,
    Choice,
    Dimension,
    Material,
    Uncrossed,
)
from thymos.evidence.multiverse.material import Reading, assemble
from thymos.evidence.numbers import Table
from thymos.evidence.synthesis import Options, Pooling
from thymos.records.choices import OwnChoice, OwnChoices
from thymos.records.study import Blinding, Control

Word = TypeVar("Word", bound=StrEnum)
Columns = Mapping[str, Sequence[str]]

# Columns that declared choices look at, by the names that they may have; words as in a dossier.
CONTROL = ("control", "comparator")
BLINDING = ("blinding", "masking")
BIAS = ("risk_of_bias", "rob", "bias")
TRUST = ("trust", "trustworthiness")
TIED = ("sponsor_tied", "tied", "industry")
COUNTRY = ("country", "countries")
YEAR = ("year", "available")
YES, NO = ("yes", "true", "1"), ("no", "false", "0")
EARLIEST, LATEST = 1700, 2200

# A table gives one result a study, and says nothing of patients that two of them share.
IN_A_TABLE = "a table gives one result of each study"


def of_table(table: Table, options: Options, own: OwnChoices | None = None) -> Material:
    """Everything that can be chosen about a table of numbers. Raises UsageError."""
    pooling, columns = table.pooling, table.columns
    labels = tuple(row.label for row in pooling.rows)
    idle = tuple(Uncrossed(key, name, IN_A_TABLE) for key, name, _ in REPORTS)
    return assemble(
        labels,
        pooling.measure.code,
        options,
        (),
        [_reading(pooling)],
        [_facts(label, columns, place) for place, label in enumerate(labels)],
        idle,
        further=own_dimensions(own, labels, labels, columns),
    )


def _reading(pooling: Pooling) -> Reading:
    rows = pooling.rows
    cells = [
        (row.events[0], row.n[0], row.events[1], row.n[1]) for row in rows if row.events and row.n
    ]
    if len(cells) == len(rows) and pooling.measure.family == "tables":
        return Reading(np.array(cells, float).T, None)
    effects = np.array([row.y for row in rows]), np.array([row.v for row in rows])
    return Reading(None, effects)


def _facts(label: str, columns: Columns, place: int) -> Facts:
    cells = {
        names: next((columns[name][place].strip() for name in names if name in columns), "")
        for names in (CONTROL, BLINDING, BIAS, TRUST, TIED, COUNTRY, YEAR)
    }
    return Facts(
        label=label,
        control=_word(cells[CONTROL], Control),
        blinding=_word(cells[BLINDING], Blinding),
        bias=_word(cells[BIAS], Risk),
        trust=_word(cells[TRUST], Trust),
        tied=_yes(cells[TIED]),
        country=cells[COUNTRY] or None,
        year=_year(cells[YEAR]),
    )


def _word(cell: str, kind: type[Word]) -> Word | None:
    """The word of a vocabulary that a cell is; None for any other."""
    return next((word for word in kind if word.value.casefold() == cell.casefold()), None)


def _yes(cell: str) -> bool | None:
    word = cell.casefold()
    return True if word in YES else False if word in NO else None


def _year(cell: str) -> int | None:
    start = cell[:4]
    whole = len(start) == 4 and start.isascii() and start.isdigit()
    return int(start) if whole and EARLIEST <= int(start) <= LATEST else None


def own_dimensions(
    own: OwnChoices | None,
    names: Sequence[str],
    ids: Sequence[str],
    columns: Columns | None = None,
) -> tuple[tuple[Dimension, Bools], ...]:
    """The reader's own dimensions, with the studies that each choice keeps, (choice, study).

    names, ids: by which a choice may call a study; columns: of a table, if there is one. Raises
    UsageError for a study, a column or a value that there is not, and for a choice that leaves
    nobody out or nobody in.
    """
    made = []
    for number, dimension in enumerate(own.dimensions if own else ()):
        choices = tuple(
            Choice(f"own{place}", choice.name, choice.reason)
            for place, choice in enumerate(dimension.choices)
        )
        first, *others = (_kept(choice, names, ids, columns) for choice in dimension.choices)
        for choice, keep in zip(dimension.choices[1:], others, strict=True):
            if keep.all() or not keep.any():
                left = "leaves no study out" if keep.all() else "leaves no study"
                raise UsageError(f"{dimension.name}: the choice '{choice.name}' {left}")
        made.append(
            (Dimension(f"own{number}", dimension.name, choices), np.array([first, *others]))
        )
    return tuple(made)


def _kept(
    choice: OwnChoice, names: Sequence[str], ids: Sequence[str], columns: Columns | None
) -> Bools:
    keep = np.ones(len(names), bool)
    for column, values in choice.keep.items():
        if columns is None or column.casefold() not in columns:
            known = ", ".join(columns or ()) or "none, since no table was given"
            raise UsageError(f"{choice.name}: no column '{column}'; there are {known}")
        cells = [cell.strip().casefold() for cell in columns[column.casefold()]]
        wanted = [value.casefold() for value in values]
        strange = next((value for value in values if value.casefold() not in cells), None)
        if strange is not None:
            raise UsageError(f"{choice.name}: no study has '{strange}' in column '{column}'")
        keep &= np.array([cell in wanted for cell in cells])
    for name in choice.without:
        hit = _called(name, names) | _called(name, ids)
        if not hit.any():
            raise UsageError(f"{choice.name}: no study is called '{name}'")
        keep &= ~hit
    return keep


def _called(name: str, names: Sequence[str]) -> Bools:
    return np.array([other.casefold() == name.casefold() for other in names], dtype=bool)
