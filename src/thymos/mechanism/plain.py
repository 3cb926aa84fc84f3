"""The steps of an ensemble in NumPy: every patient with a step of its own, all at once.

The compiled engine (`lanes`, `generate`) does the same sums in the same order; this one needs
no compiler, and is what it is compared with.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thymos.mechanism import tsit5
from thymos.mechanism.program import run
from thymos.mechanism.system import Event, System
from thymos.mechanism.task import FIRST_EVENT, NOT_FINITE, TINY_STEP, TOO_MANY_STEPS, Result, Task

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Doubles as whole numbers are nearly logarithms to base 2: enough for the size of a step.
EXPONENT = float(2**52)
BIAS = 1023.0


def simulate(system: System, task: Task) -> Result:
    """States at the asked times, steps and status of every patient of a task."""
    work = _Work.of(system, task)
    work.arrive(np.arange(task.size))
    while (live := np.flatnonzero(work.live)).size:
        work.step(live)
    return Result(work.out, work.steps, work.status)


@dataclass(slots=True)
class _Work:
    """Where each patient stands; rows are patients."""

    system: System
    task: Task
    y: Floats
    slope: Floats
    t: Floats
    h: Floats
    before: Floats
    may_grow: Bools
    stop: Ints
    due: Ints
    steps: Ints
    status: NDArray[np.int8]
    live: Bools
    out: Floats

    @classmethod
    def of(cls, system: System, task: Task) -> _Work:
        size, states = task.initial.shape
        return cls(
            system, task, task.initial.copy(), np.zeros((size, states)),
            np.full(size, task.start), np.zeros(size), np.zeros(size), np.ones(size, dtype=bool),
            np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.int64),
            np.zeros(size, np.int8), np.ones(size, dtype=bool),
            np.full((size, task.times.size, states), np.nan),
        )  # fmt: skip

    def rates(self, who: Ints, t: Floats, y: Floats) -> Floats:
        inputs = [t, *y.T, *self.task.fixed[who].T]
        found = run(self.system.rate_program, inputs)
        return np.stack([np.broadcast_to(each, t.shape) for each in found], axis=1)

    def target(self, who: Ints) -> Floats:
        """The next time at which something happens to a patient, at the latest the end."""
        return np.asarray(np.minimum(self.task.stops[who, self.stop[who]], self.task.times[-1]))

    def arrive(self, who: Ints) -> None:
        """At a stop: doses given, readouts that are due written, a new first step."""
        while True:
            now = self.task.stops[who, self.stop[who]] <= self.t[who]
            given = who[now]
            if not given.size:
                break
            place = self.task.states[given, self.stop[given]]
            hit = place >= 0
            amount = self.task.amounts[given, self.stop[given]]
            self.y[given[hit], place[hit]] += amount[hit]
            for number, event in enumerate(self.system.events):
                self.fire(event, given[place == FIRST_EVENT - number])
            self.stop[given] += 1
        self.write(who, self.y[who])
        self.live[who[self.due[who] >= self.task.times.size]] = False
        self.begin(who[self.live[who]])

    def fire(self, event: Event, who: Ints) -> None:
        """Set states to what an event gives, all from the values before it."""
        if who.size:
            made = self.system.event_program(event)
            values = run(made, [self.t[who], *self.y[who].T, *self.task.fixed[who].T])
            for (place, _), value in zip(event.changes, values, strict=True):
                self.y[who, place] = value

    def write(self, who: Ints, y: Floats) -> None:
        times = self.task.times
        while who.size:
            due = self.due[who]
            now = (due < times.size) & (times[np.minimum(due, times.size - 1)] <= self.t[who])
            who, y = who[now], y[now]
            self.out[who, self.due[who]] = y
            self.due[who] += 1

    def begin(self, who: Ints) -> None:
        """Slopes just after a stop, and a first step by their size."""
        if not who.size:
            return
        y = self.y[who]
        self.slope[who] = slope = self.rates(who, np.nextafter(self.t[who], np.inf), y)
        scale = self.task.atol + self.task.rtol * np.abs(y)
        with np.errstate(all="ignore"):
            size = np.sqrt(_sum((y / scale) ** 2) / y.shape[1])
            speed = np.sqrt(_sum((slope / scale) ** 2) / y.shape[1])
            h = np.maximum(tsit5.FIRST * size, 1.0) / speed
        h = np.where(speed > 0.0, h, np.inf)
        self.h[who] = np.minimum(h, self.task.longest)
        self.before[who] = 0.0
        self.may_grow[who] = True
        bad = ~np.isfinite(speed) | ~np.isfinite(size)
        self.fail(who[bad], NOT_FINITE)

    def fail(self, who: Ints, status: int) -> None:
        self.status[who], self.live[who], self.out[who] = status, False, np.nan

    def step(self, who: Ints) -> None:
        """One attempt for each of the patients."""
        target = self.target(who)
        left = target - self.t[who]
        h = self.h[who]
        hits = h >= left
        h = np.where(hits, left, np.where(2.0 * h > left, 0.5 * left, h))
        end = np.where(hits, np.nextafter(target, -np.inf), self.t[who] + h)
        slopes, new, error = self.stages(who, h, end)
        self.steps[who] += 1
        good = error <= 1.0
        growth = self.growth(who, error, good)
        self.write_inside(who[good], h[good], self.t[who][good] + h[good], slopes[good], hits[good])
        kept = who[good]
        self.y[kept], self.slope[kept] = new[good], slopes[good, 6]
        self.t[kept] = np.where(hits, target, self.t[who] + h)[good]
        proposed = np.minimum(h * growth, self.task.longest)
        self.h[who] = proposed
        finite = np.isfinite(error)
        still = np.maximum(np.abs(self.t[who]), tsit5.TINY_TIME)
        tiny = ~good & (proposed <= tsit5.TINY * still)
        self.fail(who[tiny & finite], TINY_STEP)
        self.fail(who[tiny & ~finite], NOT_FINITE)
        over = (self.steps[who] >= self.task.most) & self.live[who]
        arrived = who[good & hits]
        self.arrive(arrived)
        self.fail(who[over & self.live[who]], TOO_MANY_STEPS)

    def stages(self, who: Ints, h: Floats, end: Floats) -> tuple[Floats, Floats, Floats]:
        """Seven slopes, (patient, 7, state), the new state, and the squared error by tolerance."""
        y, t = self.y[who], self.t[who]
        slopes = np.empty((who.size, 7, y.shape[1]))
        slopes[:, 0] = self.slope[who]
        new = y
        with np.errstate(all="ignore"):
            for i in range(1, 7):
                change = np.zeros_like(y)
                for j, weight in enumerate(tsit5.A[i]):
                    change = change + weight * slopes[:, j]
                new = y + h[:, None] * change
                at = t + tsit5.C[i] * h if i < 5 else end
                slopes[:, i] = self.rates(who, at, new)
            error = np.zeros_like(y)
            for j, weight in enumerate(tsit5.E):
                error = error + weight * slopes[:, j]
            scale = self.task.atol + self.task.rtol * np.maximum(np.abs(y), np.abs(new))
            squares = (h[:, None] * error / scale) ** 2
        return slopes, new, _sum(squares) * (1.0 / y.shape[1])

    def growth(self, who: Ints, error: Floats, good: Bools) -> Floats:
        """By how much the next step differs from this one."""
        error = np.where(error < tsit5.LARGEST_ERROR, error, tsit5.LARGEST_ERROR)
        log = logarithm(np.maximum(error, tsit5.LEAST_ERROR))
        exponent = tsit5.NOW * log + np.where(good, tsit5.BEFORE * self.before[who], 0.0)
        factor = tsit5.SAFETY * power_of_two(np.clip(exponent, -tsit5.WIDEST, tsit5.WIDEST))
        most = np.where(good & self.may_grow[who], tsit5.GROW, 1.0)
        factor = np.minimum(np.maximum(factor, tsit5.SHRINK), most)
        self.before[who] = np.where(good, log, self.before[who])
        self.may_grow[who] = good
        return np.asarray(factor)

    def write_inside(self, who: Ints, h: Floats, end: Floats, slopes: Floats, hits: Bools) -> None:
        """Readouts that fall inside an accepted step."""
        times = self.task.times
        y, t = self.y[who], self.t[who]
        end = np.where(hits, np.nextafter(self.target(who), -np.inf), end)
        rows = np.arange(who.size)
        while rows.size:
            due = self.due[who[rows]]
            at = times[np.minimum(due, times.size - 1)]
            rows, at = _both(rows, at, (due < times.size) & (at <= end[rows]))
            share = (at - t[rows]) / h[rows]
            self.out[who[rows], self.due[who[rows]]] = _inside(
                y[rows], h[rows], slopes[rows], share
            )
            self.due[who[rows]] += 1


def _both(rows: Ints, at: Floats, kept: Bools) -> tuple[Ints, Floats]:
    return rows[kept], at[kept]


def _inside(y: Floats, h: Floats, slopes: Floats, share: Floats) -> Floats:
    """The state at a share of the step."""
    change = np.zeros_like(y)
    for j, (a, b, c, d) in enumerate(tsit5.DENSE):
        weight = share * (a + share * (b + share * (c + share * d)))
        change = change + weight[:, None] * slopes[:, j]
    return np.asarray(y + h[:, None] * change)


def _sum(values: Floats) -> Floats:
    """Sums over states in their order, as the compiled engine adds."""
    total = np.zeros(values.shape[0])
    for column in values.T:
        total = total + column
    return total


def logarithm(x: Floats) -> Floats:
    """log2 of positive doubles to within 0.09, from their bits.

    >>> float(logarithm(np.array([8.0]))[0])
    3.0
    """
    return np.asarray(np.ascontiguousarray(x).view(np.int64) / EXPONENT - BIAS)


def power_of_two(x: Floats) -> Floats:
    """2 to the power of x, to within 7 %, the inverse of `logarithm`.

    >>> float(power_of_two(np.array([3.0]))[0])
    8.0
    """
    return np.asarray(((x + BIAS) * EXPONENT).astype(np.int64).view(np.float64))
