"""How a pooled result would spread if the studies had fallen otherwise: the bootstrap.

Of studies: sets of as many, drawn with replacement from those there are. Parametric: effects
drawn anew from the model that was fitted. Sources: Van den Noortgate & Onghena 2005 (Behav Res
Methods 37:11); Davison & Hinkley 1997, ch. 5, for percentile intervals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Floats, as_batch, check_level, choose
from thymos.kernel.engine import compiled
from thymos.kernel.fragile.sweep import PLAIN_AT_ONCE, engine_of
from thymos.kernel.pool import METHODS, pool
from thymos.kernel.selections import Drawn, Resampled

KINDS: tuple[str, ...] = ("studies", "parametric")


@dataclass(frozen=True, slots=True, eq=False)
class Bootstrapped:
    """The result of `bootstrap`.

    estimate, tau2: of the data as they are; low, high and tau2_low, tau2_high: percentile limits;
    se, bias: standard deviation of the drawn estimates, and their mean less the estimate.
    estimates, tau2s: of every draw, (draw,).
    """

    estimate: float
    low: float
    high: float
    se: float
    bias: float
    tau2: float
    tau2_low: float
    tau2_high: float
    estimates: Floats
    tau2s: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Draws of a bootstrap, pooled: called with a range, it gives estimates and tau2, (2, n).

    Made by `draws`. Can be pickled.
    """

    y: Floats
    v: Floats
    plan: Resampled | Drawn
    method: str
    engine: str

    @property
    def count(self) -> int:
        """How many draws."""
        return self.plan.count

    def __call__(self, first: int, stop: int) -> Floats:
        """Estimates and tau2 of the draws first to stop - 1. Raises ValueError outside."""
        starts = range(first, stop, PLAIN_AT_ONCE)
        parts = [self._drawn(start, min(start + PLAIN_AT_ONCE, stop)) for start in starts]
        return np.concatenate([np.zeros((2, 0)), *parts], -1)

    def _drawn(self, first: int, stop: int) -> Floats:
        if isinstance(self.plan, Drawn):
            y, v = self.plan.rows(first, stop), self.v
        else:
            places = self.plan.rows(first, stop)
            y, v = self.y[places], self.v[places]
        if self.engine == "compiled":
            with compiled(alone=True):
                found = pool(y, v, method=self.method, profile=False)
        else:
            found = pool(y, v, method=self.method, profile=False)
        return np.stack([found.estimate, found.tau2])


def draws(
    y: ArrayLike,
    v: ArrayLike,
    *,
    method: str = "REML",
    kind: str = "studies",
    count: int = 10_000,
    seed: int = 0,
    engine: str = "auto",
) -> Draws:
    """Prepare a bootstrap, to be drawn in pieces; arguments as in `bootstrap`.

    >>> work = draws([0.1, 0.3, 0.8], [0.01, 0.02, 0.03], count=100)
    >>> bool((work(40, 60) == work(0, 100)[:, 40:60]).all())
    True
    """
    choose("method", method, METHODS)
    choose("kind of bootstrap", kind, KINDS)
    batch = as_batch(y, v)
    if batch.y.shape[0] != 1 or batch.y.shape[1] < 2:
        raise ValueError(f"expected one set of 2 studies or more, got shape {batch.y.shape}")
    effects, variances = batch.y[0].copy(), batch.v[0].copy()
    if kind == "studies":
        plan: Resampled | Drawn = Resampled(effects.size, count, seed)
    else:
        fit = pool(effects, variances, method=method, profile=False)
        known = tuple(float(value) for value in variances)
        plan = Drawn(known, count, float(fit.estimate[0]), float(fit.tau2[0]), seed)
    chosen = engine_of(engine)
    return Draws(effects, variances, plan, method, chosen)


def bootstrap(
    y: ArrayLike,
    v: ArrayLike,
    *,
    method: str = "REML",
    kind: str = "studies",
    count: int = 10_000,
    seed: int = 0,
    level: float = 0.95,
    engine: str = "auto",
) -> Bootstrapped:
    """Percentile intervals of the estimate and of tau2.

    y, v: one set of studies, (study,). method: as in `pool`. kind: ``studies``, drawn with
    replacement; or ``parametric``, effects drawn from the fitted model. count: draws. level:
    coverage aimed at; with few studies it is not reached. engine: ``numpy``, ``compiled`` or
    ``auto``. Raises ValueError for what does not fit, and for a single study.

    >>> found = bootstrap([0.1, 0.3, 0.8], [0.01, 0.02, 0.03], method="DL", count=200)
    >>> found.low < found.estimate < found.high
    True
    """
    tail = (1 - check_level(level)) / 2
    work = draws(y, v, method=method, kind=kind, count=count, seed=seed, engine=engine)
    estimates, tau2s = work(0, count)
    fit = pool(work.y, work.v, method=method, profile=False)
    low, high = np.quantile(estimates, [tail, 1 - tail])
    tau2_low, tau2_high = np.quantile(tau2s, [tail, 1 - tail])
    return Bootstrapped(
        estimate=float(fit.estimate[0]),
        low=float(low),
        high=float(high),
        se=float(estimates.std(ddof=1)) if count > 1 else float("nan"),
        bias=float(estimates.mean() - fit.estimate[0]),
        tau2=float(fit.tau2[0]),
        tau2_low=float(tau2_low),
        tau2_high=float(tau2_high),
        estimates=estimates,
        tau2s=tau2s,
    )
