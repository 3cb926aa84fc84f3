"""How sure one can be of an effect: GRADE, computed from stated rules, with people's overrides.

Every reason is a suggestion with its numbers; what a person set instead stands beside it. The
verdict does not read it: certainty is an axis of its own (decision 0011).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from thymos.evidence.certainty.body import DOWN, UP, Body, Domain, Rating, StudyLine
from thymos.evidence.certainty.down import (
    bias,
    imprecision,
    inconsistency,
    indirectness,
    publication,
)
from thymos.evidence.certainty.thresholds import MOST
from thymos.evidence.certainty.up import confounding, dose, large
from thymos.records.judgement import CertaintyOverride

__all__ = ["Body", "Certainty", "Domain", "Graded", "Level", "Rating", "StudyLine", "grade"]

SUGGESTED = "machine suggestion, unreviewed"
_REVIEWERS = 2
BIAS = Domain.BIAS.value


class Level(StrEnum):
    """GRADE's four levels."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very low"


# What cannot be assessed caps certainty here.
MOST_UNASSESSED = Level.MODERATE
LEVELS: tuple[Level, ...] = (Level.VERY_LOW, Level.LOW, Level.MODERATE, Level.HIGH)
_DOWN = (bias, inconsistency, indirectness, imprecision, publication)
_UP = (large, dose, confounding)


@dataclass(frozen=True, slots=True)
class Graded:
    """One reason as it counts: what the rule suggests, and what a person set instead."""

    suggested: Rating
    override: CertaintyOverride | None = None

    @property
    def steps(self) -> int:
        """The steps that count."""
        return self.override.steps if self.override else self.suggested.steps


@dataclass(frozen=True, slots=True)
class Certainty:
    """The level of a body of evidence with every reason for it.

    capped: why the level is no higher than the cap, where the reasons alone would make it so.
    """

    level: Level
    start: Level
    reasons: tuple[Graded, ...]
    capped: str | None = None

    @property
    def mark(self) -> str:
        """Who stands behind it: two named people for every reason, or the rules alone."""
        signed = [set(g.override.signed_by) if g.override else set() for g in self.reasons]
        both = set.intersection(*signed) if signed else set()
        if len(both) < _REVIEWERS:
            return SUGGESTED
        return f"reviewed by {' and '.join(sorted(both))}"

    @property
    def moved(self) -> tuple[Graded, ...]:
        """The reasons that move the level."""
        return tuple(reason for reason in self.reasons if reason.steps)


def grade(body: Body, overrides: Iterable[CertaintyOverride] = ()) -> Certainty:
    """Grade a body of evidence.

    overrides: of this body's tier, at most one a domain. Randomised evidence starts high,
    observational low; rating up is for observational evidence that nothing rates down
    (Guyatt et al. 2011, J Clin Epidemiol 64:383 and 64:1311).

    >>> body = Body(
    ...     randomised=True,
    ...     log_scale=True,
    ...     turn=1,
    ...     k=1,
    ...     estimate=-0.5,
    ...     low=-0.7,
    ...     high=-0.3,
    ...     people=4000,
    ...     control_risk=0.2,
    ... )
    >>> grade(body).level.value
    'high'
    """
    said = {override.domain: override for override in overrides}
    rules = zip(DOWN, _DOWN, strict=True)
    down = tuple(Graded(rule(body), said.get(domain.value)) for domain, rule in rules)
    falls = sum(graded.steps for graded in down)
    up: tuple[Graded, ...] = ()
    if not body.randomised:
        up = tuple(
            Graded(_only_alone(rule(body), falls), said.get(domain.value))
            for domain, rule in zip(UP, _UP, strict=True)
        )
    start = Level.HIGH if body.randomised else Level.LOW
    place = LEVELS.index(start) + falls + sum(graded.steps for graded in up)
    level = LEVELS[min(max(place, 0), len(LEVELS) - 1)]
    capped = None if BIAS in said else _cap(body)
    if capped is not None and LEVELS.index(level) > LEVELS.index(MOST_UNASSESSED):
        return Certainty(MOST_UNASSESSED, start, (*down, *up), capped)
    return Certainty(level, start, (*down, *up))


def _cap(body: Body) -> str | None:
    """Why a body cannot be called high: of most of its weight nobody could tell the bias.

    Not even where the outcome cannot be misjudged: how people were allotted to the groups, and
    who was left out, were not told either. What is at high risk counts with it, so that a study
    of which less is known is never better than one that is known to be bad.
    """
    high, unknown = body.share("high"), body.share("unknown")
    if high + unknown <= MOST:
        return None
    bad = f", and {100 * high:.0f} % is at high risk" if high else ""
    return (
        f"of {100 * unknown:.0f} % of the weight the risk of bias could not be assessed from what "
        f"was read{bad}: no more than {MOST_UNASSESSED.value}"
    )


def _only_alone(rating: Rating, falls: int) -> Rating:
    """A reason to rate up counts only where none rates down."""
    if rating.steps and falls:
        return replace(
            rating, steps=0, reason=f"{rating.reason}; not rated up, as others rate down"
        )
    return rating
