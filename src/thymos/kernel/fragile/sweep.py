"""One plan through the kernel, piece by piece: what many choices of studies would have said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Floats, Ints, as_batch, choose
from thymos.kernel.fragile.counted import counted
from thymos.kernel.fragile.frame import ESTIMATE_BITS, MOST_AT_ONCE, Frame, framed, highest_tau2
from thymos.kernel.fragile.plain import Reckoned
from thymos.kernel.fragile.reckon import by_pooling, by_sums, members
from thymos.kernel.fragile.summary import Summary, carried, empty, limbs, merged
from thymos.kernel.fragile.tables import LOW_COMMON, LOW_RANDOM, WIDTH, Tables, tables
from thymos.kernel.pool import COMMON, METHODS
from thymos.kernel.selections import Plan, Subsets

if TYPE_CHECKING:
    from thymos.kernel.fragile.compiled_tally import Ledger

ENGINES: tuple[str, ...] = ("numpy", "compiled", "device")
# Methods that every subset is put together for, by one of several names.
BY_SUMS: tuple[tuple[str, str], ...] = (
    ("CE", "CE"), ("FE", "CE"), ("EE", "CE"), ("DL", "DL"), ("PM", "PM"), ("EB", "PM"),
    ("DLIT", "PM"), ("SJIT", "PM"), ("ML", "ML"), ("REML", "REML"),
)  # fmt: skip
BY_SUMS_IN_NUMPY: tuple[str, ...] = ("CE", "DL")
# Beyond so many standard errors from the centre, sums of powers lose the digits that roots need.
TAME = 1e5
# Analyses that NumPy, or a device, works on at once.
PLAIN_AT_ONCE, DEVICE_AT_ONCE = 1 << 14, 1 << 18
# Pieces of a whole plan, for progress and for several workers; and the least that is worth one.
PIECES = 128
SMALLEST_PIECE = 1 << 14


class Points(NamedTuple):
    """Analyses one by one, (analysis,): estimate, its error, tau2, I2 in percent.

    nan where an analysis holds fewer studies than asked for, and I2 of one study; an array that
    was not asked for is empty.
    """

    estimate: Floats
    se: Floats
    tau2: Floats
    I2: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """Every analysis of a plan: called with a range of its numbers, it gives their summary.

    Made by `sweep`, which says what the fields mean. Can be pickled. tables: sums that every
    subset is put together from; None where each analysis is pooled by itself.
    """

    y: Floats
    v: Floats
    plan: Plan
    method: str
    engine: str
    frame: Frame
    tables: Tables | None

    @property
    def k(self) -> int:
        """How many studies."""
        return int(self.y.size)

    @property
    def count(self) -> int:
        """How many numbers the plan has."""
        return self.plan.count

    @property
    def chunk(self) -> int:
        """A good size of pieces: few enough to be kept, many enough to be shared."""
        share = -(-self.count // PIECES)
        return max(SMALLEST_PIECE, -(-share // WIDTH) * WIDTH)

    def __call__(self, first: int, stop: int) -> Summary:
        """The summary of the analyses number first to stop - 1. Raises ValueError outside."""
        self._checked(first, stop)
        if first == stop:
            return empty(self.frame, self.k)
        if self.engine == "compiled" and self.tables is not None:
            return merged(self._compiled(first, stop))
        return merged(self._counted(first, stop))

    def _counted(self, first: int, stop: int) -> Iterator[Summary]:
        for start, end in self._steps(first, stop):
            numbers = np.arange(start, end, dtype=np.int64)
            found = self._reckoned(start, end)
            enough = found.studies >= self.frame.smallest
            masks = members(self.plan.rows(start, end))[enough]
            kept = Reckoned(*(a[enough] for a in found))
            yield counted(self.frame, kept, numbers[enough], masks)

    def points(
        self,
        first: int,
        stop: int,
        wanted: tuple[str, ...] = Points._fields,
        out: Points | None = None,
    ) -> Points:
        """The analyses number first to stop - 1 one by one.

        wanted: which arrays. out: arrays to fill, (stop - first,) or empty, instead of new ones.
        Raises ValueError outside of the plan, for other names, and for arrays that do not fit.
        """
        self._checked(first, stop)
        for name in wanted:
            choose("array", name, Points._fields)
        if out is None:
            size = stop - first
            out = Points(*(np.empty(size if name in wanted else 0) for name in Points._fields))
        elif not all(a.size in (0, stop - first) and a.flags.c_contiguous for a in out):
            raise ValueError(f"out: expected dense arrays of {stop - first} numbers, or empty ones")
        if self.engine == "compiled" and self.tables is not None:
            return self._listed(first, stop, out)
        for start, end in self._steps(first, stop):
            found = self._in_units(self._reckoned(start, end))
            for here, values in zip(out, found, strict=True):
                here[start - first : end - first] = values if here.size else ()
        return out

    def _steps(self, first: int, stop: int) -> Iterator[tuple[int, int]]:
        step = DEVICE_AT_ONCE if self.engine == "device" else PLAIN_AT_ONCE
        return ((start, min(start + step, stop)) for start in range(first, stop, step))

    def _checked(self, first: int, stop: int) -> None:
        if not 0 <= first <= stop <= self.count:
            raise ValueError(f"a plan of {self.count} analyses has no range {first}:{stop}")

    def _reckoned(self, first: int, stop: int) -> Reckoned:
        known = by_sums_of(self.method)
        if self.engine == "device" and self.tables is not None and known is not None:
            from thymos.kernel.fragile.on_device import reckoned

            return reckoned(self.tables, known, first, stop)
        if self.tables is not None and known in BY_SUMS_IN_NUMPY:
            return by_sums(self.tables, known, first, stop)
        rows, fast = self.plan.rows(first, stop), self.engine == "compiled"
        return by_pooling(self.y, self.v, rows, self.method, self.frame, fast)

    def _in_units(self, found: Reckoned) -> Points:
        several = np.where(found.studies >= max(self.frame.smallest, 1.0), 1.0, np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            return Points(
                estimate=several * (self.frame.centre + found.estimate * self.frame.root),
                se=several * self.frame.root / np.sqrt(found.weight),
                tau2=several * found.tau2 * self.frame.unit,
                I2=np.where(found.studies > 1, several * found.share * 100.0, np.nan),
            )

    def _listed(self, first: int, stop: int, out: Points) -> Points:
        from thymos.kernel.fragile.compiled_sweep import list_points

        assert self.tables is not None
        scale = self.frame.centre, self.frame.root
        list_points(self.tables, code_of(self.method), first, stop, scale, list(out))
        few = _smaller(self.k, int(self.frame.smallest), first, stop) - first
        one = few if self.frame.smallest > 1 else _smaller(self.k, 2, first, stop) - first
        for values, places in zip(out, (few, few, few, one), strict=True):
            values[places if values.size else slice(0)] = np.nan
        return out

    def _compiled(self, first: int, stop: int) -> Iterator[Summary]:
        from thymos.kernel.fragile.compiled_sweep import summarise

        assert self.tables is not None
        code, smallest, rule = code_of(self.method), int(self.frame.smallest), self.frame.rule()
        for start in range(first, stop, MOST_AT_ONCE):
            end = min(start + MOST_AT_ONCE, stop)
            yield self._summary(summarise(self.tables, code, start, end, smallest, rule))

    def _summary(self, found: Ledger) -> Summary:
        """What a compiled run counted, by study."""
        bits = min(LOW_COMMON if self.method in COMMON else LOW_RANDOM, self.k)
        decided, steps, counts = (
            found.choices[:, part * WIDTH : (part + 1) * WIDTH] for part in range(3)
        )
        counts = counts + found.choices[:, 3 * WIDTH :]
        members = np.zeros((self.k, 4), np.int64)
        for j in range(self.k):
            held = np.arange(decided.size) >> j & 1 == 1 if j < bits else None
            for place, low in enumerate((counts, decided, steps)):
                high = found.members[(2, 0, 1)[place], j]
                total = high if held is None else low.ravel()[held].sum()
                members[j, place if place < 2 else 3] = total
        members[:, 2:] = carried(members[:, 2:])
        numbers = found.extremes[:, 1]
        masks = np.array([self.plan.rows(n, n + 1)[0] for n in np.maximum(numbers, 0)])
        return Summary(
            frame=self.frame.array(),
            tallies=found.tallies,
            totals=limbs(found.totals),
            cells=found.cells.reshape(-1, 1 << ESTIMATE_BITS).astype(np.int64),
            rule=found.rule.astype(np.int64),
            members=members,
            ends=found.extremes,
            masks=masks & (numbers >= 0)[:, None],
        )


def sweep(
    y: ArrayLike,
    v: ArrayLike,
    plan: Plan | None = None,
    *,
    method: str = "REML",
    smallest: int = 2,
    null: float = 0.0,
    level: float = 0.95,
    axis: str = "I2",
    engine: str = "auto",
) -> Sweep:
    """Prepare every analysis of a plan, to be summed up in pieces.

    y, v: effects and sampling variances of one set of studies, (study,). plan: which studies
    take part, by masks or positions; every subset when None. method: as in `pool`. smallest:
    analyses of fewer studies are passed over. null, level: an analysis is decided when its
    interval, by the normal distribution, excludes null. axis: I2 or tau, of the picture.
    engine: ``compiled`` (numba), ``numpy``, ``device`` (JAX), or ``auto``: compiled where numba
    is installed. By one engine, any cutting, order and number of workers lead to the same
    summary, to the bit. Raises ValueError for what does not fit, for a single study, for more
    than 62 of which every subset is asked for, and for an engine that is not installed.
    Source: Olkin, Dahabreh & Trikalinos 2012 (Res Synth Methods 3:214).

    >>> every = sweep([0.1, 0.3, 0.8], [0.01, 0.02, 0.03], method="DL", engine="numpy")
    >>> whole = every(0, every.count)
    >>> whole.analyses, round(whole.mean, 3), whole.above
    (4, 0.383, 1.0)
    """
    choose("method", method, METHODS)
    batch = as_batch(y, v)
    if batch.y.shape[0] != 1 or batch.y.shape[1] < 2:
        shape = batch.y.shape if batch.y.shape[0] > 1 else batch.y.shape[1:]
        raise ValueError(f"expected one set of 2 studies or more, got shape {shape}")
    effects, variances = batch.y[0].copy(), batch.v[0].copy()
    chosen = Subsets(effects.size) if plan is None else plan
    if chosen.k != effects.size:
        raise ValueError(f"the plan is for {chosen.k} studies, got {effects.size}")
    if axis == "tau" and method in COMMON:
        raise ValueError(f"method {method} has no tau; choose the axis I2")
    frame = framed(effects, variances, smallest=smallest, null=null, level=level, axis=axis)
    return Sweep(
        y=effects,
        v=variances,
        plan=chosen,
        method=method,
        engine=engine_of(engine),
        frame=frame,
        tables=_prepared(effects, variances, chosen, method, frame),
    )


def engine_of(name: str) -> str:
    """The engine that a name stands for. Raises ValueError where it is not installed."""
    choose("engine", name, ("auto", *ENGINES))
    if name == "auto":
        return "compiled" if find_spec("numba") else "numpy"
    if name == "compiled" and not find_spec("numba"):
        raise ValueError("compiled runs need the package numba: pip install 'thymos[fast]'")
    if name == "device" and not find_spec("jax"):
        raise ValueError("runs on a device need the package jax: pip install 'thymos[device]'")
    return name


def by_sums_of(method: str) -> str | None:
    """By which method of those put together from sums this one runs; None for others."""
    return next((known for name, known in BY_SUMS if name == method), None)


def code_of(method: str) -> int:
    """The compiled engine's code of a method that it has."""
    from thymos.kernel.compiled import code_of as known

    code = known(method)
    assert code is not None
    return code


def _prepared(y: Floats, v: Floats, plan: Plan, method: str, frame: Frame) -> Tables | None:
    """Tables to put subsets together from; None where each is pooled by itself."""
    known = by_sums_of(method)
    y, v = (y - frame.centre) / frame.root, v / frame.unit
    tame = float((np.abs(y) / np.sqrt(v)).max()) < TAME
    if not isinstance(plan, Subsets) or known is None or not tame:
        return None
    if known in BY_SUMS_IN_NUMPY:
        return tables(y, v, LOW_COMMON if known == "CE" else LOW_RANDOM)
    return tables(y, v, LOW_RANDOM, highest_tau2(y, v), likelihood=known != "PM")


def _smaller(k: int, smallest: int, first: int, stop: int) -> Ints:
    """The numbers from first to stop - 1 of subsets with fewer studies."""
    if smallest > 2:
        numbers = np.arange(first, stop, dtype=np.int64)
        return numbers[np.bitwise_count(numbers) < smallest]
    ones = [0, *(1 << j for j in range(k if smallest == 2 else 0))]
    return np.array([n for n in ones if first <= n < stop], dtype=np.int64)
