"""The ledger of what a dossier said: `said.csv`, one row a claim each time it was recorded.

A verdict has three keys: the day on which it is to hold, the day up to which records were
known, and the version of the program. What was knowable then by today's rules is computed
anew; what was said then, by the rules and the records of then, is only known if somebody
kept it. Rows are appended and never edited, so they stand in the order of their days. The
ledger is no record about the compound: it is not part of the dossier's digest, and no verdict
reads it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from thymos.dossier.faults import nearest
from thymos.dossier.files import SAID, Text, fault
from thymos.dossier.scan import Trouble, clean, printable
from thymos.errors import Finding

COLUMNS = ("said", "engine", "known", "digest", "claim", "verdict", "certainty")

# The words that a verdict may be, which rooms above define and a test holds to be the same.
VERDICTS = (
    *("supported", "probable", "unsettled", "not supported", "contradicted", "untested"),
    *("true", "partly true", "false", "disputed", "outdated", "unverified"),
)
# Looking for a resembling id takes milliseconds; a ledger may be wrong in every row.
HINTS = 20
CERTAINTIES = ("high", "moderate", "low", "very low")


class Said(NamedTuple):
    """What was said of one claim.

    said: the day on which it was recorded. engine: the version of the program. known: the day
    as of which the dossier spoke. digest: of the records that it spoke from.
    """

    said: date
    engine: str
    known: date
    digest: str
    claim: str
    verdict: str
    certainty: str | None


def read_said(
    text: Text, claims: Iterable[str], today: date, found: list[Finding]
) -> tuple[Said, ...]:
    """The rows of a ledger; what is wrong with it is told to `found`, each with its line."""
    known = frozenset(claims)
    rows: list[Said] = []
    seen: dict[tuple[object, ...], int] = {}
    last: tuple[date, int] | None = None
    for line, cells in _cells(text, found):
        row = _row(line, cells, known, today, found)
        if row is None:
            continue
        if last is not None and row.said < last[0]:
            wanted = f"a day not before {last[0]}, which stands in line {last[1]}"
            found.append(_wrong(line, "said", wanted, row.said.isoformat()))
        key = row[:5]
        if key in seen:
            wanted = f"a claim once each time, and it stands in line {seen[key]}"
            found.append(_wrong(line, "claim", wanted, row.claim))
        seen.setdefault(key, line)
        last = (row.said, line)
        rows.append(row)
    return tuple(rows)


def write_said(rows: Iterable[Said]) -> str:
    """A ledger as text.

    >>> day = date(2026, 1, 31)
    >>> print(write_said([Said(day, "0.1", day, "ab", "helps", "probable", None)]), end="")
    said,engine,known,digest,claim,verdict,certainty
    2026-01-31,0.1,2026-01-31,ab,helps,probable,
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(
        (*(r.said.isoformat(), r.engine, r.known.isoformat()), *r[3:6], r.certainty or "")
        for r in rows
    )
    return stream.getvalue()


def _cells(text: Text, found: list[Finding]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row by column name, with its line."""
    try:
        lines = io.StringIO(clean(text.content).decode(), newline="")
    except Trouble as trouble:
        found.append(fault(text.name, trouble.reason, trouble.line))
        return
    reader = csv.reader(lines, strict=True)
    try:
        header = tuple(cell.strip() for cell in next(reader, []))
        if header != COLUMNS:
            shown = printable(",".join(header))[:80] or "nothing"
            reason = f"expected the columns {','.join(COLUMNS)}, found {shown}"
            found.append(fault(text.name, reason, 1))
            return
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(COLUMNS):
                reason = f"expected {len(COLUMNS)} cells, found {len(cells)}"
                found.append(fault(text.name, reason, reader.line_num))
                continue
            stripped = (cell.strip() for cell in cells)
            yield reader.line_num, dict(zip(COLUMNS, stripped, strict=True))
    except csv.Error as error:
        found.append(fault(text.name, f"is not CSV: {error}", reader.line_num))


def _row(
    line: int, cells: dict[str, str], claims: frozenset[str], today: date, found: list[Finding]
) -> Said | None:
    before = len(found)
    said = _day(line, "said", cells["said"], today, "a day that has come", found)
    limit = said or today
    known = _day(line, "known", cells["known"], limit, "a day not after it was said", found)
    found += [_wrong(line, c, "a value", "") for c in ("engine", "digest") if not cells[c]]
    if cells["claim"] not in claims:
        busy = len(found) > HINTS
        alike = None if busy else nearest(cells["claim"], tuple(sorted(claims)))
        hint = f" (perhaps {alike})" if alike else ""
        found.append(_wrong(line, "claim", f"the id of a known claim{hint}", cells["claim"]))
    if cells["verdict"] not in VERDICTS:
        wanted = f"a verdict ({', '.join(VERDICTS)})"
        found.append(_wrong(line, "verdict", wanted, cells["verdict"]))
    if cells["certainty"] not in ("", *CERTAINTIES):
        wanted = f"nothing, or one of {', '.join(CERTAINTIES)}"
        found.append(_wrong(line, "certainty", wanted, cells["certainty"]))
    if len(found) > before or said is None or known is None:
        return None
    rest = (cells["digest"], cells["claim"], cells["verdict"], cells["certainty"] or None)
    return Said(said, cells["engine"], known, *rest)


def _day(
    line: int, column: str, text: str, limit: date, late: str, found: list[Finding]
) -> date | None:
    try:
        # Python reads 20250131 and 2025-W05-5 too; one way to write a day is enough.
        day = date.fromisoformat(text if len(text) == len("YYYY-MM-DD") and "W" not in text else "")
    except ValueError:
        found.append(_wrong(line, column, "a date YYYY-MM-DD", text))
        return None
    if day > limit:
        found.append(_wrong(line, column, late, text))
        return None
    return day


def _wrong(line: int, column: str, expected: str, found: str) -> Finding:
    shown = repr(printable(found)) if found else "nothing"
    return Finding(
        SAID,
        line,
        rule="ledger",
        field=column,
        expected=expected,
        found=shown,
        reason=f"expected {expected}, found {shown}",
    )
