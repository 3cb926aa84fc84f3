"""Meta-regression: effects explained by moderators, the rest by tau-squared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Batch, Floats, as_batch, as_floats, as_weights, check_level, choose
from thymos.kernel.distributions import (
    chi2_quantile,
    chi2_upper,
    f_upper,
    normal_quantile,
    normal_two_sided,
    t_quantile,
    t_two_sided,
)
from thymos.kernel.pool import COMMON, METHODS, TESTS
from thymos.kernel.quadratic import ratio
from thymos.kernel.spectrum import Spectrum, estimate, meets, moments, q_at, spectrum

# A column whose part outside the columns before it is shorter than this share of it adds
# nothing: below it, coefficients would be rounding.
COLLINEAR = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """The result of `regress`, on the analysis scale.

    Arrays (batch, p), one entry a column of X: coefficients, se, ci_low, ci_high, statistic,
    p. covariance: (batch, p, p). Arrays (batch,): tau2 and its Q-profile limits; QE, the Q
    about the fitted values with weights 1/v; QM, the test of all columns in `tested` (F under
    t and Knapp-Hartung, else chi-squared); I2, H2 of what the moderators leave; R2, the
    percentage of tau2 that they take away, nan without an intercept or under one common
    effect. fitted, leverage, residual: (batch, study). names: of the columns. df: of the
    tests, nan for z.
    """

    names: tuple[str, ...]
    coefficients: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    statistic: Floats
    p: Floats
    covariance: Floats
    df: float
    tau2: Floats
    tau2_low: Floats
    tau2_high: Floats
    I2: Floats
    H2: Floats
    R2: Floats
    QE: Floats
    QE_df: int
    QE_p: Floats
    tested: tuple[int, ...]
    QM: Floats
    QM_p: Floats
    fitted: Floats
    leverage: Floats
    residual: Floats
    k: int
    method: str
    test: str
    level: float


def regress(
    y: ArrayLike,
    v: ArrayLike,
    X: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    method: str = "REML",
    test: str = "z",
    level: float = 0.95,
    weights: ArrayLike | None = None,
    tau2: float | None = None,
) -> Regression:
    """Meta-regression of one set of studies, or of a batch of sets with the same moderators.

    y, v: effects on the analysis scale and sampling variances, (study,) or (batch, study).
    X: moderators, (study, p); a column of ones is an intercept, and none is added. names: of
    the columns. method, test, level, weights, tau2: as in `pool`; t has k - p degrees of
    freedom. Columns may be of any size: they are scaled and orthogonalised inside.
    Raises ValueError for what does not fit, for p not below k, for a column that is not
    finite, and for one that is a combination of the columns before it, by name.
    Sources: Raudenbush 2009, in Cooper, Hedges & Valentine, ch. 16; Knapp & Hartung 2003
    (Stat Med 22:2693); Viechtbauer 2007 (Stat Med 26:37) for the limits of tau2.

    >>> X = [[1, 0], [1, 1], [1, 2], [1, 3]]
    >>> found = regress([0.1, 0.2, 0.5, 0.4], [0.02, 0.01, 0.03, 0.02], X, method="CE")
    >>> found.coefficients.round(3), found.se.round(3)
    (array([[0.106, 0.117]]), array([[0.107, 0.063]]))
    """
    choose("method", method, METHODS)
    choose("test", test, TESTS)
    check_level(level)
    batch = as_batch(y, v)
    columns, called = moderators(X, names, batch)
    own = None if weights is None else as_weights(weights, batch)
    if own is not None and test in ("knha", "adhoc"):
        raise ValueError(f"{test} is defined for inverse-variance weights only; leave out weights")
    if tau2 is not None and (method in COMMON or not (np.isfinite(tau2) and tau2 >= 0)):
        raise ValueError(f"tau2 must be 0 or more, with a random-effects method, got {tau2}")
    unit = batch.v.mean(-1)
    turned, back = orthogonal(columns, called)
    y1, v1 = batch.y / np.sqrt(unit)[:, None], batch.v / unit[:, None]
    scaled = spectrum(y1, v1, turned, len(called))
    known = None if tau2 is None else tau2 / unit
    spread = _tau2(method, scaled, own) if known is None else known
    fit = _solved(scaled, spread, own, test)
    coefficients = (fit.coefficients @ back.T) * np.sqrt(unit)[:, None]
    covariance = (back @ fit.covariance @ back.T) * unit[:, None, None]
    se = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))
    df = float("nan") if test == "z" else float(scaled.l.shape[1])
    reach = normal_quantile(0.5 + level / 2) if test == "z" else t_quantile(0.5 + level / 2, df)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = coefficients / se
    tested = _tested(columns)
    joint, joint_p = wald_test(coefficients[:, tested], covariance[:, tested][:, :, tested], df)
    low, high = _limits(scaled, level, method in COMMON or known is not None)
    q, n = q_at(scaled, np.zeros(unit.size)), scaled.l.shape[1]
    i2, h2 = _shares(scaled, spread, q, method in COMMON)
    fitted = coefficients @ columns.T
    return Regression(
        names=called,
        coefficients=coefficients,
        se=se,
        ci_low=coefficients - reach * se,
        ci_high=coefficients + reach * se,
        statistic=statistic,
        p=normal_two_sided(statistic) if test == "z" else t_two_sided(statistic, df),
        covariance=covariance,
        df=df,
        tau2=spread * unit,
        tau2_low=low * unit,
        tau2_high=high * unit,
        I2=i2,
        H2=h2,
        R2=_explained(method, scaled, spread, known is not None),
        QE=q,
        QE_df=n,
        QE_p=chi2_upper(q, float(n)),
        tested=tuple(tested),
        QM=joint,
        QM_p=joint_p,
        fitted=fitted,
        leverage=fit.leverage,
        residual=batch.y - fitted,
        k=batch.y.shape[1],
        method="fixed" if known is not None else "CE" if method in COMMON else method,
        test=test,
        level=level,
    )


def wald_test(estimates: Floats, covariance: Floats, df: float) -> tuple[Floats, Floats]:
    """Joint test that m estimates are all 0: statistic and P value, each (batch,).

    estimates: (batch, m); covariance: (batch, m, m). df: nan for chi-squared with m degrees
    of freedom; else the statistic is divided by m, and F with m and df. nan where an estimate
    has no error. The errors are divided out first, so that units do not matter.
    """
    m = estimates.shape[1]
    se = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = estimates / se
        r = covariance / (se[:, :, None] * se[:, None, :])
    sound = np.isfinite(r).all((1, 2)) & np.isfinite(z).all(1)
    value = np.full(z.shape[0], np.nan)
    if sound.any():
        solved = np.linalg.solve(r[sound], z[sound][:, :, None])[:, :, 0]
        value[sound] = (z[sound] * solved).sum(-1)
    if np.isnan(df):
        return value, chi2_upper(value, float(m))
    return value / m, f_upper(value / m, float(m), df)


def moderators(
    X: ArrayLike, names: Sequence[str] | None, batch: Batch
) -> tuple[Floats, tuple[str, ...]]:
    """X as (study, p) and the names of its columns, checked as `regress` says."""
    columns = as_floats("X", X)
    columns = columns[:, None] if columns.ndim == 1 else columns
    k = batch.y.shape[1]
    if columns.ndim != 2 or columns.shape[0] != k or columns.shape[1] == 0:
        raise ValueError(f"X must have one row for each of {k} studies, got shape {columns.shape}")
    p = columns.shape[1]
    called = tuple(f"x{j + 1}" for j in range(p)) if names is None else tuple(names)
    if len(called) != p:
        raise ValueError(f"names must name {p} columns of X, got {len(called)}")
    if p >= k:
        raise ValueError(f"X: {p} coefficients need {p + 1} studies or more, got {k}")
    for j, name in enumerate(called):
        bad = np.flatnonzero(~np.isfinite(columns[:, j]))
        if bad.size:
            i = int(bad[0])
            raise ValueError(f"X: {name!r} of study {i + 1} is {columns[i, j]}, expected a number")
    return columns, called


def orthogonal(columns: Floats, names: tuple[str, ...]) -> tuple[Floats, Floats]:
    """Orthonormal (study, study) whose first p columns span X, and the way back, (p, p)."""
    p = columns.shape[1]
    # The largest entry first: squares of very large or small columns would overflow.
    size = np.abs(columns).max(0)
    size = np.where(size > 0, size, 1.0)
    size = size * np.sqrt(((columns / size) ** 2).sum(0))
    scaled = columns / np.where(size > 0, size, 1.0)
    turned, upper = np.linalg.qr(scaled, mode="complete")
    weak = np.flatnonzero(np.abs(np.diagonal(upper)) < COLLINEAR)
    if weak.size:
        name = names[int(weak[0])]
        why = (
            "is 0 throughout"
            if not columns[:, weak[0]].any()
            else ("is a combination of the columns before it")
        )
        raise ValueError(f"X: {name!r} {why}")
    return turned, np.linalg.inv(upper[:p]) / size[:, None]


def _tau2(method: str, s: Spectrum, own: Floats | None) -> Floats:
    return np.zeros(s.y.shape[0]) if method in COMMON else estimate(method, s, own)


@dataclass(frozen=True, slots=True, eq=False)
class _Solved:
    coefficients: Floats
    covariance: Floats
    leverage: Floats


def _solved(s: Spectrum, tau2: Floats, own: Floats | None, test: str) -> _Solved:
    """Weighted least squares by orthogonal factors, in the coordinates of the basis."""
    spread = s.v + tau2[:, None]
    root = np.sqrt(1 / spread if own is None else own / own.max(-1, keepdims=True))
    q, upper = np.linalg.qr(root[:, :, None] * s.basis)
    inverse = np.linalg.inv(upper)
    across = np.swapaxes(q, 1, 2)
    solved = (inverse @ across @ (root * s.y)[:, :, None])[:, :, 0]
    middle = across @ ((root**2 * spread)[:, :, None] * q)
    covariance = inverse @ middle @ np.swapaxes(inverse, 1, 2)
    if test in ("knha", "adhoc"):
        h = q_at(s, tau2) / s.l.shape[1]
        covariance = covariance * (np.maximum(h, 1.0) if test == "adhoc" else h)[:, None, None]
    return _Solved(solved, covariance, (q * q).sum(-1))


def _tested(columns: Floats) -> list[int]:
    """Columns whose joint test says whether moderators matter: all but an intercept."""
    p = columns.shape[1]
    changing = [j for j in range(p) if np.ptp(columns[:, j]) > 0]
    return changing or list(range(p))


def _limits(s: Spectrum, level: float, none: bool) -> tuple[Floats, Floats]:
    batch, n = s.y.shape[0], float(s.l.shape[1])
    if none:
        return np.full(batch, np.nan), np.full(batch, np.nan)
    tail = (1 - level) / 2
    low, high = (meets(s, np.full(batch, float(chi2_quantile(q, n)))) for q in (1 - tail, tail))
    return low, high


def _shares(s: Spectrum, tau2: Floats, q: Floats, common: bool) -> tuple[Floats, Floats]:
    """I2 in percent and H2 of the heterogeneity that the moderators leave."""
    n = float(s.l.shape[1])
    if common:
        return 100 * ratio(np.maximum(q - n, 0.0), q), q / n
    typical = n / moments(s, 1 / s.v)[2]
    return 100 * tau2 / (typical + tau2), tau2 / typical + 1


def _explained(method: str, s: Spectrum, tau2: Floats, known: bool) -> Floats:
    """The percentage of tau2 that moderators take away (Raudenbush 2009), not below 0."""
    k = s.y.shape[1]
    ones = np.full((k, 1), 1 / np.sqrt(k))
    outside = ones - s.basis @ (s.basis.T @ ones)
    if known or method in COMMON or np.abs(outside).max() > COLLINEAR * k:
        return np.full(s.y.shape[0], np.nan)
    turned, _ = np.linalg.qr(ones, mode="complete")
    total = estimate(method, spectrum(s.y, s.v, turned, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0, 100 * np.maximum((total - tau2) / total, 0.0), np.nan)
