"""Excess significance: more significant results than the power of the studies would give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from thymos.kernel.batch import Bools, Floats, as_batch, choose
from thymos.kernel.distributions import chi2_upper, normal_quantile, normal_upper
from thymos.kernel.pool import pool

SIDES: tuple[str, ...] = ("two-sided", "greater", "less")


@dataclass(frozen=True, slots=True, eq=False)
class Excess:
    """The result of `excess_significance` for one set of studies.

    observed, expected: significant results; ratio: one over the other. power and significant:
    (study,). Three one-sided P values for more than expected: chi2_p, binomial_p (all studies
    with the mean power), exact_p (each with its own). theta: the effect that power is for.
    """

    observed: int
    expected: float
    ratio: float
    power: Floats
    significant: Bools
    chi2: float
    chi2_p: float
    binomial_p: float
    exact_p: float
    theta: float
    k: int


def excess_significance(
    y: ArrayLike,
    v: ArrayLike,
    *,
    theta: float | None = None,
    tau2: float = 0.0,
    alpha: float = 0.05,
    side: str = "two-sided",
) -> Excess:
    """Compare the number of significant results with the sum of the powers.

    y, v: effects on the analysis scale and sampling variances, (study,). theta: the true
    effect; the common-effect mean when left out. tau2: variance of true effects about theta;
    0 when left out, as published. alpha, side: of the studies' own tests of no effect.
    Raises ValueError for a batch, an unknown side, alpha outside 0 to 1, a negative tau2.
    Sources: Ioannidis & Trikalinos 2007 (Clin Trials 4:245) for the first two tests; the exact
    one is the upper tail of a sum of unequal Bernoulli trials (Stanley et al. 2021,
    Res Synth Methods 12:776, discuss the choice). Little power below 10 studies; with
    heterogeneity, tau2 of 0 exaggerates.

    >>> found = excess_significance([0.5, 0.6, 0.1, 0.7], [0.04, 0.05, 0.03, 0.06])
    >>> found.observed, round(found.expected, 3), round(found.exact_p, 3)
    (3, 2.074, 0.336)
    """
    choose("side", side, SIDES)
    batch = as_batch(y, v)
    if batch.y.shape[0] != 1:
        raise ValueError("excess significance is of one set of studies, got a batch")
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie between 0 and 1, such as 0.05, got {alpha}")
    if not (np.isfinite(tau2) and tau2 >= 0):
        raise ValueError(f"tau2 must be 0 or more, got {tau2}")
    effects, error = batch.y[0], np.sqrt(batch.v[0])
    centre = float(pool(effects, batch.v, method="CE").estimate[0]) if theta is None else theta
    if not np.isfinite(centre):
        raise ValueError(f"theta must be a finite effect, got {centre}")
    cut = float(normal_quantile(1 - (alpha / 2 if side == "two-sided" else alpha)))
    spread = np.sqrt(batch.v[0] + tau2)
    above = normal_upper((cut * error - centre) / spread)
    below = normal_upper((cut * error + centre) / spread)
    z = effects / error
    power, significant = {
        "two-sided": (above + below, np.abs(z) >= cut),
        "greater": (above, z >= cut),
        "less": (below, z <= -cut),
    }[side]
    return _compared(power, significant, centre)


def _compared(power: Floats, significant: Bools, theta: float) -> Excess:
    k, observed, expected = power.size, int(significant.sum()), float(power.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        squared = float(np.float64((observed - expected) ** 2) * k / (expected * (k - expected)))
    # All powers 0 or 1 to rounding: nothing is left to chance, and nothing to test.
    upper = float(chi2_upper(squared, 1.0)) / 2
    tail = float(special.bdtrc(observed - 1, k, min(expected / k, 1.0))) if observed else 1.0
    return Excess(
        observed=observed,
        expected=expected,
        ratio=observed / expected if expected > 0 else float("nan"),
        power=power,
        significant=significant,
        chi2=squared,
        chi2_p=upper if observed >= expected else 1 - upper,
        binomial_p=tail,
        exact_p=float(count_tail(power, observed)),
        theta=theta,
        k=k,
    )


def count_tail(chances: Floats, least: int) -> float:
    """Probability of at least so many successes in trials with chances of their own, (trial,).

    >>> round(count_tail(np.array([0.5, 0.5, 0.2]), 3), 3)
    0.05
    """
    share = np.ones(1)
    for chance in chances:
        share = np.convolve(share, [1 - chance, chance])
    return float(min(1.0, share[least:].sum()))
