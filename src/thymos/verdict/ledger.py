"""What a dossier said, when, and by which version of the program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from thymos.dossier.index import Dossier
from thymos.dossier.said import Said
from thymos.verdict.judge import Judged


@dataclass(frozen=True, slots=True)
class Entry:
    """One recording: all claims on one day, by one engine, from one state of the records.

    changed: the claims whose verdict or certainty differs from what was said of them before,
    each with the earlier row, None for one of which nothing had been said.
    """

    rows: tuple[Said, ...]
    changed: tuple[tuple[Said | None, Said], ...]
    new: bool


def entry(
    dossier: Dossier, judged: Iterable[Judged], said: date, engine: str, before: Iterable[Said]
) -> Entry:
    """What is to be appended to a ledger; nothing is new where the last recording said the same.

    The last recording says the same if its engine, its records, its day of knowledge, and every
    verdict and certainty are the same; only the day of recording may differ.
    """
    rows = tuple(
        Said(said, engine, dossier.day, dossier.digest, j.claim.id, j.verdict, j.certainty)
        for j in judged
    )
    earlier = tuple(before)
    latest = {row.claim: row for row in earlier}
    changed = tuple(
        (latest.get(row.claim), row)
        for row in rows
        if row.claim not in latest or latest[row.claim][-2:] != row[-2:]
    )
    times = [tuple(rows) for _, rows in groupby(earlier, key=lambda row: row[:4])]
    same = bool(times) and [r[1:] for r in times[-1]] == [r[1:] for r in rows]
    return Entry(rows, changed, new=not same)


def said_of(dossier: Dossier, claim: str) -> tuple[Said, ...]:
    """What was said of a claim up to the dossier's day, each time that it was another word.

    A dossier that was not cut to a day tells everything that was recorded.
    """
    told: list[Said] = []
    for row in (dossier.whole or dossier).said:
        if row.claim != claim or (dossier.as_of is not None and row.said > dossier.as_of):
            continue
        if not told or _keys(told[-1]) != _keys(row):
            told.append(row)
    return tuple(told)


def _keys(row: Said) -> tuple[str, str, str | None]:
    return row.engine, row.verdict, row.certainty
