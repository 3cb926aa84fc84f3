"""What would have to be otherwise for an answer to be another one: studies, or single events.

The answer is the side on which the confidence interval lies: all of it below the value of no
effect, all of it above, or across it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Bools, Floats, Ints, as_batch
from thymos.kernel.effects import effect_sizes
from thymos.kernel.measures.table import Effects
from thymos.kernel.specifications import Fits, fits

# Selections that are looked at before the search among larger ones is given up.
MOST_SELECTIONS = 60_000
# Events that are changed before the search is given up: no reader would call more of them few.
MOST_EVENTS = 1_000
CHUNK = 8_192


@dataclass(frozen=True, slots=True, eq=False)
class FewestStudies:
    """The result of `fewest_studies`.

    side: of the whole, -1, 0 or 1 (`sides`). count: the fewest studies without which the side
    is another; None where none was found. without: their selections, (found, study), True for a
    study left out; moved: the side then, (found,). searched: up to so many left out, every
    selection was looked at; exhausted: whether there are no larger ones. stepwise: where the
    search was given up, studies left out one by one, each time the one that moves the interval
    most, (study,); their number is an upper bound; stepwise_side: the side then. Both are None
    else, and where steps lead nowhere.
    """

    side: int
    count: int | None
    without: Bools
    moved: Ints
    searched: int
    exhausted: bool
    stepwise: Bools | None = None
    stepwise_side: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FewestEvents:
    """The result of `fewest_events`.

    side: of the answer as it is. count: events changed until the side is another; None where
    it stays after `searched` changes. changed: (2, study), events added to the treated and to the
    control group of each study, negative where taken away. moved: the side then.
    """

    side: int
    count: int | None
    changed: Ints
    moved: int
    searched: int


def sides(low: ArrayLike, high: ArrayLike, null: float = 0.0) -> Ints:
    """-1 where an interval lies below null, 1 where it lies above, 0 where across it, or nan.

    >>> sides([-2.0, -1.0, 0.5], [-1.0, 1.0, 2.0]).tolist()
    [-1, 0, 1]
    """
    return np.asarray(np.greater(low, null), np.int64) - np.asarray(np.less(high, null), np.int64)


def fewest_studies(
    y: ArrayLike,
    v: ArrayLike,
    *,
    method: str = "REML",
    test: str = "z",
    level: float = 0.95,
    null: float = 0.0,
    most: int = MOST_SELECTIONS,
) -> FewestStudies:
    """The fewest studies that need be left out for the answer to be another one.

    y, v: (study,). method, test, level: as in `pool`. null: the value of no effect. most:
    selections that are looked at; all of one size, or none. Where more would be needed, studies
    are left out one by one instead. One study that is left is an answer too, under tests that
    need no second one. Raises ValueError as `pool` does.

    >>> found = fewest_studies([-0.5, -0.4, 0.1], [0.02, 0.03, 0.02])
    >>> found.side, found.count, found.without.tolist(), found.moved.tolist()
    (0, 1, [[False, False, True]], [-1])
    """
    batch = as_batch(y, v)
    k = batch.y.shape[1]

    def fitted(masks: Bools) -> Fits:
        """One study that is left counts, one without an interval, such as a t, is on no side."""
        return fits(
            batch.y, batch.v, masks, methods=(method,), tests=(test,), level=level, smallest=1
        )

    def at(masks: Bools) -> Ints:
        found = fitted(masks)
        return sides(found.ci_low[:, 0, 0], found.ci_high[:, 0, 0], null)

    whole = np.ones((1, k), bool)
    side = int(at(whole)[0])
    seen, size = 0, 0
    for size in range(1, k):
        if seen + comb(k, size) > most:
            up = side < 0 or (side == 0 and fitted(whole).estimate[0, 0] >= null)
            steps = _one_by_one(k, fitted, side, null, up=up)
            return _none(side, k, size - 1, steps, exhausted=False)
        seen += comb(k, size)
        found = [
            (out[moved], there[moved])
            for out in _without(k, size)
            for there in [at(~out)]
            for moved in [there != side]
        ]
        without = np.concatenate([each for each, _ in found])
        if without.size:
            return FewestStudies(
                side, size, without, np.concatenate([each for _, each in found]), size, False
            )
    return _none(side, k, size, (None, None), exhausted=True)


def _none(
    side: int,
    k: int,
    searched: int,
    steps: tuple[Bools | None, int | None],
    *,
    exhausted: bool,
) -> FewestStudies:
    none = np.zeros((0, k), bool)
    return FewestStudies(side, None, none, np.zeros(0, np.int64), searched, exhausted, *steps)


def _one_by_one(
    k: int, fitted: Callable[[Bools], Fits], side: int, null: float, *, up: bool
) -> tuple[Bools | None, int | None]:
    """Studies left out, each time the one that moves the limit furthest; None where none does."""
    out = np.zeros(k, bool)
    for _ in range(k - 1):
        left = np.flatnonzero(~out)
        masks = np.repeat(~out[None], left.size, axis=0)
        masks[np.arange(left.size), left] = False
        found = fitted(masks)
        low, high = found.ci_low[:, 0, 0], found.ci_high[:, 0, 0]
        reach = _reach(low, high, side, up)
        best = int(np.argmax(reach))
        if not np.isfinite(reach[best]):
            break
        out[left[best]] = True
        there = int(sides(low[best], high[best], null))
        if there != side:
            return out, there
    return None, None


def _reach(low: Floats, high: Floats, side: int, up: bool) -> Floats:
    """How far the limit that must cross no effect has come; the higher, the nearer.

    The far one of an interval beside no effect, the near one of an interval across it.
    """
    reach = (high if up else -low) if side else (low if up else -high)
    return np.where(np.isfinite(reach), reach, -np.inf)


def _without(k: int, size: int) -> Iterator[Bools]:
    every = combinations(range(k), size)
    while part := list(islice(every, CHUNK)):
        out = np.zeros((len(part), k), bool)
        out[np.arange(len(part))[:, None], np.array(part)] = True
        yield out


def fewest_events(
    cells: ArrayLike,
    measure: str = "RR",
    *,
    method: str = "REML",
    test: str = "z",
    level: float = 0.95,
    add: float | None = None,
    to: str = "only0",
    drop00: bool = False,
    most: int = MOST_EVENTS,
) -> FewestEvents:
    """How few events need be otherwise for the answer to be another one, found step by step.

    cells: (4, study), events and size of the treated group, of the control group. measure, add,
    to, drop00: as in `effect_sizes`. In each step one person of one group changes between event
    and none, the one who moves the interval most: towards no effect where it lies beside it,
    and else away from it on the side of the estimate. So `count` is an upper bound of the
    fewest, which no one has shown it to be. Raises ValueError as `effect_sizes` and `pool` do,
    and for sizes or events that are not whole.
    Source: Atal et al. 2019 (J Clin Epidemiol 111:32), the fragility index of a meta-analysis.

    >>> found = fewest_events([[5, 8], [100, 120], [14, 15], [100, 120]], method="CE")
    >>> found.side, found.count, found.changed.tolist(), found.moved
    (-1, 3, [[0, 3], [0, 0]], 0)
    """
    table = _whole(cells)
    options = {"add": add, "to": to, "drop00": drop00}

    def effects(a: Floats, n1: Floats, c: Floats, n2: Floats) -> Effects:
        return effect_sizes(measure, a, n1, c, n2, **options)  # type: ignore[arg-type]

    def limits(tables: Floats) -> tuple[Floats, Floats, Floats]:
        found = effects(*tables)
        fit = fits(
            found.y,
            found.v,
            found.included,
            methods=(method,),
            tests=(test,),
            level=level,
            smallest=1,
        )
        return fit.estimate[:, 0], fit.ci_low[:, 0, 0], fit.ci_high[:, 0, 0]

    estimate, low, high = limits(table[:, None, :])
    side = int(sides(low, high)[0])
    up = bool(side < 0 or (side == 0 and estimate[0] >= 0))
    return _stepwise(table, limits, side, up, most)


def _stepwise(
    table: Floats,
    limits: Callable[[Floats], tuple[Floats, Floats, Floats]],
    side: int,
    up: bool,
    most: int,
) -> FewestEvents:
    """Change one event after the other, always the one that moves the limit furthest."""
    now, before = table.copy(), -np.inf
    step = 0
    for step in range(1, most + 1):
        tables = _neighbours(now)
        _, low, high = limits(tables)
        reach = _reach(low, high, side, up)
        best = int(np.argmax(reach))
        if reach[best] <= before:
            break
        now, before = tables[:, best], reach[best]
        moved = int(sides(low[best], high[best]))
        if moved != side:
            return FewestEvents(side, step, _changed(now, table), moved, step)
    return FewestEvents(side, None, _changed(now, table), side, step)


def _neighbours(table: Floats) -> Floats:
    """Every table with one event more or fewer in one group of one study, (4, table, study)."""
    k = table.shape[1]
    tables = []
    for row, size in ((0, 1), (2, 3)):
        for change in (1.0, -1.0):
            moved = table[row] + change
            for study in np.flatnonzero((moved >= 0) & (moved <= table[size])):
                other = table.copy()
                other[row, study] = moved[study]
                tables.append(other)
    return np.stack(tables, axis=1) if tables else np.empty((4, 0, k))


def _changed(now: Floats, before: Floats) -> Ints:
    return np.asarray((now - before)[[0, 2]], np.int64)


def _whole(cells: ArrayLike) -> Floats:
    table = np.asarray(cells, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] != 4 or not table.shape[1]:
        raise ValueError(f"cells must have the shape (4, study), got {table.shape}")
    if not (np.isfinite(table).all() and (table == np.floor(table)).all()):
        raise ValueError("cells must hold whole numbers of events and people")
    return table
