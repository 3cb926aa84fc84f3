"""Correlations: plain, without small-sample bias, or as Fisher's z."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from thymos.kernel.batch import Floats, choose
from thymos.kernel.measures.columns import (
    at_least,
    correlation,
    finish,
    together,
    variance_type,
    weighted_mean,
)
from thymos.kernel.measures.table import Effects, codes

# From here on 60 terms of the hypergeometric series leave an error below 1e-15.
LARGE, TERMS = 20.0, 60


def correlation_effects(
    code: str, ri: ArrayLike, ni: ArrayLike, *, vtype: str = "LS", correct: str = "exact"
) -> Effects:
    """Correlations of two measurements on the same people, with variances.

    code: COR; UCOR, the unbiased estimate (Olkin & Pratt 1958, Ann Math Stat 29:201); ZCOR,
    Fisher's z with variance 1/(n - 3). ri: correlations; ni: people; (..., study). vtype of COR
    and UCOR: ``LS``, (1 - r^2)^2/(n - 1); ``AV``, the same at the mean correlation of a row;
    UCOR also ``UB``, unbiased (Hedges 1989). correct: UCOR by the hypergeometric function
    (``exact``) or as r + r(1 - r^2)/(2(n - 4)) (``approximate``).
    Studies of 3 people or fewer (4 for UCOR) have no variance and are not included.
    Raises ValueError for unknown words and correlations outside -1 to 1.

    >>> correlation_effects("ZCOR", [0.5], [28]).y.round(4)
    array([0.5493])
    """
    choose("measure of a correlation", code, codes("correlations"))
    choose("correction", correct, ("exact", "approximate"))
    types = {"COR": ("LS", "AV"), "UCOR": ("LS", "AV", "UB"), "ZCOR": ("LS",)}
    variance_type(code, vtype, types[code])
    r, n = together(ri=ri, ni=ni)
    correlation("ri", r)
    at_least("ni", n, 0, "a sample size", above=True)
    known = n > (4 if code == "UCOR" else 3)
    size = np.where(known, n, 10.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        if code == "ZCOR":
            y, v = np.arctanh(r), 1 / (size - 3)
        else:
            y = _unbiased(r, size, correct) if code == "UCOR" else r
            at = weighted_mean(np.where(known, y, np.nan), n) if vtype == "AV" else y
            v = _unbiased_variance(y, r, size) if vtype == "UB" else (1 - at**2) ** 2 / (size - 1)
    return finish(code, np.where(known, y, np.nan), v)


def _unbiased(r: Floats, n: Floats, correct: str) -> Floats:
    if correct == "approximate":
        return np.asarray(r + r * (1 - r**2) / (2 * (n - 4)))
    return np.asarray(r * _gauss(0.5, (n - 2) / 2, 1 - r**2))


def _unbiased_variance(y: Floats, r: Floats, n: Floats) -> Floats:
    squared = 1 - (n - 3) / (n - 2) * (1 - r**2) * _gauss(1.0, n / 2, 1 - r**2)
    return np.asarray(y**2 - squared)


def _gauss(a: float, c: Floats, x: Floats) -> Floats:
    """The hypergeometric function F(a, a; c; x), 0 <= x <= 1, for a of 1 at most.

    SciPy has no finite value for c above 100 and x near 1. From c = LARGE on the terms of
    Gauss's own series (Abramowitz & Stegun 1964, 15.1.1) fall fast enough to add them up.
    """
    large = c >= LARGE
    by_series = np.where(large, c, LARGE)
    term = total = np.ones(np.broadcast(c, x).shape)
    for j in range(TERMS):
        term = term * (a + j) ** 2 * x / ((by_series + j) * (j + 1))
        total = total + term
    return np.asarray(np.where(large, total, special.hyp2f1(a, a, np.where(large, LARGE, c), x)))
