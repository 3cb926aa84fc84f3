"""Compounds: the subject of a dossier, and the things it is confused with."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from thymos.records.atoms import (
    Citation,
    Citations,
    EventDate,
    Id,
    Number,
    Positive,
    Record,
    Size,
    Text,
)


class Name(Record):
    """A name in use, and what sort of name it is."""

    text: Text
    kind: Literal["INN", "brand", "abbreviation", "synonym", "misspelling", "systematic", "code"]
    ambiguous: Text | None = Field(None, description="what else the name is used for")
    cites: tuple[Citation, ...] = ()


class RegistryId(Record):
    """An identifier in a registry."""

    registry: Text
    id: Text
    cites: Citations


class Mass(Record):
    """A mass as some source states or measured it."""

    kind: Literal["average", "monoisotopic", "observed"]
    value: Positive
    weights: Text | None = Field(None, description="which atomic weights, where known")
    cites: Citations


class Misprint(Record):
    """A wrong sequence, mass or number in circulation, kept so that it can be recognised.

    The fields after `found` say in figures what was printed, as far as it is known, so that
    arithmetic can show what is wrong with it.
    """

    what: Text
    found: Text
    proforma: Text | None = Field(None, description="the whole sequence as printed, in ProForma")
    part: Text | None = Field(
        None,
        pattern=r"^[A-Z]+$",
        description="a part of the printed sequence, where no more is kept",
    )
    residues: Size | None = Field(None, description="the printed number of residues")
    mass: Positive | None = Field(None, description="the mass printed beside it")
    cas: Text | None = Field(None, description="the CAS number printed")
    cites: Citations
    note: Text | None = None


class Transition(Record):
    """A mass-spectrometric assay: the ion chosen, and the product that is followed, in m/z."""

    precursor: Positive
    product: Positive
    cites: Citations
    note: Text | None = None


class Origin(Record):
    """Where the substance comes from: a gland, a gene, a flask."""

    text: Text
    cites: Citations


class Compound(Record):
    """A peptide, a small molecule, a biological product, or an extract without structure."""

    id: Id
    name: Text
    kind: Literal["peptide", "small molecule", "biological product", "extract"]
    role: Literal["subject", "look-alike", "precursor", "related"]
    names: tuple[Name, ...] = ()
    proforma: Text | None = Field(None, description="sequence and modifications in ProForma")
    formula: Text | None = Field(None, description="as a source states it; checked by lint")
    masses: tuple[Mass, ...] = ()
    ids: tuple[RegistryId, ...] = ()
    described: Text = Field(description="what it is, in one or two plain sentences")
    told_apart: Text | None = Field(None, description="how it differs from the dossier's subject")
    product: Text | None = None
    origin: Origin | None = None
    dossier: Id | None = Field(None, description="the dossier that tells more of it")
    transitions: tuple[Transition, ...] = ()
    misprints: tuple[Misprint, ...] = ()
    cites: Citations
    note: Text | None = None

    @model_validator(mode="after")
    def _structure_fits_kind(self) -> Self:
        if self.kind == "extract" and self.proforma is not None:
            raise ValueError("expected no sequence for an extract without structure")
        return self


class Fact(Record):
    """A sourced statement about one thing, with a value where it has one.

    Facts about the same thing share `about`; where they disagree, both are kept.
    """

    id: Id
    about: Id = Field(description="the thing stated, shared by facts that answer one question")
    text: Text
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    unit: Text | None = None
    says: Text | None = Field(None, description="a value in words, where it is no number")
    species: Text | None = None
    study: Id | None = None
    theme: Literal["identity", "pharmacokinetics", "exposure", "mechanism", "safety", "provenance"]
    cites: Citations
    valid_from: EventDate | None = None
    superseded_by: Id | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"expected low not above high {self.high}, found {self.low}")
        return self
