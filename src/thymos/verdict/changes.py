"""Everything that changed between two days, and what it did to the verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from thymos.dossier.asof import Clock
from thymos.dossier.index import Dossier
from thymos.evidence.results import describe
from thymos.records.claim import Claim
from thymos.verdict.bearing import Event
from thymos.verdict.history import Chronicle, Step
from thymos.verdict.judge import Judged, judge

# Collections whose records became known on a day and are told by one of their fields.
TOLD: tuple[tuple[str, str, str, str], ...] = (
    ("statuses", "status", "", "what"),
    ("facts", "fact", "fact", "text"),
    ("cautions", "caution", "caution", "text"),
    ("interactions", "interaction", "interaction", "text"),
    ("adverse_events", "adverse event", "adverse event", "text"),
    ("searches", "search", "search", "what"),
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A claim whose verdict, or the reason for it, differs between two days.

    steps: those between the days, each with what happened and what moved it.
    """

    claim: Claim
    before: Judged
    after: Judged
    steps: tuple[Step, ...]

    @property
    def verdict_moved(self) -> bool:
        """Whether the word is another, not only the reason."""
        return self.before.verdict != self.after.verdict


@dataclass(frozen=True, slots=True)
class Changes:
    """What became known after one day up to another, and the claims that it bears on."""

    first: date
    second: date
    events: tuple[Event, ...]
    claims: tuple[Moved, ...]


def changes(dossier: Dossier, first: date, second: date) -> Changes:
    """Compare a dossier as knowable on two days, the earlier one first."""
    whole = dossier.whole or dossier
    chronicle = Chronicle(whole)
    events = tuple(
        sorted(
            dict.fromkeys(e for e in everything(whole) if first < e.day <= second),
            key=lambda e: (e.day, e.record, e.what),
        )
    )
    then, now = chronicle.known(first), chronicle.known(second)
    moved = []
    for claim in whole.claims:
        history = chronicle.history(claim)
        steps = tuple(step for step in history.steps if first < step.day <= second)
        if not steps:
            continue
        before, after = judge(then, then.claims[claim]), judge(now, now.claims[claim])
        if (before.verdict, before.told) != (after.verdict, after.told):
            moved.append(Moved(history.claim, before, after, steps))
    moved.sort(key=lambda one: not one.verdict_moved)
    return Changes(first, second, events, tuple(moved))


def everything(whole: Dossier) -> Iterator[Event]:
    """Every event of a dossier: what became known, was corrected, withdrawn or ended, and when."""
    clock = Clock(whole)
    for study in whole.studies.values():
        start = clock.study(study)
        yield Event(start, f"study:{study.id}", "new study", study.name)
        for result in study.results:
            name, day = f"{study.id}/{result.id}", clock.result(study, result)
            if day > start:
                kind = "correction" if name in clock.replacing else "new result"
                what = f"{study.name}, {describe(study, result)}"
                yield Event(day, f"result:{name}", kind, what, result.cites)
    for pool in whole.pools.values():
        label = f"{whole.sources[pool.source].label} ({pool.scope})"
        yield Event(clock.record(pool), f"pool:{pool.id}", "published review", label, pool.cites)
    for collection, singular, kind, field in TOLD:
        for record in whole.collection(collection).values():
            what = str(getattr(record, field))
            word = kind or str(record.kind)
            cites = getattr(record, "cites", ())
            yield Event(clock.record(record), f"{singular}:{record.id}", word, what, cites)
    for status in whole.statuses.values():
        if status.valid_to is not None:
            day = status.valid_to.last + timedelta(days=1)
            what = f"no longer holds: {status.what}"
            yield Event(day, f"status:{status.id}", "end", what, status.cites)
    for source in whole.sources.values():
        for notice in source.notices:
            what = f"{source.label}: {notice.what}"
            yield Event(
                clock.day(notice.date), f"source:{source.id}", notice.kind.value, what, notice.cites
            )
