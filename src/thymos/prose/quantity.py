"""A number in prose with the part that it plays."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from thymos.prose.spelled import spelled


class Part(StrEnum):
    """The part that a number plays in a sentence."""

    PERCENT = "percent"
    P = "P value"
    RATIO = "ratio"
    FRACTION = "events among patients"
    TOTAL = "number of people"
    EVENTS = "events"
    COUNT = "people or events"
    MEDIAN = "median"
    POINTS = "percentage points"
    CENTRES = "number of centres"
    COUNTRIES = "number of countries"
    STUDIES = "number of studies"
    I2 = "I²"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as printed: digits counts its decimals, relation is =, < or >.

    relation ~ marks a share or a multiple told in words, relation - a ratio told as what it takes
    off. measure: RR, OR or HR of a ratio, None where the page does not say. interval: the limits
    printed with it, with their decimals. whole: the n of `events/n`. about: whether a word such
    as "nearly" softens it.
    """

    part: Part
    value: float
    digits: int
    start: int
    end: int
    relation: str = "="
    measure: str | None = None
    interval: tuple[float, float] | None = None
    interval_digits: int = 0
    whole: int | None = None
    about: bool = False


_ABOUT = re.compile(
    r"(?:about|around|roughly|nearly|almost|approximately|approx\.?|some|circa|ca\.?|over|more than"
    r"|under|less than|fewer than|at least|up to|close to|just|~|≈|[<>])\s*$"
)


def softened(folded: str, start: int) -> bool:
    """Whether a word such as "nearly" stands before a number.

    >>> softened("nearly 400 died", 7), softened("the 400 who died", 4)
    (True, False)
    """
    return bool(_ABOUT.search(folded[max(0, start - 16) : start]))


NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"


def number(printed: str) -> tuple[float, int]:
    """The value and the decimals of a printed number.

    >>> number("1,106"), number("26.0"), number(".044")
    ((1106.0, 0), (26.0, 1), (0.044, 3))
    """
    if printed[:1].isalpha():
        return float(spelled(printed) or 1), 0
    if re.fullmatch(r"\d{1,2},\d{1,2}", printed):
        printed = printed.replace(",", ".")
    plain = printed.replace(",", "")
    return float(plain), len(plain.partition(".")[2])
