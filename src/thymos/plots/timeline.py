"""A verdict through time: one lane a verdict, a step where it changed, a dot where something came.

Of plain values: this module draws, it does not judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from thymos.plots.axis import Axis
from thymos.plots.ink import MARK, RULE, Point, Width, dot, length, line, path, picture, text


@dataclass(frozen=True, slots=True)
class Turn:
    """A day, YYYY-MM-DD, from which a verdict held; moved: whether it is another than before.

    because: in a line, shown to a pointer over the dot.
    """

    day: str
    verdict: str
    moved: bool
    because: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything the plot shows. lanes: the verdicts, best first; turns: in the order of days.

    until: the day to which the last verdict is drawn.
    """

    title: str
    lanes: tuple[str, ...]
    turns: tuple[Turn, ...]
    until: str


WIDTHS: tuple[tuple[Width, float], ...] = (("wide", 700.0), ("narrow", 330.0))
LANE = 30.0
TOP = 10.0
FOOT = 30.0
AIR = 12.0
DAYS = 365.2425


def draw(plot: Timeline, ident: str, layout: Width = "wide") -> str:
    """The plot as one SVG element; `ident` must be unique on its page.

    Raises ValueError where there is nothing to draw, for a verdict without a lane, and for
    days that are none or out of order.

    >>> turns = (Turn("1990-01-01", "probable", True, "new study"),)
    >>> svg = draw(Timeline("It helps", ("probable",), turns, "2000-01-01"), "t")
    >>> "From 1990-01-01: probable." in svg
    True
    """
    if not plot.turns:
        raise ValueError("nothing to draw: no day")
    for turn in plot.turns:
        if turn.verdict not in plot.lanes:
            raise ValueError(f"expected one of {', '.join(plot.lanes)}, found {turn.verdict!r}")
    days = [*(turn.day for turn in plot.turns), plot.until]
    if any(first > second for first, second in pairwise(days)):
        raise ValueError("expected days in order")
    height = TOP + len(plot.lanes) * LANE + FOOT
    size = (dict(WIDTHS)[layout], height)
    words = (plot.title, describe(plot))
    return picture("history", layout, ident, words, size, _body(plot, layout, *size))


def describe(plot: Timeline) -> str:
    """The plot in words: the verdict from each day on which it changed.

    >>> turns = (Turn("1990-01-01", "probable", True, "new study"),)
    >>> describe(Timeline("It helps", ("probable",), turns, "2000-01-01"))
    'The verdict through time, up to 2000-01-01. From 1990-01-01: probable.'
    """
    said = [f"The verdict through time, up to {plot.until}."]
    said += [f"From {turn.day}: {turn.verdict}." for turn in plot.turns if turn.moved]
    return " ".join(said)


def _body(plot: Timeline, layout: Width, width: float, height: float) -> Iterator[str]:
    size = 13.0 if layout == "wide" else 12.0
    left = max(length(lane, size) for lane in plot.lanes) + AIR
    axis = _axis(plot, left + AIR, width - AIR)
    bottom = height - FOOT
    middles = {lane: TOP + (i + 0.5) * LANE for i, lane in enumerate(plot.lanes)}
    for lane, y in middles.items():
        yield text(0, y + 4.5, lane, size=size)
        yield line(left, y, width, y, RULE, 0.5)
    yield line(left, bottom, width, bottom, RULE, 1)
    for year in _years(axis, layout):
        x = axis.at(year)
        yield line(x, bottom, x, bottom + 4, RULE, 1)
        yield text(x, bottom + 18, f"{year}", anchor="middle", size=12)
    yield path(_way(plot, axis, middles), MARK, 2)
    for turn in plot.turns:
        at = axis.at(_year(turn.day)), middles[turn.verdict]
        label = f"{turn.day}: {turn.verdict}; {turn.because}"
        yield dot(at, 5.0 if turn.moved else 2.5, label)


def _way(plot: Timeline, axis: Axis, middles: dict[str, float]) -> list[Point]:
    """Along its lane until the day of the next verdict, then straight to that one."""
    way: list[Point] = []
    for turn in plot.turns:
        x, y = axis.at(_year(turn.day)), middles[turn.verdict]
        if way and way[-1][1] != y:
            way.append((x, way[-1][1]))
        way.append((x, y))
    return [*way, (axis.at(_year(plot.until)), way[-1][1])]


def _axis(plot: Timeline, left: float, right: float) -> Axis:
    first, last = _year(plot.turns[0].day), _year(plot.until)
    return Axis(first, max(last, first + 1.0), left, right, log=False)


def _year(text_of_day: str) -> float:
    """A day as a number of years, so that equal times are equally long.

    >>> round(_year("2000-07-01"), 1)
    2000.5
    """
    day = date.fromisoformat(text_of_day)
    return day.year + (day - date(day.year, 1, 1)).days / DAYS


def _years(axis: Axis, layout: Width) -> tuple[int, ...]:
    """Whole years at round distances, as many as the width has room for."""
    most = 8 if layout == "wide" else 4
    span = axis.high - axis.low
    step = next((s for s in (1, 2, 5, 10, 20, 50) if span / s <= most), 100)
    first = -(-int(-(-axis.low // 1)) // step) * step
    return tuple(range(first, int(axis.high) + 1, step))
