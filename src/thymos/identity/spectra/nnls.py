"""Least squares with no negative parts: how much of each pattern makes up what was measured.

The active set of Lawson & Hanson (1974, Solving Least Squares Problems, ch. 23), for the small
systems of one cluster of peaks; and the range that one part may take while the fit stays good.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thymos.identity.spectra.spectrum import Floats

_TINY = 1e-10
_STEPS = 24


@dataclass(frozen=True, slots=True)
class Fit:
    """Parts, none negative, and the sum of squares that they leave."""

    x: Floats
    rest: float


def fit(patterns: Floats, seen: Floats) -> Fit:
    """Parts x of patterns (row, part) that come nearest to what was seen (row,).

    Rows are taken to be scaled to their standard deviation, so `rest` is a chi-square.

    >>> fit(np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([2.0, 1.0])).x.round(6).tolist()
    [1.5, 0.0]
    """
    parts = patterns.shape[1]
    if parts == 0:
        return Fit(np.zeros(0), float(seen @ seen))
    gram, right = patterns.T @ patterns, patterns.T @ seen
    x = _solved(gram, right)
    off = seen - patterns @ x
    return Fit(x, float(off @ off))


def _solved(gram: Floats, right: Floats) -> Floats:
    size = right.size
    # A trace of ridge keeps patterns that are alike from making the system singular.
    gram = gram + np.diag(_TINY * np.maximum(np.diag(gram), 1e-300))
    x = np.zeros(size)
    free = np.zeros(size, bool)
    most = 3 * size + 10
    threshold = _TINY * max(float(np.abs(right).max()), 1e-300)
    for _ in range(most):
        slope = right - gram @ x
        slope[free] = -np.inf
        best = int(slope.argmax())
        if slope[best] <= threshold:
            break
        free[best] = True
        x = _inward(gram, right, x, free)
    return x


def _inward(gram: Floats, right: Floats, x: Floats, free: NDArray[np.bool_]) -> Floats:
    """The least squares of the free parts, walking back where one would become negative."""
    while free.any():
        here = np.flatnonzero(free)
        aim = np.zeros_like(x)
        aim[here] = np.linalg.solve(gram[np.ix_(here, here)], right[here])
        below = here[aim[here] <= 0]
        if not below.size:
            return aim
        share = np.min(x[below] / np.maximum(x[below] - aim[below], 1e-300))
        x = x + share * (aim - x)
        x[below[x[below] <= _TINY * max(float(x.max()), 1e-300)]] = 0.0
        gone = free & (x <= 0)
        if not gone.any():
            gone[below[int(np.argmin(x[below]))]] = True
        free[gone] = False
        x[gone] = 0.0
    return np.zeros_like(x)


def without(patterns: Floats, seen: Floats, dropped: NDArray[np.bool_]) -> float:
    """The sum of squares that is left when some parts must be 0."""
    return fit(patterns[:, ~dropped], seen).rest


def most(patterns: Floats, seen: Floats, best: Fit, part: int, more: float) -> float:
    """The largest that one part may be while the sum of squares grows by at most `more`.

    All others are fitted anew each time, so what they could take over is counted.

    >>> a, y = np.array([[10.0]]), np.array([20.0])
    >>> round(most(a, y, fit(a, y), 0, 9.0), 3)
    2.3
    """
    column = patterns[:, part]
    strength = float(column @ column)
    if strength <= 0:
        return float("inf")
    others = np.delete(patterns, part, axis=1)

    def root(value: float) -> float:
        grown = fit(others, seen - value * column).rest - best.rest
        return math.sqrt(max(grown, 0.0))

    goal = math.sqrt(more)
    low = float(best.x[part])
    # Were the others held, the square root would rise by this much for each unit.
    high = low + goal / math.sqrt(strength)
    at_low, at_high = 0.0, root(high)
    for _ in range(_STEPS):
        if at_high >= goal:
            break
        low, at_low = high, at_high
        high = 2 * high + goal / math.sqrt(strength)
        at_high = root(high)
    else:
        return float("inf")
    for _ in range(_STEPS):
        if high - low <= 1e-3 * high:
            break
        # The square root is convex and nearly straight, so its secant is nearly the answer.
        guess = low + (goal - at_low) * (high - low) / max(at_high - at_low, 1e-300)
        guess = min(max(guess, low + 0.01 * (high - low)), high - 0.01 * (high - low))
        here = root(guess)
        if here >= goal:
            high, at_high = guess, here
        else:
            low, at_low = guess, here
    return high
