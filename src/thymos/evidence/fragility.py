"""How far an answer hangs on choices: of studies, of analyses, of single events.

Four questions about one pooled answer. What do all choices among its studies say? What do all
defensible analyses say? How many studies, or events, would have to be otherwise for the answer
to be another one? What would the same choices find where nothing works? None of them gives a
probability that the answer is right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from thymos.errors import UsageError
from thymos.evidence.multiverse import (
    SETS,
    Calibration,
    Carried,
    Crossed,
    Material,
    calibration,
    carried,
    cross,
    no_effect,
    null_of,
)
from thymos.evidence.multiverse.dimensions import Floats
from thymos.evidence.pace import OTHERS, SECONDS, nanoseconds, turns
from thymos.evidence.sections.section import data
from thymos.evidence.synthesis import Pooling
from thymos.jobs import Executor, InProcess, Keeping, Plan, Progress, fold, run
from thymos.jobs.random import SEEDS
from thymos.kernel.fragile import Permuted, Points, Summary, Sweep, flips, merged, sweep
from thymos.kernel.selections import MOST_COUNTED, LeaveOut, SampledSubsets, Subsets
from thymos.kernel.tipping import FewestEvents, FewestStudies, fewest_events, fewest_studies

Told = Callable[[str, Progress], None]

SAMPLE = 1_000_000
# Choices that are kept one by one, so that each can be drawn: unasked, and where it is asked for.
MOST_POINTS = 1_200
MOST_POINTS_ASKED = 2**20
# A piece of work should not take longer, or nobody is told how far it is; nor should it be one
# of more than so many, each of which may be kept.
SECONDS_OF_A_PIECE, MOST_PIECES = 2.0, 1_024
# What takes so many seconds of one worker is refused, unless more of them share it.
LONGEST = 86_400.0
# Turns of signs in a piece.
FLIPS_AT_ONCE = 4_096
MOST_SETS = 100_000
FEWEST_SETS = 19


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked beyond the pooling itself.

    subsets: None for all of them where that is quick, and a sample else; ``all``; or the size of
    a sample. leave_out: instead of them, every choice without so many studies. sets: simulated
    ones without effect, 0 for none. engine: of the subsets, as in `kernel.fragile.Sweep`.
    seconds: of choices that are made unasked. points: whether up to 2^20 choices are kept one by
    one. workers: how many share the work. Raises UsageError for numbers that make no sense.
    """

    subsets: int | str | None = None
    sets: int = SETS
    seed: int = 1
    engine: str = "auto"
    seconds: float = SECONDS
    leave_out: int | None = None
    points: bool = False
    workers: int = 1

    def __post_init__(self) -> None:
        if self.leave_out is not None and self.subsets is not None:
            raise UsageError("either subsets are chosen, or so many studies left out")
        if isinstance(self.subsets, str) and self.subsets != "all":
            raise UsageError(f"expected 'all' or a number of subsets, found '{self.subsets}'")
        if isinstance(self.subsets, int) and self.subsets < 1:
            raise UsageError(f"expected 1 or more subsets, found {self.subsets}")
        if self.sets != 0 and not FEWEST_SETS <= self.sets <= MOST_SETS:
            raise UsageError(
                f"expected 0 or from {FEWEST_SETS} to {MOST_SETS:,} simulated sets, "
                f"found {self.sets}"
            )
        if not 0 <= self.seed < SEEDS:
            raise UsageError(f"expected a whole seed from 0 to 2^64 - 1, found {self.seed}")


@dataclass(frozen=True, slots=True)
class Running:
    """Who works, who is told, and where finished pieces are kept."""

    executor: Executor = field(default_factory=InProcess)
    progress: Told | None = None
    keep: Keeping | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """What choices among the studies say. possible: how many choices there are.

    points: each of them, where they are few; None else.
    """

    summary: Summary
    method: str
    possible: int
    sampled: bool
    points: Points | None
    left_out: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class OneByOne:
    """Work for a plan: estimate and I² of each choice of an index range, (2, choice)."""

    every: Sweep

    def __call__(self, first: int, stop: int) -> Floats:
        """The choices of an index range."""
        found = self.every.points(first, stop, ("estimate", "I2"))
        return np.stack([found.estimate, found.I2])


@dataclass(frozen=True, slots=True, eq=False)
class Fragility:
    """Everything about one pooled answer; None where a part cannot be had, such as for one study.

    null: no effect on the analysis scale; nan for measures that have none.
    """

    pooling: Pooling
    material: Material
    null: float
    choices: Choices | None
    crossed: Crossed
    carried: tuple[Carried, ...]
    calibration: Calibration | None
    studies: FewestStudies | None
    events: FewestEvents | None
    flipped: Permuted | None


def fragility(
    pooling: Pooling,
    material: Material,
    asked: Asked | None = None,
    running: Running | None = None,
) -> Fragility:
    """All four answers. Raises UsageError, Cancelled."""
    asked, running = asked or Asked(), running or Running()
    null = null_of(pooling.measure)
    crossed = cross(material)
    has_null = bool(np.isfinite(null))
    return Fragility(
        pooling=pooling,
        material=material,
        null=null,
        choices=_choices(pooling, null if has_null else 0.0, asked, running),
        crossed=crossed,
        carried=carried(crossed),
        calibration=_calibrated(crossed, asked, running),
        studies=_studies(pooling, null) if has_null else None,
        events=_events(pooling) if has_null else None,
        flipped=_flipped(pooling, null, asked, running) if has_null else None,
    )


def _choices(pooling: Pooling, null: float, asked: Asked, running: Running) -> Choices | None:
    y, v = data(pooling)
    if pooling.k < 2:
        return None
    method, options = pooling.main.method, pooling.options
    try:
        plan = chosen_plan(pooling.k, method, asked)
        every = sweep(
            y, v, plan, method=method, null=null, level=options.level, engine=asked.engine
        )
    except ValueError as error:
        raise UsageError(str(error)) from error
    name, told, keep = "choices of studies", running.progress, running.keep
    summary = fold(
        Plan(every.count, every, chunk_of(every, asked)),
        lambda one, other: merged([one, other]),
        running.executor,
        progress=told and (lambda seen: told(name, seen)),
        store=None if keep is None else keep.turned(name, Summary.arrays, Summary.of),
    )
    if summary is None or not summary.analyses:
        return None
    sampled = isinstance(plan, SampledSubsets)
    possible = 2**pooling.k - pooling.k - 1 if asked.leave_out is None else plan.count
    points = None if sampled else _points(every, asked, running)
    return Choices(summary, method, possible, sampled, points, asked.leave_out)


def chosen_plan(k: int, method: str, asked: Asked) -> Subsets | SampledSubsets | LeaveOut:
    """Which choices are made. Raises UsageError for more than anyone waits for, ValueError."""
    if asked.leave_out is not None:
        if not 1 <= asked.leave_out <= k - 2:
            raise UsageError(
                f"expected from 1 to {k - 2} of {k} studies left out, found {asked.leave_out}"
                if k > 2
                else f"of {k} studies none can be left out and two be pooled"
            )
        plan: Subsets | LeaveOut = LeaveOut(k, asked.leave_out)
        seconds = plan.count * OTHERS * 1e-9
    else:
        drawn = sample_size(k, method, asked)
        if drawn is not None:
            return SampledSubsets(k, drawn, asked.seed)
        plan = Subsets(k)
        seconds = plan.count * nanoseconds(method, asked.engine) * 1e-9
    if seconds > LONGEST * asked.workers:
        days = seconds / 86_400 / asked.workers
        raise UsageError(
            f"{plan.count:,} choices of studies would take about {days:,.0f} days; "
            "--subsets N draws some of them"
        )
    return plan


def chunk_of(every: Sweep, asked: Asked) -> int:
    """How many choices make a piece: as the sweep says, and fewer where these take long."""
    counted = isinstance(every.plan, Subsets)
    each = 1e-9 * (nanoseconds(every.method, asked.engine) if counted else OTHERS)
    chunk = every.chunk
    while chunk * each > SECONDS_OF_A_PIECE and every.count < MOST_PIECES / 2 * chunk:
        chunk //= 2
    return chunk


def _points(every: Sweep, asked: Asked, running: Running) -> Points | None:
    """Every choice by itself; None where they are too many."""
    if every.count > (MOST_POINTS_ASKED if asked.points else MOST_POINTS):
        return None
    told = running.progress
    parts = run(
        Plan(every.count, OneByOne(every), chunk_of(every, asked)),
        running.executor,
        progress=told and (lambda seen: told("choices one by one", seen)),
    )
    estimate, spread = np.concatenate(parts, axis=1)
    nothing = np.empty(0)
    return Points(estimate, nothing, nothing, spread)


def sample_size(k: int, method: str, asked: Asked) -> int | None:
    """How many choices are drawn at random; None where all are made.

    >>> sample_size(10, "REML", Asked()), sample_size(40, "CE", Asked(subsets=5000))
    (None, 5000)
    """
    if asked.subsets == "all":
        return None
    if isinstance(asked.subsets, int):
        return asked.subsets if asked.subsets < 2**k else None
    if k > MOST_COUNTED:
        return min(SAMPLE, int(asked.seconds * 1e9 / OTHERS))
    each = nanoseconds(method, asked.engine)
    if 2**k * each <= asked.seconds * 1e9:
        return None
    return min(SAMPLE, int(asked.seconds * 1e9 / each))


def _calibrated(crossed: Crossed, asked: Asked, running: Running) -> Calibration | None:
    work = no_effect(crossed, asked.seed) if asked.sets else None
    if work is None:
        return None
    name, told, keep = "sets without effect", running.progress, running.keep
    parts: list[Floats] = run(
        Plan(asked.sets, work, work.chunk),
        running.executor,
        progress=told and (lambda seen: told(name, seen)),
        store=None if keep is None else keep.store(name),
    )
    return calibration(crossed, work, np.concatenate(parts))


def _studies(pooling: Pooling, null: float) -> FewestStudies | None:
    if pooling.k < 2:
        return None
    y, v = data(pooling)
    main, options = pooling.main, pooling.options
    return fewest_studies(y, v, method=main.method, test=main.test, level=options.level, null=null)


def _events(pooling: Pooling) -> FewestEvents | None:
    cells = [
        (row.events[0], row.n[0], row.events[1], row.n[1])
        for row in pooling.rows
        if row.events and row.n
    ]
    if len(cells) < pooling.k or pooling.measure.family != "tables":
        return None
    main, options = pooling.main, pooling.options
    return fewest_events(
        np.array(cells, float).T,
        pooling.measure.code,
        method=main.method,
        test=main.test,
        level=options.level,
        add=options.add,
        to=options.to,
        drop00=options.drop00,
    )


def _flipped(pooling: Pooling, null: float, asked: Asked, running: Running) -> Permuted | None:
    """The P value by flipped signs: it assumes symmetry about no effect, and nothing else."""
    if pooling.k < 2:
        return None
    y, v = data(pooling)
    main = pooling.main
    work = flips(
        y - null,
        v,
        method=main.method,
        test=main.test,
        draws=turns(pooling.k, main.method, asked.engine, asked.seconds),
        seed=asked.seed,
        engine=asked.engine,
    )
    name, told, keep = "signs of effects", running.progress, running.keep
    counts = fold(
        Plan(work.count, work, max(FLIPS_AT_ONCE, -(-work.count // 128))),
        lambda one, other: one + other,
        running.executor,
        progress=told and (lambda seen: told(name, seen)),
        store=None if keep is None else keep.store(name),
    )
    return None if counts is None else work.told(counts)
