"""Kinetics fitted to the ranges that a study reports, and whether they can be met at once.

A range of a statistic is met best at its geometric middle. The fit is least squares of
the distance from it, in half widths of the range, by Levenberg and Marquardt's steps
(Marquardt 1963, J Soc Indust Appl Math 11:431) on logarithms. What the ranges leave open is
held by weak springs and said so: such a parameter is assumed, not measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thymos.mechanism.pharmacokinetics import Exposure, Kinetics, exposure

Floats = NDArray[np.float64]

NAMES = ("ka", "cl", "v1", "q", "v2")
REST = (1.0, 10.0, 20.0, 5.0, 15.0)
# Valleys differ in how much the second compartment takes part.
STARTS = (
    REST,
    (1.0, 10.0, 20.0, 0.5, 2.0),
    (1.5, 10.0, 30.0, 0.05, 5.0),
    (3.0, 5.0, 10.0, 20.0, 5.0),
)
# A spring pulls a logarithm to its rest with this weight, beside 1 for the edge of a range.
SPRING = 0.02
# Hours between which a study is taken to have read the terminal slope: four to five half-lives
# of two to three hours. What was sampled is seldom told in an abstract.
WINDOW = (6.0, 12.0)
# Half widths in logarithms: of a range of one value, and of a bound that has no other side.
NARROWEST = 0.01
BEYOND = 0.4
STEPS = 200
SETTLED = 1e-12
STUCK = 1e12


@dataclass(frozen=True, slots=True)
class Range:
    """What a statistic of `Exposure` should be; low is None where only an upper bound is told."""

    statistic: str
    low: float | None
    high: float

    def __post_init__(self) -> None:
        if self.statistic not in Exposure.__slots__:
            names = ", ".join(Exposure.__slots__)
            raise ValueError(f"expected one of {names}, found {self.statistic!r}")
        if not (self.low is None or 0 < self.low <= self.high) or not self.high > 0:
            raise ValueError(
                f"{self.statistic}: expected 0 < low ≤ high, found {self.low} and {self.high}"
            )


@dataclass(frozen=True, slots=True)
class Met:
    """A range beside what the fitted kinetics give."""

    range: Range
    value: float

    @property
    def inside(self) -> bool:
        """Whether the value lies in the range, its ends included."""
        return (self.range.low or 0.0) <= self.value <= self.range.high


@dataclass(frozen=True, slots=True)
class Fit:
    """Fitted kinetics, range by range, and the sum of squared distances in half widths."""

    compartments: int
    body: Kinetics
    met: tuple[Met, ...]
    distance: float

    @property
    def all_inside(self) -> bool:
        """Whether every range is met at once."""
        return all(each.inside for each in self.met)


def fit(ranges: Sequence[Range], amount: float, compartments: int = 2) -> Fit:
    """Kinetics whose exposure after one dose of `amount` µg meets the ranges best.

    Raises ValueError for no range, a dose that is not positive, or other than 1 or 2
    compartments.

    >>> found = fit([Range("auc", 100, 200), Range("half_life", 1.5, 2.5)], 1600)
    >>> round(float(found.body.cl[0]), 2), found.all_inside
    (11.31, True)
    """
    if not ranges or compartments not in (1, 2) or not amount > 0:
        raise ValueError("expected a range, a positive dose, and 1 or 2 compartments")
    used = 3 if compartments == 1 else 5
    tried = [_descend(np.log(np.array(start[:used])), ranges, amount) for start in STARTS]
    x, best = min(tried, key=lambda each: float(each[1] @ each[1]))
    body = _body(x)
    found = exposure(body, amount, WINDOW)
    met = tuple(Met(r, float(getattr(found, r.statistic)[0])) for r in ranges)
    count = len(ranges)
    return Fit(compartments, body, met, float(best[:count] @ best[:count]))


def _descend(x: Floats, ranges: Sequence[Range], amount: float) -> tuple[Floats, Floats]:
    """The lowest point below a start, and its misses."""
    damping, best = 1e-2, _misses(x, ranges, amount)
    for _ in range(STEPS):
        slopes = _slopes(x, ranges, amount)
        normal = slopes.T @ slopes
        step = np.linalg.solve(normal + damping * np.diag(normal.diagonal()), -slopes.T @ best)
        step = np.clip(step, -1.0, 1.0)
        tried = _misses(x + step, ranges, amount)
        gain = best @ best - tried @ tried
        if gain > 0:
            x, best, damping = x + step, tried, damping / 3
        else:
            damping *= 4
        if 0 < gain < SETTLED or damping > STUCK:
            break
    return x, best


def _body(x: Floats) -> Kinetics:
    return Kinetics.of(**dict(zip(NAMES, np.exp(x).tolist(), strict=False)))


def _misses(x: Floats, ranges: Sequence[Range], amount: float) -> Floats:
    """Distances from the ranges in half widths, then the pulls of the springs."""
    found = exposure(_body(x), amount, WINDOW)
    misses = [_miss(each, float(getattr(found, each.statistic)[0])) for each in ranges]
    rest = np.log(np.array(REST[: x.size]))
    return np.concatenate([misses, SPRING * (x - rest)])


def _miss(wanted: Range, value: float) -> float:
    if wanted.low is None:
        return max(0.0, float(np.log(value / wanted.high)) + NARROWEST) / BEYOND
    half = max(0.5 * float(np.log(wanted.high / wanted.low)), NARROWEST)
    middle = 0.5 * float(np.log(wanted.high * wanted.low))
    return (float(np.log(value)) - middle) / half


def _slopes(x: Floats, ranges: Sequence[Range], amount: float) -> Floats:
    """Central differences: five parameters, once a step."""
    small = 1e-5
    columns = []
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += small
        down[i] -= small
        columns.append((_misses(up, ranges, amount) - _misses(down, ranges, amount)) / (2 * small))
    return np.stack(columns, axis=1)
