"""Limit meta-analysis: what studies of endless precision would show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Floats, as_batch, check_level, choose
from thymos.kernel.distributions import chi2_upper, normal_quantile, normal_two_sided
from thymos.kernel.pool import COMMON, METHODS
from thymos.kernel.tau2 import tau2_of

ADJUSTMENTS: tuple[str, ...] = ("expectation", "slope", "origin")
# Share of the largest precision below which the spread of precisions is rounding.
SAME = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """The result of `limit_meta_analysis` for one set of studies, on the analysis scale.

    estimate to p: the effect of a study of endless precision. bias: the intercept alpha of the
    generalised radial plot, in standard errors; slope: its beta. limits: each study's effect
    were its precision endless, (study,). q = q_small + q_residual: heterogeneity, the part that
    small-study effects explain (1 degree of freedom), and the rest (k - 2); their P values.
    g2: the share, 0 to 1, of the spread of the limits that stays unexplained.
    """

    estimate: float
    se: float
    low: float
    high: float
    p: float
    bias: float
    slope: float
    limits: Floats
    tau2: float
    q: float
    q_small: float
    q_small_p: float
    q_residual: float
    q_residual_p: float
    g2: float
    k: int
    adjustment: str
    method: str
    level: float


@dataclass(frozen=True, slots=True)
class _Line:
    """A line through a radial plot by plain least squares; errors take residual variance 1."""

    intercept: float
    slope: float
    left: float
    total: float
    spread: float


def limit_meta_analysis(
    y: ArrayLike,
    v: ArrayLike,
    *,
    adjustment: str = "expectation",
    method: str = "REML",
    level: float = 0.95,
) -> Limit:
    """Let the precision of every study grow without end, and pool what is left.

    y, v: effects on the analysis scale and sampling variances, (study,). The model is
    y_i = beta + sqrt(v_i + tau2) (alpha + e_i). adjustment: ``expectation``, beta + tau alpha
    (beta-0, the authors' choice); ``slope``, the line through the radial plot of the limits
    (beta-lim); ``origin``, the same without intercept (mu-lim). method: of tau2, as in `pool`.
    Raises ValueError for a batch, fewer than three studies, studies all of one precision, or
    unknown words. Source: Rücker, Schwarzer, Carpenter, Binder & Schumacher 2011 (Biostatistics
    12:122). The interval takes tau2 as known, and selection is not the only cause of a slope.

    >>> found = limit_meta_analysis([0.1, 0.2, 0.5, 0.7], [0.01, 0.02, 0.05, 0.06], method="DL")
    >>> round(found.estimate, 3), round(found.q_small_p, 3)
    (-0.063, 0.01)
    """
    choose("adjustment", adjustment, ADJUSTMENTS)
    choose("method", method, METHODS)
    check_level(level)
    batch = as_batch(y, v)
    k = batch.y.shape[1]
    if batch.y.shape[0] != 1:
        raise ValueError("limit meta-analysis is of one set of studies, got a batch")
    if k < 3:
        raise ValueError(f"limit meta-analysis needs three studies or more, got {k}")
    # In roots of the mean variance, so that nothing hangs on the reader's unit.
    unit = float(batch.v.mean())
    root = float(np.sqrt(unit))
    effects, variances = batch.y[0] / root, batch.v[0] / unit
    error = np.sqrt(variances)
    if np.ptp(1 / error) <= SAME * (1 / error).max():
        raise ValueError("all studies have one standard error: no limit to look for")
    tau2 = 0.0 if method in COMMON else float(tau2_of(method, batch)[0]) / unit
    wide = _radial(effects, np.sqrt(variances + tau2))
    limits = wide.slope + np.sqrt(tau2 / (variances + tau2)) * (effects - wide.slope)
    estimate, se = _adjusted(adjustment, wide, limits, variances, tau2)
    reach = float(normal_quantile(0.5 + level / 2))
    w = 1 / variances
    q = float((w * (effects - (w * effects).sum() / w.sum()) ** 2).sum())
    residual = min(q, _radial(effects, error).left)
    return Limit(
        estimate=root * estimate,
        se=root * se,
        low=root * (estimate - reach * se),
        high=root * (estimate + reach * se),
        p=float(normal_two_sided(estimate / se)),
        bias=wide.intercept,
        slope=root * wide.slope,
        limits=root * limits,
        tau2=tau2 * unit,
        q=q,
        q_small=q - residual,
        q_small_p=float(chi2_upper(q - residual, 1.0)),
        q_residual=residual,
        q_residual_p=float(chi2_upper(residual, k - 2.0)),
        g2=_unexplained(limits, error),
        k=k,
        adjustment=adjustment,
        method=method,
        level=level,
    )


def _radial(y: Floats, error: Floats) -> _Line:
    """y / error on 1 / error: the slope is an effect, the intercept a bias in errors."""
    x, z = 1 / error, y / error
    apart, away = x - x.mean(), z - z.mean()
    spread = float((apart * apart).sum())
    slope = float((apart * away).sum()) / spread
    left = float(((away - slope * apart) ** 2).sum())
    intercept = float(z.mean()) - slope * float(x.mean())
    return _Line(intercept, slope, left, float((away * away).sum()), spread)


def _adjusted(
    adjustment: str, wide: _Line, limits: Floats, v: Floats, tau2: float
) -> tuple[float, float]:
    """The effect at endless precision and its standard error."""
    if adjustment == "origin":
        total = float((1 / v).sum())
        return float((limits / v).sum()) / total, total**-0.5
    if adjustment == "slope":
        line = _radial(limits, np.sqrt(v))
        return line.slope, float(line.spread**-0.5)
    precision = 1 / np.sqrt(v + tau2)
    tau = float(np.sqrt(tau2))
    # var beta = 1, cov = -mean(x), var alpha = mean(x^2), each over the spread of x.
    variance = 1 - 2 * tau * float(precision.mean()) + tau2 * float((precision**2).mean())
    return wide.slope + tau * wide.intercept, float(np.sqrt(variance / wide.spread))


def _unexplained(limits: Floats, error: Floats) -> float:
    """1 - R2 of the radial plot of the limits; 0 where they are all one effect."""
    if np.ptp(limits) <= SAME * np.abs(limits).max(initial=0.0):
        return 0.0
    line = _radial(limits, error)
    return line.left / line.total
