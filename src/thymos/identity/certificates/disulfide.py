"""A chain with fewer than two cysteines has no disulfide bond of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding
from thymos.identity.certificates.case import Case, shown
from thymos.identity.certificates.oxidation import DENIED
from thymos.records.certificate import ItemKind

RULE = "disulfide"

_BOND = re.compile(r"\bdi-?sul(?:f|ph)ide|\bfree thiol|\bEllman|\bs-s bond", re.IGNORECASE)


def disulfide(case: Case) -> Iterator[Finding]:
    """A statement on disulfide bonds or free thiols, for a chain that can have none."""
    if case.peptide is None or case.peptide.cysteines > 1:
        return
    for n, item in case.items():
        named = item.item is ItemKind.DISULFIDE or _BOND.search(item.words)
        if named and not DENIED.search(item.words):
            yield case.about(
                n,
                rule=RULE,
                severity="error",
                reason=f"{case.name} has {_count(case.peptide.cysteines)}",
                found=item.text or shown(item),
                expected="no statement on disulfide bonds, or that there is none",
            )


def _count(cysteines: int) -> str:
    return "one cysteine, too few for a bond" if cysteines else "no cysteine"
