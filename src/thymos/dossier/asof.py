"""The dossier as it was knowable on a day.

A thing counts as known from the last day that its date can mean, but never later than the
day on which the dossier was compiled; a thing without any date, from that day. Which date:

study           `available`, else the earliest of its reports
result          `valid_from`, else its study's; never before its study
published pool  `valid_from`, else its source's
fact            `valid_from`, else the earliest cited source
status          `known_from`, else `valid_from`, else `looked_up`, else the earliest cited source
ground          `from_date`, else the earliest cited source, else the latest of its records
search, notice  the day it was made
model, inquiry  the day of compiling: they are made here
regimen         as the parameter record that it puts in numbers
others          `known_from` or `heard`, else the earliest cited source

A ground shows the citations that were public by then, so that two sources agree only once both
are. Other records keep all of theirs: a level says how we verified a figure, not since when.
What is about a study is not known before the study. Claims, outcomes, compounds and gaps are
questions and names: they stay, but what a compound's record says of the molecule weighs in a
verdict only from the day on which a source of it was public. A mark that a later value
replaces this one goes while that value is unknown. Whatever a record that stays names by a
field of its own stays too, except in the tests of claims, which may ask for statuses and facts
that nobody knew yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar

from thymos.dossier.index import Dossier, absolute, collection_of
from thymos.dossier.references import mentions, plan_of
from thymos.records.atoms import Citation, PartialDate, Record
from thymos.records.claim import Claim, Ground
from thymos.records.compound import Fact
from thymos.records.edge import Edge
from thymos.records.inquiry import Inquiry
from thymos.records.model import Model, Regimen
from thymos.records.outcome import PublishedPool
from thymos.records.regulation import Status
from thymos.records.schema import KINDS
from thymos.records.source import Source
from thymos.records.study import Result, Study

T = TypeVar("T", bound=Record)

STAY = ("claims", "outcomes", "compounds", "gaps")


def as_of(dossier: Dossier, day: date, clock: Clock | None = None) -> Dossier:
    """The dossier as knowable on a day, cut from the whole whatever was cut before.

    The answer for a day on or after `head.compiled` holds everything. Whoever cuts many days
    gives the same clock of the whole dossier each time, which remembers.
    """
    whole = dossier.whole or dossier
    clock = clock or Clock(whole)
    cut: dict[str, Any] = {
        kind.collection: MappingProxyType(_cut(kind.collection, clock, day)) for kind in KINDS
    }
    known = replace(whole, as_of=day, whole=whole, **cut)
    known = replace(known, conflicts=_conflicts(whole, known, clock, day))
    return replace(known, sources=_sources(whole, known, clock, day))


def public(dossier: Dossier, cites: Iterable[Citation]) -> tuple[Citation, ...]:
    """Those of some citations whose source was public on the dossier's day."""
    clock = Clock(dossier.whole or dossier)
    return tuple(cite for cite in cites if clock.source(cite.source) <= dossier.day)


class Clock:
    """From when each thing of a whole dossier counts as known; each answer is worked out once."""

    def __init__(self, whole: Dossier) -> None:
        self.whole = whole
        self.compiled = whole.head.compiled.last
        # By the record itself: the memory holds it, so that no other takes its identity.
        self._days: dict[int, tuple[Record, date]] = {}
        self._named: dict[int, tuple[Record, tuple[str, ...]]] = {}

    @cached_property
    def replacing(self) -> frozenset[str]:
        """The results, as study/result, that replace another."""
        return frozenset(
            absolute(study.id, result.superseded_by)
            for study, result in self.whole.results()
            if result.superseded_by is not None
        )

    def day(self, *dates: PartialDate | None) -> date:
        """The first date that is given, or the day of compiling; never after that day."""
        stated = next((d.last for d in dates if d is not None), self.compiled)
        return min(stated, self.compiled)

    def source(self, record: str) -> date:
        """From when a source counts as known."""
        return self.record(self.whole.sources[record])

    def cited(self, cites: Iterable[Citation]) -> date:
        """From when the earliest of some citations counts as known."""
        return min((self.source(cite.source) for cite in cites), default=self.compiled)

    def study(self, study: Study) -> date:
        """From when a study counts as known."""
        return self.record(study)

    def result(self, study: Study, result: Result) -> date:
        """From when a result counts as known."""
        start = self.study(study)
        return start if result.valid_from is None else max(start, self.day(result.valid_from))

    def record(self, record: Record) -> date:
        """From when a record of any kind counts as known."""
        kept = self._days.get(id(record))
        if kept is None:
            kept = self._days[id(record)] = record, self._record(record)
        return kept[1]

    def sources_named(self, record: Record) -> tuple[str, ...]:
        """Ids of the sources that a record, as it is known, names."""
        kept = self._named.get(id(record))
        if kept is None:
            found = mentions(record, plan_of(type(record)))
            named = tuple({m.id: m for m in found if m.collections == ("sources",)})
            kept = self._named[id(record)] = record, named
        return kept[1]

    def _study(self, study: Study) -> date:
        if study.available is not None:
            return self.day(study.available)
        return min(self.source(report.source) for report in study.reports)

    def _record(self, record: Any) -> date:
        match record:
            case Study():
                found = self._study(record)
            case Source():
                found = self.day(record.issued)
            case Edge():
                found = min(self.cited(item.cites) for item in record.evidence)
            case PublishedPool():
                found = self.day(record.valid_from or self.whole.sources[record.source].issued)
            case Status():
                stated = record.known_from or record.valid_from or record.looked_up
                found = self.day(stated) if stated else self.cited(record.cites)
            case Model() | Inquiry():
                found = self.compiled
            case Regimen():
                found = self.record(self.whole.parameters[record.reports])
            case _:
                found = self._stated(record)
        return found

    def _stated(self, record: Any) -> date:
        stated = next(
            (found for name in _DATES if (found := getattr(record, name, None)) is not None), None
        )
        known = self.day(stated) if stated else self.cited(getattr(record, "cites", ()))
        about = self.whole.studies.get(getattr(record, "study", None) or "")
        return known if about is None else max(known, self.study(about))

    def ground(self, ground: Ground) -> date:
        """From when something that bears on a claim counts as known."""
        if ground.from_date is not None:
            return self.day(ground.from_date)
        if ground.cites:
            return self.cited(ground.cites)
        return max(self.reference(reference) for reference in ground.records)

    def reference(self, reference: str) -> date:
        """From when the record that `kind:id` names counts as known."""
        kind, _, name = reference.partition(":")
        collection = collection_of(kind)
        if collection == "results":
            return self.result(*self.whole.result(name))
        if collection in STAY:
            return date.min
        return self.record(self.whole.get(collection, name))


# Where a record may say since when it is known, the first that it does say counting.
_DATES = ("valid_from", "known_from", "on", "heard")


def _cut(name: str, clock: Clock, day: date) -> dict[str, Any]:
    """The records of one collection that were known, each as it was known."""
    cut = dict(_CUTS).get(name)
    kept: dict[str, Any] = {}
    for key, record in getattr(clock.whole, name).items():
        if name in STAY or clock.record(record) <= day:
            kept[key] = record if cut is None else cut(record, clock, day)
    return kept


def _study(study: Study, clock: Clock, day: date) -> Study:
    whole = clock.whole
    results = tuple(
        _result(study, result, clock, day)
        for result in study.results
        if clock.result(study, result) <= day
    )
    overlaps = tuple(o for o in study.overlaps if clock.study(whole.studies[o.study]) <= day)
    reports = tuple(r for r in study.reports if clock.source(r.source) <= day)
    return _changed(study, results=results, overlaps=overlaps, reports=reports or study.reports)


def _result(study: Study, result: Result, clock: Clock, day: date) -> Result:
    if result.superseded_by is None:
        return result
    later = clock.whole.result(absolute(study.id, result.superseded_by))
    return result if clock.result(*later) <= day else _changed(result, superseded_by=None)


def _fact(fact: Fact, clock: Clock, day: date) -> Fact:
    if fact.superseded_by is None:
        return fact
    later = clock.whole.facts[fact.superseded_by]
    return fact if clock.record(later) <= day else _changed(fact, superseded_by=None)


def _pool(pool: PublishedPool, clock: Clock, day: date) -> PublishedPool:
    studies = clock.whole.studies
    trials = tuple(
        _changed(trial, study=None)
        if trial.study and clock.study(studies[trial.study]) > day
        else trial
        for trial in pool.trials
    )
    return _changed(pool, trials=trials)


def _edge(edge: Edge, clock: Clock, day: date) -> Edge:
    return _changed(
        edge, evidence=tuple(item for item in edge.evidence if clock.cited(item.cites) <= day)
    )


def _claim(claim: Claim, clock: Clock, day: date) -> Claim:
    grounds = []
    for ground in claim.grounds:
        if clock.ground(ground) > day:
            continue
        records = tuple(r for r in ground.records if clock.reference(r) <= day)
        cites = tuple(c for c in ground.cites if clock.source(c.source) <= day)
        if records or ground.cites:
            grounds.append(_changed(ground, records=records, cites=cites or ground.cites))
    return _changed(claim, grounds=tuple(grounds))


def _sources(whole: Dossier, known: Dossier, clock: Clock, day: date) -> Mapping[str, Source]:
    """The sources that were public, or that a record which stays names, with their notices."""
    records = {
        key: _changed(source, notices=tuple(n for n in source.notices if clock.day(n.date) <= day))
        for key, source in whole.sources.items()
    }
    named = {
        name
        for kind in KINDS
        if kind.collection != "sources"
        for record in getattr(known, kind.collection).values()
        for name in clock.sources_named(record)
    }
    waiting = [key for key in records if key in named or clock.source(key) <= day]
    kept: set[str] = set()
    while waiting:  # a kept source's notices name sources in turn
        key = waiting.pop()
        if key not in kept:
            kept.add(key)
            waiting += clock.sources_named(records[key])
    return MappingProxyType({key: record for key, record in records.items() if key in kept})


def _conflicts(whole: Dossier, known: Dossier, clock: Clock, day: date) -> Mapping[str, Any]:
    """The disagreements that were known, or that an edge which stays belongs to."""
    named = {edge.conflict_set for edge in known.edges.values()}
    return MappingProxyType(
        {
            key: record
            for key, record in whole.conflicts.items()
            if key in named or clock.record(record) <= day
        }
    )


def _changed(record: T, **fields: Any) -> T:
    """The record with other values in some fields; the record itself where nothing differs."""
    if all(getattr(record, name) == value for name, value in fields.items()):
        return record
    return record.model_copy(update=fields)


# How a record of these collections looks on a day; of the others it is simply as it is.
_CUTS: tuple[tuple[str, Callable[[Any, Clock, date], Any]], ...] = (
    ("facts", _fact),
    ("studies", _study),
    ("pools", _pool),
    ("claims", _claim),
    ("edges", _edge),
)
