"""Whole numbers below a hundred written as words."""

from __future__ import annotations

import re

_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
# A pattern for such a number, to stand inside another one.
SPELLED = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_UNITS)}))?|{'|'.join(_TEENS)}"
    rf"|{'|'.join(_UNITS)}|(?:two |three |a )?dozen|a hundred|one hundred)"
)
_DOZENS = (("a dozen", 12), ("dozen", 12), ("two dozen", 24), ("three dozen", 36))
_HUNDREDS = ("a hundred", "one hundred")


def spelled(words: str) -> int | None:
    """The number that words stand for; None where they are none.

    >>> spelled("thirty-one"), spelled("thirteen"), spelled("two dozen"), spelled("many")
    (31, 13, 24, None)
    """
    plain = words.replace("-", " ")
    if plain in _HUNDREDS:
        return 100
    if (dozens := dict(_DOZENS).get(plain)) is not None:
        return dozens
    if plain in _TEENS:
        return 10 + _TEENS.index(plain)
    tens, _, unit = plain.rpartition(" ")
    if plain in _TENS:
        tens, unit = plain, ""
    if not (tens or unit) or (tens and tens not in _TENS) or (unit and unit not in _UNITS):
        return None
    high = 10 * (2 + _TENS.index(tens)) if tens else 0
    return high + (1 + _UNITS.index(unit) if unit else 0)


WHOLE = re.compile(rf"(?<![\w-])(?:{SPELLED})(?![\w-])")
