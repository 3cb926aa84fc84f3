"""A pooled finding in one sentence, never firmer than its certainty, its interval or a verdict.

The words are those that GRADE fixes for each level (Santesso et al. 2020, J Clin Epidemiol
119:126), with two restraints of our own. Which way an effect goes is said only where the interval
excludes no effect. And where a claim rests on the outcome, its verdict caps the words: the rules
of verdicts see what a level does not, such as a single trial, or small trials against a large one.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

from thymos.evidence.certainty import Level
from thymos.verdict.judge import Judged
from thymos.verdict.words import Clinical

RULE = (
    "The words follow the certainty: lowers or raises where it is high, probably where moderate, "
    "may where low, uncertain whether where very low. Which way an effect goes is said only where "
    "the interval excludes no effect. Little or no difference is said where the interval includes "
    "no effect and no appreciable one: a quarter fewer, the same turned over, or the smallest "
    "difference worth having where a source for one is on record.",
    "A verdict on a claim rests on rules of its own, which do not read the certainty. It caps the "
    "words: beside probable they say probably at most, and beside any verdict less firm than that "
    "they tell which way the estimate lies, and the verdict. Where no claim was made of an "
    "outcome, the same rules give the verdict.",
)
FIRM = (Clinical.SUPPORTED, Clinical.PROBABLE)
# From the least firm to the firmest: where several verdicts bear on a sentence, the first is told.
CAUTION = (
    Clinical.CONTRADICTED,
    Clinical.NOT_SUPPORTED,
    Clinical.UNTESTED,
    Clinical.UNSETTLED,
    *FIRM[::-1],
)


class Way(StrEnum):
    """On which side of no effect a pooled interval lies, or that it makes no odds."""

    FALL = "lower"
    RISE = "raise"
    NONE = "make little or no difference to"
    UNKNOWN = "change"


def way(value: float, low: float, high: float, reach: float | None) -> Way:
    """What an interval allows one to say; 0 is no effect, reach an appreciable one.

    >>> way(-0.5, -0.7, -0.3, 0.29), way(0.1, -0.1, 0.2, 0.29), way(0.1, -0.1, 0.5, 0.29)
    (<Way.FALL: 'lower'>, <Way.NONE: 'make little or no difference to'>, <Way.UNKNOWN: 'change'>)
    """
    if not low <= 0 <= high:
        return Way.FALL if value < 0 else Way.RISE
    return Way.NONE if _within(low, high, reach) else Way.UNKNOWN


def _within(low: float, high: float, reach: float | None) -> bool:
    return reach is not None and -reach <= low and high <= reach


def cap(claims: Iterable[Judged], found: Way, better: Literal["lower", "higher"]) -> str | None:
    """The least firm verdict that bears on a sentence going that way; None where none does.

    A claim of the opposite that is contradicted bears the sentence out. Little or no difference
    agrees with a claim of an effect that is not supported, and with no firmer verdict.
    """
    if found is Way.UNKNOWN:
        return None
    effect = "benefit" if (found is Way.FALL) == (better == "lower") else "harm"
    bearing = set()
    for judged in claims:
        expects, verdict = judged.claim.expects, Clinical(judged.verdict)
        if expects not in ("benefit", "harm"):
            continue
        denied = verdict is Clinical.CONTRADICTED
        agrees = verdict not in (*FIRM, Clinical.UNSETTLED)
        if (agrees and not denied) if found is Way.NONE else (denied and expects != effect):
            continue
        bearing.add(verdict)
    return next((verdict.value for verdict in CAUTION if verdict in bearing), None)


def statement(
    level: Level,
    value: float,
    low: float,
    high: float,
    reach: float | None,
    what: str = "the chance of this",
    verdict: str | None = None,
) -> str:
    """A finding in words: how firm by level and verdict, which way by the interval.

    value, low, high: as analysed, 0 being no effect. reach: an appreciable effect on that
    scale, the one by which imprecision is rated; None where none is known. verdict: the cap.

    >>> statement(Level.MODERATE, -0.14, -0.40, 0.12, 0.29)
    'It was not shown to change the chance of this; an appreciable fall is not excluded.'
    >>> statement(Level.HIGH, 0.1, -0.02, 0.22, 0.29)
    'It makes little or no difference to the chance of this.'
    >>> statement(Level.HIGH, -0.5, -0.7, -0.3, 0.29, verdict="unsettled")
    'The estimate is a fall in the chance of this, but the verdict is “unsettled”.'
    """
    found = way(value, low, high, reach)
    if level is Level.VERY_LOW:
        return f"It is uncertain whether it {_unsure(found)} {what}."
    if found is Way.UNKNOWN:
        return f"It was not shown to change {what}; {_room(low, high, reach)} is not excluded."
    if verdict is not None and verdict not in FIRM:
        if found is Way.NONE:
            return f"It was not shown to change {what}, and the verdict is “{verdict}”."
        side = "fall" if found is Way.FALL else "rise"
        return f"The estimate is a {side} in {what}, but the verdict is “{verdict}”."
    slight = found is not Way.NONE and _within(low, high, reach)
    held = verdict == Clinical.PROBABLE and level is Level.HIGH
    told = _verb(Level.MODERATE if held else level, found)
    return f"{told} {what}{' slightly' if slight else ''}."


def _room(low: float, high: float, reach: float | None) -> str:
    """What an interval that includes no effect leaves open."""
    if reach is None:
        return "a change either way"
    fall, rise = low < -reach, high > reach
    if fall and rise:
        return "an appreciable change either way"
    return "an appreciable fall" if fall else "an appreciable rise"


def _unsure(found: Way) -> str:
    return f"{found.value}s" if found in (Way.FALL, Way.RISE) else "makes a difference to"


def _verb(level: Level, found: Way) -> str:
    first, _, rest = found.value.partition(" ")
    does = f"{first}s {rest}".strip()
    if level is Level.HIGH:
        return f"It {does}"
    return f"It probably {does}" if level is Level.MODERATE else f"It may {found.value}"
