"""Pooled statistics of one set of studies under every turn of their signs, compiled.

A block is WIDTH turns that share the signs of their high studies. Weights and squares do not
change with a sign; only sums of w y do, and they are put together from a table and a row. A common
effect and the method of moments need the effects alone, and no table.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from thymos.kernel.batch import Floats, Ints
from thymos.kernel.compiled import MOMENTS
from thymos.kernel.fragile.compiled_roots import Climb, climb, roots
from thymos.kernel.fragile.compiled_rows import APART, ESTIMATE, NUMBER, PRECISION, SHARE, TAU2
from thymos.kernel.fragile.plain import TINY
from thymos.kernel.fragile.tables import LOW_RANDOM, WIDTH, Tables, aligned, placed

# Sums at a point of tau2 that turn with the signs: w y, and w w y of the likelihood.
TURNING = (1, 3)
# Places in the counts: turns; as far from 0 as the statistic; as high; as high when all signs are
# turned once more; as low; as low when all signs are turned once more.
COUNTS = 6


def turned(
    y: Floats, v: Floats, t: Tables | None, code: int, spread: int, first: int, stop: int,
    near: tuple[float, float, float],
) -> Ints:  # fmt: skip
    """How many of the turns first to stop - 1 are as extreme as a statistic; see COUNTS.

    y, v: effects about 0, (study,); t: their tables, for methods that need roots. code: as in
    `kernel.compiled`; spread: 0 for the plain error, 1 for Knapp-Hartung's, 2 for the one that is
    never below the plain. near: how far from 0, how high and how low counts. A study's sign is
    turned where its bit is set.
    """
    counts = np.zeros(COUNTS, np.int64)
    if t is None:
        _by_sums(y, v, code, spread, first, stop, *near, np.zeros(0), counts)
    else:
        _run(*_room(t), _sums(t), code, spread, first, stop, *near, np.zeros(0), counts)
    return counts


def statistics(
    y: Floats, v: Floats, t: Tables | None, code: int, spread: int, first: int, stop: int
) -> Floats:
    """The statistics of the turns first to stop - 1; the rest as in `turned`."""
    out, counts = np.empty(stop - first), np.zeros(COUNTS, np.int64)
    if t is None:
        _by_sums(y, v, code, spread, first, stop, 0.0, 0.0, 0.0, out, counts)
    else:
        _run(*_room(t), _sums(t), code, spread, first, stop, 0.0, 0.0, 0.0, out, counts)
    return out


def _sums(t: Tables) -> int:
    return int(t.grid.shape[1] // max(t.points.size, 1))


def _room(t: Tables) -> tuple[Tables, Climb, Floats, Floats, Ints, Floats]:
    """Tables whose low sums turn, room for roots, the grid of a row, its lanes, who is high."""
    k, few, sums = t.y.size, min(t.bits, t.y.size), _sums(t)
    turns = 1.0 - 2.0 * t.chosen[:few]
    at = climb(t)
    at.effects[:few] = turns * t.y[:few, None]
    each = t.grid.reshape(k, t.points.size, sums)
    low = np.zeros((t.points.size, sums, WIDTH))
    for s in (s for s in TURNING if s < sums - 1):
        low[:, s] = np.einsum("jm,ji->mi", each[:few, :, s], turns)
    flat = placed(low.reshape(t.points.size, sums * WIDTH))
    active = np.zeros(k + 1, np.int64)
    active[: k - few] = np.arange(k - 1, few - 1, -1)
    active[k] = k - few
    here = t._replace(low_grid=flat, chosen=placed(np.ones(t.chosen.shape)))
    return here, at, np.zeros((1, t.grid.shape[1])), aligned(9 * WIDTH), active, np.zeros(k)


@njit(cache=True, error_model="numpy", nogil=True)
def _by_sums(y, v, code, spread, first, stop, far, high, low, out, counts):
    """The turns first to stop - 1 under one common effect, or by the method of moments."""
    k = y.size
    bits, lane = min(LOW_RANDOM, k), np.empty(9 * WIDTH)
    effects, here, w = np.empty((bits, WIDTH)), y.copy(), 1.0 / v
    for j in range(bits):
        for i in range(WIDTH):
            effects[j, i] = -y[j] if i >> j & 1 else y[j]
    for row in range(first >> LOW_RANDOM, (stop + WIDTH - 1) >> LOW_RANDOM):
        for j in range(bits, k):
            here[j] = -y[j] if row >> (j - bits) & 1 else y[j]
        _common(w, effects, here, lane)
        if code == MOMENTS:
            _moments(w, lane)
            _gather(v, effects, here, lane)
            if spread:
                _apart(v, effects, here, lane)
        _tell(row << LOW_RANDOM, first, stop, k, spread, far, high, low, lane, out, counts)


@njit(cache=True, error_model="numpy", nogil=True)
def _run(
    t, at, grid, lane, active, y, sums, code, spread, first, stop, far, high, low, out, counts
):
    """The same by methods that need roots."""
    k = t.y.size
    bits = min(LOW_RANDOM, k)
    effects = at.effects[:bits]
    for row in range(first >> LOW_RANDOM, (stop + WIDTH - 1) >> LOW_RANDOM):
        for j in range(bits, k):
            y[j] = -t.y[j] if row >> (j - bits) & 1 else t.y[j]
            for i in range(WIDTH):
                at.effect[j, i] = y[j]
        _common(t.w, effects, y, lane)
        for i in range(WIDTH):
            lane[TAU2 + i], lane[NUMBER + i] = 0.0, k
        _grid(k, sums, t.grid, t.y, y, bits, grid)
        roots(
            0, code, t.v, t.points, grid, t.low_grid, active, t.chosen, at.effects, lane,
            at.work, at.mark, at.chosen, at.effect, at.study, at.own,
        )  # fmt: skip
        _gather(t.v, effects, y, lane)
        if spread:
            _apart(t.v, effects, y, lane)
        _tell(row << LOW_RANDOM, first, stop, k, spread, far, high, low, lane, out, counts)


@njit(cache=True, error_model="numpy", nogil=True)
def _common(w, effects, y, lane):
    """Estimate, 1 / se² and Q of every lane under one common effect.

    effects: of the low studies, (study, WIDTH); y: of all, used for the high ones.
    """
    total, moved, bits = 0.0, 0.0, effects.shape[0]
    for j in range(w.size):
        total += w[j]
        if j >= bits:
            moved += w[j] * y[j]
    for i in range(WIDTH):
        lane[ESTIMATE + i], lane[APART + i], lane[PRECISION + i] = moved, 0.0, total
    for j in range(bits):
        for i in range(WIDTH):
            lane[ESTIMATE + i] += w[j] * effects[j, i]
    for i in range(WIDTH):
        lane[ESTIMATE + i] /= total
    for j in range(w.size):
        weight, effect = w[j], y[j]
        if j < bits:
            for i in range(WIDTH):
                r = effects[j, i] - lane[ESTIMATE + i]
                lane[APART + i] += weight * r * r
        else:
            for i in range(WIDTH):
                r = effect - lane[ESTIMATE + i]
                lane[APART + i] += weight * r * r


@njit(cache=True, error_model="numpy", nogil=True)
def _moments(w, lane):
    total, squares = 0.0, 0.0
    for j in range(w.size):
        total += w[j]
        squares += w[j] * w[j]
    slope = max(total - squares / total, TINY)
    for i in range(WIDTH):
        lane[TAU2 + i] = max(lane[APART + i] - (w.size - 1.0), 0.0) / slope


@njit(cache=True, error_model="numpy", nogil=True)
def _gather(v, effects, y, lane):
    """Estimate and 1 / se² of every lane at its tau2."""
    for i in range(WIDTH):
        lane[PRECISION + i], lane[ESTIMATE + i] = 0.0, 0.0
    for j in range(v.size):
        spread, effect = v[j], y[j]
        if j < effects.shape[0]:
            for i in range(WIDTH):
                w = 1.0 / (spread + lane[TAU2 + i])
                lane[PRECISION + i] += w
                lane[ESTIMATE + i] += w * effects[j, i]
        else:
            for i in range(WIDTH):
                w = 1.0 / (spread + lane[TAU2 + i])
                lane[PRECISION + i] += w
                lane[ESTIMATE + i] += w * effect
    for i in range(WIDTH):
        lane[ESTIMATE + i] /= lane[PRECISION + i]


@njit(cache=True, error_model="numpy", nogil=True)
def _apart(v, effects, y, lane):
    """Q of every lane about its estimate, at its tau2."""
    for i in range(WIDTH):
        lane[APART + i] = 0.0
    for j in range(v.size):
        for i in range(WIDTH):
            r = (effects[j, i] if j < effects.shape[0] else y[j]) - lane[ESTIMATE + i]
            lane[APART + i] += r * r / (v[j] + lane[TAU2 + i])


@njit(cache=True, error_model="numpy", nogil=True)
def _grid(k, sums, each, plain, y, bits, grid):
    """Sums at every point: over all studies of what no sign turns, else over the high ones."""
    for m in range(each.shape[1]):
        s, total = m % sums, 0.0
        turning = s == 1 or (s == 3 and sums == 5)
        for j in range(bits if turning else 0, k):
            total += each[j, m] if not turning or y[j] == plain[j] else -each[j, m]
        grid[0, m] = total


@njit(cache=True, error_model="numpy", nogil=True)
def _tell(number, first, stop, k, spread, far, high, low, lane, out, counts):
    """Write the statistics of a block, or count them."""
    for i in range(WIDTH):
        z, h = lane[ESTIMATE + i], 1.0
        if spread:
            h = lane[APART + i] / (k - 1.0)
            h = max(h, 1.0) if spread == 2 else h
        lane[SHARE + i] = z * math.sqrt(lane[PRECISION + i] / h) if z != 0.0 else 0.0
    start, end = max(first - number, 0), min(stop - number, WIDTH)
    if out.size:
        for i in range(start, end):
            out[number + i - first] = lane[SHARE + i]
        return
    both, above, mirrored_above, below, mirrored_below = 0, 0, 0, 0, 0
    for i in range(start, end):
        z = lane[SHARE + i]
        both += int(abs(z) >= far)
        above += int(z >= high)
        mirrored_above += int(-z >= high)
        below += int(z <= low)
        mirrored_below += int(-z <= low)
    counts[0] += end - start
    counts[1] += both
    counts[2] += above
    counts[3] += mirrored_above
    counts[4] += below
    counts[5] += mirrored_below
