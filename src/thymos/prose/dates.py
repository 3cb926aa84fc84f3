"""Dates in prose, as far as they are told: a day, a month, or part of a month, and a year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from thymos.records.atoms import PartialDate

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?{_MONTH}\b(?:\.(?=\s+\d))?"
    rf"(?:\s+(?P<later>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*[%:]))?(?:,?\s+(?:of\s+)?"
    r"(?P<year>(?:19|20)\d\d))?"
)
# A word that is also a month needs a day or a year beside it.
_ALSO_WORDS = ("may", "mar", "march")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date where it stands; what was not told is None."""

    year: int | None
    month: int
    day: int | None
    start: int
    end: int

    def may_be(self, known: PartialDate) -> bool:
        """Whether it can be the same day as a known date, as far as both are told.

        >>> Dated(2020, 6, None, 0, 0).may_be(PartialDate("2020-06-15"))
        True
        >>> Dated(2020, 6, 14, 0, 0).may_be(PartialDate("2020-06-15"))
        False
        """
        if self.year is not None and self.year != known.first.year:
            return False
        if known.precision == "year":
            return True
        if self.month != known.first.month:
            return False
        return self.day is None or known.precision == "month" or self.day == known.first.day


def dates(folded: str) -> tuple[Dated, ...]:
    """The dates of a folded text; one told without its year has that of its neighbour.

    >>> [(d.year, d.month, d.day) for d in dates("from 28 march 2020 till 15 june")]
    [(2020, 3, 28), (2020, 6, 15)]
    """
    found = list(_found(folded))
    years = [d.year for d in found if d.year is not None]
    if not years:
        return tuple(found)
    out: list[Dated] = []
    for one in found:
        near = next((d.year for d in reversed(out)), None) or years[0]
        out.append(one if one.year is not None else replace(one, year=near))
    return tuple(out)


def _found(folded: str) -> Iterator[Dated]:
    for match in _DATE.finditer(folded):
        told = match["day"] or match["later"]
        day = int(told) if told and int(told) <= 31 else None
        bare = day is None and match["year"] is None
        timed = match["month"] == "march" and _OF_TIME.search(folded[: match.start()])
        if bare and match["month"] in _ALSO_WORDS and not timed:
            continue
        month = 1 + next(i for i, name in enumerate(_MONTHS) if name.startswith(match["month"][:3]))
        year = int(match["year"]) if match["year"] else None
        yield Dated(year, month, day, *match.span())


_OF_TIME = re.compile(r"\b(?:in|since|until|till|from|by|late|early|mid-?|end of|middle of)\s*$")
