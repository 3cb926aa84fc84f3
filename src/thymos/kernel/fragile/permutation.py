"""P values by permutation: how often chance alone would have gone as far.

Without any effect, and with effects that lie evenly about 0, the sign of each study's effect is
a matter of chance: every way to turn the signs is as likely as the one that was seen. Without a
relation to a moderator, so is every order of the studies against its values. Neither says how
effects are spread. Sources: Follmann & Proschan 1999 (Biometrics 55:732); Higgins & Thompson
2004 (Stat Med 23:1663); the data as they are count among the draws, so that no P value is 0
(Phipson & Smyth 2010, Stat Appl Genet Mol Biol 9:39).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Floats, Ints, as_batch, choose
from thymos.kernel.engine import compiled
from thymos.kernel.fragile.frame import highest_tau2
from thymos.kernel.fragile.sweep import (
    BY_SUMS_IN_NUMPY,
    PLAIN_AT_ONCE,
    TAME,
    by_sums_of,
    code_of,
    engine_of,
)
from thymos.kernel.fragile.tables import LOW_RANDOM, Tables, tables
from thymos.kernel.pool import METHODS, TESTS, pool
from thymos.kernel.regression import regress
from thymos.kernel.selections import Rearranged, SignFlips

# All turns of this many signs, and all orders of this many studies, take a moment.
ALL_SIGNS, ALL_ORDERS = 22, 8
DRAWS = 100_000
ORDERS = 10_000
# Statistics that differ by less than this, relative to their size, are equal but for rounding.
EQUAL = 1e-8
COUNTS = 6


@dataclass(frozen=True, slots=True)
class Permuted:
    """The result of `permutation_test`.

    statistic: of the data as they are. p: share of turns whose statistic lies as far from 0;
    p_above, p_below: as high, and as low. analyses: how many turns; exact: whether these are all.
    """

    statistic: float
    p: float
    p_above: float
    p_below: float
    analyses: int
    exact: bool


@dataclass(frozen=True, slots=True, eq=False)
class Flips:
    """Turns of signs, counted: called with a range of numbers, it gives counts to be added up.

    Made by `flips`. Of all turns, only those that leave the last study as it is are counted,
    and each with its mirror image. Can be pickled. compiled: all in one go by the compiled
    engine; tables: for methods that need roots there.
    """

    y: Floats
    v: Floats
    plan: SignFlips
    method: str
    test: str
    engine: str
    observed: float
    compiled: bool
    tables: Tables | None

    @property
    def exact(self) -> bool:
        """Whether all turns are counted."""
        return self.plan.draws is None

    @property
    def count(self) -> int:
        """How many numbers there are: half of all turns, or the draws."""
        return self.plan.count // 2 if self.exact else self.plan.count

    @property
    def near(self) -> tuple[float, float, float]:
        """How far from 0, how high, and how low a statistic must be to count."""
        gap = EQUAL * (1.0 + abs(self.observed)) if np.isfinite(self.observed) else 0.0
        return abs(self.observed) - gap, self.observed - gap, self.observed + gap

    def __call__(self, first: int, stop: int) -> Ints:
        """Turns; those as far from 0; as high; mirrored as high; as low; mirrored as low, (6,).

        Raises ValueError for a range outside of the plan.
        """
        if not 0 <= first <= stop <= self.count:
            raise ValueError(f"a plan of {self.count} turns has no range {first}:{stop}")
        if self.compiled:
            from thymos.kernel.fragile.compiled_flips import turned

            code, spread = code_of(self.method), _spread(self.test)
            y, v = _reckoned(self.y, self.v)
            return turned(y, v, self.tables, code, spread, first, stop, self.near)
        found = np.zeros(COUNTS, np.int64)
        for start in range(first, stop, PLAIN_AT_ONCE):
            z = self._statistics(start, min(start + PLAIN_AT_ONCE, stop))
            far, high, low = self.near
            hits = (np.abs(z) >= far, z >= high, -z >= high, z <= low, -z <= low)
            found += np.array([z.size, *(int(hit.sum()) for hit in hits)])
        return found

    def _statistics(self, first: int, stop: int) -> Floats:
        signs = self.plan.rows(first, stop)
        return _statistic(self.y * signs, self.v, self.method, self.test, self.engine)

    def told(self, counts: Ints) -> Permuted:
        """What the counts of all pieces together say."""
        n, far, high, mirrored_high, low, mirrored_low = (int(count) for count in counts)
        double = self.exact
        return Permuted(
            statistic=self.observed,
            p=far / n,
            p_above=(high + mirrored_high) / (2 * n) if double else high / n,
            p_below=(low + mirrored_low) / (2 * n) if double else low / n,
            analyses=2 * n if double else n,
            exact=double,
        )


def flips(
    y: ArrayLike,
    v: ArrayLike,
    *,
    method: str = "REML",
    test: str = "z",
    draws: int | None = None,
    seed: int = 0,
    engine: str = "auto",
) -> Flips:
    """Prepare a permutation test of no effect, to be counted in pieces.

    y, v: one set of studies, (study,), against no effect at 0. method, test: as in `pool`.
    draws: so many turns at random; all 2^k when None, or 100,000 draws for more than 22
    studies. Raises ValueError for what does not fit, and for a single study.

    >>> work = flips([0.1, 0.3, 0.8], [0.01, 0.02, 0.03], method="CE", engine="numpy")
    >>> work.told(work(0, 2) + work(2, 4)).p
    0.25
    """
    choose("method", method, METHODS)
    choose("test", test, TESTS)
    batch = as_batch(y, v)
    k = batch.y.shape[1]
    if batch.y.shape[0] != 1 or k < 2:
        raise ValueError(f"expected one set of 2 studies or more, got shape {batch.y.shape}")
    effects, variances = batch.y[0].copy(), batch.v[0].copy()
    chosen, known = engine_of(engine), by_sums_of(method)
    plan = SignFlips(k, DRAWS if draws is None and k > ALL_SIGNS else draws, seed)
    fast, ready = False, None
    if chosen == "compiled" and known is not None and plan.draws is None:
        z, spread = _reckoned(effects, variances)
        fast = float((np.abs(z) / np.sqrt(spread)).max()) < TAME
        if fast and known not in BY_SUMS_IN_NUMPY:
            top = highest_tau2(np.concatenate([z, -z]), spread)
            ready = tables(z, spread, LOW_RANDOM, top, likelihood=known != "PM")
    observed = _first(effects, variances, method, test, chosen, fast, ready)
    return Flips(effects, variances, plan, method, test, chosen, observed, fast, ready)


def permutation_test(
    y: ArrayLike,
    v: ArrayLike,
    *,
    method: str = "REML",
    test: str = "z",
    draws: int | None = None,
    seed: int = 0,
    engine: str = "auto",
) -> Permuted:
    """Test no effect by turning signs; arguments as in `flips`. Exact for up to 22 studies.

    >>> found = permutation_test([0.1, 0.3, 0.8], [0.01, 0.02, 0.03], method="DL", engine="numpy")
    >>> found.p, found.analyses, found.exact
    (0.25, 8, True)
    """
    work = flips(y, v, method=method, test=test, draws=draws, seed=seed, engine=engine)
    return work.told(work(0, work.count))


@dataclass(frozen=True, slots=True, eq=False)
class Rearrangements:
    """The result of `permute_moderators`.

    statistic, p: of every column of X, (p,), P values of either side. QM, QM_p: of the columns
    that vary, together. orders: how many were gone through; exact: whether these are all.
    """

    statistic: Floats
    p: Floats
    QM: float
    QM_p: float
    orders: int
    exact: bool


def permute_moderators(
    y: ArrayLike,
    v: ArrayLike,
    X: ArrayLike,
    *,
    method: str = "REML",
    test: str = "z",
    draws: int | None = None,
    seed: int = 0,
) -> Rearrangements:
    """Test moderators by giving their rows to the studies in other orders.

    y, v: one set of studies, (study,). X: (study, p), as in `regress`. draws: so many orders;
    all k! when None, or 10,000 draws for more than 8 studies. Raises ValueError as `regress`.

    >>> X = [[1, 0], [1, 1], [1, 2], [1, 3]]
    >>> found = permute_moderators([0.1, 0.2, 0.5, 0.6], [0.02] * 4, X, method="CE")
    >>> found.p.round(3).tolist(), found.orders
    ([1.0, 0.083], 24)
    """
    batch = as_batch(y, v)
    whole = regress(batch.y, batch.v, X, method=method, test=test)
    if whole.QM.size != 1:
        raise ValueError(f"expected one set of studies, got {whole.QM.size}")
    plan = Rearranged(whole.k, ORDERS if draws is None and whole.k > ALL_ORDERS else draws, seed)
    hits, joint = np.zeros(whole.statistic.shape[1], np.int64), 0
    for first in range(0, plan.count, PLAIN_AT_ONCE):
        order = plan.rows(first, min(first + PLAIN_AT_ONCE, plan.count))
        found = regress(batch.y[0][order], batch.v[0][order], X, method=method, test=test)
        size = np.abs(whole.statistic[0])
        hits += (np.abs(found.statistic) >= size - EQUAL * (1.0 + size)).sum(0)
        least = whole.QM[0] - EQUAL * (1.0 + whole.QM[0])
        joint += int((np.asarray(found.QM) >= least).sum())
    return Rearrangements(
        statistic=whole.statistic[0],
        p=hits / plan.count,
        QM=float(whole.QM[0]),
        QM_p=joint / plan.count,
        orders=plan.count,
        exact=plan.draws is None,
    )


def _spread(test: str) -> int:
    """Which error the statistic is divided by, as in `compiled_flips`."""
    return {"knha": 1, "adhoc": 2}.get(test, 0)


def _reckoned(y: Floats, v: Floats) -> tuple[Floats, Floats]:
    """Effects and variances in units in which the mean variance is 1."""
    unit = v.mean()
    return y / np.sqrt(unit), v / unit


def _first(
    y: Floats, v: Floats, method: str, test: str, engine: str, fast: bool, ready: Tables | None
) -> float:
    """The statistic of the data as they are, by the same engine as all others."""
    if not fast:
        return float(_statistic(y[None], v, method, test, engine)[0])
    from thymos.kernel.fragile.compiled_flips import statistics

    y, v = _reckoned(y, v)
    return float(statistics(y, v, ready, code_of(method), _spread(test), 0, 1)[0])


def _statistic(y: Floats, v: Floats, method: str, test: str, engine: str) -> Floats:
    if engine == "compiled":
        with compiled(alone=True):
            found = pool(y, v, method=method, test=test, profile=False)
    else:
        found = pool(y, v, method=method, test=test, profile=False)
    return np.where(found.estimate == 0.0, 0.0, found.statistic)
