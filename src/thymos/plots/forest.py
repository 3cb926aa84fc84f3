"""A forest plot from plain values, as SVG that can be read without seeing it.

Studies, in groups or not, pooled answers, a prediction interval. A table with the same
numbers belongs beside every plot: this module draws, it does not compute.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from thymos.plots.axis import Axis, fit, tick_text
from thymos.plots.ink import MARK, RULE, Width, line, picture, text
from thymos.plots.rows import (
    FOOT,
    LAYOUTS,
    TOP,
    Layout,
    diamond,
    feet,
    fitted,
    heads,
    interval,
    middle,
    upright,
    words,
)
from thymos.records.wording import estimate as estimate_text
from thymos.records.wording import span

__all__ = ["LAYOUTS", "Forest", "ForestGroup", "ForestModel", "ForestRow", "describe", "draw"]

BIGGEST = 7.0
SMALLEST = 2.5
# Air before the pooled answers, above and below a group, and the step of a note.
GAP = 10.0
NOTE = 20.0
INDENT = 12.0


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
class ForestGroup:
    """Studies under a heading, with their own pooled answers below them."""

    name: str
    rows: tuple[ForestRow, ...]
    models: tuple[ForestModel, ...] = ()


@dataclass(frozen=True, slots=True)
class Forest:
    """Everything a forest plot shows. `log` for ratios; `null` is no difference.

    better_low and better_high are the words under the two ends of the axis. `groups` stand
    below `rows`; `notes` are lines below the prediction interval, such as the test that the
    groups differ.
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
    groups: tuple[ForestGroup, ...] = ()
    notes: tuple[str, ...] = ()


def draw(forest: Forest, ident: str, layout: Width = "wide") -> str:
    """The plot as one SVG element; `ident` must be unique on its page.

    Raises ValueError where there is nothing to draw.

    >>> row = ForestRow("A 2013", 0.74, 0.54, 1.02, 100.0, "47/181 v 63/180")
    >>> svg = draw(Forest("Death", "Risk ratio", (row,)), "death")
    >>> 'role="img"' in svg and 'aria-labelledby="death-title death-desc"' in svg
    True
    """
    grouped = [(row.label, row.events) for group in forest.groups for row in group.rows]
    alone = [(row.label, row.events) for row in forest.rows]
    place = fitted(fitted(dict(LAYOUTS)[layout], alone), grouped, INDENT)
    axis = fit(_spans(forest), forest.null, place.plot_left, place.plot_right, log=forest.log)
    height = TOP + _room(forest, place) + FOOT
    body = _body(forest, place, axis, height)
    shown = (forest.title, describe(forest))
    return picture("forest", layout, ident, shown, (place.width, height), body)


def describe(forest: Forest) -> str:
    """The plot in words: every row and every pooled answer, in the order drawn.

    >>> describe(Forest("Death", "Risk ratio", (ForestRow("A", 0.5, 0.25, 1.0),)))
    'Forest plot, Risk ratio; 1 means no difference. A 0.50 (0.25–1.00).'
    """
    said = [f"Forest plot, {forest.measure}; {tick_text(forest.null)} means no difference."]
    said += [f"{each.label} {_shown(forest, each)}." for each in forest.rows]
    for group in forest.groups:
        said.append(f"{group.name}:")
        said += [f"{each.label} {_shown(forest, each)}." for each in _lines(group)]
    said += [f"{each.label} {_shown(forest, each)}." for each in forest.models]
    if forest.prediction is not None:
        said.append(f"Prediction interval {span(*forest.prediction, forest.digits)}.")
    return " ".join([*said, *(f"{note}." for note in forest.notes)])


def _studies(forest: Forest) -> list[ForestRow]:
    return [*forest.rows, *(row for group in forest.groups for row in group.rows)]


def _lines(group: ForestGroup) -> tuple[ForestRow | ForestModel, ...]:
    return (*group.rows, *group.models)


def _spans(forest: Forest) -> list[tuple[float, float | None, float | None]]:
    grouped = [each for group in forest.groups for each in _lines(group)]
    drawn: list[ForestRow | ForestModel] = [*forest.rows, *grouped, *forest.models]
    spans = [(each.estimate, each.low, each.high) for each in drawn]
    if forest.prediction is not None and forest.models:
        spans.append((forest.models[0].estimate, *forest.prediction))
    return spans


def _room(forest: Forest, place: Layout) -> float:
    """The height of everything between the heads and the axis."""
    grouped = sum(len(group.rows) + len(group.models) for group in forest.groups)
    rows = len(forest.rows) + grouped + len(forest.models) + (forest.prediction is not None)
    headings = len(forest.groups) * (_heading(place) + GAP)
    return rows * place.row + headings + GAP + len(forest.notes) * NOTE


def _tops(forest: Forest, place: Layout) -> list[float]:
    """Where every row with a mark begins, in the order drawn."""
    tops = [TOP + i * place.row for i in range(len(forest.rows))]
    y = TOP + len(forest.rows) * place.row
    for group in forest.groups:
        y += _heading(place)
        tops += [y + i * place.row for i in range(len(_lines(group)))]
        y += len(_lines(group)) * place.row + GAP
    answers = len(forest.models) + (forest.prediction is not None)
    return tops + [y + GAP + i * place.row for i in range(answers)]


def _heading(place: Layout) -> float:
    return 24.0 if place.stacked else place.row


def _body(forest: Forest, place: Layout, axis: Axis, height: float) -> Iterator[str]:
    bottom = height - FOOT
    events = "treated v control" if any(row.events for row in _studies(forest)) else ""
    head = f"{forest.measure} ({100 * forest.level:g} % interval)"
    yield from heads(place, head, "Study", events)
    null = axis.at(forest.null)
    last = bottom - len(forest.notes) * NOTE
    yield from upright(place, null, TOP - 6, last, _tops(forest, place))
    heaviest = max((row.weight or 0.0 for row in _studies(forest)), default=0.0)
    y = TOP
    for row in forest.rows:
        yield from _study(forest, row, place, axis, y, heaviest)
        y += place.row
    for group in forest.groups:
        yield from _group(forest, group, place, axis, y, heaviest)
        y += _heading(place) + (len(group.rows) + len(group.models)) * place.row + GAP
    y += GAP
    if forest.models:
        yield line(0, y - 5, place.width, y - 5, RULE, 1)
    yield from _answers(forest, place, axis, y)
    for i, note in enumerate(reversed(forest.notes)):
        yield text(0, bottom - 8 - i * NOTE, note, size=12, muted=True)
    yield from feet(axis, bottom, forest.better_low, forest.better_high)


def _group(
    forest: Forest, group: ForestGroup, place: Layout, axis: Axis, y: float, heaviest: float
) -> Iterator[str]:
    yield text(0, y + _heading(place) / 2 + 5.5, group.name, strong=True)
    y += _heading(place)
    for row in group.rows:
        yield from _study(forest, row, place, axis, y, heaviest, INDENT)
        y += place.row
    for model in group.models:
        yield from words(model.label, None, _shown(forest, model), place, y, indent=INDENT)
        yield from _pooled(model, place, axis, y)
        y += place.row


def _answers(forest: Forest, place: Layout, axis: Axis, y: float) -> Iterator[str]:
    for model in forest.models:
        yield from words(model.label, None, _shown(forest, model), place, y, strong=True)
        yield from _pooled(model, place, axis, y)
        y += place.row
    if forest.prediction is not None:
        shown = span(*forest.prediction, forest.digits)
        yield from words("Prediction interval", None, shown, place, y)
        yield from interval(*forest.prediction, axis, middle(place, y), dashed=True)


def _study(
    forest: Forest,
    row: ForestRow,
    place: Layout,
    axis: Axis,
    top: float,
    heaviest: float,
    indent: float = 0,
) -> Iterator[str]:
    yield from words(row.label, row.events, _shown(forest, row), place, top, indent=indent)
    y = middle(place, top)
    yield from interval(row.low, row.high, axis, y)
    share = math.sqrt((row.weight or 0.0) / heaviest) if heaviest else 0.6
    half = SMALLEST + (BIGGEST - SMALLEST) * share
    x = axis.at(row.estimate)
    yield (
        f'<rect x="{x - half:.1f}" y="{y - half:.1f}" width="{2 * half:.1f}" '
        f'height="{2 * half:.1f}" fill="{MARK}"/>'
    )


def _pooled(model: ForestModel, place: Layout, axis: Axis, y: float) -> Iterator[str]:
    at = middle(place, y)
    yield from diamond(model.estimate, model.low, model.high, axis, at, hollow=model.published)


def _shown(forest: Forest, each: ForestRow | ForestModel) -> str:
    return estimate_text(each.estimate, each.low, each.high, forest.digits)
