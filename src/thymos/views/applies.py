"""What `thymos applies` answers, and the page on whom the studies were about.

It describes studies: whom they included, whom they excluded, of whom nothing was read. It neither
selects a person for anything nor advises one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from typing_extensions import TypedDict

from thymos.evidence.applies import Applied, Point, StudyMatch, Warned
from thymos.evidence.subgroup_signals import Signal, signals
from thymos.records.eligibility import AgeRange, Criterion
from thymos.records.safety import Interaction
from thymos.records.study import Study, Tier
from thymos.records.wording import span
from thymos.views.links import Link
from thymos.views.provenance import Mark, mark
from thymos.views.reading import Reading
from thymos.views.wordings import day, measure_name, title

NOTICE = (
    "This describes whom studies were about. It selects nobody for a treatment and advises nobody. "
    "What was not read is told as not stated, which is neither inclusion nor exclusion."
)
Said = Literal["included", "excluded", "not studied", "not stated"]


class AppliesPoint(TypedDict):
    """One thing about the person; `decides` is false for setting and country."""

    about: str
    answer: Said
    reason: str
    sources: list[str]
    decides: bool


class AppliesStudy(TypedDict):
    """A study; `asked` are traits that it required and of which the profile says nothing."""

    study: str
    name: str
    design: str
    answer: Said
    points: list[AppliesPoint]
    asked: list[str]


class AppliesWarning(TypedDict):
    """A caution or interaction; `binds` is null where the profile or the record does not say."""

    id: str
    kind: Literal["caution", "interaction"]
    about: str
    text: str
    basis: str
    strength: str
    binds: bool | None
    note: str | None
    sources: list[str]


class AppliesSignal(TypedDict):
    """A subgroup effect: a hypothesis, or an unconfirmed safety signal; no ground of a verdict."""

    study: str
    result: str
    subgroup: str
    outcome: str
    measure: str
    estimate: float
    ci_low: float | None
    ci_high: float | None
    interaction_p: float | None
    direction: Literal["benefit", "harm", "neither"]
    sort: Literal["hypothesis", "unconfirmed safety signal"]
    credibility_at_most: str
    reasons: list[str]
    before_correction: str | None
    sources: list[str]
    levels: list[str]


class AppliesMonitored(TypedDict):
    """What a study or a label monitored."""

    id: str
    what: str
    by: str
    note: str | None
    sources: list[str]


class Applies(TypedDict):
    """`thymos applies`; `unmatched` are words of the profile that no record answers."""

    dossier: str
    as_of: str
    notice: str
    profile: dict[str, str | int | list[str] | None]
    studies: list[AppliesStudy]
    warnings: list[AppliesWarning]
    signals: list[AppliesSignal]
    monitored: list[AppliesMonitored]
    unmatched: list[str]


@dataclass(frozen=True, slots=True)
class AppliesView:
    """A profile held against a dossier, as of a day."""

    found: Applied
    signals: tuple[Signal, ...]

    @property
    def day(self) -> str:
        """The day as of which it speaks."""
        return self.found.dossier.day.isoformat()

    def as_json(self) -> Applies:
        """The documented keys; see `Applies`."""
        found = self.found
        return {
            "dossier": found.dossier.head.id,
            "as_of": self.day,
            "notice": NOTICE,
            "profile": found.profile.model_dump(mode="json"),
            "studies": [_study(match) for match in found.studies],
            "warnings": [_warning(one) for one in found.warned],
            "signals": [_signal(signal) for signal in self.signals],
            "monitored": [
                {"id": m.id, "what": m.what, "by": m.by, "note": m.note,
                 "sources": list(dict.fromkeys(c.source for c in m.cites))}
                for m in found.monitored
            ],
            "unmatched": list(found.unmatched),
        }  # fmt: skip


def applies_view(found: Applied) -> AppliesView:
    """The view of a profile held against its dossier, with the subgroups that may be about it."""
    return AppliesView(found, signals(found.dossier, found.profile))


def figure(signal: Signal) -> str:
    """A subgroup's effect in words, with the mark of a figure that was corrected later."""
    effect = signal.result.effect
    if effect is None:
        return "no figure"
    interval = effect.interval
    around = f" ({span(interval.low, interval.high)})" if interval else ", interval not recorded"
    told = f"{measure_name(effect.measure)} {effect.estimate}{around}"
    return f"{told}, as printed before the correction{_when(signal)}" if signal.corrected else told


def _when(signal: Signal) -> str:
    return f" of {day(signal.corrected)}"


def _study(match: StudyMatch) -> AppliesStudy:
    return {
        "study": match.study.id,
        "name": match.study.name,
        "design": match.study.design.value,
        "answer": match.answer.value,
        "points": [_point(point) for point in match.points],
        "asked": list(match.asked),
    }


def _point(point: Point) -> AppliesPoint:
    return {
        "about": point.about,
        "answer": point.answer.value,
        "reason": point.reason,
        "sources": list(point.sources),
        "decides": point.decides,
    }


def _warning(one: Warned) -> AppliesWarning:
    record = one.record
    together = isinstance(record, Interaction)
    return {
        "id": record.id,
        "kind": "interaction" if together else "caution",
        "about": record.other if isinstance(record, Interaction) else record.population,
        "text": record.text,
        "basis": record.basis,
        "strength": record.direction if isinstance(record, Interaction) else record.strength,
        "binds": one.binds,
        "note": record.note,
        "sources": list(dict.fromkeys(cite.source for cite in record.cites)),
    }


def _signal(signal: Signal) -> AppliesSignal:
    effect, result = signal.result.effect, signal.result
    assert effect is not None
    return {
        "study": signal.study.id,
        "result": result.id,
        "subgroup": f"{signal.subgroup.factor}: {signal.subgroup.level}",
        "outcome": result.outcome,
        "measure": effect.measure,
        "estimate": float(effect.estimate),
        "ci_low": float(effect.interval.low) if effect.interval else None,
        "ci_high": float(effect.interval.high) if effect.interval else None,
        "interaction_p": signal.interaction_p,
        "direction": signal.direction,
        "sort": signal.sort,
        "credibility_at_most": signal.rated.credibility.value,
        "reasons": list(signal.rated.reasons),
        "before_correction": signal.corrected,
        "sources": list(dict.fromkeys(cite.source for cite in result.cites)),
        "levels": list(dict.fromkeys(cite.level.value for cite in result.cites)),
    }


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion of a study, and where it was read."""

    text: str
    stance: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class WhomRow:
    """Whom one study was about; `criteria` is empty where none was read."""

    study: Link
    condition: str
    who: str
    where: str
    criteria: tuple[CriterionRow, ...]


@dataclass(frozen=True, slots=True)
class SignalRow:
    """A subgroup's effect on the page."""

    study: Link
    subgroup: str
    outcome: str
    figure: str
    sort: str
    credibility: str
    reasons: tuple[str, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class AppliesPage:
    """Whom the studies were about, and what was seen in parts of their patients."""

    notice: str
    rows: tuple[WhomRow, ...]
    with_criteria: int
    signals: tuple[SignalRow, ...]


def applies_page(reading: Reading) -> AppliesPage:
    """Every study in people: those with criteria first, then by condition."""
    studies = [s for s in reading.dossier.studies.values() if s.tier is not Tier.PRECLINICAL]
    rows = [_row(reading, study) for study in studies]
    rows.sort(key=lambda row: (not row.criteria, row.condition, row.study.text))
    found = signals(reading.dossier)
    return AppliesPage(
        notice=NOTICE,
        rows=tuple(rows),
        with_criteria=sum(bool(row.criteria) for row in rows),
        signals=tuple(_signal_row(reading, signal) for signal in found),
    )


def _row(reading: Reading, study: Study) -> WhomRow:
    population = study.population
    known = population.eligibility
    criteria = [_age_row(reading, known.age)] if known is not None and known.age else []
    criteria += [_criterion_row(reading, c) for c in (known.criteria if known else ())]
    where = "; ".join(
        part for part in (population.setting, ", ".join(population.countries)) if part
    )
    return WhomRow(
        study=reading.link(f"studies:{study.id}"),
        condition=population.condition,
        who=title(population.text),
        where=where or "not stated",
        criteria=tuple(criteria),
    )


def _age_row(reading: Reading, age: AgeRange) -> CriterionRow:
    bounds = (
        "" if age.low is None else f"from {age.low}",
        "" if age.high is None else f"to {age.high}",
    )
    told = " ".join(part for part in bounds if part)
    return CriterionRow(f"ages {told}", "required", mark(reading.dossier, age.cites))


def _criterion_row(reading: Reading, criterion: Criterion) -> CriterionRow:
    said = criterion.text or criterion.trait
    return CriterionRow(said, criterion.stance, mark(reading.dossier, criterion.cites))


def _signal_row(reading: Reading, signal: Signal) -> SignalRow:
    return SignalRow(
        study=reading.link(f"studies:{signal.study.id}"),
        subgroup=f"{signal.subgroup.factor}: {signal.subgroup.level}",
        outcome=reading.dossier.outcomes[signal.result.outcome].name,
        figure=figure(signal),
        sort=signal.sort,
        credibility=signal.rated.credibility.value,
        reasons=signal.rated.reasons,
        mark=mark(reading.dossier, signal.result.cites),
    )
