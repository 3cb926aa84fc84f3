"""Outcomes, and what published reviews say about them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from thymos.records.atoms import (
    Citations,
    Count,
    EventDate,
    Id,
    Interval,
    Number,
    Record,
    Size,
    Text,
    Truth,
)
from thymos.records.characteristic import Moderator
from thymos.records.figure import Printed
from thymos.records.judgement import CertaintyOverride


class SmallestDifference(Record):
    """The smallest difference worth having, with who said so."""

    measure: Literal["RR", "OR", "RD", "MD", "SMD", "HR"]
    value: Number
    cites: Citations


class Outcome(Record):
    """What is measured, in whom, at what time: the unit that is pooled.

    Two results are pooled together only when they bear the same outcome, so the condition
    and the time-point belong to its meaning.
    """

    id: Id
    name: Text
    plain: Text = Field(description="the outcome in words that a patient uses")
    condition: Id
    timepoint: Text
    better: Literal["lower", "higher"]
    importance: Literal["patient-important", "surrogate"]
    objective: Truth = Field(
        False, description="whether it cannot be misjudged, such as death from any cause"
    )
    measure: Literal["RR", "OR", "RD", "HR", "MD", "SMD"] = Field(
        "RR", description="the measure it is pooled in unless another is asked for"
    )
    smallest_difference: SmallestDifference | None = Field(
        None, description="null is a gap: no source for one was found"
    )
    moderators: tuple[Moderator, ...] = Field(
        (), description="characteristics of studies that may explain why they differ"
    )
    overrides: tuple[CertaintyOverride, ...] = Field(
        (), description="steps of certainty that people set instead of the computed ones"
    )
    note: Text | None = None

    @model_validator(mode="after")
    def _one_override_a_domain(self) -> Self:
        said = [(override.tier, override.domain) for override in self.overrides]
        twice = next((domain for domain in said if said.count(domain) > 1), None)
        if twice is not None:
            raise ValueError(f"expected one override of {twice[1]} for {twice[0]} evidence")
        named = [moderator.characteristic for moderator in self.moderators]
        again = next((name for name in named if named.count(name) > 1), None)
        if again is not None:
            raise ValueError(f"expected the moderator {again} once")
        return self


class PooledTrial(Record):
    """A trial as a review's table lists it."""

    name: Text
    study: Id | None = None
    treated: Count | None = None
    control: Count | None = None


class PublishedPool(Record):
    """A review's own pooled result: first class, and never mixed with its own trials."""

    id: Id
    source: Id
    outcome: Id
    scope: Text = Field(description="which trials: all, high quality, multi-centre, by dose")
    main: Truth = Field(description="whether it is the review's main analysis of this outcome")
    isolates: Truth = Field(description="whether its trials isolate the compound")
    k: Size | None = None
    treated: Count | None = None
    control: Count | None = None
    patients: Count | None = Field(None, description="total as the review states it")
    measure: Literal["RR", "OR", "RD", "HR", "MD", "SMD"]
    estimate: Printed | None = None
    interval: Interval | None = None
    p: Annotated[Printed, Field(ge=0, le=1)] | None = None
    p_text: Text | None = None
    i2: Annotated[float, Field(ge=0, le=100)] | None = None
    model: Text | None = None
    percent_treated: Annotated[Printed, Field(ge=0, le=100)] | None = None
    percent_control: Annotated[Printed, Field(ge=0, le=100)] | None = None
    trials: tuple[PooledTrial, ...] = ()
    designs: Literal["randomised", "observational", "mixed", "not reported"] = "randomised"
    conclusion: Text | None = None
    interests: Text | None = None
    cites: Citations
    valid_from: EventDate | None = None
    keep_out: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _arms_add_up(self) -> Self:
        if None not in (self.treated, self.control, self.patients) and (
            (self.treated or 0) + (self.control or 0) != self.patients
        ):
            raise ValueError(
                f"expected arms that add up to patients {self.patients}, "
                f"found {(self.treated or 0) + (self.control or 0)}"
            )
        return self
