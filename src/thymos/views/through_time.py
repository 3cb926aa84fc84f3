"""All changes on one page, and the trials of an outcome in the order in which they came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from thymos.dossier.asof import Clock
from thymos.evidence.sections.leaving import cumulative as added
from thymos.evidence.synthesis import Pooling, Row, Synthesis
from thymos.plots.cumulative import Cumulative
from thymos.plots.cumulative import Step as Answer
from thymos.records.outcome import Outcome
from thymos.records.wording import count, estimate, number, p_value, plural
from thymos.verdict.bearing import Event
from thymos.verdict.changes import everything
from thymos.verdict.history import History, Step
from thymos.views.claims import Line, line
from thymos.views.links import Link
from thymos.views.provenance import Badge, badge
from thymos.views.reading import Reading
from thymos.views.wordings import day, measure_name, title

# Fewer studies than this cannot be added one to another.
STEPS_FROM = 2


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that became known on a day."""

    kind: str
    what: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Day:
    """A day: what became known, and the verdicts that it moved."""

    when: str
    anchor: str
    events: tuple[Happened, ...]
    moved: tuple[tuple[Link, Badge | None, Badge], ...]


@dataclass(frozen=True, slots=True)
class Year:
    """The days of a year, latest first."""

    year: str
    events: int
    moved: int
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Everything that became known, latest first."""

    years: tuple[Year, ...]
    events: int
    moved: int


@dataclass(frozen=True, slots=True)
class AddedRow:
    """The pooled answer once a study had been added."""

    when: str
    study: Link
    k: int
    people: str
    effect: str
    p: str
    tau2: str
    I2: str


@dataclass(frozen=True, slots=True)
class CumulativePage:
    """The trials of an outcome, added in the order in which they became known."""

    outcome: Link
    name: str
    measure: str
    method: str
    plot: Cumulative | None
    rows: tuple[AddedRow, ...]
    claims: tuple[Line, ...]


def changes_page(reading: Reading) -> ChangesPage:
    """Everything that became known by the day of the dossier, and what it moved."""
    whole = reading.dossier.whole or reading.dossier
    events = [event for event in everything(whole) if event.day <= reading.day]
    steps = [
        (history, step)
        for history in reading.histories.values()
        for step in history.steps
        if step.moved and step.before is not None
    ]
    days = sorted({e.day for e in events} | {step.day for _, step in steps}, reverse=True)
    made = []
    for _, same in groupby(days, key=lambda when: when.year):
        told_days = tuple(_day(reading, when, events, steps) for when in same)
        made.append(
            Year(
                told_days[0].anchor[4:8],
                sum(len(one.events) for one in told_days),
                sum(len(one.moved) for one in told_days),
                told_days,
            )
        )
    return ChangesPage(tuple(made), len(events), len(steps))


def _day(
    reading: Reading, when: date, events: Iterable[Event], steps: Iterable[tuple[History, Step]]
) -> Day:
    own = sorted(dict.fromkeys(e for e in events if e.day == when), key=lambda e: (e.kind, e.what))
    moved = tuple(
        (
            Link(history.claim.plain or history.claim.text, f"claims/{history.claim.id}.html"),
            badge(step.before) if step.before else None,
            badge(step.judged.verdict),
        )
        for history, step in steps
        if step.day == when
    )
    shown = tuple(Happened(e.kind, e.what, reading.link(e.record).href) for e in own)
    return Day(day(when), f"day-{when}", shown, moved)


def cumulative_page(reading: Reading, outcome: Outcome) -> CumulativePage | None:
    """The page of an outcome's trials in their order; None for fewer than two."""
    trials = reading.syntheses[outcome.id][0]
    if trials.pooling is None or trials.pooling.k < STEPS_FROM:
        return None
    pooling, days = in_order(reading, trials, trials.pooling)
    section = added(pooling)
    rows = tuple(
        _added(pooling, i, row, days[i], tuple(cells[1:]))
        for i, (row, cells) in enumerate(zip(pooling.rows, section.rows, strict=True))
    )
    return CumulativePage(
        outcome=Link(outcome.name, f"outcomes/{outcome.id}.html"),
        name=outcome.name,
        measure=measure_name(pooling.measure.code),
        method=pooling.main.name,
        plot=_steps(outcome, pooling, rows, section.rows),
        rows=rows,
        claims=tuple(line(reading, judged) for judged in reading.by_outcome.get(outcome.id, ())),
    )


def in_order(
    reading: Reading, trials: Synthesis, pooling: Pooling
) -> tuple[Pooling, tuple[date, ...]]:
    """A pooling with its studies in the order in which their results became known, and when."""
    clock = Clock(reading.dossier.whole or reading.dossier)
    known = {e.study.id: clock.result(e.study, e.result) for e in trials.selection.entries}
    dated = sorted(pooling.rows, key=lambda row: (known[row.study or ""], row.label))
    return replace(pooling, rows=tuple(dated)), tuple(known[row.study or ""] for row in dated)


def _added(
    pooling: Pooling, place: int, row: Row, when: date, cells: tuple[object, ...]
) -> AddedRow:
    shown = [x if isinstance(x, float) else None for x in cells]
    sizes = [one.n for one in pooling.rows[: place + 1]]
    people = sum(sum(n) for n in sizes if n is not None)
    return AddedRow(
        when=day(when),
        study=Link(row.label, f"studies/{row.study}.html" if row.study else None),
        k=place + 1,
        people=count(people) if None not in sizes else "not given by all",
        effect=estimate(shown[0] or 0.0, shown[1], shown[2]),
        p=p_value(shown[3]) if shown[3] is not None else "",
        tau2=number(shown[4], 3) if shown[4] is not None else "",
        I2=f"{number(shown[5], 0)} %" if shown[5] is not None else "",
    )


def _steps(
    outcome: Outcome,
    pooling: Pooling,
    rows: tuple[AddedRow, ...],
    answers: Iterable[tuple[object, ...]],
) -> Cumulative | None:
    measure = pooling.measure
    drawn = []
    for row, cells in zip(rows, answers, strict=True):
        value, low, high = (x if isinstance(x, float) else None for x in cells[1:4])
        if value is None:
            return None
        drawn.append(Answer(row.study.text, value, low, high, row.when))
    lower, upper = ("better with it", "worse with it")
    if outcome.better == "higher":
        lower, upper = upper, lower
    return Cumulative(
        title=f"{outcome.name}: trials added in the order in which they became known",
        measure=title(measure_name(measure.code)),
        steps=tuple(drawn),
        whole=Answer(f"All {plural(pooling.k, 'trial')}", *pooling.main.shown),
        first="Adding",
        second="known from",
        null=measure.null,
        log=measure.log_scale,
        level=pooling.options.level,
        better_low=lower,
        better_high=upper,
    )
