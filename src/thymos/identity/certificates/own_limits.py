"""A result must lie within the limits that the document itself prints beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding
from thymos.identity.certificates.case import Case, shown, written
from thymos.records.certificate import Bounds, Item

RULE = "own-limits"

_PASSED = re.compile(r"\b(?:compl(?:y|ies)|conforms?|pass(?:es|ed)?|meets?)\b", re.IGNORECASE)


def own_limits(case: Case) -> Iterator[Finding]:
    """A result outside the certificate's own specification, or a verdict in place of a number."""
    for n, item in case.items():
        if item.specification is None:
            continue
        told = _told(item.specification, item)
        if _outside(item, item.specification):
            yield case.about(
                n,
                rule=RULE,
                severity="error",
                reason="the result lies outside the limits printed beside it",
                found=shown(item),
                expected=told,
            )
        elif not item.figures and _PASSED.search(item.result or ""):
            yield case.about(
                n,
                rule=RULE,
                severity="note",
                reason="a verdict stands in place of the number",
                found=item.result,
                expected=f"the value that was held against {told}",
            )


def _outside(item: Item, own: Bounds) -> bool:
    low = item.value if item.value is not None else item.low
    high = item.value if item.value is not None else item.high
    too_low = own.low is not None and high is not None and high < own.low
    too_high = own.high is not None and low is not None and low > own.high
    return too_low or too_high


def _told(own: Bounds, item: Item) -> str:
    unit = f" {item.unit}" if item.unit else ""
    if own.low is not None and own.high is not None:
        return f"{written(own.low)} to {written(own.high)}{unit}"
    if own.low is not None:
        return f"at least {written(own.low)}{unit}"
    return f"at most {written(own.high or 0.0)}{unit}"
