"""Plans: which studies take part in which analysis, by the number of the analysis.

A plan has a count of analyses and turns a range of their numbers into selections, a row each.
What stands in a row hangs on its number alone, so that a long plan can be run in pieces of any
size, in any order, anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, factorial
from typing import Protocol

import numpy as np

from thymos.kernel.batch import Bools, Floats, Ints, as_batch
from thymos.kernel.distributions import normal_quantile
from thymos.kernel.draws import check, uniform, words

# 2^40 rows are more than a mask should ever hold.
MOST_STUDIES = 40
# The number of a subset is a signed 64-bit integer, with a bit to spare for the end of a range.
MOST_COUNTED = 62
# Streams of random numbers, one a purpose, so that none repeats another's.
SAMPLING, RESAMPLING, DRAWING, FLIPPING, ARRANGING = range(1, 6)
WORD = 64


class Plan(Protocol):
    """So many analyses of k studies, each a row: a mask (study,), or positions of studies."""

    @property
    def k(self) -> int:
        """How many studies."""
        ...

    @property
    def count(self) -> int:
        """How many analyses."""
        ...

    def rows(self, first: int, stop: int) -> Bools | Ints | Floats:
        """The rows number first to stop - 1, (stop - first, k)."""
        ...


def leave_one_out(k: int) -> Bools:
    """Row i leaves out study i, (k, k).

    >>> leave_one_out(2).tolist()
    [[False, True], [True, False]]
    """
    return ~np.eye(k, dtype=bool)


def cumulative(k: int, order: Sequence[int] | None = None) -> Bools:
    """Row i holds the first i + 1 studies of the order, (k, k); the order given when None.

    order: the positions 0 to k - 1, each once. Raises ValueError for anything else.

    >>> cumulative(3, [2, 0, 1]).tolist()
    [[False, False, True], [True, False, True], [True, True, True]]
    """
    places = list(range(k)) if order is None else [int(i) for i in order]
    if sorted(places) != list(range(k)):
        raise ValueError(f"order must name each of the positions 0 to {k - 1} once")
    rank = np.empty(k, dtype=np.int64)
    rank[places] = np.arange(k)
    return rank[None, :] <= np.arange(k)[:, None]


def subsets(k: int, first: int = 1, stop: int | None = None) -> Bools:
    """Subsets number first to stop - 1 of k studies, (stop - first, k); study j is bit j.

    first, stop: from 0, the empty set, up to 2^k, the default of stop. Raises ValueError
    outside of that, and for more than 40 studies when stop is left out, 62 in any case.

    >>> subsets(2).tolist()
    [[True, False], [False, True], [True, True]]
    """
    if not 0 <= k <= (MOST_STUDIES if stop is None else MOST_COUNTED):
        most = MOST_STUDIES if stop is None else MOST_COUNTED
        raise ValueError(f"subsets are counted for up to {most} studies, got {k}")
    end = 2**k if stop is None else stop
    if not 0 <= first <= end <= 2**k:
        raise ValueError(f"subsets of {k} studies have numbers 0 to {2**k - 1}, got {first}:{end}")
    return _bits(np.arange(first, end, dtype=np.int64), k)


def _bits(numbers: Ints, k: int) -> Bools:
    return np.asarray((numbers[:, None] >> np.arange(k)) & 1 == 1)


@dataclass(frozen=True, slots=True)
class Subsets:
    """Every subset of k studies, the empty one as number 0; study j is bit j of the number.

    Raises ValueError for fewer than 1 and more than 62 studies.

    >>> Subsets(3).count, Subsets(3).rows(5, 6).tolist()
    (8, [[True, False, True]])
    """

    k: int

    def __post_init__(self) -> None:
        if not 1 <= self.k <= MOST_COUNTED:
            raise ValueError(
                f"subsets are counted for 1 to {MOST_COUNTED} studies, got {self.k}; "
                "sample them instead"
            )

    @property
    def count(self) -> int:
        """2^k."""
        return 1 << self.k

    def rows(self, first: int, stop: int) -> Bools:
        """Masks number first to stop - 1. Raises ValueError for a range outside of the plan."""
        return subsets(self.k, *_range(self, first, stop))


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """Without every choice of m out of k studies, in the order of the dictionary.

    Raises ValueError when m is not from 1 to k - 1, or the choices are 2^62 or more.

    >>> LeaveOut(3, 2).rows(0, 3).tolist()
    [[False, False, True], [False, True, False], [True, False, False]]
    """

    k: int
    m: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.m < self.k:
            raise ValueError(f"leave out 1 to {self.k - 1} of {self.k} studies, got {self.m}")
        if self.count >= 1 << MOST_COUNTED:
            raise ValueError(f"there are {self.count:.2g} ways to leave out {self.m} of {self.k}")

    @property
    def count(self) -> int:
        """Ways to choose m of k."""
        return comb(self.k, self.m)

    def rows(self, first: int, stop: int) -> Bools:
        """Masks number first to stop - 1. Raises ValueError for a range outside of the plan."""
        _range(self, first, stop)
        rank = np.arange(first, stop, dtype=np.int64)
        left = np.full(rank.size, self.m)
        out = np.zeros((rank.size, self.k), bool)
        for j in range(self.k):
            rest = self.k - j - 1
            # Choices that go on with study j, by how many are still to be left out.
            ways = np.array([0, *(comb(rest, m - 1) for m in range(1, self.m + 1))])[left]
            out[:, j] = rank < ways
            rank = rank - np.where(out[:, j], 0, ways)
            left = left - out[:, j]
        return ~out


@dataclass(frozen=True, slots=True)
class Cumulative:
    """The first, the first two, ... of k studies in an order, the one given when None.

    Raises ValueError for an order that does not name each of the positions 0 to k - 1 once.

    >>> Cumulative(3, (2, 0, 1)).rows(1, 2).tolist()
    [[True, False, True]]
    """

    k: int
    order: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        cumulative(self.k, self.order)

    @property
    def count(self) -> int:
        """One for each study."""
        return self.k

    def rows(self, first: int, stop: int) -> Bools:
        """Masks number first to stop - 1. Raises ValueError for a range outside of the plan."""
        _range(self, first, stop)
        return cumulative(self.k, self.order)[first:stop]


@dataclass(frozen=True, slots=True)
class SampledSubsets:
    """Subsets drawn at random with replacement, each as likely as any other.

    size: how many studies each holds; any number, the empty set included, when None.

    >>> plan = SampledSubsets(70, draws=5, seed=1, size=3)
    >>> plan.rows(0, 5).sum(-1).tolist()
    [3, 3, 3, 3, 3]
    """

    k: int
    draws: int
    seed: int = 0
    size: int | None = None

    def __post_init__(self) -> None:
        _checked(self.k, self.draws, self.seed)
        if self.size is not None and not 1 <= self.size <= self.k:
            raise ValueError(f"size: expected 1 to {self.k} studies, got {self.size}")

    @property
    def count(self) -> int:
        """As many as draws."""
        return self.draws

    def rows(self, first: int, stop: int) -> Bools:
        """Masks number first to stop - 1. Raises ValueError for a range outside of the plan."""
        _range(self, first, stop)
        if self.size is None:
            return _coins(self.seed, SAMPLING, self.k, first, stop)
        drawn = _uniforms(self.seed, SAMPLING, self.k, first, stop)
        return np.asarray(drawn.argsort(-1).argsort(-1) < self.size)


@dataclass(frozen=True, slots=True)
class Resampled:
    """k of k studies with replacement: the bootstrap of studies. Rows are positions.

    >>> Resampled(3, draws=2, seed=1).rows(0, 2).shape
    (2, 3)
    """

    k: int
    draws: int
    seed: int = 0

    def __post_init__(self) -> None:
        _checked(self.k, self.draws, self.seed)

    @property
    def count(self) -> int:
        """As many as draws."""
        return self.draws

    def rows(self, first: int, stop: int) -> Ints:
        """Positions from 0 to k - 1. Raises ValueError for a range outside of the plan."""
        _range(self, first, stop)
        drawn = _uniforms(self.seed, RESAMPLING, self.k, first, stop)
        return np.asarray(drawn * self.k, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Effects drawn from the random-effects model: the parametric bootstrap, and simulation.

    variances: of the k studies, (study,). mean, tau2: of the true effects; 0 and 0 is a world
    without any effect. Rows are effects, normal with variance v + tau2. Raises ValueError for
    variances or a tau2 that are none.

    >>> Drawn((0.1, 0.2), draws=4, mean=1.0).rows(0, 4).shape
    (4, 2)
    """

    variances: tuple[float, ...]
    draws: int
    mean: float = 0.0
    tau2: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        _checked(self.k, self.draws, self.seed)
        as_batch(np.zeros(self.k), self.variances)
        if not (np.isfinite(self.mean) and np.isfinite(self.tau2) and self.tau2 >= 0):
            raise ValueError(
                f"expected a mean and a tau2 of 0 or more, got {self.mean} and {self.tau2}"
            )

    @property
    def k(self) -> int:
        """How many studies."""
        return len(self.variances)

    @property
    def count(self) -> int:
        """As many as draws."""
        return self.draws

    def rows(self, first: int, stop: int) -> Floats:
        """Effects of the draws first to stop - 1. Raises ValueError for a range outside."""
        _range(self, first, stop)
        z = normal_quantile(_uniforms(self.seed, DRAWING, self.k, first, stop))
        return np.asarray(self.mean + np.sqrt(np.array(self.variances) + self.tau2) * z)


@dataclass(frozen=True, slots=True)
class SignFlips:
    """Every way to turn the signs of k effects, or draws of them; number 0 turns none.

    Rows are 1.0 and -1.0. Of all 2^k, study j is turned where bit j of the number is set.

    >>> SignFlips(2).rows(0, 4).tolist()
    [[1.0, 1.0], [-1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]]
    """

    k: int
    draws: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        _checked(self.k, 1 if self.draws is None else self.draws, self.seed)
        if self.draws is None and self.k > MOST_COUNTED:
            raise ValueError(f"2^{self.k} ways to turn signs are too many to count; draw some")

    @property
    def count(self) -> int:
        """2^k, or as many as draws."""
        return 1 << self.k if self.draws is None else self.draws

    def rows(self, first: int, stop: int) -> Floats:
        """Signs number first to stop - 1. Raises ValueError for a range outside of the plan."""
        _range(self, first, stop)
        if self.draws is None:
            turned = _bits(np.arange(first, stop, dtype=np.int64), self.k)
        else:
            turned = _coins(self.seed, FLIPPING, self.k, first, stop)
            turned[: 1 if first == 0 else 0] = False
        return np.where(turned, -1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Rearranged:
    """Every order of k studies, or draws of them; number 0 is the order given.

    For tests of moderators, whose rows are given to other studies. Rows are positions.
    Raises ValueError for more than 20 studies without draws: their orders cannot be counted.

    >>> Rearranged(3).rows(0, 6).tolist()
    [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    """

    k: int
    draws: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        _checked(self.k, 1 if self.draws is None else self.draws, self.seed)
        if self.draws is None and factorial(self.k) >= 1 << MOST_COUNTED:
            raise ValueError(f"the orders of {self.k} studies are too many to count; draw some")

    @property
    def count(self) -> int:
        """k!, or as many as draws."""
        return factorial(self.k) if self.draws is None else self.draws

    def rows(self, first: int, stop: int) -> Ints:
        """Orders number first to stop - 1. Raises ValueError for a range outside of the plan."""
        _range(self, first, stop)
        if self.draws is not None:
            drawn = _uniforms(self.seed, ARRANGING, self.k, first, stop)
            drawn[: 1 if first == 0 else 0] = np.arange(self.k)
            return np.asarray(drawn.argsort(-1), dtype=np.int64)
        rank = np.arange(first, stop, dtype=np.int64)
        free = np.tile(np.arange(self.k), (rank.size, 1))
        out = np.empty((rank.size, self.k), np.int64)
        for j in range(self.k):
            which, rank = np.divmod(rank, factorial(self.k - j - 1))
            out[:, j] = free[np.arange(rank.size), which]
            stay = np.arange(self.k - j) != which[:, None]
            free = free[stay].reshape(rank.size, self.k - j - 1)
        return out


def _range(plan: Plan, first: int, stop: int) -> tuple[int, int]:
    if not 0 <= first <= stop <= plan.count:
        raise ValueError(f"a plan of {plan.count} analyses has no range {first}:{stop}")
    return first, stop


def _checked(k: int, draws: int, seed: int) -> None:
    if k < 1 or draws < 1:
        raise ValueError(f"expected 1 or more studies and draws, got {k} and {draws}")
    check(seed, 0, draws)


def _uniforms(seed: int, stream: int, k: int, first: int, stop: int) -> Floats:
    return uniform(seed, stream, first * k, stop * k).reshape(stop - first, k)


def _coins(seed: int, stream: int, k: int, first: int, stop: int) -> Bools:
    """One random bit for each study, (stop - first, k)."""
    each = -(-k // WORD)
    raw = words(seed, stream, first * each, stop * each).reshape(stop - first, each)
    bits = raw[:, :, None] >> np.arange(WORD, dtype=np.uint64) & np.uint64(1)
    return np.asarray(bits.reshape(stop - first, each * WORD)[:, :k] == 1)
