"""What is looked at when a body of evidence is graded: numbers and words, no records.

A dossier's synthesis gives one (`synthesis.body_of`), a published table of findings another, so
that the same rules can be held against other people's judgements.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Domain(StrEnum):
    """The reasons to rate down, then those to rate up, as GRADE names them."""

    BIAS = "risk of bias"
    INCONSISTENCY = "inconsistency"
    INDIRECTNESS = "indirectness"
    IMPRECISION = "imprecision"
    PUBLICATION = "publication bias"
    LARGE = "large effect"
    DOSE = "dose-response"
    CONFOUNDING = "plausible confounding"


DOWN: tuple[Domain, ...] = (
    Domain.BIAS,
    Domain.INCONSISTENCY,
    Domain.INDIRECTNESS,
    Domain.IMPRECISION,
    Domain.PUBLICATION,
)
UP: tuple[Domain, ...] = (Domain.LARGE, Domain.DOSE, Domain.CONFOUNDING)

Quality = Literal["good", "high", "unknown"]


@dataclass(frozen=True, slots=True)
class StudyLine:
    """One pooled study: effect and variance as analysed, its weight in percent, its quality.

    direct: whether its people are those of the claim, None where not stated. tied: whether it
    is tied to a maker or seller.
    """

    y: float
    v: float
    weight: float
    quality: Quality = "unknown"
    direct: bool | None = None
    tied: bool | None = None
    n: tuple[int, int] | None = None
    events: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A body of evidence on one outcome.

    randomised: whether it starts high. log_scale: whether effects are logarithms of ratios.
    turn: 1 where a fall is a benefit, -1 where a rise is. estimate, low, high: the pooled effect
    as analysed, and prediction, its limits for a further study. k and people may stand without
    `studies`, where only totals are known; bias and asymmetry then come as shares and P values
    that someone else gives. smallest: the smallest difference worth having, as analysed.
    known_share: percent of the known participants that were pooled; None where not known.
    """

    randomised: bool
    log_scale: bool
    turn: Literal[1, -1]
    k: int
    estimate: float
    low: float
    high: float
    studies: tuple[StudyLine, ...] = ()
    people: int | None = None
    events: int | None = None
    control_risk: float | None = None
    I2: float | None = None
    Q_p: float | None = None
    prediction: tuple[float, float] | None = None
    asymmetry_p: float | None = None
    asymmetry_favours: bool = True
    surrogate: bool = False
    objective: bool = False
    smallest: float | None = None
    known_share: float | None = None
    explained: tuple[str, float] | None = None
    dose: tuple[float, float] | None = None

    def share(self, *qualities: Quality) -> float:
        """Share of the weight held by studies of these qualities, from 0 to 1."""
        total = sum(study.weight for study in self.studies)
        held = sum(study.weight for study in self.studies if study.quality in qualities)
        return held / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Rating:
    """One reason: how many steps it moves the level, why, and the numbers behind it.

    steps: 0, or -1 and -2 for the reasons to rate down, 1 and 2 for those to rate up.
    """

    domain: Domain
    steps: int
    reason: str
    numbers: tuple[tuple[str, float], ...] = ()
