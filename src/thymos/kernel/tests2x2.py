"""Tests and intervals of single 2x2 tables, to recompute what a paper prints.

Counts come as cells: ai treated with the event, bi treated without, ci control with, di
control without; any shape, broadcast together. Answers have that shape.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from thymos.kernel.batch import Floats, as_floats, check_level, choose, refuse
from thymos.kernel.distributions import chi2_upper, normal_quantile, normal_two_sided
from thymos.kernel.effects import cells, counts

# R's fisher.test uses the same allowance for tables that are equally likely up to rounding.
EQUALLY_LIKELY = 1 + 1e-7
DIFFERENCE_METHODS: tuple[str, ...] = ("wald", "newcombe", "agresti-caffo")


@dataclass(frozen=True, slots=True, eq=False)
class Contingency:
    """A test of independence: statistic, df and two-sided p, each in the shape of the counts."""

    statistic: Floats
    df: Floats
    p: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Interval:
    """An estimate with its limits on the reader's scale, each in the shape of the counts."""

    estimate: Floats
    low: Floats
    high: Floats
    level: float
    method: str


def chi_square(
    ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike, correct: bool = False
) -> Contingency:
    """Pearson's chi-squared test of a 2x2 table, with Yates's correction if asked for.

    Returns statistic, df = 1 and p; nan where nobody or everybody had the event. The
    correction never exceeds the distance it corrects (as in R's chisq.test).
    Sources: Pearson 1900; Yates 1934.

    >>> chi_square(47, 134, 63, 117).p.round(4)
    array([0.0623])
    """
    a, b, c, d = cells(ai, bi, ci, di)
    n = a + b + c + d
    # |ad - bc| / n is the distance of every cell from its expectation.
    distance = np.abs(a * d - b * c) / n
    if correct:
        distance = distance - np.minimum(0.5, distance)
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = np.where(margins > 0, n**3 * distance**2 / margins, np.nan)
    return Contingency(statistic, np.ones(a.shape), chi2_upper(statistic, 1.0))


def fisher_exact(ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike) -> Contingency:
    """Fisher's exact test, two-sided: the chance of all tables no likelier than the observed.

    Whole counts only (ValueError otherwise). statistic is the sample odds ratio, df is nan.
    Not to be confused with twice the smaller tail, which some papers print.
    Source: Fisher 1935; the rule of least likelihood as in R's fisher.test.

    >>> fisher_exact(4, 32, 12, 28).p.round(4)
    array([0.0528])
    """
    a, b, c, d = cells(ai, bi, ci, di)
    for name, cell in zip(("ai", "bi", "ci", "di"), (a, b, c, d), strict=True):
        refuse(cell != np.floor(cell), cell, name, "a whole number")
    p = np.array(
        [
            _fisher(*(float(cell) for cell in table))
            for table in zip(a.ravel(), b.ravel(), c.ravel(), d.ravel(), strict=True)
        ]
    ).reshape(a.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = a * d / (b * c)
    return Contingency(odds, np.full(a.shape, np.nan), p)


def risk_difference_interval(
    ai: ArrayLike,
    bi: ArrayLike,
    ci: ArrayLike,
    di: ArrayLike,
    level: float = 0.95,
    method: str = "wald",
) -> Interval:
    """Risk in the treated less risk in the control group, with limits.

    method: ``wald``; ``newcombe``, the hybrid score interval (Newcombe 1998, Stat Med
    17:873, method 10); ``agresti-caffo``, Wald after one event and one non-event were added
    to each group (Agresti & Caffo 2000). The estimate is the plain difference always.

    >>> found = risk_difference_interval(40, 214, 46, 208)
    >>> np.round([found.estimate, found.low, found.high], 3).ravel()
    array([-0.024, -0.089,  0.042])
    """
    choose("interval of a risk difference", method, DIFFERENCE_METHODS)
    z = float(normal_quantile(0.5 + check_level(level) / 2))
    a, b, c, d = cells(ai, bi, ci, di)
    estimate = a / (a + b) - c / (c + d)
    if method == "newcombe":
        (low1, high1), (low2, high2) = _wilson(a, a + b, z), _wilson(c, c + d, z)
        p1, p2 = a / (a + b), c / (c + d)
        low = estimate - np.hypot(p1 - low1, high2 - p2)
        high = estimate + np.hypot(high1 - p1, p2 - low2)
        return Interval(estimate, low, high, level, method)
    extra = 1.0 if method == "agresti-caffo" else 0.0
    a, b, c, d = a + extra, b + extra, c + extra, d + extra
    centre = a / (a + b) - c / (c + d)
    half = z * np.sqrt(a * b / (a + b) ** 3 + c * d / (c + d) ** 3)
    return Interval(estimate, centre - half, centre + half, level, method)


def risk_ratio_interval(
    ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike, level: float = 0.95
) -> Interval:
    """Risk ratio with limits on the logarithm (Katz et al. 1978); no constant is added.

    Limits are nan where a group had no event.

    >>> found = risk_ratio_interval(47, 134, 63, 117)
    >>> np.round([found.estimate, found.low, found.high], 3).ravel()
    array([0.742, 0.541, 1.018])
    """
    a, b, c, d = cells(ai, bi, ci, di)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (a / (a + b)) / (c / (c + d))
        variance = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    return _log_interval(ratio, variance, check_level(level), "katz")


def odds_ratio_interval(
    ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike, level: float = 0.95
) -> Interval:
    """Odds ratio with limits on the logarithm (Woolf 1955); no constant is added.

    Limits are nan where a cell is 0.

    >>> found = odds_ratio_interval(47, 134, 63, 117)
    >>> np.round([found.estimate, found.low, found.high], 3).ravel()
    array([0.651, 0.415, 1.024])
    """
    a, b, c, d = cells(ai, bi, ci, di)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = a * d / (b * c)
        variance = 1 / a + 1 / b + 1 / c + 1 / d
    return _log_interval(ratio, variance, check_level(level), "woolf")


def proportion_interval(events: ArrayLike, n: ArrayLike, level: float = 0.95) -> Interval:
    """A share with Wilson's score limits (Wilson 1927), which stay within 0 and 1.

    >>> found = proportion_interval(0, 10)
    >>> np.round([found.estimate, found.low, found.high], 3).ravel()
    array([0.   , 0.   , 0.278])
    """
    x, rest, _, _ = counts(events, n, 0, 1)
    total = x + rest
    low, high = _wilson(x, total, float(normal_quantile(0.5 + check_level(level) / 2)))
    return Interval(x / total, low, high, level, "wilson")


def wald_p(
    estimate: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    log_scale: bool,
    level: float = 0.95,
) -> Floats:
    """Two-sided P value that an estimate and its printed interval imply, if it is Wald's.

    estimate, low, high: on the reader's scale, any shape. log_scale: True for ratios, whose
    null is 1. As exact as the printed digits: recompute at both ends of the rounding before
    calling a printed P wrong. Raises ValueError when the limits do not enclose a width, or a
    ratio is not positive.
    Source: Altman & Bland 2011 (BMJ 343:d2304).

    >>> wald_p(0.73, 0.59, 0.90, log_scale=True).round(4)
    array([0.0035])
    """
    names = ("estimate", "low", "high")
    read = [
        np.atleast_1d(as_floats(n, x)) for n, x in zip(names, (estimate, low, high), strict=True)
    ]
    try:
        mid, lower, upper = np.broadcast_arrays(*read)
    except ValueError:
        raise ValueError("estimate, low and high must have the same shape") from None
    for name, x in zip(names, (mid, lower, upper), strict=True):
        bottom = 0.0 if log_scale else -np.inf
        wanted = "a ratio above 0" if log_scale else "a finite number"
        refuse(~(np.isfinite(x) & (x > bottom)), x, name, wanted)
    refuse(upper <= lower, upper, "high", "a limit above low")
    if log_scale:
        mid, lower, upper = np.log(mid), np.log(lower), np.log(upper)
    z = normal_quantile(0.5 + check_level(level) / 2)
    return normal_two_sided(mid * 2 * z / (upper - lower))


def _wilson(x: Floats, n: Floats, z: float) -> tuple[Floats, Floats]:
    centre = (x + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * np.sqrt(x * (n - x) / n + z * z / 4)
    # Rounding must not push the limits of 0 and n out of the unit interval.
    return np.where(x == 0, 0.0, centre - half), np.where(x == n, 1.0, centre + half)


def _log_interval(ratio: Floats, variance: Floats, level: float, method: str) -> Interval:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        known = np.isfinite(variance) & (ratio > 0) & np.isfinite(ratio)
        half = normal_quantile(0.5 + level / 2) * np.sqrt(np.where(known, variance, np.nan))
        centre = np.log(np.where(known, ratio, np.nan))
    return Interval(ratio, np.exp(centre - half), np.exp(centre + half), level, method)


def _fisher(a: float, b: float, c: float, d: float) -> float:
    n1, n2, events = a + b, c + d, a + c
    first = max(0.0, events - n2)
    x = np.arange(first, min(n1, events) + 1)
    logs = -(
        special.gammaln(x + 1)
        + special.gammaln(n1 - x + 1)
        + special.gammaln(events - x + 1)
        + special.gammaln(n2 - events + x + 1)
    )
    chances = np.exp(logs - logs.max())
    seen = chances[int(a - first)]
    return float(min(chances[chances <= seen * EQUALLY_LIKELY].sum() / chances.sum(), 1.0))
