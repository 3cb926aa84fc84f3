"""What names what: every id that a record mentions must be the id of a record.

`NAMED` is the table of fields that hold ids. The rest of the module is for references that
a table cannot tell: arms within a study, successors, overlaps, `kind:id`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from thymos.dossier.build import Build
from thymos.dossier.faults import field_name, models_in
from thymos.dossier.files import HEAD
from thymos.dossier.index import absolute, collection_of
from thymos.dossier.place import PathIn, Place
from thymos.errors import Finding, UnknownRecord
from thymos.records.appraisal import Assessment
from thymos.records.atoms import Citation, Record
from thymos.records.claim import Claim, FactTest, MoleculeTest, Pico, StatusTest, Wording
from thymos.records.compound import Fact
from thymos.records.edge import Edge
from thymos.records.inquiry import Inquiry, MarkerQuestion, TwoWay, VirtualTrial
from thymos.records.limit import Limit
from thymos.records.model import LevelsInBlood, ModelParameter, Regimen, Scenario, Variant
from thymos.records.outcome import PooledTrial, PublishedPool
from thymos.records.regulation import Status
from thymos.records.safety import AdverseEvent, Monitoring, Parameter
from thymos.records.schema import KINDS
from thymos.records.source import Gap, Notice, SearchRecord
from thymos.records.study import Overlap, Report, Result, Study

# Not a collection: the things that facts are about.
ABOUT = "facts' about"

# (record type, its field, the collections one of which must hold the id)
NAMED: tuple[tuple[type[Record], str, tuple[str, ...]], ...] = (
    (Citation, "source", ("sources",)),
    (Report, "source", ("sources",)),
    (Notice, "source", ("sources",)),
    (Wording, "source", ("sources",)),
    (PublishedPool, "source", ("sources",)),
    (PublishedPool, "outcome", ("outcomes",)),
    (Result, "outcome", ("outcomes",)),
    (Assessment, "outcomes", ("outcomes",)),
    (Pico, "outcome", ("outcomes",)),
    (PooledTrial, "study", ("studies",)),
    (Overlap, "study", ("studies",)),
    (Fact, "study", ("studies",)),
    (Fact, "superseded_by", ("facts",)),
    (Limit, "disputed_by", ("limits",)),
    (AdverseEvent, "study", ("studies",)),
    (Monitoring, "study", ("studies",)),
    (Parameter, "study", ("studies",)),
    (MoleculeTest, "compound", ("compounds",)),
    (StatusTest, "statuses", ("statuses",)),
    (FactTest, "about", (ABOUT,)),
    (Status, "subject", ("compounds",)),
    (Edge, "conflict_set", ("conflicts",)),
    (ModelParameter, "edges", ("edges",)),
    (Scenario, "regimens", ("regimens",)),
    (Variant, "edges", ("edges",)),
    (Variant, "conflict_set", ("conflicts",)),
    (Regimen, "reports", ("parameters",)),
    (LevelsInBlood, "study", ("studies",)),
    (LevelsInBlood, "regimen", ("regimens",)),
    (Inquiry, "model", ("models",)),
    (TwoWay, "regimen", ("regimens",)),
    (MarkerQuestion, "regimen", ("regimens",)),
    (VirtualTrial, "regimen", ("regimens",)),
    (VirtualTrial, "study", ("studies",)),
    (SearchRecord, "about", ("outcomes", "claims", "gaps")),
    (Gap, "blocks", ("outcomes", "claims")),
)


# What leads from one id to others, each with the path of the field that says so.
Graph = dict[str, dict[str, PathIn]]


class Plan(NamedTuple):
    """Which fields of a record type hold ids, and which hold records that do."""

    ids: tuple[tuple[str, tuple[str, ...]], ...]
    inside: tuple[tuple[str, Plan], ...]


class Mention(NamedTuple):
    """An id in a record: the path to it, the collections it may be of, and the id."""

    path: PathIn
    collections: tuple[str, ...]
    id: str


def check(build: Build) -> None:
    """Add a finding for everything that the records name and no record is."""
    build.ids[ABOUT] = {fact.about for fact in build.records["facts"].values()}
    for kind in KINDS:
        plan = plan_of(kind.type)
        for record in build.records[kind.collection].values():
            for mention in mentions(record, plan):
                if not any(mention.id in build.ids[name] for name in mention.collections):
                    _unknown(build, kind.collection, record.id, mention)
    _check_head(build)
    for study in build.records["studies"].values():
        _check_study(build, study)
    for claim in build.records["claims"].values():
        _check_grounds(build, claim)
    for event in build.records["adverse_events"].values():
        _check_event(build, event)
    _check_circles(build)


@cache
def plan_of(model: type[Record]) -> Plan:
    """The plan of a record type, worked out once from its fields."""
    ids = tuple((field, where) for owner, field, where in NAMED if owner is model)
    inside = []
    for name, about in model.model_fields.items():
        for part in models_in(about.annotation):
            plan = plan_of(part)
            if plan.ids or plan.inside:
                inside.append((name, plan))
    return Plan(ids, tuple(inside))


def mentions(record: Any, plan: Plan, path: PathIn = ()) -> Iterator[Mention]:
    """Every id that a record mentions, by its plan."""
    for name, collections in plan.ids:
        value = getattr(record, name)
        if isinstance(value, str):
            yield Mention((*path, name), collections, value)
        elif value:
            for number, item in enumerate(value):
                yield Mention((*path, name, number), collections, item)
    for name, below in plan.inside:
        value = getattr(record, name)
        if isinstance(value, tuple):
            for number, item in enumerate(value):
                yield from mentions(item, below, (*path, name, number))
        elif value is not None:
            yield from mentions(value, below, (*path, name))


def _unknown(build: Build, collection: str, record: str, mention: Mention) -> None:
    singular = {kind.collection: kind.singular for kind in KINDS}
    kinds = " or ".join(singular.get(name, "fact about it") for name in mention.collections)
    alike = build.near(mention.collections, mention.id)
    wanted = f"the id of a known {kinds}" + (f" (perhaps {alike})" if alike else "")
    keep(build, collection, record, mention.path, wanted, repr(mention.id), alike)


def keep(
    build: Build,
    collection: str,
    record: str,
    path: PathIn,
    expected: str,
    found: str,
    suggestion: str | None = None,
) -> None:
    """Add a finding about a field of a record."""
    place = _place(build, collection, record, path)
    from_table = place.file != build.origins[collection, record].file
    whole = (path[-1],) if from_table else (*build.origins[collection, record].path, *path)
    build.findings.append(
        Finding(
            place.file,
            place.line,
            place.column,
            rule="reference",
            field=field_name(whole),
            expected=expected,
            found=found,
            reason=f"expected {expected}, found {found}",
            suggestion=suggestion,
        )
    )


def _place(build: Build, collection: str, record: str, path: PathIn) -> Place:
    """The place of a field; a result that came from a table is placed there."""
    if collection == "studies" and path[:1] == ("results",) and len(path) > 1:
        results = build.records["studies"][record].results
        result = results[path[1]].id if isinstance(path[1], int) else path[1]
        if place := build.places.of("results", f"{record}/{result}"):
            return place
    return build.places.of(collection, record, path) or Place(HEAD, 1, 1)


def _check_head(build: Build) -> None:
    if build.head is None or build.head.subject in build.ids["compounds"]:
        return
    alike = build.near(("compounds",), build.head.subject)
    wanted = "the id of a known compound" + (f" (perhaps {alike})" if alike else "")
    build.fault(
        HEAD,
        ("subject",),
        f"expected {wanted}, found {build.head.subject!r}",
        expected=wanted,
        found=repr(build.head.subject),
    )


def _check_study(build: Build, study: Study) -> None:
    arms = tuple(arm.id for arm in study.arms)
    seen: dict[str, int] = {}
    for number, result in enumerate(study.results):
        if result.id in seen:
            place = _place(build, "studies", study.id, ("results", seen[result.id], "id"))
            keep(
                build,
                "studies",
                study.id,
                ("results", number, "id"),
                "each result id once in its study",
                f"{result.id!r}, also at {place}",
            )
        seen.setdefault(result.id, number)
        for name in ("counts", "means", "summaries", "reported", "quoted"):
            for row, item in enumerate(getattr(result, name)):
                if item.arm is not None and item.arm not in arms:
                    keep(
                        build,
                        "studies",
                        study.id,
                        ("results", number, name, row, "arm"),
                        f"an arm of this study ({', '.join(arms) or 'it has none'})",
                        repr(item.arm),
                    )
        if result.superseded_by is not None:
            _check_successor(build, study, number, result)
    for number, overlap in enumerate(study.overlaps):
        if overlap.study == study.id:
            keep(
                build,
                "studies",
                study.id,
                ("overlaps", number, "study"),
                "another study",
                "the study itself",
            )


def _check_successor(build: Build, study: Study, number: int, result: Result) -> None:
    owner, _, name = absolute(study.id, result.superseded_by or "").partition("/")
    if owner in build.ids["studies"] and owner not in build.records["studies"]:
        return  # a study with faults of its own, which are told already
    other = build.records["studies"].get(owner)
    if other is None or all(found.id != name for found in other.results):
        keep(
            build,
            "studies",
            study.id,
            ("results", number, "superseded_by"),
            "a result of this study, or study/result of another",
            repr(result.superseded_by),
        )


def _check_event(build: Build, event: AdverseEvent) -> None:
    study = build.records["studies"].get(event.study or "")
    if event.arm is None or (event.study and study is None):
        return
    if study is None:
        keep(build, "adverse_events", event.id, ("arm",), "a study beside its arm", repr(event.arm))
    elif event.arm not in (arms := [arm.id for arm in study.arms]):
        wanted = f"an arm of study {study.id} ({', '.join(arms)})"
        keep(build, "adverse_events", event.id, ("arm",), wanted, repr(event.arm))


def _check_grounds(build: Build, claim: Claim) -> None:
    for number, ground in enumerate(claim.grounds):
        for row, reference in enumerate(ground.records):
            if (problem := _broken(build, reference)) is not None:
                path = ("grounds", number, "records", row)
                keep(build, "claims", claim.id, path, problem, repr(reference))


def _broken(build: Build, reference: str) -> str | None:
    """What a `kind:id` should have been, or None where it names a record."""
    kind, colon, record = reference.partition(":")
    if not colon:
        return "a record as kind:id"
    try:
        collection = collection_of(kind)
    except UnknownRecord:
        return f"a kind of record before the colon ({', '.join(k.collection for k in KINDS)})"
    if collection == "results":
        owner, _, name = record.partition("/")
        study = build.records["studies"].get(owner)
        if study is None and owner in build.ids["studies"]:
            return None
        known = tuple(f"{owner}/{result.id}" for result in study.results) if study else ()
        return None if f"{owner}/{name}" in known else "a known result as result:study/result"
    if record in build.ids[collection]:
        return None
    near = build.near((collection,), record)
    return f"a known record as {kind}:id" + (f" (perhaps {kind}:{near})" if near else "")


def _check_circles(build: Build) -> None:
    """Successors and secondary analyses must lead to an end."""
    facts: Graph = {}
    for fact in build.records["facts"].values():
        if fact.superseded_by:
            facts[fact.id] = {fact.superseded_by: ("superseded_by",)}
    results: Graph = {}
    secondary: Graph = {}
    for study in build.records["studies"].values():
        for number, result in enumerate(study.results):
            if result.superseded_by:
                later = absolute(study.id, result.superseded_by)
                path = ("results", number, "superseded_by")
                results[f"{study.id}/{result.id}"] = {later: path}
        secondary[study.id] = {
            overlap.study: ("overlaps", number, "study")
            for number, overlap in enumerate(study.overlaps)
            if overlap.kind == "secondary analysis" and overlap.study != study.id
        }
    for collection, graph in (("facts", facts), ("studies", results), ("studies", secondary)):
        for circle in circles(graph):
            leads = graph[circle[0]][circle[1 % len(circle)]]
            found = f"a circle: {' → '.join((*circle, circle[0]))}"
            owner = circle[0].partition("/")[0]
            keep(build, collection, owner, leads, "a chain that ends", found)


def circles(graph: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """A circle for every knot of a directed graph, without recursion.

    >>> circles({"a": ["b"], "b": ["c"], "c": ["b"], "d": ["a"]})
    [('b', 'c')]
    """
    found: list[tuple[str, ...]] = []
    done: set[str] = set()
    for start in graph:
        trail: dict[str, Iterator[str]] = {}  # the nodes on the way, each with its way on
        node: str | None = start
        while node is not None or trail:
            if node is None:
                done.add(trail.popitem()[0])
            elif node in trail:
                nodes = list(trail)
                found.append(tuple(nodes[nodes.index(node) :]))
            elif node not in done:
                trail[node] = iter(graph.get(node, ()))
            node = next(trail[next(reversed(trail))], None) if trail else None
    return found
