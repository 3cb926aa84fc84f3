"""The compiled engine's loop: some patients side by side, one in each lane of a vector.

The functions that `generate` writes for a model are called by their addresses, so that this
text is compiled once for all models. Each lane has a time and a step of its own, and takes
the next patient when its own is done, so that no number depends on who is in the other lanes.
For the rows of the lanes see `rows`, for the rule of the step `tsit5`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from thymos.mechanism.calls import call_event, call_rows, call_stages
from thymos.mechanism.rows import LANES, ROWS
from thymos.mechanism.task import FIRST_EVENT, NOT_FINITE, TINY_STEP, TOO_MANY_STEPS
from thymos.mechanism.tsit5 import (
    BEFORE,
    FIRST,
    GROW,
    LARGEST_ERROR,
    LEAST_ERROR,
    NOW,
    SAFETY,
    SHRINK,
    TINY,
    TINY_TIME,
    WIDEST,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

(TIME, STEP, END, STOP, EDGE, NEXT, USED) = range(7)
(ERROR, FACTOR, PAST, MAY_GROW, GOOD, HITS) = range(7, 13)
(DUE, TRIED, LIVE, NEEDS, SHARE) = range(13, len(ROWS))
# A double's exponent, as the whole number that its bits are.
EXPONENT, BIAS = float(2**52), 1023.0


class Model(NamedTuple):
    """Addresses of a model's functions: see `generate.source`; fires: one for each event."""

    ready: int
    slopes: int
    stages: int
    keep: int
    dense: int
    fires: Ints


class Given(NamedTuple):
    """As `task.Task`; constants: (patient, constant), in the order of their rows."""

    constants: Floats
    fixed: Floats
    initial: Floats
    stops: Floats
    states: Ints
    amounts: Floats
    times: Floats
    start: float
    rtol: float
    atol: float
    most: int
    longest: float


class Lanes(NamedTuple):
    """Rows of the lanes, (row, lane); their last ones, as numbers and as bits; who is where.

    patient: -1 for none; stop, due: the next stop and the next readout of each lane; fresh:
    whether the slopes of a lane are still to be computed.
    """

    work: Floats
    control: Floats
    bits: Ints
    patient: Ints
    stop: Ints
    due: Ints
    fresh: NDArray[np.bool_]


class Found(NamedTuple):
    """What is written: as `task.Result`."""

    states: Floats
    steps: Ints
    status: NDArray[np.int8]


@njit(cache=True, error_model="numpy", nogil=True)
def aim(k: Floats) -> None:
    """How far each lane goes: its step, or up to its stop, or half of what is left."""
    for lane in range(LANES):
        left, wanted = k[STOP, lane] - k[TIME, lane], k[STEP, lane]
        hits = wanted >= left
        used = left if hits else (0.5 * left if 2.0 * wanted > left else wanted)
        k[USED, lane] = used
        k[END, lane] = k[EDGE, lane] if hits else k[TIME, lane] + used
        k[HITS, lane] = 1.0 if hits else 0.0


@njit(cache=True, error_model="numpy", nogil=True)
def judge(k: Floats, bits: Ints, most: float, longest: float) -> float:
    """Whether each step is good, the size of the next, and which lanes need to be seen to.

    These are lanes with a readout inside their step, at a stop, or that must be given up.
    Returns how many.
    """
    needs = 0.0
    for lane in range(LANES):
        error = k[ERROR, lane]
        good = 1.0 if error <= 1.0 else 0.0
        if not error < LARGEST_ERROR:
            error = LARGEST_ERROR
        k[ERROR, lane] = max(error, LEAST_ERROR)
        log = bits[ERROR, lane] / EXPONENT - BIAS
        exponent = NOW * log + good * BEFORE * k[PAST, lane]
        bits[FACTOR, lane] = np.int64((min(max(exponent, -WIDEST), WIDEST) + BIAS) * EXPONENT)
        grow = GROW if good * k[MAY_GROW, lane] > 0.0 else 1.0
        factor = min(max(SAFETY * k[FACTOR, lane], SHRINK), grow)
        step = min(k[USED, lane] * factor, longest)
        k[STEP, lane], k[TRIED, lane] = step, k[TRIED, lane] + 1.0
        k[PAST, lane] = log if good > 0.0 else k[PAST, lane]
        k[GOOD, lane], k[MAY_GROW, lane] = good, good
        seen = k[HITS, lane] > 0.0 or k[DUE, lane] <= k[END, lane]
        need = seen if good > 0.0 else step <= TINY * max(abs(k[TIME, lane]), TINY_TIME)
        need = need or k[TRIED, lane] >= most
        k[NEEDS, lane] = k[LIVE, lane] if need else 0.0
        needs += k[NEEDS, lane]
    return needs


@njit(cache=True, error_model="numpy", nogil=True)
def go(k: Floats) -> None:
    """Where a step is good, the lane's time moves on."""
    for lane in range(LANES):
        after = k[STOP, lane] if k[HITS, lane] > 0.0 else k[TIME, lane] + k[USED, lane]
        k[TIME, lane] = after if k[GOOD, lane] > 0.0 else k[TIME, lane]


@njit(cache=True, error_model="numpy", nogil=True)
def race(
    stages: int, keep: int, work: Floats, k: Floats, bits: Ints,
    rtol: float, atol: float, most: float, longest: float,
) -> None:  # fmt: skip
    """Steps of all lanes, until one needs to be seen to; its last step is not kept yet."""
    while True:
        aim(k)
        call_stages(stages, work, rtol, atol)
        if judge(k, bits, most, longest) > 0.0:
            return
        call_rows(keep, work)
        go(k)


@njit(cache=True, error_model="numpy", nogil=True)
def begin(given: Given, lanes: Lanes, lane: int) -> bool:
    """The last slopes become the lane's first, and give a first step; False if not finite."""
    count = given.initial.shape[1]
    work, k = lanes.work, lanes.control
    size, speed = 0.0, 0.0
    for s in range(count):
        slope = work[8 * count + s, lane]
        work[2 * count + s, lane] = slope
        scale = given.atol + given.rtol * abs(work[s, lane])
        size += (work[s, lane] / scale) ** 2
        speed += (slope / scale) ** 2
    size, speed = np.sqrt(size / count), np.sqrt(speed / count)
    step = max(FIRST * size, 1.0) / speed if speed > 0.0 else np.inf
    k[STEP, lane] = min(step, given.longest)
    k[PAST, lane], k[MAY_GROW, lane] = 0.0, 1.0
    return bool(np.isfinite(size) and np.isfinite(speed))


@njit(cache=True, error_model="numpy", nogil=True)
def arrive(model: Model, given: Given, lanes: Lanes, found: Found, lane: int) -> bool:
    """At a stop: doses and events, readouts that are due, the next stop; True at the end."""
    b, k, times = lanes.patient[lane], lanes.control, given.times
    t, stop, due = k[TIME, lane], lanes.stop[lane], lanes.due[lane]
    while given.stops[b, stop] <= t:
        state = given.states[b, stop]
        if state >= 0:
            lanes.work[state, lane] += given.amounts[b, stop]
        elif state <= FIRST_EVENT:
            k[NEXT, lane] = t
            call_event(model.fires[FIRST_EVENT - state], given.fixed[b], lanes.work, lane)
        stop += 1
    while due < times.size and times[due] <= t:
        for s in range(given.initial.shape[1]):
            found.states[b, due, s] = lanes.work[s, lane]
        due += 1
    lanes.stop[lane], lanes.due[lane], lanes.fresh[lane] = stop, due, True
    if due >= times.size:
        return True
    k[DUE, lane] = times[due]
    k[STOP, lane] = min(given.stops[b, stop], times[times.size - 1])
    k[EDGE, lane] = np.nextafter(k[STOP, lane], -np.inf)
    k[NEXT, lane] = np.nextafter(t, np.inf)
    return False


@njit(cache=True, error_model="numpy", nogil=True)
def inside(model: Model, given: Given, lanes: Lanes, found: Found) -> None:
    """Readouts that fall inside the accepted steps of lanes that need it."""
    k, times, count = lanes.control, given.times, given.initial.shape[1]
    first = lanes.work.shape[0] - k.shape[0] - count
    while True:
        left = False
        for lane in range(LANES):
            wanted = k[NEEDS, lane] * k[GOOD, lane] > 0.0 and k[DUE, lane] <= k[END, lane]
            k[SHARE, lane] = (k[DUE, lane] - k[TIME, lane]) / k[USED, lane] if wanted else -1.0
            left = left or wanted
        if not left:
            return
        call_rows(model.dense, lanes.work)
        for lane in range(LANES):
            if k[SHARE, lane] >= 0.0:
                b, due = lanes.patient[lane], lanes.due[lane]
                for s in range(count):
                    found.states[b, due, s] = lanes.work[first + s, lane]
                lanes.due[lane] = due + 1
                k[DUE, lane] = times[due + 1] if due + 1 < times.size else np.inf


@njit(cache=True, error_model="numpy", nogil=True)
def leave(lanes: Lanes, found: Found, lane: int) -> None:
    """The lane is free."""
    k = lanes.control
    found.steps[lanes.patient[lane]] = int(k[TRIED, lane])
    lanes.patient[lane], lanes.fresh[lane], k[LIVE, lane] = -1, False, 0.0


@njit(cache=True, error_model="numpy", nogil=True)
def give_up(lanes: Lanes, found: Found, lane: int, status: int) -> None:
    """No result for the lane's patient, and the lane is free."""
    b = lanes.patient[lane]
    found.status[b], found.states[b] = status, np.nan
    leave(lanes, found, lane)


@njit(cache=True, error_model="numpy", nogil=True)
def fill(model: Model, given: Given, lanes: Lanes, found: Found, waiting: int) -> int:
    """Patients into lanes that are free; returns who waits next."""
    k, count = lanes.control, given.initial.shape[1]
    for lane in range(LANES):
        while lanes.patient[lane] < 0 and waiting < given.initial.shape[0]:
            b, waiting = waiting, waiting + 1
            for s in range(count):
                lanes.work[s, lane] = given.initial[b, s]
            for c in range(given.constants.shape[1]):
                lanes.work[9 * count + c, lane] = given.constants[b, c]
            k[TIME, lane], k[TRIED, lane], k[LIVE, lane] = given.start, 0.0, 1.0
            lanes.patient[lane], lanes.stop[lane], lanes.due[lane] = b, 0, 0
            if arrive(model, given, lanes, found, lane):
                leave(lanes, found, lane)
    return waiting


@njit(cache=True, error_model="numpy", nogil=True)
def restart(model: Model, given: Given, lanes: Lanes, found: Found) -> None:
    """First slopes and steps of lanes that stand at a stop."""
    call_rows(model.ready, lanes.work)
    call_rows(model.slopes, lanes.work)
    for lane in range(LANES):
        if lanes.fresh[lane]:
            lanes.fresh[lane] = False
            if not begin(given, lanes, lane):
                give_up(lanes, found, lane, NOT_FINITE)


@njit(cache=True, error_model="numpy", nogil=True)
def settle(model: Model, given: Given, lanes: Lanes, found: Found) -> None:
    """See to the lanes that need it, and keep the steps of all."""
    k = lanes.control
    inside(model, given, lanes, found)
    call_rows(model.keep, lanes.work)
    go(k)
    for lane in range(LANES):
        if not k[NEEDS, lane] > 0.0:
            continue
        if k[GOOD, lane] * k[HITS, lane] > 0.0:
            if arrive(model, given, lanes, found, lane):
                leave(lanes, found, lane)
        elif not (k[GOOD, lane] > 0.0 or k[TRIED, lane] >= given.most):
            finite = k[ERROR, lane] < LARGEST_ERROR
            give_up(lanes, found, lane, TINY_STEP if finite else NOT_FINITE)
        if k[LIVE, lane] > 0.0 and k[TRIED, lane] >= given.most:
            give_up(lanes, found, lane, TOO_MANY_STEPS)


@njit(cache=True, error_model="numpy", nogil=True)
def advance(model: Model, given: Given, lanes: Lanes, found: Found) -> None:
    """All patients, lane by lane, until none waits; results into `found`."""
    k, waiting = lanes.control, 0
    while True:
        if lanes.patient.min() < 0 and waiting < given.initial.shape[0]:
            waiting = fill(model, given, lanes, found, waiting)
        if lanes.fresh.any():
            restart(model, given, lanes, found)
        if lanes.patient.max() >= 0:
            race(
                model.stages, model.keep, lanes.work, k, lanes.bits,
                given.rtol, given.atol, float(given.most), given.longest,
            )  # fmt: skip
            settle(model, given, lanes, found)
        elif waiting >= given.initial.shape[0]:
            return
