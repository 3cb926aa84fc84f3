"""A forest plot from plain values, as SVG that can be read without seeing it.

Text is drawn in the colour of its surroundings; other colours are CSS variables with a
fallback (`--plot-mark`, `--plot-pooled`, `--plot-rule`), so that a page decides on light and
dark. A table with the same numbers belongs beside every plot: this module draws, it does not
compute.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Literal

from thymos.plots.axis import Axis, fit, tick_text
from thymos.records.wording import estimate as estimate_text
from thymos.records.wording import span


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One study: its estimate and interval on the reader's scale; weight in percent."""

    label: str
    estimate: float
    low: float
    high: float
    weight: float | None = None
    events: str | None = None


@dataclass(frozen=True, slots=True)
class ForestModel:
    """One pooled answer, drawn as a diamond; hollow where it is a published review's."""

    label: str
    estimate: float
    low: float | None
    high: float | None
    published: bool = False


@dataclass(frozen=True, slots=True)
class Forest:
    """Everything a forest plot shows. `log` for ratios; `null` is no difference.

    better_low and better_high are the words under the two ends of the axis.
    """

    title: str
    measure: str
    rows: tuple[ForestRow, ...]
    models: tuple[ForestModel, ...] = ()
    prediction: tuple[float, float] | None = None
    null: float = 1.0
    log: bool = True
    level: float = 0.95
    digits: int = 2
    better_low: str = ""
    better_high: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand, in units of the drawing; `stacked` puts words above each line."""

    width: float
    plot_left: float
    plot_right: float
    label_chars: int
    row: float
    stacked: bool


LAYOUTS: tuple[tuple[str, Layout], ...] = (
    ("wide", Layout(700.0, 330.0, 556.0, 26, 27.0, stacked=False)),
    ("narrow", Layout(330.0, 8.0, 322.0, 24, 46.0, stacked=True)),
)
TOP = 30.0
FOOT = 52.0
BIGGEST = 7.0
SMALLEST = 2.5


def draw(forest: Forest, ident: str, layout: Literal["wide", "narrow"] = "wide") -> str:
    """The plot as one SVG element; `ident` must be unique on its page.

    Raises ValueError where there is nothing to draw.

    >>> row = ForestRow("A 2013", 0.74, 0.54, 1.02, 100.0, "47/181 v 63/180")
    >>> svg = draw(Forest("Death", "Risk ratio", (row,)), "death")
    >>> 'role="img"' in svg and 'aria-labelledby="death-title death-desc"' in svg
    True
    """
    place = dict(LAYOUTS)[layout]
    axis = fit(_spans(forest), forest.null, place.plot_left, place.plot_right, log=forest.log)
    lines = len(forest.rows) + len(forest.models) + (forest.prediction is not None)
    height = TOP + lines * place.row + 10 + FOOT
    body = "".join(_body(forest, place, axis, height))
    return (
        f'<svg class="forest forest-{layout}" role="img" '
        f'aria-labelledby="{ident}-title {ident}-desc" viewBox="0 0 {place.width:g} {height:g}" '
        f'width="{place.width:g}" height="{height:g}" font-size="13">'
        f'<title id="{ident}-title">{escape(forest.title)}</title>'
        f'<desc id="{ident}-desc">{escape(describe(forest))}</desc>{body}</svg>'
    )


def describe(forest: Forest) -> str:
    """The plot in words: every row and every pooled answer, in the order drawn.

    >>> describe(Forest("Death", "Risk ratio", (ForestRow("A", 0.5, 0.25, 1.0),)))
    'Forest plot, Risk ratio; 1 means no difference. A 0.50 (0.25–1.00).'
    """
    said = [f"Forest plot, {forest.measure}; {tick_text(forest.null)} means no difference."]
    for line in _drawn(forest):
        shown = estimate_text(line.estimate, line.low, line.high, forest.digits)
        said.append(f"{line.label} {shown}.")
    if forest.prediction is not None:
        said.append(f"Prediction interval {span(*forest.prediction, forest.digits)}.")
    return " ".join(said)


def _drawn(forest: Forest) -> tuple[ForestRow | ForestModel, ...]:
    return (*forest.rows, *forest.models)


def _spans(forest: Forest) -> list[tuple[float, float | None, float | None]]:
    return [(line.estimate, line.low, line.high) for line in _drawn(forest)]


def _body(forest: Forest, place: Layout, axis: Axis, height: float) -> Iterator[str]:
    bottom = height - FOOT
    yield from _heads(forest, place)
    null = axis.at(forest.null)
    yield _line(null, TOP - 6, null, bottom, "var(--plot-rule, currentColor)", 1)
    y = TOP
    heaviest = max((row.weight or 0.0 for row in forest.rows), default=0.0)
    for row in forest.rows:
        yield from _words(row.label, row.events, _shown(forest, row), place, y)
        yield from _study(row, axis, _middle(place, y), heaviest)
        y += place.row
    y += 10
    if forest.models:
        yield _line(0, y - 5, place.width, y - 5, "var(--plot-rule, currentColor)", 1)
    for model in forest.models:
        yield from _words(model.label, None, _shown(forest, model), place, y, strong=True)
        yield from _diamond(model, axis, _middle(place, y))
        y += place.row
    if forest.prediction is not None:
        shown = span(*forest.prediction, forest.digits)
        yield from _words("Prediction interval", None, shown, place, y)
        yield from _interval(*forest.prediction, axis, _middle(place, y), dashed=True)
    yield from _feet(forest, axis, bottom)


def _shown(forest: Forest, line: ForestRow | ForestModel) -> str:
    return estimate_text(line.estimate, line.low, line.high, forest.digits)


def _middle(place: Layout, y: float) -> float:
    return y + (31 if place.stacked else place.row / 2)


def _heads(forest: Forest, place: Layout) -> Iterator[str]:
    head = f"{forest.measure} ({100 * forest.level:g} % interval)"
    if place.stacked:
        yield _text(0, 14, "Study", muted=True)
        yield _text(place.width, 14, head, anchor="end", muted=True)
        return
    yield _text(0, 14, "Study", muted=True)
    if any(row.events for row in forest.rows):
        yield _text(place.plot_left - 14, 14, "treated v control", anchor="end", muted=True)
    yield _text(place.width, 14, head, anchor="end", muted=True)


def _words(
    label: str, events: str | None, shown: str, place: Layout, y: float, *, strong: bool = False
) -> Iterator[str]:
    base = y + (15 if place.stacked else place.row / 2 + 4.5)
    room = place.label_chars if events or place.stacked else place.label_chars + 20
    yield _text(0, base, shorten(label, room), strong=strong)
    yield _text(place.width, base, shown, anchor="end", strong=strong)
    if events and not place.stacked:
        yield _text(place.plot_left - 14, base, events, anchor="end")


def shorten(label: str, room: int) -> str:
    """A label cut to its room; the whole of it stands in the table and the description.

    >>> shorten("Gravenstein and Duthie 1989", 14)
    'Gravenstein a…'
    """
    return label if len(label) <= room else label[: room - 1].rstrip() + "…"


def _study(row: ForestRow, axis: Axis, y: float, heaviest: float) -> Iterator[str]:
    yield from _interval(row.low, row.high, axis, y)
    share = math.sqrt((row.weight or 0.0) / heaviest) if heaviest else 0.6
    half = SMALLEST + (BIGGEST - SMALLEST) * share
    x = axis.at(row.estimate)
    yield (
        f'<rect x="{x - half:.1f}" y="{y - half:.1f}" width="{2 * half:.1f}" '
        f'height="{2 * half:.1f}" fill="var(--plot-mark, currentColor)"/>'
    )


def _interval(
    low: float, high: float, axis: Axis, y: float, *, dashed: bool = False
) -> Iterator[str]:
    ink = "var(--plot-pooled, currentColor)" if dashed else "var(--plot-mark, currentColor)"
    yield _line(axis.at(low), y, axis.at(high), y, ink, 1.5, dashed=dashed)
    for value, edge, way in ((low, axis.left, -1), (high, axis.right, 1)):
        if not axis.holds(value):
            tip = edge + 5 * way
            points = f"{edge:.1f},{y - 4:.1f} {tip:.1f},{y:.1f} {edge:.1f},{y + 4:.1f}"
            yield f'<polygon class="leaves" points="{points}" fill="{ink}"/>'


def _diamond(model: ForestModel, axis: Axis, y: float) -> Iterator[str]:
    ink = "var(--plot-pooled, currentColor)"
    fill = "none" if model.published else ink
    x = axis.at(model.estimate)
    if model.low is None or model.high is None:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="none" stroke="{ink}"/>'
        return
    left, right = axis.at(model.low), axis.at(model.high)
    points = f"{left:.1f},{y:.1f} {x:.1f},{y - 6.5:.1f} {right:.1f},{y:.1f} {x:.1f},{y + 6.5:.1f}"
    yield f'<polygon points="{points}" fill="{fill}" stroke="{ink}" stroke-width="1.25"/>'
    for value, edge, way in ((model.low, axis.left, -1), (model.high, axis.right, 1)):
        if not axis.holds(value):
            yield _line(edge, y, edge + 7 * way, y, ink, 1.25)


def _feet(forest: Forest, axis: Axis, bottom: float) -> Iterator[str]:
    rule = "var(--plot-rule, currentColor)"
    yield _line(axis.left, bottom, axis.right, bottom, rule, 1)
    for tick in axis.ticks():
        x = axis.at(tick)
        yield _line(x, bottom, x, bottom + 4, rule, 1)
        yield _text(x, bottom + 18, tick_text(tick), anchor="middle", size=12)
    for words, x, anchor in (
        (forest.better_low, axis.left, "start"),
        (forest.better_high, axis.right, "end"),
    ):
        if words:
            yield _text(x, bottom + 38, words, anchor=anchor, size=12, muted=True)


def _line(
    x1: float, y1: float, x2: float, y2: float, ink: str, width: float, *, dashed: bool = False
) -> str:
    dashes = ' stroke-dasharray="4 3"' if dashed else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        f'stroke="{ink}" stroke-width="{width:g}"{dashes}/>'
    )


def _text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: float = 13,
    strong: bool = False,
    muted: bool = False,
) -> str:
    weight = ' font-weight="600"' if strong else ""
    soft = ' class="muted"' if muted else ""
    at = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}"'
    return f'<text {at} fill="currentColor"{weight}{soft}>{escape(words)}</text>'
