"""How verdicts moved: one claim through time, and everything between two days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from typing_extensions import TypedDict

from thymos.dossier.index import Dossier
from thymos.dossier.said import Said
from thymos.records.wording import plural
from thymos.verdict.bearing import Event
from thymos.verdict.changes import Changes, Moved
from thymos.verdict.history import History, Step
from thymos.verdict.ledger import Entry, said_of

Json = dict[str, Any]


class SaidRow(TypedDict):
    """What was said on a day, from the records `known` on another, by a version of the program.

    `by_todays_rules` is the verdict of today's rules on that day of knowledge, null where
    nothing dated bore on the claim by then.
    """

    date: str
    engine: str
    known: str
    digest: str
    verdict: str
    certainty: str | None
    by_todays_rules: str | None
    differs: bool


class RecordedChange(TypedDict):
    """A claim of which another thing is said than the last time; null before the first time."""

    claim: str
    before: str | None
    after: str
    certainty_before: str | None
    certainty_after: str | None


class Recorded(TypedDict):
    """`thymos record`; `new` is false where the last recording says the same."""

    dossier: str
    file: str
    said: str | None
    engine: str | None
    known: str
    digest: str
    new: bool
    claims: int
    changed: list[RecordedChange]


@dataclass(frozen=True, slots=True)
class HistoryView:
    """One claim through time: by today's rules on what was knowable then, and what was said then.

    engine: the version whose rules the steps follow.
    """

    dossier: Dossier
    history: History
    engine: str

    @property
    def said(self) -> tuple[SaidThen, ...]:
        """What was said of it, each with what today's rules make of the day it speaks of."""
        rows = said_of(self.dossier, self.history.claim.id)
        return tuple(SaidThen(row, self.history.at(row.known)) for row in rows)

    def as_json(self) -> Json:
        """Keys: dossier, as_of, engine, claim, text, steps (oldest first), said (oldest first)."""
        return {
            "dossier": self.dossier.head.id,
            "as_of": self.dossier.day.isoformat(),
            "engine": self.engine,
            "claim": self.history.claim.id,
            "text": self.history.claim.text,
            "steps": [step_json(step) for step in self.history.steps],
            "said": [_said_json(said) for said in self.said],
        }


@dataclass(frozen=True, slots=True)
class SaidThen:
    """What was said on a day, beside today's rules on the same day of knowledge.

    now: the step in force on that day; None where nothing dated bore on the claim by then.
    """

    row: Said
    now: Step | None

    @property
    def by_todays_rules(self) -> str | None:
        """The verdict that today's rules and records give for that day of knowledge."""
        return self.now.judged.verdict if self.now is not None else None

    @property
    def differs(self) -> bool:
        """Whether rules or records have changed what holds of that day."""
        return self.by_todays_rules is not None and self.by_todays_rules != self.row.verdict


@dataclass(frozen=True, slots=True)
class RecordedView:
    """What was appended to the ledger of a dossier, or that nothing was."""

    dossier: Dossier
    entry: Entry
    file: str

    def as_json(self) -> Json:
        """Keys: dossier, file, said, engine, known, digest, new, claims, changed."""
        keys = self.entry.rows[0] if self.entry.rows else None
        return {
            "dossier": self.dossier.head.id,
            "file": self.file,
            "said": keys.said.isoformat() if keys else None,
            "engine": keys.engine if keys else None,
            "known": self.dossier.day.isoformat(),
            "digest": self.dossier.digest,
            "new": self.entry.new,
            "claims": len(self.entry.rows),
            "changed": [
                {
                    "claim": now.claim,
                    "before": before.verdict if before else None,
                    "after": now.verdict,
                    "certainty_before": before.certainty if before else None,
                    "certainty_after": now.certainty,
                }
                for before, now in self.entry.changed
            ],
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


def _said_json(said: SaidThen) -> Json:
    row = said.row
    return {
        "date": row.said.isoformat(),
        "engine": row.engine,
        "known": row.known.isoformat(),
        "digest": row.digest,
        "verdict": row.verdict,
        "certainty": row.certainty,
        "by_todays_rules": said.by_todays_rules,
        "differs": said.differs,
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
