"""A peptide under the skin: levels in closed form, what is read off them, and a fit to ranges.

Absorption of the first order into one of two compartments (Gibaldi & Perrier 1982,
Pharmacokinetics, chapter 2): three exponentials, which doses repeat and add. Volumes and
clearances are over the fraction absorbed, since none was given into a vein.

Theory, not evidence: levels say nothing about an effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thymos.kernel.roots import find_root

Floats = NDArray[np.float64]

# Rates closer than this, in parts, are set apart by it: the levels change by less than 1e-6.
APART = 1e-5
# Exchange below this part of the clearance is none: its exponential would outlast the numbers.
NO_EXCHANGE = 1e-9
# A terminal slope is read from at least so many levels after the peak.
TERMINAL = 3


@dataclass(frozen=True, slots=True)
class Kinetics:
    """A body: each field (batch,). ka 1/h, cl and q L/h, v1 and v2 L; q = 0 is one compartment."""

    ka: Floats
    cl: Floats
    v1: Floats
    q: Floats
    v2: Floats

    @classmethod
    def of(
        cls, ka: ArrayLike, cl: ArrayLike, v1: ArrayLike, q: ArrayLike = 0.0, v2: ArrayLike = 1.0
    ) -> Kinetics:
        """From numbers or arrays that broadcast. Raises ValueError below zero or not finite."""
        given = (("ka", ka), ("cl", cl), ("v1", v1), ("q", q), ("v2", v2))
        parts = np.broadcast_arrays(*(np.atleast_1d(np.asarray(x, dtype=float)) for _, x in given))
        for (name, _), part in zip(given, parts, strict=True):
            low = part >= 0 if name == "q" else part > 0
            if not (low & np.isfinite(part)).all():
                raise ValueError(f"{name} must be positive and finite, found {part[~low][:1]}")
        return cls(*parts)


@dataclass(frozen=True, slots=True)
class Exposure:
    """What is read off levels after one dose, each (batch,).

    t_max h, c_max µg/L, auc µg·h/L to infinity, half_life h, volume L (terminal, over the
    fraction absorbed), clearance L/h (the same).
    """

    t_max: Floats
    c_max: Floats
    auc: Floats
    half_life: Floats
    volume: Floats
    clearance: Floats


def levels(body: Kinetics, doses: Sequence[tuple[float, float]], times: ArrayLike) -> Floats:
    """Concentration in µg/L, (batch, times), after doses of (hour, µg). Raises ValueError.

    >>> body = Kinetics.of(ka=1.0, cl=10.0, v1=20.0)
    >>> levels(body, [(0, 1600)], [1.0, 24.0]).round(3)
    array([[3.8184e+01, 1.0000e-03]])
    """
    at = np.asarray(times, dtype=float)
    rates, weights = _exponentials(body)
    total = np.zeros((body.ka.size, at.size))
    for hour, amount in doses:
        if not (amount >= 0 and np.isfinite(amount) and np.isfinite(hour)):
            raise ValueError(f"a dose must be a finite amount from 0 on, found {amount:g} µg")
        since = at - hour
        later = np.where(since >= 0, since, 0.0)
        each = weights[..., None] * np.exp(-rates[..., None] * later)
        total += np.where(since >= 0, amount * each.sum(axis=1), 0.0)
    return np.maximum(total, 0.0)


def exposure(body: Kinetics, amount: float, window: tuple[float, float] | None = None) -> Exposure:
    """What one dose gives; the peak by the root of the slope.

    window: hours between which the terminal slope is read, as a study would that sampled so
    long; None: the slope at the very end, where a sliver of a second compartment may rule that
    no assay sees.

    >>> found = exposure(Kinetics.of(ka=1.0, cl=10.0, v1=20.0), 1600)
    >>> [float(x.item().__round__(3)) for x in (found.t_max, found.auc, found.half_life)]
    [1.386, 160.0, 1.386]
    """
    rates, weights = _exponentials(body)

    def slope(t: Floats, rows: NDArray[np.intp]) -> tuple[Floats, Floats]:
        each = -rates[rows] * weights[rows] * np.exp(-rates[rows] * t[:, None])
        return each.sum(axis=1), (-rates[rows] * each).sum(axis=1)

    # The peak comes before every exponential has turned: no later than the slowest two rates say.
    slow = rates.min(axis=1)
    t_max = find_root(slope, np.zeros_like(slow), 40.0 / slow)
    c_max = amount * (weights * np.exp(-rates * t_max[:, None])).sum(axis=1)
    if window is not None:
        two = levels(body, [(0.0, 1.0)], window)
        slow = np.log(two[:, 0] / two[:, 1]) / (window[1] - window[0])
    return Exposure(
        t_max, c_max, amount / body.cl, np.log(2) / slow, body.cl / slow, body.cl.copy()
    )


def noncompartmental(times: ArrayLike, concentrations: ArrayLike, amount: float) -> Exposure:
    """The same from sampled levels, (batch, times): area linear up and logarithmic down.

    The terminal slope is that of the last three or more levels after the peak whose adjusted
    R² is highest (Gabrielsson & Weiner 2016, Pharmacokinetic and Pharmacodynamic Data Analysis,
    chapter 2). nan where it does not fall. Raises ValueError for times that do not rise.
    """
    t = np.asarray(times, dtype=float)
    c = np.atleast_2d(np.asarray(concentrations, dtype=float))
    if t.ndim != 1 or c.shape[1] != t.size or t.size < TERMINAL + 1 or not (np.diff(t) > 0).all():
        raise ValueError(f"expected at least {TERMINAL + 1} rising times, one for each level")
    if not (np.isfinite(c).all() and (c >= 0).all()):
        raise ValueError("expected finite levels from 0 on")
    peak = c.argmax(axis=1)
    rows = np.arange(len(c))
    fall = np.array([_terminal(t, row, int(at)) for row, at in zip(c, peak, strict=True)])
    auc = _trapezia(t, c) + c[:, -1] / fall
    clearance = amount / auc
    return Exposure(t[peak], c[rows, peak], auc, np.log(2) / fall, clearance / fall, clearance)


def _exponentials(body: Kinetics) -> tuple[Floats, Floats]:
    """Rates and weights, (batch, 3): level = amount · Σ weight · exp(−rate · t)."""
    exchanged = body.q > NO_EXCHANGE * body.cl
    k10, k12, k21 = body.cl / body.v1, body.q / body.v1, body.q / body.v2
    total = k10 + k12 + k21
    fast = 0.5 * (total + np.sqrt(np.maximum(total**2 - 4 * k10 * k21, 0.0)))
    slow = np.where(exchanged, k10 * k21 / fast, k10)
    fast = np.where(exchanged, fast, 2 * k10)  # one compartment: this exponential has weight 0
    other = np.where(exchanged, k21, 2 * k10)
    fast = np.where(np.abs(fast - slow) < APART * slow, slow * (1 + APART), fast)
    ka = body.ka
    for near in (slow, fast):
        ka = np.where(np.abs(ka - near) < APART * near, near * (1 + APART), ka)
    scale = ka / body.v1
    weights = (
        scale * (other - slow) / ((ka - slow) * (fast - slow)),
        scale * (other - fast) / ((ka - fast) * (slow - fast)),
        scale * (other - ka) / ((slow - ka) * (fast - ka)),
    )
    return np.stack((slow, fast, ka), axis=1), np.stack(weights, axis=1)


def _terminal(t: Floats, c: Floats, peak: int) -> float:
    """The rate of the last fall, nan where there is none."""
    use = np.flatnonzero((np.arange(t.size) > peak) & (c > 0))
    best, rate = -np.inf, np.nan
    for count in range(TERMINAL, use.size + 1):
        x, y = t[use[-count:]], np.log(c[use[-count:]])
        slope, start = np.polyfit(x, y, 1)
        spread = ((y - y.mean()) ** 2).sum()
        left = ((y - start - slope * x) ** 2).sum()
        r2 = 1 - (left / spread if spread > 0 else 1.0) * (count - 1) / (count - 2)
        if slope < 0 and r2 > best + 1e-12:
            best, rate = r2, -float(slope)
    return rate


def _trapezia(t: Floats, c: Floats) -> Floats:
    """Areas, (batch,): straight while levels rise or vanish, logarithmic while they fall."""
    step, one, two = np.diff(t), c[:, :-1], c[:, 1:]
    falling = (two < one) & (two > 0)
    ratio = np.log(np.where(falling, one, 2.0) / np.where(falling, two, 1.0))
    return np.where(falling, (one - two) / ratio, 0.5 * (one + two)) @ step
