"""What a model foretells beside what was counted: equal shares of its predictions as dots.

A quantile dot plot (Kay et al. 2016, CHI, p. 5092): each dot is an equally likely prediction, so
that a reader counts and needs no density. The counted interval is a tint behind the dots. Of
plain values: this module draws, it does not simulate.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from thymos.plots.axis import Axis, around
from thymos.plots.ink import MARK, POOLED, RULE, Width, area, line, picture, text
from thymos.plots.rows import feet
from thymos.records.wording import number, plural

WIDTHS: tuple[tuple[Width, float, float], ...] = (("wide", 700.0, 3.2), ("narrow", 330.0, 2.4))
EDGE = 12.0
HEAD, WORDS, LINE, GAP, FOOT = 22.0, 18.0, 16.0, 26.0, 52.0
# A stack is no higher than this; in a higher one dots overlap.
HIGHEST = 96.0
TINT = 0.1


@dataclass(frozen=True, slots=True)
class Foretold:
    """Predictions of one sort: equal shares of them, rising."""

    name: str
    dots: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """One trial: what it counted with its interval, and what is foretold of it."""

    name: str
    counted: tuple[float, float, float]
    foretold: tuple[Foretold, ...]


@dataclass(frozen=True, slots=True)
class Predicted:
    """Everything the plot shows. counted: words beside what a trial counted; values are points."""

    title: str
    measure: str
    counted: str
    trials: tuple[Beside, ...]
    better_low: str = ""
    better_high: str = ""


def draw(plot: Predicted, ident: str, layout: Width = "wide") -> str:
    """The plot as one SVG element; `ident` must be unique on its page.

    Raises ValueError for no trial, or a value that is not finite.

    >>> beside = Beside("A", (-9.0, -18.5, 0.4), (Foretold("Model", (-1.0, 0.0)),))
    >>> svg = draw(Predicted("Theory", "Risk difference", "Counted", (beside,)), "p")
    >>> "Model: the middle is −0.5; 2 of 2 dots lie in that interval." in svg
    True
    """
    values = [v for t in plot.trials for v in (*t.counted, *_dots(t))]
    if not plot.trials or not all(map(math.isfinite, values)):
        raise ValueError("expected a trial, and finite values")
    _, width, radius = next(row for row in WIDTHS if row[0] == layout)
    axis = around([*values, 0.0], EDGE, width - EDGE, air=0.02)
    body, y = [], 0.0
    for trial in plot.trials:
        strokes, y = _trial(plot, trial, axis, radius, y)
        body += [*strokes]
    words = (plot.title, describe(plot))
    body += [*feet(axis, y, plot.better_low, plot.better_high)]
    return picture("predicted", layout, ident, words, (width, y + FOOT), body)


def describe(plot: Predicted) -> str:
    """The plot in words: what each trial counted, and how many dots lie in its interval.

    >>> beside = Beside("A", (-9.0, -18.5, 0.4), (Foretold("Model", (-1.0, 0.0, 2.0)),))
    >>> describe(Predicted("Theory", "Risk difference", "counted", (beside,)))
    'Risk difference. A counted −9.0, from −18.5 to 0.4. Model: the middle is 0.0; 2 of 3 dots lie
    in that interval.'
    """
    told = [f"{plot.measure}."]
    for trial in plot.trials:
        middle, low, high = (number(v, 1) for v in trial.counted)
        told.append(f"{trial.name} {plot.counted} {middle}, from {low} to {high}.")
        told += [_told(trial, each) for each in trial.foretold]
    return " ".join(told)


def _told(trial: Beside, foretold: Foretold) -> str:
    dots = sorted(foretold.dots)
    if not dots:
        return f"{foretold.name}: nothing is foretold."
    half = len(dots) // 2
    middle = dots[half] if len(dots) % 2 else (dots[half - 1] + dots[half]) / 2
    _, low, high = trial.counted
    inside = sum(low <= v <= high for v in dots)
    verb = "lies" if len(dots) == 1 else "lie"
    return (
        f"{foretold.name}: the middle is {number(middle, 1)}; {inside} of "
        f"{plural(len(dots), 'dot')} {verb} in that interval."
    )


def _dots(trial: Beside) -> Iterator[float]:
    for each in trial.foretold:
        yield from each.dots


def _trial(
    plot: Predicted, trial: Beside, axis: Axis, radius: float, top: float
) -> tuple[list[str], float]:
    """One trial below `top`, and where it ends."""
    middle, low, high = trial.counted
    at = top + HEAD + WORDS + LINE / 2
    span = f"{number(middle, 1)} ({number(low, 1)} to {number(high, 1)})"
    drawn = [
        text(0, top + HEAD - 6, trial.name, strong=True),
        text(0, top + HEAD + WORDS - 6, f"{plot.counted.capitalize()} {span}", size=12),
        line(axis.at(low), at, axis.at(high), at, MARK, 2.0),
        *(line(axis.at(v), at - 4, axis.at(v), at + 4, MARK, 1.5) for v in (low, high)),
        _square(axis.at(middle), at),
    ]
    y = top + HEAD + WORDS + LINE
    for each in trial.foretold:
        stacks = _stacks(each.dots, axis, radius)
        step = min(2 * radius, HIGHEST / max((len(s) for s in stacks.values()), default=1))
        high_y = max((len(s) for s in stacks.values()), default=1) * step
        base = y + WORDS + high_y + radius
        drawn.append(text(0, y + WORDS - 4, each.name, size=12))
        drawn.append(line(EDGE, base, axis.right, base, RULE, 0.5))
        drawn += [
            f'<circle cx="{x:.1f}" cy="{base - radius - i * step:.1f}" r="{radius - 0.4:.1f}" '
            f'fill="{POOLED}"/>'
            for x, stack in sorted(stacks.items())
            for i in range(len(stack))
        ]
        y = base + 4
    left, right = axis.at(low), axis.at(high)
    box = [(left, at), (right, at), (right, y), (left, y)]
    zero = line(axis.at(0), at - LINE / 2, axis.at(0), y, RULE, 1)
    return [area(box, MARK, TINT), zero, *drawn], y + GAP


def _square(x: float, y: float) -> str:
    return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{MARK}"/>'


def _stacks(dots: Sequence[float], axis: Axis, radius: float) -> dict[float, list[float]]:
    """Dots by the place of their stack; stacks stand side by side from the middle of 0 on."""
    wide, zero = 2 * radius, axis.at(0)
    found: dict[float, list[float]] = {}
    for value in dots:
        place = zero + wide * round((axis.at(value) - zero) / wide)
        found.setdefault(place, []).append(value)
    return found
