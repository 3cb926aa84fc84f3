"""Answers to the questions of a risk-of-bias or trustworthiness tool, and who stands by them.

What the answers amount to is never typed: `evidence.appraisal` computes it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from thymos.records.atoms import Citation, EventDate, Id, Record, Text


class Tool(StrEnum):
    """A published tool of appraisal."""

    ROB_2 = "RoB 2"
    ROBINS_I = "ROBINS-I"
    INSPECT_SR = "INSPECT-SR"


Reply = Literal["Y", "PY", "PN", "N", "NI", "NA"]


class Answer(Record):
    """An answer to one signalling question or check, with the ground for it."""

    question: Annotated[
        str, Field(pattern=r"^\d{1,2}\.\d{1,2}$", description="as the tool numbers it")
    ]
    answer: Reply = Field(description="yes, probably yes, probably no, no, no information, n/a")
    reason: Text
    cites: tuple[Citation, ...] = ()


class Judgement(Record):
    """A judgement given by a person: where a tool has no algorithm, or against its algorithm."""

    domain: Annotated[str, Field(pattern=r"^(\d|overall)$", description="a number, or 'overall'")]
    judgement: Text = Field(description="in the tool's own words")
    reason: Text
    by: Text = Field(description="who judged so")
    on: EventDate | None = None
    cites: tuple[Citation, ...] = ()


class Assessment(Record):
    """One tool filled in for a study, or for its results on some outcomes.

    A question that what was read cannot answer is left out: it is then not assessable. `NI`
    means that a report read in full does not say.
    """

    tool: Tool
    effect: Literal["assignment", "adherence"] = Field(
        "assignment", description="the effect of interest, for RoB 2"
    )
    outcomes: tuple[Id, ...] = Field((), description="which results it is about; none: all")
    answers: tuple[Answer, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    unread: Text | None = Field(None, description="what could not be answered, and why")
    signed_by: tuple[Text, ...] = Field(
        (), description="the people who stand by it; two are needed"
    )

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for field, said in (
            ("answers", [a.question for a in self.answers]),
            ("judgements", [j.domain for j in self.judgements]),
            ("signed_by", [name.casefold() for name in self.signed_by]),
        ):
            twice = next((x for x in said if said.count(x) > 1), None)
            if twice is not None:
                raise ValueError(f"expected each once under '{field}', found '{twice}' twice")
        return self
