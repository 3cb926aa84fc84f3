"""Numbers with a unit in prose and in records: years, countries, amounts, spans, schedules.

Each is read into one unit of its sort (milligrams, days, times a week), so that "14 days" and
"two weeks" are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """What is counted or measured."""

    YEAR = "year"
    COUNTRIES = "countries"
    AMOUNT = "mg"
    SPAN = "days"
    SCHEDULE = "times a week"
    LENGTH = "amino acids"
    MASS = "Da"
    STUDIES = "studies"
    PEOPLE = "people"
    PERCENT = "%"
    AGE = "years of age"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of some sort where it stands; high is the other end of a range.

    loose: whether a word such as "over" or "about" softens it.
    """

    sort: Sort
    value: float
    high: float
    start: int
    end: int
    loose: str = ""

    def fits(self, other: Measure) -> bool:
        """Whether the two can be the same number, ranges and rounding allowed."""
        low, high = min(self.value, other.value), max(self.high, other.high)
        overlap = self.value <= other.high and other.value <= self.high
        close = self.sort is not Sort.YEAR and _near(self.value, other.value)
        if overlap or close:
            return True
        if self.loose in ("over", "at least"):
            return self.value <= other.high and (other.high <= 1.5 * self.value)
        if self.loose in ("under", "up to"):
            return self.value >= other.value and (self.value <= 1.5 * other.value)
        return bool(self.loose) and high - low <= 0.1 * high


def _near(one: float, other: float) -> bool:
    """Whether two numbers differ by rounding only."""
    return abs(one - other) <= 0.005 * abs(other)


_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "eighteen": 18, "twenty": 20, "twenty-eight": 28, "thirty": 30,
    "thirty-five": 35, "forty": 40, "forty-three": 43, "fifty": 50, "sixty": 60, "eighty": 80,
    "ninety": 90, "a hundred": 100, "one hundred": 100,
}  # fmt: skip
_N = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|"
    + "|".join(sorted(_WORDS, key=len)[::-1])
    + ")"
)
_RANGE = rf"(?P<low>{_N})(?:\s*(?:-|to|or|and)\s*(?P<high>{_N}))?"
_BEFORE = r"(?<![\w.,/-])"
_PATTERNS: tuple[tuple[Sort, re.Pattern[str]], ...] = (
    (Sort.YEAR, re.compile(r"(?<![\w.,/-])(?P<low>(?:19|20)\d\d)(?:\s*(?:-|to)\s*(?P<high>(?:19"
                           r"|20)\d\d))?(?![\w%]|[.,]\d|\s*(?:mg|patients|people|participants))")),
    (Sort.COUNTRIES, re.compile(rf"{_BEFORE}{_RANGE}\+?\s+(?:different |other "
                                rf"|or more )?(?:countries|nations|jurisdictions)\b")),
    (Sort.AMOUNT, re.compile(rf"{_BEFORE}{_RANGE}[\s-]?(?P<unit>mg|milligrams?|mcg|µg|μg|ug"
                             rf"|micrograms?|g|grams?|mmol|iu|units|million units|mu)\b"
                             rf"(?!/[md]?l)")),
    (Sort.SPAN, re.compile(rf"{_BEFORE}{_RANGE}[\s-]?(?P<unit>hours?|days?|weeks?|months?"
                           rf"|years?)\b(?!\s+(?:of age|old|ago|later|follow))")),
    (Sort.AGE, re.compile(rf"{_BEFORE}{_RANGE}[\s-]?years?[ -](?:of age|old)\b")),
    (Sort.LENGTH, re.compile(rf"{_BEFORE}{_RANGE}[\s-](?:amino[- ]acids?|residues|aa)\b")),
    (Sort.MASS, re.compile(rf"{_BEFORE}{_RANGE}\s?(?:da|daltons?)\b")),
    (Sort.STUDIES, re.compile(rf"{_BEFORE}{_RANGE}\+?\s+(?:[a-z-]+ ){{0,2}}?(?:studies|trials"
                              rf"|rcts)\b")),
    (Sort.PEOPLE, re.compile(rf"{_BEFORE}{_RANGE}\+?[\s-](?:[a-z-]+ ){{0,3}}?(?:patients?|people"
                             rf"|participants?|adults|men|women|children|volunteers|subjects)\b")),
    (Sort.PERCENT, re.compile(rf"{_BEFORE}{_RANGE}\s?(?:%|per ?cent\b)")),
)  # fmt: skip
_SCHEDULE = re.compile(
    rf"\b(?P<n>once|twice|three times|four times|thrice|{_N} times|{_N}x)[\s-]+"
    r"(?:a |an |per |each |every )?(?P<per>daily|day|week|weekly|month|monthly)\b"
    r"|\bevery\s+(?P<gap>\d+|other|second|third|twelve|six|eight)\s*(?P<unit>hours?|days?|day|weeks?)?\b"
    r"|\b(?P<plain>daily|weekly|monthly)\b"
)
_TIMES = {"once": 1, "twice": 2, "three times": 3, "thrice": 3, "four times": 4}
_PER_WEEK = {"daily": 7, "day": 7, "week": 1, "weekly": 1, "month": 0.25, "monthly": 0.25}
_GAPS = {"other": 2, "second": 2, "third": 3, "twelve": 12, "six": 6, "eight": 8}
_MG = (("mcg", 1e-3), ("µg", 1e-3), ("μg", 1e-3), ("ug", 1e-3), ("microgram", 1e-3), ("mg", 1.0),
       ("milligram", 1.0), ("gram", 1e3), ("g", 1e3))  # fmt: skip
_DAYS = (("hour", 1 / 24), ("day", 1.0), ("week", 7.0), ("month", 30.0), ("year", 365.0))
_LOOSE = re.compile(
    r"\b(?P<word>over|more than|at least|above|upwards of|exceed\w*|under|less than|fewer than"
    r"|up to"
    r"|below|about|around|roughly|nearly|almost|approximately|some|circa|close to)\s+$"
)
_SAME = (("more than", "over"), ("above", "over"), ("upwards of", "over"), ("less than", "under"),
         ("fewer than", "under"), ("below", "under"))  # fmt: skip


def measures(folded: str) -> tuple[Measure, ...]:
    """The numbers with a unit in a folded text, in order.

    >>> [(m.sort.value, m.value) for m in measures("1.6 mg twice weekly for six months in 2013")]
    [('mg', 1.6), ('times a week', 2.0), ('days', 180.0), ('year', 2013.0)]
    """
    found = [*_plain(folded), *_schedules(folded)]
    kept: list[Measure] = []
    for one in sorted(found, key=lambda m: (m.start, -m.end)):
        if all(one.start >= k.end or one.sort is not k.sort for k in kept):
            kept.append(one)
    return tuple(kept)


def _plain(folded: str) -> Iterator[Measure]:
    for sort, pattern in _PATTERNS:
        for match in pattern.finditer(folded):
            low = _number(match["low"])
            high = _number(match["high"]) if match["high"] else low
            scale = _scale(sort, match.groupdict().get("unit"))
            if scale is None:
                continue
            loose = _loose(folded, match.start())
            yield Measure(sort, low * scale, max(low, high) * scale, *match.span(), loose)


def _scale(sort: Sort, unit: str | None) -> float | None:
    if sort is Sort.AMOUNT:
        return next((n for word, n in _MG if unit and unit.startswith(word)), None)
    if sort is Sort.SPAN:
        return next((n for word, n in _DAYS if unit and unit.startswith(word)), None)
    return 1.0


def _schedules(folded: str) -> Iterator[Measure]:
    for match in _SCHEDULE.finditer(folded):
        if match["plain"]:
            value = float(_PER_WEEK[match["plain"]])
        elif match["gap"]:
            gap = float(_GAPS.get(match["gap"]) or match["gap"])
            unit = match["unit"] or "day"
            days = gap * next(n for word, n in _DAYS if unit.startswith(word))
            if not days:
                continue
            value = 7 / days
        else:
            value = _times(match["n"]) * _PER_WEEK[match["per"]]
        yield Measure(Sort.SCHEDULE, value, value, *match.span())


def _times(printed: str) -> float:
    if printed in _TIMES:
        return float(_TIMES[printed])
    return _number(printed.removesuffix("x").removesuffix(" times").strip())


def _number(printed: str) -> float:
    return float(_WORDS[printed]) if printed in _WORDS else float(printed.replace(",", ""))


def _loose(folded: str, start: int) -> str:
    match = _LOOSE.search(folded[max(0, start - 18) : start])
    return dict(_SAME).get(match["word"], match["word"]) if match else ""
