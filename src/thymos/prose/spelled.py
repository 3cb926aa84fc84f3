"""Whole numbers below a million written as words."""

from __future__ import annotations

import re

_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_BELOW = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_UNITS)})\b)?|{'|'.join(_TEENS)}"
    rf"|{'|'.join(_UNITS)})"
)
_REST = rf"(?:[- ](?:and )?{_BELOW}\b)?"
_HUNDRED = rf"[- ]hundred\b{_REST}"
_THOUSAND = rf"[- ]thousand\b(?:,?[- ](?:and )?{_BELOW}\b(?:{_HUNDRED})?)?"
# A pattern for such a number, to stand inside another one.
SPELLED = (
    rf"(?:(?:two |three |a )?dozen|a(?:{_HUNDRED})(?:{_THOUSAND})?|a(?:{_THOUSAND})"
    rf"|{_BELOW}(?:{_HUNDRED})?(?:{_THOUSAND})?)"
)
_DOZENS = (("a dozen", 12), ("dozen", 12), ("two dozen", 24), ("three dozen", 36))
_SCALES = (("thousand", 1000), ("hundred", 100))


def spelled(words: str) -> int | None:
    """The number that words stand for; None where they are none.

    >>> spelled("thirty-one"), spelled("thirteen"), spelled("two dozen"), spelled("many")
    (31, 13, 24, None)
    >>> spelled("six hundred and thirteen"), spelled("twenty-two thousand"), spelled("a hundred")
    (613, 22000, 100)
    """
    plain = words.replace("-", " ").replace(",", "")
    if (dozens := dict(_DOZENS).get(plain)) is not None:
        return dozens
    return _scaled(plain)


def _scaled(plain: str) -> int | None:
    """A number in thousands, then in hundreds, then what is left."""
    for word, scale in _SCALES:
        high, found, low = plain.partition(f" {word}")
        if not found or low[:1].isalpha():
            continue
        times = 1 if high == "a" else _scaled(high)
        rest = _scaled(low.strip().removeprefix("and ")) if low.strip() else 0
        if times is None or rest is None or rest >= scale:
            return None
        return times * scale + rest
    return _below_a_hundred(plain)


def _below_a_hundred(plain: str) -> int | None:
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
