"""Courses over time with bands: how a quantity runs in many draws, in each of some arms.

Of plain values: this module draws, it does not simulate. Arms differ by the dashes of their
line and by words, never by colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from thymos.plots.axis import Axis
from thymos.plots.ink import MARK, POOLED, Point, Width, area, line, path, picture, text
from thymos.plots.panel import Panel, field_clip, frame
from thymos.records.wording import MINUS

DAY = 24.0
# Tints are laid over each other; more would hide a line.
OUTER, INNER = 0.1, 0.16
INKS = (MARK, POOLED)
MOST_ARMS = 2
# One tail of the draws must not squeeze the others flat: no more than so often what most do.
CUT = 6.0

SIZES: tuple[tuple[Width, Panel], ...] = (
    ("wide", Panel(450.0, 290.0, 40.0, 440.0, 44.0, 240.0, 12, 20, 2)),
    ("narrow", Panel(330.0, 250.0, 36.0, 322.0, 44.0, 200.0, 11, 18, 2)),
)


@dataclass(frozen=True, slots=True)
class Run:
    """One arm: five quantiles over time, from the 5th to the 95th percentile; `dashed` its line.

    Where low and high are equal everywhere no band is drawn.
    """

    name: str
    low: tuple[float, ...]
    quarter: tuple[float, ...]
    middle: tuple[float, ...]
    three_quarters: tuple[float, ...]
    high: tuple[float, ...]
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Courses:
    """Everything the plot shows: hours in rising order, up to two arms. `unit`: of the values."""

    title: str
    unit: str
    hours: tuple[float, ...]
    runs: tuple[Run, ...]


def draw(plot: Courses, ident: str, layout: Width = "wide") -> str:
    """The plot as one SVG element; `ident` must be unique on its page.

    Raises ValueError for fewer than two hours, hours that do not rise, no arm or more than two,
    a course of another length, or values that are not finite.

    >>> run = Run("treated", (0, 1), (0, 2), (0, 3), (0, 4), (0, 5))
    >>> svg = draw(Courses("A marker", "relative", (0.0, 24.0), (run,)), "c")
    >>> "Treated: the middle goes from 0 to 3" in svg
    True
    """
    _check(plot)
    panel = dict(SIZES)[layout]
    words = (plot.title, describe(plot))
    size = (panel.width, panel.height)
    return picture("courses", layout, ident, words, size, _body(plot, panel, ident))


def describe(plot: Courses) -> str:
    """The plot in words: where the middle of each arm begins, ends, and is at its highest.

    >>> run = Run("treated", (0, 1, 0), (0, 2, 0), (0, 3, 1), (0, 4, 1), (0, 5, 2))
    >>> describe(Courses("A marker", "relative", (0.0, 24.0, 48.0), (run,)))
    'Over 2 days. Treated: the middle goes from 0 to 1, at most 3 on day 1; nine tenths of the
    draws end between 0 and 2.'
    """
    told = [f"Over {_days(plot.hours[-1] - plot.hours[0])} days."]
    for run in plot.runs:
        top = max(range(len(run.middle)), key=lambda i: run.middle[i])
        words = (
            f"{run.name[:1].upper()}{run.name[1:]}: the middle goes from {_short(run.middle[0])} "
        )
        words += f"to {_short(run.middle[-1])}"
        if 0 < top < len(run.middle) - 1:
            words += f", at most {_short(run.middle[top])} on day {_days(plot.hours[top])}"
        if run.low != run.high:
            words += "; nine tenths of the draws end between "
            words += f"{_short(run.low[-1])} and {_short(run.high[-1])}"
        told.append(f"{words}.")
    return " ".join(told)


def _check(plot: Courses) -> None:
    if len(plot.hours) < 2 or any(a >= b for a, b in pairwise(plot.hours)):
        raise ValueError("expected at least two hours, in rising order")
    if not 1 <= len(plot.runs) <= MOST_ARMS:
        raise ValueError(f"expected one or two arms, found {len(plot.runs)}")
    for run in plot.runs:
        for each in (run.low, run.quarter, run.middle, run.three_quarters, run.high):
            if len(each) != len(plot.hours) or not all(map(math.isfinite, each)):
                raise ValueError(f"{run.name}: expected a finite value at every hour")


def _body(plot: Courses, panel: Panel, ident: str) -> Iterator[str]:
    top = _top(plot)
    y = Axis(0.0, top, panel.bottom, panel.top, log=False)
    panel = panel.beside(y)
    first, last = plot.hours[0] / DAY, plot.hours[-1] / DAY
    x = Axis(first, last, panel.left, panel.right, log=False)
    name, clip = field_clip(panel, ident)
    yield clip
    yield from frame(panel, x, y, ("Days from the first dose", plot.unit))
    places = [x.at(hour / DAY) for hour in plot.hours]
    scale = (panel.bottom - panel.top) / top

    def at(values: tuple[float, ...]) -> list[Point]:
        # Not by the axis, which would bend what leaves the field.
        return [(px, panel.bottom - scale * v) for px, v in zip(places, values, strict=True)]

    for run, ink in zip(plot.runs, INKS, strict=False):
        for lower, upper, tint in (
            (run.low, run.high, OUTER),
            (run.quarter, run.three_quarters, INNER),
        ):
            if lower != upper:
                yield area([*at(upper), *reversed(at(lower))], ink, tint, clip=name)
    for run, ink in zip(plot.runs, INKS, strict=False):
        yield path(at(run.middle), ink, 2.0, dashed=run.dashed, clip=name)
    yield from _key(plot, panel)


def _key(plot: Courses, panel: Panel) -> Iterator[str]:
    """Above the field, to the right of the unit: a stroke and the word of each arm."""
    at = panel.right
    for run, ink in reversed(list(zip(plot.runs, INKS, strict=False))):
        yield text(at, 32, run.name, anchor="end", size=panel.label_size)
        at -= len(run.name) * panel.label_size * 0.57 + 6
        yield line(at - 26, 28, at, 28, ink, 2.0, dashed=run.dashed)
        at -= 26 + 14


def _top(plot: Courses) -> float:
    """The upper end of the axis: the highest value, but not far above what most draws do."""
    highest = max(max(run.high) for run in plot.runs)
    usual = max(max(run.three_quarters) for run in plot.runs)
    top = min(highest, CUT * usual) if usual > 0 else highest
    return 1.04 * top if top > 0 else 1.0


def _short(value: float) -> str:
    return f"{value:.3g}".replace("-", MINUS)


def _days(hours: float) -> str:
    return f"{hours / DAY:.3g}"
