"""The studies that decide what may be said in a condition: large, and on record.

For each condition the study that weighs most (the largest admissible trial, or where there is
none of size the largest cohort that saw no benefit), and the largest one that saw none.
"""

from __future__ import annotations

from typing import NamedTuple

from thymos.dossier.index import Dossier
from thymos.evidence.selection import Entry, select
from thymos.kernel.tests2x2 import chi_square
from thymos.prose.page import Page
from thymos.records.outcome import Outcome
from thymos.records.study import Tier
from thymos.verdict.clinical import result_says

# A trial smaller than this decides nothing that a page must name.
DECISIVE_PATIENTS = 200
SIGNIFICANT = 0.05


class Decisive(NamedTuple):
    """A study's result on an outcome."""

    outcome: Outcome
    entry: Entry

    @property
    def randomised(self) -> bool:
        """Whether the study drew lots."""
        return self.entry.study.tier is Tier.RCT

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """Randomised before observational, what matters to patients before markers, size."""
        matters = self.outcome.importance == "patient-important"
        return (self.randomised, matters, self.entry.patients)


class Weight(NamedTuple):
    """What weighs most in a condition, and the heaviest study that shows no benefit."""

    first: Decisive
    null: Decisive | None


def weights(page: Page) -> dict[str, Weight]:
    """By condition, what decides it; computed once for a dossier."""
    return page.lexicon.kept("decisive", lambda: _weights(page.dossier))


def _weights(dossier: Dossier) -> dict[str, Weight]:
    large: dict[str, list[Decisive]] = {}
    for outcome in dossier.outcomes.values():
        for tier in (Tier.RCT, Tier.OBSERVATIONAL):
            for entry in select(dossier, outcome.id, outcome.measure, tier).entries:
                if entry.patients >= DECISIVE_PATIENTS:
                    large.setdefault(outcome.condition, []).append(Decisive(outcome, entry))
    found: dict[str, Weight] = {}
    for condition, every in large.items():
        # A cohort that shows benefit by itself decides nothing.
        weighty = [d for d in every if d.randomised or not favours(d)]
        if not weighty:
            continue
        nulls = [d for d in weighty if d.rank[1] and not favours(d)]
        found[condition] = Weight(
            max(weighty, key=lambda d: d.rank), max(nulls, key=lambda d: d.rank, default=None)
        )
    return found


def favours(found: Decisive) -> bool:
    """Whether a study shows benefit by itself."""
    outcome, entry = found
    if entry.events is None or entry.n is None:
        return result_says(entry.result, outcome) == "benefit"
    (a, c), (n1, n2) = entry.events, entry.n
    fell = a / n1 < c / n2
    p = float(chi_square(a, n1 - a, c, n2 - c).p.ravel()[0])
    return p < SIGNIFICANT and fell == (outcome.better == "lower")
