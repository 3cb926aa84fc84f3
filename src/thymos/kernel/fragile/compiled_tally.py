"""Every analysis of a block counted into a summary, compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from thymos.kernel.batch import Ints
from thymos.kernel.fragile.compiled_rows import (
    BASE_EFFECT,
    BASE_STUDIES,
    BASE_WEIGHT,
    ESTIMATE,
    PRECISION,
    SHARE,
)
from thymos.kernel.fragile.frame import (
    ESTIMATE_BITS,
    HETEROGENEITY_BITS,
    RULE_BITS,
    STEP_BITS,
    STEPS,
)
from thymos.kernel.fragile.plain import TINY
from thymos.kernel.fragile.tables import EFFECT, LOW_RANDOM, STUDIES, WEIGHT, WIDTH, aligned

TO_RULE = STEP_BITS - RULE_BITS
TO_ROW = STEP_BITS - HETEROGENEITY_BITS
# Whatever went wrong, no count lands outside of its table.
IN_RULE = (1 << RULE_BITS) - 1
IN_ROWS = (1 << HETEROGENEITY_BITS) - 1
FAR = 1 << 62
QUARTER = WIDTH // 4
# Where the whole blocks of a choice of low studies are counted.
WHOLE = 3 * WIDTH
# Places of a block's whole numbers: steps of estimate and heterogeneity, whether decided, the bins
# as one number, and the lane where each analysis was.
(STEP, HET, SAID, BIN, LANE) = range(0, 5 * WIDTH, WIDTH)
# A bin of the fine rule in the low bits, the row of the picture above it; the picture's column is
# the upper part of the fine bin.
TO_CELL = RULE_BITS - ESTIMATE_BITS


class Ledger(NamedTuple):
    """Where a run counts; all whole numbers. Counts of bins are short, to stay in the cache.

    tallies: analyses, estimates below and above no effect, decided below and above. totals:
    steps of the estimate, of its square, of heterogeneity, of its square. cells: the picture,
    flat. rule: the finer bins of the estimate. choices: (block, 3 WIDTH + 1), for each choice of
    low studies those decided, the steps of the estimate, and the analyses but for those of
    whole blocks, which are counted at the end; members: (3, study), the same for high studies.
    extremes: (3, 2), steps and number of the lowest and the highest estimate and of the most
    heterogeneous analysis. block: room for a block.
    """

    tallies: Ints
    totals: Ints
    cells: NDArray[np.int32]
    rule: NDArray[np.int32]
    choices: Ints
    members: Ints
    extremes: Ints
    block: Ints


def ledger(k: int, bits: int) -> Ledger:
    """An empty one, for k studies of which so many bits are low."""
    return Ledger(
        tallies=np.zeros(5, np.int64),
        totals=np.zeros(4, np.int64),
        cells=np.zeros(1 << (ESTIMATE_BITS + HETEROGENEITY_BITS), np.int32),
        rule=np.zeros(1 << RULE_BITS, np.int32),
        choices=aligned((1 << bits >> LOW_RANDOM, WHOLE + 1), np.int64),
        members=np.zeros((3, k), np.int64),
        extremes=np.array([[FAR, -1], [-1, -1], [-1, -1]], np.int64),
        block=aligned(5 * WIDTH, np.int64),
    )


@njit(cache=True, error_model="numpy", nogil=True)
def keep(above, base, number, lane, first, stop, smallest, block):
    """The lanes of a block that are asked for and hold enough studies, moved to the front.

    above: how many studies beyond the lowest six. number: of the block's first subset. Returns
    how many lanes.
    """
    n = 0
    for i in range(WIDTH):
        if first <= number + i < stop and above + base[BASE_STUDIES + i] >= smallest:
            block[LANE + n] = i
            lane[ESTIMATE + n] = lane[ESTIMATE + i]
            lane[SHARE + n] = lane[SHARE + i]
            lane[PRECISION + n] = lane[PRECISION + i]
            n += 1
    return n


@njit(cache=True, error_model="numpy", nogil=True)
def count(n, lane, ruled, block, tallies, totals):
    """Steps of n analyses, their sums and shares; returns decided, steps, and three extremes."""
    slope, offset, stretch, shift, critical2 = ruled[0], ruled[1], ruled[2], ruled[3], ruled[4]
    s1, s2, h1, h2, below, above, under, over = 0, 0, 0, 0, 0, 0, 0, 0
    least, most, widest = FAR, -1, -1
    for i in range(n):
        e, x, w = lane[ESTIMATE + i], lane[SHARE + i], lane[PRECISION + i]
        step, het = int(e * slope + offset), int(x * STEPS + 1.0)
        part = e * stretch
        s1 += step
        s2 += int(part * part * STEPS)
        h1 += het
        h2 += int(x * x * STEPS)
        least, most, widest = min(least, step), max(most, step), max(widest, het)
        z = e + shift
        z2 = z * abs(z) * w
        less, more = int(z2 < -critical2), int(z2 > critical2)
        below += int(z < 0.0)
        above += int(z > 0.0)
        under += less
        over += more
        block[STEP + i], block[HET + i], block[SAID + i] = step, het, less + more
        block[BIN + i] = (het >> TO_ROW & IN_ROWS) << RULE_BITS | step >> TO_RULE & IN_RULE
    tallies[0] += n
    tallies[1] += below
    tallies[2] += above
    tallies[3] += under
    tallies[4] += over
    totals[0] += s1
    totals[1] += s2
    totals[2] += h1
    totals[3] += h2
    return under + over, s1, least, most, widest


@njit(cache=True, error_model="numpy", nogil=True)
def common_row(
    row, weights, effects, numbers, above, shifts, start, base, spreads, lane, ruled,
    block, tallies, totals, cells, rule, choices, extremes,
):  # fmt: skip
    """A whole row under one common effect: `common`, `count` and the rest, in one go for speed.

    Returns how many were decided, and the steps of all.
    """
    slope, offset, stretch, far, critical2 = ruled[0], ruled[1], ruled[2], ruled[3], ruled[4]
    s1, s2, h1, h2, below, over, under, decided = 0, 0, 0, 0, 0, 0, 0, 0
    for b in range(shifts.size):
        weight, effect = weights + above[b, WEIGHT], effects + above[b, EFFECT]
        studies, shift = numbers + above[b, STUDIES], shifts[b]
        least, most, widest = FAR, -1, -1
        for i in range(WIDTH):
            total = weight + base[BASE_WEIGHT + i]
            spread = start[i] + shift + spreads[b, i]
            free = (studies + base[BASE_STUDIES + i] - 1.0) * total
            largest = max(spread, free, TINY)
            inverse = 1.0 / (total * largest)
            lane[ESTIMATE + i] = (effect + base[BASE_EFFECT + i]) * (largest * inverse)
            lane[SHARE + i] = max(spread - free, 0.0) * total * inverse
            lane[PRECISION + i] = total
        for i in range(WIDTH):
            e, x, total = lane[ESTIMATE + i], lane[SHARE + i], lane[PRECISION + i]
            step, het = int(e * slope + offset), int(x * STEPS + 1.0)
            part = e * stretch
            s1 += step
            s2 += int(part * part * STEPS)
            h1 += het
            h2 += int(x * x * STEPS)
            least, most, widest = min(least, step), max(most, step), max(widest, het)
            z = e + far
            z2 = z * abs(z) * total
            said = int(abs(z2) > critical2)
            below += int(z < 0.0)
            over += int(z > 0.0)
            under += int(z2 < -critical2)
            decided += said
            choices[b, i] += said
            choices[b, WIDTH + i] += step
            block[STEP + i], block[HET + i] = step, het
            block[BIN + i] = (het >> TO_ROW & IN_ROWS) << RULE_BITS | step >> TO_RULE & IN_RULE
        choices[b, WHOLE] += 1
        picture(WIDTH, block, cells, rule)
        number = (row * shifts.size + b) * WIDTH
        if least < extremes[0, 0] or most > extremes[1, 0] or widest > extremes[2, 0]:
            extremes_of(least, most, widest, WIDTH, number, True, block, extremes)
    n = shifts.size * WIDTH
    for place, value in ((0, n), (1, below), (2, over), (3, under), (4, decided - under)):
        tallies[place] += value
    for place, value in ((0, s1), (1, s2), (2, h1), (3, h2)):
        totals[place] += value
    return decided, s1


@njit(cache=True, error_model="numpy", nogil=True)
def picture(n, block, cells, rule):
    """The bins of n analyses. Far ones by turns: near ones share bins, and would wait in line."""
    if n < WIDTH:
        for i in range(n):
            one = block[BIN + i]
            cells[np.uintp(one >> TO_CELL)] += 1
            rule[np.uintp(one & IN_RULE)] += 1
        return
    for i in range(QUARTER):
        one, two = block[BIN + i], block[BIN + QUARTER + i]
        three, four = block[BIN + 2 * QUARTER + i], block[BIN + 3 * QUARTER + i]
        cells[np.uintp(one >> TO_CELL)] += 1
        cells[np.uintp(two >> TO_CELL)] += 1
        cells[np.uintp(three >> TO_CELL)] += 1
        cells[np.uintp(four >> TO_CELL)] += 1
        rule[np.uintp(one & IN_RULE)] += 1
        rule[np.uintp(two & IN_RULE)] += 1
        rule[np.uintp(three & IN_RULE)] += 1
        rule[np.uintp(four & IN_RULE)] += 1


@njit(cache=True, error_model="numpy", nogil=True)
def extremes_of(least, most, widest, n, number, whole, block, extremes):
    """Keep the lowest, the highest and the most heterogeneous analysis so far."""
    if least < extremes[0, 0]:
        _extreme(0, least, n, number, whole, block, extremes)
    if most > extremes[1, 0]:
        _extreme(1, most, n, number, whole, block, extremes)
    if widest > extremes[2, 0]:
        _extreme(2, widest, n, number, whole, block, extremes)


@njit(cache=True, error_model="numpy", nogil=True)
def _extreme(which, value, n, number, whole, block, extremes):
    """Of equal ones the first is kept."""
    place = HET if which == 2 else STEP
    for i in range(n):
        if block[place + i] == value:
            extremes[which, 0] = value
            extremes[which, 1] = number + (i if whole else block[LANE + i])
            return


@njit(cache=True, error_model="numpy", nogil=True)
def attribute(b, n, whole, block, choices):
    """Count a block's analyses for its choices of low studies."""
    if whole:
        choices[b, WHOLE] += 1
        for i in range(WIDTH):
            choices[b, i] += block[SAID + i]
            choices[b, WIDTH + i] += block[STEP + i]
        return
    for i in range(n):
        at = block[LANE + i]
        choices[b, at] += block[SAID + i]
        choices[b, WIDTH + at] += block[STEP + i]
        choices[b, 2 * WIDTH + at] += 1


@njit(cache=True, error_model="numpy", nogil=True)
def attribute_high(n, decided, steps, k, active, members):
    """Count a block's analyses for each of its high studies."""
    for q in range(active[k]):
        j = active[q]
        members[0, j] += decided
        members[1, j] += steps
        members[2, j] += n
