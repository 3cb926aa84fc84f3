"""What bears on a claim, and since when: the days on which its verdict could have moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from thymos.dossier.asof import Clock
from thymos.dossier.index import Dossier, absolute, collection_of
from thymos.evidence.results import describe
from thymos.records.atoms import Citation
from thymos.records.claim import Claim, Ground
from thymos.records.outcome import PublishedPool
from thymos.records.source import NoticeKind
from thymos.records.study import Study
from thymos.records.wording import recorded


@dataclass(frozen=True, slots=True)
class Event:
    """Something that became known on a day, or ceased to hold: a record of a whole dossier.

    record: `kind:id`, as the derivations name it. kind: what sort of event, in a word that a
    reader sees. what: the event in one sentence without its date.
    """

    day: date
    record: str
    kind: str
    what: str
    cites: tuple[Citation, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources it rests on, each once."""
        return tuple(dict.fromkeys(cite.source for cite in self.cites))


def bearing(whole: Dossier, claim: Claim, clock: Clock | None = None) -> tuple[Event, ...]:
    """Every event that can move the verdict on a claim, in the order of its days."""
    clock = clock or Clock(whole)
    found: list[Event] = []
    if claim.pico is not None and claim.pico.outcome is not None:
        found += _of_outcome(whole, claim.pico.outcome, clock)
    if claim.test is not None:
        found += _of_test(whole, claim, clock)
    for ground in claim.grounds:
        found += _of_ground(whole, ground, clock)
    return tuple(sorted(dict.fromkeys(found), key=lambda e: (e.day, e.record, e.what)))


def _of_outcome(whole: Dossier, outcome: str, clock: Clock) -> Iterator[Event]:
    studies = {study.id: study for study, _ in whole.results_of(outcome)}
    pools = [pool for pool in whole.pools.values() if pool.outcome == outcome]
    for study, result in whole.results_of(outcome):
        day = clock.result(study, result)
        new = "study" if day == clock.study(study) else "result"
        replaces = absolute(study.id, result.id) in clock.replacing
        kind = "correction" if replaces else f"new {new}"
        what = f"{study.name}, {describe(study, result)}"
        yield Event(day, f"result:{study.id}/{result.id}", kind, what, result.cites)
    for study in studies.values():
        yield from _of_reports(whole, study, clock)
        for overlap in study.overlaps:
            other = whole.studies[overlap.study]
            what = f"{study.name} and {other.name} share patients ({overlap.certainty})"
            day = max(clock.study(other), clock.study(study))
            yield Event(day, f"study:{study.id}", "overlap", what, overlap.cites)
    for pool in pools:
        yield _of_pool(whole, pool, clock)


def _of_reports(whole: Dossier, study: Study, clock: Clock) -> Iterator[Event]:
    for report in study.reports:
        for notice in whole.sources[report.source].notices:
            kind = "retraction" if notice.kind is NoticeKind.RETRACTION else "correction"
            what = f"{study.name}: {notice.what}"
            yield Event(clock.day(notice.date), f"study:{study.id}", kind, what, notice.cites)


def _of_pool(whole: Dossier, pool: PublishedPool, clock: Clock) -> Event:
    said = "no usable figure"
    if pool.estimate is not None:
        limits = (pool.interval.low, pool.interval.high) if pool.interval else (None, None)
        said = f"{pool.measure} {recorded(pool.estimate, *limits)}"
    what = f"{whole.sources[pool.source].label} ({pool.scope}): {said}"
    return Event(clock.record(pool), f"pool:{pool.id}", "published review", what, pool.cites)


def _of_test(whole: Dossier, claim: Claim, clock: Clock) -> Iterator[Event]:
    test = claim.test
    if test is not None and test.status is not None:
        for status in whole.statuses.values():
            if status.id in test.status.statuses or status.jurisdiction == test.status.jurisdiction:
                name = f"status:{status.id}"
                yield Event(
                    clock.record(status), name, status.kind.value, status.what, status.cites
                )
                if status.valid_to is not None:
                    day = status.valid_to.last + timedelta(days=1)
                    yield Event(day, name, "end", f"no longer holds: {status.what}", status.cites)
    if test is not None and test.fact is not None:
        for fact in whole.facts.values():
            if fact.about == test.fact.about:
                name = f"fact:{fact.id}"
                yield Event(clock.record(fact), name, "fact", fact.text, fact.cites)
                yield from _of_cites(fact.cites, name, fact.text, clock)
    if test is not None and test.molecule is not None:
        compound = whole.compounds[test.molecule.compound]
        cites = tuple(dict.fromkeys(whole.cites_of(f"compound:{compound.id}")))
        said = f"what is on record of {compound.name}"
        yield from _of_cites(cites, f"compound:{compound.id}", said, clock)


def _of_ground(whole: Dossier, ground: Ground, clock: Clock) -> Iterator[Event]:
    cites = ground.cites + tuple(c for ref in ground.records for c in whole.cites_of(ref))
    name = ground.records[0] if ground.records else f"source:{ground.cites[0].source}"
    yield Event(clock.ground(ground), name, "statement", ground.says, cites)
    yield from _of_cites(ground.cites, name, ground.says, clock)
    for reference in ground.records:
        if collection_of(reference.partition(":")[0]) not in ("claims", "outcomes", "gaps"):
            day = max(clock.reference(reference), clock.ground(ground))
            if day > date.min:
                yield Event(day, reference, "record", ground.says, whole.cites_of(reference))
    if ground.until is not None:
        yield Event(ground.until.last, name, "end", f"no longer holds: {ground.says}", cites)


def _of_cites(cites: Iterable[Citation], name: str, says: str, clock: Clock) -> Iterator[Event]:
    """A fact weighs with the sources that are public, so each of them may move it."""
    for cite in cites:
        yield Event(clock.source(cite.source), name, "source", says, (cite,))
