"""How verdicts moved: one claim through time, and everything between two days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from thymos.dossier.index import Dossier
from thymos.records.wording import plural
from thymos.verdict.bearing import Event
from thymos.verdict.changes import Changes, Moved
from thymos.verdict.history import History, Step

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class HistoryView:
    """One claim through time, by today's rules on what was knowable then."""

    dossier: Dossier
    history: History

    def as_json(self) -> Json:
        """Keys: dossier, as_of, claim, text, steps (oldest first)."""
        return {
            "dossier": self.dossier.head.id,
            "as_of": self.dossier.day.isoformat(),
            "claim": self.history.claim.id,
            "text": self.history.claim.text,
            "steps": [step_json(step) for step in self.history.steps],
        }


@dataclass(frozen=True, slots=True)
class ChangesView:
    """Everything that changed between two days."""

    dossier: Dossier
    changes: Changes

    def as_json(self) -> Json:
        """Keys: dossier, from, to, events, claims."""
        return {
            "dossier": self.dossier.head.id,
            "from": self.changes.first.isoformat(),
            "to": self.changes.second.isoformat(),
            "events": [event_json(event) for event in self.changes.events],
            "claims": [_moved_json(moved) for moved in self.changes.claims],
        }


def step_json(step: Step) -> Json:
    """One step under the stable keys; `because` names the movers, or all that happened."""
    return {
        "date": step.day.isoformat(),
        "verdict": step.judged.verdict,
        "before": step.before,
        "moved": step.moved,
        "reason": step.judged.told,
        "certainty": step.judged.certainty,
        "because": told(step.movers or step.because),
        "events": [event_json(event) for event in step.because],
        "sources": list(step.sources),
    }


def event_json(event: Event) -> Json:
    """One event: its day, its record, what sort it is, what it says, its sources."""
    return {
        "date": event.day.isoformat(),
        "record": event.record,
        "kind": event.kind,
        "what": event.what,
        "sources": list(event.sources),
    }


def told(events: Iterable[Event]) -> str:
    """Events in one line for people: each statement once, a study with its first result.

    >>> from datetime import date
    >>> told([Event(date(2020, 1, 1), "pool:x", "published review", "Li 2020: RR 0.8")])
    'published review: Li 2020: RR 0.8'
    """
    said: dict[str, str] = {}
    more: dict[tuple[str, str], list[str]] = {}
    for event in events:
        if event.record.startswith("result:"):
            study = event.record.partition(":")[2].partition("/")[0]
            more.setdefault((event.kind, study), []).append(event.what)
        else:
            said.setdefault(event.what, event.kind)
    lines = []
    for (kind, _), results in more.items():
        rest = len(results) - 1
        also = f" and {plural(rest, 'further result')}" if rest else ""
        lines.append(f"{kind}: {results[0]}{also}")
    return "; ".join([*lines, *(f"{kind}: {what}" for what, kind in said.items())])


def _moved_json(moved: Moved) -> Json:
    return {
        "id": moved.claim.id,
        "text": moved.claim.text,
        "before": moved.before.verdict,
        "after": moved.after.verdict,
        "moved": moved.verdict_moved,
        "reason": moved.after.told,
        "steps": [step_json(step) for step in moved.steps],
    }
