"""What the answers of a model come to, a sentence each. Theory, always."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.mechanism.answers import Answers
from thymos.mechanism.questions.two_way import TwoWayAnswer
from thymos.records.inquiry import Inquiry
from thymos.records.model import Model
from thymos.records.wording import count
from thymos.views.links import Link
from thymos.views.reading import Reading
from thymos.views.simulation_trials import verdict_told
from thymos.views.simulation_words import Names, asked_words, listed, middle_margin, percent


@dataclass(frozen=True, slots=True)
class Brief:
    """A question in short, what came out, and where it is told at length."""

    question: str
    told: str
    more: Link


def brief(reading: Reading, inquiry: Inquiry, model: Model, answers: Answers) -> tuple[Brief, ...]:
    """Every question that was answered, in short."""
    names = Names.of(model)
    found = []
    if answers.two_way:
        found.append(_two_way(inquiry, answers.two_way, names))
        if answers.two_way[0].routes:
            found.append(_routes(answers.two_way, names))
    if answers.trials:
        named = {each.study: reading.dossier.studies[each.study].name for each in answers.trials}
        told = verdict_told(answers.trials, named)
        found.append(Brief("Would trials have shown it?", told, _more("trials")))
    if answers.markers and answers.markers[0].markers:
        found.append(_marker(answers, names))
    return tuple(found)


def _more(anchor: str) -> Link:
    return Link("at length", f"#{anchor}")


def _two_way(inquiry: Inquiry, found: tuple[TwoWayAnswer, ...], names: Names) -> Brief:
    asked = inquiry.two_way
    assert asked is not None
    shares = listed(
        [
            f"{percent(middle_margin(e.whole).both)} of the draws from {e.prior} ranges"
            for e in found
        ]
    )
    return Brief(
        asked_words(asked, names),
        f"In {shares}, by {found[0].margin:g} % or more. In the others it does not.",
        _more("two-way"),
    )


def _routes(found: tuple[TwoWayAnswer, ...], names: Names) -> Brief:
    closed = [each.routes[-1] for each in found]
    left = [middle_margin(each).both for each in closed]
    without = names.inside(closed[0].variant)
    if any(each.count for each in left):
        told = f"Not all of it was put in: with {without} some of it is left."
    else:
        told = (
            f"It was put in. With {without} it comes in none of "
            f"{count(sum(each.total for each in left))} draws; each of these ways was written into "
            "the model by hand."
        )
    return Brief("Does that follow, or was it put in?", told, _more("routes"))


def _marker(answers: Answers, names: Names) -> Brief:
    found = answers.markers[0]
    best = found.markers[0]
    like = names.like.get(best.readout, names.readouts[best.readout])
    question = f"Which measurement would tell it from the model with {names.inside(found.without)}?"
    if best.n80 is None:
        return Brief(question, "None that was asked for.", _more("markers"))
    told = (
        f"{like[:1].upper()}{like[1:]}, {best.hour:g} hours after the first dose, in "
        f"{names.scenarios[best.scenario].lower()} patients: {count(best.n80)} per arm, if the "
        "model were true."
    )
    return Brief(question, told, _more("markers"))
