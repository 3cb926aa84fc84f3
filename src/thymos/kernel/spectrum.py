"""Tau-squared beside moderators: the effects seen in the directions no moderator explains.

With X of rank p there are n = k - p contrasts of the effects that X cannot move. Turned so
that their covariance is diagonal, contrast j has variance l_j + tau2, and everything that
estimators and intervals ask is a sum over j: Q(t) = sum z_j^2 / (l_j + t). No estimator ever
sees an intercept, so that models with and without one are treated alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from thymos.kernel.batch import Floats
from thymos.kernel.distributions import chi2_quantile
from thymos.kernel.likelihood import Curve, bound, highest
from thymos.kernel.quadratic import ratio
from thymos.kernel.roots import Rows, find_root


@dataclass(frozen=True, slots=True, eq=False)
class Spectrum:
    """Effects in the reader's unit divided by the root of the mean variance.

    y, v: (batch, study). basis: orthonormal columns that span X, (study, p). z2, l: squares
    and variances of the turned contrasts, (batch, k - p).
    """

    y: Floats
    v: Floats
    basis: Floats
    z2: Floats
    l: Floats  # noqa: E741, the letter of the formulas


Estimator = Callable[[Spectrum], Floats]


def spectrum(y: Floats, v: Floats, turned: Floats, p: int) -> Spectrum:
    """Turn effects into uncorrelated contrasts.

    y, v: (batch, study). turned: orthonormal (study, study) whose first p columns span X.
    """
    rest = turned[:, p:]
    values, vectors = np.linalg.eigh(rest.T @ (v[:, :, None] * rest))
    z = ((y @ rest)[:, None, :] @ vectors)[:, 0, :]
    # Between the smallest and the largest variance but for rounding.
    low, high = v.min(-1, keepdims=True), v.max(-1, keepdims=True)
    return Spectrum(y, v, turned[:, :p], z * z, np.clip(values, low, high))


def q_at(s: Spectrum, tau2: Floats) -> Floats:
    """Generalised Q at tau2 (batch,): weighted squares about the fitted values, (batch,)."""
    return np.asarray((s.z2 / (s.l + tau2[:, None])).sum(-1), dtype=np.float64)


def meets(s: Spectrum, target: Floats) -> Floats:
    """The tau2 at which Q(tau2) is target; 0 where Q(0) is not above it, (batch,)."""
    answer = np.zeros(target.size)
    rows = np.flatnonzero(q_at(s, answer) > target)
    vmin = s.l[rows].min(-1, initial=np.inf)
    high = ratio(s.z2[rows].sum(-1), target[rows]) - vmin

    def inverse_q(t: Floats, at: Rows) -> tuple[Floats, Floats]:
        w = 1 / (s.l[rows[at]] + t[:, None])
        q = (w * s.z2[rows[at]]).sum(-1)
        return 1 / q - 1 / target[rows[at]], (w * w * s.z2[rows[at]]).sum(-1) / (q * q)

    high = np.maximum(high, 0) * (1 + 1e-12)
    answer[rows] = find_root(inverse_q, np.zeros(rows.size), high, rising=True, floor=vmin)
    return answer


def moments(s: Spectrum, a: Floats) -> tuple[Floats, Floats, Floats]:
    """Q with fixed weights a (batch, study), and its expectation: level + slope * tau2."""
    root = np.sqrt(a)
    basis, _ = np.linalg.qr(root[:, :, None] * s.basis)
    scaled = root * s.y
    left = scaled - (basis @ (np.swapaxes(basis, 1, 2) @ scaled[:, :, None]))[:, :, 0]
    free = a * (1 - (basis * basis).sum(-1))
    return (left * left).sum(-1), (free * s.v).sum(-1), free.sum(-1)


def estimate(name: str, s: Spectrum, weights: Floats | None = None) -> Floats:
    """Tau2 by a named estimator, not below 0, in the unit of the spectrum, (batch,).

    weights: (batch, study), for GENQ; 1 / standard error when left out.
    """
    if name == "GENQ" and weights is not None:
        return _by_moments(s, weights)
    function = next(f for key, f in ESTIMATORS if key == name)
    return np.maximum(function(s), 0.0)


def _by_moments(s: Spectrum, a: Floats) -> Floats:
    q, level, slope = moments(s, a / a.max(-1, keepdims=True))
    return ratio(np.maximum(q - level, 0.0), slope)


def _hunter_schmidt(s: Spectrum, corrected: bool) -> Floats:
    n, k = s.l.shape[1], s.v.shape[1]
    q = q_at(s, np.zeros(s.y.shape[0])) * (k / n if corrected else 1.0)
    return np.asarray((q - k) / (1 / s.v).sum(-1), dtype=np.float64)


def _sidik_jonkman(s: Spectrum) -> Floats:
    start = s.y.var(-1)
    safe = np.where(start > 0, start, 1.0)
    return np.asarray(start * q_at(s, safe) / s.l.shape[1], dtype=np.float64)


def _expected(s: Spectrum) -> Floats:
    return np.full(s.y.shape[0], float(s.l.shape[1]))


def _likeliest(s: Spectrum, restricted: bool) -> Floats:
    vmin, vmax = s.v.min(-1), s.v.max(-1)
    n = float(s.l.shape[1] if restricted else s.v.shape[1])
    top = bound(s.z2.sum(-1), np.full(vmin.size, n), vmin, vmax)
    answer = np.zeros(vmin.size)
    rows = np.flatnonzero(top > 0)
    answer[rows] = highest(curve(s, rows, restricted), vmin[rows], top[rows])
    return answer


def curve(s: Spectrum, rows: Rows, restricted: bool) -> Curve:
    """The (restricted) log-likelihood of tau2 in some rows, its slope and its slope's slope."""
    z2, l, own = s.z2[rows], s.l[rows], (s.l if restricted else s.v)[rows]  # noqa: E741

    def slopes(points: Floats) -> Floats:
        w, u = 1 / (l[:, None, :] + points[:, :, None]), 1 / (own[:, None, :] + points[:, :, None])
        return np.asarray((z2[:, None, :] * w * w).sum(-1) - u.sum(-1), dtype=np.float64)

    def score(t: Floats, at: Rows) -> tuple[Floats, Floats]:
        w, u = 1 / (l[at] + t[:, None]), 1 / (own[at] + t[:, None])
        zww = z2[at] * w * w
        return zww.sum(-1) - u.sum(-1), (u * u).sum(-1) - 2 * (zww * w).sum(-1)

    def value(t: Floats, at: Rows) -> Floats:
        fit = (z2[at] / (l[at] + t[:, None])).sum(-1)
        return np.asarray(-0.5 * (np.log(own[at] + t[:, None]).sum(-1) + fit), dtype=np.float64)

    return Curve(slopes, score, value)


def _root_of_expectation(s: Spectrum) -> Floats:
    return meets(s, _expected(s))


ESTIMATORS: tuple[tuple[str, Estimator], ...] = (
    ("DL", lambda s: _by_moments(s, 1 / s.v)),
    ("HE", lambda s: _by_moments(s, np.ones(s.v.shape))),
    ("HS", lambda s: _hunter_schmidt(s, corrected=False)),
    ("HSk", lambda s: _hunter_schmidt(s, corrected=True)),
    ("SJ", _sidik_jonkman),
    ("SJIT", _root_of_expectation),
    ("PM", _root_of_expectation),
    ("PMM", lambda s: meets(s, chi2_quantile(0.5, _expected(s)))),
    ("DLIT", _root_of_expectation),
    ("GENQ", lambda s: _by_moments(s, 1 / np.sqrt(s.v))),
    ("EB", _root_of_expectation),
    ("ML", lambda s: _likeliest(s, restricted=False)),
    ("REML", lambda s: _likeliest(s, restricted=True)),
)
