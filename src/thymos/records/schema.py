"""The vocabulary of a dossier in one table, its version, and its JSON Schema.

A dossier is a folder. `dossier.yaml` is its head. A file under `studies/` is one `Study`.
Every other YAML file is a mapping from collection names (`sources`, `claims`, ...) to lists
of records, so that one theme can live in one file.
"""

from __future__ import annotations

from types import GenericAlias
from typing import Any, NamedTuple, Self

from pydantic import Field, model_validator

from thymos.records.atoms import EventDate, Id, Record, Text
from thymos.records.claim import Claim
from thymos.records.compound import Compound, Fact
from thymos.records.edge import ConflictSet, Edge
from thymos.records.inquiry import Inquiry
from thymos.records.limit import Limit
from thymos.records.model import Model, Regimen
from thymos.records.outcome import Outcome, PublishedPool
from thymos.records.regulation import Status
from thymos.records.safety import AdverseEvent, Caution, Interaction, Monitoring, Parameter
from thymos.records.source import Anecdote, Gap, SearchRecord, Source
from thymos.records.study import Study

SCHEMA_VERSION = 1


class Condition(Record):
    """What a condition is called in running text, and which wider one it is a kind of."""

    id: Id
    name: Text
    kind_of: Id | None = Field(
        None, description="the wider condition: studies of this one speak about that one too"
    )


class Head(Record):
    """The head of a dossier: what it is about, and as of when it was compiled."""

    schema_version: int = Field(ge=1, le=SCHEMA_VERSION)
    id: Id
    title: Text
    subject: Id = Field(description="the compound that the dossier is about")
    compiled: EventDate = Field(description="the day up to which the records were gathered")
    summary: Text = Field(description="what the compound is, in one plain sentence")
    language: Text = "en"
    conditions: tuple[Condition, ...] = Field(
        (), description="plain names of conditions whose ids a reader would not know"
    )
    note: Text | None = None

    @model_validator(mode="after")
    def _conditions_end(self) -> Self:
        said = [condition.id for condition in self.conditions]
        twice = next((ident for ident in said if said.count(ident) > 1), None)
        if twice is not None:
            raise ValueError(f"expected the condition {twice} once")
        around = next((c.id for c in self.conditions if c.id in self._wider(c.id)), None)
        if around is not None:
            raise ValueError(f"expected no circle of 'kind_of', found one through {around}")
        return self

    def _wider(self, condition: str) -> tuple[str, ...]:
        wider = {c.id: c.kind_of for c in self.conditions}
        found: list[str] = []
        step = wider.get(condition)
        while step is not None and step not in found:
            found.append(step)
            step = wider.get(step)
        return tuple(found)

    def is_kind_of(self, condition: str, wider: str) -> bool:
        """Whether a condition is the wider one, or a kind of it."""
        return condition == wider or wider in self._wider(condition)


class Kind(NamedTuple):
    """One kind of record: its collection in YAML, what one is called, its type."""

    collection: str
    singular: str
    type: type[Record]


KINDS: tuple[Kind, ...] = (
    Kind("sources", "source", Source),
    Kind("searches", "search", SearchRecord),
    Kind("gaps", "gap", Gap),
    Kind("compounds", "compound", Compound),
    Kind("facts", "fact", Fact),
    Kind("limits", "limit", Limit),
    Kind("outcomes", "outcome", Outcome),
    Kind("studies", "study", Study),
    Kind("pools", "published pool", PublishedPool),
    Kind("claims", "claim", Claim),
    Kind("statuses", "status", Status),
    Kind("cautions", "caution", Caution),
    Kind("interactions", "interaction", Interaction),
    Kind("adverse_events", "adverse event", AdverseEvent),
    Kind("monitoring", "monitoring record", Monitoring),
    Kind("parameters", "parameter", Parameter),
    Kind("edges", "edge", Edge),
    Kind("conflicts", "conflict set", ConflictSet),
    Kind("models", "model", Model),
    Kind("regimens", "regimen", Regimen),
    Kind("inquiries", "inquiry", Inquiry),
    Kind("anecdotes", "anecdote", Anecdote),
)


def file_schema() -> dict[str, Any]:
    """JSON Schema of a theme file, for editors that complete and check."""
    from pydantic import TypeAdapter, create_model

    fields: dict[str, Any] = {
        kind.collection: (GenericAlias(tuple, (kind.type, ...)) | None, None) for kind in KINDS
    }
    model = create_model("ThemeFile", __base__=Record, **fields)
    return TypeAdapter(model).json_schema()


def study_schema() -> dict[str, Any]:
    """JSON Schema of a file under `studies/`."""
    return Study.model_json_schema()


def head_schema() -> dict[str, Any]:
    """JSON Schema of `dossier.yaml`."""
    return Head.model_json_schema()
