"""Sterility, living germs and endotoxin are three tests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding
from thymos.identity.certificates.case import Case, shown
from thymos.records.certificate import ItemKind

RULE = "sterile"

_ENDOTOXIN = re.compile(r"\b(?:LAL|endotoxin|BET|pyrogen)", re.IGNORECASE)
_STERILE = re.compile(r"\b(?:is |are )?sterile\b|\bsterility\b", re.IGNORECASE)
_OTHERS = (ItemKind.ENDOTOXIN, ItemKind.BIOBURDEN)


def sterile(case: Case) -> Iterator[Finding]:
    """Sterility concluded from a test of endotoxin or from a count of germs."""
    for n, item in case.items(ItemKind.STERILITY):
        if _ENDOTOXIN.search(item.method or ""):
            yield case.about(
                n,
                rule=RULE,
                severity="error",
                reason="a test of endotoxin finds parts of dead germs, and says nothing on living",
                found=item.method,
                expected="a test in which germs would grow",
            )
    for n, item in case.items(*_OTHERS):
        if _STERILE.search(item.result or ""):
            yield case.about(
                n,
                rule=RULE,
                severity="error",
                reason=f"{item.item.value} is no test of sterility",
                found=shown(item),
                expected="a value with its unit",
            )
