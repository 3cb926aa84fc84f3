"""A study: who, what against what, how well, and every result with its fate."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.evidence.appraisal import appraise_in
from thymos.records.study import Arm, Reported, Result, Study
from thymos.records.wording import count, p_value, percent, recorded
from thymos.views.appraisal import StudyAppraisal, TieRow, study_appraisals, ties
from thymos.views.links import Link, registry
from thymos.views.provenance import Mark, mark
from thymos.views.reading import Reading
from thymos.views.wordings import day, measure_name, title


@dataclass(frozen=True, slots=True)
class ArmRow:
    """One arm."""

    role: str
    text: str
    randomised: str | None
    analysed: str | None


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One result: the numbers as extracted, what the source prints beside them, its fate.

    `pooled` says whether it is part of the answer; else `fate` says why not.
    """

    anchor: str
    outcome: Link
    when: str
    analysis: str
    subgroup: str | None
    numbers: tuple[str, ...]
    reported: tuple[str, ...]
    arithmetic: str | None
    valid_from: str | None
    pooled: bool
    fate: str
    superseded: bool
    note: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class OverlapRow:
    """Another study with the same patients, or perhaps the same."""

    study: Link
    kind: str
    certainty: str
    reason: str


@dataclass(frozen=True, slots=True)
class StudyPage:
    """Everything about one study."""

    study: str
    name: str
    tier: str
    summary: str
    about: tuple[tuple[str, str], ...]
    included: tuple[str, ...]
    excluded: tuple[str, ...]
    registry: tuple[Link, ...]
    reports: tuple[tuple[str, Link], ...]
    arms: tuple[ArmRow, ...]
    appraisals: tuple[StudyAppraisal, ...]
    ties: tuple[TieRow, ...]
    funding: str | None
    interests: str | None
    overlaps: tuple[OverlapRow, ...]
    totals: tuple[str, ...]
    results: tuple[ResultRow, ...]
    notices: tuple[tuple[str, str, bool, Link], ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class StudyLine:
    """A study in the index."""

    study: Link
    year: str
    design: str
    blinding: str
    people: str
    population: str
    bias: str


@dataclass(frozen=True, slots=True)
class StudyGroup:
    """The studies of one condition."""

    condition: str
    anchor: str
    lines: tuple[StudyLine, ...]


@dataclass(frozen=True, slots=True)
class StudyIndex:
    """All studies by condition."""

    total: int
    groups: tuple[StudyGroup, ...]


def study_page(reading: Reading, study: Study) -> StudyPage:
    """The page of one study."""
    return StudyPage(
        study=study.id,
        name=study.name,
        tier=study.tier.value,
        summary=title(study.population.text),
        about=_about(reading, study),
        included=study.population.included,
        excluded=study.population.excluded,
        registry=tuple(registry(number) for number in study.registry),
        reports=tuple((r.role, reading.link(f"sources:{r.source}")) for r in study.reports),
        arms=tuple(_arm(arm) for arm in study.arms),
        appraisals=study_appraisals(reading, study),
        ties=ties(reading, study),
        funding=study.funding or _of_reports(reading, study, "funding"),
        interests=study.interests or _of_reports(reading, study, "interests"),
        overlaps=tuple(
            OverlapRow(reading.link(f"studies:{o.study}"), o.kind, o.certainty, o.reason)
            for o in study.overlaps
        ),
        totals=tuple(_reported(study, total) for total in study.reported_totals),
        results=tuple(_result(reading, study, result) for result in study.results),
        notices=_notices(reading, study),
        note=study.note,
    )


def _about(reading: Reading, study: Study) -> tuple[tuple[str, str], ...]:
    people = study.population
    alone = "Yes" if study.isolates else f"No: given with {study.combination or 'other treatments'}"
    rows: list[tuple[str, str | None]] = [
        ("Condition", reading.condition(people.condition)),
        ("Design", title(study.design.value)),
        ("Blinding", title(study.blinding.value)),
        ("Compared with", title(study.control.value)),
        ("Allocation", study.randomisation),
        ("Shows the compound alone", alone),
        ("Randomised or enrolled", count(study.randomised) if study.randomised else None),
        ("Analysed", count(study.analysed) if study.analysed else None),
        ("Ages", people.ages),
        ("Sex", people.sex),
        ("Setting", people.setting),
        ("Countries", ", ".join(people.countries) or None),
        ("Centres", count(people.centres) if people.centres else None),
        ("Period", study.period),
        ("First public", day(study.available) if study.available else None),
    ]
    return tuple((label, title(value)) for label, value in rows if value)


def _of_reports(reading: Reading, study: Study, field: str) -> str | None:
    """Funding or interests as the study's reports state them."""
    sources = (reading.dossier.sources.get(report.source) for report in study.reports)
    said = (getattr(source, field) for source in sources if source is not None)
    return next((text for text in said if text), None)


def _arm(arm: Arm) -> ArmRow:
    sizes = (arm.randomised, arm.analysed)
    randomised, analysed = (None if n is None else count(n) for n in sizes)
    return ArmRow(arm.role, arm.text, randomised, analysed)


def _notices(reading: Reading, study: Study) -> tuple[tuple[str, str, bool, Link], ...]:
    found = []
    for report in study.reports:
        source = reading.dossier.sources.get(report.source)
        for notice in source.notices if source else ():
            link = reading.link(f"sources:{notice.source or report.source}")
            found.append(
                (f"{title(notice.kind.value)}, {day(notice.date)}", notice.what, notice.read, link)
            )
    return tuple(dict.fromkeys(found))


def _result(reading: Reading, study: Study, result: Result) -> ResultRow:
    fate = reading.fates.get((study.id, result.id))
    part = result.subgroup
    subgroup = None
    if part is not None:
        subgroup = f"{part.factor}: {part.level}"
        if part.interaction_p is not None:
            subgroup += f" (interaction {p_value(part.interaction_p)})"
    return ResultRow(
        anchor=f"result-{result.id}",
        outcome=reading.link(f"outcomes:{result.outcome}"),
        when=result.timepoint,
        analysis=result.analysis_set,
        subgroup=subgroup,
        numbers=tuple(_numbers(study, result)),
        reported=tuple(_reported(study, r) for r in result.reported),
        arithmetic=result.derivation.arithmetic if result.derivation else None,
        valid_from=day(result.valid_from) if result.valid_from else None,
        pooled=fate == "",
        fate=fate or ("" if fate == "" else "this design is not pooled"),
        superseded=reading.dossier.is_superseded(study, result),
        note=result.note,
        mark=mark(reading.dossier, result.cites),
    )


def _arm_names(study: Study) -> dict[str, str]:
    """What to call each arm: its role, with what was given where a role has several arms."""
    if len({arm.role for arm in study.arms}) == len(study.arms):
        return {arm.id: title(arm.role) for arm in study.arms}
    return {arm.id: f"{title(arm.role)} ({arm.text})" for arm in study.arms}


def _numbers(study: Study, result: Result) -> list[str]:
    """A result's numbers, one line an arm, then its effect or statement."""
    names = _arm_names(study)
    told = [
        f"{names.get(c.arm, c.arm)}: {count(c.events)} of {count(c.n)} ({percent(c.events, c.n)})"
        for c in result.counts
    ]
    told += [
        f"{names.get(m.arm, m.arm)}: mean {m.mean:g}, SD {m.sd:g}, n {count(m.n)}"
        for m in result.means
    ]
    for s in result.summaries:
        parts = [f"{s.percent:g} %"] if s.percent is not None else []
        parts += [f"median {s.median:g}"] if s.median is not None else []
        if s.low is not None and s.high is not None:
            parts.append(f"{s.spread or 'range'} {_short_span(s.low, s.high)}")
        parts += [f"n {count(s.n)}"] if s.n is not None else []
        told.append(f"{names.get(s.arm, s.arm)}: {', '.join(parts)}")
    if result.effect is not None:
        e = result.effect
        limits = (e.interval.low, e.interval.high) if e.interval else (None, None)
        told.append(f"{title(measure_name(e.measure))} {recorded(e.estimate, *limits)}")
    return [*told, result.statement] if result.statement else told


def _short_span(low: float, high: float) -> str:
    return f"{low:g} to {high:g}".replace("-", "−")


def _reported(study: Study, item: Reported) -> str:
    """A figure printed beside a result, and what it belongs to."""
    names = {"p": "P", "percent": "percentage", "difference": "difference"}
    said = names.get(item.statistic, item.statistic)
    if item.text:
        told = item.text
    elif item.value is None:
        told = f"{said}"
    else:
        told = f"{said} {'= ' if item.statistic == 'p' else ''}{item.value:g}".replace("-", "−")
    if item.interval is not None:
        told += f" ({_short_span(item.interval.low, item.interval.high)})"
    arm = _arm_names(study).get(item.arm, item.arm).lower() if item.arm else None
    extras = [x for x in (item.test, item.note, arm) if x]
    return f"{told}, {', '.join(extras)}" if extras else told


def study_index(reading: Reading) -> StudyIndex:
    """All studies, by condition, the largest group first; within it by year."""
    grouped: dict[str, list[Study]] = {}
    for study in reading.dossier.studies.values():
        grouped.setdefault(study.population.condition, []).append(study)
    groups = (
        StudyGroup(
            reading.condition(condition),
            condition,
            tuple(_line(reading, s) for s in sorted(found, key=lambda s: _order(reading, s))),
        )
        for condition, found in grouped.items()
    )
    ordered = sorted(groups, key=lambda group: -len(group.lines))
    return StudyIndex(len(reading.dossier.studies), tuple(ordered))


def _order(reading: Reading, study: Study) -> tuple[str, str]:
    return _year(reading, study) or "9999", study.id


def _year(reading: Reading, study: Study) -> str | None:
    if study.available:
        return study.available[:4]
    sources = (reading.dossier.sources.get(report.source) for report in study.reports)
    years = [source.issued[:4] for source in sources if source and source.issued]
    return min(years, default=None)


def _line(reading: Reading, study: Study) -> StudyLine:
    people = study.randomised or study.analysed
    return StudyLine(
        study=Link(study.name, f"studies/{study.id}.html"),
        year=_year(reading, study) or "not known",
        design=title(study.design.value),
        blinding=study.blinding.value,
        people=count(people) if people else "not known",
        population=title(study.population.text),
        bias=appraise_in(reading.dossier, study).overall.value,
    )
