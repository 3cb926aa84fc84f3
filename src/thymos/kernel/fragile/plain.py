"""Rows of subsets by NumPy alone: the numbers that the compiled engine gives, later.

One common effect and the method of moments need sums alone. Every other method goes through
`pool`, subset by subset under masks.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from thymos.kernel.batch import Floats, Ints
from thymos.kernel.fragile.tables import (
    EFFECT,
    LOW_RANDOM,
    PAIRS,
    SPREAD,
    STUDIES,
    WEIGHT,
    WIDTH,
    Tables,
    high,
)

# Below every sum of weights and spreads that there is; keeps 0 / 0 from a single study.
TINY = 1e-300


class Reckoned(NamedTuple):
    """Analyses in reckoned units: estimate, tau2, I2 from 0 to 1, 1 / se², number of studies."""

    estimate: Floats
    tau2: Floats
    share: Floats
    weight: Floats
    studies: Floats


def common(t: Tables, rows: Ints) -> Reckoned:
    """One common effect in rows of subsets, (row, 2^l)."""
    total, effect, spread, studies, _ = _sums(t, rows)
    free = (studies - 1.0) * total
    most = np.maximum(np.maximum(spread, free), TINY)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        inverse = 1.0 / (total * most)
        estimate = effect * (most * inverse)
        share = np.maximum(spread - free, 0.0) * total * inverse
    return Reckoned(estimate, np.zeros(total.shape), share, total, studies)


def moments(t: Tables, rows: Ints) -> Reckoned:
    """Random effects by the method of moments in rows of subsets, (row, 2^l)."""
    total, _, spread, studies, pairs = _sums(t, rows)
    over = np.maximum(spread - (studies - 1.0) * total, 0.0)
    tau2 = over / np.maximum(2.0 * pairs, TINY)
    share = over / np.maximum(spread, TINY)
    weight, effect = np.zeros(total.shape), np.zeros(total.shape)
    chosen = high(t, rows).chosen
    for j in range(t.y.size):
        here = t.chosen[j] if j < t.bits else chosen[:, j, None]
        w = here / (t.v[j] + tau2)
        weight, effect = weight + w, effect + w * t.y[j]
    with np.errstate(divide="ignore", invalid="ignore"):
        return Reckoned(effect / weight, tau2, share, weight, studies)


def _sums(t: Tables, rows: Ints) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    above = high(t, rows)
    base, k = t.base.reshape(4, WIDTH), t.y.size
    # (row, block, lane), added in the order of the compiled engine.
    total, effect, studies = (
        (above.sums[s][:, None] + t.above[:, s])[:, :, None] + base[s]
        for s in (WEIGHT, EFFECT, STUDIES)
    )
    start = np.empty((rows.size, WIDTH))
    start[:, 0] = above.sums[SPREAD]
    shift = np.zeros((rows.size, t.above.shape[0]))
    for b in range(t.bits):
        cross = (t.w[b] * above.apart[:, b])[:, None] if b < k else 0.0
        to, size = (start, 1 << b) if b < LOW_RANDOM else (shift, 1 << (b - LOW_RANDOM))
        to[:, size : 2 * size] = to[:, :size] + cross
    spread = (start[:, None, :] + shift[:, :, None]) + t.spread
    pairs = (above.sums[PAIRS][:, None] + base[PAIRS])[:, None, :]
    pairs = pairs + above.sums[WEIGHT][:, None, None] * base[WEIGHT]
    every = (total, effect, spread, studies, np.broadcast_to(pairs, total.shape))
    first, second, third, fourth, fifth = (a.reshape(rows.size, -1) for a in every)
    return first, second, third, fourth, fifth
