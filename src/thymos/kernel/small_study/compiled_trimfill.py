"""The side of trim and fill and its walk, compiled by numba: the same numbers, sooner.

Used where `thymos.kernel.engine.compiled` is on; only there is numba needed.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from thymos.kernel.batch import Floats, Ints
from thymos.kernel.compiled import _row, code_of
from thymos.kernel.distributions import chi2_quantile
from thymos.kernel.likelihood import SCAN_POINTS

BISECTIONS = 100


def slope_sign(y: Floats, x: Floats, v: Floats, restricted: bool) -> float:
    """The sign of the slope of y on x in meta-regression, tau2 by ML or REML; arrays (study,)."""
    return float(_regressed(y, x, v, restricted))


def walked(y: Floats, v: Floats, method: str, estimator: str, most: int) -> tuple[Ints, Floats]:
    """The numbers of trimmed studies that the search visits, and the centres it saw there.

    y: ascending. The last number is one that was there before. As `trimfill` walks.
    """
    target = np.arange(-1.0, y.size)  # what Q is expected to be, by the studies kept
    if method == "PMM":
        target[2:] = chi2_quantile(0.5, target[2:])
    kind = ("L0", "R0", "Q0").index(estimator)
    found: tuple[Ints, Floats] = _walk(y, v, code_of(method), target, kind, most)
    return found


@njit(cache=True, error_model="numpy")
def _line(y, x, v, t, restricted):
    """Twice the slope of the log-likelihood of tau2 = t, twice its value, and the line's slope."""
    total, my, mx = 0.0, 0.0, 0.0
    for i in range(y.size):
        w = 1.0 / (v[i] + t)
        total += w
        my += w * y[i]
        mx += w * x[i]
    my, mx = my / total, mx / total
    xx, xy = 0.0, 0.0
    for i in range(y.size):
        w = 1.0 / (v[i] + t)
        xx += w * (x[i] - mx) ** 2
        xy += w * (x[i] - mx) * y[i]
    slope = xy / xx
    score, height, w2, w2x = 0.0, 0.0, 0.0, 0.0
    for i in range(y.size):
        w = 1.0 / (v[i] + t)
        r = y[i] - my - slope * (x[i] - mx)
        score += w * w * r * r - w
        height -= math.log(v[i] + t) + w * r * r
        w2 += w * w
        w2x += w * w * (x[i] - mx) ** 2
    if restricted:
        score += w2 / total + w2x / xx
        height -= math.log(total) + math.log(xx)
    return score, height, slope


@njit(cache=True, error_model="numpy")
def _regressed(y, x, v, restricted):
    """The slope at the tau2 of highest likelihood, looked for as `likelihood.highest` does."""
    k = y.size
    vmin, vmax, mx, my = v.min(), v.max(), x.mean(), y.mean()
    xx, xy, squares = 0.0, 0.0, 0.0
    for i in range(k):
        xx += (x[i] - mx) ** 2
        xy += (x[i] - mx) * (y[i] - my)
    for i in range(k):
        squares += (y[i] - my - xy / xx * (x[i] - mx)) ** 2
    s = squares / (k - 2.0 if restricted else float(k))
    top = (s - 2.0 * vmin + math.sqrt(s * (s + 4.0 * (vmax - vmin)))) / 2.0
    before, height, slope = _line(y, x, v, 0.0, restricted)
    if not top > 0.0:
        return slope
    ratio, grown, low = math.exp(math.log1p(top / vmin) / (SCAN_POINTS - 1)), 1.0, 0.0
    for j in range(1, SCAN_POINTS):
        grown *= ratio
        high = (grown - 1.0) * vmin
        after = _line(y, x, v, high, restricted)[0]
        if j == SCAN_POINTS - 1 and after >= 0.0:
            after = -1e-300
        if before > 0.0 and after <= 0.0:
            a, b = low, high
            for _ in range(BISECTIONS):
                t = 0.5 * (a + b)
                if _line(y, x, v, t, restricted)[0] > 0.0:
                    a = t
                else:
                    b = t
                if b - a <= 1e-13 * (b + vmin):
                    break
            _, there, found = _line(y, x, v, 0.5 * (a + b), restricted)
            if there > height:
                height, slope = there, found
        before, low = after, high
    return slope


@njit(cache=True, error_model="numpy")
def _missing(y, centre, kind):
    """The number of missing studies before rounding; kind 0, 1, 2: L0, R0, Q0."""
    k = y.size
    apart = y - centre
    order = np.argsort(np.abs(apart), kind="mergesort")
    above, below = 0.0, 0.0
    for place in range(k):
        if apart[order[place]] > 0.0:
            above += place + 1.0
        elif apart[order[place]] < 0.0:
            below = place + 1.0
    if kind == 0:
        return (4.0 * above - k * (k + 1.0)) / (2.0 * k - 1.0)
    if kind == 1:
        return k - below - 1.0
    return k - 0.5 - math.sqrt(max(2.0 * k * k - 4.0 * above + 0.25, 0.0))


@njit(cache=True, error_model="numpy")
def _walk(y, v, code, target, kind, most):
    k = y.size
    seen, centres = np.zeros(k + 2, np.int64), np.empty(k + 2)
    been = np.zeros(k + 1, np.bool_)
    mask, out, shares = np.ones(k, np.bool_), np.empty(7), np.empty(k)
    last, count = 0, 0
    while True:
        seen[count] = last
        if been[last]:
            return seen[: count + 1], centres[:count]
        been[last] = True
        for i in range(k):
            mask[i] = i < k - last
        _row(y, v, mask, code, target[k - last], 0.0, out, shares)
        centres[count] = out[1]
        wanted = round(_missing(y, out[1], kind))
        last = int(min(most, max(0, wanted)))
        count += 1
