"""Answers to the questions of a risk-of-bias or trustworthiness tool, and who stands by them.

What the answers amount to is never typed: `evidence.appraisal` computes it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from thymos.records.atoms import Citation, EventDate, Id, Record, Text
from thymos.records.questions import DOMAINS, SCALES, Question, asked, questions


class Tool(StrEnum):
    """A published tool of appraisal."""

    ROB_2 = "RoB 2"
    ROBINS_I = "ROBINS-I"
    INSPECT_SR = "INSPECT-SR"


Reply = Literal["Y", "PY", "PN", "N", "NI", "NA"]
OVERALL = "overall"


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
    signed_by: tuple[Text, ...] = Field((), description="who stands by it; two people are needed")

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for field, said in (
            ("answers", [a.question for a in self.answers]),
            ("judgements", [j.domain for j in self.judgements]),
            ("signed_by", [name.casefold() for name in self.signed_by]),
            ("outcomes", list(self.outcomes)),
        ):
            twice = next((x for x in said if said.count(x) > 1), None)
            if twice is not None:
                raise ValueError(f"expected each once under '{field}', found '{twice}' twice")
        if not (self.answers or self.judgements or self.unread):
            raise ValueError("expected answers, judgements, or under 'unread' why there are none")
        return self

    @model_validator(mode="after")
    def _in_the_words_of_its_tool(self) -> Self:
        domains = [number for number, _ in dict(DOMAINS)[self.tool]]
        scale = dict(SCALES)[self.tool]
        for given in self.judgements:
            if given.domain not in (*domains, OVERALL):
                wanted = f"{domains[0]} to {domains[-1]}, or {OVERALL}"
                raise ValueError(f"expected domain {wanted}, found '{given.domain}'")
            if given.judgement not in scale:
                words = ", ".join(scale)
                raise ValueError(
                    f"expected of domain {given.domain} one of {words}, found '{given.judgement}'"
                )
        return self

    @model_validator(mode="after")
    def _as_the_tool_asks(self) -> Self:
        known = {q.id: q for q in questions(self.tool, self.effect)}
        replies: dict[str, str] = {a.question: a.answer for a in self.answers}
        for question, reply in replies.items():
            if question not in known:
                raise ValueError(f"expected a question of {self.tool}, found '{question}'")
            _fitting(known[question], reply, replies, known)
        return self

    @property
    def reviewed(self) -> bool:
        """Whether two named people stand by it."""
        return len(self.signed_by) > 1


def _fitting(
    question: Question, reply: str, replies: dict[str, str], known: dict[str, Question]
) -> None:
    """Raise ValueError for a reply that a question does not take, or takes after others only."""
    wanted = asked(question, replies, known)
    if reply == "NA":
        if wanted and not question.may_not_apply:
            raise ValueError(f"expected an answer to {question.id}, which applies; found NA")
        return
    if reply not in question.replies:
        words = ", ".join(question.replies)
        raise ValueError(f"expected of {question.id} one of {words}, found {reply}")
    if wanted is False:
        before = ", ".join(
            f"{ident} {replies[ident]}" for ident, _ in question.after if ident in replies
        )
        given = f" after {before}" if before else ""
        raise ValueError(f"expected no answer or NA to {question.id}, not asked{given}")
