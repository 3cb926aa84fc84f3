"""A field with two axes: its frame, its ticks, and labels that keep out of each other's way."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from thymos.plots.axis import Axis, tick_text
from thymos.plots.ink import RULE, Width, clip_box, dot, length, line, shorten, text


@dataclass(frozen=True, slots=True)
class Panel:
    """Where the field stands in the drawing, and what its labels may take up."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    label_size: float
    label_chars: int
    most_labels: int

    def square(self) -> Panel:
        """The same panel with a square field; the drawing becomes as wide as it needs."""
        side = min(self.right - self.left, self.bottom - self.top)
        return replace(
            self,
            width=self.width - (self.right - self.left - side),
            height=self.height - (self.bottom - self.top - side),
            right=self.left + side,
            bottom=self.top + side,
        )

    def beside(self, y: Axis, *, percent: bool = False) -> Panel:
        """The same panel with room to the left for the words of an upright axis."""
        shown = percent_text if percent else tick_text
        longest = max((length(shown(tick), 12) for tick in y.ticks()), default=0.0)
        return replace(self, left=max(self.left, longest + 10))

    def taller(self, more: float) -> Panel:
        """The same field with room below it, for a key."""
        return replace(self, height=self.height + more)


PANELS: tuple[tuple[Width, Panel], ...] = (
    ("wide", Panel(700.0, 470.0, 52.0, 688.0, 32.0, 414.0, 12, 26, 14)),
    ("narrow", Panel(330.0, 366.0, 40.0, 322.0, 30.0, 310.0, 11, 24, 5)),
)


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark with its words: `label` beside it where there is room, `note` under the pointer.

    rank: the lower, the sooner a label is given its place.
    """

    x: float
    y: float
    radius: float
    label: str
    note: str
    rank: float = 0.0
    hollow: bool = False


def percent_text(value: float) -> str:
    """A tick of a share, in percent.

    >>> percent_text(0.25)
    '25 %'
    """
    return f"{tick_text(round(100 * value, 10))} %"


def frame(
    panel: Panel,
    x: Axis,
    y: Axis,
    titles: tuple[str, str],
    *,
    percent: bool = False,
) -> Iterator[str]:
    """Axes with ticks and words. titles: below the horizontal and above the vertical one."""
    shown = percent_text if percent else tick_text
    for tick in y.ticks():
        at = y.at(tick)
        yield line(panel.left, at, panel.right, at, RULE, 0.35)
        yield text(panel.left - 8, at + 4, shown(tick), anchor="end", size=12)
    yield line(panel.left, panel.bottom, panel.right, panel.bottom, RULE, 1)
    for tick in x.ticks():
        at = x.at(tick)
        yield line(at, panel.bottom, at, panel.bottom + 4, RULE, 1)
        said = shown(tick)
        within = min(at, panel.width - length(said, 12) / 2 - 3)
        yield text(within, panel.bottom + 18, said, anchor="middle", size=12)
    middle = (panel.left + panel.right) / 2
    yield text(middle, panel.bottom + 40, titles[0], anchor="middle", muted=True)
    yield text(0, 14, titles[1], muted=True)


def field_clip(panel: Panel, ident: str) -> tuple[str, str]:
    """The name of a frame around the field, and its definition."""
    name = f"{ident}-field"
    return name, clip_box(name, panel.left, panel.top, panel.right, panel.bottom)


def marks(dots: Sequence[Dot], panel: Panel) -> Iterator[str]:
    """Labels, then circles over them, the largest first: nothing hides a mark."""
    yield from _labels(dots, panel)
    for each in sorted(dots, key=lambda d: -d.radius):
        yield dot((each.x, each.y), each.radius, each.note, hollow=each.hollow)


def radius(weight: float | None, heaviest: float, panel: Panel) -> float:
    """The radius of a circle whose area follows the weight; 4 where weights are unknown.

    >>> wide = dict(PANELS)["wide"]
    >>> radius(25.0, 100.0, wide), radius(None, 0.0, wide)
    (8.0, 4.0)
    """
    if weight is None or heaviest <= 0:
        return 4.0
    biggest = 16.0 if panel.width > 400 else 11.0
    return max(biggest * math.sqrt(weight / heaviest), 2.5)


Box = tuple[float, float, float, float]
# So many labels may touch a mark; a label without any place meets more marks than are allowed.
ALWAYS_NAMED = 3
LARGE = 8.0
NOWHERE = (2, 0.0, 0.0, "", (0.0, 0.0, 0.0, 0.0))


def _labels(dots: Sequence[Dot], panel: Panel) -> Iterator[str]:
    """Labels in order of rank, each in the freest place around its mark, or left out.

    The first few, where their marks are large, may touch one other mark: the label of a small
    one would be taken for that of the other.
    """
    circles = [_around(d) for d in dots]
    given: list[Box] = []
    for i, each in enumerate(sorted(dots, key=lambda d: d.rank)):
        words = shorten(each.label, panel.label_chars)
        if len(given) == panel.most_labels or not words:
            continue
        touched: list[tuple[int, float, float, str, Box]] = []
        for x, y, anchor in _places(each, panel.label_size):
            box = _box(x, y, anchor, words, panel.label_size)
            if _inside(box, panel) and not any(_meet(box, other) for other in given):
                touched.append((sum(_meet(box, c) for c in circles), x, y, anchor, box))
        marks_under, x, y, anchor, box = min(touched, default=NOWHERE, key=lambda found: found[0])
        if marks_under <= (i < ALWAYS_NAMED and each.radius >= LARGE):
            given.append(box)
            yield text(x, y, words, anchor=anchor, size=panel.label_size, halo=True)


def _places(each: Dot, size: float) -> Iterator[tuple[float, float, str]]:
    away = each.radius + 4
    yield each.x + away, each.y + size * 0.35, "start"
    yield each.x - away, each.y + size * 0.35, "end"
    yield each.x, each.y - away, "middle"
    yield each.x, each.y + away + size * 0.75, "middle"
    slant = away * 0.75
    yield each.x + slant, each.y - slant, "start"
    yield each.x + slant, each.y + slant + size * 0.75, "start"
    yield each.x - slant, each.y - slant, "end"
    yield each.x - slant, each.y + slant + size * 0.75, "end"


def _around(each: Dot) -> Box:
    room = each.radius + 1
    return each.x - room, each.y - room, each.x + room, each.y + room


def _box(x: float, y: float, anchor: str, words: str, size: float) -> Box:
    long = length(words, size)
    left = {"start": x, "end": x - long, "middle": x - long / 2}[anchor]
    return left, y - size * 0.8, left + long, y + size * 0.25


def _inside(box: Box, panel: Panel) -> bool:
    return (
        box[0] >= panel.left - 4
        and box[2] <= panel.right + 4
        and box[1] >= panel.top - 6
        and box[3] <= panel.bottom - 1
    )


def _meet(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
