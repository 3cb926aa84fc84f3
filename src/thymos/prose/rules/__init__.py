"""The rules of the checker, one a file: each takes a page and yields findings.

A rule that is added here must bring, in its tests, sentences that it flags and their true
or hedged twins that it leaves alone. `RULES` find what is wrong; `omissions` what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from thymos.errors import Finding
from thymos.prose.page import Page
from thymos.prose.rules import (
    approval,
    compounding,
    conduct,
    counted,
    dated,
    denials,
    design,
    effects,
    lapsed,
    length,
    lookalike,
    molecule,
    nature,
    outdated,
    outruns,
    pending,
    published,
    quoted,
    recorded,
    results,
    reviews,
    swapped,
    tallies,
    usual_dose,
    votes,
    whom,
)

Rule = Callable[[Page], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    quoted.check,
    counted.check,
    swapped.check,
    published.check,
    reviews.check,
    recorded.check,
    dated.check,
    design.check,
    conduct.check,
    whom.check,
    results.check,
    outdated.check,
    lapsed.check,
    denials.check,
    effects.check,
    approval.check,
    compounding.check,
    votes.check,
    lookalike.check,
    length.check,
    molecule.check,
    nature.check,
    pending.check,
    tallies.check,
    usual_dose.check,
    outruns.check,
)
