"""A dossier in memory: immutable, indexed by id, and always as of some day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from thymos.dossier.place import PathIn, Place, Places
from thymos.dossier.said import Said
from thymos.errors import UnknownRecord
from thymos.records.atoms import Citation, Record
from thymos.records.claim import Claim
from thymos.records.compound import Compound, Fact
from thymos.records.edge import ConflictSet, Edge
from thymos.records.inquiry import Inquiry
from thymos.records.limit import Limit
from thymos.records.model import Model, Regimen
from thymos.records.outcome import Outcome, PublishedPool
from thymos.records.regulation import Status
from thymos.records.safety import AdverseEvent, Caution, Interaction, Monitoring, Parameter
from thymos.records.schema import KINDS, Head
from thymos.records.source import Anecdote, Gap, SearchRecord, Source
from thymos.records.study import Result, Study

# What `kind:id` may say besides the collection's name and the singular of `records.schema`.
SHORT_KINDS = (
    ("pool", "pools"),
    ("adverse-event", "adverse_events"),
    ("conflict", "conflicts"),
    ("conflict-set", "conflicts"),
    ("result", "results"),
    ("results", "results"),
)


@dataclass(frozen=True)
class Dossier:
    """Everything that one folder says about one compound, as knowable on one day.

    Each collection is a read-only mapping from id to record. `as_of` is None for the dossier
    as it stands. A superseded result or fact stays in its place, and `is_superseded` tells
    it apart; before its successor is known, nothing marks it. `digest` is a hash of all
    files; `whole` is the dossier that `asof.as_of` has cut this one from. `said` is the ledger
    of what was said from it, and `equations` the texts of models by file name; no verdict reads
    either.
    """

    head: Head
    root: Path
    digest: str
    sources: Mapping[str, Source]
    searches: Mapping[str, SearchRecord]
    gaps: Mapping[str, Gap]
    compounds: Mapping[str, Compound]
    facts: Mapping[str, Fact]
    limits: Mapping[str, Limit]
    outcomes: Mapping[str, Outcome]
    studies: Mapping[str, Study]
    pools: Mapping[str, PublishedPool]
    claims: Mapping[str, Claim]
    statuses: Mapping[str, Status]
    cautions: Mapping[str, Caution]
    interactions: Mapping[str, Interaction]
    adverse_events: Mapping[str, AdverseEvent]
    monitoring: Mapping[str, Monitoring]
    parameters: Mapping[str, Parameter]
    edges: Mapping[str, Edge]
    conflicts: Mapping[str, ConflictSet]
    models: Mapping[str, Model]
    regimens: Mapping[str, Regimen]
    inquiries: Mapping[str, Inquiry]
    anecdotes: Mapping[str, Anecdote]
    as_of: date | None = None
    places: Places = field(default_factory=lambda: Places(Path()), repr=False, compare=False)
    whole: Dossier | None = field(default=None, repr=False, compare=False)
    said: tuple[Said, ...] = field(default=(), repr=False, compare=False)
    equations: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def __hash__(self) -> int:
        return hash((self.digest, self.as_of))

    @property
    def day(self) -> date:
        """The day as of which this dossier speaks."""
        return self.as_of or self.head.compiled.last

    def collection(self, kind: str) -> Mapping[str, Any]:
        """All records of a kind, by the collection's name, its singular, or a short form."""
        name = collection_of(kind)
        return self._results if name == "results" else getattr(self, name)

    def get(self, kind: str, record: str) -> Any:
        """One record. Raises UnknownRecord, with the nearest ids, where there is none.

        A result is asked for as `get("result", "study/result")` and comes without its study.
        """
        records = self.collection(kind)
        if record not in records:
            raise UnknownRecord(_singular(collection_of(kind)), record, tuple(records))
        found = records[record]
        return found[1] if isinstance(found, tuple) else found

    def find(self, reference: str) -> Any:
        """The record that `kind:id` names. Raises UnknownRecord where there is none."""
        kind, _, record = reference.partition(":")
        return self.get(kind, record)

    def cites_of(self, reference: str) -> tuple[Citation, ...]:
        """Every citation inside the record that `kind:id` names, each once, in order."""
        return tuple(dict.fromkeys(_citations(self.find(reference))))

    def results(self) -> Iterator[tuple[Study, Result]]:
        """Every known result with its study, superseded ones among them."""
        for study in self.studies.values():
            for result in study.results:
                yield study, result

    def result(self, reference: str) -> tuple[Study, Result]:
        """The result that `study/result` names, with its study. Raises UnknownRecord."""
        if reference not in self._results:
            raise UnknownRecord("result", reference, tuple(self._results))
        return self._results[reference]

    def results_of(self, outcome: str) -> tuple[tuple[Study, Result], ...]:
        """The known results that bear an outcome, superseded ones among them."""
        return self._by_outcome.get(outcome, ())

    @property
    def superseded(self) -> tuple[tuple[Study, Result], ...]:
        """The results that a later one has replaced by the day of this dossier."""
        return tuple(pair for pair in self.results() if self.is_superseded(*pair))

    def is_superseded(self, study: Study, result: Result) -> bool:
        """Whether a later result, known by the day of this dossier, has replaced this one."""
        if result.superseded_by is None:
            return False
        return absolute(study.id, result.superseded_by) in self._results

    def is_superseded_fact(self, fact: Fact) -> bool:
        """Whether a later fact, known by the day of this dossier, has replaced this one."""
        return fact.superseded_by is not None and fact.superseded_by in self.facts

    def name_of(self, kind: str, record: str) -> str:
        """What people call a record: its name, label, title or text. Raises UnknownRecord."""
        found = self.get(kind, record)
        for attribute in ("name", "label", "title", "text", "what", "event", "question", "id"):
            if isinstance(said := getattr(found, attribute, None), str):
                return said
        return record

    def place(self, kind: str, record: str, path: PathIn = ()) -> Place:
        """Where a record, or a field inside it, stands; composes only that file.

        `path` goes from the record: `("counts", "drug", "events")`; see `place.Places`.
        Raises UnknownRecord for a record that this dossier does not hold.
        """
        self.get(kind, record)
        name = collection_of(kind)
        place = self.places.of(name, record, path)
        if place is None and name == "results":
            study, _, result = record.partition("/")
            place = self.places.of("studies", study, ("results", result, *path))
        return place or Place("dossier.yaml", 1, 1)

    @cached_property
    def _results(self) -> dict[str, tuple[Study, Result]]:
        return {f"{study.id}/{result.id}": (study, result) for study, result in self.results()}

    @cached_property
    def _by_outcome(self) -> dict[str, tuple[tuple[Study, Result], ...]]:
        grouped: dict[str, list[tuple[Study, Result]]] = {}
        for study, result in self.results():
            grouped.setdefault(result.outcome, []).append((study, result))
        return {outcome: tuple(pairs) for outcome, pairs in grouped.items()}


def collection_of(kind: str) -> str:
    """The collection that a kind's name means. Raises UnknownRecord.

    >>> collection_of("study"), collection_of("pool"), collection_of("adverse event")
    ('studies', 'pools', 'adverse_events')
    """
    names = {k.collection: k.collection for k in KINDS} | {k.singular: k.collection for k in KINDS}
    names |= dict(SHORT_KINDS)
    if kind not in names:
        raise UnknownRecord("kind of record", kind, tuple(names))
    return names[kind]


def absolute(study: str, reference: str) -> str:
    """A result's full name, seen from a study: `study/result`.

    >>> absolute("a", "death"), absolute("a", "b/death")
    ('a/death', 'b/death')
    """
    return reference if "/" in reference else f"{study}/{reference}"


def _singular(collection: str) -> str:
    return next((k.singular for k in KINDS if k.collection == collection), "result")


def _citations(value: Any) -> Iterator[Citation]:
    if isinstance(value, Citation):
        yield value
    elif isinstance(value, Record):
        for name in type(value).model_fields:
            yield from _citations(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _citations(item)
