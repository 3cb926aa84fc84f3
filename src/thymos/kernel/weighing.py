"""The sums that a pooled result is made of, by NumPy or compiled."""

from __future__ import annotations

from types import ModuleType
from typing import NamedTuple

import numpy as np

from thymos.kernel.batch import Batch, Floats
from thymos.kernel.engine import alone, engine
from thymos.kernel.memory import once
from thymos.kernel.tau2 import ESTIMATORS, tau2_of

ESTIMATED: tuple[str, ...] = tuple(name for name, _ in ESTIMATORS)


class Weighed(NamedTuple):
    """Arrays (batch,); shares (batch, study). nan where a row holds too few studies.

    wald: standard error from v and tau2 alone. residual: weighted mean square about the
    estimate. Q: weights 1/v. I2: percent; (Q - df)/Q under one common effect, and else tau2 in
    relation to the typical sampling variance; H2 with it (Higgins & Thompson 2002).
    """

    tau2: Floats
    estimate: Floats
    wald: Floats
    shares: Floats
    residual: Floats
    Q: Floats
    I2: Floats
    H2: Floats


def weighed(
    batch: Batch, method: str, given: Floats | None = None, own: Floats | None = None
) -> Weighed:
    """Estimate, error and heterogeneity of every row.

    method: in pool.METHODS. given: tau2 taken as known, (batch,). own: fixed weights,
    (batch, study), 0 where the mask is False. Runs compiled within
    `engine.compiled`, when the method is one that is.

    >>> from thymos.kernel.batch import as_batch
    >>> weighed(as_batch([0.1, 0.3, 0.8], [0.01, 0.02, 0.03]), "DL").estimate.round(3)
    array([0.38])
    """
    compiled = engine(method) if own is None else None
    if compiled is not None:
        return _by_engine(compiled, batch, method, given)
    if given is None and own is None:
        return once(method, batch, lambda: _by_sums(batch, method, None, None))
    return _by_sums(batch, method, given, own)


def _by_sums(batch: Batch, method: str, given: Floats | None, own: Floats | None) -> Weighed:
    some = batch.k > 0
    tau2 = given
    if tau2 is None:
        common = np.where(some, 0.0, np.nan)
        tau2 = tau2_of(method, batch, own) if method in ESTIMATED else common
    w = batch.mask / (batch.v + np.where(some, tau2, 0.0)[:, None])
    estimate, wald, shares = _mean(batch, w, own)
    residual = _residual(batch, w, estimate)
    q, i2, h2 = _heterogeneity(batch, tau2, given is None and method not in ESTIMATED)
    return Weighed(tau2, estimate, wald, shares, residual, q, i2, h2)


def _by_engine(compiled: ModuleType, batch: Batch, method: str, given: Floats | None) -> Weighed:
    found, shares = compiled.fitted(batch, method, given, alone=alone())
    tau2, estimate, wald, residual, q, i2, h2 = found
    return Weighed(tau2, estimate, wald, shares, residual, q, i2, h2)


def _mean(batch: Batch, w: Floats, own: Floats | None) -> tuple[Floats, Floats, Floats]:
    """Weighted mean, its plain standard error, and the weights as shares of their sum."""
    a = w if own is None else own
    total = np.where(batch.k > 0, a.sum(-1), np.nan)
    shares = a / total[:, None]
    estimate = (a * batch.y).sum(-1) / total
    if own is None:
        return estimate, np.sqrt(1.0 / total), shares
    squares = np.divide(shares * shares, w, out=np.zeros(w.shape), where=batch.mask)
    return estimate, np.where(batch.k > 0, np.sqrt(squares.sum(-1)), np.nan), shares


def _residual(batch: Batch, w: Floats, estimate: Floats) -> Floats:
    spread = (w * (batch.y - np.where(batch.k > 0, estimate, 0.0)[:, None]) ** 2).sum(-1)
    out = np.full(spread.shape, np.nan)
    np.divide(spread, batch.k - 1, out=out, where=batch.k > 1)
    return out


def _heterogeneity(batch: Batch, tau2: Floats, common: bool) -> tuple[Floats, Floats, Floats]:
    w = batch.mask / batch.v
    total = np.where(batch.k > 0, w.sum(-1), np.nan)
    mean = (w * batch.y).sum(-1) / total
    q = (w * (batch.y - mean[:, None]) ** 2).sum(-1)
    df, several = batch.k - 1.0, batch.k > 1
    with np.errstate(divide="ignore", invalid="ignore"):
        if common:
            i2, h2 = 100 * np.maximum(q - df, 0.0) / np.maximum(q, df), q / df
        else:
            # Shares before squares: weights of tiny variances would overflow.
            typical = df / (total * (1 - ((w / total[:, None]) ** 2).sum(-1)))
            i2, h2 = 100 * tau2 / (typical + tau2), tau2 / typical + 1
    # One study lies on its own mean: what rounding leaves of that is not heterogeneity.
    q = np.where(several, q, np.where(batch.k == 1, 0.0, np.nan))
    return q, np.where(several, i2, np.nan), np.where(several, h2, np.nan)
