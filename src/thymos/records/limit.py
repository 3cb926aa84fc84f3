"""Limits of quality: what somebody demands of a lot, where that was read, and what it is worth."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from thymos.records.atoms import Citations, Id, Number, PartialDate, Record, Text
from thymos.records.certificate import ItemKind


class Limit(Record):
    """A limit on one item of a certificate. It says what was demanded, not what is safe.

    Limits of different issuers may disagree: each stands with its own status, and a certificate
    is held against all of them.
    """

    id: Id
    item: ItemKind
    low: Number | None = None
    high: Number | None = None
    unit: Text
    demand: Text = Field(description="the limit in one sentence of ours")
    issuer: Text
    sort: Literal[
        "pharmacopoeia",
        "regulator's guidance",
        "maker's specification",
        "published specification",
        "label",
    ]
    status: Literal["in force", "provisional", "draft", "withdrawn", "second-hand", "disputed"] = (
        Field(description="what it is worth; second-hand was not read where it is laid down")
    )
    applies_to: Text = Field(description="to which substances it was addressed")
    valid_from: PartialDate | None = None
    disputed_by: Id | None = Field(None, description="a limit that says otherwise")
    cites: Citations
    note: Text | None = None

    @model_validator(mode="after")
    def _limits_something(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError("expected a low or a high limit")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"expected low not above high {self.high}, found {self.low}")
        return self
