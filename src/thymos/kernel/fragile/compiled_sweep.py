"""A range of subsets from its first to its last, compiled: counted into a summary, or listed.

What numba keeps names the tuples Tables, Levels, Climb and Ledger: if one is renamed, what an older
version kept cannot be read any more, and has to be removed by hand.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from thymos.kernel.batch import Floats
from thymos.kernel.compiled import COMMON, MOMENTS
from thymos.kernel.fragile.compiled_roots import climb, roots
from thymos.kernel.fragile.compiled_rows import (
    ESTIMATE,
    PRECISION,
    SHARE,
    TAU2,
    carry,
    common,
    common_points,
    levels,
    moments,
    shares,
    summed,
    weigh,
)
from thymos.kernel.fragile.compiled_tally import (
    Ledger,
    attribute,
    attribute_high,
    common_row,
    count,
    extremes_of,
    keep,
    ledger,
    picture,
)
from thymos.kernel.fragile.tables import (
    EFFECT,
    LOW_RANDOM,
    PAIRS,
    STUDIES,
    WEIGHT,
    WIDTH,
    Tables,
)


def summarise(t: Tables, code: int, first: int, stop: int, smallest: int, rule: Floats) -> Ledger:
    """The subsets first to stop - 1, of so many studies at least, counted.

    code: as in `kernel.compiled`; rule: `Frame.rule`. At most frame.MOST_AT_ONCE subsets.
    """
    to = ledger(t.y.size, t.bits)
    _summarise(t, levels(t), climb(t), code, first, stop, float(smallest), rule, to)
    return to


def list_points(
    t: Tables, code: int, first: int, stop: int, scale: tuple[float, float], out: list[Floats]
) -> None:
    """The subsets first to stop - 1 one by one, however few studies they hold.

    scale: centre and root of the unit. out: estimate, its error, tau2 and I2 in percent, each
    (stop - first,), or empty where not asked for.
    """
    up, bits = levels(t), t.bits
    row, after = -(-first >> bits), stop >> bits
    head, tail = first, first
    asked = tuple(values.size > 0 for values in out)
    if code == COMMON and asked == (True, False, False, True) and row < after:
        head, tail = row << bits, after << bits
        estimate, share = (
            values[head - first : tail - first].reshape(-1, *t.spread.shape)
            for values in (out[0], out[3])
        )
        _list_common(
            row, bits, t.y, t.w, t.grid, up.sums, up.apart, up.grid, up.active, up.start,
            up.shift, t.above, t.base, t.spread, *scale, estimate, share,
        )  # fmt: skip
    for start, end in ((first, head), (tail, stop)):
        if start < end:
            part = (values[start - first : end - first] for values in out)
            _list(t, up, climb(t), code, start, end, *scale, *part)


@njit(cache=True, error_model="numpy", nogil=True)
def _summarise(t, up, at, code, first, stop, smallest, ruled, to):
    bits, k, before = t.chosen.shape[0], t.y.size, -1
    level = min(bits, k)
    for row in range(first >> bits, (stop + (1 << bits) - 1) >> bits):
        carry(
            bits, before, row, t.y, t.w, t.grid, up.sums, up.apart, up.grid, up.active,
            up.start, up.shift,
        )  # fmt: skip
        before = row
        studies = up.sums[level, STUDIES]
        inside = first <= row << bits and (row + 1) << bits <= stop
        if code == COMMON and inside and studies >= smallest:
            decided, steps = common_row(
                row, up.sums[level, WEIGHT], up.sums[level, EFFECT], studies, t.above, up.shift,
                up.start, t.base, t.spread, up.lane, ruled, to.block, to.tallies, to.totals,
                to.cells, to.rule, to.choices, to.extremes,
            )  # fmt: skip
            attribute_high(1 << bits, decided, steps, k, up.active, to.members)
            continue
        for b in range(1 << bits >> LOW_RANDOM):
            number = (row << bits) + b * WIDTH
            if number < stop and number + WIDTH > first:
                _fill(
                    code, b, level, t.y, t.v, t.points, t.chosen, t.low_grid, up.sums, up.grid,
                    up.active, t.above, up.shift, up.start, t.base, t.spread, up.lane,
                    at.work, at.mark, at.chosen, at.effect, at.effects, at.study, at.own,
                )  # fmt: skip
                _count(
                    k, b, number, first, stop, smallest, studies + t.above[b, STUDIES], ruled,
                    t.base, up.lane, up.active,
                    to.block, to.tallies, to.totals, to.cells, to.rule, to.choices, to.members,
                    to.extremes,
                )  # fmt: skip


@njit(cache=True, error_model="numpy", nogil=True)
def _list_common(
    first, bits, y, w, per, sums, apart, grid, active, start, shift, above, base, spreads,
    centre, root, estimate, share,
):  # fmt: skip
    """Whole rows from the first on, one common effect; estimate, share: (row, block, WIDTH)."""
    level, before = min(bits, y.size), -1
    for r in range(estimate.shape[0]):
        row = first + r
        carry(bits, before, row, y, w, per, sums, apart, grid, active, start, shift)
        before = row
        common_points(
            sums[level, WEIGHT], sums[level, EFFECT], sums[level, STUDIES], above, shift, start,
            base, spreads, centre, root, estimate[r], share[r],
        )  # fmt: skip


@njit(cache=True, error_model="numpy", nogil=True)
def _list(t, up, at, code, first, stop, centre, root, estimate, se, tau2, share):
    bits, before = t.chosen.shape[0], -1
    level = min(bits, t.y.size)
    for row in range(first >> bits, (stop + (1 << bits) - 1) >> bits):
        carry(
            bits, before, row, t.y, t.w, t.grid, up.sums, up.apart, up.grid, up.active,
            up.start, up.shift,
        )  # fmt: skip
        before = row
        for b in range(1 << bits >> LOW_RANDOM):
            number = (row << bits) + b * WIDTH
            start, end = max(first, number), min(stop, number + WIDTH)
            if start >= end:
                continue
            _fill(
                code, b, level, t.y, t.v, t.points, t.chosen, t.low_grid, up.sums, up.grid,
                up.active, t.above, up.shift, up.start, t.base, t.spread, up.lane,
                at.work, at.mark, at.chosen, at.effect, at.effects, at.study, at.own,
            )  # fmt: skip
            _write(
                up.lane[start - number :], end - start, start - first, centre, root,
                estimate, se, tau2, share,
            )  # fmt: skip


@njit(cache=True, error_model="numpy", nogil=True)
def _fill(
    code, b, level, y, v, points, chosen, low_grid, sums, grid, active, above, shift, start, base,
    spreads, lane,    work, mark, own_chosen, effect, effects, study, own,
):  # fmt: skip
    """The numbers of a block's subsets, from the sums of the row."""
    weight, studies = sums[level, WEIGHT], sums[level, STUDIES]
    if code == COMMON:
        common(
            b, weight + above[b, WEIGHT], sums[level, EFFECT] + above[b, EFFECT],
            studies + above[b, STUDIES], shift[b], start, base, spreads, lane,
        )  # fmt: skip
        return
    summed(weight, studies, sums[level, PAIRS], start, base, spreads, lane)
    if code == MOMENTS:
        moments(lane)
    else:
        roots(
            level, code, v, points, grid, low_grid, active, chosen, effects, lane,
            work, mark, own_chosen, effect, study, own,
        )  # fmt: skip
    shares(lane)
    weigh(level, y, v, active, chosen, lane)


@njit(cache=True, error_model="numpy", nogil=True)
def _count(
    k, b, number, first, stop, smallest, studies, ruled, base, lane, active,
    block, tallies, totals, cells, rule, choices, members, extremes,
):  # fmt: skip
    whole = studies >= smallest and first <= number and number + WIDTH <= stop
    if ruled[5] > 0.0:
        for i in range(WIDTH):
            lane[SHARE + i] = min(np.sqrt(lane[TAU2 + i] / ruled[6]), 1.0)
    n = WIDTH
    if not whole:
        n = keep(studies, base, number, lane, first, stop, smallest, block)
    decided, steps, least, most, widest = count(n, lane, ruled, block, tallies, totals)
    picture(n, block, cells, rule)
    extremes_of(least, most, widest, n, number, whole, block, extremes)
    attribute(b, n, whole, block, choices)
    attribute_high(n, decided, steps, k, active, members)


@njit(cache=True, error_model="numpy", nogil=True)
def _write(lane, n, start, centre, root, estimate, se, tau2, share):
    """A block's numbers in the reader's unit; lane begins at the first lane asked for."""
    if estimate.size:
        out = estimate[start : start + n]
        for i in range(n):
            out[i] = centre + lane[ESTIMATE + i] * root
    if share.size:
        out = share[start : start + n]
        for i in range(n):
            out[i] = 100.0 * lane[SHARE + i]
    if se.size:
        out = se[start : start + n]
        for i in range(n):
            out[i] = root / np.sqrt(lane[PRECISION + i])
    if tau2.size:
        out = tau2[start : start + n]
        for i in range(n):
            out[i] = lane[TAU2 + i] * root * root
