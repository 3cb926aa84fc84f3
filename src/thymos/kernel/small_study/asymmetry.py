"""Tests of funnel asymmetry: regression on precision, rank correlation, and PET-PEESE."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Batch, Floats, as_batch, as_floats, check_level, choose, refuse
from thymos.kernel.distributions import (
    normal_quantile,
    normal_two_sided,
    t_quantile,
    t_two_sided,
)
from thymos.kernel.measures.tables import counts, effect_sizes
from thymos.kernel.regression import regress

# What the effect is regressed on, each as a function of the standard error or the sample size.
PREDICTORS: tuple[str, ...] = ("se", "v", "n", "sqrt_n", "inverse_n", "inverse_sqrt_n")
# Those which are 0 for a study without end: the intercept is then the effect of such a study.
VANISHING: tuple[str, ...] = ("se", "v", "inverse_n", "inverse_sqrt_n")
MODELS: tuple[str, ...] = ("dispersion", "random")
# Share of the predictor's size below which its spread is rounding.
SAME = 1e-9
# Without ties P is exact up to here; the exact counts of more studies are not needed.
EXACT_STUDIES = 200


@dataclass(frozen=True, slots=True, eq=False)
class FunnelTest:
    """A regression of effects on a measure of their precision: arrays (batch,).

    slope, slope_se: the asymmetry; statistic, df (nan for z), p: its test, two-sided. limit,
    limit_low, limit_high: the line where the predictor is 0, a study of endless precision; nan
    for predictors that grow with precision. nan too for statistics of effects all equal.
    """

    slope: Floats
    slope_se: Floats
    statistic: Floats
    df: Floats
    p: Floats
    limit: Floats
    limit_se: Floats
    limit_low: Floats
    limit_high: Floats
    predictor: str
    model: str
    level: float


@dataclass(frozen=True, slots=True, eq=False)
class RankTest:
    """Kendall's rank correlation of effects with their variances: arrays (batch,).

    exact: the P value is exact; else a normal approximation corrected for ties.
    """

    tau: Floats
    p: Floats
    exact: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True, eq=False)
class PetPeese:
    """Two lines to endless precision, and which of them the rule chooses, (batch,).

    pet: effect on standard error; peese: on variance. estimate, low, high: the intercept of
    PEESE where PET's differs from 0 (`uses_peese`), else that of PET.
    """

    pet: FunnelTest
    peese: FunnelTest
    pet_p: Floats
    uses_peese: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    estimate: Floats
    low: Floats
    high: Floats


def funnel_regression(
    y: ArrayLike,
    v: ArrayLike,
    *,
    predictor: str = "se",
    n: ArrayLike | None = None,
    model: str = "dispersion",
    method: str = "REML",
    test: str = "z",
    level: float = 0.95,
) -> FunnelTest:
    """Regress effects on a measure of precision; a slope is an asymmetric funnel.

    y, v: effects on the analysis scale and sampling variances, (study,) or (batch, study).
    predictor: ``se``, ``v``, or of the sample sizes n, ``n``, ``sqrt_n``, ``inverse_n``,
    ``inverse_sqrt_n``. model: ``dispersion``, weights 1/v with a multiplicative error and t
    with k - 2 degrees of freedom (with ``se``, the test of Egger et al. 1997, BMJ 315:629);
    ``random``, meta-regression with an additive tau2 by `method` and `test` as in `regress`
    (with ``se``, Thompson & Sharp 1999, Stat Med 18:2693).
    Raises ValueError for fewer than three studies, or studies all of one precision.
    For ratios and for standardised differences the error depends on the effect itself, which
    makes an asymmetry of its own: see `harbord`, `peters` and `docs/methods/small_study.md`.

    >>> found = funnel_regression([0.1, 0.2, 0.5, 0.4], [0.01, 0.02, 0.05, 0.06])
    >>> found.slope.round(3), found.p.round(3), found.limit.round(3)
    (array([2.592]), array([0.033]), array([-0.159]))
    """
    choose("predictor", predictor, PREDICTORS)
    choose("model", model, MODELS)
    check_level(level)
    batch = as_batch(y, v)
    x = _predictor(predictor, batch, n)
    if model == "dispersion":
        return _line(batch.y, x, 1 / batch.v, predictor, level)
    return _random(batch, x, predictor, method, test, level)


def harbord(
    ai: ArrayLike, n1i: ArrayLike, ci: ArrayLike, n2i: ArrayLike, *, level: float = 0.95
) -> FunnelTest:
    """Regression of the score on its information: Egger's test without its flaw for odds ratios.

    ai, ci: events in the treated and the control group; n1i, n2i: their sizes; (study,).
    Score over information is Peto's log odds ratio, its variance 1 over the information; under
    no effect the two are uncorrelated. Tables without events, or with nothing else, say
    nothing and are left out. Raises ValueError as `effect_sizes` and `funnel_regression` do.
    Source: Harbord, Egger & Sterne 2006 (Stat Med 25:3443).

    >>> round(float(harbord([1, 9, 12], [40, 135, 200], [2, 23, 15], [36, 135, 200]).p[0]), 3)
    0.978
    """
    found = effect_sizes("PETO", ai, n1i, ci, n2i, to="none")
    keep = found.included
    return funnel_regression(found.y[keep], found.v[keep], level=level)


def peters(
    ai: ArrayLike,
    n1i: ArrayLike,
    ci: ArrayLike,
    n2i: ArrayLike,
    *,
    predictor: str = "inverse_n",
    level: float = 0.95,
) -> FunnelTest:
    """Regression of log odds ratios on 1 / n, weighted by the events and non-events of a study.

    ai, ci: events; n1i, n2i: group sizes; (study,). Weights 1 / (1/events + 1/non-events) of
    both groups together depend on the effect less than 1/v does. predictor: ``inverse_n``
    (Peters et al. 2006, JAMA 295:676) or ``n`` (Macaskill, Walter & Irwig 2001, Stat Med
    20:641). Zero cells: 1/2 is added to all four cells of such a table for its odds ratio.
    Tables without events, or with nothing else, are left out.

    >>> round(float(peters([1, 9, 12], [40, 135, 200], [2, 23, 15], [36, 135, 200]).p[0]), 3)
    0.779
    """
    choose("predictor", predictor, ("inverse_n", "n"))
    check_level(level)
    a, b, c, d = counts(ai, n1i, ci, n2i)
    keep = (a + c > 0) & (b + d > 0)
    a, b, c, d = a[keep], b[keep], c[keep], d[keep]
    effects = effect_sizes("OR", a, a + b, c, c + d)
    size = a + b + c + d
    weights = 1 / (1 / (a + c) + 1 / (b + d))
    x = size if predictor == "n" else 1 / size
    return _line(effects.y[None, :], x[None, :], weights[None, :], predictor, level)


def begg(y: ArrayLike, v: ArrayLike) -> RankTest:
    """Rank correlation of standardised effects with their variances.

    y, v: (study,) or (batch, study). An effect is standardised by its distance from the
    common-effect mean over the error of that distance. The P value is exact without ties up
    to 200 studies; else by the normal approximation with the variance that ties leave, without
    a continuity correction. Little power below 25 studies. Raises ValueError for fewer than
    three studies. Source: Begg & Mazumdar 1994 (Biometrics 50:1088).

    >>> found = begg([0.1, 0.2, 0.5, 0.4], [0.01, 0.02, 0.05, 0.06])
    >>> found.tau.round(3), found.p.round(3)
    (array([0.667]), array([0.333]))
    """
    batch = as_batch(y, v)
    _enough(batch.y.shape[1])
    w = 1 / batch.v
    total = w.sum(-1, keepdims=True)
    mean = (w * batch.y).sum(-1, keepdims=True) / total
    # A study that holds all the weight has no distance from the mean, and no error of it.
    error = np.sqrt(np.maximum(batch.v - 1 / total, np.finfo(float).tiny))
    rows = [_kendall(*row) for row in zip((batch.y - mean) / error, batch.v, strict=True)]
    tau, p, exact = zip(*rows, strict=True)
    return RankTest(np.array(tau), np.array(p), np.array(exact, dtype=bool))


def pet_peese(y: ArrayLike, v: ArrayLike, *, alpha: float = 0.10, level: float = 0.95) -> PetPeese:
    """Extrapolate to endless precision: on the standard error, or on the variance.

    y, v: (study,) or (batch, study). alpha: two-sided level at which PET's intercept counts as
    different from 0, so that PEESE is used. Multiplicative error, weights 1/v, t with k - 2
    degrees of freedom. Raises ValueError as `funnel_regression` does.
    Source: Stanley & Doucouliagos 2014 (Res Synth Methods 5:60). Unreliable with few studies,
    much heterogeneity or little selection (Stanley 2017, Soc Psychol Personal Sci 8:581): one
    view of several, never the answer.

    >>> found = pet_peese([0.1, 0.2, 0.5, 0.4], [0.01, 0.02, 0.05, 0.06])
    >>> found.estimate.round(3), found.uses_peese
    (array([-0.159]), array([False]))
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie between 0 and 1, such as 0.10, got {alpha}")
    pet = funnel_regression(y, v, predictor="se", level=level)
    peese = funnel_regression(y, v, predictor="v", level=level)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = t_two_sided(pet.limit / pet.limit_se, pet.df)
    second = p < alpha
    return PetPeese(
        pet,
        peese,
        p,
        second,
        np.where(second, peese.limit, pet.limit),
        np.where(second, peese.limit_low, pet.limit_low),
        np.where(second, peese.limit_high, pet.limit_high),
    )


def _predictor(name: str, batch: Batch, n: ArrayLike | None) -> Floats:
    if name in ("se", "v"):
        return np.sqrt(batch.v) if name == "se" else batch.v
    if n is None:
        raise ValueError(f"predictor {name} needs the sample sizes n")
    size = as_floats("n", n)
    try:
        size = np.broadcast_to(size, batch.y.shape)
    except ValueError:
        raise ValueError(
            f"n does not fit: shape {size.shape} for studies of shape {batch.y.shape}"
        ) from None
    refuse(~(np.isfinite(size) & (size > 0)), size, "n", "a sample size above 0")
    root = np.sqrt(size) if "sqrt" in name else size
    return 1 / root if "inverse" in name else root


def _line(y: Floats, x: Floats, w: Floats, predictor: str, level: float) -> FunnelTest:
    """Weighted least squares of a straight line with an error of unknown size."""
    _enough(y.shape[1])
    _differs(x, predictor)
    share = w / w.sum(-1)[:, None]
    # Counted from the first effect, so that effects all equal leave no rounding to be tested.
    base, y = y[:, 0], y - y[:, :1]
    centre, mean = (share * x).sum(-1), (share * y).sum(-1)
    apart = x - centre[:, None]
    spread = (share * apart * apart).sum(-1)
    slope = (share * apart * y).sum(-1) / spread
    left = y - mean[:, None] - slope[:, None] * apart
    df = np.full(slope.shape, y.shape[1] - 2.0)
    variance = (share * left * left).sum(-1) / df
    return _result(
        (slope, np.sqrt(variance / spread)),
        (base + mean - slope * centre, np.sqrt(variance * (1 + centre * centre / spread))),
        df,
        predictor,
        "dispersion",
        level,
    )


def _random(
    batch: Batch, x: Floats, predictor: str, method: str, test: str, level: float
) -> FunnelTest:
    _enough(batch.y.shape[1])
    _differs(x, predictor)
    fits = [
        regress(yi, vi, np.column_stack([np.ones(xi.size), xi]), method=method, test=test)
        for yi, vi, xi in zip(batch.y, batch.v, x, strict=True)
    ]
    beta = np.concatenate([fit.coefficients for fit in fits])
    se = np.concatenate([fit.se for fit in fits])
    df = np.array([fit.df for fit in fits])
    return _result((beta[:, 1], se[:, 1]), (beta[:, 0], se[:, 0]), df, predictor, "random", level)


def _result(
    slope: tuple[Floats, Floats],
    limit: tuple[Floats, Floats],
    df: Floats,
    predictor: str,
    model: str,
    level: float,
) -> FunnelTest:
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = slope[0] / slope[1]
    normal = np.isnan(df)
    reach = np.where(normal, normal_quantile(0.5 + level / 2), t_quantile(0.5 + level / 2, df))
    known = predictor in VANISHING
    at, error = (np.where(known, part, np.nan) for part in limit)
    return FunnelTest(
        slope=slope[0],
        slope_se=slope[1],
        statistic=statistic,
        df=df,
        p=np.where(normal, normal_two_sided(statistic), t_two_sided(statistic, df)),
        limit=at,
        limit_se=error,
        limit_low=at - reach * error,
        limit_high=at + reach * error,
        predictor=predictor,
        model=model,
        level=level,
    )


def _enough(k: int) -> None:
    if k < 3:
        raise ValueError(f"a test of the funnel needs three studies or more, got {k}")


def _differs(x: Floats, predictor: str) -> None:
    if (np.ptp(x, axis=-1) <= SAME * np.abs(x).max(-1)).any():
        raise ValueError(f"predictor {predictor} is the same for all studies: no line to fit")


def _kendall(x: Floats, y: Floats) -> tuple[float, float, bool]:
    """Kendall's tau-b, its two-sided P value, and whether that is exact."""
    upper = np.triu_indices(x.size, 1)
    dx, dy = (np.sign(z[upper[0]] - z[upper[1]]) for z in (x, y))
    score = float((dx * dy).sum())
    pairs, tied_x, tied_y = dx.size, int((dx == 0).sum()), int((dy == 0).sum())
    norm = np.sqrt(float(pairs - tied_x)) * np.sqrt(float(pairs - tied_y))
    if norm == 0:
        return float("nan"), float("nan"), False
    if tied_x + tied_y == 0 and x.size <= EXACT_STUDIES:
        return score / norm, _kendall_exact(x.size, score), True
    z = score / np.sqrt(_kendall_variance(x, y))
    return score / norm, float(normal_two_sided(z)), False


def _kendall_exact(k: int, score: float) -> float:
    """Two-sided P: the share of orders of k things with a score at least as far from 0."""
    share = np.ones(1)
    for j in range(2, k + 1):
        share = np.convolve(share, np.full(j, 1 / j))
    inversions = round((k * (k - 1) / 2 - abs(score)) / 2)
    return min(1.0, 2 * float(share[: inversions + 1].sum()))


def _kendall_variance(x: Floats, y: Floats) -> float:
    """Variance of the score under independence, with ties (Kendall 1970, equation 4.4)."""
    k = float(x.size)
    t, u = (np.unique(z, return_counts=True)[1].astype(float) for z in (x, y))
    plain = k * (k - 1) * (2 * k + 5)
    plain -= sum(float((g * (g - 1) * (2 * g + 5)).sum()) for g in (t, u))
    first = [float((g * (g - 1)).sum()) for g in (t, u)]
    second = [float((g * (g - 1) * (g - 2)).sum()) for g in (t, u)]
    return (
        plain / 18
        + second[0] * second[1] / (9 * k * (k - 1) * (k - 2))
        + first[0] * first[1] / (2 * k * (k - 1))
    )
