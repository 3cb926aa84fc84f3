"""A Baujat plot: each study's share of the heterogeneity against its pull on the answer.

Source: Baujat et al. 2002 (Stat Med 21:2641). Studies at the upper right both disagree and
matter. Of plain values: this module draws, it does not compute.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from thymos.plots.axis import Axis
from thymos.plots.ink import Width, picture
from thymos.plots.panel import PANELS, Dot, Panel, frame, marks
from thymos.records.wording import number


@dataclass(frozen=True, slots=True)
class BaujatPoint:
    """One study: its share of Q, and the squared move of the answer when it is left out."""

    label: str
    heterogeneity: float
    pull: float


@dataclass(frozen=True, slots=True)
class Baujat:
    """Everything a Baujat plot shows."""

    title: str
    points: tuple[BaujatPoint, ...]
    digits: int = 2


def draw(plot: Baujat, ident: str, layout: Width = "wide") -> str:
    """The plot as one SVG element; `ident` must be unique on its page.

    Raises ValueError where there is nothing to draw or a value is negative or not finite.

    >>> svg = draw(Baujat("Death", (BaujatPoint("A", 1.5, 0.2),)), "b")
    >>> "A: heterogeneity 1.50, pull 0.20" in svg
    True
    """
    if not plot.points:
        raise ValueError("nothing to draw: no study")
    for p in plot.points:
        if not (p.heterogeneity >= 0 and p.pull >= 0 and math.isfinite(p.heterogeneity + p.pull)):
            raise ValueError(
                f"{p.label}: expected finite values from 0, "
                f"found {p.heterogeneity:g} and {p.pull:g}"
            )
    panel = dict(PANELS)[layout]
    shown = (plot.title, describe(plot))
    size = (panel.width, panel.height)
    return picture("baujat", layout, ident, shown, size, _body(plot, panel))


def describe(plot: Baujat) -> str:
    """The plot in words: every study, the most heterogeneous first.

    >>> describe(Baujat("t", (BaujatPoint("A", 1.0, 0.2), BaujatPoint("B", 3.0, 0.1))))
    'Baujat plot, from the most heterogeneous study. B: heterogeneity 3.00, pull 0.10.
    A: heterogeneity 1.00, pull 0.20.'
    """
    ordered = sorted(plot.points, key=lambda p: -p.heterogeneity)
    said = [f"{_note(plot, p)}." for p in ordered]
    return " ".join(["Baujat plot, from the most heterogeneous study.", *said])


def _note(plot: Baujat, p: BaujatPoint) -> str:
    shown = number(p.heterogeneity, plot.digits), number(p.pull, plot.digits)
    return f"{p.label}: heterogeneity {shown[0]}, pull {shown[1]}"


def _body(plot: Baujat, panel: Panel) -> Iterator[str]:
    widest = max(p.heterogeneity for p in plot.points) or 1.0
    highest = max(p.pull for p in plot.points) or 1.0
    y = Axis(0.0, highest * 1.1, panel.bottom, panel.top, log=False)
    panel = panel.beside(y)
    x = Axis(0.0, widest * 1.1, panel.left, panel.right, log=False)
    yield from frame(panel, x, y, ("Share of the heterogeneity", "Pull on the answer"))
    dots = [
        Dot(
            x.at(p.heterogeneity),
            y.at(p.pull),
            4.0,
            p.label,
            _note(plot, p),
            -math.hypot(p.heterogeneity / widest, p.pull / highest),
        )
        for p in plot.points
    ]
    yield from marks(dots, panel)
