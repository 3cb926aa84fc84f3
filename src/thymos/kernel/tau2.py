"""How far true effects differ between studies: estimators of tau-squared, and its interval.

Every estimator has one signature, (y, v, mask) -> (batch,), and one row in ESTIMATORS. None
can fail to converge: the roots of each score are bracketed by bounds that hold for any data.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Batch, Bools, Floats, as_batch, check_level, choose
from thymos.kernel.distributions import chi2_quantile
from thymos.kernel.roots import Rows, find_root

Estimator = Callable[[Floats, Floats, Bools], Floats]

# Points at which the (restricted) likelihood's slope is looked at before roots are refined.
SCAN_POINTS = 24
# Numbers in one (row, point, study) block of the scan: a megabyte, which a processor's cache
# holds. Measured: half or double costs a quarter more time.
SCAN_BLOCK = 125_000


def tau2(method: str, y: ArrayLike, v: ArrayLike, mask: ArrayLike | None = None) -> Floats:
    """Between-study variance by a named estimator, (batch,).

    method: a name in ESTIMATORS. y, v: effects and sampling variances, (study,) or
    (batch, study). mask: which studies take part. A row of one study gives 0, of none nan.
    Multiplying y by c and v by c squared multiplies the answer by c squared, to rounding.
    Raises ValueError for an unknown method and for arrays that do not fit.

    >>> tau2("DL", [0.1, 0.3, 0.8], [0.01, 0.02, 0.03]).round(4)
    array([0.0942])
    """
    choose("tau2 estimator", method, tuple(name for name, _ in ESTIMATORS))
    return tau2_of(method, as_batch(y, v, mask))


def tau2_of(method: str, batch: Batch) -> Floats:
    """The same for input that is checked already; method must be a name in ESTIMATORS."""
    function = next(f for name, f in ESTIMATORS if name == method)
    y, v, unit = standardise(batch)
    answer = np.maximum(function(y, v, batch.mask), 0.0) * unit
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
    excess = _q(y, w) - (mask.sum(-1) - 1)
    return _ratio(np.maximum(excess, 0), total - squares / np.where(total > 0, total, 1))


def tau2_he(y: Floats, v: Floats, mask: Bools) -> Floats:
    """Variance of the effects less their mean sampling variance (Hedges & Olkin 1985, ch. 9).

    y, v, mask: (batch, study). Returns (batch,), floored at 0.
    """
    k = mask.sum(-1)
    spread = _ratio(_q(y, mask.astype(float)), k - 1.0)
    return np.maximum(spread - _ratio((mask * v).sum(-1), k.astype(float)), 0)


def tau2_hs(y: Floats, v: Floats, mask: Bools) -> Floats:
    """Method of Hunter & Schmidt (2004): (Q - k) / sum of weights, known to be biased low.

    y, v, mask: (batch, study). Returns (batch,), floored at 0.
    """
    w = mask / v
    return _ratio(np.maximum(_q(y, w) - mask.sum(-1), 0), w.sum(-1))


def tau2_sj(y: Floats, v: Floats, mask: Bools) -> Floats:
    """Two-step estimator of Sidik & Jonkman (2005), started from the mean square of y.

    y, v, mask: (batch, study). Returns (batch,); positive unless all effects are equal.
    """
    k = mask.sum(-1)
    start = _ratio(_q(y, mask.astype(float)), k.astype(float))
    factor: Floats = _ratio(_q(y, mask / (v + start[:, None])), k - 1.0)
    return start * factor


def tau2_pm(y: Floats, v: Floats, mask: Bools) -> Floats:
    """The tau2 at which the generalised Q equals its expectation k - 1 (Paule & Mandel 1982).

    y, v, mask: (batch, study). Returns (batch,), 0 where Q is below k - 1 already. The same
    root as empirical Bayes (Morris 1983; Viechtbauer et al. 2015).
    """
    return _q_equals(mask.sum(-1) - 1.0, y, v, mask)


def tau2_ml(y: Floats, v: Floats, mask: Bools) -> Floats:
    """Maximum likelihood (Hardy & Thompson 1996); known to be biased low.

    y, v, mask: (batch, study). Returns (batch,): the best of 0 and every local maximum.
    """
    return _likeliest(y, v, mask, restricted=False)


def tau2_reml(y: Floats, v: Floats, mask: Bools) -> Floats:
    """Restricted maximum likelihood (Harville 1977; Viechtbauer 2005).

    y, v, mask: (batch, study). Returns (batch,): the best of 0 and every local maximum.
    """
    return _likeliest(y, v, mask, restricted=True)


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
    value: Floats = -0.5 * (np.log(np.where(mask, spread, 1.0)).sum(-1) + _q(y, w))
    return value - 0.5 * np.log(w.sum(-1)) if restricted else value


def tau2_interval(
    y: ArrayLike, v: ArrayLike, mask: ArrayLike | None = None, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Confidence interval of tau2 by the Q-profile, low and high, each (batch,).

    y, v: (study,) or (batch, study); mask: which studies take part; level: coverage. The
    limits are the tau2 at which the generalised Q meets its chi-squared quantiles; a limit
    that would be negative is 0. nan with fewer than two studies. Assumes normal effects.
    Source: Viechtbauer 2007 (Stat Med 26:37).

    >>> low, high = tau2_interval([0.1, 0.3, 0.8], [0.01, 0.02, 0.03])
    >>> low.round(4), high.round(2)
    (array([0.0134]), array([5.11]))
    """
    return tau2_interval_of(as_batch(y, v, mask), check_level(level))


def tau2_interval_of(batch: Batch, level: float) -> tuple[Floats, Floats]:
    """The same for input that is checked already."""
    y, v, unit = standardise(batch)
    tail, freedom = (1 - level) / 2, np.asarray(batch.k, float) - 1.0
    targets = [chi2_quantile(share, freedom) for share in (1 - tail, tail)]
    twice = (np.concatenate([part, part]) for part in (y, v, batch.mask))
    low, high = _q_equals(np.concatenate(targets), *twice).reshape(2, -1) * unit
    return np.where(batch.k > 1, low, np.nan), np.where(batch.k > 1, high, np.nan)


def _q(y: Floats, w: Floats) -> Floats:
    """Weighted sum of squares about the weighted mean; 0 where no weight."""
    total = w.sum(-1)
    mean = (w * y).sum(-1) / np.where(total > 0, total, 1.0)
    return np.asarray((w * (y - mean[:, None]) ** 2).sum(-1), dtype=np.float64)


def _ratio(top: Floats, bottom: Floats) -> Floats:
    """top / bottom, and 0 where bottom is not positive."""
    out = np.zeros(top.shape)
    np.divide(top, bottom, out=out, where=bottom > 0)
    return out


def _smallest(v: Floats, mask: Bools) -> Floats:
    return np.asarray(np.where(mask, v, np.inf).min(-1, initial=np.inf), dtype=np.float64)


def _q_equals(target: Floats, y: Floats, v: Floats, mask: Bools) -> Floats:
    """Solve Q(tau2) = target; 0 where Q(0) is not above it.

    Works on 1/Q, which is nearly straight in tau2. Since Q(t) <= S / (vmin + t), with S the
    unweighted sum of squares, S / target - vmin bounds the root from above.
    """
    answer = np.zeros(y.shape[0])
    with np.errstate(invalid="ignore"):
        rows = np.flatnonzero((_q(y, mask / v) > target) & (target > 0))
    if rows.size == 0:
        return answer
    y, v, mask, target = y[rows], v[rows], mask[rows], target[rows]
    vmin = _smallest(v, mask)
    high = _q(y, mask.astype(float)) / target - vmin

    def inverse_q(t: Floats, at: Rows) -> tuple[Floats, Floats]:
        w = mask[at] / (v[at] + t[:, None])
        r = y[at] - ((w * y[at]).sum(-1) / w.sum(-1))[:, None]
        wr2 = w * r * r
        q = wr2.sum(-1)
        return 1 / q - 1 / target[at], (w * wr2).sum(-1) / (q * q)

    low = np.zeros(rows.size)
    # Exact for equal variances, which makes the first step a good one for all.
    start = high + vmin - _ratio((mask * v).sum(-1), mask.sum(-1).astype(float))
    high = np.maximum(high, 0) * (1 + 1e-12)
    answer[rows] = find_root(inverse_q, low, high, start=start, rising=True, floor=vmin)
    return answer


def _likeliest(y: Floats, v: Floats, mask: Bools, *, restricted: bool) -> Floats:
    """The tau2 of highest (restricted) likelihood among 0 and all local maxima.

    The slope is negative beyond top: with S the unweighted sum of squares, n = k - 1
    (restricted) or k, it is below S / (vmin + t)^2 - n / (vmax + t).
    """
    k = mask.sum(-1)
    n = k - 1.0 if restricted else k.astype(float)
    vmin = np.where(k > 0, _smallest(v, mask), 1.0)
    vmax = np.where(mask, v, 0.0).max(-1, initial=0.0)
    s = _ratio(_q(y, mask.astype(float)), n)
    top = (s - 2 * vmin + np.sqrt(s * (s + 4 * np.maximum(vmax - vmin, 0)))) / 2
    answer = np.zeros(y.shape[0])
    rows = np.flatnonzero((top > 0) & (k > 1))
    step = max(1, SCAN_BLOCK // (SCAN_POINTS * y.shape[1]))
    for first in range(0, rows.size, step):
        part = rows[first : first + step]
        answer[part] = _climb(y[part], v[part], mask[part], vmin[part], top[part], restricted)
    return answer


def _climb(
    y: Floats, v: Floats, mask: Bools, vmin: Floats, top: Floats, restricted: bool
) -> Floats:
    points = _points(vmin, top)
    slope = _slope_at(points, y, v, mask, restricted)
    slope[:, -1] = np.minimum(slope[:, -1], -np.finfo(float).tiny)
    row, left = np.nonzero((slope[:, :-1] > 0) & (slope[:, 1:] <= 0))
    answer = np.zeros(y.shape[0])
    if row.size == 0:
        return answer
    low, high = points[row, left], points[row, left + 1]
    start = low + (high - low) * slope[row, left] / (slope[row, left] - slope[row, left + 1])

    def score(t: Floats, at: Rows) -> tuple[Floats, Floats]:
        return _score(t, y[row[at]], v[row[at]], mask[row[at]], restricted)

    peaks = find_root(score, low, high, start=start, floor=vmin[row])
    answer[row] = peaks
    contested = np.flatnonzero((np.bincount(row, minlength=y.shape[0]) > 1) | (slope[:, 0] <= 0))
    for i in np.intersect1d(contested, row):
        rivals = np.concatenate([[0.0], peaks[row == i]])
        m = rivals.size
        same = tuple(np.broadcast_to(part[i], (m, y.shape[1])) for part in (y, v, mask))
        answer[i] = rivals[log_likelihood(rivals, *same, restricted=restricted).argmax()]
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


def _score(t: Floats, y: Floats, v: Floats, mask: Bools, restricted: bool) -> tuple[Floats, Floats]:
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


ESTIMATORS: tuple[tuple[str, Estimator], ...] = (
    ("DL", tau2_dl),
    ("HE", tau2_he),
    ("HS", tau2_hs),
    ("SJ", tau2_sj),
    ("PM", tau2_pm),
    ("EB", tau2_pm),
    ("ML", tau2_ml),
    ("REML", tau2_reml),
)
