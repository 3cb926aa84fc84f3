"""Answers after each further study, or without each study: one line a step.

For cumulative meta-analysis (Lau et al. 1992, N Engl J Med 327:248) and for leave-one-out.
The steps share their studies, so that agreement among them is no evidence in itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from thymos.plots.axis import Axis, fit, tick_text
from thymos.plots.ink import MARK, RULE, Width, line, path, picture
from thymos.plots.rows import (
    FOOT,
    LAYOUTS,
    TOP,
    Layout,
    band,
    diamond,
    feet,
    fitted,
    heads,
    interval,
    middle,
    upright,
)
from thymos.plots.rows import words as row_words
from thymos.records.wording import estimate as estimate_text


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what was added or left out, and the answer then, on the reader's scale.

    note: a word or two beside it, such as the people so far.
    """

    label: str
    estimate: float
    low: float | None
    high: float | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Cumulative:
    """Everything the plot shows; `whole` is the answer of all studies, drawn as a diamond.

    joined: a line leads from step to step, as in time; not for leaving out. first and second
    are the words above the labels and the notes.
    """

    title: str
    measure: str
    steps: tuple[Step, ...]
    whole: Step
    joined: bool = True
    first: str = "Adding"
    second: str = ""
    null: float = 1.0
    log: bool = True
    level: float = 0.95
    digits: int = 2
    better_low: str = ""
    better_high: str = ""


def draw(plot: Cumulative, ident: str, layout: Width = "wide") -> str:
    """The plot as one SVG element; `ident` must be unique on its page.

    Raises ValueError where there is nothing to draw.

    >>> whole = Step("All studies", 0.8, 0.6, 1.1)
    >>> svg = draw(Cumulative("Death", "Risk ratio", (Step("A", 0.7, 0.4, 1.2),), whole), "c")
    >>> "A 0.70 (0.40–1.20)." in svg
    True
    """
    if not plot.steps:
        raise ValueError("nothing to draw: no step")
    place = fitted(dict(LAYOUTS)[layout], [(s.label, s.note) for s in (*plot.steps, plot.whole)])
    every = [(s.estimate, s.low, s.high) for s in (*plot.steps, plot.whole)]
    axis = fit(every, plot.null, place.plot_left, place.plot_right, log=plot.log)
    height = TOP + (len(plot.steps) + 1) * place.row + 10 + FOOT
    shown = (plot.title, describe(plot))
    body = _body(plot, place, axis, height)
    return picture("cumulative", layout, ident, shown, (place.width, height), body)


def describe(plot: Cumulative) -> str:
    """The plot in words: the answer at every step, and that of all studies.

    >>> whole = Step("All studies", 0.8, 0.6, 1.1)
    >>> describe(Cumulative("Death", "Risk ratio", (Step("A", 0.7, 0.4, 1.2),), whole))
    'Risk ratio step by step; 1 means no difference. A 0.70 (0.40–1.20).
    All studies 0.80 (0.60–1.10).'
    """
    said = [f"{plot.measure} step by step; {tick_text(plot.null)} means no difference."]
    said += [f"{s.label} {_shown(plot, s)}." for s in (*plot.steps, plot.whole)]
    return " ".join(said)


def _shown(plot: Cumulative, step: Step) -> str:
    return estimate_text(step.estimate, step.low, step.high, plot.digits)


def _body(plot: Cumulative, place: Layout, axis: Axis, height: float) -> Iterator[str]:
    bottom = height - FOOT
    head = f"{plot.measure} ({100 * plot.level:g} % interval)"
    yield from heads(place, head, plot.first, plot.second)
    tops = [TOP + i * place.row for i in range(len(plot.steps))]
    last = TOP + len(plot.steps) * place.row + 10
    every = [*tops, last]
    if plot.whole.low is not None and plot.whole.high is not None:
        left, right = axis.at(plot.whole.low), axis.at(plot.whole.high)
        yield from band(place, left, right, TOP - 6, bottom, every)
    yield from upright(place, axis.at(plot.null), TOP - 6, bottom, every)
    # Where words stand above each mark, the line would pass through them.
    if plot.joined and not place.stacked:
        way = [
            (axis.at(s.estimate), middle(place, y)) for s, y in zip(plot.steps, tops, strict=True)
        ]
        yield path(way, MARK, 0.75, dashed=True)
    for step, y in zip(plot.steps, tops, strict=True):
        yield from row_words(step.label, step.note, _shown(plot, step), place, y)
        if step.low is not None and step.high is not None:
            yield from interval(step.low, step.high, axis, middle(place, y))
        at = axis.at(step.estimate), middle(place, y)
        yield f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="4" fill="{MARK}"/>'
    yield line(0, last - 5, place.width, last - 5, RULE, 1)
    whole = plot.whole
    yield from row_words(whole.label, whole.note, _shown(plot, whole), place, last, strong=True)
    yield from diamond(whole.estimate, whole.low, whole.high, axis, middle(place, last))
    yield from feet(axis, bottom, plot.better_low, plot.better_high)
