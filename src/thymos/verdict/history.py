"""How verdicts moved, and which record moved them: today's rules on what was knowable then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import groupby
from types import MappingProxyType
from typing import Any

from thymos.dossier.asof import Clock, as_of
from thymos.dossier.index import Dossier, collection_of
from thymos.records.claim import Claim
from thymos.verdict.bearing import Event, bearing
from thymos.verdict.judge import Judged, judge


@dataclass(frozen=True, slots=True)
class Step:
    """A day on which something bearing on a claim changed, and what the verdict was from then.

    because: the events of that day. movers: those of them without any one of which the verdict
    would have stayed; all of them where only together they moved it, none where it did not move.
    """

    day: date
    judged: Judged
    because: tuple[Event, ...]
    movers: tuple[Event, ...]
    before: str | None

    @property
    def moved(self) -> bool:
        """Whether the verdict is another than before; the first one always counts."""
        return self.before != self.judged.verdict

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources of what happened, the movers' alone where some are known."""
        events = self.movers or self.because
        return tuple(dict.fromkeys(source for event in events for source in event.sources))


@dataclass(frozen=True, slots=True)
class History:
    """A claim through time, oldest step first."""

    claim: Claim
    steps: tuple[Step, ...]

    def at(self, day: date) -> Step | None:
        """The step in force on a day; None before the first."""
        return next((step for step in reversed(self.steps) if step.day <= day), None)


class Chronicle:
    """All claims of a whole dossier through time; each day of it is cut once."""

    def __init__(self, dossier: Dossier) -> None:
        self.whole = dossier.whole or dossier
        self.until = dossier.day
        self._clock = Clock(self.whole)
        self._days: dict[date, Dossier] = {}

    def known(self, day: date) -> Dossier:
        """The dossier as knowable on a day."""
        if day not in self._days:
            self._days[day] = as_of(self.whole, day, self._clock)
        return self._days[day]

    @cached_property
    def histories(self) -> tuple[History, ...]:
        """Every claim through time, in the order of the dossier."""
        return tuple(self.history(claim) for claim in self.whole.claims)

    def history(self, claim: str) -> History:
        """One claim through time. Raises UnknownRecord."""
        asked: Claim = self.whole.get("claims", claim)
        events = (e for e in bearing(self.whole, asked, self._clock) if e.day <= self.until)
        steps: list[Step] = []
        for day, found in groupby(events, key=lambda event: event.day):
            known = self.known(day)
            judged = judge(known, known.claims[claim])
            before = steps[-1].judged if steps else None
            because = tuple(found)
            if before is not None and _same(before, judged):
                continue
            movers = self._movers(known, claim, because, before, judged)
            was = before.verdict if before else None
            steps.append(Step(day, judged, because, movers, was))
        return History(asked, tuple(steps))

    def graded(self, history: History) -> History:
        """The same history with the certainty of each step, which moves no verdict."""
        if not history.claim.kind.clinical:
            return history
        steps = []
        for step in history.steps:
            known = self.known(step.day)
            asked = known.claims[history.claim.id]
            found = judge(known, asked, beside=True, posterior=False)
            judged = replace(step.judged, certainty=found.certainty, graded=found.graded)
            steps.append(replace(step, judged=judged))
        return replace(history, steps=tuple(steps))

    def _movers(
        self,
        known: Dossier,
        claim: str,
        because: tuple[Event, ...],
        before: Judged | None,
        judged: Judged,
    ) -> tuple[Event, ...]:
        """The events that moved a verdict: taken away one at a time, if several came together."""
        if before is not None and before.verdict == judged.verdict:
            return ()
        records = dict.fromkeys(event.record for event in because)
        if len(records) < 2:
            return because
        needed = set()
        for record in records:
            less = without(known, record)
            if less is None:
                continue
            asked = _unmentioned(less.claims[claim], record)
            if judge(less, asked).verdict != judged.verdict:
                needed.add(record)
        return tuple(e for e in because if e.record in needed) or because


def _same(one: Judged, other: Judged) -> bool:
    """Whether nothing in the derivation has changed."""
    return one.verdict == other.verdict and one.why == other.why


def without(known: Dossier, reference: str) -> Dossier | None:
    """The same dossier as if one record were not in it; None for what others rest on."""
    kind, _, name = reference.partition(":")
    collection = collection_of(kind)
    if collection == "results":
        study, _, result = name.partition("/")
        whole = known.studies[study]
        rest = tuple(r for r in whole.results if r.id != result)
        if not rest:
            return _less(known, "studies", study)
        return _put(known, "studies", study, whole.model_copy(update={"results": rest}))
    if collection in ("studies", "pools", "statuses", "facts"):
        return _less(known, collection, name)
    return None


def _unmentioned(claim: Claim, reference: str) -> Claim:
    """The claim with grounds that do not rest on a record."""
    grounds = []
    for ground in claim.grounds:
        records = tuple(name for name in ground.records if name != reference)
        if records or ground.cites:
            grounds.append(ground.model_copy(update={"records": records}))
    return claim.model_copy(update={"grounds": tuple(grounds)})


def _less(known: Dossier, collection: str, name: str) -> Dossier:
    records = getattr(known, collection)
    kept = {key: record for key, record in records.items() if key != name}
    return _with(known, collection, kept)


def _put(known: Dossier, collection: str, name: str, record: Any) -> Dossier:
    return _with(known, collection, {**getattr(known, collection), name: record})


def _with(known: Dossier, collection: str, records: dict[str, Any]) -> Dossier:
    changes: dict[str, Any] = {collection: MappingProxyType(records)}
    return replace(known, **changes)


def all_days(events: Iterable[Event]) -> tuple[date, ...]:
    """The days of some events, each once, in order."""
    return tuple(sorted({event.day for event in events}))
