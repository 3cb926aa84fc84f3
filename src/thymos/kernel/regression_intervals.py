"""Confidence intervals of the tau-squared that moderators leave."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Floats, as_batch, as_weights, check_level, choose
from thymos.kernel.distributions import chi2_quantile
from thymos.kernel.quadratic import mixture_upper
from thymos.kernel.regression import moderators, orthogonal
from thymos.kernel.roots import Rows, find_root
from thymos.kernel.spectrum import Spectrum, curve, estimate, meets, moments, spectrum
from thymos.kernel.tau2_intervals import RULES, first_root


def residual_tau2_interval(
    y: ArrayLike,
    v: ArrayLike,
    X: ArrayLike,
    level: float = 0.95,
    *,
    rule: str = "QP",
    method: str = "REML",
    weights: ArrayLike | None = None,
) -> tuple[Floats, Floats]:
    """Confidence interval of tau2 beside moderators, low and high, each (batch,).

    y, v: (study,) or (batch, study); X: (study, p), an intercept included if wanted. rule,
    method, weights: as in `tau2_interval`, with k - p degrees of freedom. Raises ValueError
    as `regress` does. Source: Jackson, Turner, Rhodes & Viechtbauer 2014 (BMC Med Res
    Methodol 14:103) for the generalised Q.

    >>> X = [[1, 0], [1, 1], [1, 2], [1, 3]]
    >>> low, high = residual_tau2_interval([0.1, 0.9, 0.2, 1.4], [0.02, 0.01, 0.03, 0.02], X)
    >>> low.round(3), high.round(1)
    (array([0.061]), array([12.2]))
    """
    choose("rule for the interval of tau2", rule, RULES)
    choose("method of the profile likelihood", method, ("ML", "REML"))
    check_level(level)
    batch = as_batch(y, v)
    if weights is not None and rule != "GENQ":
        raise ValueError(f"weights belong to the rule GENQ, got rule {rule!r}")
    columns, names = moderators(X, None, batch)
    unit = batch.v.mean(-1)
    turned, _ = orthogonal(columns, names)
    s = spectrum(batch.y / np.sqrt(unit)[:, None], batch.v / unit[:, None], turned, len(names))
    if rule == "PL":
        low, high = _likely(s, level, method)
    elif rule == "QP":
        low, high = (_meets(s, share) for share in ((1 + level) / 2, (1 - level) / 2))
    else:
        a = 1 / s.v if rule == "J" else 1 / np.sqrt(s.v)
        a = a if weights is None else as_weights(weights, batch)
        low, high = _generalised(s, a / a.max(-1, keepdims=True), level)
    return low * unit, high * unit


def _meets(s: Spectrum, share: float) -> Floats:
    n = float(s.l.shape[1])
    return meets(s, np.full(s.y.shape[0], float(chi2_quantile(share, n))))


def _generalised(s: Spectrum, a: Floats, level: float) -> tuple[Floats, Floats]:
    root = np.sqrt(a)
    basis, _ = np.linalg.qr(root[:, :, None] * s.basis)
    form = np.eye(s.y.shape[1]) - basis @ np.swapaxes(basis, 1, 2)
    form = root[:, :, None] * form * root[:, None, :]
    q = moments(s, a)[0]
    limits = []
    for share in ((1 - level) / 2, (1 + level) / 2):

        def short(t: Floats, at: Rows, share: float = share) -> tuple[Floats, Floats]:
            spread = np.sqrt(s.v[at] + t[:, None])
            terms = np.linalg.eigvalsh(spread[:, :, None] * form[at] * spread[:, None, :])
            upper = mixture_upper(q[at], np.maximum(terms, 0.0))
            return share - upper, np.full(t.shape, np.nan)

        limits.append(first_root(short, q > 0, s.v.min(-1)))
    return limits[0], limits[1]


def _likely(s: Spectrum, level: float, method: str) -> tuple[Floats, Floats]:
    best, vmin = estimate(method, s), s.v.min(-1)
    everyone = np.arange(best.size)
    likelihood = curve(s, everyone, method == "REML")
    target = likelihood.value(best, everyone) - float(chi2_quantile(level, 1.0)) / 2

    def above(t: Floats, at: Rows) -> tuple[Floats, Floats]:
        return likelihood.value(t, at) - target[at], likelihood.score(t, at)[0] / 2

    low = np.zeros(best.size)
    inside = np.flatnonzero((best > 0) & (above(low, everyone)[0] < 0))
    low[inside] = find_root(
        lambda t, at: above(t, inside[at]),
        low[inside],
        best[inside],
        rising=True,
        floor=vmin[inside],
    )
    return low, first_root(above, np.ones(best.size, bool), vmin, best)
