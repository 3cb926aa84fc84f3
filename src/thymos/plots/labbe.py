"""A L'Abbé plot: the risk with treatment against the risk without, one circle a study.

Source: L'Abbé, Detsky & O'Rourke 1987 (Ann Intern Med 107:224). Below the diagonal the
treated had fewer events. Of plain values: this module draws, it does not compute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from thymos.plots.axis import Axis
from thymos.plots.ink import POOLED, RULE, Width, area, path, picture, text
from thymos.plots.panel import PANELS, Dot, Panel, field_clip, frame, marks, radius
from thymos.records.wording import estimate as estimate_text
from thymos.records.wording import number

Ratio = Literal["risk ratio", "odds ratio", "risk difference"]
STEPS = 60
# Room for circles at no events, in parts of the largest risk.
AIR = 0.04


@dataclass(frozen=True, slots=True)
class LabbePoint:
    """One study: risks from 0 to 1, weight in percent."""

    label: str
    control: float
    treated: float
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class Labbe:
    """Everything a L'Abbé plot shows.

    measure: what is pooled, which decides the shape of the pooled line. pooled: its estimate
    and limits on the reader's scale; a limit is None where it could not be estimated. event,
    control, treated: words for the axes.
    """

    title: str
    measure: Ratio
    points: tuple[LabbePoint, ...]
    pooled: tuple[float, float | None, float | None] | None = None
    event: str = "Event"
    control: str = "control"
    treated: str = "treated"
    digits: int = 2


def draw(plot: Labbe, ident: str, layout: Width = "wide") -> str:
    """The plot as one SVG element; `ident` must be unique on its page.

    Raises ValueError where there is nothing to draw or a risk is not from 0 to 1.

    >>> svg = draw(Labbe("Death", "risk ratio", (LabbePoint("A", 0.3, 0.2),)), "l")
    >>> "A: 20.0 % of treated, 30.0 % of control" in svg
    True
    """
    if not plot.points:
        raise ValueError("nothing to draw: no study")
    for p in plot.points:
        if not (0 <= p.control <= 1 and 0 <= p.treated <= 1):
            raise ValueError(
                f"{p.label}: risks must be from 0 to 1, found {p.control:g} and {p.treated:g}"
            )
    if plot.pooled is not None and plot.measure != "risk difference":
        low = min(value for value in plot.pooled if value is not None)
        if not low > 0:
            raise ValueError(f"a pooled ratio and its limits must be positive, found {low:g}")
    panel = dict(PANELS)[layout]
    panel = panel.beside(_axis(plot, panel.bottom, panel.top), percent=True).square()
    shown = (plot.title, describe(plot))
    size = (panel.width, panel.height)
    return picture("labbe", layout, ident, shown, size, _body(plot, panel, ident))


def describe(plot: Labbe) -> str:
    """The plot in words: the pooled answer, how many lie on each side, every study.

    >>> describe(Labbe("Death", "risk ratio", (LabbePoint("A", 0.3, 0.2),)))
    "L'Abbé plot, event. In 1 of 1 fewer treated than control had it.
    A: 20.0 % of treated, 30.0 % of control."
    """
    fewer = sum(p.treated < p.control for p in plot.points)
    said = [f"L'Abbé plot, {plot.event[:1].lower()}{plot.event[1:]}."]
    if plot.pooled is not None:
        said.append(f"Pooled {plot.measure} {estimate_text(*plot.pooled, plot.digits)}.")
    said.append(
        f"In {fewer} of {len(plot.points)} fewer {plot.treated} than {plot.control} had it."
    )
    return " ".join([*said, *(f"{_note(plot, p)}." for p in plot.points)])


def _note(plot: Labbe, p: LabbePoint) -> str:
    treated, control = number(100 * p.treated, 1), number(100 * p.control, 1)
    return f"{p.label}: {treated} % of {plot.treated}, {control} % of {plot.control}"


def _curve(measure: Ratio, value: float) -> Callable[[float], float]:
    """The risk of the treated that a pooled answer gives for each risk of controls.

    >>> round(_curve("odds ratio", 0.5)(0.5), 4)
    0.3333
    """
    if measure == "risk ratio":
        return lambda risk: value * risk
    if measure == "odds ratio":
        return lambda risk: value * risk / (1 - risk + value * risk)
    return lambda risk: risk + value


def _axis(plot: Labbe, start: float, end: float) -> Axis:
    """The axis of both risks: from no events, with room for circles there, to the largest."""
    most = max(max(p.control, p.treated) for p in plot.points) or 1.0
    most = min(1.12 * most, 1.0 + AIR)
    return Axis(-AIR * most, most, start, end, log=False)


def _body(plot: Labbe, panel: Panel, ident: str) -> Iterator[str]:
    x = _axis(plot, panel.left, panel.right)
    y = _axis(plot, panel.bottom, panel.top)
    name, clip = field_clip(panel, ident)
    yield clip
    risks = [min(x.high, 1.0) * i / STEPS for i in range(STEPS + 1)]
    if plot.pooled is not None and plot.pooled[1] is not None and plot.pooled[2] is not None:
        upper = _trace(plot, plot.pooled[2], risks, x, y)
        lower = _trace(plot, plot.pooled[1], risks, x, y)
        yield area([*upper, *reversed(lower)], POOLED, 0.12, clip=name)
    titles = (f"{plot.event} in {plot.control}", f"{plot.event} in {plot.treated}")
    yield from frame(panel, x, y, titles, percent=True)
    same = min(x.high, 1.0)
    yield path([(x.at(0.0), y.at(0.0)), (x.at(same), y.at(same))], RULE, 1, clip=name)
    if plot.pooled is not None:
        yield path(_trace(plot, plot.pooled[0], risks, x, y), POOLED, 1.5, clip=name)
    heaviest = max((p.weight or 0.0 for p in plot.points), default=0.0)
    dots = [
        Dot(
            x.at(p.control),
            y.at(p.treated),
            radius(p.weight, heaviest, panel),
            p.label,
            _note(plot, p),
            -(p.weight or 0.0),
        )
        for p in plot.points
    ]
    yield from marks(dots, panel)
    yield text(panel.right, panel.top - 6, "no difference", anchor="end", size=12, muted=True)


def _trace(
    plot: Labbe, value: float, risks: list[float], x: Axis, y: Axis
) -> list[tuple[float, float]]:
    found = _curve(plot.measure, value)
    up = (y.right - y.left) / (y.high - y.low)
    return [(x.at(risk), y.left + (found(risk) - y.low) * up) for risk in risks]
