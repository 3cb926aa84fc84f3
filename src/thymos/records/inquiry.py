"""What is asked of a model: the questions and what they are about, never their answers.

The answers are computed. They are theory, and no verdict reads them.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from thymos.records.atoms import Citation, Id, Positive, Record, Size, Text

Margin = Annotated[float, Field(gt=0, le=1000, description="in percent")]
After = Annotated[float, Field(gt=0, le=100_000, description="hours from the first dose")]


class Watched(Record):
    """A readout in a scenario."""

    scenario: Id
    readout: Id


class TwoWay(Record):
    """One set of parameters, two states: does `up` rise and `down` fall, by a margin or more?"""

    up: Watched
    down: Watched
    regimen: Id
    margins: Annotated[tuple[Margin, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if list(self.margins) != sorted(set(self.margins)):
            raise ValueError("expected margins in rising order, each once")
        return self


class Death(Record):
    """Which course of a readout is taken for a death: an assumption, said in words."""

    readout: Id
    measure: Literal["peak", "mean", "end"]
    above: Positive = Field(description="from which value on the patient counts as dead")
    text: Text


class VirtualTrial(Record):
    """A trial of the dossier, run in the model: its sizes, its regimen, its risk among controls.

    scenarios: the states in which its patients may have been when they came in. In what mixture
    nobody knows: it is set so that the untreated die as often as the controls did.
    """

    id: Id
    study: Id
    result: Id = Field(description="a result of the study that counts events in two arms")
    regimen: Id
    scenarios: Annotated[tuple[Id, ...], Field(min_length=1)]


class MarkerQuestion(Record):
    """Which readout, when, tells the model from the one without an arm?"""

    without: Id = Field(description="the variant that lacks the arm")
    scenarios: Annotated[tuple[Id, ...], Field(min_length=1)]
    regimen: Id
    readouts: Annotated[tuple[Id, ...], Field(min_length=1)]
    hours: Annotated[tuple[After, ...], Field(min_length=1)]
    most_per_arm: Size = Field(description="patients per arm beyond which a design is no use")

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if list(self.hours) != sorted(set(self.hours)):
            raise ValueError("expected hours in rising order, each once")
        return self


class Rated(Record):
    """A rating of the credibility framework with its reason."""

    rating: Literal["low", "medium", "high"]
    reason: Text


class Credibility(Record):
    """What the model may be used for, in the words of ASME V&V 40 (2018)."""

    question: Text = Field(description="the question of interest")
    use: Text = Field(description="the context of use")
    influence: Rated = Field(description="how much the model weighs beside other evidence")
    consequence: Rated = Field(description="what follows if the model is wrong")
    validation: Text = Field(description="what was compared with people, and what was not")
    cites: tuple[Citation, ...] = ()


class Inquiry(Record):
    """Everything that is asked of one model."""

    id: Id
    model: Id
    two_way: TwoWay | None = None
    arms: tuple[Id, ...] = Field((), description="variants that lack an arm, or have one alone")
    readings: tuple[Id, ...] = Field((), description="variants that read a dispute differently")
    routes: tuple[Id, ...] = Field(
        (),
        description="variants that close the ways by which what should fall can fall, the last all",
    )
    shared: tuple[Literal["core", "kinetics", "drug", "cells"], ...] = Field(
        ("drug", "cells"), description="groups of parameters that all patients of a trial share"
    )
    death: Death | None = None
    severities: Annotated[tuple[Positive, ...], Field(min_length=1)] = Field(
        (1.0,), description="factors on the infection of a trial's patients, each as likely"
    )
    trials: tuple[VirtualTrial, ...] = ()
    marker: MarkerQuestion | None = None
    credibility: Credibility | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _deaths_are_told(self) -> Self:
        if self.trials and self.death is None:
            raise ValueError("expected death, which the trials count")
        return self
