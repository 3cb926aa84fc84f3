"""A funnel plot: estimate against standard error, with contours of P (Peters et al. 2008).

Empty corners of a funnel have many causes; the contours show only whether what seems to be
missing would have been significant. Of plain values: this module draws, it does not compute.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist

from thymos.plots.axis import Axis, around, tick_text
from thymos.plots.ink import POOLED, RULE, Point, Width, area, length, line, path, picture, text
from thymos.plots.panel import PANELS, Dot, Panel, field_clip, frame, marks
from thymos.records.wording import number, plural

# Tints of the bands between P values, the least significant one darkest; P above all of
# them is left as paper (J L Peters et al. 2008, J Clin Epidemiol 61:991).
TINTS = (0.17, 0.1, 0.045)
KEY = 26.0


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One study: estimate on the reader's scale, error on the scale of the analysis.

    For ratios the error is that of the logarithm. imputed: put in by trim and fill.
    """

    label: str
    estimate: float
    error: float
    imputed: bool = False


@dataclass(frozen=True, slots=True)
class Funnel:
    """Everything a funnel plot shows.

    pooled: the estimate on which the limits stand. contours: two-sided P values, falling,
    of the test against `null`; none leaves the shading out. level: of the dashed limits,
    which hold that share of studies where nothing but chance makes them differ.
    """

    title: str
    measure: str
    points: tuple[FunnelPoint, ...]
    pooled: float
    null: float = 1.0
    log: bool = True
    level: float = 0.95
    contours: tuple[float, ...] = (0.1, 0.05, 0.01)
    digits: int = 2


def draw(funnel: Funnel, ident: str, layout: Width = "wide") -> str:
    """The plot as one SVG element; `ident` must be unique on its page.

    Raises ValueError where there is nothing to draw, an error is not positive, or contours
    do not fall.

    >>> svg = draw(Funnel("Death", "Risk ratio", (FunnelPoint("A", 0.7, 0.2),), 0.7), "f")
    >>> "1 of 1 study" in svg
    False
    """
    _refuse(funnel)
    panel = dict(PANELS)[layout]
    if funnel.contours:
        panel = panel.taller(KEY)
    shown = (funnel.title, describe(funnel))
    size = (panel.width, panel.height)
    return picture("funnel", layout, ident, shown, size, _body(funnel, panel, ident))


def describe(funnel: Funnel) -> str:
    """The plot in words: the pooled estimate, who lies outside the limits, every study.

    >>> describe(Funnel("Death", "Risk ratio", (FunnelPoint("A", 0.7, 0.2),), 0.7))
    'Funnel plot, Risk ratio against standard error. Pooled 0.70. No study lies outside the
    95 % limits around it. A 0.70, error 0.20.'
    """
    outside = [p.label for p in funnel.points if not p.imputed and not _within(funnel, p)]
    said = [f"Funnel plot, {funnel.measure} against standard error."]
    said.append(f"Pooled {number(funnel.pooled, funnel.digits)}.")
    lie = f"{plural(len(outside), 'study lies', 'studies lie')}" if outside else "No study lies"
    named = f": {', '.join(outside)}" if outside else ""
    said.append(f"{lie} outside the {100 * funnel.level:g} % limits around it{named}.")
    for p in funnel.points:
        kind = " (imputed)" if p.imputed else ""
        shown = number(p.estimate, funnel.digits)
        said.append(f"{p.label}{kind} {shown}, error {number(p.error)}.")
    return " ".join(said)


def _refuse(funnel: Funnel) -> None:
    if not funnel.points:
        raise ValueError("nothing to draw: no study")
    for p in funnel.points:
        if not (p.error > 0 and math.isfinite(p.error)):
            raise ValueError(f"{p.label}: a standard error must be positive, found {p.error:g}")
    ordered = all(a > b for a, b in pairwise(funnel.contours))
    if not ordered or not all(0 < p < 1 for p in funnel.contours):
        raise ValueError(f"contours must fall and lie between 0 and 1, found {funnel.contours}")
    if len(funnel.contours) > len(TINTS):
        raise ValueError(f"at most {len(TINTS)} contours, found {len(funnel.contours)}")


def _body(funnel: Funnel, panel: Panel, ident: str) -> Iterator[str]:
    y = around([p.error for p in funnel.points], panel.top, panel.bottom, air=0.06)
    deepest = y.high
    y = Axis(0.0, deepest, panel.top, panel.bottom, log=False)
    panel = panel.beside(y)
    x = _across(funnel, deepest, panel)
    name, clip = field_clip(panel, ident)
    yield clip
    yield from _bands(funnel, x, y, name)
    yield from frame(panel, x, y, (_head(funnel), "Standard error"))
    yield line(x.at(funnel.null), panel.top, x.at(funnel.null), panel.bottom, RULE, 1)
    yield line(x.at(funnel.pooled), panel.top, x.at(funnel.pooled), panel.bottom, POOLED, 1.5)
    reach = NormalDist().inv_cdf(0.5 + funnel.level / 2)
    for way in (-1, 1):
        foot = _edge(funnel, funnel.pooled, way * reach * deepest, x, y)
        yield path([(x.at(funnel.pooled), panel.top), foot], POOLED, 1.25, dashed=True, clip=name)
    yield from marks([_dot(funnel, p, x, y) for p in funnel.points], panel)
    if funnel.contours:
        yield from _key(funnel, panel)


def _head(funnel: Funnel) -> str:
    return f"{funnel.measure} (log scale)" if funnel.log else funnel.measure


def _dot(funnel: Funnel, p: FunnelPoint, x: Axis, y: Axis) -> Dot:
    note = f"{p.label}: {number(p.estimate, funnel.digits)}, error {number(p.error)}"
    rank = -_distance(funnel, p) / p.error
    label = "" if p.imputed else p.label
    return Dot(x.at(p.estimate), y.at(p.error), 4.0, label, note, rank, hollow=p.imputed)


def _distance(funnel: Funnel, p: FunnelPoint) -> float:
    if funnel.log:
        return abs(math.log(p.estimate) - math.log(funnel.pooled))
    return abs(p.estimate - funnel.pooled)


def _within(funnel: Funnel, p: FunnelPoint) -> bool:
    return _distance(funnel, p) <= NormalDist().inv_cdf(0.5 + funnel.level / 2) * p.error


def _moved(funnel: Funnel, value: float, by: float) -> float:
    return value * math.exp(by) if funnel.log else value + by


def _across(funnel: Funnel, deepest: float, panel: Panel) -> Axis:
    """Wide enough for every study and for the limits at the foot of the funnel."""
    reach = NormalDist().inv_cdf(0.5 + funnel.level / 2) * deepest
    limits = [_moved(funnel, funnel.pooled, way * reach) for way in (-1, 1)]
    shown = [p.estimate for p in funnel.points] + [funnel.null, *limits]
    return around(shown, panel.left, panel.right, log=funnel.log, air=0.02)


def _edge(funnel: Funnel, start: float, by: float, x: Axis, y: Axis) -> Point:
    """Where a limit reaches the foot, also beyond the field: it is cut there, not bent."""
    from_start, to_end = x.at(start), _moved(funnel, start, by)
    unit = x.at(x.high) - x.at(x.low)
    if funnel.log:
        return from_start + by * unit / math.log(x.high / x.low), y.right
    return from_start + (to_end - start) * unit / (x.high - x.low), y.right


def _bands(funnel: Funnel, x: Axis, y: Axis, clip: str) -> Iterator[str]:
    """Two slivers between neighbouring contours; the last band has no outer edge but the field."""
    top = (x.at(funnel.null), y.left)
    reaches = [NormalDist().inv_cdf(1 - p / 2) * y.high for p in funnel.contours]
    for way, edge in ((-1, x.left), (1, x.right)):
        feet = [_edge(funnel, funnel.null, way * reach, x, y) for reach in reaches]
        for i, inner in enumerate(feet):
            last = i + 1 == len(feet)
            outer = [(min(edge, inner[0]) if way < 0 else max(edge, inner[0]), y.right)]
            beyond = [*outer, (outer[0][0], y.left)] if last else [feet[i + 1]]
            yield area([top, inner, *beyond], "currentColor", TINTS[i], clip=clip)


def _key(funnel: Funnel, panel: Panel) -> Iterator[str]:
    """Swatches of the shading, in the order from the middle outwards."""
    y = panel.bottom + 62
    levels = [tick_text(p) for p in funnel.contours]
    middle = [f"{low}–{high}" for high, low in pairwise(levels)]
    names = [f"> {levels[0]}", *middle, f"< {levels[-1]}"]
    size = panel.label_size
    x = 0.0 if panel.width < 400 else panel.left
    yield text(x, y, "P", size=size, muted=True)
    left = x + 16
    for i, name in enumerate(names):
        tint = 0.0 if i == 0 else TINTS[i - 1]
        yield (
            f'<rect x="{left:.1f}" y="{y - 10:.1f}" width="14" height="12" fill="currentColor" '
            f'fill-opacity="{tint:g}" stroke="{RULE}" stroke-width="0.75"/>'
        )
        yield text(left + 19, y, name, size=size)
        left += 19 + length(name, size) + size
    limits = f"{100 * funnel.level:g} % limits"
    if left + 29 + length(limits, size) <= panel.width:
        yield line(left + 8, y - 4, left + 28, y - 4, POOLED, 1.25, dashed=True)
        yield text(left + 33, y, limits, size=size)
