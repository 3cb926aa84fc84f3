"""What the answers of a model come to, a sentence each. Theory, always."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.mechanism.answers import Answers
from thymos.mechanism.markers import Marker
from thymos.mechanism.questions.design import MarkerAnswer
from thymos.mechanism.questions.two_way import TwoWayAnswer
from thymos.records.inquiry import Inquiry
from thymos.records.model import Model
from thymos.records.wording import count
from thymos.views.links import Link
from thymos.views.reading import Reading
from thymos.views.simulation_trials import verdict_told
from thymos.views.simulation_words import (
    Names,
    asked_words,
    emptied,
    listed,
    middle_margin,
    percent,
)

# Up to here a share is called seldom; half is half.
SELDOM, HALF = 0.25, 0.5


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
    shares = [(middle_margin(each.whole).both, each.prior) for each in found]
    known = [share.share for share, _ in shares if share.share is not None]
    told = listed([f"{percent(share)} of the draws from {prior} ranges" for share, prior in shares])
    return Brief(
        asked_words(asked, names),
        f"{_often(max(known))} In {told}, by {found[0].margin:g} % or more."
        if known
        else "No draw comes into both states, so that nothing can be told.",
        _more("two-way"),
    )


def _often(share: float) -> str:
    """How often in a word or three.

    >>> _often(0.0), _often(0.13), _often(0.4), _often(0.9)
    ('Never.', 'Seldom.', 'In fewer than half.', 'Mostly.')
    """
    if share == 0:
        return "Never."
    if share < SELDOM:
        return "Seldom."
    return "In fewer than half." if share < HALF else "Mostly."


def _routes(found: tuple[TwoWayAnswer, ...], names: Names) -> Brief:
    closed = [each.routes[-1] for each in found]
    left = [middle_margin(each).both for each in closed]
    whole = [middle_margin(each.whole).both for each in found]
    without = names.inside(closed[0].variant)
    if any(each.count for each in left):
        told = f"Not all of it was put in: with {without} some of it is left."
    elif not any(emptied(before, after) for before, after in zip(whole, left, strict=True)):
        told = f"Too few draws were made to tell: none is left with {without}."
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
        f"model were true with its {found.prior} ranges"
    )
    other = [_same(each, best) for each in answers.markers[1:]]
    told += "".join(f", and {count(n)} with the {prior} ones" for prior, n in other if n) + "."
    return Brief(question, told, _more("markers"))


def _same(found: MarkerAnswer, best: Marker) -> tuple[str, int | None]:
    """Patients per arm for the same readout, state and hour under another prior."""
    place = (best.readout, best.scenario, best.hour)
    same = (e.n80 for e in found.markers if (e.readout, e.scenario, e.hour) == place)
    return found.prior, next(same, None)
