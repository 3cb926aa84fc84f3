"""Choices of the reader's own for a multiverse: which studies count, and why somebody says so."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from thymos.records.atoms import Record, Text

# So many dimensions, and choices of one, nobody can defend one by one.
MOST_DIMENSIONS = 12
MOST_CHOICES = 20


class OwnChoice(Record):
    """One choice: everybody, the rows with certain values in a column, or all but some studies."""

    name: Text
    reason: Text
    keep: dict[Text, tuple[Text, ...]] = Field(
        default_factory=dict, description="columns of the table, each with the values that stay"
    )
    without: tuple[Text, ...] = Field((), description="studies that are left out, by their names")


class OwnDimension(Record):
    """One thing to be chosen; the first choice is that of the main analysis and keeps everybody."""

    name: Text
    choices: Annotated[tuple[OwnChoice, ...], Field(min_length=2, max_length=MOST_CHOICES)]

    @model_validator(mode="after")
    def _begins_with_everybody(self) -> Self:
        if self.choices[0].keep or self.choices[0].without:
            raise ValueError("expected a first choice that keeps every study")
        _once([choice.name for choice in self.choices], "choice")
        return self


class OwnChoices(Record):
    """The file of `thymos fragility --choices`."""

    dimensions: Annotated[tuple[OwnDimension, ...], Field(min_length=1, max_length=MOST_DIMENSIONS)]

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        _once([dimension.name for dimension in self.dimensions], "dimension")
        return self


def _once(names: list[str], kind: str) -> None:
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"expected each {kind} once, found '{twice}' twice")
