"""Rows of subsets, compiled: sums carried from row to row, and what they make of each subset.

A row is all subsets that share their high studies. It is reckoned in blocks of WIDTH lanes,
which are whole whatever range is asked for, so that no number hangs on how a plan was cut. What
is reckoned, and in which order it is added, is as in `plain`. Only here and in the files beside
it is numba needed.

Two habits serve the compiler. The numbers of a block stand in one array at fixed places, so that
it sees that they do not overlap, and works on eight lanes at once. And functions are given
arrays, not tuples of them: to take an array out of a tuple costs as much as the sums of a lane.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from thymos.kernel.batch import Floats
from thymos.kernel.fragile.plain import TINY
from thymos.kernel.fragile.tables import (
    EFFECT,
    LOW_RANDOM,
    PAIRS,
    SPREAD,
    STUDIES,
    WEIGHT,
    WIDTH,
    Tables,
    aligned,
)

# Places of a block's numbers: estimate, tau2, I2 from 0 to 1, 1 / se²; then sums over the
# studies of each lane: w, w y, w w (y - y)^2 over pairs, their number, w w over pairs.
(ESTIMATE, TAU2, SHARE, PRECISION, TOTAL, MOVED, APART, NUMBER, PAIRED) = range(0, 9 * WIDTH, WIDTH)
# Places in Tables.base.
BASE_WEIGHT, BASE_EFFECT, BASE_STUDIES, BASE_PAIRS = (
    s * WIDTH for s in (WEIGHT, EFFECT, STUDIES, PAIRS)
)


class Levels(NamedTuple):
    """Sums over the high studies from each one up: row j is over the studies j, j + 1, ...

    sums: (study + 1, 5); apart: (study + 1, study), of w (y - y)^2 for each study; grid:
    (study + 1, point sum). active: the high studies of the row, and how many, at the end.
    start, shift: w w (y - y)^2 over pairs of two high studies or of one of them and a low one,
    in two parts that are added: (WIDTH,) of the lowest six, (block,) of the others. lane: numbers
    of a block.
    """

    sums: Floats
    apart: Floats
    grid: Floats
    active: NDArray[np.int64]
    start: Floats
    shift: Floats
    lane: Floats


def levels(t: Tables) -> Levels:
    """Room for a row."""
    k = t.y.size
    return Levels(
        sums=np.zeros((k + 1, 5)),
        apart=np.zeros((k + 1, k)),
        grid=np.zeros((k + 1, t.grid.shape[1])),
        active=np.zeros(k + 1, np.int64),
        start=aligned(WIDTH),
        shift=np.zeros(t.above.shape[0]),
        lane=aligned(9 * WIDTH),
    )


@njit(cache=True, error_model="numpy", nogil=True)
def carry(bits, before, row, y, w, per, sums, apart, grid, active, start, shift):
    """Bring the sums of the high studies from one row's to another's; from none when -1.

    per: each study's part of the grid, as in Tables.grid; the rest as in Levels.
    """
    k = y.size
    top = k - 1
    if before >= 0:
        changed, top = before ^ row, bits - 1
        while changed:
            changed >>= 1
            top += 1
    for j in range(top, bits - 1, -1):
        here = row >> (j - bits) & 1
        _level(j, here, y, w, sums, apart)
        if per.shape[1] > 1:
            _grid_level(j, here, per, grid)
    count = 0
    for j in range(k - 1, bits - 1, -1):
        if row >> (j - bits) & 1:
            active[count] = j
            count += 1
    active[k] = count
    level = min(bits, k)
    start[0] = sums[level, SPREAD]
    for b in range(level):
        cross, size = w[b] * apart[level, b], 1 << b
        if b < LOW_RANDOM:
            for i in range(size):
                start[size + i] = start[i] + cross
        else:
            size >>= LOW_RANDOM
            for i in range(size):
                shift[size + i] = shift[i] + cross


@njit(cache=True, error_model="numpy", nogil=True)
def _level(j, here, y, w, sums, apart):
    for s in range(5):
        sums[j, s] = sums[j + 1, s]
    if not here:
        for i in range(j):
            apart[j, i] = apart[j + 1, i]
        return
    effect, weight = y[j], w[j]
    sums[j, PAIRS] += weight * sums[j, WEIGHT]
    sums[j, SPREAD] += weight * apart[j + 1, j]
    sums[j, WEIGHT] += weight
    sums[j, EFFECT] += weight * effect
    sums[j, STUDIES] += 1.0
    for i in range(j):
        d = effect - y[i]
        apart[j, i] = apart[j + 1, i] + weight * d * d


@njit(cache=True, error_model="numpy", nogil=True)
def _grid_level(j, here, per, grid):
    width = per.shape[1]
    if here:
        for i in range(width):
            grid[j, i] = grid[j + 1, i] + per[j, i]
    else:
        for i in range(width):
            grid[j, i] = grid[j + 1, i]


@njit(cache=True, error_model="numpy", nogil=True)
def common(b, weight, effect, studies, shift, start, base, spreads, lane):
    """One common effect in every lane of block b.

    weight, effect, studies: sums over the studies beyond the lowest six; shift: as in Levels.
    """
    for i in range(WIDTH):
        total = weight + base[BASE_WEIGHT + i]
        spread = start[i] + shift + spreads[b, i]
        free = (studies + base[BASE_STUDIES + i] - 1.0) * total
        most = max(spread, free, TINY)
        inverse = 1.0 / (total * most)
        lane[ESTIMATE + i] = (effect + base[BASE_EFFECT + i]) * (most * inverse)
        lane[SHARE + i] = max(spread - free, 0.0) * total * inverse
        lane[PRECISION + i] = total


@njit(cache=True, error_model="numpy", nogil=True)
def common_points(
    weights, effects, numbers, above, shifts, start, base, spreads, centre, root, estimate, share
):
    """`common` of a whole row, in the reader's unit; estimate, share: (block, WIDTH)."""
    for b in range(shifts.size):
        weight, effect = weights + above[b, WEIGHT], effects + above[b, EFFECT]
        studies, shift = numbers + above[b, STUDIES], shifts[b]
        for i in range(WIDTH):
            total = weight + base[BASE_WEIGHT + i]
            spread = start[i] + shift + spreads[b, i]
            free = (studies + base[BASE_STUDIES + i] - 1.0) * total
            most = max(spread, free, TINY)
            inverse = 1.0 / (total * most)
            e = (effect + base[BASE_EFFECT + i]) * (most * inverse)
            estimate[b, i] = centre + e * root
            share[b, i] = 100.0 * (max(spread - free, 0.0) * total * inverse)


@njit(cache=True, error_model="numpy", nogil=True)
def summed(weight, studies, pairs, start, base, spreads, lane):
    """The sums over the studies of every lane of the first block."""
    for i in range(WIDTH):
        lane[TOTAL + i] = weight + base[BASE_WEIGHT + i]
        lane[APART + i] = start[i] + spreads[0, i]
        lane[NUMBER + i] = studies + base[BASE_STUDIES + i]
        lane[PAIRED + i] = pairs + base[BASE_PAIRS + i] + weight * base[BASE_WEIGHT + i]


@njit(cache=True, error_model="numpy", nogil=True)
def moments(lane):
    """tau2 by the method of moments in every lane, from its sums."""
    for i in range(WIDTH):
        over = max(lane[APART + i] - (lane[NUMBER + i] - 1.0) * lane[TOTAL + i], 0.0)
        lane[TAU2 + i] = over / max(2.0 * lane[PAIRED + i], TINY)


@njit(cache=True, error_model="numpy", nogil=True)
def shares(lane):
    """I2, from 0 to 1, that tau2 makes of the typical variance in every lane."""
    for i in range(WIDTH):
        over = 2.0 * lane[PAIRED + i] * lane[TAU2 + i]
        free = (lane[NUMBER + i] - 1.0) * lane[TOTAL + i]
        lane[SHARE + i] = over / max(free + over, TINY)


@njit(cache=True, error_model="numpy", nogil=True)
def weigh(bits, y, v, active, chosen, lane):
    """Estimate and 1 / se² of every lane at its tau2; two studies share a division."""
    for i in range(WIDTH):
        lane[PRECISION + i] = 0.0
        lane[MOVED + i] = 0.0
    count = active[y.size]
    for q in range(0, count - 1, 2):
        j, n = active[q], active[q + 1]
        v1, v2, y1, y2 = v[j], v[n], y[j], y[n]
        for i in range(WIDTH):
            a, b = v1 + lane[TAU2 + i], v2 + lane[TAU2 + i]
            inverse = 1.0 / (a * b)
            lane[PRECISION + i] += (a + b) * inverse
            lane[MOVED + i] += (y1 * b + y2 * a) * inverse
    if count % 2:
        v1, y1 = v[active[count - 1]], y[active[count - 1]]
        for i in range(WIDTH):
            w = 1.0 / (v1 + lane[TAU2 + i])
            lane[PRECISION + i] += w
            lane[MOVED + i] += y1 * w
    _weigh_low(min(bits, y.size), y, v, chosen, lane)
    for i in range(WIDTH):
        lane[ESTIMATE + i] = lane[MOVED + i] / lane[PRECISION + i]


@njit(cache=True, error_model="numpy", nogil=True)
def _weigh_low(bits, y, v, chosen, lane):
    for j in range(0, bits - 1, 2):
        v1, v2, y1, y2 = v[j], v[j + 1], y[j], y[j + 1]
        for i in range(WIDTH):
            a, b = v1 + lane[TAU2 + i], v2 + lane[TAU2 + i]
            inverse = 1.0 / (a * b)
            w1, w2 = chosen[j, i] * b * inverse, chosen[j + 1, i] * a * inverse
            lane[PRECISION + i] += w1 + w2
            lane[MOVED + i] += y1 * w1 + y2 * w2
    if bits % 2:
        v1, y1 = v[bits - 1], y[bits - 1]
        for i in range(WIDTH):
            w = chosen[bits - 1, i] / (v1 + lane[TAU2 + i])
            lane[PRECISION + i] += w
            lane[MOVED + i] += y1 * w
