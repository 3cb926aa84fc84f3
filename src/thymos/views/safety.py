"""Safety: adverse events with their denominators, cautions with strength and basis."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.records.safety import AdverseEvent, Caution, Interaction, Monitoring
from thymos.records.wording import count, percent
from thymos.views.claims import Line, line
from thymos.views.facts import FactGroup, fact_groups
from thymos.views.links import Link, anchor
from thymos.views.provenance import Mark, mark
from thymos.views.reading import Reading
from thymos.views.wordings import title

_STRENGTHS = ("contraindicated", "warning", "precaution", "theoretical", "no data")


@dataclass(frozen=True, slots=True)
class EventRow:
    """An adverse event: how many of how many, where a source says so."""

    anchor: str
    event: str
    serious: str
    counted: str
    where: Link | None
    causality: str | None
    text: str
    note: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class CautionRow:
    """Whom a label, a trial or a theory warns about."""

    anchor: str
    population: str
    strength: str
    basis: str
    text: str
    note: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class InteractionRow:
    """Another treatment, and what is known of the two together."""

    anchor: str
    other: str
    direction: str
    basis: str
    text: str
    note: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class MonitoringRow:
    """What a study or a label monitored."""

    anchor: str
    what: str
    by: Link
    note: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class SafetyPage:
    """Everything that bears on harm."""

    urgent: tuple[EventRow, ...]
    events: tuple[EventRow, ...]
    with_denominator: int
    cautions: tuple[CautionRow, ...]
    interactions: tuple[InteractionRow, ...]
    monitoring: tuple[MonitoringRow, ...]
    facts: tuple[FactGroup, ...]
    claims: tuple[Line, ...]


def safety_page(reading: Reading) -> SafetyPage:
    """Urgent signs first; cautions from the strongest to the weakest."""
    records = reading.dossier
    rows = {key: _event(reading, event) for key, event in records.adverse_events.items()}
    known = [e for e in records.adverse_events.values() if e.events is not None and e.n]
    cautions = sorted(records.cautions.values(), key=lambda c: _STRENGTHS.index(c.strength))
    return SafetyPage(
        urgent=tuple(rows[key] for key, event in records.adverse_events.items() if event.urgent),
        events=tuple(rows.values()),
        with_denominator=len(known),
        cautions=tuple(_caution(reading, caution) for caution in cautions),
        interactions=tuple(_interaction(reading, i) for i in records.interactions.values()),
        monitoring=tuple(_monitoring(reading, m) for m in records.monitoring.values()),
        facts=fact_groups(reading, "safety"),
        claims=tuple(line(reading, j) for j in reading.judged if j.claim.kind.value == "safety"),
    )


def _event(reading: Reading, event: AdverseEvent) -> EventRow:
    where = reading.link(f"studies:{event.study}") if event.study else None
    return EventRow(
        anchor=anchor("adverse_events", event.id),
        event=title(event.event),
        serious={True: "serious", False: "not serious", None: "not said"}[event.serious],
        counted=counted(event),
        where=where,
        causality=event.causality,
        text=event.text,
        note=event.note,
        mark=mark(reading.dossier, event.cites),
    )


def counted(event: AdverseEvent) -> str:
    """How often: events of n, a frequency as stated, or that no denominator is known.

    >>> from thymos.records.safety import AdverseEvent
    >>> cite = {"source": "a", "level": "primary"}
    >>> counted(
    ...     AdverseEvent(
    ...         id="e", event="Rash", serious=None, events=5, n=12, text="t", cites=(cite,)
    ...     )
    ... )
    '5 of 12 (41.7 %)'
    """
    if event.events is not None and event.n:
        return f"{count(event.events)} of {count(event.n)} ({percent(event.events, event.n)})"
    if event.events is not None:
        return f"{count(event.events)}, of how many is not said"
    if event.frequency:
        return event.frequency
    return f"of {count(event.n)}, how many is not said" if event.n else "no count given"


def _caution(reading: Reading, caution: Caution) -> CautionRow:
    return CautionRow(
        anchor=anchor("cautions", caution.id),
        population=title(caution.population),
        strength=caution.strength,
        basis=caution.basis,
        text=caution.text,
        note=caution.note,
        mark=mark(reading.dossier, caution.cites),
    )


def _interaction(reading: Reading, interaction: Interaction) -> InteractionRow:
    return InteractionRow(
        anchor=anchor("interactions", interaction.id),
        other=title(interaction.other),
        direction=interaction.direction,
        basis=interaction.basis,
        text=interaction.text,
        note=interaction.note,
        mark=mark(reading.dossier, interaction.cites),
    )


def _monitoring(reading: Reading, record: Monitoring) -> MonitoringRow:
    href = reading.link(f"studies:{record.study}").href if record.study else None
    return MonitoringRow(
        anchor=anchor("monitoring", record.id),
        what=title(record.what),
        by=Link(title(record.by), href),
        note=record.note,
        mark=mark(reading.dossier, record.cites),
    )
