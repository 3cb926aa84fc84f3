"""A chain without methionine has no methionine to oxidise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding
from thymos.identity.certificates.case import Case, shown

RULE = "oxidation"

_METHIONINE = re.compile(
    r"\bmet(?:hionine)?\b[\s\d()-]*(?:sulf|sulph)?ox|\boxidi[sz]ed\s+met|\bmet\(o\)|"
    r"\bmethionine\s+(?:sulf|sulph)oxide|\boxidation\s+(?:of|at)\s+met",
    re.IGNORECASE,
)


# What a document says where it found nothing.
DENIED = re.compile(
    r"\b(?:no|none|without|not (?:applicable|detected|found)|n/?a|n\.?d|absent)\b", re.IGNORECASE
)


def oxidation(case: Case) -> Iterator[Finding]:
    """A statement on oxidised methionine, for a chain without methionine."""
    if case.peptide is None or "M" in case.peptide.sequence:
        return
    for n, item in case.items():
        if _METHIONINE.search(item.words):
            denied = DENIED.search(item.words) is not None
            yield case.about(
                n,
                rule=RULE,
                severity="warning" if denied else "error",
                reason=f"{case.name} has no methionine"
                + (": such a line comes from another product" if denied else ""),
                found=item.text or item.method or shown(item),
                expected="no statement on methionine",
            )
