"""Selection models, compiled by numba: the same numbers as NumPy's, many times sooner.

Used where `thymos.kernel.engine.compiled` is on; only there is numba needed.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from thymos.kernel.batch import Floats
from thymos.kernel.small_study.climb import (
    FIRST_DAMPING,
    GROWTH,
    LAST_GAIN,
    LONGEST,
    MOST_STEPS,
    Height,
)
from thymos.kernel.small_study.published import Beta, Steps

HALF_ROOT, ROOT = 0.5**0.5, (2.0 * math.pi) ** 0.5


class Surface:
    """The log-likelihood of a selection model: its values, and the climb to its summit.

    curve, y, v, nothing: as in `selection.likelihood`, of which this is the compiled form.
    """

    def __init__(self, curve: Steps | Beta, y: Floats, v: Floats, nothing: float) -> None:
        steps = isinstance(curve, Steps)
        zero = np.zeros(curve.free)
        seen = curve.observed(zero[None], y / np.sqrt(v))[1][0]
        none, empty = np.zeros(0), np.zeros((0, 2))
        self._parts = (
            steps,
            np.ascontiguousarray(y),
            np.ascontiguousarray(v),
            np.array(curve.edges if isinstance(curve, Steps) else curve.nodes[[0, -1]]),
            np.array(curve.labels if isinstance(curve, Steps) else [0, 1, 2], dtype=np.int64),
            curve.nodes if isinstance(curve, Beta) else none,
            curve.shares if isinstance(curve, Beta) else none,
            np.ascontiguousarray(curve.powers) if isinstance(curve, Beta) else empty,
            np.array(seen, dtype=np.float64),
            nothing,
        )

    def __call__(self, x: Floats) -> Height:
        """The height at points, (start, parameter)."""
        n, p = x.shape
        here = Height(np.empty(n), np.zeros((n, p)), np.zeros((n, p, p)))
        for i in range(n):
            here.value[i] = _height(np.array(x[i]), here.slope[i], here.bend[i], self._parts)
        return here

    def climb(self, starts: Floats, low: Floats, high: Floats) -> tuple[Floats, Height]:
        """As `climb.climb`."""
        x = np.clip(starts, low, high)
        best, value, slope, bend = _climb(x, low, high, self._parts)
        return best, Height(np.float64(value), slope, bend)  # type: ignore[arg-type]


@njit(cache=True, error_model="numpy")
def _edge(x, s, below):
    """What lies below a bound at x, in errors s, and its derivatives, as in `between`."""
    f = math.exp(-0.5 * x * x) / ROOT
    below[0] = 0.5 * math.erfc(-x * HALF_ROOT)
    below[1] = -f / s
    below[2] = -x * f / (2.0 * s * s)
    below[3] = -x * f / (s * s)
    below[4] = -(x * x - 1.0) * f / (2.0 * s * s * s)
    below[5] = -x * (x * x - 3.0) * f / (4.0 * s * s * s * s)


@njit(cache=True, error_model="numpy")
def _pieces(mu, s, se, edges, labels, mass):
    """Mass of each label and its derivatives, (label, derivative)."""
    mass[:, :] = 0.0
    before, here, x = np.zeros(6), np.zeros(6), 0.0
    for e in range(edges.size):
        x = (edges[e] * se - mu) / s
        _edge(x, s, here)
        for d in range(6):
            mass[labels[e], d] += here[d] - before[d]
            before[d] = here[d]
    last = labels[edges.size]
    mass[last, 0] += 0.5 * math.erfc(x * HALF_ROOT)
    for d in range(1, 6):
        mass[last, d] -= before[d]


@njit(cache=True, error_model="numpy")
def _add(m, w, a, b, share, first, second):
    """Add a piece of the beta weight: its mass m, weight w, and slopes a, b of log w."""
    share[0] += w * m[0]
    first[0] += w * m[1]
    first[1] += w * m[2]
    second[0, 0] += w * m[3]
    second[0, 1] += w * m[4]
    second[1, 1] += w * m[5]
    first[2] += w * a * m[0]
    first[3] += w * b * m[0]
    second[0, 2] += w * a * m[1]
    second[0, 3] += w * b * m[1]
    second[1, 2] += w * a * m[2]
    second[1, 3] += w * b * m[2]
    second[2, 2] += w * (a * a + a) * m[0]
    second[2, 3] += w * a * b * m[0]
    second[3, 3] += w * (b * b + b) * m[0]


@njit(cache=True, error_model="numpy")
def _stepped(x, s, se, edges, labels, mass, share, first, second):
    """The published share of one study's possible results, by steps, and its derivatives."""
    _pieces(x[0], s, se, edges, labels, mass)
    for label in range(mass.shape[0]):
        w = 1.0 if label == 0 else math.exp(x[1 + label])
        share[0] += w * mass[label, 0]
        first[0] += w * mass[label, 1]
        first[1] += w * mass[label, 2]
        second[0, 0] += w * mass[label, 3]
        second[0, 1] += w * mass[label, 4]
        second[1, 1] += w * mass[label, 5]
        if label:
            first[1 + label] = w * mass[label, 0]
            second[0, 1 + label] = w * mass[label, 1]
            second[1, 1 + label] = w * mass[label, 2]
            second[1 + label, 1 + label] = w * mass[label, 0]


@njit(cache=True, error_model="numpy")
def _curved(x, s, se, parts, w, mass, share, first, second):
    """The same by the beta weight; w: of ends and nodes, (place, weight and two slopes)."""
    edges, labels, nodes, shares = parts[3], parts[4], parts[5], parts[6]
    _pieces(x[0], s, se, edges, labels, mass)
    _add(mass[0], w[0, 0], w[0, 1], w[0, 2], share, first, second)
    _add(mass[2], w[1, 0], w[1, 1], w[1, 2], share, first, second)
    c, one = 1.0 / s, 1.0 / (ROOT * s) * se
    t0, t1, t2, t4, t5 = 0.0, 0.0, 0.0, 0.0, 0.0
    a0, a1, a2, b0, b1, b2, aa, ab, bb = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(nodes.size):
        z = (nodes[i] * se - x[0]) * c
        q = z * z
        m0 = math.exp(-0.5 * q) * one * shares[i] * w[i + 2, 0]
        m1, m2 = m0 * z, m0 * (q - 1.0)
        a, b = w[i + 2, 1], w[i + 2, 2]
        t0 += m0
        t1 += m1
        t2 += m2
        t4 += m1 * (q - 3.0)
        t5 += m0 * (q * (q - 6.0) + 3.0)
        a0 += a * m0
        b0 += b * m0
        a1 += a * m1
        b1 += b * m1
        a2 += a * m2
        b2 += b * m2
        aa += (a * a + a) * m0
        ab += a * b * m0
        bb += (b * b + b) * m0
    half = 0.5 * c * c
    share[0] += t0
    first[0] += c * t1
    first[1] += half * t2
    first[2] += a0
    first[3] += b0
    second[0, 0] += 2.0 * half * t2
    second[0, 1] += half * c * t4
    second[1, 1] += half * half * t5
    second[0, 2] += c * a1
    second[0, 3] += c * b1
    second[1, 2] += half * a2
    second[1, 3] += half * b2
    second[2, 2] += aa
    second[2, 3] += ab
    second[3, 3] += bb


@njit(cache=True, error_model="numpy")
def _weights(x, powers):
    """Beta weights and the slopes of their logarithms, of ends and nodes."""
    a, b = math.exp(x[2]), math.exp(x[3])
    w = np.empty((powers.shape[0], 3))
    for i in range(powers.shape[0]):
        w[i, 1], w[i, 2] = a * powers[i, 0], b * powers[i, 1]
        w[i, 0] = math.exp(w[i, 1] - powers[i, 0] + w[i, 2] - powers[i, 1])
    return w


@njit(cache=True, error_model="numpy")
def _height(x, slope, bend, parts):
    """Value of the log-likelihood at x; fills its slope and its bend."""
    steps, y, v, edges, labels, _, _, powers, seen, nothing = parts
    p = x.size
    slope[:], bend[:, :] = 0.0, 0.0
    value, lost = 0.0, False
    share, first, second = np.empty(1), np.empty(p), np.empty((p, p))
    mass = np.empty((p - 1 if steps else 3, 6))
    w = np.empty((0, 3)) if steps else _weights(x, powers)
    for i in range(y.size):
        spread = v[i] + x[1]
        away = (y[i] - x[0]) / spread
        value -= 0.5 * (math.log(spread) + away * away * spread)
        slope[0] += away
        slope[1] += 0.5 * (away * away - 1.0 / spread)
        bend[0, 0] -= 1.0 / spread
        bend[0, 1] -= away / spread
        bend[1, 1] += 0.5 / (spread * spread) - away * away / spread
        share[0], first[:], second[:, :] = 0.0, 0.0, 0.0
        s, se = math.sqrt(spread), math.sqrt(v[i])
        if steps:
            _stepped(x, s, se, edges, labels, mass, share, first, second)
        else:
            _curved(x, s, se, parts, w, mass, share, first, second)
        lost = lost or share[0] <= nothing
        total = max(share[0], nothing)
        value -= math.log(total)
        for a in range(p):
            slope[a] -= first[a] / total
            for b in range(a, p):
                bend[a, b] -= second[a, b] / total - first[a] / total * (first[b] / total)
    for a in range(p - 2):
        if steps:
            value += x[2 + a] * seen[a]
            slope[2 + a] += seen[a]
        else:
            scaled = math.exp(x[2 + a]) * seen[a]
            value += scaled - seen[a]
            slope[2 + a] += scaled
            bend[2 + a, 2 + a] += scaled
    for a in range(p):
        for b in range(a):
            bend[a, b] = bend[b, a]
    return -np.inf if lost else value


@njit(cache=True, error_model="numpy")
def _step(x, slope, bend, low, high, damping, move):
    """Newton's step in the free parameters, and twice the rise that it promises."""
    p = x.size
    free = np.empty(p, np.bool_)
    for a in range(p):
        outward = (x[a] <= low[a] and slope[a] < 0.0) or (x[a] >= high[a] and slope[a] > 0.0)
        free[a] = high[a] > low[a] and not outward
    curve = np.zeros((p, p))
    for a in range(p):
        for b in range(p):
            if free[a] and free[b]:
                curve[a, b] = bend[a, b]
    values, vectors = np.linalg.eigh(curve)
    gain = 0.0
    move[:] = 0.0
    for j in range(p):
        turned = 0.0
        for a in range(p):
            if free[a]:
                turned += vectors[a, j] * slope[a]
        size = max(abs(values[j]), 1e-10) + damping
        gain += turned * turned / size
        for a in range(p):
            if free[a]:
                move[a] += vectors[a, j] * turned / size
    long = 0.0
    for a in range(p):
        long = max(long, abs(move[a]) / (1.0 + abs(x[a])))
    for a in range(p):
        move[a] = min(max(x[a] + move[a] * min(1.0, LONGEST / max(long, LONGEST)), low[a]), high[a])
    return gain


@njit(cache=True, error_model="numpy")
def _climb(starts, low, high, parts):
    """`climb.climb`, one start after the other; there the reasons stand."""
    p = starts.shape[1]
    top = -np.inf
    best, top_slope, top_bend = starts[0].copy(), np.zeros(p), np.zeros((p, p))
    slope, bend, new = np.empty(p), np.empty((p, p)), np.empty(p)
    new_slope, new_bend = np.empty(p), np.empty((p, p))
    for row in range(starts.shape[0]):
        x, damping = starts[row].copy(), 0.0
        value = _height(x, slope, bend, parts)
        for _ in range(MOST_STEPS):
            gain = _step(x, slope, bend, low, high, damping, new)
            there = _height(new, new_slope, new_bend, parts)
            better = there >= value
            if better:
                value, x[:], slope[:], bend[:, :] = there, new, new_slope, new_bend
            size = 0.0
            for a in range(p):
                size = max(size, abs(bend[a, a]) * FIRST_DAMPING)
            worse = max(GROWTH * damping, size)
            rests = (gain < LAST_GAIN and damping == 0.0) or not worse < 1e12 * (1.0 + size)
            eased = 0.0 if damping < size else damping / GROWTH
            damping = eased if better else worse
            if rests:
                break
        if value > top:
            top, best[:], top_slope[:], top_bend[:, :] = value, x, slope, bend
    return best, top, top_slope, top_bend
