"""How credible it is that an effect differs between subgroups, from what was read.

The five questions for a randomised trial and the rating are those of ICEMAN (Schandelmaier and
others, CMAJ 2020;192:E901-E906). The instrument asks a judge for one of four answers; a record
holds only yes, no or not read, so that an answer here is never the strongest one in favour, and
what was not read counts as the instrument counts "unclear". `docs/methods/applies.md` says what of
this was read and what is recalled.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from thymos.records.eligibility import Subgroup

# Above this P the instrument does not apply: nothing suggests that the effect differs.
SUGGESTED_P = 0.1
# Bounds of P for interaction: chance very unlikely, unlikely, likely; above: very likely.
CHANCE_P = (0.005, 0.01, 0.05)


class Credibility(StrEnum):
    """The highest rating that the answers allow."""

    NOT_SUGGESTED = "not suggested"
    VERY_LOW = "very low"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating with the reasons that hold it down."""

    credibility: Credibility
    reasons: tuple[str, ...]


_QUESTIONS = (
    ("foreseen", "its direction was not foreseen", "whether its direction was foreseen"),
    ("prior", "earlier evidence speaks against it", "whether earlier evidence bears it out"),
    ("few", "many subgroups were tested", "how many subgroups were tested"),
    ("cut_kept", "its cut point was chosen afterwards", "whether its cut point was set beforehand"),
)


def credibility(subgroup: Subgroup, p: float | None, *, randomised: bool = True) -> Rated:
    """The highest credibility that the answers of a subgroup and its P for interaction allow.

    >>> from thymos.records.eligibility import Subgroup
    >>> credibility(Subgroup(factor="age", level="below 60"), 0.04).credibility.value
    'very low'
    >>> credibility(Subgroup(factor="age", level="below 60"), 0.4).credibility.value
    'not suggested'
    """
    if p is not None and p > SUGGESTED_P:
        return Rated(Credibility.NOT_SUGGESTED, (f"P for interaction {p:g}",))
    grades, reasons = [_chance(p)], [] if p is not None and p <= CHANCE_P[1] else [_told(p)]
    for name, against, unread in _QUESTIONS:
        answer: bool | None = getattr(subgroup, name)
        if name == "cut_kept" and answer is None and not _has_cut(subgroup):
            continue
        grades.append({True: 1, None: -1, False: -2}[answer])
        if answer is not True:
            reasons.append(against if answer is False else f"not read: {unread}")
    rating = _rating(grades)
    if not randomised and rating in (Credibility.MODERATE, Credibility.HIGH):
        rating = Credibility.LOW
        reasons.append("the groups were not randomised")
    return Rated(rating, tuple(reasons))


def _rating(grades: list[int]) -> Credibility:
    """The instrument's rule: -2 definitely lowers, -1 probably or unclear, above raises."""
    if all(grade < 0 for grade in grades):
        return Credibility.VERY_LOW
    if grades.count(-2) >= 2:
        return Credibility.LOW
    if any(grade < 0 for grade in grades):
        return Credibility.MODERATE
    return Credibility.HIGH


def _chance(p: float | None) -> int:
    if p is None:
        return -1
    return next(
        (grade for bound, grade in zip(CHANCE_P, (2, 1, -1), strict=True) if p <= bound), -2
    )


def _told(p: float | None) -> str:
    return "not read: the P for interaction" if p is None else f"P for interaction {p:g}"


def _has_cut(subgroup: Subgroup) -> bool:
    whom = subgroup.whom
    return whom is not None and (whom.age_from, whom.age_to) != (None, None)
