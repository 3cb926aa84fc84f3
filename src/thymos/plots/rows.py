"""What plots of one line a study have in common: where words, intervals and the axis stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from thymos.plots.axis import Axis, tick_text
from thymos.plots.ink import MARK, POOLED, RULE, Width, area, length, line, shorten, text


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand, in units of the drawing; `stacked` puts words above each line."""

    width: float
    plot_left: float
    plot_right: float
    label_chars: int
    row: float
    stacked: bool


LAYOUTS: tuple[tuple[Width, Layout], ...] = (
    ("wide", Layout(700.0, 330.0, 556.0, 26, 27.0, stacked=False)),
    ("narrow", Layout(330.0, 8.0, 322.0, 24, 46.0, stacked=True)),
)
TOP = 30.0
FOOT = 52.0


# The axis gives way to long names and large counts, but not beyond this.
MOST_LEFT = 380.0
AIR = 14.0


def fitted(place: Layout, named: Iterable[tuple[str, str | None]], indent: float = 0) -> Layout:
    """The layout with room for the longest name and events side by side.

    named: (label, events) of every row.

    >>> wide = dict(LAYOUTS)["wide"]
    >>> fitted(wide, [("A 2013", "4/10 v 5/10")]) == wide
    True
    """
    if place.stacked:
        return place
    rooms = [
        indent + length(shorten(label, place.label_chars), 13) + length(events, 13) + 2 * AIR
        for label, events in named
        if events
    ]
    return replace(place, plot_left=min(max([place.plot_left, *rooms]), MOST_LEFT))


def upright(place: Layout, x: float, first: float, last: float, tops: list[float]) -> Iterator[str]:
    """A line through all rows; where words stand above each mark it passes behind marks only."""
    for top, bottom in _pieces(place, first, last, tops):
        yield line(x, top, x, bottom, RULE, 1)


def band(
    place: Layout, left: float, right: float, first: float, last: float, tops: list[float]
) -> Iterator[str]:
    """A tint through all rows, broken where `upright` is."""
    for top, bottom in _pieces(place, first, last, tops):
        yield area([(left, top), (right, top), (right, bottom), (left, bottom)], POOLED, 0.1)


def _pieces(
    place: Layout, first: float, last: float, tops: list[float]
) -> list[tuple[float, float]]:
    if not place.stacked:
        return [(first, last)]
    return [(middle(place, y) - 11, middle(place, y) + 11) for y in tops]


def middle(place: Layout, y: float) -> float:
    """Where the mark of a row that begins at y stands."""
    return y + (31 if place.stacked else place.row / 2)


def heads(place: Layout, head: str, first: str, second: str = "") -> Iterator[str]:
    """The words above the columns; `second` is left out where words are stacked."""
    yield text(0, 14, first, muted=True)
    if second and not place.stacked:
        yield text(place.plot_left - AIR, 14, second, anchor="end", muted=True)
    yield text(place.width, 14, head, anchor="end", muted=True)


def words(
    label: str,
    events: str | None,
    shown: str,
    place: Layout,
    y: float,
    *,
    strong: bool = False,
    indent: float = 0,
) -> Iterator[str]:
    """A row's name, its events, and its numbers."""
    base = y + (15 if place.stacked else place.row / 2 + 4.5)
    if place.stacked:
        room = int((place.width - indent - length(shown, 13) - AIR) / length("n", 13))
    else:
        room = place.label_chars if events else place.label_chars + 20
    yield text(indent, base, shorten(label, room), strong=strong)
    yield text(place.width, base, shown, anchor="end", strong=strong)
    if events and not place.stacked:
        yield text(place.plot_left - AIR, base, events, anchor="end")


def interval(
    low: float, high: float, axis: Axis, y: float, *, dashed: bool = False
) -> Iterator[str]:
    """A line from limit to limit, with an arrow where it leaves the axis; dashed for prediction."""
    ink = POOLED if dashed else MARK
    yield line(axis.at(low), y, axis.at(high), y, ink, 1.5, dashed=dashed)
    for value, edge, way in ((low, axis.left, -1), (high, axis.right, 1)):
        if not axis.holds(value):
            tip = edge + 5 * way
            points = f"{edge:.1f},{y - 4:.1f} {tip:.1f},{y:.1f} {edge:.1f},{y + 4:.1f}"
            yield f'<polygon class="leaves" points="{points}" fill="{ink}"/>'


def diamond(
    estimate: float,
    low: float | None,
    high: float | None,
    axis: Axis,
    y: float,
    *,
    hollow: bool = False,
) -> Iterator[str]:
    """A pooled answer: as wide as its interval; a ring where it has none."""
    fill = "none" if hollow else POOLED
    x = axis.at(estimate)
    if low is None or high is None:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="none" stroke="{POOLED}"/>'
        return
    left, right = axis.at(low), axis.at(high)
    points = f"{left:.1f},{y:.1f} {x:.1f},{y - 6.5:.1f} {right:.1f},{y:.1f} {x:.1f},{y + 6.5:.1f}"
    yield f'<polygon points="{points}" fill="{fill}" stroke="{POOLED}" stroke-width="1.25"/>'
    for value, edge, way in ((low, axis.left, -1), (high, axis.right, 1)):
        if not axis.holds(value):
            yield line(edge, y, edge + 7 * way, y, POOLED, 1.25)


def feet(axis: Axis, bottom: float, better_low: str, better_high: str) -> Iterator[str]:
    """The axis below the rows, and the words under its two ends."""
    yield line(axis.left, bottom, axis.right, bottom, RULE, 1)
    for tick in axis.ticks():
        x = axis.at(tick)
        yield line(x, bottom, x, bottom + 4, RULE, 1)
        yield text(x, bottom + 18, tick_text(tick), anchor="middle", size=12)
    both = length(better_low, 12) + length(better_high, 12) + AIR
    over = max(both - (axis.right - axis.left), 0.0) / 2 if better_low and better_high else 0.0
    ends = ((better_low, axis.left - over, "start"), (better_high, axis.right + over, "end"))
    for said, x, anchor in ends:
        if said:
            yield text(x, bottom + 38, said, anchor=anchor, size=12, muted=True)
