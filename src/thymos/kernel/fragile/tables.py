"""Sums over studies that every subset is put together from.

A subset's number is split: its low bits choose among few studies, whose sums stand in a table;
its high bits choose among the rest, whose sums are carried from one row of subsets to the next.
So a subset costs a few additions, however many studies it holds. Spread is summed over pairs of
studies, w w (y - y)^2: terms of one sign, which lose no digits however far studies lie from
the centre.
"""

from __future__ import annotations

from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from thymos.kernel.batch import Bools, Floats, Ints
from thymos.kernel.likelihood import SCAN_POINTS

# Low bits of a subset's number: tables and a row's numbers fit the innermost cache.
LOW_COMMON, LOW_RANDOM = 10, 6
# Subsets that are reckoned side by side, a block: the choices of the lowest six studies.
WIDTH = 1 << LOW_RANDOM
# Sums over studies: w, w y, their number, w w over pairs, w w (y - y)^2 over pairs.
WEIGHT, EFFECT, STUDIES, PAIRS, SPREAD = range(5)
# The likelihood's slope is looked at this far apart in log(vmin + tau2), on which its features
# are about 1 wide; and at no more than so many points.
SPACING = 0.2
MOST_POINTS = 160
# Numbers in a line of the cache.
LINE = 8


class Tables(NamedTuple):
    """Studies, reckoned from the centre in roots of the mean variance, and sums over some.

    y, v, w: (study,). base: (4 WIDTH,), sums over the choices of the lowest six studies: w, w y,
    their number, w w over pairs. above: (block, 3), the first three over the low studies beyond
    these. spread: (block, WIDTH), w w (y - y)^2 over pairs of low studies. chosen: (l, 2^l), 1.0
    where a low study takes part. points: (point,), values of tau2; grid: (study, point sum), what
    each study adds there: w, w y and w y y for Q, or w, w y, w w, w w y and w w y y for the
    likelihood; low_grid: (point, sum WIDTH), over the low studies; without points where not asked
    for. Where there are fewer studies than low bits, what lies beyond all subsets is never read.
    """

    y: Floats
    v: Floats
    w: Floats
    base: Floats
    above: Floats
    spread: Floats
    chosen: Floats
    points: Floats
    grid: Floats
    low_grid: Floats

    @property
    def bits(self) -> int:
        """How many low bits."""
        return int(self.chosen.shape[0])


def tables(
    y: Floats, v: Floats, bits: int, top: float | None = None, *, likelihood: bool = True
) -> Tables:
    """Tables of studies that are reckoned already, (study,), with so many low bits.

    top: how far tau2 may reach, where sums at points of tau2 are asked for, for Q or for the
    likelihood; bits is then LOW_RANDOM.

    >>> tables(np.array([-1.0, 1.0]), np.ones(2), 6).spread[0, :4].tolist()
    [0.0, 0.0, 0.0, 4.0]
    """
    w = 1.0 / v
    few = min(bits, y.size)
    chosen = (np.arange(1 << bits) >> np.arange(bits)[:, None] & 1).astype(np.float64)
    points = np.zeros(0) if top is None else _points(float(v.min()), top)
    at = 1.0 / (v[:, None] + points)
    first = at**2 if likelihood else at
    sums = [at, at * y[:, None], first, first * y[:, None], first * (y**2)[:, None]]
    grid = np.stack(sums if likelihood else [*sums[:2], sums[4]], -1)
    low = np.zeros((5, 1 << bits))
    low[:, : 1 << few] = _low(y, w, few)
    whole = np.einsum("ji,jms->msi", chosen[:few, :WIDTH], grid[:few])
    return Tables(
        y=y,
        v=v,
        w=w,
        base=placed(low[:SPREAD, :WIDTH].reshape(-1)),
        above=low[:PAIRS, ::WIDTH].T.copy(),
        spread=placed(low[SPREAD].reshape(-1, WIDTH)),
        chosen=placed(chosen),
        points=points,
        grid=grid.reshape(y.size, grid.shape[1] * grid.shape[2]).copy(),
        low_grid=placed(whole.reshape(points.size, whole.shape[1] * WIDTH)),
    )


def aligned(shape: int | tuple[int, ...], kind: type = np.float64) -> NDArray[Any]:
    """Zeros that begin where a line of the cache does: eight numbers are then one line."""
    size = shape if isinstance(shape, int) else prod(shape)
    room: NDArray[Any] = np.zeros(size + LINE, kind)
    first = -(room.ctypes.data // room.itemsize) % LINE
    return room[first : first + size].reshape(shape)


def placed(a: Floats) -> Floats:
    """A copy that begins where a line of the cache does."""
    out = aligned(a.shape)
    out[...] = a
    return out


def _low(y: Floats, w: Floats, bits: int) -> Floats:
    """Sums over all choices of the first studies, (5, 2^bits): one study more doubles them."""
    out = np.zeros((5, 1 << bits))
    for b in range(bits):
        before = out[:, : 1 << b]
        apart = np.zeros(1 << b)
        for i in range(b):
            half = apart[: 1 << i]
            apart[1 << i : 2 << i] = half + w[i] * (y[b] - y[i]) ** 2
        added = np.stack(
            [
                np.full(1 << b, w[b]),
                np.full(1 << b, w[b] * y[b]),
                np.ones(1 << b),
                w[b] * before[WEIGHT],
                w[b] * apart,
            ]
        )
        out[:, 1 << b : 2 << b] = before + added
    return out


def _points(least: float, top: float) -> Floats:
    """0 to top, evenly spaced in log(vmin + tau2)."""
    reach = float(np.log1p(top / least))
    count = min(max(int(np.ceil(reach / SPACING)) + 1, SCAN_POINTS), MOST_POINTS)
    points = np.expm1(np.linspace(0.0, reach, count)) * least
    points[-1] = top
    return np.asarray(points)


class High(NamedTuple):
    """Of some rows: sums over their high studies, (5, row); the rest is (row, study).

    apart: for each study, the sum of w (y - y)^2 over the high ones; chosen: who these are.
    """

    sums: Floats
    apart: Floats
    chosen: Bools


def high(t: Tables, rows: Ints) -> High:
    """Sums over the high studies, from the last study down, as the compiled engine adds them."""
    k = t.y.size
    sums, apart = np.zeros((5, rows.size)), np.zeros((rows.size, k))
    chosen = np.zeros((rows.size, k), bool)
    for j in range(k - 1, t.bits - 1, -1):
        chosen[:, j] = rows >> (j - t.bits) & 1 == 1
        added = np.stack(
            [
                np.full(rows.size, t.w[j]),
                np.full(rows.size, t.w[j] * t.y[j]),
                np.ones(rows.size),
                t.w[j] * sums[WEIGHT],
                t.w[j] * apart[:, j],
            ]
        )
        sums = sums + np.where(chosen[:, j], added, 0.0)
        d = t.y[j] - t.y
        apart = apart + np.where(chosen[:, j, None], t.w[j] * d * d, 0.0)
    return High(sums, apart, chosen)
