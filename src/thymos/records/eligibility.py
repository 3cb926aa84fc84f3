"""Whom a study let in, and whom a caution is about: the words in which people are described.

A trait is an id such as `pregnancy` or `diabetes`, shared between studies, cautions and the
profile of a person. `records.profile` tells which traits a profile has.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from thymos.records.atoms import Citations, Id, Record, Text, Truth

# Nobody's age is known to have reached 123 (the oldest on record died at 122).
OLDEST = 122
Age = Annotated[int, Field(ge=0, le=OLDEST)]


class Criterion(Record):
    """What a study did about one trait; what no criterion speaks of is not stated.

    `required`: only people with the trait took part. `included`: people with and without it.
    `excluded`: none with it.
    """

    trait: Id
    stance: Literal["required", "included", "excluded"]
    text: Text | None = Field(None, description="the criterion in our words")
    cites: Citations


class AgeRange(Record):
    """The ages that a study let in; a bound that is null was not stated."""

    low: Age | None = None
    high: Age | None = None
    cites: Citations

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError("expected a lowest or a highest age")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"expected low not above high {self.high}, found {self.low}")
        return self


class Eligibility(Record):
    """The criteria of a study as data: only what was read, and where."""

    age: AgeRange | None = None
    criteria: tuple[Criterion, ...] = ()

    @model_validator(mode="after")
    def _each_trait_once(self) -> Self:
        traits = [criterion.trait for criterion in self.criteria]
        twice = next((trait for trait in traits if traits.count(trait) > 1), None)
        if twice is not None:
            raise ValueError(f"expected trait '{twice}' once")
        return self


class Whom(Record):
    """Whom a caution or a subgroup is about: every field that is given must fit.

    Of traits, and of conditions, one that fits is enough. Without any field it is about
    everyone.
    """

    traits: tuple[Id, ...] = ()
    without: tuple[Id, ...] = Field((), description="traits that must be absent, and be said so")
    conditions: tuple[Id, ...] = ()
    age_from: Age | None = None
    age_to: Age | None = None


class Subgroup(Record):
    """A part of the patients; such a result is a hypothesis, never a main finding."""

    factor: Text
    level: Text
    interaction_p: Annotated[float, Field(ge=0, le=1)] | None = None
    whom: Whom | None = Field(None, description="the same as data, to be matched with a profile")
    foreseen: Truth | None = Field(
        None, description="whether its direction was named beforehand, and rightly; null: not read"
    )
    prior: Truth | None = Field(None, description="whether earlier evidence bears it out")
    few: Truth | None = Field(None, description="whether few effect modifiers were tested")
    cut_kept: Truth | None = Field(
        None, description="whether a cut point was set beforehand; null: not read, or no cut"
    )
