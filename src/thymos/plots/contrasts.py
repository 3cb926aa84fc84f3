"""What each study does to the choices that hold it: their mean estimate with it and without it.

Of plain values: this module draws, it does not compute.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from thymos.plots.axis import Axis, fit, tick_text
from thymos.plots.ink import MARK, Width, line, picture
from thymos.plots.rows import FOOT, LAYOUTS, TOP, Layout, feet, fitted, heads, middle, upright
from thymos.plots.rows import words as row_words
from thymos.records.wording import number


@dataclass(frozen=True, slots=True)
class Contrast:
    """One study: the mean estimate of the choices with it, and of those without it."""

    label: str
    included: float
    left_out: float
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Contrasts:
    """Everything the plot shows, on the reader's scale; the studies in the order drawn."""

    title: str
    measure: str
    rows: tuple[Contrast, ...]
    second: str = ""
    null: float = 1.0
    log: bool = True
    better_low: str = ""
    better_high: str = ""


def draw(plot: Contrasts, ident: str, layout: Width = "wide") -> str:
    """The plot as one SVG element; `ident` must be unique on its page.

    Raises ValueError where there is nothing to draw.

    >>> svg = draw(Contrasts("Death", "Risk ratio", (Contrast("A", 0.8, 0.9),)), "c")
    >>> "A 0.80 with it, 0.90 without." in svg
    True
    """
    if not plot.rows:
        raise ValueError("nothing to draw: no study")
    place = fitted(dict(LAYOUTS)[layout], [(row.label, row.note) for row in plot.rows])
    every = [(value, None, None) for row in plot.rows for value in (row.included, row.left_out)]
    axis = fit(every, plot.null, place.plot_left, place.plot_right, log=plot.log)
    height = TOP + len(plot.rows) * place.row + FOOT
    shown = (plot.title, describe(plot))
    body = _body(plot, place, axis, height)
    return picture("contrasts", layout, ident, shown, (place.width, height), body)


def describe(plot: Contrasts) -> str:
    """The plot in words: every study.

    >>> describe(Contrasts("t", "Risk ratio", (Contrast("A", 0.8, 0.9),)))
    'Mean Risk ratio of all choices with each study and without it; 1 means no difference.
    A 0.80 with it, 0.90 without.'
    """
    said = [
        f"Mean {plot.measure} of all choices with each study and without it; "
        f"{tick_text(plot.null)} means no difference."
    ]
    said += [f"{row.label} {_shown(row, ' with it, ', ' without.')}" for row in plot.rows]
    return " ".join(said)


def _shown(row: Contrast, between: str, after: str) -> str:
    return f"{number(row.included)}{between}{number(row.left_out)}{after}"


def _body(plot: Contrasts, place: Layout, axis: Axis, height: float) -> Iterator[str]:
    bottom = height - FOOT
    tops = [TOP + i * place.row for i in range(len(plot.rows))]
    yield from heads(place, f"{plot.measure}: with (●), without (○)", "Study", plot.second)
    yield from upright(place, axis.at(plot.null), TOP - 6, bottom, tops)
    for row, y in zip(plot.rows, tops, strict=True):
        yield from row_words(row.label, row.note, _shown(row, " / ", ""), place, y)
        base, one, two = middle(place, y), axis.at(row.included), axis.at(row.left_out)
        way = 1 if two > one else -1
        # The line ends at the ring, which is hollow.
        if abs(two - one) > 4:
            yield line(one, base, two - 4 * way, base, MARK, 1.5)
        yield f'<circle cx="{one:.1f}" cy="{base:.1f}" r="4" fill="{MARK}"/>'
        yield (
            f'<circle cx="{two:.1f}" cy="{base:.1f}" r="4" fill="none" '
            f'stroke="{MARK}" stroke-width="1.5"/>'
        )
    yield from feet(axis, bottom, plot.better_low, plot.better_high)
