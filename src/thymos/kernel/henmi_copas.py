"""The interval of Henmi and Copas: common-effect weights, random-effects uncertainty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from thymos.kernel.batch import Batch, Floats, as_batch, check_level
from thymos.kernel.distributions import normal_quantile
from thymos.kernel.roots import Rows, find_root
from thymos.kernel.tau2 import standardise, tau2_of

# Gauss-Legendre nodes for the integral over the error of the mean, and where it is cut off:
# beyond 9 standard errors the normal density is below 1e-18.
NODES = 64
CUT = 9.0


@dataclass(frozen=True, slots=True, eq=False)
class HenmiCopas:
    """The result of `henmi_copas`: arrays (batch,) on the analysis scale."""

    estimate: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    tau2: Floats
    level: float


def henmi_copas(
    y: ArrayLike, v: ArrayLike, *, level: float = 0.95, mask: ArrayLike | None = None
) -> HenmiCopas:
    """Mean with common-effect weights and an interval that allows for heterogeneity.

    y, v: effects and sampling variances, (study,) or (batch, study); mask: which studies take
    part; level: coverage. Large studies, which suffer less from selective publication, keep
    their weight, while the interval has the width that DerSimonian-Laird's tau2 asks for; its
    critical value comes from the joint distribution of the mean and Q, given Q's first two
    moments. With one study the plain interval. Raises ValueError as `pool` does.
    Source: Henmi & Copas 2010 (Stat Med 29:2969), sections 3 and 4.

    >>> found = henmi_copas([0.1, 0.3, 0.8], [0.01, 0.02, 0.03])
    >>> found.estimate.round(3), found.ci_low.round(3), found.ci_high.round(3)
    (array([0.282]), array([-0.431]), array([0.994]))
    """
    check_level(level)
    batch = as_batch(y, v, mask)
    tau2 = tau2_of("DL", batch)
    w = batch.mask / batch.v
    total = np.where(batch.k > 0, w.sum(-1), np.nan)
    estimate = (w * batch.y).sum(-1) / total
    se = np.sqrt((w * w * (batch.v + np.where(batch.k > 0, tau2, 0.0)[:, None])).sum(-1)) / total
    reach = np.full(se.shape, float(normal_quantile(0.5 + level / 2)))
    rows = np.flatnonzero(batch.k > 1)
    reach[rows] = _reach(batch, tau2, rows, level)
    return HenmiCopas(estimate, se, estimate - reach * se, estimate + reach * se, tau2, level)


@dataclass(frozen=True, slots=True, eq=False)
class _Law:
    """What the joint law of the mean and Q turns on, each (row,).

    gap: W1/W2 - 1 with W1 = sum w, W2 = sum w^2 / W1; spare: k - 1; excess: the variance of
    the mean times W1, 1 without heterogeneity. Given a mean z standard errors off, Q has mean
    centre + lift (z^2 - 1) and variance width + swell z^2.
    """

    gap: Floats
    spare: Floats
    excess: Floats
    centre: Floats
    lift: Floats
    width: Floats
    swell: Floats


def _reach(batch: Batch, tau2: Floats, rows: Rows, level: float) -> Floats:
    """How many standard errors the interval reaches to either side, (row,)."""
    _, v, unit = standardise(batch)
    mask, v = batch.mask[rows], v[rows]
    law = _law(mask / v, mask * (v + (tau2 / unit)[rows][:, None]), (tau2 / unit)[rows])

    nodes = np.polynomial.legendre.leggauss(NODES)

    def surplus(x: Floats, at: Rows) -> tuple[Floats, Floats]:
        return _tail(law, x, at, *nodes) - (1 - level), np.full(x.shape, np.nan)

    return find_root(surplus, np.zeros(rows.size), CUT * np.sqrt(law.excess))


def _law(w: Floats, spread: Floats, tau2: Floats) -> _Law:
    """Moments of Q given the mean: Q = e'Ae, A = diag(w) - ww'/W1, e of variance spread."""
    total = w.sum(-1)
    w2 = (w * w).sum(-1) / total
    excess = 1 + tau2 * w2
    # c: what a unit of error of the mean implies for each study; A c, short since A 1 = 0.
    c = (w > 0) * (1 + tau2[:, None] * w) / excess[:, None]
    a_c = (tau2 / excess)[:, None] * w * (w - w2[:, None])
    variance = excess / total
    own = variance * (c * a_c).sum(-1)
    shared = variance * (a_c * a_c * spread).sum(-1)
    ws = w * spread
    twice = (ws * ws).sum(-1) - 2 * (ws * ws * w).sum(-1) / total
    twice = twice + ((w * ws).sum(-1) / total) ** 2
    return _Law(
        gap=total / w2 - 1,
        spare=(w > 0).sum(-1) - 1.0,
        excess=excess,
        centre=ws.sum(-1) - (w * ws).sum(-1) / total,
        lift=own,
        width=2 * (twice - 2 * shared + own * own),
        swell=4 * (shared - own * own),
    )


def _tail(law: _Law, x: Floats, at: Rows, nodes: Floats, parts: Floats) -> Floats:
    """Probability that the mean is off by more than x of the standard errors that Q suggests."""
    gap, spare, excess, centre, lift, width, swell = (
        getattr(law, name)[at][:, None] for name in law.__slots__
    )
    low = (x / np.sqrt(law.excess[at]))[:, None]
    z = low + (CUT - low) * (nodes + 1) / 2
    mean, variance = centre + lift * (z * z - 1), width + swell * z * z
    with np.errstate(divide="ignore"):
        limit = gap * (z * z * excess / (x * x)[:, None] - 1) + spare
    below = special.gammainc(mean * mean / variance, limit * mean / variance)
    density = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    return np.asarray((below * density * parts).sum(-1) * (CUT - low[:, 0]), dtype=np.float64)
