"""A recorded misprint must be wrong by arithmetic, and the finding says by which.

Fails: `proforma: GAG` kept as a misprint of `GAG`. Passes: `residues: 44` beside a sequence of 28,
or `cas: 7591-33-4`, whose check digit would have to be 5; a note tells what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.identity.printed import contradictions, is_checkable
from thymos.records.compound import Compound, Misprint

RULE = "misprint"


def misprints(dossier: Dossier) -> Iterator[Finding]:
    """What arithmetic says against each misprint on record; an error where it says nothing."""
    for compound in dossier.compounds.values():
        for index, printed in enumerate(compound.misprints):
            found = contradictions(printed, compound)
            for each in found:
                yield _finding(
                    dossier, compound, index, printed, Severity.NOTE, found=each.found,
                    expected=f"{each.expected} ({each.why})",
                    reason=f"a wrong {each.what}: {each.why}",
                )  # fmt: skip
            if not found and is_checkable(printed, compound):
                yield _finding(
                    dossier, compound, index, printed, Severity.ERROR, found=printed.found,
                    reason="it is kept as a misprint, and arithmetic finds nothing wrong with it",
                )  # fmt: skip


def _finding(
    dossier: Dossier,
    compound: Compound,
    index: int,
    printed: Misprint,
    severity: Severity,
    **told: str,
) -> Finding:
    place = dossier.place("compounds", compound.id, ("misprints", index))
    return Finding(
        place.file,
        place.line,
        place.column,
        rule=RULE,
        severity=severity,
        field=f"misprints[{index}]",
        sources=tuple(dict.fromkeys(cite.source for cite in printed.cites)),
        reason=told["reason"],
        found=told["found"],
        expected=told.get("expected"),
    )
