"""Strata of counts beyond one pooled odds ratio: rates, tests of association and of homogeneity.

Rates are pooled by Mantel and Haenszel's weights; 2x2 tables and rates are tested for an
association across strata (Cochran-Mantel-Haenszel), 2x2 tables for one odds ratio in all
strata (Breslow and Day, with Tarone's correction).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Bools, Floats, check_level, choose
from thymos.kernel.distributions import chi2_upper
from thymos.kernel.effects import measure, rate_effects
from thymos.kernel.measures.rates import rates
from thymos.kernel.measures.tables import observed_less_expected
from thymos.kernel.tables2x2 import Stratified, mantel_haenszel, rows_of, stratified
from thymos.kernel.tests2x2 import Contingency

RATE_MEASURES: tuple[str, ...] = ("IRR", "IRD")
YATES = 0.5


def mantel_haenszel_rates(
    code: str,
    x1i: ArrayLike,
    t1i: ArrayLike,
    x2i: ArrayLike,
    t2i: ArrayLike,
    *,
    level: float = 0.95,
) -> Stratified:
    """Common incidence rate ratio or difference by Mantel and Haenszel's weights.

    code: IRR or IRD. x1i, x2i: events in the treated and the control group; t1i, t2i:
    person-time; (study,) or (batch, study). Q as in `mantel_haenszel`: 1/2 is added to
    the events of studies with a zero for Q alone, never for the estimate.
    Raises ValueError for other measures, negative counts, person-time that is not positive.
    Source: Greenland & Robins 1985 (Biometrics 41:55); Rothman, Greenland & Lash 2008, ch. 15.

    >>> found = mantel_haenszel_rates("IRR", [9, 8], [413, 263], [19, 19], [398, 245])
    >>> np.exp(found.estimate).round(3)
    array([0.424])
    """
    choose("measure of strata of rates", code, RATE_MEASURES)
    check_level(level)
    x1, t1, x2, t2 = _rates(x1i, t1i, x2i, t2i)
    total = t1 + t2
    w = t1 * t2 / total
    if code == "IRR":
        top, bottom = (x1 * t2 / total).sum(-1), (x2 * t1 / total).sum(-1)
        ok = (top > 0) & (bottom > 0)
        top, bottom = np.where(ok, top, np.nan), np.where(ok, bottom, np.nan)
        estimate = np.log(top / bottom)
        variance = (w * (x1 + x2) / total).sum(-1) / (top * bottom)
    else:
        estimate = (w * (x1 / t1 - x2 / t2)).sum(-1) / w.sum(-1)
        variance = (w**2 * (x1 / t1**2 + x2 / t2**2)).sum(-1) / w.sum(-1) ** 2
    own = rate_effects(code, x1, t1, x2, t2, drop00=True)
    gap = np.where(own.included, own.y - estimate[:, None], 0.0)
    q = (gap**2 / np.where(own.included, own.v, 1.0)).sum(-1)
    informative = (x1 + x2 > 0) if code == "IRR" else np.ones(x1.shape, bool)
    return stratified(
        measure(code),
        "MH",
        level,
        x1,
        informative.sum(-1),
        estimate,
        variance,
        (q, own.included.sum(-1)),
    )


def association_test(
    ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike, *, correct: bool = True
) -> Contingency:
    """Is there an association within the strata? The Cochran-Mantel-Haenszel test, (batch,).

    ai, bi, ci, di: 2x2 tables, (study,) or (batch, study). correct: with the continuity
    correction of 1/2, which never exceeds the distance it corrects. Powerful when the
    odds ratios point one way; blind when they cancel. nan without an informative table.
    Source: Mantel & Haenszel 1959 (J Natl Cancer Inst 22:719).

    >>> association_test([8, 22], [98, 76], [5, 16], [115, 69], correct=False).p.round(4)
    array([0.275])
    """
    excess, spread = observed_less_expected(*rows_of(ai, bi, ci, di))
    return _one_degree(excess, spread, correct)


def association_test_rates(
    x1i: ArrayLike, t1i: ArrayLike, x2i: ArrayLike, t2i: ArrayLike, *, correct: bool = True
) -> Contingency:
    """The same for strata of person-time rates, (batch,).

    Events of the treated against their share of the person-time, binomial given all events.
    Source: Rothman, Greenland & Lash 2008, ch. 15.

    >>> association_test_rates([9, 8], [413, 263], [19, 19], [398, 245]).p.round(4)
    array([0.0038])
    """
    x1, t1, x2, t2 = _rates(x1i, t1i, x2i, t2i)
    share, events = t1 / (t1 + t2), x1 + x2
    return _one_degree(x1 - events * share, events * share * (1 - share), correct)


def homogeneity_test(
    ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike, *, tarone: bool = True
) -> Contingency:
    """Do all tables share one odds ratio? The Breslow-Day test at the Mantel-Haenszel estimate.

    ai, bi, ci, di: as in `association_test`. tarone: with the correction that the estimate, not
    being that of maximum likelihood, calls for. df: tables with events and non-events in
    both margins, less one; (batch,). nan where the common odds ratio does not exist. Sparse
    tables make the test unreliable: each group should expect about five events.
    Sources: Breslow & Day 1980 (IARC 32), section 4.4; Tarone 1985 (Biometrika 72:91).

    >>> homogeneity_test([8, 22], [98, 76], [5, 16], [115, 69]).p.round(4)
    array([0.5547])
    """
    a, b, c, d = rows_of(ai, bi, ci, di)
    odds = np.exp(mantel_haenszel("OR", a, b, c, d).estimate)
    use: Bools = (a + c > 0) & (b + d > 0) & np.isfinite(odds)[:, None]
    n1, n2, events = a + b, c + d, a + c
    expected = _expected(np.where(use, odds[:, None], 1.0), n1, n2, events)
    with np.errstate(divide="ignore", invalid="ignore"):
        fitted = (expected, n1 - expected, events - expected, n2 - events + expected)
        spread = 1 / sum(1 / cell for cell in fitted)
    gap = np.where(use, a - expected, 0.0)
    weight = np.where(use & (spread > 0), spread, np.inf)
    statistic = (gap**2 / weight).sum(-1)
    if tarone:
        total = np.where(use, spread, 0.0).sum(-1)
        statistic = statistic - gap.sum(-1) ** 2 / np.where(total > 0, total, np.nan)
    df = use.sum(-1) - 1.0
    known = df >= 0
    statistic = np.where(known, statistic, np.nan)
    return Contingency(statistic, np.maximum(df, 0.0), chi2_upper(statistic, df))


def _expected(odds: Floats, n1: Floats, n2: Floats, events: Floats) -> Floats:
    """The first cell of a table with these margins and this odds ratio.

    The root of (odds - 1) x^2 - [odds (n1 + events) + n2 - events] x + odds n1 events = 0 that
    fits the margins, in the form that loses no digits, odds near 1 included.
    """
    linear = odds * (n1 + events) + (n2 - events)
    root = np.sqrt(np.maximum(linear**2 - 4 * (odds - 1) * odds * n1 * events, 0.0))
    return np.asarray(2 * odds * n1 * events / (linear + root), dtype=np.float64)


def _one_degree(excess: Floats, spread: Floats, correct: bool) -> Contingency:
    distance, total = np.abs(excess.sum(-1)), spread.sum(-1)
    if correct:
        distance = distance - np.minimum(YATES, distance)
    statistic = distance**2 / np.where(total > 0, total, np.nan)
    return Contingency(statistic, np.ones(total.shape), chi2_upper(statistic, 1.0))


def _rates(
    x1i: ArrayLike, t1i: ArrayLike, x2i: ArrayLike, t2i: ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    x1, t1, x2, t2 = rates(x1i, t1i, x2i, t2i)
    if x1.ndim > 2:
        raise ValueError(f"counts must have shape (study,) or (batch, study), got {x1.shape}")
    return np.atleast_2d(x1), np.atleast_2d(t1), np.atleast_2d(x2), np.atleast_2d(t2)
