"""The five reasons to rate certainty down, each a pure function of a body of evidence."""

from __future__ import annotations

import math
from collections.abc import Iterator

from thymos import kernel
from thymos.evidence.certainty import thresholds as t
from thymos.evidence.certainty.body import Body, Domain, Rating, StudyLine

Numbers = tuple[tuple[str, float], ...]


def bias(body: Body) -> Rating:
    """Weight at high risk of bias, and weight of which it is not known.

    A study of unknown quality counts as doubtful, except where the outcome cannot be misjudged
    (Wood et al. 2008, BMJ 336:601). Making one study better never rates down further.
    """
    high, unknown = body.share("high"), body.share("unknown")
    numbers: Numbers = (("high, share of weight", high), ("unknown, share of weight", unknown))
    if not body.studies:
        return Rating(Domain.BIAS, 0, "the studies are not known one by one")
    said = f"{_percent(high)} of the weight is at high risk, of {_percent(unknown)} it is not known"
    if high > t.MOST:
        return Rating(Domain.BIAS, -2, f"{said}: most information is at high risk", numbers)
    doubtful = high if body.objective else high + unknown
    if doubtful > t.MOST:
        return Rating(Domain.BIAS, -1, f"{said}: most information is in doubt", numbers)
    if body.objective and unknown > t.MOST:
        return Rating(Domain.BIAS, 0, f"{said}; the outcome cannot be misjudged", numbers)
    return Rating(Domain.BIAS, 0, said, numbers)


def inconsistency(body: Body) -> Rating:
    """I² and the test of homogeneity, unless a further study would still show the same.

    explained: a moderator named beforehand that leaves little (its I² after regression).
    """
    if body.k < 2 or body.I2 is None:
        alone = "there is one study: nothing can differ"
        unknown = "how far the studies differ is not known"
        return Rating(Domain.INCONSISTENCY, 0, alone if body.k < 2 else unknown)
    numbers: Numbers = (("I2", body.I2),)
    if body.Q_p is not None:
        numbers += (("Q_p", body.Q_p),)
    said = f"I² = {body.I2:.0f} %"
    unlike = body.I2 >= t.SUBSTANTIAL and (body.Q_p is None or body.Q_p < t.HOMOGENEITY_P)
    if not unlike:
        return Rating(Domain.INCONSISTENCY, 0, said, numbers)
    if body.explained is not None and body.explained[1] < t.SUBSTANTIAL:
        name, left = body.explained
        said += f", {left:.0f} % once {name} is taken into account"
        return Rating(Domain.INCONSISTENCY, 0, said, (*numbers, ("I2 left", left)))
    if body.prediction is not None:
        low, high = body.prediction
        if low > 0 or high < 0:
            said += "; a further study would still be expected on the same side"
            return Rating(Domain.INCONSISTENCY, 0, said, numbers)
        said += "; a further study may lie on either side"
    opposed = _opposed(body.studies)
    if body.I2 >= t.CONSIDERABLE and opposed:
        said += ", and single studies show opposite effects"
        return Rating(Domain.INCONSISTENCY, -2, said, numbers)
    return Rating(Domain.INCONSISTENCY, -1, said, numbers)


def _opposed(studies: tuple[StudyLine, ...]) -> bool:
    z = [study.y / math.sqrt(study.v) for study in studies]
    return bool(z) and min(z) < -_CRITICAL and max(z) > _CRITICAL


def indirectness(body: Body) -> Rating:
    """Distance from the claim's question (PICO): other people, a stand-in for what matters.

    Another intervention or comparator is never pooled, so it cannot count here.
    """
    found = []
    if body.surrogate:
        found.append("the outcome stands in for what matters to patients")
    other = sum(study.weight for study in body.studies if study.direct is False)
    total = sum(study.weight for study in body.studies)
    if total and other / total > t.MOST:
        found.append(f"{_percent(other / total)} of the weight is of other people")
    numbers: Numbers = (("other people, share of weight", other / total),) if total else ()
    if not found:
        said = "the studies are about the claim's question"
        return Rating(Domain.INDIRECTNESS, 0, said, numbers)
    return Rating(Domain.INDIRECTNESS, -len(found), "; ".join(found), numbers)


def imprecision(body: Body) -> Rating:
    """The interval against no effect and an appreciable one; then the information size."""
    reach = _appreciable(body)
    inside = body.low <= 0 <= body.high
    numbers: Numbers = (("low", body.low), ("high", body.high))
    if reach is not None:
        numbers += (("appreciable", reach),)
        crossed = [side for side, beyond in (("benefit", body.turn * -1), ("harm", body.turn))
                   if _includes(body, beyond * reach)]  # fmt: skip
        if inside and len(crossed) == 2:
            said = "the interval includes both an appreciable benefit and an appreciable harm"
            return Rating(Domain.IMPRECISION, -2, said, numbers)
        if inside and crossed:
            said = f"the interval includes no effect and an appreciable {crossed[0]}"
            return Rating(Domain.IMPRECISION, -1, said, numbers)
    return _information(body, inside, numbers)


def _includes(body: Body, at: float) -> bool:
    return body.low <= at if at < 0 else body.high >= at


def _appreciable(body: Body) -> float | None:
    """An appreciable effect as analysed: the smallest worth having, or a quarter."""
    if body.smallest:
        return abs(body.smallest)
    if body.log_scale:
        return -math.log(1 - t.APPRECIABLE)
    if body.control_risk is not None:
        return t.APPRECIABLE * body.control_risk
    return None


def _information(body: Body, inside: bool, numbers: Numbers) -> Rating:
    found = _held_and_needed(body)
    if found is None:
        return Rating(Domain.IMPRECISION, -1, "how much was observed is not known", numbers)
    held, needed, what = found
    numbers += ((f"{what} held", held), (f"{what} needed", needed))
    said = f"{held:,.0f} {what}, {needed:,.0f} are needed"
    if held < needed:
        where = "the interval includes no effect" if inside else "the interval excludes no effect"
        return Rating(Domain.IMPRECISION, -1, f"{said}; {where}", numbers)
    return Rating(Domain.IMPRECISION, 0, said, numbers)


def _held_and_needed(body: Body) -> tuple[float, float, str] | None:
    """What was observed and what the optimal information size asks for, and of what."""
    risk = body.control_risk
    if body.people is not None and risk is not None and 0 < risk < 1:
        treated = risk * (1 - t.APPRECIABLE)
        needed = kernel.participants_for_risks(treated, risk, alpha=t.ALPHA, power=t.POWER)
        return body.people, math.ceil(needed), "participants"
    if body.events is not None:
        return body.events, t.THUMB_EVENTS, "events"
    if body.people is not None:
        return body.people, t.THUMB_PEOPLE, "participants"
    if body.studies and body.log_scale:
        needed = float(kernel.required_information(math.log(1 - t.APPRECIABLE), power=t.POWER))
        return sum(1 / study.v for study in body.studies), needed, "units of information"
    return None


def publication(body: Body) -> Rating:
    """Small studies that say something better, most of what is known missing, or all tied."""
    found = list(_suspicions(body))
    if not found:
        tested = body.asymmetry_p is not None
        said = "no sign of it" if tested else "too few studies for a test of asymmetry"
        return Rating(Domain.PUBLICATION, 0, said, _asymmetry(body))
    return Rating(Domain.PUBLICATION, -1, "; ".join(found), _asymmetry(body))


def _suspicions(body: Body) -> Iterator[str]:
    p = body.asymmetry_p if body.k >= t.ENOUGH_STUDIES and body.asymmetry_favours else None
    if p is not None and p < t.ASYMMETRY_P:
        yield f"small studies show more benefit (P = {p:.2g})"
    if body.known_share is not None and body.known_share < t.KNOWN_SHARE:
        yield f"only {body.known_share:.0f} % of the known participants could be pooled"
    if body.studies and all(study.tied for study in body.studies):
        yield "every study is tied to a maker or seller"


def _asymmetry(body: Body) -> Numbers:
    found: Numbers = ()
    if body.asymmetry_p is not None:
        found += (("asymmetry P", body.asymmetry_p),)
    if body.known_share is not None:
        found += (("known participants pooled, percent", body.known_share),)
    return found


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


_CRITICAL = 1.959964
