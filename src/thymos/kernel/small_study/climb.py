"""Maximise a smooth function in a box, from several starts at once, by Newton's steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from thymos.kernel.batch import Bools, Floats

Places = np.ndarray[tuple[int, ...], np.dtype[np.intp]]

MOST_STEPS = 100
# A Newton step that promises less than this is taken, and is the last: what is left after it
# is of the order of its square.
LAST_GAIN = 1e-9
# No step is longer than this, relative to 1 + the size of the parameter.
LONGEST = 2.0
# First damping of a refused step, as a share of the largest curvature, and its growth.
FIRST_DAMPING = 1e-3
GROWTH = 8.0


@dataclass(frozen=True, slots=True, eq=False)
class Height:
    """A function at points (start, parameter): value (start,), slope, and bend (second)."""

    value: Floats
    slope: Floats
    bend: Floats


def climb(
    function: Callable[[Floats], Height], starts: Floats, low: Floats, high: Floats
) -> tuple[Floats, Height]:
    """The highest of the summits reached, (parameter,), and the function there, of one start.

    starts: (start, parameter), inside low and high, (parameter,). A parameter with low = high
    is fixed. Steps go along the absolute value of the bend, so never down; a step that does not
    rise is damped and tried again. A parameter rests on a limit while the slope points outward.

    >>> def parabola(x):
    ...     return Height(-((x[:, 0] - 3) ** 2), -2 * (x - 3), np.full((len(x), 1, 1), -2.0))
    >>> climb(parabola, np.zeros((1, 1)), np.array([0.0]), np.array([2.0]))[0]
    array([2.])
    """
    x = np.clip(starts, low, high)
    here = function(x)
    damping = np.zeros(x.shape[0])
    alive = np.arange(x.shape[0])
    for _ in range(MOST_STEPS):
        at, before, damped = x[alive], _some(here, alive), damping[alive]
        step, gain = _step(before, inside(at, before.slope, low, high), damped)
        long = (np.abs(step) / (1 + np.abs(at))).max(-1, keepdims=True)
        new = np.clip(at + step * np.minimum(1.0, LONGEST / np.maximum(long, LONGEST)), low, high)
        there = function(new)
        better = there.value >= before.value
        risen = alive[better]
        x[risen] = new[better]
        here.value[risen], here.slope[risen] = there.value[better], there.slope[better]
        here.bend[risen] = there.bend[better]
        after = here.bend[alive]
        size = np.abs(np.einsum("spp->sp", after)).max(-1) * FIRST_DAMPING
        worse = np.maximum(GROWTH * damped, size)
        eased = np.where(damped < size, 0.0, damped / GROWTH)
        damping[alive] = np.where(better, eased, worse)
        # A start that has come to rest is not looked at again.
        alive = alive[~((gain < LAST_GAIN) & (damped == 0)) & (worse < 1e12 * (1 + size))]
        if not alive.size:
            break
    best = int(here.value.argmax())
    return x[best], Height(here.value[best], here.slope[best], here.bend[best])


def polished(
    function: Callable[[Floats], Height], x: Floats, top: Height, low: Floats, high: Floats
) -> tuple[Floats, Height]:
    """One more Newton step from a summit, so that the start it was climbed from leaves no trace."""
    here = Height(np.array([top.value]), top.slope[None], top.bend[None])
    step, gain = _step(here, inside(x, top.slope, low, high)[None], np.zeros(1))
    new = np.clip(x + step[0], low, high)
    if not gain[0] < LAST_GAIN:
        return x, top
    there = function(new[None])
    return new, Height(there.value[0], there.slope[0], there.bend[0])


def inside(x: Floats, slope: Floats, low: Floats, high: Floats) -> Bools:
    """Parameters free to move: not fixed, and not resting on a limit."""
    outward = ((x <= low) & (slope < 0)) | ((x >= high) & (slope > 0))
    return np.asarray((high > low) & ~outward)


def _step(here: Height, free: Bools, damping: Floats) -> tuple[Floats, Floats]:
    """Newton's step in the free parameters, and twice the rise that it promises."""
    both = free[:, :, None] & free[:, None, :]
    curve = np.where(both, here.bend, 0.0)
    values, vectors = np.linalg.eigh(curve)
    slope = np.where(free, here.slope, 0.0)
    turned = np.einsum("sij,si->sj", vectors, slope)
    size = np.maximum(np.abs(values), 1e-10) + damping[:, None]
    move = np.einsum("sij,sj->si", vectors, turned / size)
    return np.where(free, move, 0.0), (turned * turned / size).sum(-1)


def _some(here: Height, rows: Places) -> Height:
    return Height(here.value[rows], here.slope[rows], here.bend[rows])
