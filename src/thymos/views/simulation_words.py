"""Answers of a model in words and rows: what every door says alike. Theory, not evidence.

Sentences follow from the numbers; no number is typed here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from thymos.mechanism.questions.bands import CoursesAnswer
from thymos.mechanism.questions.design import MarkerAnswer
from thymos.mechanism.questions.two_way import Judged, TwoWayAnswer
from thymos.mechanism.twoway import AtMargin, Leaning, Share, Spread
from thymos.records.inquiry import TwoWay
from thymos.records.model import Model
from thymos.records.wording import LONG, MINUS, count, number, span

# A part of the whole share below which an arm counts as needed, and above which as enough.
NEEDED = 0.1
ENOUGH = 0.5
# Fewer draws than this that answer both ways cannot be ranked by.
FEW = 30
# Below this a number of relative units is told as all but nothing.
TINY = 1e-4
ASSUMED = (
    "A share of draws is a share of what was assumed. It measures the ranges, not the world, and "
    "is no probability that anything is so."
)
WHOLE = "The model as it stands"


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids of a model are called."""

    scenarios: dict[str, str]
    readouts: dict[str, str]
    variants: dict[str, str]
    parameters: dict[str, str]
    like: dict[str, str]

    @classmethod
    def of(cls, model: Model) -> Names:
        """The names of a model's record."""
        return cls(
            scenarios={each.id: each.title for each in model.scenarios},
            readouts={each.id: each.what for each in model.readouts},
            variants={each.id: each.title for each in model.variants},
            parameters={each.id: each.what for each in model.parameters},
            like={each.id: each.like for each in model.readouts if each.like},
        )

    def variant(self, ident: str | None) -> str:
        """A variant's title; the model itself for None."""
        return WHOLE if ident is None else self.variants[ident]

    def measured(self, ident: str) -> str:
        """A readout, with the laboratory marker that it resembles where that has another name."""
        what, like = self.readouts[ident], self.like.get(ident)
        return what if like in (None, what) else f"{what} (as {like})"

    def inside(self, ident: str | None) -> str:
        """A variant's title within a sentence."""
        name = self.variant(ident)
        return name[:1].lower() + name[1:]


def share_text(share: Share) -> str:
    """A share in percent with its interval.

    >>> share_text(Share(18, 100, 0.18, 0.1170, 0.2667))
    '18.0 % (11.7–26.7)'
    """
    if share.share is None or share.low is None or share.high is None:
        return "not known"
    return f"{number(100 * share.share, 1)} % ({span(100 * share.low, 100 * share.high, 1)})"


def percent(share: Share) -> str:
    """A share in percent alone.

    >>> percent(Share(1, 3, 1 / 3, 0.06, 0.79))
    '33 %'
    """
    return "not known" if share.share is None else small_percent(share.share)


def small_percent(part: float) -> str:
    """A part in percent, with a decimal where it is small.

    >>> small_percent(0.034), small_percent(0.0)
    ('3.4 %', '0 %')
    """
    digits = 1 if 0 < 100 * part < 9.95 else 0
    return f"{number(100 * part, digits)} %"


def short(value: float) -> str:
    """A number to three significant digits.

    >>> short(0.000213), short(12.345), short(-0.5), short(1843.7), short(3e-6), short(0.0)
    ('0.000213', '12.3', '−0.5', '1,840', 'under 0.0001', '0')
    """
    if 0 < abs(value) < TINY:
        return f"{'over −' if value < 0 else 'under '}{TINY:.4f}"
    if 1000 <= abs(value) < LONG:
        return f"{float(f'{value:.3g}'):,.0f}".replace("-", MINUS)
    return f"{value:.3g}".replace("-", MINUS)


def short_span(middle: float, low: float, high: float) -> str:
    """A middle with the ends of its band, each to three significant digits.

    >>> short_span(0.2, 0.00012, 1500)
    '0.2 (0.00012 to 1,500)'
    """
    return f"{short(middle)} ({short(low)} to {short(high)})"


def patients_told(count_of: int | None) -> str:
    """Patients per arm, where any number would do.

    >>> patients_told(2975), patients_told(None)
    ('2,975', 'no number')
    """
    return "no number" if count_of is None else count(count_of)


def points(difference: float) -> str:
    """A risk difference in percentage points.

    >>> points(-0.0903)
    '−9.0'
    """
    return number(100 * difference, 1)


def listed(names: Sequence[str]) -> str:
    """Names in a row.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def from_to(low: float, high: float) -> str:
    """Two ends with a decimal each; unlike those of an interval they may round to 0 or 1.

    >>> from_to(-0.012, 1.04)
    '0.0 to 1.0'
    """
    return f"{number(low, 1)} to {number(high, 1)}"


def change_text(spread: Spread) -> str:
    """The middle change with the middle eight tenths of the draws, in percent.

    >>> change_text(Spread(-0.0041, 0.292, 2.294))
    '29.2 % (−0.4 to 229.4)'
    """
    if spread.middle is None or spread.low is None or spread.high is None:
        return "not known"
    low, middle, high = (100 * each for each in (spread.low, spread.middle, spread.high))
    return f"{number(middle, 1)} % ({from_to(low, high)})"


def change_alone(spread: Spread) -> str:
    """The change of one patient, in percent.

    >>> change_alone(Spread(0.0107, 0.0107, 0.0107)), change_alone(Spread(None, None, None))
    ('1.1 %', 'not known')
    """
    return "not known" if spread.middle is None else f"{number(100 * spread.middle, 1)} %"


def failed_told(answer: CoursesAnswer) -> tuple[str, ...]:
    """Whom no engine could simulate, where there are such."""
    if not answer.failed:
        return ()
    who, are = ("draw", "is") if answer.failed == 1 else ("draws", "are")
    return (f"{count(answer.failed)} {who} could not be simulated, and {are} left out.",)


def middle_margin(judged: Judged) -> AtMargin:
    """The margin in the middle of those asked for."""
    return judged.margins[len(judged.margins) // 2]


def asked_words(asked: TwoWay, names: Names) -> str:
    """The question of two opposite answers in words."""
    up, down = (names.readouts[each.readout] for each in (asked.up, asked.down))
    first, second = (names.scenarios[each.scenario].lower() for each in (asked.up, asked.down))
    return (
        f"Would it work in both directions: more {up} in {first} patients, less {down} in {second} "
        "ones?"
    )


def two_way_told(answer: TwoWayAnswer, asked: TwoWay, names: Names) -> tuple[str, ...]:
    """How often both answers come from one set of parameters, and each of them by itself."""
    whole = answer.whole
    if not whole.reached.count:
        return (
            f"Of {count(answer.draws)} draws from the {answer.prior} ranges, none comes into both "
            "states, so that nothing can be told.",
        )
    shown = middle_margin(whole)
    others = [each for each in whole.margins if each is not shown]
    also = "; ".join(f"by {each.margin:g} % or more {percent(each.both)}" for each in others)
    first = (
        f"Of {count(answer.draws)} draws from the {answer.prior} ranges, {percent(whole.reached)} "
        f"come into both states. Of these, {share_text(shown.both)} answer both ways by "
        f"{shown.margin:g} % or more" + (f" ({also})." if also else ".")
    )
    up, down = (names.readouts[each.readout] for each in (asked.up, asked.down))
    second = (
        f"Taken one by one: what should rise ({up}) does so in {percent(shown.up)} of them; what "
        f"should fall ({down}) does so in {percent(shown.down)}, and rises in "
        f"{percent(shown.worse)}."
    )
    return first, second


def arms_told(answer: TwoWayAnswer, names: Names) -> str:
    """Which arms the two-way answer needs, and which are enough: from the shares themselves."""
    whole = middle_margin(answer.whole).both.share
    if not whole or not answer.arms:
        return "The two-way answer never comes in these draws, so that no arm can be told apart."
    margin = f"{answer.margin:g} %"
    lacking = [each for each in answer.arms if _lacks(each)]
    alone = [each for each in answer.arms if not _lacks(each)]
    needed = _named(lacking, names, lambda part: part < NEEDED * whole)
    enough = _named(alone, names, lambda part: part >= ENOUGH * whole)
    told = [f"By {margin} or more, {small_percent(whole)} of the draws answer both ways."]
    parts = (f"{names.inside(e.variant)}: {percent(middle_margin(e).both)}" for e in lacking)
    if lacking:
        told.append(f"With one arm taken away: {'; '.join(parts)}.")
        told.append(
            f"The answer all but goes with: {needed}." if needed else "No single arm is needed."
        )
    if alone:
        told.append(f"Enough by itself: {enough}." if enough else "No arm is enough by itself.")
    return " ".join((*told, *_few(middle_margin(answer.whole).both)))


def routes_told(answer: TwoWayAnswer, names: Names) -> str:
    """By which ways what should fall falls, and whether it still does when all are closed."""
    whole = middle_margin(answer.whole).both
    if not whole.count or not answer.routes:
        return "The two-way answer never comes in these draws, so that no way can be told apart."
    parts = (f"{names.inside(e.variant)}: {percent(middle_margin(e).both)}" for e in answer.routes)
    told = [
        f"By {answer.margin:g} % or more, {percent(whole)} of the draws answer both ways. With "
        f"ways closed: {'; '.join(parts)}."
    ]
    closed = answer.routes[-1]
    found = middle_margin(closed).both
    none = f"With {names.inside(closed.variant)} it comes in none of {count(found.total)} draws"
    if emptied(whole, found):
        told.append(
            f"{none}. Each of these ways was written into the model by hand: the two-way answer "
            "is put in, and does not follow from the rest."
        )
    elif not found.count:
        told.append(f"{none}, which are too few to tell whether nothing is left.")
    else:
        told.append("Some of it is left when all are closed: it comes by yet another way.")
    return " ".join(told)


def emptied(whole: Share, left: Share) -> bool:
    """Whether nothing is left of a share, in so many draws that the rest must be smaller."""
    return not left.count and left.high is not None and left.high < (whole.share or 0.0)


def readings_told(answer: TwoWayAnswer, names: Names) -> str:
    """Between what the share moves from one reading of the disputes to the other."""
    whole = middle_margin(answer.whole).both
    if not whole.count or not answer.readings:
        return (
            "The two-way answer never comes in these draws, so that no reading can be told apart."
        )
    shares = [(middle_margin(e).both, names.variant(e.variant)) for e in answer.readings]
    known = sorted((s for s in shares if s[0].share is not None), key=lambda s: s[0].share or 0.0)
    (least, first), (most, last) = known[0], known[-1]
    same = [
        f"“{names.variant(e.variant)}”"
        for e in answer.readings
        if e.margins == answer.whole.margins and e.up == answer.whole.up
    ]
    told = [
        f"By {answer.margin:g} % or more, {share_text(least)} of the draws answer both ways where "
        f"they are read as “{first}”, the fewest, and {share_text(most)} as “{last}”, the most."
    ]
    if (least.high or 0.0) < (most.low or 0.0):
        told.append("How the dispute is read makes a difference.")
    else:
        told.append("The intervals overlap: a difference between readings cannot be told.")
    if same:
        told.append(f"The model as it stands is read as {listed(same)}.")
    return " ".join((*told, *_few(whole)))


def _few(whole: Share) -> tuple[str, ...]:
    """A warning where shares rest on a handful of draws."""
    if whole.count >= FEW:
        return ()
    return (
        f"Only {count(whole.count)} of {count(whole.total)} draws answer both ways: too few to "
        "rank anything by.",
    )


def _lacks(judged: Judged) -> bool:
    return (judged.variant or "").startswith("no-")


def _named(judged: Sequence[Judged], names: Names, holds: Callable[[float], bool]) -> str:
    found = (j for j in judged if holds(middle_margin(j).both.share or 0.0))
    return ", ".join(names.inside(j.variant) for j in found)


def leaning_told(leaning: Leaning, names: Names) -> str:
    """How the share differs between the ends of one range."""
    what = names.parameters.get(leaning.parameter, leaning.parameter)
    low, high = percent(leaning.lowest), percent(leaning.highest)
    return f"{what}: {low} in its lowest third, {high} in its highest"


def marker_told(answer: MarkerAnswer, names: Names) -> str:
    """The measurement that takes the fewest patients, and what would make it tell nothing."""
    missing = names.inside(answer.without)
    if not answer.markers or answer.markers[0].n80 is None:
        return f"No readout tells the model from the one with {missing}, at any hour asked for."
    best = answer.markers[0]
    what = names.measured(best.readout)
    told = [
        f"Fewest patients are taken by {what}, {best.hour:g} hours after the first dose, in the "
        f"state “{names.scenarios[best.scenario]}”: {count(best.n80 or 0)} per arm at a power of "
        f"80 %, {count(best.n90 or 0)} at 90 %, to tell the model from the one with {missing}.",
        f"In {percent(best.told)} of the biologies drawn, {count(answer.most)} per arm would do.",
    ]
    if best.noise is not None:
        told.append(
            f"It tells nothing with {count(answer.most)} per arm once the error of the measurement "
            f"exceeds {number(best.noise, 1)} times the spread between patients."
        )
    told += [f"{each}." for each in blindings_told(answer, names)[:1]]
    return " ".join(told)


def blindings_told(answer: MarkerAnswer, names: Names) -> tuple[str, ...]:
    """On which parameters it hangs whether the best marker tells."""
    found = []
    for each in answer.blindings:
        way = "grows" if each.correlation > 0 else "shrinks"
        what = names.parameters.get(each.parameter, each.parameter)
        found.append(
            f"The difference {way} with this: {what} (rank correlation {number(each.correlation)})"
        )
    return tuple(found)
