"""tau2 of every lane of a row from its likelihood, or from Q, compiled.

The sign of the likelihood's slope is looked at on one grid of tau2 for all subsets, where it is
a matter of adding tables. Where it falls through 0 once, Newton's steps find the root, side by
side in all lanes; where it does so again, or falls at 0 and rises later, 0 and every root are
compared by their likelihood. Brackets are kept, so that nothing can fail to converge.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from thymos.kernel.batch import Floats
from thymos.kernel.compiled import EXPECTED, RESTRICTED, _height, _peak
from thymos.kernel.fragile.compiled_rows import NUMBER, TAU2
from thymos.kernel.fragile.tables import WIDTH, Tables, aligned, placed
from thymos.kernel.roots import MOST_STEPS

# Newton doubles the digits: after a last step this small, relative to vmin + tau2, the error is
# a rounding.
LAST_STEP = 1e-7
# A halving says nothing of the error but its own length.
LAST_HALVING = 1e-14
# Lanes that a processor works on at once.
VECTOR = 8
# Places of a block's numbers: of lanes at work, moved to the front, tau2, bracket, mean, degrees
# of freedom, and sums of powers of weights and residuals.
(AT, LOW, HIGH, MEAN, FREE) = range(0, 5 * WIDTH, WIDTH)
(W, WR, WW, WWR, WWRR, WWW, WWWR, WWWRR, WRR) = range(5 * WIDTH, 14 * WIDTH, WIDTH)
# And whole numbers: sign of the slope at the point before, and at 0; the first point after a
# fall, and how many falls; and where each lane at work came from.
(SIGN, ZERO, CROSSING, FALLS, LANE) = range(0, 5 * WIDTH, WIDTH)


class Climb(NamedTuple):
    """Room for the roots of a block: numbers and whole numbers at the places above.

    chosen, effect: (study, WIDTH), of the lanes at work. effects: (low study, WIDTH), of all.
    study: who takes part anywhere, and how many at the end. own: (2, study), for one lane alone.
    """

    work: Floats
    mark: NDArray[np.int64]
    chosen: Floats
    effect: Floats
    effects: Floats
    study: NDArray[np.int64]
    own: Floats


def climb(t: Tables) -> Climb:
    """Room for the rows of these tables."""
    k = t.y.size
    return Climb(
        work=aligned(14 * WIDTH),
        mark=aligned(5 * WIDTH, np.int64),
        chosen=placed(np.ones((k, WIDTH))),
        effect=placed(np.repeat(t.y[:, None], WIDTH, axis=1)),
        effects=placed(np.repeat(t.y[: t.bits, None], WIDTH, axis=1)),
        study=np.zeros(k + 1, np.int64),
        own=np.zeros((2, k)),
    )


@njit(cache=True, error_model="numpy", nogil=True)
def roots(
    level, code, v, points, grid, low_grid, active, choices, effects, lane,
    work, mark, chosen, effect, study, own,
):  # fmt: skip
    """tau2 of every lane of a block; code as in `kernel.compiled`, the rest as in the tuples.

    choices, effects: (low study, WIDTH), who takes part in each lane and with what effect. The
    high ones' effects stand in `effect`, alike in all lanes.
    """
    if code == EXPECTED:
        _meeting(level, points.size - 1, grid, low_grid, lane, mark)
    else:
        _falling(level, points.size - 1, grid, low_grid, code == RESTRICTED, mark)
    n, bits, count = 0, min(choices.shape[0], v.size), active[v.size]
    for i in range(WIDTH):
        lane[TAU2 + i] = 0.0
        if mark[FALLS + i] == 0 or lane[NUMBER + i] < 1.5:
            continue
        if mark[ZERO + i] == 0 or mark[FALLS + i] > 1:
            k = _gather(v, active, choices, effects, effect, i, own)
            lane[TAU2 + i] = _highest(level, i, k, points, grid, low_grid, code == RESTRICTED, own)
            continue
        mark[LANE + n] = i
        work[FREE + n] = lane[NUMBER + i] - 1.0
        _begin(level, i, n, code, points, grid, low_grid, work, mark)
        for b in range(bits):
            chosen[b, n], effect[b, n] = choices[b, i], effects[b, i]
        n += 1
    if n == 0:
        return
    for q in range(count):
        study[q] = active[q]
    for b in range(bits):
        study[count + b] = b
    study[v.size] = count + bits
    padded = (n + VECTOR - 1) // VECTOR * VECTOR
    for i in range(n, padded):
        _copy(i, bits, work, chosen, effect)
    refine(v, v.min(), code, padded, study, chosen, effect, work)
    for i in range(n):
        lane[TAU2 + mark[LANE + i]] = work[AT + i]


@njit(cache=True, error_model="numpy", nogil=True)
def _falling(level, last, grid, low, restricted, mark):
    """Where the slope of the likelihood, times the cube of w, falls through 0 in each lane."""
    for i in range(WIDTH):
        mark[SIGN + i], mark[CROSSING + i], mark[FALLS + i] = 0, 0, 0
    factor = 1.0 if restricted else 0.0
    for m in range(last + 1):
        h0, h1, h2 = grid[level, 5 * m], grid[level, 5 * m + 1], grid[level, 5 * m + 2]
        h3, h4 = grid[level, 5 * m + 3], grid[level, 5 * m + 4]
        # Beyond the last point the slope is negative whatever rounding makes of it.
        inside = np.int64(m < last)
        for i in range(WIDTH):
            w, wy = h0 + low[m, i], h1 + low[m, WIDTH + i]
            ww, wwy = h2 + low[m, 2 * WIDTH + i], h3 + low[m, 3 * WIDTH + i]
            wwyy = h4 + low[m, 4 * WIDTH + i]
            f = (wwyy * w - 2.0 * wy * wwy) * w + wy * wy * ww - w * (w * w - factor * ww)
            positive = np.int64(f > 0.0) & inside
            fell = mark[SIGN + i] & (1 - positive)
            first = fell & np.int64(mark[FALLS + i] == 0)
            mark[CROSSING + i] += m * first
            mark[FALLS + i] += fell
            mark[SIGN + i] = positive
        if m == 0:
            for i in range(WIDTH):
                mark[ZERO + i] = mark[SIGN + i]


@njit(cache=True, error_model="numpy", nogil=True)
def _meeting(level, last, grid, low, lane, mark):
    """Where Q falls through its degrees of freedom in each lane."""
    for i in range(WIDTH):
        mark[SIGN + i], mark[CROSSING + i], mark[FALLS + i] = 0, 0, 0
    for m in range(last + 1):
        h0, h1, h2 = grid[level, 3 * m], grid[level, 3 * m + 1], grid[level, 3 * m + 2]
        inside = np.int64(m < last)
        for i in range(WIDTH):
            w, wy = h0 + low[m, i], h1 + low[m, WIDTH + i]
            f = (h2 + low[m, 2 * WIDTH + i] - (lane[NUMBER + i] - 1.0)) * w - wy * wy
            positive = np.int64(f > 0.0) & inside
            fell = mark[SIGN + i] & (1 - positive)
            mark[CROSSING + i] += m * fell
            mark[FALLS + i] += fell
            mark[SIGN + i] = positive
        if m == 0:
            for i in range(WIDTH):
                mark[ZERO + i] = mark[SIGN + i]


@njit(cache=True, error_model="numpy", nogil=True)
def _begin(level, i, n, code, points, grid, low_grid, work, mark):
    """Give a lane its bracket, and the place where a straight line through it is 0."""
    m, free = mark[CROSSING + i], work[FREE + n]
    low, high = points[m - 1], points[m]
    left, _ = _over(level, m - 1, i, code, free, grid, low_grid)
    right, mean = _over(level, m, i, code, free, grid, low_grid)
    share = left / (left - right)
    share = share if 0.0 <= share <= 1.0 else 0.5
    work[LOW + n], work[HIGH + n], work[MEAN + n] = low, high, mean
    work[AT + n] = low + (high - low) * share


@njit(cache=True, error_model="numpy", nogil=True)
def _over(level, m, i, code, free, grid, low):
    """What Newton's steps bring to 0, at a point of the grid; and the mean there."""
    g = 3 * m if code == EXPECTED else 5 * m
    w, wy = grid[level, g] + low[m, i], grid[level, g + 1] + low[m, WIDTH + i]
    mean = wy / w
    third = grid[level, g + 2] + low[m, 2 * WIDTH + i]
    if code == EXPECTED:
        return free / (third - wy * mean) - 1.0, mean
    wwy = grid[level, g + 3] + low[m, 3 * WIDTH + i]
    squares = grid[level, g + 4] + low[m, 4 * WIDTH + i] - 2.0 * mean * wwy + mean * mean * third
    return (w - third / w if code == RESTRICTED else w) / squares - 1.0, mean


@njit(cache=True, error_model="numpy", nogil=True)
def _copy(to, bits, work, chosen, effect):
    """Fill a lane that none asked for with the first, so that vectors are whole."""
    for place in (AT, LOW, HIGH, MEAN, FREE):
        work[place + to] = work[place]
    for j in range(bits):
        chosen[j, to], effect[j, to] = chosen[j, 0], effect[j, 0]


@njit(cache=True, error_model="numpy", nogil=True)
def refine(v, least, code, n, study, chosen, effect, work):
    """Newton's steps in n lanes side by side, on a curve that is nearly straight in tau2.

    For the likelihood tr P / y'PPy - 1, for Q its degrees of freedom over Q less 1: straight
    where variances are equal. A step out of the bracket is a halving instead.
    """
    for _ in range(MOST_STEPS):
        if code == EXPECTED:
            _sums_of_q(v, n, study, chosen, effect, work)
            far = _step_of_q(least, n, work)
        else:
            _sums_of_likelihood(v, n, study, chosen, effect, work)
            far = _step_of_likelihood(least, code == RESTRICTED, n, work)
        if far == 0:
            return


@njit(cache=True, error_model="numpy", nogil=True)
def _move(i, value, new, least, work):
    """Narrow the bracket of lane i, go to new or to the middle; 1 if that was far."""
    old, low, high = work[AT + i], work[LOW + i], work[HIGH + i]
    low, high = old if value < 0.0 else low, high if value < 0.0 else old
    newton = (low <= new) & (new <= high)
    new = new if newton else 0.5 * (low + high)
    work[AT + i], work[LOW + i], work[HIGH + i] = new, low, high
    return np.int64(abs(new - old) > (least + new) * (LAST_STEP if newton else LAST_HALVING))


@njit(cache=True, error_model="numpy", nogil=True)
def _step_of_likelihood(least, restricted, n, work):
    far = 0
    for i in range(n):
        w, ww, www = work[W + i], work[WW + i], work[WWW + i]
        mean = work[WR + i] / w
        squares = work[WWRR + i] - 2.0 * mean * work[WWR + i] + mean * mean * ww
        pull = work[WWR + i] - mean * ww
        cubes = work[WWWRR + i] - 2.0 * mean * work[WWWR + i] + mean * mean * www
        cubes = cubes - pull * pull / w
        trace = w - ww / w if restricted else w
        bend = ww - 2.0 * www / w + (ww / w) * (ww / w) if restricted else ww
        value = trace - squares
        new = work[AT + i] - value * squares / (2.0 * trace * cubes - bend * squares)
        work[MEAN + i] += mean
        far += _move(i, value, new, least, work)
    return far


@njit(cache=True, error_model="numpy", nogil=True)
def _step_of_q(least, n, work):
    far = 0
    for i in range(n):
        mean = work[WR + i] / work[W + i]
        q = work[WRR + i] - mean * work[WR + i]
        squares = work[WWRR + i] - 2.0 * mean * work[WWR + i] + mean * mean * work[WW + i]
        new = work[AT + i] + q * (q - work[FREE + i]) / (work[FREE + i] * squares)
        work[MEAN + i] += mean
        far += _move(i, work[FREE + i] - q, new, least, work)
    return far


@njit(cache=True, error_model="numpy", nogil=True)
def _sums_of_likelihood(v, n, study, chosen, effect, work):
    """Sums over studies at each lane's tau2, about its last mean; two studies share a division."""
    for i in range(W, WRR):
        work[i] = 0.0
    count = study[v.size]
    for q in range(0, count - 1, 2):
        j, o = study[q], study[q + 1]
        v1, v2 = v[j], v[o]
        for i in range(n):
            a, b, mean = v1 + work[AT + i], v2 + work[AT + i], work[MEAN + i]
            inverse = 1.0 / (a * b)
            w1, w2 = chosen[j, i] * b * inverse, chosen[o, i] * a * inverse
            r1, r2 = effect[j, i] - mean, effect[o, i] - mean
            p1, p2 = w1 * w1, w2 * w2
            x1, x2 = p1 * r1, p2 * r2
            work[W + i] += w1 + w2
            work[WR + i] += w1 * r1 + w2 * r2
            work[WW + i] += p1 + p2
            work[WWR + i] += x1 + x2
            work[WWRR + i] += x1 * r1 + x2 * r2
            work[WWW + i] += p1 * w1 + p2 * w2
            work[WWWR + i] += w1 * x1 + w2 * x2
            work[WWWRR + i] += w1 * x1 * r1 + w2 * x2 * r2
    if count % 2:
        j = study[count - 1]
        v1 = v[j]
        for i in range(n):
            w1 = chosen[j, i] / (v1 + work[AT + i])
            r1 = effect[j, i] - work[MEAN + i]
            p1 = w1 * w1
            x1 = p1 * r1
            work[W + i] += w1
            work[WR + i] += w1 * r1
            work[WW + i] += p1
            work[WWR + i] += x1
            work[WWRR + i] += x1 * r1
            work[WWW + i] += p1 * w1
            work[WWWR + i] += w1 * x1
            work[WWWRR + i] += w1 * x1 * r1


@njit(cache=True, error_model="numpy", nogil=True)
def _sums_of_q(v, n, study, chosen, effect, work):
    for i in range(W, WRR + WIDTH):
        work[i] = 0.0
    for q in range(study[v.size]):
        j = study[q]
        v1 = v[j]
        for i in range(n):
            w1 = chosen[j, i] / (v1 + work[AT + i])
            r1 = effect[j, i] - work[MEAN + i]
            p1 = w1 * w1
            work[W + i] += w1
            work[WR + i] += w1 * r1
            work[WW + i] += p1
            work[WWR + i] += p1 * r1
            work[WWRR + i] += p1 * r1 * r1
            work[WRR + i] += w1 * r1 * r1


@njit(cache=True, error_model="numpy", nogil=True)
def _gather(v, active, choices, effects, effect, i, own):
    """The studies of one lane; how many."""
    k = 0
    for q in range(active[v.size]):
        own[0, k], own[1, k] = effect[active[q], 0], v[active[q]]
        k += 1
    for b in range(min(choices.shape[0], v.size)):
        if choices[b, i] > 0.0:
            own[0, k], own[1, k] = effects[b, i], v[b]
            k += 1
    return k


@njit(cache=True, error_model="numpy", nogil=True)
def _highest(level, i, k, points, grid, low_grid, restricted, own):
    """The tau2 of highest likelihood among 0 and every root of its slope, for one lane."""
    y, v = own[0, :k], own[1, :k]
    least, best, value = v.min(), 0.0, _height(y, v, k, 0.0, restricted)
    before, last = 0.0, points.size - 1
    for m in range(last + 1):
        f = 0.0
        if m < last:
            over, _ = _over(level, m, i, RESTRICTED if restricted else 0, 0.0, grid, low_grid)
            f = -over
        if before > 0.0 and f <= 0.0:
            low, high = points[m - 1], points[m]
            peak = _peak(y, v, k, low, high, 0.5 * (low + high), least, restricted)
            height = _height(y, v, k, peak, restricted)
            if height > value:
                best, value = peak, height
        before = f
    return best
