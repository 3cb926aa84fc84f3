"""Claims: what people say about the compound, put so that records can answer.

Efficacy, safety and comparative claims are answered from a synthesis of the outcome that
they name. The other kinds are answered by a `test` on records (a status, a property of the
molecule, a stated fact) or by `grounds`: citations that support, contradict or qualify.
A claim never says its own verdict.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from thymos.records.atoms import Citation, EventDate, Id, Number, PartialDate, Record, Text, Truth


class ClaimKind(StrEnum):
    """What sort of thing is claimed; it decides how the verdict is computed."""

    EFFICACY = "efficacy"
    SAFETY = "safety"
    MECHANISM = "mechanism"
    REGULATORY = "regulatory"
    IDENTITY = "identity"
    EXPOSURE = "exposure"
    PROVENANCE = "provenance"
    COMPARATIVE = "comparative"

    @property
    def clinical(self) -> bool:
        """Whether the verdict is about effects in people (supported ... untested)."""
        return self in (ClaimKind.EFFICACY, ClaimKind.SAFETY, ClaimKind.COMPARATIVE)


class Wording(Record):
    """How a page puts the claim, paraphrased, with how strongly it says so."""

    source: Id
    text: Text
    strength: Text | None = Field(None, description="firm, hedged, 'suggests' and the like")
    ref: Text | None = Field(None, description="the page's own number for it, if one is used")


class Pico(Record):
    """Population, intervention, comparator, outcome: what a clinical claim is about."""

    population: Text
    intervention: Text
    comparator: Text
    outcome: Id | None = Field(
        description="the outcome to pool; null, written out, where none was studied"
    )
    measure: Literal["RR", "OR", "RD", "HR", "MD", "SMD"] | None = None


class StatusTest(Record):
    """Whether a status of this sort is in force in a jurisdiction."""

    jurisdiction: Text
    what: Text
    expect: Literal["in force", "absent", "happened"]
    statuses: tuple[Id, ...] = Field((), description="narrow the answer to these records")


class MoleculeTest(Record):
    """A property computed from a compound's structure, against what is claimed of it."""

    compound: Id
    attribute: Literal[
        "length",
        "formula",
        "average_mass",
        "monoisotopic_mass",
        "sequence",
        "n_terminus",
        "aromatic_residues",
        "cysteines",
        "inn",
        "brand",
        "structure",
    ]
    equals: Text
    tolerance: Number | None = None


class FactTest(Record):
    """Values of facts about one thing, against the value claimed."""

    about: Id
    equals: Number | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    says: Text | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        if sum(v is not None for v in (self.equals, self.at_least, self.at_most, self.says)) != 1:
            raise ValueError("expected exactly one of equals, at_least, at_most, says")
        return self


class ClaimTest(Record):
    """Exactly one way to answer a factual claim from records."""

    status: StatusTest | None = None
    molecule: MoleculeTest | None = None
    fact: FactTest | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(t is not None for t in (self.status, self.molecule, self.fact)) != 1:
            raise ValueError("expected exactly one of status, molecule, fact")
        return self


class Ground(Record):
    """Something read that bears on the claim, in our words."""

    bears: Literal["supports", "contradicts", "qualifies"]
    says: Text
    cites: tuple[Citation, ...] = ()
    records: tuple[Text, ...] = Field((), description="records it rests on, as kind:id")
    from_date: EventDate | None = Field(None, description="known from; default: its sources' dates")
    until: EventDate | None = Field(None, description="when it ceased to hold (makes 'outdated')")

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if not self.cites and not self.records:
            raise ValueError("expected cites or records")
        return self


class Claim(Record):
    """A canonical claim; sentences of pages are its wordings."""

    id: Id
    text: Text
    plain: Text | None = Field(None, description="the claim in everyday words")
    kind: ClaimKind
    pico: Pico | None = None
    expects: Literal["benefit", "harm", "no difference", "no harm"] | None = Field(
        None, description="for clinical claims: what the claim says the evidence shows"
    )
    jurisdiction: Text | None = None
    date: PartialDate | None = None
    test: ClaimTest | None = None
    grounds: tuple[Ground, ...] = ()
    wordings: tuple[Wording, ...] = ()
    front: Truth = Field(False, description="whether it belongs on the front page")
    note: Text | None = None

    @model_validator(mode="after")
    def _answerable(self) -> Self:
        if self.kind.clinical and self.expects is None:
            raise ValueError("expected 'expects' (benefit, harm, no difference or no harm)")
        if self.kind.clinical and self.pico is None:
            raise ValueError("expected 'pico' for a claim about effects")
        return self
