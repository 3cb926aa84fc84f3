"""What people judge otherwise than the rules suggest, with their reason and their name."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from thymos.records.atoms import Citation, EventDate, Record, Text


class CertaintyOverride(Record):
    """A step of certainty that a person sets instead of the computed one."""

    domain: Literal[
        "risk of bias",
        "inconsistency",
        "indirectness",
        "imprecision",
        "publication bias",
        "large effect",
        "dose-response",
        "plausible confounding",
    ]
    tier: Literal["human randomised", "human observational"] = "human randomised"
    steps: Annotated[int, Field(ge=-2, le=2)]
    reason: Text
    by: Text = Field(description="who judged so")
    on: EventDate
    signed_by: tuple[Text, ...] = Field((), description="who stands by it; two people are needed")
    cites: tuple[Citation, ...] = ()

    @model_validator(mode="after")
    def _in_its_direction(self) -> Self:
        up = self.domain in ("large effect", "dose-response", "plausible confounding")
        if self.steps and (self.steps > 0) is not up:
            way = "up, 0 to 2" if up else "down, 0 to -2"
            raise ValueError(f"expected steps {way} for {self.domain}, found {self.steps}")
        return self
