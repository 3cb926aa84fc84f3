"""Trial sequential analysis: a meta-analysis that grows, looked at after each trial."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Floats, as_batch, choose
from thymos.kernel.pool import METHODS, pool
from thymos.kernel.sequential import Boundaries, boundaries, stagewise


@dataclass(frozen=True, slots=True, eq=False)
class TrialSequential:
    """A cumulative meta-analysis against its boundaries; arrays (look,), effects as given.

    repeated_low, repeated_high: intervals that hold over all looks together, infinite where
    nothing may be spent yet. crossed: index of the look that first met a boundary, or None.
    final: index of the look that the last lines speak of: the crossing, or the last look.
    p, estimate, low, high: at the final look, allowing for the looks before it; the estimate
    is median-unbiased.
    """

    estimates: Floats
    errors: Floats
    z: Floats
    bounds: Boundaries
    repeated_low: Floats
    repeated_high: Floats
    crossed: int | None
    final: int
    p: float
    estimate: float
    low: float
    high: float
    level: float


def trial_sequential(
    y: ArrayLike,
    v: ArrayLike,
    sizes: ArrayLike,
    required: float,
    *,
    method: str = "DL",
    alpha: float = 0.05,
    sides: int = 2,
    spending: str = "OF",
) -> TrialSequential:
    """Pool trials one after the other and hold each look against alpha-spending boundaries.

    y, v: effects and variances in the order in which the trials appeared, (study,). sizes:
    participants, or information, of each trial, above 0. required: the size needed in all,
    such as `enlarged(participants_for_risks(...), diversity)`; the fraction at a look is the
    sum so far over it. method: as in `pool`, with plain errors. Intervals cover 1 - alpha over
    both sides, or 1 - 2 alpha for one. Looks after the required size is reached spend nothing.
    Raises ValueError as `pool` and `boundaries`, and for a required size that is not above 0.
    Sources: Wetterslev et al. 2008, J Clin Epidemiol 61:64; Brok et al. 2008, J Clin
    Epidemiol 61:763; intervals: Jennison & Turnbull 1989 (J R Stat Soc B 51:305), stagewise.

    >>> grown = trial_sequential([-0.5, -0.6, -0.4], [0.08, 0.05, 0.04], [200, 300, 400], 1000)
    >>> grown.z.round(2), grown.bounds.upper.round(2), grown.crossed
    (array([-1.77, -3.2 , -3.73]), array([4.88, 2.96, 2.1 ]), 1)
    """
    choose("method", method, METHODS)
    batch = as_batch(y, v)
    amounts = np.asarray(sizes, dtype=np.float64)
    if batch.k.size != 1 or amounts.shape != batch.y[0].shape:
        raise ValueError(f"one set of studies, each with a size, got {amounts.shape} sizes")
    if not (np.isfinite(required) and required > 0):
        raise ValueError(f"required must be above 0, got {required}")
    bounds = boundaries(np.cumsum(amounts) / required, alpha=alpha, sides=sides, spending=spending)
    so_far = np.tril(np.ones((amounts.size, amounts.size), bool))
    pooled = pool(batch.y, batch.v, mask=so_far, method=method, profile=False)
    z = np.asarray(pooled.statistic, dtype=np.float64)
    met = np.flatnonzero((z >= bounds.upper) | (z <= bounds.lower))
    crossed = int(met[0]) if met.size else None
    final = amounts.size - 1 if crossed is None else crossed
    level = 1 - alpha * 2 / sides
    found = stagewise(bounds, final, float(z[final]), level=level)
    unit = _unit(bounds, final, float(pooled.se[final]))
    reach = bounds.upper * pooled.se
    return TrialSequential(
        pooled.estimate,
        pooled.se,
        z,
        bounds,
        pooled.estimate - reach,
        pooled.estimate + reach,
        crossed,
        final,
        found.p,
        found.median * unit,
        found.low * unit,
        found.high * unit,
        level,
    )


def _unit(bounds: Boundaries, look: int, se: float) -> float:
    """Effect per unit of drift: at a look z is drift sqrt(t), and the estimate z se."""
    return float(np.sqrt(bounds.fractions[look]) * se)
