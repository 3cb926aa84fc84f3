"""A certificate of analysis: what a document states about a lot, item by item, as it states it.

It is a document to be judged and no record of a dossier: nothing of it is kept or sent, and
nothing in it is taken for true. Each value says whether the document gives it as measured or
as computed, and where it does not say, so does the field.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from thymos.records.atoms import PartialDate, Positive, Record, Size, Text
from thymos.records.figure import Printed


class ItemKind(StrEnum):
    """What a line of a certificate is about; `tables/certificate_items.csv` tells what it shows."""

    MASS = "mass"
    SEQUENCING = "sequencing"
    COMPOSITION = "amino-acid-analysis"
    CHIRALITY = "chirality"
    PURITY = "purity"
    RELATED = "related-substances"
    UNSPECIFIED = "unspecified-impurity"
    CONTENT = "content"
    COUNTER_ION = "counter-ion"
    RESIDUAL_TFA = "residual-tfa"
    WATER = "water"
    SOLVENTS = "residual-solvents"
    MASS_BALANCE = "mass-balance"
    ABSORBANCE = "absorbance"
    OXIDATION = "oxidation"
    DISULFIDE = "disulfide"
    ENDOTOXIN = "endotoxin"
    BIOBURDEN = "bioburden"
    STERILITY = "sterility"
    METALS = "heavy-metals"
    APPEARANCE = "appearance"
    SOLUBILITY = "solubility"
    PH = "ph"
    OTHER = "other"


# A certificate is a page or two; what has more results is another document.
MOST_ITEMS = 500

Ion = Literal["TFA", "acetate", "chloride"]
Form = Literal["TFA salt", "acetate", "hydrochloride", "free", "not told"]


class Bounds(Record):
    """The certificate's own specification for an item."""

    low: Printed | None = None
    high: Printed | None = None

    @model_validator(mode="after")
    def _limits_something(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError("expected a low or a high limit")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"expected low not above high {self.high}, found {self.low}")
        return self


class Item(Record):
    """One line of a certificate: a value with its unit, or a result in words."""

    item: ItemKind
    value: Printed | None = None
    low: Printed | None = Field(None, description="where the result is 'at least' this")
    high: Printed | None = Field(None, description="where the result is 'at most' this")
    unit: Text | None = None
    result: Text | None = Field(None, description="a result in words: complies, white powder")
    stated_as: Literal["measured", "theoretical", "not told"] = "not told"
    weights: Literal["average", "monoisotopic"] | None = Field(None, description="of a mass")
    charge: Size | None = Field(None, le=100, description="of a mass: the value is then an m/z")
    tolerance: Positive | None = None
    tolerance_unit: Literal["Da", "ppm"] = "Da"
    ion: Ion | None = Field(None, description="of a counter-ion")
    basis: Literal["as is", "anhydrous", "free of salt and water", "not told"] = Field(
        "not told", description="of a content: what it is a share of"
    )
    method: Text | None = None
    instrument: Text | None = None
    specification: Bounds | None = Field(None, description="the certificate's own limits")
    text: Text | None = Field(None, description="the line as it is printed")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any((self.figures, self.result, self.text, self.method)):
            raise ValueError("expected a value, a limit or a result in words")
        if self.value is not None and (self.low is not None or self.high is not None):
            raise ValueError("expected a value or its limits, not both")
        if self.item is not ItemKind.MASS and (self.charge or self.weights or self.tolerance):
            raise ValueError("expected charge, weights and tolerance of a mass alone")
        if self.item is not ItemKind.COUNTER_ION and self.ion:
            raise ValueError("expected an ion of a counter-ion alone")
        return self

    @property
    def figures(self) -> tuple[float, ...]:
        """The numbers of the result, lowest first."""
        return tuple(x for x in (self.low, self.value, self.high) if x is not None)

    @property
    def words(self) -> str:
        """All that the line says in words, for rules that look for a claim."""
        parts = (self.text, self.result, self.method, self.instrument)
        return " · ".join(part for part in parts if part)


class Certificate(Record):
    """What a certificate states. Every field may be missing: that is a finding, not a fault."""

    compound: Text | None = Field(None, description="as the document names it")
    sequence: Text | None = Field(None, description="as printed: ProForma, one or three letters")
    formula: Text | None = None
    cas: Text | None = None
    form: Form = "not told"
    lot: Text | None = None
    issuer: Text | None = None
    laboratory: Text | None = None
    made: PartialDate | None = None
    analysed: PartialDate | None = None
    issued: PartialDate | None = None
    expires: PartialDate | None = Field(None, description="or the date of a retest")
    items: tuple[Item, ...] = Field(max_length=MOST_ITEMS)

    @model_validator(mode="after")
    def _states_something(self) -> Self:
        if not self.items:
            raise ValueError("expected at least one item")
        return self

    def of(self, kind: ItemKind) -> tuple[Item, ...]:
        """The items of one kind, in their order."""
        return tuple(item for item in self.items if item.item is kind)
