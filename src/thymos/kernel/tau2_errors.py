"""The standard error of tau-squared: how little a handful of studies says about it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Batch, Bools, Floats, as_batch, choose
from thymos.kernel.quadratic import ratio, weighted_squares
from thymos.kernel.tau2 import ESTIMATORS, standardise, tau2_of

_LEVEL = ("PM", "PMM", "EB", "SJIT")


def tau2_error(
    method: str, y: ArrayLike, v: ArrayLike, mask: ArrayLike | None = None
) -> tuple[Floats, Floats]:
    """tau2 by a named estimator and its large-sample standard error, both (batch,).

    y, v: effects and sampling variances, (study,) or (batch, study). mask: which studies take
    part. The error is that of the estimator before it is cut at 0, at the tau2 found: of a
    quadratic form in normal effects for moment estimators (DL, DLIT, HE, HS, HSk, SJ, GENQ);
    from the expected information for ML and REML; for the estimators that set Q to a level (PM,
    PMM, EB, SJIT) sqrt(2 k^2 / (k - 1)) / sum w. nan for fewer than two studies. Few studies
    make it a poor guide: intervals come from `tau2_interval`. Raises ValueError as `tau2` does.
    Sources: Biggerstaff & Tweedie 1997, Stat Med 16:753 (moments); Viechtbauer 2005, J Educ
    Behav Stat 30:261 (ML, REML); Morris 1983, J Am Stat Assoc 78:47 (EB).

    >>> found, error = tau2_error("REML", [0.1, 0.3, 0.8], [0.01, 0.02, 0.03])
    >>> found.round(3), error.round(3)
    (array([0.105]), array([0.125]))
    """
    choose("tau2 estimator", method, tuple(name for name, _ in ESTIMATORS))
    batch = as_batch(y, v, mask)
    found = tau2_of(method, batch)
    y_own, v_own, unit = standardise(batch)
    own = np.where(batch.k > 0, found, 0.0) / unit
    variance = _variance(method, y_own, v_own, batch, own)
    error = np.sqrt(np.maximum(variance, 0.0)) * unit
    return found, np.where(batch.k > 1, error, np.nan)


def _variance(method: str, y: Floats, v: Floats, batch: Batch, tau2: Floats) -> Floats:
    if method in ("ML", "REML", *_LEVEL):
        return _by_information(method, v, batch, tau2)
    weights, divisor = _weighting(method, y, v, batch)
    return ratio(_form(weights, v, batch.mask, tau2), divisor**2)


def _by_information(method: str, v: Floats, batch: Batch, tau2: Floats) -> Floats:
    k, w = batch.k.astype(float), batch.mask / (v + tau2[:, None])
    w1, w2, w3 = (np.where(k > 0, (w**power).sum(-1), 1.0) for power in (1, 2, 3))
    if method == "ML":
        return ratio(np.full(k.shape, 2.0), w2)
    if method == "REML":
        return ratio(np.full(k.shape, 2.0), w2 - 2 * w3 / w1 + (w2 / w1) ** 2)
    return ratio(2 * k * k, (k - 1) * w1**2)


def _weighting(method: str, y: Floats, v: Floats, batch: Batch) -> tuple[Floats, Floats]:
    """Weights of a moment estimator's quadratic form, and what the form is divided by."""
    mask, k = batch.mask, batch.k.astype(float)
    w = mask / v
    if method == "HE":
        return mask.astype(float), k - 1
    if method == "HS":
        return w, w.sum(-1)
    if method == "HSk":
        return w, w.sum(-1) * ratio(k - 1, k)
    if method == "SJ":
        start = ratio(weighted_squares(y, mask.astype(float)), k)
        return mask / (v + start[:, None]), ratio(k - 1, start)
    if method == "GENQ":
        w = mask / np.sqrt(v)
    return w, _trace(w)


def _trace(w: Floats) -> Floats:
    """Trace of P = W - ww' / sum w."""
    total = w.sum(-1)
    return np.asarray(total - (w * w).sum(-1) / np.where(total > 0, total, 1.0))


def _form(w: Floats, v: Floats, mask: Bools, tau2: Floats) -> Floats:
    """Variance of y'Py for y with variances v + tau2: 2 tr(P S P S)."""
    spread = np.where(mask, v + tau2[:, None], 0.0)
    total = np.where(w.sum(-1) > 0, w.sum(-1), 1.0)
    inside = ((w * spread) ** 2).sum(-1)
    crossed = (w**3 * spread**2).sum(-1) / total
    outer = ((w * w * spread).sum(-1) / total) ** 2
    return np.asarray(2 * (inside - 2 * crossed + outer))
