"""What cannot have come in that order, and corrections that contradict each other.

Told once every record is sound by itself, for only then can days be compared. Dates known to
the year or month count against a record only where no reading of them fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from thymos.dossier.asof import Clock
from thymos.dossier.build import Build
from thymos.dossier.faults import field_name
from thymos.dossier.files import HEAD
from thymos.dossier.index import Dossier, absolute
from thymos.dossier.place import PathIn, Place
from thymos.errors import Finding
from thymos.records.source import NoticeKind, Source
from thymos.records.study import Result, Study


def check(build: Build, dossier: Dossier) -> None:
    """Add a finding for everything whose dates, or whose successors, contradict each other."""
    clock = Clock(dossier)
    for source in dossier.sources.values():
        _notices(build, dossier, source)
    for study in dossier.studies.values():
        _successors(build, dossier, study, clock)
        _rivals(build, study, clock)
    for fact in dossier.facts.values():
        later = dossier.facts.get(fact.superseded_by or "")
        if later is not None and clock.record(later) < clock.record(fact):
            since, until = clock.record(fact), clock.record(later)
            expected = f"a fact known from {since}, as this one is, or later"
            found = f"'{later.id}', known from {until}"
            _keep(build, "facts", fact.id, ("superseded_by",), expected, found)
    _spans(build, dossier)


def _notices(build: Build, dossier: Dossier, source: Source) -> None:
    """A notice comes after what it is about, not before it is printed, one retraction at most."""
    retracted = None
    for number, notice in enumerate(source.notices):
        path: PathIn = ("notices", number, "date")
        if source.issued is not None and notice.date.last < source.issued.first:
            expected = f"a {notice.kind.value} on or after the source's own date, {source.issued}"
            _keep(build, "sources", source.id, path, expected, str(notice.date))
        if notice.kind is NoticeKind.RETRACTION:
            if retracted is not None and retracted != notice.date:
                expected = f"one retraction, which is on record for {retracted}"
                _keep(build, "sources", source.id, path, expected, f"another, of {notice.date}")
            retracted = retracted or notice.date


def _successors(build: Build, dossier: Dossier, study: Study, clock: Clock) -> None:
    """A value is replaced by a later one."""
    for number, result in enumerate(study.results):
        if result.superseded_by is None:
            continue
        owner, later = dossier.result(absolute(study.id, result.superseded_by))
        since, until = clock.result(study, result), clock.result(owner, later)
        if until < since:
            expected = f"a result known from {since}, as this one is, or later"
            found = f"'{owner.id}/{later.id}', known from {until}"
            path = ("results", number, "superseded_by")
            _keep(build, "studies", study.id, path, expected, found)


def _rivals(build: Build, study: Study, clock: Clock) -> None:
    """Two corrected values of one thing cannot both stand: one must replace the other."""
    standing = [
        (number, result)
        for number, result in enumerate(study.results)
        if result.superseded_by is None and absolute(study.id, result.id) in clock.replacing
    ]
    for (_, one), (number, other) in combinations(standing, 2):
        if _thing(one) == _thing(other) and any(_differences(one, other)):
            expected = "one correction to stand, the other marked superseded_by it"
            found = f"'{one.id}' and '{other.id}', which differ"
            _keep(build, "studies", study.id, ("results", number, "id"), expected, found)


def _thing(result: Result) -> tuple[object, ...]:
    part = result.subgroup
    return (
        result.outcome,
        result.timepoint,
        result.analysis_set,
        (part.factor, part.level) if part else None,
    )


def _differences(one: Result, other: Result) -> Iterator[bool]:
    """Whether two results give other values under what both of them state."""
    for name in ("counts", "means", "summaries"):
        mine = {row.arm: row for row in getattr(one, name)}
        theirs = {row.arm: row for row in getattr(other, name)}
        yield any(mine[arm] != theirs[arm] for arm in mine.keys() & theirs.keys())
    if one.effect is not None and other.effect is not None:
        yield one.effect.measure == other.effect.measure and one.effect != other.effect


def _spans(build: Build, dossier: Dossier) -> None:
    """What ends, ends after it began."""
    for status in dossier.statuses.values():
        if status.valid_from and status.valid_to and status.valid_to.last < status.valid_from.first:
            expected = f"an end on or after the beginning, {status.valid_from}"
            _keep(build, "statuses", status.id, ("valid_to",), expected, str(status.valid_to))
    for claim in dossier.claims.values():
        for number, ground in enumerate(claim.grounds):
            start, end = ground.from_date, ground.until
            if start and end and end.last < start.first:
                expected = f"an end on or after the beginning, {start}"
                path = ("grounds", number, "until")
                _keep(build, "claims", claim.id, path, expected, str(end))


def _keep(
    build: Build, collection: str, record: str, path: PathIn, expected: str, found: str
) -> None:
    place = _place(build, collection, record, path)
    table = place.file != build.origins[collection, record].file
    whole = (path[-1],) if table else (*build.origins[collection, record].path, *path)
    build.findings.append(
        Finding(
            place.file,
            place.line,
            place.column,
            rule="order",
            field=field_name(whole),
            expected=expected,
            found=found,
            reason=f"expected {expected}, found {found}",
        )
    )


def _place(build: Build, collection: str, record: str, path: PathIn) -> Place:
    if collection == "studies" and isinstance(path[1], int):
        result = build.records["studies"][record].results[path[1]].id
        if place := build.places.of("results", f"{record}/{result}"):
            return place
    return build.places.of(collection, record, path) or Place(HEAD, 1, 1)
