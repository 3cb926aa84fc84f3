"""CAS registry numbers: their form, their check digit, and the number that was perhaps meant."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CAS = re.compile(r"([1-9]\d{1,6})-(\d\d)-(\d)")


def check_digit(text: str) -> int | None:
    """The last digit that the others demand; None where the form is wrong.

    The digits before the last, counted from the right, times their place, summed, modulo 10
    (the rule that CAS publishes).

    >>> check_digit("62304-98-7"), check_digit("7591-33-4"), check_digit("62304-98")
    (7, 5, None)
    """
    match = _CAS.fullmatch(text.strip())
    if match is None:
        return None
    digits = [int(x) for x in match[1] + match[2]]
    return sum(k * x for k, x in enumerate(reversed(digits), 1)) % 10


def is_cas(text: str) -> bool:
    """Whether a text has the form and the check digit of a CAS number.

    >>> is_cas("77591-33-4"), is_cas("7591-33-4")
    (True, False)
    """
    digit = check_digit(text)
    return digit is not None and text.strip().endswith(f"-{digit}")


def meant(text: str, known: Iterable[str]) -> str | None:
    """The known number of which a text is one slip: a digit dropped, put in, wrong or swapped.

    >>> meant("7591-33-4", ["77591-33-4", "62304-98-7"])
    '77591-33-4'
    """
    digits = re.sub(r"\D", "", text)
    near = (one for one in known if one != text and _one_slip(digits, re.sub(r"\D", "", one)))
    return next(near, None)


def _one_slip(found: str, right: str) -> bool:
    if len(found) == len(right):
        off = [i for i, (a, b) in enumerate(zip(found, right, strict=True)) if a != b]
        swapped = len(off) == 2 and off[1] == off[0] + 1 and (
            found[off[0]], found[off[1]]) == (right[off[1]], right[off[0]])  # fmt: skip
        return len(off) <= 1 or swapped
    shorter, longer = sorted((found, right), key=len)
    return len(longer) - len(shorter) == 1 and any(
        longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))
    )
