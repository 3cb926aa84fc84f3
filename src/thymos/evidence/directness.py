"""How far a pooled study stands from the question: population, comparison, outcome (PICO).

What differs in the intervention or the comparator is no matter of degree here: a study that
gave something else beside the compound in one group only, or compared it with another active
treatment, or with nobody at the same time, is not pooled at all (`evidence.selection`). What is
left is whether it studied the people asked about, and whether what it measured matters to them.
"""

from __future__ import annotations

from thymos.dossier.index import Dossier
from thymos.records.outcome import Outcome
from thymos.records.study import Study


def asks_about(dossier: Dossier, study: Study, outcome: Outcome) -> bool:
    """Whether a study's people have the condition of the outcome, or a kind of it.

    A study of people with a wider condition is not direct: who among them has the narrower one
    is not known.
    """
    return dossier.head.is_kind_of(study.population.condition, outcome.condition)


def stands_in(outcome: Outcome) -> bool:
    """Whether the outcome stands in for what matters to patients."""
    return outcome.importance == "surrogate"
