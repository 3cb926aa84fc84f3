"""A model that can be run, and what it is run on: theory, never evidence.

The equations stand in a file of their own, in Antimony. Here stand the values: every parameter
with a source or the word `assumed`, and two ranges; what the states are; how a starting state
comes about; which way a disputed mechanism is read; and regimens as studies reported them.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from thymos.records.atoms import Citation, Id, Number, Positive, Record, Size, Text, Truth

Symbol = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z][A-Za-z0-9_]*$",
        max_length=40,
        description="a name in the model: letters, digits and underscores",
    ),
]
SboTerm = Annotated[str, Field(pattern=r"^SBO:\d{7}$", description="a Systems Biology term")]
# A state is looked for hour by hour, and each hour of each patient is held.
Hours = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]
# Two doses a day for more than ten years.
MOST_DOSES = 10_000


class ModelParameter(Record):
    """One number of the model: where it comes from, and between what it may lie.

    `low` and `high` are the ranges of the first prior, `wide_low` and `wide_high` of the
    second. A fixed parameter (a switch, a weight) has none.
    """

    id: Symbol
    what: Text
    value: Number
    unit: Text | None = Field(None, description="null: relative")
    kind: Literal["published", "fitted", "assumed"]
    group: Literal["core", "kinetics", "drug", "cells", "switch"]
    law: Literal["log-uniform", "uniform", "fixed"] = "log-uniform"
    low: Number | None = None
    high: Number | None = None
    wide_low: Number | None = None
    wide_high: Number | None = None
    edges: tuple[Id, ...] = Field((), description="the causal statements that it stands for")
    cites: tuple[Citation, ...] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _sourced(self) -> Self:
        if self.kind != "assumed" and not self.cites:
            raise ValueError(f"expected cites for a {self.kind} value, or 'kind: assumed'")
        return self

    @model_validator(mode="after")
    def _ranges(self) -> Self:
        ends = (self.wide_low, self.low, self.value, self.high, self.wide_high)
        given = [end for end in ends if end is not None]
        if self.law == "fixed":
            if len(given) > 1:
                raise ValueError("expected no range for a fixed parameter")
            return self
        if len(given) < len(ends):
            raise ValueError("expected low, high, wide_low and wide_high, or 'law: fixed'")
        if given != sorted(given) or self.low == self.high:
            told = " ≤ ".join(f"{end:g}" for end in given)
            raise ValueError(f"expected wide_low ≤ low ≤ value ≤ high ≤ wide_high, found {told}")
        if self.law == "log-uniform" and given[0] <= 0:
            raise ValueError(f"expected ranges above 0 for a log-uniform law, found {given[0]:g}")
        return self


class Meaning(Record):
    """What a state of the model stands for, in a controlled vocabulary (MIRIAM)."""

    qualifier: Literal["is", "isVersionOf", "hasVersion", "hasPart", "isPartOf", "hasProperty"]
    id: Text = Field(description="a CURIE such as cl:0000815 or uniprot:P14902")


class ModelState(Record):
    """A state that changes with time."""

    id: Symbol
    what: Text
    unit: Text | None = Field(None, description="null: relative")
    sbo: SboTerm | None = None
    means: tuple[Meaning, ...] = ()


class Readout(Record):
    """A state, or a rule of the model, that is shown; and what could be measured like it."""

    id: Id
    of: Symbol
    what: Text
    like: Text | None = Field(None, description="the laboratory marker that it resembles")
    note: Text | None = None


class Scale(Record):
    """A parameter's own value times a factor."""

    parameter: Symbol
    factor: Positive


class Setting(Record):
    """A parameter set to a value."""

    parameter: Symbol
    value: Number


class Infection(Record):
    """What is added to a state at the hour 0 of a scenario."""

    state: Symbol
    amount: Positive


class Criterion(Record):
    """When a simulated state counts as reached: a bound on a state or a rule."""

    of: Symbol
    at_least: Number | None = None
    at_most: Number | None = None
    of_healthy: Truth = Field(False, description="the bound is a factor of the healthy value")

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("expected either at_least or at_most")
        return self


class Scenario(Record):
    """A starting state, simulated and never asserted, and what may be given then.

    From health, with some parameters scaled, an infection runs untreated until every criterion
    holds, at an hour from `after_hours` to `within_hours`. That hour is the hour 0 of treatment.
    """

    id: Id
    title: Text
    text: Text
    scales: tuple[Scale, ...] = ()
    infection: Infection | None = None
    until: tuple[Criterion, ...] = ()
    after_hours: Hours = 0.0
    within_hours: Hours = 0.0
    horizon_hours: Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)]
    regimens: tuple[Id, ...] = Field((), description="what treated arms are given; one has none")
    note: Text | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.within_hours < self.after_hours:
            raise ValueError(
                f"expected within_hours of at least after_hours ({self.after_hours:g}), "
                f"found {self.within_hours:g}"
            )
        return self


class Variant(Record):
    """One reading of the model: a disputed receptor, an arm switched off."""

    id: Id
    title: Text
    text: Text
    sets: Annotated[tuple[Setting, ...], Field(min_length=1)]
    conflict_set: Id | None = None
    edges: tuple[Id, ...] = Field((), description="the causal statements that it takes as true")
    note: Text | None = None


class LevelsInBlood(Record):
    """Which parameters lead through the body, and the study whose levels they should give."""

    absorption: Symbol = Field(description="rate, 1/h")
    clearance: Symbol = Field(description="over the fraction absorbed, L/h")
    volume: Symbol = Field(description="over the fraction absorbed, L")
    study: Id
    regimen: Id = Field(description="the single dose of that study")
    note: Text | None = None


class Model(Record):
    """A model: its file of equations and everything that the file leaves open."""

    id: Id
    title: Text
    text: Text
    source: Text = Field(description="file of the equations (Antimony), below the dossier")
    dose_state: Symbol = Field(description="the state to which a dose adds its amount, in µg")
    parameters: Annotated[tuple[ModelParameter, ...], Field(min_length=1)]
    states: Annotated[tuple[ModelState, ...], Field(min_length=1)]
    readouts: tuple[Readout, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    variants: tuple[Variant, ...] = ()
    levels: LevelsInBlood | None = None
    cites: tuple[Citation, ...] = ()
    note: Text | None = None


class Doses(Record):
    """So many doses, one each so many hours."""

    count: Size
    every_hours: Positive


class Regimen(Record):
    """Doses as a study or a label reported them, in numbers: a report, never a recommendation."""

    id: Id
    title: Text
    reports: Id = Field(description="the parameter record that tells it in words, with its source")
    amount_mg: Positive = Field(description="one dose, for a person, or for each unit below")
    per: Literal["person", "square metre", "kilogram"] = "person"
    body: Positive | None = Field(None, description="m² or kg assumed, where the dose is per unit")
    doses: Annotated[tuple[Doses, ...], Field(min_length=1)]
    note: Text | None = None

    @model_validator(mode="after")
    def _countable(self) -> Self:
        count = sum(block.count for block in self.doses)
        if count > MOST_DOSES:
            raise ValueError(f"expected at most {MOST_DOSES:,} doses, found {count:,}")
        return self

    @model_validator(mode="after")
    def _has_a_body(self) -> Self:
        if (self.per == "person") != (self.body is None):
            raise ValueError(f"expected a body where the dose is per unit, found per {self.per}")
        return self

    @property
    def amount_ug(self) -> float:
        """One dose in µg.

        >>> Regimen.model_validate(
        ...     dict(
        ...         id="a",
        ...         title="A",
        ...         reports="b",
        ...         amount_mg=1.6,
        ...         doses=[dict(count=1, every_hours=24)],
        ...     )
        ... ).amount_ug
        1600.0
        """
        return round(1000.0 * self.amount_mg * (self.body or 1.0), 9)

    @property
    def hours(self) -> tuple[float, ...]:
        """The hour of each dose, the first at 0; each block goes on where the last would have.

        >>> Regimen.model_validate(
        ...     dict(
        ...         id="a",
        ...         title="A",
        ...         reports="b",
        ...         amount_mg=1,
        ...         doses=[dict(count=2, every_hours=12), dict(count=2, every_hours=24)],
        ...     )
        ... ).hours
        (0.0, 12.0, 24.0, 48.0)
        """
        found: list[float] = []
        now = 0.0
        for block in self.doses:
            found += [now + block.every_hours * i for i in range(block.count)]
            now += block.every_hours * block.count
        return tuple(found)
