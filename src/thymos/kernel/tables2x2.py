"""Pooling on the counts themselves: Mantel-Haenszel and Peto. No zero-cell constant needed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Floats, Ints, check_level, choose
from thymos.kernel.distributions import chi2_upper, normal_quantile, normal_two_sided
from thymos.kernel.effects import COUNT_MEASURES, Effects, Measure, cells, effect_sizes, measure
from thymos.kernel.measures.tables import observed_less_expected


@dataclass(frozen=True, slots=True, eq=False)
class Stratified:
    """The result of pooling 2x2 tables: arrays (batch,) on the analysis scale.

    k: tables; k_informative: those that bear on the estimate (for ratios, tables with an
    event; for the odds ratio also with a non-event). nan stands for an estimate that does not
    exist, such as an odds ratio without events in one group.
    """

    measure: Measure
    method: str
    level: float
    k: Ints
    k_informative: Ints
    estimate: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    statistic: Floats
    p: Floats
    Q: Floats
    Q_df: Floats
    Q_p: Floats


def mantel_haenszel(
    code: str,
    ai: ArrayLike,
    bi: ArrayLike,
    ci: ArrayLike,
    di: ArrayLike,
    level: float = 0.95,
) -> Stratified:
    """Common risk ratio, odds ratio or risk difference by Mantel and Haenszel's weights.

    code: RR, OR or RD. ai, bi, ci, di: treated with and without the event, control with and
    without, (study,) or (batch, study). level: coverage of the interval.
    Variances: odds ratio by Robins, Breslow & Greenland 1986; risk ratio by Greenland &
    Robins 1985; risk difference by Sato, Greenland & Robins 1989. Q sums the squared
    distances of each table's own effect (1/2 added to cells of tables with a zero, tables
    without events left out) from the pooled one, weighted by 1/v.
    Raises ValueError for other measures, negative counts, empty groups.

    >>> result = mantel_haenszel("OR", [8, 22], [98, 76], [5, 16], [115, 69], level=0.90)
    >>> np.exp([result.estimate, result.ci_low, result.ci_high]).round(2).ravel()
    array([1.4 , 0.84, 2.34])
    """
    choose("measure of 2x2 tables", code, COUNT_MEASURES)
    a, b, c, d = rows_of(ai, bi, ci, di)
    estimate, variance = {"OR": _odds, "RR": _risk, "RD": _difference}[code](a, b, c, d)
    return _stratified(code, "MH", (a, b, c, d), estimate, variance, check_level(level))


def peto(
    ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike, level: float = 0.95
) -> Stratified:
    """Common odds ratio by Peto's one step: observed less expected over its variance.

    ai, bi, ci, di: as in `mantel_haenszel`. Good for rare events, groups of like size and
    small effects; misleading otherwise (Greenland & Salvan 1990).
    Source: Yusuf et al. 1985 (Prog Cardiovasc Dis 27:335), appendix.

    >>> np.exp(peto([3], [15], [1], [17]).estimate).round(2)
    array([2.99])
    """
    a, b, c, d = rows_of(ai, bi, ci, di)
    excess, spread = observed_less_expected(a, b, c, d)
    weight = spread.sum(-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate, own = excess.sum(-1) / weight, excess / spread
    estimate = np.where(weight > 0, estimate, np.nan)
    variance = np.where(weight > 0, 1 / np.where(weight > 0, weight, 1.0), np.nan)
    informative = spread > 0
    q = np.where(informative, spread * (own - estimate[:, None]) ** 2, 0.0).sum(-1)
    return stratified(
        measure("OR"),
        "Peto",
        check_level(level),
        a,
        informative.sum(-1),
        estimate,
        variance,
        (q, informative.sum(-1)),
    )


def rows_of(
    ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    """Check the cells of strata and give them the shape (batch, study)."""
    a, b, c, d = cells(ai, bi, ci, di)
    if a.ndim > 2:
        raise ValueError(f"counts must have shape (study,) or (batch, study), got {a.shape}")
    return np.atleast_2d(a), np.atleast_2d(b), np.atleast_2d(c), np.atleast_2d(d)


def _odds(a: Floats, b: Floats, c: Floats, d: Floats) -> tuple[Floats, Floats]:
    n = a + b + c + d
    p, q, r, s = (a + d) / n, (b + c) / n, a * d / n, b * c / n
    top, bottom = r.sum(-1), s.sum(-1)
    ok = (top > 0) & (bottom > 0)
    top, bottom = np.where(ok, top, np.nan), np.where(ok, bottom, np.nan)
    variance = (
        (p * r).sum(-1) / top**2
        + (p * s + q * r).sum(-1) / (top * bottom)
        + (q * s).sum(-1) / bottom**2
    ) / 2
    return np.log(top / bottom), variance


def _risk(a: Floats, b: Floats, c: Floats, d: Floats) -> tuple[Floats, Floats]:
    n1, n2 = a + b, c + d
    n = n1 + n2
    top, bottom = (a * n2 / n).sum(-1), (c * n1 / n).sum(-1)
    ok = (top > 0) & (bottom > 0)
    top, bottom = np.where(ok, top, np.nan), np.where(ok, bottom, np.nan)
    between = (n1 * n2 * (a + c) / n**2 - a * c / n).sum(-1)
    return np.log(top / bottom), between / (top * bottom)


def _difference(a: Floats, b: Floats, c: Floats, d: Floats) -> tuple[Floats, Floats]:
    n1, n2 = a + b, c + d
    n = n1 + n2
    total = (n1 * n2 / n).sum(-1)
    estimate = ((a * n2 - c * n1) / n).sum(-1) / total
    p = ((n1 / n) ** 2 * c - (n2 / n) ** 2 * a + n1 * n2 * (n2 - n1) / (2 * n**2)).sum(-1)
    q = (a * d / n + c * b / n).sum(-1) / 2
    variance = (estimate * p + q) / total**2
    return estimate, variance


def _stratified(
    code: str,
    method: str,
    cells: tuple[Floats, Floats, Floats, Floats],
    estimate: Floats,
    variance: Floats,
    level: float,
) -> Stratified:
    a, b, c, d = cells
    own: Effects = effect_sizes(code, a, a + b, c, c + d, drop00=True)
    gap = np.where(own.included, own.y - estimate[:, None], 0.0)
    q = (gap**2 / np.where(own.included, own.v, 1.0)).sum(-1)
    informative = {"OR": (a + c > 0) & (b + d > 0), "RR": a + c > 0, "RD": np.ones(a.shape, bool)}[
        code
    ].sum(-1)
    return stratified(
        measure(code),
        method,
        level,
        a,
        informative,
        estimate,
        variance,
        (q, own.included.sum(-1)),
    )


def stratified(
    kind: Measure,
    method: str,
    level: float,
    a: Floats,
    informative: Ints,
    estimate: Floats,
    variance: Floats,
    heterogeneity: tuple[Floats, Ints],
) -> Stratified:
    """The result of pooling strata: estimate and variance (batch,) with test, limits and Q.

    a: any column (batch, study), for the number of strata; heterogeneity: Q and the strata that
    entered it. A variance that is not positive leaves no error and no interval.
    """
    # Without any variation (no events at all) the variance is 0: no interval exists.
    se = np.sqrt(np.where(variance > 0, variance, np.nan))
    half = normal_quantile(0.5 + level / 2) * se
    statistic = estimate / se
    q, tables = heterogeneity
    q_df = np.maximum(tables - 1.0, 0)
    k = np.full(estimate.shape, a.shape[-1], dtype=np.int64)
    return Stratified(
        measure=kind,
        method=method,
        level=level,
        k=k,
        k_informative=np.asarray(informative, dtype=np.int64),
        estimate=estimate,
        se=se,
        ci_low=estimate - half,
        ci_high=estimate + half,
        statistic=statistic,
        p=normal_two_sided(statistic),
        Q=q,
        Q_df=q_df,
        Q_p=chi2_upper(q, q_df),
    )
