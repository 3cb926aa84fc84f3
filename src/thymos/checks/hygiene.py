"""Records that nothing uses or that miss a part: reminders, never errors."""

from __future__ import annotations

from collections.abc import Iterator

from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity

RULE = "hygiene"


def hygiene(dossier: Dossier) -> Iterator[Finding]:
    """Claims that nothing can answer, outcomes without results or reviews."""
    if dossier.day < dossier.head.compiled.last:
        return  # what was not known yet on a day in the past is missing from no record
    for claim in dossier.claims.values():
        asked = claim.pico is not None and claim.pico.outcome is not None
        if asked or claim.kind.clinical or claim.test is not None or claim.grounds:
            continue
        yield _note(dossier, "claims", claim.id, "neither a test nor grounds can answer this claim")
    reviewed = {pool.outcome for pool in dossier.pools.values()}
    for outcome in dossier.outcomes.values():
        if not dossier.results_of(outcome.id) and outcome.id not in reviewed:
            yield _note(
                dossier, "outcomes", outcome.id, "no result and no review bears this outcome"
            )


def _note(dossier: Dossier, kind: str, record: str, reason: str) -> Finding:
    place = dossier.place(kind, record)
    return Finding(
        place.file, place.line, place.column, rule=RULE, severity=Severity.NOTE, reason=reason,
        field=record,
    )  # fmt: skip
