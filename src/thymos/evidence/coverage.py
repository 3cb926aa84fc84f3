"""How much of what is known was pooled: every pooled answer says so.

What is known is the larger of two counts: the studies that this dossier lists for the
outcome, and the trials that an admissible published review of the outcome pooled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thymos.dossier.index import Dossier
from thymos.evidence.selection import Entry, withdrawn
from thymos.records.atoms import admissible
from thymos.records.outcome import PublishedPool
from thymos.records.study import Tier

_DESIGNS = ((Tier.RCT, ("randomised",)), (Tier.OBSERVATIONAL, ("observational", "mixed")))


@dataclass(frozen=True, slots=True)
class Coverage:
    """Studies and patients pooled, of those known; `pools` are the reviews' own results.

    withdrawn: ids of the pools whose review was retracted; they are shown and count nowhere.
    """

    studies: int
    patients: int
    known_studies: int
    known_patients: int | None
    largest: PublishedPool | None
    pools: tuple[PublishedPool, ...]
    withdrawn: tuple[str, ...] = ()

    @property
    def share(self) -> float | None:
        """Share of the known patients that were pooled, in percent."""
        if not self.known_patients:
            return None
        return 100 * self.patients / self.known_patients


def coverage(dossier: Dossier, outcome: str, entries: Sequence[Entry], tier: Tier) -> Coverage:
    """Set what was pooled against what is known of the outcome."""
    pools = published(dossier, outcome, tier)
    gone = tuple(pool.id for pool in pools if withdrawn(dossier, pool.source))
    listed = {study.id for study, _ in dossier.results_of(outcome) if study.tier is tier}
    largest = max(
        (
            pool
            for pool in pools
            if pool.k and pool.isolates and admissible(pool.cites) and pool.id not in gone
        ),
        key=lambda pool: pool.k or 0,
        default=None,
    )
    patients = sum(entry.patients for entry in entries)
    known, known_patients = len(listed), None
    if largest is not None and (largest.k or 0) >= len(entries):
        known = max(known, largest.k or 0)
        known_patients = largest.patients or _sum(largest.treated, largest.control)
    if known == len(entries) and largest is None:
        known_patients = patients
    return Coverage(len(entries), patients, known, known_patients, largest, pools, gone)


def published(dossier: Dossier, outcome: str, tier: Tier) -> tuple[PublishedPool, ...]:
    """Published pools of an outcome in a tier, the largest first."""
    designs = dict(_DESIGNS).get(tier, ())
    found = (
        pool
        for pool in dossier.pools.values()
        if pool.outcome == outcome and (pool.designs in designs or pool.designs == "not reported")
    )
    return tuple(sorted(found, key=lambda pool: (-(pool.k or 0), pool.id)))


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
