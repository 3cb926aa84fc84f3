"""An isotope pattern as sticks: each peak at its place, its share as its height.

Of plain values: this module draws, it does not compute.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from thymos.plots.axis import Axis, around
from thymos.plots.ink import MARK, POOLED, RULE, Width, line, picture, text
from thymos.plots.panel import PANELS, Panel, percent_text
from thymos.records.wording import number, percent


@dataclass(frozen=True, slots=True)
class Stick:
    """A peak: its place, its share, and what normal materials span, None where nothing is told."""

    at: float
    share: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Isotopes:
    """Everything the plot shows; `unit` is what the places are in, `digits` how they are told."""

    title: str
    sticks: tuple[Stick, ...]
    unit: str = "Mass, Da"
    digits: int = 2


def draw(plot: Isotopes, ident: str, layout: Width = "wide") -> str:
    """The plot as one SVG element; `ident` must be unique on its page.

    Raises ValueError for no peaks, or a place or share that is no number.

    >>> svg = draw(Isotopes("t", (Stick(18.01, 0.9), Stick(19.01, 0.1))), "i")
    >>> "tallest at 18.01" in svg
    True
    """
    if not plot.sticks:
        raise ValueError("nothing to draw: no peak")
    if not all(math.isfinite(s.at) and 0 <= s.share <= 1 for s in plot.sticks):
        raise ValueError("every peak needs a place and a share from 0 to 1")
    panel = dict(PANELS)[layout]
    panel = _lower(panel)
    shown = (plot.title, describe(plot))
    size = (panel.width, panel.height)
    return picture("isotopes", layout, ident, shown, size, _body(plot, panel, layout))


def describe(plot: Isotopes) -> str:
    """The plot in words: where it begins, and where it is tallest.

    >>> describe(Isotopes("t", (Stick(18.01, 0.9), Stick(19.01, 0.1))))
    '2 peaks, the lightest at 18.01 with 90.0 % of all molecules, the tallest at 18.01 with 90.0 %.'
    """
    first, tallest = plot.sticks[0], max(plot.sticks, key=lambda s: s.share)
    count = f"{len(plot.sticks)} peaks" if len(plot.sticks) > 1 else "One peak"
    low, high = (
        f"{number(s.at, plot.digits)} with {percent(s.share, 1)}" for s in (first, tallest)
    )
    return f"{count}, the lightest at {low} of all molecules, the tallest at {high}."


def _lower(panel: Panel) -> Panel:
    """Half the height: sticks need no more."""
    less = (panel.bottom - panel.top) * 0.4
    return Panel(
        panel.width, panel.height - less, panel.left, panel.right, panel.top,
        panel.bottom - less, panel.label_size, panel.label_chars, panel.most_labels,
    )  # fmt: skip


def _body(plot: Isotopes, panel: Panel, layout: Width) -> Iterator[str]:
    top = max(max(s.share, s.high or 0.0) for s in plot.sticks)
    y = Axis(0.0, top * 1.18, panel.bottom, panel.top, log=False)
    panel = panel.beside(y, percent=True)
    x = around([s.at for s in plot.sticks], panel.left, panel.right, air=0.06)
    yield from _frame(panel, x, y, plot.unit)
    tallest = max(plot.sticks, key=lambda s: s.share)
    for stick in plot.sticks:
        here = x.at(stick.at)
        yield line(here, y.at(0.0), here, y.at(stick.share), MARK, 5 if layout == "wide" else 3.5)
        if stick.low is not None and stick.high is not None:
            yield from _reach(here, y.at(stick.low), y.at(stick.high))
    named = {plot.sticks[0].at: plot.sticks[0], tallest.at: tallest}
    for stick in named.values():
        at, up = x.at(stick.at), y.at(max(stick.share, stick.high or 0.0)) - 8
        anchor = "end" if stick is plot.sticks[0] and len(named) > 1 else "start"
        said = number(stick.at, plot.digits)
        yield text(at, up, said, anchor=anchor, size=12, strong=stick is tallest, halo=True)


def _frame(panel: Panel, x: Axis, y: Axis, unit: str) -> Iterator[str]:
    """Axes whose upright one is in percent and whose level one is not."""
    for tick in y.ticks():
        at = y.at(tick)
        yield line(panel.left, at, panel.right, at, RULE, 0.35)
        yield text(panel.left - 8, at + 4, percent_text(tick), anchor="end", size=12)
    yield line(panel.left, panel.bottom, panel.right, panel.bottom, RULE, 1)
    for tick in x.ticks():
        yield line(x.at(tick), panel.bottom, x.at(tick), panel.bottom + 4, RULE, 1)
        yield text(x.at(tick), panel.bottom + 18, _place(tick), anchor="middle", size=12)
    middle = (panel.left + panel.right) / 2
    yield text(middle, panel.bottom + 40, unit, anchor="middle", muted=True)
    yield text(0, 14, "Share of molecules", muted=True)


def _place(value: float) -> str:
    """A tick in full: an axis of masses in powers of ten could not be read.

    >>> _place(3106.0), _place(777.5)
    ('3,106', '777.5')
    """
    return f"{value:,.10g}"


def _reach(x: float, low: float, high: float) -> Iterator[str]:
    """What nature spans, as a thin whisker."""
    yield line(x, low, x, high, POOLED, 1.25)
    for end in (low, high):
        yield line(x - 4, end, x + 4, end, POOLED, 1.25)
