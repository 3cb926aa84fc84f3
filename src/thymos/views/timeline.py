"""A claim through time, as its page shows it: a plot, a table, and what was said."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.plots.timeline import Timeline, Turn
from thymos.verdict.history import History, Step
from thymos.views.history import HistoryView, SaidThen, told
from thymos.views.links import Link
from thymos.views.provenance import Badge, badge
from thymos.views.reading import Reading
from thymos.views.wordings import day, sentence, title

# Verdicts from good to bad, as lanes from top to bottom.
LANES = (
    *("supported", "probable", "unsettled", "not supported", "contradicted", "untested"),
    *("true", "partly true", "disputed", "outdated", "unverified", "false"),
)
# A plot of a verdict that never moved would be a line.
MOVES_FROM = 2


@dataclass(frozen=True, slots=True)
class Turned:
    """A day on which the verdict on a claim, or its reason, changed."""

    when: str
    badge: Badge
    certainty: str | None
    moved: bool
    because: str
    links: tuple[Link, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class SaidRow:
    """What was said on a day, and what today's rules make of it."""

    when: str
    engine: str
    known: str
    badge: Badge
    certainty: str | None
    now: Badge | None
    differs: bool


@dataclass(frozen=True, slots=True)
class ClaimTime:
    """A claim through time, as its page shows it; no plot where the verdict never moved."""

    plot: Timeline | None
    turns: tuple[Turned, ...]
    said: tuple[SaidRow, ...]
    engine: str


def claim_time(reading: Reading, claim: str) -> ClaimTime:
    """One claim through time."""
    view = HistoryView(reading.dossier, reading.histories[claim], reading.engine)
    return ClaimTime(
        plot=_plot(reading, view.history),
        turns=tuple(_turned(reading, step) for step in view.history.steps),
        said=tuple(_said(said) for said in view.said),
        engine=reading.engine,
    )


def _plot(reading: Reading, history: History) -> Timeline | None:
    if sum(step.moved for step in history.steps) < MOVES_FROM:
        return None
    used = {step.judged.verdict for step in history.steps}
    turns = tuple(
        Turn(
            step.day.isoformat(), step.judged.verdict, step.moved, told(step.movers or step.because)
        )
        for step in history.steps
    )
    lanes = tuple(lane for lane in LANES if lane in used)
    return Timeline(
        f"{history.claim.text}: the verdict through time", lanes, turns, reading.day.isoformat()
    )


def _turned(reading: Reading, step: Step) -> Turned:
    events = step.movers or step.because
    links = dict.fromkeys(_link(reading, event.record) for event in events)
    return Turned(
        when=day(step.day),
        badge=badge(step.judged.verdict),
        certainty=step.judged.certainty,
        moved=step.moved,
        because=title(told(events)),
        links=tuple(link for link in links if link.href is not None),
        reason=sentence(step.judged.told),
    )


def _link(reading: Reading, reference: str) -> Link:
    """A link to a record under a name that is short enough to stand behind the words."""
    kind, _, record = reference.partition(":")
    href = reading.link(reference).href
    if kind == "result":
        return Link(reading.dossier.studies[record.partition("/")[0]].name, href)
    if kind == "pool":
        return Link(reading.dossier.name_of("source", reading.dossier.pools[record].source), href)
    return Link(kind, href)


def _said(said: SaidThen) -> SaidRow:
    now = said.by_todays_rules
    return SaidRow(
        when=day(said.row.said),
        engine=said.row.engine,
        known=day(said.row.known),
        badge=badge(said.row.verdict),
        certainty=said.row.certainty,
        now=badge(now) if now else None,
        differs=said.differs,
    )
