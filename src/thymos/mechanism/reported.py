"""What a dossier's facts say of levels in blood, as numbers: ranges to fit, a peak to compare with.

Found by what a fact is about (`pk-tmax`, `pk-cmax`, `pk-auc`, `pk-half-life`, `pk-volume`), in
people, at a level of verification that may enter a verdict.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from thymos.dossier.index import Dossier
from thymos.mechanism.fit import Range
from thymos.records.atoms import admissible
from thymos.records.compound import Fact

# What a fact is about, the statistic, the units in which it may stand.
STATISTICS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("pk-tmax", "t_max", ("h",)),
    ("pk-cmax", "c_max", ("µg/L", "ng/mL")),
    ("pk-auc", "auc", ("µg·h/L", "ng·h/mL")),
    ("pk-half-life", "half_life", ("h",)),
    ("pk-volume", "volume", ("L",)),
)


@dataclass(frozen=True, slots=True)
class Peak:
    """The highest level in blood after a dose, in µg/L, which is ng/mL; `fact` tells it."""

    low: float
    high: float
    fact: str


def ranges(dossier: Dossier, study: str) -> tuple[Range, ...]:
    """The ranges that a study reports, in the order of `STATISTICS`."""
    found = {about: fact for about, fact in _facts(dossier) if fact.study == study}
    return tuple(
        Range(statistic, fact.low, fact.high)
        for about, statistic, _ in STATISTICS
        if (fact := found.get(about)) is not None and fact.high is not None
    )


def peak(dossier: Dossier) -> Peak | None:
    """The peak with its interval, of the first fact that gives one."""
    for about, fact in _facts(dossier):
        if about == "pk-cmax" and fact.low is not None and fact.high is not None:
            return Peak(fact.low, fact.high, fact.id)
    return None


def over_peak(concentration: float, peak: Peak) -> tuple[float, float]:
    """A concentration in ng/mL over the peak: from over its upper to over its lower end.

    >>> over_peak(120, Peak(30, 80, "pk-cmax"))
    (1.5, 4.0)
    """
    return concentration / peak.high, concentration / peak.low


def _facts(dossier: Dossier) -> Iterator[tuple[str, Fact]]:
    units = {about: allowed for about, _, allowed in STATISTICS}
    for fact in dossier.facts.values():
        if fact.about not in units or fact.unit not in units[fact.about]:
            continue
        human = fact.species in (None, "human")
        if human and admissible(fact.cites) and not dossier.is_superseded_fact(fact):
            yield fact.about, fact
