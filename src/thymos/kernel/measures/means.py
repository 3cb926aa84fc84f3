"""Means of two groups: differences, standardised differences, ratios of means and of spreads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from thymos.kernel.batch import Floats, choose, refuse
from thymos.kernel.measures.columns import (
    at_least,
    finish,
    finite,
    together,
    variance_type,
    weighted_mean,
)
from thymos.kernel.measures.table import Effects, codes

Pair = tuple[Floats, Floats]

CORRECTIONS: tuple[str, ...] = ("exact", "approximate", "none")
# Cox & Snell 1989: the logistic distribution read as a normal one.
COX_SCALE = 1.65
# From here on the asymptotic series of the gamma ratio is exact to rounding, and the difference
# of two large logarithms is not.
LARGE_DF = 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Means, standard deviations and sizes of two groups, each (..., study), and the options."""

    m1: Floats
    sd1: Floats
    n1: Floats
    m2: Floats
    sd2: Floats
    n2: Floats
    vtype: str
    correct: str

    @property
    def pooled_sd(self) -> Floats:
        """The standard deviation within groups, (..., study)."""
        top = (self.n1 - 1) * self.sd1**2 + (self.n2 - 1) * self.sd2**2
        return np.asarray(np.sqrt(top / (self.n1 + self.n2 - 2)))


def mean_effects(
    code: str,
    m1i: ArrayLike,
    sd1i: ArrayLike,
    n1i: ArrayLike,
    m2i: ArrayLike,
    sd2i: ArrayLike,
    n2i: ArrayLike,
    *,
    vtype: str = "LS",
    correct: str = "exact",
) -> Effects:
    """Effects that compare the means, or the spreads, of two groups.

    code: MD, SMD (Hedges's g), SMDH, SMD1, SMD1H, ROM, CVR, VR, D2OR or D2ORN. m1i, m2i:
    means; sd1i, sd2i: standard deviations, not standard errors; n1i, n2i: sizes; (..., study).
    vtype: ``LS``, large sample. MD also ``HO``, equal variances. SMD and SMD1 also ``LS2``
    (Borenstein 2009), ``UB``, unbiased (Hedges 1983), ``AV``, at the mean effect of a row. ROM
    also ``HO``, ``AV``, ``AVHO``. correct: the small-sample factor of standardised differences:
    ``exact`` gamma functions (Hedges 1981), ``approximate`` 1 - 3/(4m - 1), or ``none``;
    with D2OR nothing is corrected.
    Raises ValueError for unknown words, negative deviations, groups below 2, means whose ratio
    has no logarithm. Formulas and sources: docs/methods/effects.md.

    >>> mean_effects("SMD", [55], [47], [155], [75], [64], [156]).y.round(4)
    array([-0.3552])
    """
    choose("measure of two means", code, codes("means"))
    function, types = _of(code)
    variance_type(code, vtype, types)
    choose("correction", correct, CORRECTIONS)
    m1, sd1, n1, m2, sd2, n2 = together(m1i=m1i, sd1i=sd1i, n1i=n1i, m2i=m2i, sd2i=sd2i, n2i=n2i)
    for name, x in (("m1i", m1), ("m2i", m2)):
        finite(name, x)
    for name, x in (("sd1i", sd1), ("sd2i", sd2)):
        at_least(name, x, 0, "a standard deviation")
    for name, x in (("n1i", n1), ("n2i", n2)):
        at_least(name, x, 2, "a group size")
    if code == "ROM":
        refuse(~(m1 * m2 > 0), m1, "m1i", "a mean of the same sign as m2i, and neither 0")
    if code == "CVR":
        at_least("m1i", m1, 0, "a mean", above=True)
        at_least("m2i", m2, 0, "a mean", above=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        y, v = function(Groups(m1, sd1, n1, m2, sd2, n2, vtype, correct))
    return finish(code, y, v)


def small_sample_factor(df: ArrayLike, correct: str = "exact") -> Floats:
    """Hedges's J: the factor that takes the bias out of a standardised difference.

    df: degrees of freedom of the standard deviation, any shape. correct: ``exact``, by gamma
    functions, nan at 1 or below; ``approximate``, 1 - 3/(4 df - 1); ``none``, 1.
    Source: Hedges 1981 (J Educ Stat 6:107).

    >>> small_sample_factor([2, 18, 1e6]).round(6)
    array([0.56419 , 0.957646, 0.999999])
    """
    choose("correction", correct, CORRECTIONS)
    m = np.asarray(df, float)
    if correct == "none":
        return np.ones(m.shape)
    if correct == "approximate":
        return np.asarray(1 - 3 / (4 * m - 1))
    small = np.clip(m, 1.5, LARGE_DF)
    direct = np.exp(special.gammaln(small / 2) - special.gammaln((small - 1) / 2))
    b = (np.maximum(m, LARGE_DF) - 1) / 2
    series = 1 - 1 / (8 * b) + 1 / (128 * b**2) + 5 / (1024 * b**3) - 21 / (32768 * b**4)
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = np.where(m > LARGE_DF, np.sqrt((m - 1) / m) * series, direct / np.sqrt(m / 2))
    return np.where(m > 1, factor, np.nan)


def _of(code: str) -> tuple[Callable[[Groups], Pair], tuple[str, ...]]:
    table: tuple[tuple[str, Callable[[Groups], Pair], tuple[str, ...]], ...] = (
        ("MD", _difference, ("LS", "HO")),
        ("SMD", _pooled_difference, ("LS", "LS2", "UB", "AV")),
        ("SMDH", _averaged_difference, ("LS",)),
        ("SMD1", _control_difference, ("LS", "LS2", "UB", "AV")),
        ("SMD1H", _control_difference_unequal, ("LS",)),
        ("ROM", _ratio, ("LS", "HO", "AV", "AVHO")),
        ("CVR", _ratio_of_variation, ("LS",)),
        ("VR", _ratio_of_spread, ("LS",)),
        ("D2OR", lambda g: _log_odds(np.pi / np.sqrt(3), g), ("LS",)),
        ("D2ORN", lambda g: _log_odds(COX_SCALE, g), ("LS",)),
    )
    return next((function, types) for name, function, types in table if name == code)


def _difference(g: Groups) -> Pair:
    if g.vtype == "HO":
        return g.m1 - g.m2, g.pooled_sd**2 * (1 / g.n1 + 1 / g.n2)
    return g.m1 - g.m2, g.sd1**2 / g.n1 + g.sd2**2 / g.n2


def _pooled_difference(g: Groups) -> Pair:
    d = (g.m1 - g.m2) / g.pooled_sd
    return _standardised(g, d, g.n1 + g.n2 - 2, g.n1 + g.n2)


def _control_difference(g: Groups) -> Pair:
    return _standardised(g, (g.m1 - g.m2) / g.sd2, g.n2 - 1, g.n2)


def _standardised(g: Groups, d: Floats, df: Floats, size: Floats) -> Pair:
    """d times its small-sample factor; df and size are those of the standard deviation."""
    j = small_sample_factor(df, g.correct)
    y, sizes = j * d, 1 / g.n1 + 1 / g.n2
    if g.vtype == "LS2":
        return y, j**2 * (sizes + d**2 / (2 * size))
    if g.vtype == "UB":
        exact = small_sample_factor(df)
        return y, sizes + (1 - (df - 2) / (df * exact**2)) * y**2
    at = weighted_mean(y, g.n1 + g.n2) if g.vtype == "AV" else y
    return y, sizes + at**2 / (2 * size)


def _averaged_difference(g: Groups) -> Pair:
    """Standardised by the root of the mean of the two variances (Bonett 2008, 2009)."""
    j = small_sample_factor(g.n1 + g.n2 - 2, g.correct)
    s1, s2 = g.sd1**2, g.sd2**2
    mean = (s1 + s2) / 2
    y = j * (g.m1 - g.m2) / np.sqrt(mean)
    spread = y**2 * (s1**2 / (g.n1 - 1) + s2**2 / (g.n2 - 1)) / (8 * mean**2)
    return y, j**2 * (spread + (s1 / (g.n1 - 1) + s2 / (g.n2 - 1)) / mean)


def _control_difference_unequal(g: Groups) -> Pair:
    y = small_sample_factor(g.n2 - 1, g.correct) * (g.m1 - g.m2) / g.sd2
    return y, (g.sd1 / g.sd2) ** 2 / g.n1 + 1 / g.n2 + y**2 / (2 * g.n2)


def _ratio(g: Groups) -> Pair:
    sd1, sd2 = (g.pooled_sd, g.pooled_sd) if g.vtype == "HO" else (g.sd1, g.sd2)
    cv1, cv2 = sd1 / g.m1, sd2 / g.m2
    if g.vtype == "AV":
        cv1, cv2 = weighted_mean(cv1, g.n1), weighted_mean(cv2, g.n2)
    elif g.vtype == "AVHO":
        both, sizes = np.concatenate([cv1, cv2], -1), np.concatenate([g.n1, g.n2], -1)
        cv1 = cv2 = weighted_mean(both, sizes)
    return np.log(g.m1 / g.m2), cv1**2 / g.n1 + cv2**2 / g.n2


def _ratio_of_spread(g: Groups) -> Pair:
    small1, small2 = 1 / (2 * (g.n1 - 1)), 1 / (2 * (g.n2 - 1))
    return np.log(g.sd1 / g.sd2) + small1 - small2, small1 + small2


def _ratio_of_variation(g: Groups) -> Pair:
    y, v = _ratio_of_spread(g)
    shares = (g.sd1 / g.m1) ** 2 / g.n1 + (g.sd2 / g.m2) ** 2 / g.n2
    return y - np.log(g.m1 / g.m2), v + shares


def _log_odds(factor: float, g: Groups) -> Pair:
    d = (g.m1 - g.m2) / g.pooled_sd
    return factor * d, factor**2 * (1 / g.n1 + 1 / g.n2 + d**2 / (2 * (g.n1 + g.n2)))
