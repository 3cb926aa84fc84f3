"""Quadratic forms of the effects: Q at any weights, where it meets a value, how it is spread."""

from __future__ import annotations

import numpy as np

from thymos.kernel.batch import Bools, Floats
from thymos.kernel.roots import Rows, find_root

# Nodes on half the contour of a Laplace inversion. More terms of equal size push the mass of
# the transform outward; more nodes than that magnify rounding. Measured on chi-squared with 1
# to 400 degrees of freedom.
FEWEST_NODES = 14
TERMS_PER_NODE = 5


def weighted_squares(y: Floats, w: Floats) -> Floats:
    """Weighted sum of squares about the weighted mean; 0 where no weight."""
    total = w.sum(-1)
    mean = (w * y).sum(-1) / np.where(total > 0, total, 1.0)
    return np.asarray((w * (y - mean[:, None]) ** 2).sum(-1), dtype=np.float64)


def q_equals(target: Floats, y: Floats, v: Floats, mask: Bools) -> Floats:
    """Solve Q(tau2) = target; 0 where Q(0) is not above it.

    Works on 1/Q, which is nearly straight in tau2. Since Q(t) <= S / (vmin + t), with S the
    unweighted sum of squares, S / target - vmin bounds the root from above.
    """
    answer = np.zeros(y.shape[0])
    with np.errstate(invalid="ignore"):
        rows = np.flatnonzero((weighted_squares(y, mask / v) > target) & (target > 0))
    if rows.size == 0:
        return answer
    y, v, mask, target = y[rows], v[rows], mask[rows], target[rows]
    vmin = smallest(v, mask)
    high = weighted_squares(y, mask.astype(float)) / target - vmin

    def inverse_q(t: Floats, at: Rows) -> tuple[Floats, Floats]:
        w = mask[at] / (v[at] + t[:, None])
        r = y[at] - ((w * y[at]).sum(-1) / w.sum(-1))[:, None]
        wr2 = w * r * r
        q = wr2.sum(-1)
        return 1 / q - 1 / target[at], (w * wr2).sum(-1) / (q * q)

    low = np.zeros(rows.size)
    # Exact for equal variances, which makes the first step a good one for all.
    start = high + vmin - ratio((mask * v).sum(-1), mask.sum(-1).astype(float))
    high = np.maximum(high, 0) * (1 + 1e-12)
    answer[rows] = find_root(inverse_q, low, high, start=start, rising=True, floor=vmin)
    return answer


def ratio(top: Floats, bottom: Floats) -> Floats:
    """top / bottom, and 0 where bottom is not positive."""
    out = np.zeros(top.shape)
    np.divide(top, bottom, out=out, where=bottom > 0)
    return out


def smallest(v: Floats, mask: Bools) -> Floats:
    """Smallest variance of each row; infinite where no study takes part."""
    return np.asarray(np.where(mask, v, np.inf).min(-1, initial=np.inf), dtype=np.float64)


def q_moments(a: Floats, v: Floats) -> tuple[Floats, Floats]:
    """Expected Q with fixed weights a: level + slope * tau2, both (batch,).

    a: weights, 0 where a study does not take part; v: variances; (batch, study).
    Source: DerSimonian & Kacker 2007 (Contemp Clin Trials 28:105), equation 6.
    """
    total = a.sum(-1)
    safe = np.where(total > 0, total, 1.0)
    level = (a * v).sum(-1) - (a * a * v).sum(-1) / safe
    return level, total - (a * a).sum(-1) / safe


def q_spread(tau2: Floats, a: Floats, v: Floats) -> Floats:
    """The c for which Q with fixed weights a is a sum of c * chi-squared(1), (batch, study).

    tau2: (batch,). a: weights, 0 where a study does not take part; v: variances.
    The eigenvalues of the form's matrix between square roots of the variances
    (Jackson 2013, Res Synth Methods 4:220).
    """
    root = np.sqrt(np.where(a > 0, v + tau2[:, None], 0.0))
    form = np.where(np.eye(a.shape[1], dtype=bool), a[:, :, None], 0.0)
    form = form - a[:, :, None] * a[:, None, :] / a.sum(-1)[:, None, None]
    values = np.linalg.eigvalsh(root[:, :, None] * form * root[:, None, :])
    return np.asarray(np.maximum(values, 0.0), dtype=np.float64)


def mixture_upper(x: Floats, c: Floats) -> Floats:
    """Probability that a sum of c * chi-squared(1) exceeds x, (batch,).

    x: (batch,), positive; c: (batch, term), not negative, not all 0.
    Inverts the Laplace transform prod (1 + 2 c s)^(-1/2) / s on the contour of Talbot with the
    constants of Trefethen, Weideman & Schmelzer 2006 (BIT 46:653). All singularities lie on
    the negative axis, so the rule converges geometrically; absolute error below 1e-11.

    >>> round(float(mixture_upper(np.array([3.841459]), np.array([[1.0, 0.0]]))[0]), 6)
    0.05
    """
    terms = c.sum(-1) / c.max(-1)
    nodes = FEWEST_NODES + np.ceil(terms / TERMS_PER_NODE).astype(int)
    answer = np.empty(x.shape)
    for count in np.unique(nodes):
        rows = nodes == count
        answer[rows] = _inverted(x[rows], c[rows], int(count))
    return np.clip(1.0 - answer, 0.0, 1.0)


def _inverted(x: Floats, c: Floats, nodes: int) -> Floats:
    theta = (np.arange(nodes) + 0.5) * np.pi / nodes
    bend = 0.6407 * theta
    z = 2 * nodes * (0.5017 * theta / np.tan(bend) - 0.6122 + 0.2645j * theta)
    turn = 0.5017 / np.tan(bend) - 0.5017 * bend / np.sin(bend) ** 2 + 0.2645j
    scaled = 2.0 * c[:, None, :] / x[:, None, None] * z[:, None]
    transform = np.exp(-0.5 * np.log1p(scaled).sum(-1)) / z
    # The conjugate half of the contour doubles the imaginary part.
    return np.asarray(2.0 * (np.exp(z) * transform * turn).imag.sum(-1), dtype=np.float64)
