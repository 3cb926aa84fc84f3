"""The sums of pooling, compiled by numba: the same numbers as NumPy's, many times sooner.

Used through `thymos.kernel.engine.compiled`; only there is numba needed. Plain loops over the
studies of one row; rows share nothing, so that many of them run on all cores.
"""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np
from numba import njit, prange

from thymos.kernel.batch import Batch, Bools, Floats
from thymos.kernel.distributions import chi2_quantile
from thymos.kernel.likelihood import SCAN_POINTS
from thymos.kernel.roots import MOST_STEPS, RELATIVE_STEP

Array = TypeVar("Array", Floats, Bools)

# What a row is asked for; names as in pool.METHODS.
COMMON, MOMENTS, EXPECTED, LIKELY, RESTRICTED, GIVEN = range(6)
CODES: tuple[tuple[str, int], ...] = (
    ("CE", COMMON), ("FE", COMMON), ("EE", COMMON), ("DL", MOMENTS),
    ("PM", EXPECTED), ("EB", EXPECTED), ("DLIT", EXPECTED), ("SJIT", EXPECTED),
    ("PMM", EXPECTED), ("ML", LIKELY), ("REML", RESTRICTED),
)  # fmt: skip
# Fewer rows than this are done before the other cores have woken.
ROWS_IN_PARALLEL = 64


def code_of(method: str) -> int | None:
    """The code of a method that is compiled, else None."""
    for name, code in CODES:
        if name == method:
            return code
    return None


def fitted(
    batch: Batch, method: str, tau2: Floats | None = None, *, alone: bool = False
) -> tuple[Floats, Floats]:
    """One row of numbers for each row of a batch: tau2, estimate, error, h, Q, I2, H2.

    method: with a code; tau2: a given value, (batch,), instead. error: from v and tau2 alone;
    h: weighted mean square about the estimate; the rest as in pool.Pooled. alone: in this thread.
    Returns (7, batch), nan where a row holds too few studies, and the weights' shares of
    their sum, (batch, study).
    """
    code = GIVEN if tau2 is not None else code_of(method)
    target: Floats = np.subtract(batch.k, 1.0, dtype=np.float64)
    if method == "PMM":
        target = chi2_quantile(0.5, target)
    start = target if tau2 is None else tau2
    function = _rows if alone or _few(batch) else _rows_in_parallel
    found, shares = function(*_plain(batch), code, _dense(target), _dense(start))
    return found, shares


def limits(batch: Batch, targets: Floats, *, alone: bool = False) -> Floats:
    """The tau2 at which Q meets each of two targets, (2, batch), in the reader's unit."""
    function = _limits if alone or _few(batch) else _limits_in_parallel
    return np.asarray(function(*_plain(batch), targets))


def _few(batch: Batch) -> bool:
    return batch.k.size < ROWS_IN_PARALLEL


def _plain(batch: Batch) -> tuple[Floats, Floats, Bools]:
    """Arrays of one kind, writable and dense, so that one compilation serves all."""
    return _dense(batch.y), _dense(batch.v), _dense(batch.mask)


def _dense(a: Array) -> Array:
    return a if a.flags.c_contiguous and a.flags.writeable else a.copy()


@njit(cache=True, error_model="numpy")
def _gather(y, v, mask, own_y, own_v):
    """Studies of the row, centred and in the mean variance; returns k, centre and unit."""
    k, unit, total, centre = 0, 0.0, 0.0, 0.0
    for i in range(y.size):
        if mask[i]:
            own_y[k], own_v[k] = y[i], v[i]
            unit += v[i]
            total += 1.0 / v[i]
            centre += y[i] / v[i]
            k += 1
    if k == 0:
        return 0, 0.0, 1.0
    unit, centre = unit / k, centre / total
    root = math.sqrt(unit)
    for i in range(k):
        own_y[i] = (own_y[i] - centre) / root
        own_v[i] /= unit
    return k, centre, unit


@njit(cache=True, error_model="numpy")
def _q(y, v, k, t):
    """Q at t, and minus its slope."""
    total, mean = 0.0, 0.0
    for i in range(k):
        w = 1.0 / (v[i] + t)
        total += w
        mean += w * y[i]
    mean /= total
    q, slope = 0.0, 0.0
    for i in range(k):
        w = 1.0 / (v[i] + t)
        wr2 = w * (y[i] - mean) ** 2
        q += wr2
        slope += w * wr2
    return q, slope


@njit(cache=True, error_model="numpy")
def _squares(y, k):
    mean, squares = 0.0, 0.0
    for i in range(k):
        mean += y[i]
    mean /= k
    for i in range(k):
        squares += (y[i] - mean) ** 2
    return squares


@njit(cache=True, error_model="numpy")
def _meets(y, v, k, target):
    """The t at which Q is target: 1/Q is nearly straight, so Newton's steps on it."""
    if not target > 0.0 or not _q(y, v, k, 0.0)[0] > target:
        return 0.0
    vmin, mean_v = v[0], 0.0
    for i in range(k):
        vmin = min(vmin, v[i])
        mean_v += v[i] / k
    high = _squares(y, k) / target - vmin
    t = min(max(high + vmin - mean_v, 0.0), high)
    low, high = 0.0, max(high, 0.0) * (1.0 + 1e-12)
    last = high - low
    for _ in range(MOST_STEPS):
        q, slope = _q(y, v, k, t)
        f = 1.0 / q - 1.0 / target
        if f > 0.0:
            high = t
        else:
            low = t
        step = f * q * q / slope
        new = t - step
        newton = low <= new <= high and abs(step) <= 0.5 * last
        if not newton:
            new = 0.5 * (low + high)
        last, t = abs(new - t), new
        near = RELATIVE_STEP * (abs(t) + vmin)
        if f == 0.0 or (newton and last <= near) or high - low <= near:
            break
    return t


@njit(cache=True, error_model="numpy")
def _score(y, v, k, t, restricted):
    """Twice the slope of the log-likelihood at t, and that slope's own."""
    w1, mean = 0.0, 0.0
    for i in range(k):
        w = 1.0 / (v[i] + t)
        w1 += w
        mean += w * y[i]
    mean /= w1
    w2, w3, rr2, rr3, r2 = 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(k):
        w = 1.0 / (v[i] + t)
        wr = w * (y[i] - mean)
        w2 += w * w
        w3 += w * w * w
        rr2 += wr * wr
        rr3 += w * wr * wr
        r2 += w * wr
    f, slope = rr2 - w1, w2 - 2.0 * rr3 + 2.0 * r2 * r2 / w1
    if restricted:
        f += w2 / w1
        slope += (w2 / w1) ** 2 - 2.0 * w3 / w1
    return f, slope


@njit(cache=True, error_model="numpy")
def _peak(y, v, k, low, high, t, vmin, restricted):
    """The root of the score between low and high, where it falls through 0."""
    last = high - low
    for _ in range(MOST_STEPS):
        f, slope = _score(y, v, k, t, restricted)
        if f > 0.0:
            low = t
        else:
            high = t
        newton = False
        new = 0.5 * (low + high)
        if f == 0.0:
            return t
        if slope < 0.0:
            step = f / slope
            if low <= t - step <= high and abs(step) <= 0.5 * last:
                newton, new = True, t - step
        last, t = abs(new - t), new
        near = RELATIVE_STEP * (abs(t) + vmin)
        if (newton and last <= near) or high - low <= near:
            break
    return t


@njit(cache=True, error_model="numpy")
def _height(y, v, k, t, restricted):
    """Twice the log-likelihood at t."""
    w1, logs = 0.0, 0.0
    for i in range(k):
        w1 += 1.0 / (v[i] + t)
        logs += math.log(v[i] + t)
    value = -logs - _q(y, v, k, t)[0]
    return value - math.log(w1) if restricted else value


@njit(cache=True, error_model="numpy")
def _likeliest(y, v, k, restricted, points, sums):
    """The best of 0 and every local maximum, as likelihood.likeliest finds it."""
    vmin, vmax = v[0], v[0]
    for i in range(k):
        vmin, vmax = min(vmin, v[i]), max(vmax, v[i])
    s = _squares(y, k) / (k - 1.0 if restricted else float(k))
    top = (s - 2.0 * vmin + math.sqrt(s * (s + 4.0 * (vmax - vmin)))) / 2.0
    if not top > 0.0:
        return 0.0
    _scan(y, v, k, vmin, top, points, sums)
    best, count, value = 0.0, 0, 0.0
    before = _slope(sums, 0, restricted)
    at_zero = before
    for j in range(1, SCAN_POINTS):
        after = _slope(sums, j, restricted)
        if j == SCAN_POINTS - 1 and after >= 0.0:
            after = -1e-300
        if before > 0.0 and after <= 0.0:
            low, high = points[j - 1], points[j]
            start = low + (high - low) * before / (before - after)
            peak = _peak(y, v, k, low, high, start, vmin, restricted)
            count += 1
            if count == 1 and at_zero > 0.0:
                best = peak
            else:
                if count == 2 and best > 0.0:
                    value = _height(y, v, k, best, restricted)
                elif count == 1:
                    value = _height(y, v, k, 0.0, restricted)
                height = _height(y, v, k, peak, restricted)
                if height > value:
                    best, value = peak, height
        before = after
    return best


@njit(cache=True, error_model="numpy")
def _scan(y, v, k, vmin, top, points, sums):
    """Sums over studies at points evenly spaced in log(vmin + t): w, wy, ww, wwy, wwyy."""
    ratio = math.exp(math.log1p(top / vmin) / (SCAN_POINTS - 1))
    grown = 1.0
    for j in range(SCAN_POINTS):
        points[j] = (grown - 1.0) * vmin
        grown *= ratio
    points[SCAN_POINTS - 1] = top
    sums[:, :] = 0.0
    for i in range(k):
        a, b = v[i], y[i]
        for j in range(SCAN_POINTS):
            w = 1.0 / (a + points[j])
            ww = w * w
            sums[0, j] += w
            sums[1, j] += w * b
            sums[2, j] += ww
            sums[3, j] += ww * b
            sums[4, j] += ww * b * b


@njit(cache=True, error_model="numpy")
def _slope(sums, j, restricted):
    w1, w2 = sums[0, j], sums[2, j]
    mean = sums[1, j] / w1
    slope = sums[4, j] - 2.0 * mean * sums[3, j] + mean * mean * w2 - w1
    return slope + w2 / w1 if restricted else slope


@njit(cache=True, error_model="numpy")
def _tau2(y, v, k, code, target, points, sums):
    if code == COMMON or k < 2:
        return 0.0
    if code == MOMENTS:
        total, squares = 0.0, 0.0
        for i in range(k):
            w = 1.0 / v[i]
            total += w
            squares += w * w
        slope = total - squares / total
        return max(_q(y, v, k, 0.0)[0] - (k - 1.0), 0.0) / slope if slope > 0.0 else 0.0
    if code == EXPECTED:
        return _meets(y, v, k, target)
    return _likeliest(y, v, k, code == RESTRICTED, points, sums)


@njit(cache=True, error_model="numpy")
def _row(y, v, mask, code, target, start, out, shares):
    own_y, own_v = np.empty(y.size), np.empty(y.size)
    points, sums = np.empty(SCAN_POINTS), np.empty((5, SCAN_POINTS))
    k, centre, unit = _gather(y, v, mask, own_y, own_v)
    shares[:] = 0.0
    if k == 0:
        out[:], shares[:] = np.nan, np.nan
        return
    t = start / unit if code == GIVEN else _tau2(own_y, own_v, k, code, target, points, sums)
    total, mean, w1, w2 = 0.0, 0.0, 0.0, 0.0
    for i in range(k):
        w = 1.0 / (own_v[i] + t)
        total += w
        mean += w * own_y[i]
        w1 += 1.0 / own_v[i]
    for i in range(k):
        w2 += (1.0 / own_v[i] / w1) ** 2  # shares before squares, which could overflow
    mean /= total
    j = 0
    for i in range(y.size):
        if mask[i]:
            shares[i] = 1.0 / (own_v[j] + t) / total
            j += 1
    out[0] = start if code == GIVEN else t * unit
    out[1] = centre + mean * math.sqrt(unit)
    out[2] = math.sqrt(unit / total)
    out[3], out[5], out[6] = np.nan, np.nan, np.nan
    out[4] = q = _q(own_y, own_v, k, 0.0)[0] if k > 1 else 0.0
    if k > 1:
        free, typical = k - 1.0, (k - 1.0) / (w1 * (1.0 - w2))
        out[3] = _q(own_y, own_v, k, t)[0] / free
        if code == COMMON:
            out[5], out[6] = 100.0 * max(q - free, 0.0) / max(q, free), q / free
        else:
            out[5], out[6] = 100.0 * t / (typical + t), t / typical + 1.0


@njit(cache=True, error_model="numpy", nogil=True)
def _rows(y, v, mask, code, target, start):
    out, shares = np.empty((7, y.shape[0])), np.empty(y.shape)
    for row in range(y.shape[0]):
        _row(y[row], v[row], mask[row], code, target[row], start[row], out[:, row], shares[row])
    return out, shares


@njit(cache=True, error_model="numpy", parallel=True)
def _rows_in_parallel(y, v, mask, code, target, start):
    out, shares = np.empty((7, y.shape[0])), np.empty(y.shape)
    for row in prange(y.shape[0]):
        _row(y[row], v[row], mask[row], code, target[row], start[row], out[:, row], shares[row])
    return out, shares


@njit(cache=True, error_model="numpy")
def _limit_row(y, v, mask, low, high):
    own_y, own_v = np.empty(y.size), np.empty(y.size)
    k, _, unit = _gather(y, v, mask, own_y, own_v)
    if k < 2:
        return np.nan, np.nan
    return _meets(own_y, own_v, k, low) * unit, _meets(own_y, own_v, k, high) * unit


@njit(cache=True, error_model="numpy", nogil=True)
def _limits(y, v, mask, targets):
    out = np.empty((2, y.shape[0]))
    for row in range(y.shape[0]):
        out[0, row], out[1, row] = _limit_row(
            y[row], v[row], mask[row], targets[0, row], targets[1, row]
        )
    return out


@njit(cache=True, error_model="numpy", parallel=True)
def _limits_in_parallel(y, v, mask, targets):
    out = np.empty((2, y.shape[0]))
    for row in prange(y.shape[0]):
        low, high = _limit_row(y[row], v[row], mask[row], targets[0, row], targets[1, row])
        out[0, row], out[1, row] = low, high
    return out
