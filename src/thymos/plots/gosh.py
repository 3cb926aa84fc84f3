"""Every choice among the studies at once: how often which estimate, at which heterogeneity.

Two clouds speak of two sorts of studies; one cloud across no effect, of an answer that hangs on
the choice. Choices share their studies, so that their shares are no probabilities. Source: Olkin,
Dahabreh & Trikalinos 2012 (Res Synth Methods 3:214). Of plain values: this module draws.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from thymos.plots.axis import Axis, around, tick_text
from thymos.plots.ink import MARK, POOLED, RULE, Width, line, picture, text
from thymos.plots.panel import PANELS, Panel, field_clip, frame
from thymos.plots.raster import Raster, stencil
from thymos.records.wording import count, number, plural, span

# From rare to frequent, in steps of the logarithm: more shades the eye does not tell apart.
SHADES = (0.14, 0.26, 0.38, 0.52, 0.68, 0.86)
# Up to so many choices: the radius of their marks, and how dark one of them is.
DOTS = ((40, 3.6, 0.6), (300, 2.6, 0.4), (math.inf, 1.7, 0.4))


@dataclass(frozen=True, slots=True)
class Cloud:
    """Every choice as one cell of a raster: low, high are its sides, on the reader's scale, and
    top its upper edge; its columns are even on the axis, its rows in heights from 0.
    """

    raster: Raster
    low: float
    high: float
    top: float


@dataclass(frozen=True, slots=True)
class Gosh:
    """Everything the plot shows; estimates on the reader's scale.

    counts: choices in each cell, the rows being the steps of `heights`, the columns those of
    `estimates`, which are edges. points: (estimate, height) of each choice, where there are few
    enough to be drawn one by one, or the cloud of all of them; the cells are then not drawn.
    whole: all studies together. quartiles: of the estimates. below, above: shares of choices on
    either side of no effect. beyond: choices that no cell holds. left_out: how many studies each
    choice is without; 0 for choices of any size.
    """

    title: str
    measure: str
    estimates: tuple[float, ...]
    heights: tuple[float, ...]
    counts: tuple[tuple[int, ...], ...]
    whole: tuple[float, float]
    quartiles: tuple[float, float, float]
    below: float
    above: float
    choices: int
    sampled: bool = False
    points: tuple[tuple[float, float], ...] = ()
    upright: str = "I², percent"
    null: float = 1.0
    log: bool = True
    cloud: Cloud | None = None
    beyond: int = 0
    left_out: int = 0


def draw(plot: Gosh, ident: str, layout: Width = "wide") -> str:
    """The plot as one SVG element; `ident` must be unique on its page.

    Raises ValueError where there is nothing to draw, or cells and edges do not fit.

    >>> two = Gosh(
    ...     "Death",
    ...     "Risk ratio",
    ...     (0.5, 0.7, 0.9),
    ...     (0.0, 50.0, 100.0),
    ...     ((3, 1), (0, 4)),
    ...     (0.8, 20.0),
    ...     (0.6, 0.7, 0.8),
    ...     1.0,
    ...     0.0,
    ...     8,
    ... )
    >>> "All 8 choices" in draw(two, "g")
    True
    """
    rows, columns = len(plot.heights) - 1, len(plot.estimates) - 1
    if (
        not plot.points
        and plot.cloud is None
        and (rows < 1 or columns < 1 or not any(map(any, plot.counts)))
    ):
        raise ValueError("nothing to draw: no choice")
    if len(plot.counts) != max(rows, 0) or any(len(row) != columns for row in plot.counts):
        raise ValueError(f"expected {rows} rows of {columns} cells")
    panel = dict(PANELS)[layout]
    shown = (plot.title, describe(plot))
    size = (panel.width, panel.height)
    return picture("gosh", layout, ident, shown, size, _body(plot, panel, ident))


def describe(plot: Gosh) -> str:
    """The plot in words: how many choices, where they lie.

    >>> describe(
    ...     Gosh(
    ...         "t",
    ...         "Risk ratio",
    ...         (),
    ...         (),
    ...         (),
    ...         (0.8, 20.0),
    ...         (0.6, 0.7, 0.8),
    ...         0.9,
    ...         0.1,
    ...         8,
    ...         points=((0.7, 0.0),),
    ...     )
    ... )
    'All 8 choices of studies, Risk ratio against I², percent; 1 means no difference. Half of them
    give 0.60–0.80, the middle one 0.70; 90 % lie below 1 and 10 % above. All studies together
    give 0.80 at 20.'
    """
    kind = f"{count(plot.choices)} choices of studies, drawn at random"
    if not plot.sampled:
        kind = f"All {count(plot.choices)} choices of studies"
    if plot.left_out:
        studies = plural(plot.left_out, "study", "studies")
        kind = f"All {count(plot.choices)} choices without {studies}"
    null, (low, middle, high) = tick_text(plot.null), plot.quartiles
    return (
        f"{kind}, {plot.measure} against {plot.upright}; {null} means no difference. "
        f"Half of them give {span(low, high)}, the middle one {number(middle)}; "
        f"{_percent(plot.below)} lie below {null} and {_percent(plot.above)} above. "
        f"All studies together give {number(plot.whole[0])} at {number(plot.whole[1], 0)}."
        f"{_beyond(plot)}"
    )


def _beyond(plot: Gosh) -> str:
    if not plot.beyond:
        return ""
    lies = "lies" if plot.beyond == 1 else "lie"
    return f" {count(plot.beyond)} {lies} beyond the edges of the drawing."


def _percent(share: float) -> str:
    if 0 < share < 0.005:
        return "< 1 %"
    return "> 99 %" if 0.995 < share < 1 else f"{100 * share:.0f} %"


def _body(plot: Gosh, panel: Panel, ident: str) -> Iterator[str]:
    cloud = plot.cloud
    tops = (cloud.top,) if cloud else plot.heights[-1:]
    top = max([*tops, plot.whole[1], *(h for _, h in plot.points)])
    y = Axis(0.0, max(top, 1e-9) * 1.04, panel.bottom, panel.top, log=False)
    panel = panel.beside(y)
    edges = [plot.estimates[0], plot.estimates[-1]] if plot.estimates else []
    edges += [cloud.low, cloud.high] if cloud else []
    every = [*edges, *(e for e, _ in plot.points), plot.whole[0], plot.null]
    x = around(every, panel.left, panel.right, log=plot.log, air=0.03)
    yield from frame(panel, x, y, (f"{plot.measure}, each choice of studies", plot.upright))
    name, clip = field_clip(panel, ident)
    yield clip
    at = x.at(plot.null)
    yield line(at, panel.top, at, panel.bottom, RULE, 1)
    if cloud:
        box = (x.at(cloud.low), y.at(cloud.top), x.at(cloud.high), y.at(0.0))
        marks: Iterator[str] = iter([stencil(cloud.raster, f"{ident}-cloud", MARK, box)])
    else:
        marks = _dots(plot, x, y) if plot.points else _cells(plot, x, y)
    # Points on an axis are whole.
    clipped = "" if plot.points else f' clip-path="url(#{name})"'
    yield f"<g{clipped}>{''.join(marks)}</g>"
    yield from _whole(plot, x, y, panel)


def _dots(plot: Gosh, x: Axis, y: Axis) -> Iterator[str]:
    size, ink = next((s, i) for most, s, i in DOTS if len(plot.points) <= most)
    each = (
        f"M{x.at(e):.1f} {y.at(h):.1f}m-{size} 0a{size} {size} 0 1 0 {2 * size:g} 0"
        f"a{size} {size} 0 1 0 -{2 * size:g} 0"
        for e, h in plot.points
    )
    yield f'<path d="{"".join(each)}" fill="{MARK}" fill-opacity="{ink:g}"/>'


def _cells(plot: Gosh, x: Axis, y: Axis) -> Iterator[str]:
    """One path a shade, neighbours of one shade in one stroke: a few kilobytes in all."""
    most = max(max(row) for row in plot.counts)
    columns, rows = [x.at(e) for e in plot.estimates], [y.at(h) for h in plot.heights]
    paths: list[list[str]] = [[] for _ in SHADES]
    for bottom, top, cells in zip(rows, rows[1:], plot.counts, strict=False):
        for first, stop, dark in _runs([_shade(cell, most) for cell in cells]):
            left, right = columns[first], columns[stop]
            paths[dark].append(f"M{left:.1f} {top:.1f}H{right:.1f}V{bottom:.1f}H{left:.1f}z")
    for shade, drawn in zip(SHADES, paths, strict=True):
        if drawn:
            yield f'<path d="{"".join(drawn)}" fill="{MARK}" fill-opacity="{shade:g}"/>'


def _shade(cell: int, most: int) -> int:
    """The place among SHADES, -1 for an empty cell.

    >>> [_shade(n, 1000) for n in (0, 1, 30, 1000)]
    [-1, 0, 2, 5]
    """
    if cell < 1:
        return -1
    share = math.log(cell) / math.log(most) if most > 1 else 1.0
    return min(int(share * len(SHADES)), len(SHADES) - 1)


def _runs(shades: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    first = 0
    for place in range(1, len(shades) + 1):
        if place == len(shades) or shades[place] != shades[first]:
            if shades[first] >= 0:
                yield first, place, shades[first]
            first = place


def _whole(plot: Gosh, x: Axis, y: Axis, panel: Panel) -> Iterator[str]:
    at, height = x.at(plot.whole[0]), y.at(plot.whole[1])
    points = (
        f"{at - 7:.1f},{height:.1f} {at:.1f},{height - 7:.1f} "
        f"{at + 7:.1f},{height:.1f} {at:.1f},{height + 7:.1f}"
    )
    yield f'<polygon points="{points}" fill="{POOLED}" stroke="var(--paper, Canvas)"/>'
    right = at < (panel.left + panel.right) / 2
    place = at + 12 if right else at - 12
    above = max(height - 9, panel.top + 12)
    yield text(
        place,
        above,
        "all studies",
        anchor="start" if right else "end",
        size=panel.label_size,
        halo=True,
    )
