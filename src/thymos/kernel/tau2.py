"""How far true effects differ between studies: estimators of tau-squared.

Every estimator has one signature, (y, v, mask) -> (batch,), and one row in ESTIMATORS. None
can fail to converge: the roots of each score are bracketed by bounds that hold for any data.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Batch, Bools, Floats, as_batch, as_weights, choose
from thymos.kernel.distributions import chi2_quantile
from thymos.kernel.engine import alone, engine
from thymos.kernel.likelihood import likeliest
from thymos.kernel.quadratic import q_equals, q_moments, ratio, weighted_squares

Estimator = Callable[[Floats, Floats, Bools], Floats]


def tau2(
    method: str,
    y: ArrayLike,
    v: ArrayLike,
    mask: ArrayLike | None = None,
    *,
    weights: ArrayLike | None = None,
) -> Floats:
    """Between-study variance by a named estimator, (batch,).

    method: a name in ESTIMATORS. y, v: effects and sampling variances, (study,) or
    (batch, study). mask: which studies take part. weights: for GENQ alone, fixed weights;
    1 / standard error when left out. A row of one study gives 0, of none nan.
    Multiplying y by c and v by c squared multiplies the answer by c squared, to rounding.
    Raises ValueError for an unknown method and for arrays that do not fit.

    >>> tau2("DL", [0.1, 0.3, 0.8], [0.01, 0.02, 0.03]).round(4)
    array([0.0942])
    """
    choose("tau2 estimator", method, tuple(name for name, _ in ESTIMATORS))
    batch = as_batch(y, v, mask)
    if weights is None:
        return tau2_of(method, batch)
    if method != "GENQ":
        raise ValueError(f"weights belong to the estimator GENQ, got {method!r}")
    return tau2_of(method, batch, as_weights(weights, batch))


def tau2_of(method: str, batch: Batch, weights: Floats | None = None) -> Floats:
    """The same for input that is checked already; method must be a name in ESTIMATORS."""
    compiled = engine(method)
    if compiled is not None:
        return np.asarray(compiled.fitted(batch, method, alone=alone())[0][0], dtype=np.float64)
    function = next(f for name, f in ESTIMATORS if name == method)
    y, v, unit = standardise(batch)
    if method == "GENQ" and weights is not None:
        answer = tau2_genq(y, v, batch.mask, weights)
    else:
        answer = function(y, v, batch.mask)
    answer = np.maximum(answer, 0.0) * unit
    return np.where(batch.k > 1, answer, np.where(batch.k == 1, 0.0, np.nan))


def standardise(batch: Batch) -> tuple[Floats, Floats, Floats]:
    """Centre the effects and measure everything in the mean sampling variance.

    Returns y, v (batch, study) and the unit (batch,): the answer in the reader's unit is the
    answer here times unit. Keeps squares and cubes of weights far from overflow.
    """
    total = np.where(batch.mask, batch.v, 0.0).sum(-1)
    unit = np.where(batch.k > 0, total / np.maximum(batch.k, 1), 1.0)
    w = batch.mask / batch.v
    centre = (w * batch.y).sum(-1) / np.where(batch.k > 0, w.sum(-1), 1.0)
    y = np.where(batch.mask, batch.y - centre[:, None], 0.0) / np.sqrt(unit)[:, None]
    return y, np.where(batch.mask, batch.v / unit[:, None], 1.0), unit


def tau2_dl(y: Floats, v: Floats, mask: Bools) -> Floats:
    """Method of moments with the common-effect weights (DerSimonian & Laird 1986).

    y, v, mask: (batch, study) as `as_batch` returns them. Returns (batch,), floored at 0.
    Not to be confused with the two-step variant (DerSimonian & Kacker 2007).

    >>> everyone = np.ones((1, 3), bool)
    >>> tau2_dl(np.array([[0.1, 0.3, 0.8]]), np.array([[0.01, 0.02, 0.03]]), everyone).round(4)
    array([0.0942])
    """
    w = mask / v
    total, squares = w.sum(-1), (w * w).sum(-1)
    excess = weighted_squares(y, w) - (mask.sum(-1) - 1)
    return ratio(np.maximum(excess, 0), total - squares / np.where(total > 0, total, 1))


def tau2_he(y: Floats, v: Floats, mask: Bools) -> Floats:
    """Variance of the effects less their mean sampling variance (Hedges & Olkin 1985, ch. 9).

    y, v, mask: (batch, study). Returns (batch,), floored at 0.
    """
    k = mask.sum(-1)
    spread = ratio(weighted_squares(y, mask.astype(float)), k - 1.0)
    return np.maximum(spread - ratio((mask * v).sum(-1), k.astype(float)), 0)


def tau2_hs(y: Floats, v: Floats, mask: Bools) -> Floats:
    """Method of Hunter & Schmidt (2004): (Q - k) / sum of weights, known to be biased low.

    y, v, mask: (batch, study). Returns (batch,), floored at 0.
    """
    w = mask / v
    return ratio(np.maximum(weighted_squares(y, w) - mask.sum(-1), 0), w.sum(-1))


def tau2_hsk(y: Floats, v: Floats, mask: Bools) -> Floats:
    """Hunter & Schmidt with Q multiplied by k / (k - 1) (Brannick et al. 2019).

    y, v, mask: (batch, study). Returns (batch,), floored at 0. Source: Brannick, Potter,
    Benitez & Morris 2019 (Organ Res Methods 22:490).
    """
    w, k = mask / v, mask.sum(-1).astype(float)
    return ratio(np.maximum(ratio(k * weighted_squares(y, w), k - 1) - k, 0), w.sum(-1))


def tau2_sj(y: Floats, v: Floats, mask: Bools) -> Floats:
    """Two-step estimator of Sidik & Jonkman (2005), started from the mean square of y.

    y, v, mask: (batch, study). Returns (batch,); positive unless all effects are equal.
    """
    k = mask.sum(-1)
    start = ratio(weighted_squares(y, mask.astype(float)), k.astype(float))
    factor: Floats = ratio(weighted_squares(y, mask / (v + start[:, None])), k - 1.0)
    return start * factor


def tau2_genq(y: Floats, v: Floats, mask: Bools, weights: Floats | None = None) -> Floats:
    """Method of moments with weights that do not depend on tau2 (DerSimonian & Kacker 2007).

    y, v, mask: (batch, study); weights: the same shape, 1 / standard error when left out, the
    choice of Jackson 2013 when little is known of tau2. Returns (batch,), floored at 0.
    Equal weights make it HE, 1 / v makes it DL.

    >>> y, v, everyone = np.array([[0.1, 0.3, 0.8]]), np.array([[1.0, 2.0, 3.0]]), np.ones((1, 3))
    >>> tau2_genq(9 * y, v, everyone > 0, 1 / v) == tau2_dl(9 * y, v, everyone > 0)
    array([ True])
    """
    a = fixed_weights(v, mask, weights)
    level, slope = q_moments(a, v)
    return ratio(np.maximum(weighted_squares(y, a) - level, 0), slope)


def fixed_weights(v: Floats, mask: Bools, weights: Floats | None = None) -> Floats:
    """Weights for a generalised Q, the largest of a row 1, and 0 where the mask is False."""
    a = mask * (1 / np.sqrt(v) if weights is None else weights)
    return np.asarray(a / np.maximum(a.max(-1, initial=0.0), np.finfo(float).tiny)[:, None])


def tau2_pm(y: Floats, v: Floats, mask: Bools) -> Floats:
    """The tau2 at which the generalised Q equals its expectation k - 1 (Paule & Mandel 1982).

    y, v, mask: (batch, study). Returns (batch,), 0 where Q is below k - 1 already. The same
    root as empirical Bayes (Morris 1983; Viechtbauer et al. 2015), and the point at which DL
    and SJ come to rest when they are repeated with the weights that they imply.
    """
    return q_equals(mask.sum(-1) - 1.0, y, v, mask)


def tau2_pmm(y: Floats, v: Floats, mask: Bools) -> Floats:
    """The tau2 at which the generalised Q equals its median, not its mean.

    y, v, mask: (batch, study). Returns (batch,): too large as often as too small, where
    tau2_pm is too small more often (Viechtbauer 2021, European Congress of Methodology).
    """
    return q_equals(chi2_quantile(0.5, mask.sum(-1) - 1.0), y, v, mask)


def tau2_ml(y: Floats, v: Floats, mask: Bools) -> Floats:
    """Maximum likelihood (Hardy & Thompson 1996); known to be biased low.

    y, v, mask: (batch, study). Returns (batch,): the best of 0 and every local maximum.
    """
    return likeliest(y, v, mask, restricted=False)


def tau2_reml(y: Floats, v: Floats, mask: Bools) -> Floats:
    """Restricted maximum likelihood (Harville 1977; Viechtbauer 2005).

    y, v, mask: (batch, study). Returns (batch,): the best of 0 and every local maximum.
    """
    return likeliest(y, v, mask, restricted=True)


# Two-step estimators that are iterated to their end (DLIT, SJIT) rest where Q equals k - 1,
# and on 0 when there is no such point: see docs/methods/pooling.md.
ESTIMATORS: tuple[tuple[str, Estimator], ...] = (
    ("DL", tau2_dl),
    ("HE", tau2_he),
    ("HS", tau2_hs),
    ("HSk", tau2_hsk),
    ("SJ", tau2_sj),
    ("SJIT", tau2_pm),
    ("PM", tau2_pm),
    ("PMM", tau2_pmm),
    ("DLIT", tau2_pm),
    ("GENQ", tau2_genq),
    ("EB", tau2_pm),
    ("ML", tau2_ml),
    ("REML", tau2_reml),
)
