"""A bubble plot: effects against a moderator, with the line of a meta-regression.

The line compares studies, not people: what holds between studies need not hold within one
(Thompson & Higgins 2002, Stat Med 21:1559). This module draws, it does not compute.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from thymos.plots.axis import Axis, around, fit, tick_text
from thymos.plots.ink import POOLED, RULE, Width, area, line, path, picture
from thymos.plots.panel import PANELS, Dot, Panel, field_clip, frame, marks, radius
from thymos.records.wording import estimate as estimate_text
from thymos.records.wording import number


@dataclass(frozen=True, slots=True)
class Bubble:
    """One study: its moderator, its estimate on the reader's scale, its weight in percent."""

    label: str
    moderator: float
    estimate: float
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class LinePoint:
    """The fitted line at one value of the moderator, on the reader's scale.

    low, high: limits of the mean; prediction: where a further study's true effect would lie.
    """

    moderator: float
    estimate: float
    low: float
    high: float
    prediction: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class BubblePlot:
    """Everything a bubble plot shows; `line` in ascending order of the moderator, or empty."""

    title: str
    measure: str
    moderator: str
    points: tuple[Bubble, ...]
    line: tuple[LinePoint, ...] = ()
    null: float = 1.0
    log: bool = True
    level: float = 0.95
    digits: int = 2


def draw(plot: BubblePlot, ident: str, layout: Width = "wide") -> str:
    """The plot as one SVG element; `ident` must be unique on its page.

    Raises ValueError where there is nothing to draw, a ratio is not positive, or the line
    does not ascend.

    >>> svg = draw(BubblePlot("t", "Risk ratio", "Latitude", (Bubble("A", 40, 0.5),)), "b")
    >>> "A: 0.50 at 40" in svg
    True
    """
    if not plot.points:
        raise ValueError("nothing to draw: no study")
    if not all(math.isfinite(p.moderator) and math.isfinite(p.estimate) for p in plot.points):
        raise ValueError("every moderator and estimate must be finite")
    places = [p.moderator for p in plot.line]
    if any(a >= b for a, b in pairwise(places)):
        raise ValueError("the line must ascend in its moderator")
    panel = dict(PANELS)[layout]
    shown = (plot.title, describe(plot))
    size = (panel.width, panel.height)
    return picture("bubble", layout, ident, shown, size, _body(plot, panel, ident))


def describe(plot: BubblePlot) -> str:
    """The plot in words: the line at both of its ends, and every study.

    >>> describe(BubblePlot("t", "Risk ratio", "Latitude", (Bubble("A", 40, 0.5),)))
    'Bubble plot, Risk ratio against Latitude; 1 means no difference. A: 0.50 at 40.'
    """
    said = [f"Bubble plot, {plot.measure} against {plot.moderator};"]
    said.append(f"{tick_text(plot.null)} means no difference.")
    for end in (plot.line[:1] + plot.line[-1:]) if plot.line else ():
        fitted = estimate_text(end.estimate, end.low, end.high, plot.digits)
        said.append(f"The line at {tick_text(end.moderator)} is {fitted}.")
    return " ".join([*said, *(f"{_note(plot, p)}." for p in plot.points)])


def _note(plot: BubblePlot, p: Bubble) -> str:
    return f"{p.label}: {number(p.estimate, plot.digits)} at {tick_text(p.moderator)}"


def _body(plot: BubblePlot, panel: Panel, ident: str) -> Iterator[str]:
    placed = [*(p.moderator for p in plot.points), *(p.moderator for p in plot.line)]
    spans = [(p.estimate, None, None) for p in plot.points]
    fitted = [(p.estimate, *(p.prediction or (p.low, p.high))) for p in plot.line]
    y = fit([*spans, *fitted], plot.null, panel.bottom, panel.top, log=plot.log)
    panel = panel.beside(y)
    x = around(placed, panel.left, panel.right)
    name, clip = field_clip(panel, ident)
    yield clip
    yield from _bands(plot, x, y, name)
    scale = f"{plot.measure} (log scale)" if plot.log else plot.measure
    yield from frame(panel, x, y, (plot.moderator, scale))
    yield line(panel.left, y.at(plot.null), panel.right, y.at(plot.null), RULE, 1)
    if plot.line:
        yield path([(x.at(p.moderator), y.at(p.estimate)) for p in plot.line], POOLED, 1.5)
    heaviest = max((p.weight or 0.0 for p in plot.points), default=0.0)
    dots = [
        Dot(
            x.at(p.moderator),
            y.at(p.estimate),
            radius(p.weight, heaviest, panel),
            p.label,
            _note(plot, p),
            -(p.weight or 0.0),
        )
        for p in plot.points
    ]
    yield from marks(dots, panel)


def _bands(plot: BubblePlot, x: Axis, y: Axis, clip: str) -> Iterator[str]:
    """The limits of the mean as a tint, those of prediction as dashed lines."""
    if not plot.line:
        return
    upper = [(x.at(p.moderator), y.at(p.high)) for p in plot.line]
    lower = [(x.at(p.moderator), y.at(p.low)) for p in reversed(plot.line)]
    yield area([*upper, *lower], POOLED, 0.12, clip=clip)
    predicted = [(p.moderator, p.prediction) for p in plot.line if p.prediction is not None]
    for i in (0, 1):
        if predicted:
            edge = [(x.at(at), y.at(limits[i])) for at, limits in predicted]
            yield path(edge, POOLED, 1, dashed=True, clip=clip)
