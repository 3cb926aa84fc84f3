"""How well a model fits: log-likelihood, deviance, information criteria."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Floats, as_batch, choose
from thymos.kernel.pool import COMMON
from thymos.kernel.regression import regress
from thymos.kernel.spectrum import q_at, spectrum

METHODS: tuple[str, ...] = (*COMMON, "ML", "REML")


@dataclass(frozen=True, slots=True, eq=False)
class FitStatistics:
    """Arrays (batch,); parameters: coefficients, and tau2 unless the effect is common."""

    log_likelihood: Floats
    deviance: Floats
    aic: Floats
    bic: Floats
    aicc: Floats
    parameters: int


def fit_statistics(
    y: ArrayLike, v: ArrayLike, X: ArrayLike | None = None, *, method: str = "REML"
) -> FitStatistics:
    """Log-likelihood, deviance, AIC, BIC and corrected AIC of one model.

    y, v: (study,) or (batch, study). X: moderators, (study, p), a column of ones included if
    wanted; that column alone when left out. method: ML, REML or CE (aliases FE, EE). Models
    with different moderators compare by ML only: REML likelihoods are of different data. The
    sample size is k, or k - p under REML; the deviance of ML counts from the saturated model.
    The REML constant is that of orthonormal columns of X, which no coding of X changes.
    Raises ValueError as `regress` does. Source: Hurvich & Tsai 1989 (Biometrika 76:297) for
    the correction; Harville 1977 (J Am Stat Assoc 72:320) for the restricted likelihood.

    >>> fit_statistics([0.1, 0.3, 0.8], [0.01, 0.02, 0.03], method="ML").aic.round(3)
    array([5.077])
    """
    choose("method with a likelihood", method, METHODS)
    batch = as_batch(y, v)
    k = batch.y.shape[1]
    columns = np.ones((k, 1)) if X is None else np.asarray(X, float)
    model = regress(batch.y, batch.v, columns, method=method)
    p = len(model.names)
    size = np.abs(columns.reshape(k, -1)).max(0)
    turned, _ = np.linalg.qr(columns.reshape(k, -1) / size, mode="complete")
    s = spectrum(batch.y, batch.v, turned, p)
    own = s.l if method == "REML" else s.v
    n = own.shape[1]
    spread = np.log(own + model.tau2[:, None]).sum(-1)
    value = -0.5 * (n * np.log(2 * np.pi) + spread + q_at(s, model.tau2))
    saturated = -0.5 * (n * np.log(2 * np.pi) + np.log(s.v).sum(-1))
    parameters = p + (method not in COMMON)
    enough = max(n, parameters + 2)
    return FitStatistics(
        log_likelihood=value,
        deviance=-2 * value if method == "REML" else -2 * (value - saturated),
        aic=2 * parameters - 2 * value,
        bic=np.log(n) * parameters - 2 * value,
        aicc=2 * parameters * enough / (enough - parameters - 1) - 2 * value,
        parameters=parameters,
    )
