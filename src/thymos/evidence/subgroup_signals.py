"""Signals in subgroups: hypotheses, and unconfirmed safety signals; never a ground of a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from thymos.dossier.index import Dossier
from thymos.evidence.applies import fits, recalled
from thymos.evidence.subgroup_credibility import Rated, credibility
from thymos.records.eligibility import Subgroup
from thymos.records.profile import Profile
from thymos.records.study import Design, Effect, Result, Study

_DIFFERENCES = ("MD", "SMD", "RD")


@dataclass(frozen=True, slots=True)
class Signal:
    """A subgroup's effect; `sort` is never more than a hypothesis, for benefit above all.

    `corrected` is the date of a correction of the study that came after this figure, which may
    have changed it.
    """

    study: Study
    result: Result
    subgroup: Subgroup
    direction: Literal["benefit", "harm", "neither"]
    sort: Literal["hypothesis", "unconfirmed safety signal"]
    rated: Rated
    interaction_p: float | None
    corrected: str | None


def signals(
    dossier: Dossier, profile: Profile | None = None, study: str | None = None
) -> tuple[Signal, ...]:
    """The subgroup effects of a dossier, of those that may be about a profile when one is given.

    What rests on memory alone is left out. A benefit is a hypothesis; a harm whose interval
    excludes no effect is shown as an unconfirmed safety signal.
    """
    found = []
    for owner, result in dossier.results():
        if result.subgroup is None or result.effect is None or recalled(result.cites):
            continue
        if study not in (None, owner.id) or dossier.is_superseded(owner, result):
            continue
        if profile is not None and not _about(owner, result.subgroup, profile):
            continue
        found.append(_signal(dossier, owner, result, result.subgroup, result.effect))
    return tuple(sorted(found, key=lambda s: s.sort == "hypothesis"))


def _about(study: Study, subgroup: Subgroup, profile: Profile) -> bool:
    """The study's condition, and a subgroup that the profile does not rule out."""
    if profile.condition not in (None, study.population.condition):
        return False
    return fits(subgroup.whom, profile) is not False


def _signal(
    dossier: Dossier, study: Study, result: Result, subgroup: Subgroup, effect: Effect
) -> Signal:
    null = 0.0 if effect.measure in _DIFFERENCES else 1.0
    better = dossier.outcomes[result.outcome].better
    worse = (effect.estimate > null) == (better == "lower")
    direction: Literal["benefit", "harm", "neither"] = "harm" if worse else "benefit"
    if effect.estimate == null:
        direction = "neither"
    interval = effect.interval
    clear = interval is not None and (interval.low > null or interval.high < null)
    p = _interaction_p(study, result, subgroup)
    return Signal(
        study=study,
        result=result,
        subgroup=subgroup,
        direction=direction,
        sort="unconfirmed safety signal" if direction == "harm" and clear else "hypothesis",
        rated=credibility(subgroup, p, randomised=study.design is Design.RCT),
        interaction_p=p,
        corrected=_corrected(dossier, study, result),
    )


def _interaction_p(study: Study, result: Result, subgroup: Subgroup) -> float | None:
    """The P for interaction, which may be recorded with another level of the same factor."""
    if subgroup.interaction_p is not None:
        return subgroup.interaction_p
    for other in study.results:
        beside = other.subgroup
        if other.outcome == result.outcome and beside is not None:
            same = beside.factor == subgroup.factor and beside.interaction_p is not None
            if same and not recalled(other.cites):
                return beside.interaction_p
    return None


def _corrected(dossier: Dossier, study: Study, result: Result) -> str | None:
    """The first correction of the study that is known and came after the figure."""
    own = {cite.source for cite in result.cites}
    stated = result.valid_from or study.available
    days = []
    for report in study.reports:
        issued = dossier.sources[report.source].issued
        if report.role != "correction" or issued is None or report.source in own:
            continue
        if issued.last <= dossier.day and (stated is None or issued.last > stated.last):
            days.append(issued)
    return str(min(days, key=lambda d: d.last)) if days else None
