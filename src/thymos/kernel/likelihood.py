"""The likelihood of tau-squared: its value, its slope, and its highest point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from thymos.kernel.batch import Bools, Floats
from thymos.kernel.quadratic import ratio, smallest, weighted_squares
from thymos.kernel.roots import Rows, find_root

# Points at which the (restricted) likelihood's slope is looked at before roots are refined.
SCAN_POINTS = 24
# Numbers in one (row, point, study) block of the scan: a megabyte, which a processor's cache
# holds. Measured: half or double costs a quarter more time.
SCAN_BLOCK = 125_000


def log_likelihood(
    t: Floats, y: Floats, v: Floats, mask: Bools, *, restricted: bool = True
) -> Floats:
    """(Restricted) log-likelihood of tau2 with the mean profiled out, without constants.

    t: (batch,). y, v, mask: (batch, study). Returns (batch,).
    Source: Viechtbauer 2005 (J Educ Behav Stat 30:261), equations for ML and REML.

    >>> one, everyone = np.ones((1, 3)), np.ones((1, 3), bool)
    >>> log_likelihood(np.array([0.0]), one, one, everyone).round(4)
    array([-0.5493])
    """
    spread = v + t[:, None]
    w: Floats = mask / spread
    value: Floats = -0.5 * (np.log(np.where(mask, spread, 1.0)).sum(-1) + weighted_squares(y, w))
    return value - 0.5 * np.log(w.sum(-1)) if restricted else value


def score(t: Floats, y: Floats, v: Floats, mask: Bools, restricted: bool) -> tuple[Floats, Floats]:
    """Twice the slope of the log-likelihood at t (rows,), and the slope's own derivative."""
    w = mask / (v + t[:, None])
    w1 = w.sum(-1)
    r = y - ((w * y).sum(-1) / w1)[:, None]
    ww, wr = w * w, w * r
    w2, wr2 = ww.sum(-1), wr * wr
    f = wr2.sum(-1) - w1
    slope = w2 - 2 * (w * wr2).sum(-1) + 2 * (w * wr).sum(-1) ** 2 / w1
    if restricted:
        f = f + w2 / w1
        slope = slope + (w2 / w1) ** 2 - 2 * (w * ww).sum(-1) / w1
    return f, slope


def likeliest(y: Floats, v: Floats, mask: Bools, *, restricted: bool) -> Floats:
    """The tau2 of highest (restricted) likelihood among 0 and all local maxima."""
    k = mask.sum(-1)
    n = k - 1.0 if restricted else k.astype(float)
    vmin = np.where(k > 0, smallest(v, mask), 1.0)
    vmax = np.where(mask, v, 0.0).max(-1, initial=0.0)
    top = bound(weighted_squares(y, mask.astype(float)), n, vmin, vmax)
    answer = np.zeros(y.shape[0])
    rows = np.flatnonzero((top > 0) & (k > 1))
    step = max(1, SCAN_BLOCK // (SCAN_POINTS * y.shape[1]))
    for first in range(0, rows.size, step):
        part = rows[first : first + step]
        answer[part] = _climb(y[part], v[part], mask[part], vmin[part], top[part], restricted)
    return answer


def bound(squares: Floats, n: Floats, vmin: Floats, vmax: Floats) -> Floats:
    """A tau2 beyond which the likelihood falls; not positive when it falls from 0 on, (batch,).

    squares: S, the unweighted sum of squares; n: k - 1, or k when not restricted; vmin, vmax:
    smallest and largest variance. The slope is below S / (vmin + t)^2 - n / (vmax + t).
    """
    s = ratio(squares, n)
    reach = s - 2 * vmin + np.sqrt(s * (s + 4 * np.maximum(vmax - vmin, 0)))
    return np.asarray(reach / 2, dtype=np.float64)


def _climb(
    y: Floats, v: Floats, mask: Bools, vmin: Floats, top: Floats, restricted: bool
) -> Floats:
    def at(rows: Rows) -> tuple[Floats, Floats, Bools]:
        return y[rows], v[rows], mask[rows]

    curve = Curve(
        slopes=lambda points: _slope_at(points, y, v, mask, restricted),
        score=lambda t, rows: score(t, *at(rows), restricted),
        value=lambda t, rows: log_likelihood(t, *at(rows), restricted=restricted),
    )
    return highest(curve, vmin, top)


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A likelihood in tau2 for each row of a batch.

    slopes: points (batch, point) -> slopes there. score: (t, rows) -> slope and its own slope.
    value: (t, rows) -> logarithm of the likelihood. Slopes may share any positive factor.
    """

    slopes: Callable[[Floats], Floats]
    score: Callable[[Floats, Rows], tuple[Floats, Floats]]
    value: Callable[[Floats, Rows], Floats]


def highest(curve: Curve, vmin: Floats, top: Floats) -> Floats:
    """The tau2 of highest likelihood among 0 and all local maxima up to top, (batch,).

    vmin: smallest variance, the scale on which the curve can turn; top: a positive bound
    beyond which the slope is negative; both (batch,).
    """
    points = _points(vmin, top)
    slope = curve.slopes(points)
    slope[:, -1] = np.minimum(slope[:, -1], -np.finfo(float).tiny)
    row, left = np.nonzero((slope[:, :-1] > 0) & (slope[:, 1:] <= 0))
    answer = np.zeros(top.size)
    if row.size == 0:
        return answer
    low, high = points[row, left], points[row, left + 1]
    start = low + (high - low) * slope[row, left] / (slope[row, left] - slope[row, left + 1])
    peaks = find_root(
        lambda t, at: curve.score(t, row[at]), low, high, start=start, floor=vmin[row]
    )
    answer[row] = peaks
    contested = np.flatnonzero((np.bincount(row, minlength=top.size) > 1) | (slope[:, 0] <= 0))
    for i in np.intersect1d(contested, row):
        rivals = np.concatenate([[0.0], peaks[row == i]])
        answer[i] = rivals[curve.value(rivals, np.full(rivals.size, i)).argmax()]
    return answer


def _points(vmin: Floats, top: Floats) -> Floats:
    """0 to top, evenly spaced in log(vmin + tau2), the natural unit of the slope."""
    steps = np.linspace(0.0, 1.0, SCAN_POINTS)
    points = np.expm1(np.log1p(top / vmin)[:, None] * steps) * vmin[:, None]
    points[:, -1] = top
    return points


def _slope_at(t: Floats, y: Floats, v: Floats, mask: Bools, restricted: bool) -> Floats:
    """Twice the slope of the log-likelihood at many points, t (batch, point)."""
    w = 1.0 / (v[:, None, :] + t[:, :, None])
    terms = np.stack([mask.astype(float), mask * y, mask * y * y], axis=-1)
    w1, wy, _ = np.moveaxis(w @ terms, -1, 0)
    w2, w2y, w2yy = np.moveaxis((w * w) @ terms, -1, 0)
    mean = wy / w1
    slope = w2yy - 2 * mean * w2y + mean * mean * w2 - w1
    return np.asarray(slope + w2 / w1 if restricted else slope, dtype=np.float64)
