"""Confidence intervals of tau-squared: Q-profile, generalised Q, profile likelihood."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Batch, Bools, Floats, as_batch, as_weights, check_level, choose
from thymos.kernel.distributions import chi2_quantile
from thymos.kernel.engine import alone, engine
from thymos.kernel.likelihood import likeliest, log_likelihood, score
from thymos.kernel.quadratic import mixture_upper, q_equals, q_spread, smallest, weighted_squares
from thymos.kernel.roots import Rows, find_root
from thymos.kernel.tau2 import fixed_weights, standardise

RULES: tuple[str, ...] = ("QP", "GENQ", "J", "PL")
# Doublings from the smallest variance that reach any limit a double can hold.
MOST_DOUBLINGS = 2000


def tau2_interval(
    y: ArrayLike,
    v: ArrayLike,
    mask: ArrayLike | None = None,
    level: float = 0.95,
    *,
    rule: str = "QP",
    method: str = "REML",
    weights: ArrayLike | None = None,
) -> tuple[Floats, Floats]:
    """Confidence interval of tau2, low and high, each (batch,).

    y, v: (study,) or (batch, study); mask: which studies take part; level: coverage. rule:
    ``QP``, Q-profile: the tau2 at which the generalised Q meets its chi-squared quantiles
    (Viechtbauer 2007, Stat Med 26:37); ``J``: the same for Cochran's Q, with its exact
    distribution at each tau2 (Jackson 2013, Res Synth Methods 4:220); ``GENQ``: the same with
    weights, by default 1 / standard error (Jackson, Turner, Rhodes & Viechtbauer 2014, BMC
    Med Res Methodol 14:103); ``PL``: the tau2 whose (restricted) likelihood falls short of
    the highest by less than half a chi-squared quantile (Hardy & Thompson 1996), method then
    ML or REML. A limit that would be negative is 0; nan with fewer than two studies. All
    assume normal effects. The limits belong to the rule, not to an estimator of tau2, which
    may lie outside them. Raises ValueError for unknown words and arrays that do not fit.

    >>> low, high = tau2_interval([0.1, 0.3, 0.8], [0.01, 0.02, 0.03])
    >>> low.round(4), high.round(2)
    (array([0.0134]), array([5.11]))
    """
    choose("rule for the interval of tau2", rule, RULES)
    choose("method of the profile likelihood", method, ("ML", "REML"))
    batch = as_batch(y, v, mask)
    check_level(level)
    if weights is not None and rule != "GENQ":
        raise ValueError(f"weights belong to the rule GENQ, got rule {rule!r}")
    if rule == "QP":
        return tau2_interval_of(batch, level)
    scaled_y, scaled_v, unit = standardise(batch)
    rows = np.flatnonzero(batch.k > 1)
    low, high = np.full(unit.shape, np.nan), np.full(unit.shape, np.nan)
    part = scaled_y[rows], scaled_v[rows], batch.mask[rows]
    if rule == "PL":
        low[rows], high[rows] = _likely(*part, level, method == "REML")
    else:
        given = None if weights is None else as_weights(weights, batch)[rows]
        a = batch.mask[rows] / part[1] if rule == "J" else fixed_weights(*part[1:], given)
        low[rows], high[rows] = _generalised(*part, a, level)
    return low * unit, high * unit


def tau2_interval_of(batch: Batch, level: float) -> tuple[Floats, Floats]:
    """The interval by the Q-profile for input that is checked already."""
    tail, freedom = (1 - level) / 2, np.asarray(batch.k, float) - 1.0
    targets = [chi2_quantile(share, freedom) for share in (1 - tail, tail)]
    compiled = engine()
    if compiled is not None:
        ends = compiled.limits(batch, np.stack(targets), alone=alone())
        return ends[0], ends[1]
    y, v, unit = standardise(batch)
    twice = (np.concatenate([part, part]) for part in (y, v, batch.mask))
    low, high = q_equals(np.concatenate(targets), *twice).reshape(2, -1) * unit
    return np.where(batch.k > 1, low, np.nan), np.where(batch.k > 1, high, np.nan)


def _generalised(
    y: Floats, v: Floats, mask: Bools, a: Floats, level: float
) -> tuple[Floats, Floats]:
    """The tau2 at which so large a Q is just not surprising, from below and from above."""
    q = weighted_squares(y, a)
    limits = []
    for share in ((1 - level) / 2, (1 + level) / 2):

        def short(t: Floats, at: Rows, share: float = share) -> tuple[Floats, Floats]:
            upper = mixture_upper(q[at], q_spread(t, a[at], v[at]))
            return share - upper, np.full(t.shape, np.nan)

        limits.append(first_root(short, q > 0, smallest(v, mask)))
    return limits[0], limits[1]


def _likely(
    y: Floats, v: Floats, mask: Bools, level: float, restricted: bool
) -> tuple[Floats, Floats]:
    best = likeliest(y, v, mask, restricted=restricted)

    def value(t: Floats, at: Rows) -> Floats:
        return log_likelihood(t, y[at], v[at], mask[at], restricted=restricted)

    everyone = np.arange(best.size)
    target = value(best, everyone) - float(chi2_quantile(level, 1.0)) / 2

    def above(t: Floats, at: Rows) -> tuple[Floats, Floats]:
        slope = score(t, y[at], v[at], mask[at], restricted)[0] / 2
        return value(t, at) - target[at], slope

    low = np.zeros(best.shape)
    inside = np.flatnonzero((best > 0) & (value(low, everyone) < target))
    low[inside] = find_root(
        lambda t, at: above(t, inside[at]),
        low[inside],
        best[inside],
        rising=True,
        floor=smallest(v, mask)[inside],
    )
    return low, first_root(above, np.ones(best.shape, bool), smallest(v, mask), best)


def first_root(
    function: Callable[[Floats, Rows], tuple[Floats, Floats]],
    asked: Bools,
    unit: Floats,
    start: Floats | None = None,
) -> Floats:
    """Where a function falls through 0 beyond start (0 unless given); start if below 0 there.

    function: (tau2, rows) -> value and slope, nan for an unknown one. asked: rows to solve,
    the others keep start. unit: the length of the first step; all (batch,).
    """
    low = np.zeros(unit.shape) if start is None else start.copy()
    answer = low.copy()
    rows = np.flatnonzero(asked)
    rows = rows[function(low[rows], rows)[0] > 0]
    bottom, top = low[rows], low[rows] + unit[rows]
    waiting = np.arange(rows.size)
    for _ in range(MOST_DOUBLINGS):
        waiting = waiting[function(top[waiting], rows[waiting])[0] > 0]
        if waiting.size == 0:
            break
        bottom[waiting], top[waiting] = top[waiting], 2 * top[waiting] + unit[rows[waiting]]
    answer[rows] = find_root(lambda t, at: function(t, rows[at]), bottom, top, floor=unit[rows])
    return answer
