"""Mechanism as records: a causal statement, its evidence, and who disagrees. Theory, always."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from thymos.records.atoms import Citations, Id, Positive, Record, Text


class Entity(Record):
    """A gene product, process or cell, with identifiers where they were checked."""

    name: Text
    ids: tuple[Text, ...] = Field((), description="CURIEs such as hgnc:9623 or uniprot:P06454")


class Context(Record):
    """Where the statement was seen: never more general than that."""

    species: Text | None = None
    system: Text | None = None
    cell: Text | None = None
    cell_ids: tuple[Text, ...] = Field((), description="the cells as CURIEs, such as cl:0000451")
    concentration_ng_per_ml: Positive | None = None
    assay: Text | None = None


class EdgeEvidence(Record):
    """One observation for or against the edge: what kind, by whom, paid by whom."""

    kind: Literal[
        "in vitro", "animal", "human observational", "human randomised", "review", "label", "page"
    ]
    bears: Literal["supports", "contradicts", "qualifies"]
    says: Text
    group: Id | None = Field(
        None, description="who did the work: what one group saw, however often, is one voice"
    )
    funding: Text | None = None
    cites: Citations


class Edge(Record):
    """Subject, relation, object: a piece of theory with its evidence and its disagreements."""

    id: Id
    subject: Entity
    relation: Text
    object: Entity
    sign: Literal["+", "-", "0", "±"]
    context: Context = Context()
    evidence: tuple[EdgeEvidence, ...] = Field(min_length=1)
    conflict_set: Id | None = Field(None, description="edges that cannot all be true together")
    note: Text | None = None


class ConflictSet(Record):
    """A question on which sources disagree, told once for all the edges in it."""

    id: Id
    question: Text
    reading: Text = Field(description="what can honestly be said now")
    cites: Citations
