"""A profile likelihood: how well each value of a parameter, such as tau2, fits the studies.

The interval holds the values within half a chi-squared quantile of the top (Hardy & Thompson
1996, Stat Med 15:619). Of plain values: this module draws, it does not compute.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist

from thymos.plots.axis import around
from thymos.plots.ink import MARK, POOLED, RULE, Width, area, length, line, path, picture, text
from thymos.plots.panel import PANELS, Panel, field_clip, frame
from thymos.records.wording import number, span

# How far below the line of the interval the field reaches, in parts of the drop.
BELOW = 1.0


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything the plot shows.

    points: (value, log-likelihood) in ascending order of the value, dense enough to be
    joined by straight lines. estimate: the value of highest likelihood. low, high: its
    limits, None where the curve does not fall far enough.
    """

    title: str
    parameter: str
    points: tuple[tuple[float, float], ...]
    estimate: float
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    digits: int = 3


def draw(profile: Profile, ident: str, layout: Width = "wide") -> str:
    """The plot as one SVG element; `ident` must be unique on its page.

    Raises ValueError for fewer than two points, values that do not ascend, or nan.

    >>> svg = draw(Profile("t", "tau2", ((0.0, -3.0), (0.1, -2.0), (0.4, -5.0)), 0.1), "p")
    >>> "Highest at 0.100" in svg
    True
    """
    places = [value for value, _ in profile.points]
    if len(places) < 2 or any(a >= b for a, b in pairwise(places)):
        raise ValueError("a profile needs two points at least, in ascending order")
    if not all(math.isfinite(v + height) for v, height in profile.points):
        raise ValueError("every value and log-likelihood must be finite")
    panel = dict(PANELS)[layout]
    shown = (profile.title, describe(profile))
    size = (panel.width, panel.height)
    return picture("profile", layout, ident, shown, size, _body(profile, panel, ident))


def describe(profile: Profile) -> str:
    """The plot in words: where the top is, and the limits.

    >>> describe(Profile("t", "tau2", ((0.0, -3.0), (0.1, -2.0)), 0.1, 0.0, 0.7))
    'Profile likelihood of tau2, from 0.000 to 0.100. Highest at 0.100; 95 % interval 0.000–0.700.'
    """
    first, last = (number(profile.points[i][0], profile.digits) for i in (0, -1))
    top = number(profile.estimate, profile.digits)
    return (
        f"Profile likelihood of {profile.parameter}, from {first} to {last}. "
        f"Highest at {top}; {_interval(profile)}."
    )


def _interval(profile: Profile) -> str:
    """The interval in words, also where the curve does not fall far enough on one side."""
    head = f"{100 * profile.level:g} % interval"
    if profile.low is not None and profile.high is None:
        return f"{head} from {number(profile.low, profile.digits)}, upper limit not reached"
    if profile.low is None and profile.high is not None:
        return f"{head} up to {number(profile.high, profile.digits)}, lower limit not reached"
    return f"{head} {span(profile.low, profile.high, profile.digits)}"


def _drop(profile: Profile) -> float:
    """Half the quantile of chi-squared with one degree of freedom: 1.92 at 95 %."""
    return float(NormalDist().inv_cdf(0.5 + profile.level / 2) ** 2 / 2)


def _body(profile: Profile, panel: Panel, ident: str) -> Iterator[str]:
    top = max(height for _, height in profile.points)
    drop = _drop(profile)
    floor = max(min(h for _, h in profile.points), top - (1 + BELOW) * drop)
    y = around([floor - top, 0.0, -drop], panel.bottom, panel.top, air=0.09)
    panel = panel.beside(y)
    x = around([v for v, _ in profile.points], panel.left, panel.right, air=0.0)
    name, clip = field_clip(panel, ident)
    yield clip
    cut = y.at(-drop)
    left, right = panel.left, panel.right
    if profile.low is not None and profile.high is not None:
        left, right = x.at(profile.low), x.at(profile.high)
        corners = [(left, cut), (right, cut), (right, panel.bottom), (left, panel.bottom)]
        yield area(corners, POOLED, 0.1)
    yield from frame(panel, x, y, (profile.parameter, "Log-likelihood below its top"))
    yield line(panel.left, cut, panel.right, cut, POOLED, 1, dashed=True)
    for limit in (profile.low, profile.high):
        if limit is not None and x.holds(limit):
            yield line(x.at(limit), cut, x.at(limit), panel.bottom, POOLED, 1)
    up = (y.right - y.left) / (y.high - y.low)
    curve = [(x.at(v), y.left + (h - top - y.low) * up) for v, h in profile.points]
    yield path(curve, MARK, 1.75, clip=name)
    at = x.at(profile.estimate)
    yield line(at, y.at(0.0), at, panel.bottom, RULE, 1)
    yield f'<circle cx="{at:.1f}" cy="{y.at(0.0):.1f}" r="4" fill="{POOLED}"/>'
    said = number(profile.estimate, profile.digits)
    yield text(at, y.at(0.0) - 11, said, anchor="middle", size=12, strong=True, halo=True)
    limits = _interval(profile)
    room = length(limits, 12) / 2
    middle = min(max((left + right) / 2, panel.left + room + 6), panel.right - room - 6)
    yield text(middle, cut + 22, limits, anchor="middle", size=12, halo=True)
