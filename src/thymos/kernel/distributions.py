"""Tails and quantiles of the reference distributions, without the statistics package.

Every function is elementwise and broadcasts. A distribution without degrees of freedom
(df <= 0) has no tail and no quantile: the answer there is nan, not an exception, because a
batch may well hold rows with too few studies.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from thymos.kernel.batch import Floats


def normal_quantile(p: ArrayLike) -> Floats:
    """Value below which the standard normal distribution holds the share p.

    >>> round(float(normal_quantile(0.975)), 6)
    1.959964
    """
    return np.asarray(special.ndtri(np.asarray(p, float)), dtype=np.float64)


def normal_two_sided(z: ArrayLike) -> Floats:
    """Two-sided P value of a standard normal statistic.

    >>> round(float(normal_two_sided(-1.959964)), 6)
    0.05
    """
    return np.asarray(2.0 * special.ndtr(-np.abs(np.asarray(z, float))), dtype=np.float64)


def t_quantile(p: float, df: ArrayLike) -> Floats:
    """Value below which Student's t with df degrees of freedom holds the share p.

    >>> t_quantile(0.975, [1, 12]).round(4)
    array([12.7062,  2.1788])
    """
    return _per_df(lambda d: special.stdtrit(d, p), df)


def t_two_sided(t: ArrayLike, df: ArrayLike) -> Floats:
    """Two-sided P value of a t statistic with df degrees of freedom.

    >>> round(float(t_two_sided(2.1788, 12)), 4)
    0.05
    """
    # stdtr itself says nan where df is not above 0.
    return np.asarray(
        2.0 * special.stdtr(np.asarray(df, float), -np.abs(np.asarray(t, float))), dtype=np.float64
    )


def normal_upper(z: ArrayLike) -> Floats:
    """Share of the standard normal distribution above z.

    >>> round(float(normal_upper(1.959964)), 6)
    0.025
    """
    return np.asarray(special.ndtr(-np.asarray(z, float)), dtype=np.float64)


def t_upper(t: ArrayLike, df: ArrayLike) -> Floats:
    """Share of Student's t with df degrees of freedom above t.

    >>> round(float(t_upper(2.1788, 12)), 4)
    0.025
    """
    return np.asarray(special.stdtr(np.asarray(df, float), -np.asarray(t, float)), dtype=np.float64)


def f_upper(f: ArrayLike, df1: ArrayLike, df2: ArrayLike) -> Floats:
    """Share of the F distribution with df1 and df2 degrees of freedom above f.

    >>> round(float(f_upper(4.0, 2, 10)), 4)
    0.0529
    """
    first, second = np.asarray(df1, float), np.asarray(df2, float)
    first, second = (np.where(d > 0, d, np.nan) for d in (first, second))
    share = second / (second + first * np.maximum(np.asarray(f, float), 0.0))
    return np.asarray(special.betainc(second / 2, first / 2, share), dtype=np.float64)


def chi2_upper(x: ArrayLike, df: ArrayLike) -> Floats:
    """Share of the chi-squared distribution with df degrees of freedom above x.

    >>> round(float(chi2_upper(3.841459, 1)), 6)
    0.05
    """
    freedom = np.asarray(df, float)
    safe = freedom if freedom.size == 1 and freedom.item() > 0 else _positive(freedom)
    return np.asarray(special.gammaincc(safe / 2, np.asarray(x, float) / 2), dtype=np.float64)


def chi2_quantile(p: float, df: ArrayLike) -> Floats:
    """Value below which the chi-squared distribution with df degrees of freedom holds p.

    >>> round(float(chi2_quantile(0.95, 1)), 6)
    3.841459
    """
    return _per_df(lambda d: 2.0 * special.gammaincinv(d / 2, p), df)


def _positive(freedom: Floats) -> Floats:
    return np.where(freedom > 0, freedom, np.nan)


def _per_df(quantile: Callable[[Any], Any], df: ArrayLike) -> Floats:
    # A batch repeats few distinct df; the inverse functions are slow, so each is solved once.
    freedom = np.asarray(df, float)
    if freedom.size == 1:
        value = freedom.item()
        return np.array(quantile(value) if value > 0 else np.nan).reshape(freedom.shape)
    distinct, back = np.unique(freedom, return_inverse=True)
    solved = np.asarray(quantile(_positive(distinct)), dtype=np.float64)
    return solved[back].reshape(freedom.shape)
