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
TESTS: tuple[str, ...] = ("exact", "chi2", "binomial")
# Twice the standard error so often is beyond every effect; and steps that halve it to rounding.
DOUBLINGS, HALVINGS = 1000, 200


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
    seen = _studies(y, v, tau2, alpha, side)
    centre = _centre(seen, theta)
    power, significant = _power(seen, centre)
    return _compared(power, significant, centre)


def excess_limit(
    y: ArrayLike,
    v: ArrayLike,
    *,
    test: str = "exact",
    test_alpha: float = 0.10,
    tau2: float = 0.0,
    alpha: float = 0.05,
    side: str = "two-sided",
) -> float:
    """The true effect up to which the significant results are too many.

    test: the P value of `excess_significance` that is looked at, ``exact``, ``chi2`` or
    ``binomial``; test_alpha: the level, below 0.5, that it meets at the limit. A true effect
    nearer to 0, on the side of the common-effect mean, leaves an excess; a larger one explains
    the results. nan when even no effect leaves none. The other arguments as there.
    Raises ValueError as there. Source: the "limit estimate" of R's metafor (Viechtbauer 2010,
    J Stat Softw 36:3, function tes) for the test of Ioannidis & Trikalinos 2007.

    >>> round(excess_limit([0.5, 0.6, 0.1, 0.7], [0.04, 0.05, 0.03, 0.06]), 3)
    0.309
    """
    choose("test", test, TESTS)
    if not 0 < test_alpha < 0.5:
        raise ValueError(f"test_alpha must lie between 0 and 0.5, such as 0.10, got {test_alpha}")
    seen = _studies(y, v, tau2, alpha, side)
    away = -1.0 if _centre(seen, None) < 0 else 1.0

    def excessive(distance: float) -> bool:
        found = _compared(*_power(seen, away * distance), away * distance)
        p = {"exact": found.exact_p, "chi2": found.chi2_p, "binomial": found.binomial_p}[test]
        return p < test_alpha

    if not excessive(0.0):
        return float("nan")
    low, high = 0.0, float(seen.error.max())
    for _ in range(DOUBLINGS):
        if not excessive(high):
            break
        low, high = high, 2 * high
    else:  # a one-sided test whose power falls on the side of the mean
        return float("nan")
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        low, high = (middle, high) if excessive(middle) else (low, middle)
    return away * high


@dataclass(frozen=True, slots=True, eq=False)
class _Studies:
    """Studies and their own tests: what the power at any effect is computed from."""

    effects: Floats
    error: Floats
    spread: Floats
    cut: float
    side: str


def _studies(y: ArrayLike, v: ArrayLike, tau2: float, alpha: float, side: str) -> _Studies:
    choose("side", side, SIDES)
    batch = as_batch(y, v)
    if batch.y.shape[0] != 1:
        raise ValueError("excess significance is of one set of studies, got a batch")
    if batch.y.shape[1] == 0:
        raise ValueError("excess significance needs one study or more, got 0")
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie between 0 and 1, such as 0.05, got {alpha}")
    if not (np.isfinite(tau2) and tau2 >= 0):
        raise ValueError(f"tau2 must be 0 or more, got {tau2}")
    cut = float(normal_quantile(1 - (alpha / 2 if side == "two-sided" else alpha)))
    return _Studies(batch.y[0], np.sqrt(batch.v[0]), np.sqrt(batch.v[0] + tau2), cut, side)


def _centre(seen: _Studies, theta: float | None) -> float:
    if theta is None:
        return float(pool(seen.effects, seen.error**2, method="CE").estimate[0])
    if not np.isfinite(theta):
        raise ValueError(f"theta must be a finite effect, got {theta}")
    return float(theta)


def _power(seen: _Studies, centre: float) -> tuple[Floats, Bools]:
    """Chance of a significant result at a true effect, and which results are significant."""
    above = normal_upper((seen.cut * seen.error - centre) / seen.spread)
    below = normal_upper((seen.cut * seen.error + centre) / seen.spread)
    z = seen.effects / seen.error
    return {
        "two-sided": (above + below, np.abs(z) >= seen.cut),
        "greater": (above, z >= seen.cut),
        "less": (below, z <= -seen.cut),
    }[seen.side]


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
