"""Days must come in order, and a day of analysis must have come."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from thymos.errors import Finding
from thymos.identity.certificates.case import Case

RULE = "dates"

# In the order in which they must come; those that are missing are left out.
ORDER = (
    ("made", "the day it was made"),
    ("analysed", "the day of analysis"),
    ("issued", "the day of issue"),
    ("expires", "the day of expiry or retest"),
)
PAST = ("made", "analysed", "issued")


def dates(case: Case) -> Iterator[Finding]:
    """A day that has not come, or days that cannot have come in that order."""
    stated = [(n, w, d) for n, w in ORDER if (d := getattr(case.certificate, n)) is not None]
    for name, words, day in stated:
        if name in PAST and day.first > case.today:
            yield case.of_field(
                name,
                rule=RULE,
                severity="error",
                reason=f"{words} lies in the future",
                found=str(day),
                expected=f"a day not after {case.today.isoformat()}",
            )
    for (_, before, first), (name, after, second) in combinations(stated, 2):
        if second.last < first.first:
            yield case.of_field(
                name,
                rule=RULE,
                severity="error",
                reason=f"{after} comes before {before}",
                found=str(second),
                expected=f"a day not before {first}",
            )
    expires = case.certificate.expires
    if expires is not None and expires.last < case.today:
        yield case.of_field(
            "expires",
            rule=RULE,
            severity="note",
            reason="the day of expiry or retest is over",
            found=str(expires),
            expected=f"a day after {case.today.isoformat()}",
        )
