"""A radial plot (Galbraith 1988): precision against effect over error, effects read on an arc.

Every study has the same error upright, 1, so that a study more than two units from the line
is one that chance alone seldom puts there. Not to be confused with a funnel on its side.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import NormalDist

from thymos.plots.axis import Axis, around, tick_text
from thymos.plots.ink import POOLED, RULE, Width, area, line, path, picture, text
from thymos.plots.panel import PANELS, Dot, Panel, field_clip, frame, marks
from thymos.records.wording import number, plural

# Points stay within this part of the arc's radius; the rest is air before the arc.
FILLED = 0.95
REACHED = 0.35


@dataclass(frozen=True, slots=True)
class RadialPoint:
    """One study: precision is 1 over its error, scaled its effect over its error."""

    label: str
    precision: float
    scaled: float


@dataclass(frozen=True, slots=True)
class RadialPlot:
    """Everything a radial plot shows; slope: the pooled effect on the scale of the analysis.

    log: the arc shows the exponentials of effects, as for ratios.
    """

    title: str
    measure: str
    points: tuple[RadialPoint, ...]
    slope: float
    log: bool = True
    level: float = 0.95
    digits: int = 2


def draw(plot: RadialPlot, ident: str, layout: Width = "wide") -> str:
    """The plot as one SVG element; `ident` must be unique on its page.

    Raises ValueError where there is nothing to draw or a precision is not positive.

    >>> svg = draw(RadialPlot("Death", "Risk ratio", (RadialPoint("A", 4, -1.5),), -0.3), "r")
    >>> "Pooled 0.74." in svg
    True
    """
    if not plot.points:
        raise ValueError("nothing to draw: no study")
    for p in plot.points:
        if not (p.precision > 0 and math.isfinite(p.precision + p.scaled)):
            raise ValueError(f"{p.label}: precision must be positive, found {p.precision:g}")
    panel = dict(PANELS)[layout]
    shown = (plot.title, describe(plot))
    size = (panel.width, panel.height)
    return picture("radial", layout, ident, shown, size, _body(plot, panel, ident))


def describe(plot: RadialPlot) -> str:
    """The plot in words: the pooled effect, who lies outside the band, every study.

    >>> describe(RadialPlot("t", "MD", (RadialPoint("A", 2.0, 1.0),), 0.5, log=False))
    'Radial plot, MD. Pooled 0.50. No study lies outside the 95 % band. A 0.50, precision 2.00.'
    """
    outside = [p.label for p in plot.points if abs(_residual(plot, p)) > _reach(plot)]
    lie = plural(len(outside), "study lies", "studies lie") if outside else "No study lies"
    named = f": {', '.join(outside)}" if outside else ""
    said = [f"Radial plot, {plot.measure}. Pooled {_effect(plot, plot.slope)}."]
    said.append(f"{lie} outside the {100 * plot.level:g} % band{named}.")
    said += [_note(plot, p) + "." for p in plot.points]
    return " ".join(said)


def _reach(plot: RadialPlot) -> float:
    return NormalDist().inv_cdf(0.5 + plot.level / 2)


def _residual(plot: RadialPlot, p: RadialPoint) -> float:
    return p.scaled - plot.slope * p.precision


def _effect(plot: RadialPlot, value: float) -> str:
    return number(math.exp(value) if plot.log else value, plot.digits)


def _note(plot: RadialPlot, p: RadialPoint) -> str:
    return f"{p.label} {_effect(plot, p.scaled / p.precision)}, precision {number(p.precision)}"


@dataclass(frozen=True, slots=True)
class _Fan:
    """The field: an origin in pixels, both scales, and the radius of the arc."""

    x: Axis
    y: Axis
    radius: float

    def angle(self, effect: float) -> float:
        """The slant, in radians upwards, of the ray along which effects are the same."""
        across = (self.x.right - self.x.left) / (self.x.high - self.x.low)
        up = (self.y.left - self.y.right) / (self.y.high - self.y.low)
        return math.atan2(effect * up, across)

    def on_arc(self, angle: float, more: float = 0.0) -> tuple[float, float]:
        """The pixel where a ray meets the arc, or stands `more` beyond it."""
        far = self.radius + more
        return self.x.left + far * math.cos(angle), self.y.at(0.0) - far * math.sin(angle)


def _fan(plot: RadialPlot, panel: Panel) -> _Fan:
    """Scales such that every study stands inside the arc, and the band inside the field."""
    reach = _reach(plot)
    scaled = [p.scaled for p in plot.points]
    shown = [*scaled, -reach - 0.5, reach + 0.5]
    room = REACHED * (max(shown) - min(shown))
    far = max(p.precision for p in plot.points) / FILLED
    # The arc shows the effect of every study, unless one is so far off as to squeeze the rest.
    arc = [
        min(max(p.scaled / p.precision * far, min(shown) - room), max(shown) + room)
        for p in plot.points
    ]
    y = around([*shown, *arc], panel.bottom, panel.top, air=0.06)
    panel = panel.beside(y)
    radius = panel.right - panel.left - (52 if panel.width > 400 else 44)
    # A field taller than wide is squeezed, or the arc could not reach its outermost studies.
    most = max(abs(y.at(s) - y.at(0.0)) for s in scaled)
    if most > 0.9 * FILLED * radius:
        stretch = most / (0.9 * FILLED * radius)
        y = Axis(y.low * stretch, y.high * stretch, y.left, y.right, log=False)
    inside = FILLED * radius
    across = min(
        math.sqrt(inside**2 - (y.at(p.scaled) - y.at(0.0)) ** 2) / p.precision for p in plot.points
    )
    x = Axis(0.0, radius / across, panel.left, panel.left + radius, log=False)
    return _Fan(x, y, radius)


def _body(plot: RadialPlot, panel: Panel, ident: str) -> Iterator[str]:
    fan = _fan(plot, panel)
    panel = replace(panel, left=fan.x.left, right=fan.x.right)
    field, clip = field_clip(panel, ident)
    name = f"{ident}-disc"
    yield clip
    yield (
        f'<clipPath id="{name}" clip-path="url(#{field})"><circle cx="{fan.x.left:.1f}" '
        f'cy="{fan.y.at(0.0):.1f}" r="{fan.radius:.1f}"/></clipPath>'
    )
    reach, far = _reach(plot), fan.x.high * 1.2
    ends = [(0.0, reach), (far, reach + plot.slope * far), (far, -reach + plot.slope * far)]
    band = [_at(fan, *end) for end in (*ends, (0.0, -reach))]
    yield area(band, POOLED, 0.1, clip=name)
    yield from frame(panel, fan.x, fan.y, ("Precision (1 / error)", "Effect / error"))
    tip = fan.on_arc(fan.angle(plot.slope))
    yield path([(fan.x.left, fan.y.at(0.0)), tip], POOLED, 1.5)
    yield from _arc(plot, fan, panel)
    dots = [
        Dot(
            *_at(fan, p.precision, p.scaled), 4.0, p.label, _note(plot, p), -abs(_residual(plot, p))
        )
        for p in plot.points
    ]
    yield from marks(dots, panel)


def _at(fan: _Fan, precision: float, scaled: float) -> tuple[float, float]:
    """A place in pixels, also beyond the field, where the frame of the clip cuts it."""
    across = (fan.x.right - fan.x.left) / (fan.x.high - fan.x.low)
    up = (fan.y.left - fan.y.right) / (fan.y.high - fan.y.low)
    return fan.x.left + precision * across, fan.y.at(0.0) - scaled * up


def _arc(plot: RadialPlot, fan: _Fan, panel: Panel) -> Iterator[str]:
    """The arc on which effects are read, with round values and the pooled one."""
    near = _reach(plot) / fan.x.high
    slopes = [plot.slope - near, plot.slope + near, 0.0]
    slopes += [p.scaled / p.precision for p in plot.points]
    zero = fan.y.at(0.0)
    top = math.asin(min((zero - panel.top) / fan.radius, 1.0))
    low = math.asin(max((zero - panel.bottom + 4) / fan.radius, -1.0))
    angles = [min(max(fan.angle(s), low), top) for s in slopes]
    first, last = min(angles), max(angles)
    steps = [first + (last - first) * i / 48 for i in range(49)]
    yield path([fan.on_arc(a) for a in steps], RULE, 1)
    across = math.tan(last) / math.tan(fan.angle(1.0)), math.tan(first) / math.tan(fan.angle(1.0))
    shown = [math.exp(v) if plot.log else v for v in across]
    ticks = around(shown, 0, 1, log=plot.log, air=0.0).ticks()
    free: list[float] = [fan.angle(plot.slope)]
    for tick in ticks:
        angle = fan.angle(math.log(tick) if plot.log else tick)
        start, end = fan.on_arc(angle), fan.on_arc(angle, 5)
        yield line(*start, *end, RULE, 1)
        if all(abs(angle - other) * fan.radius > 13 for other in free):
            free.append(angle)
            x, y = fan.on_arc(angle, 9)
            yield text(x, y + 4, tick_text(tick), size=12)
    x, y = fan.on_arc(fan.angle(plot.slope), 9)
    yield text(x, y + 4, _effect(plot, plot.slope), size=12, strong=True)
    yield text(panel.width, 14, plot.measure, anchor="end", muted=True)
