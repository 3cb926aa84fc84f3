"""Selection models: results of some P values reach print more often than others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Bools, Floats, as_batch, check_level, choose
from thymos.kernel.distributions import chi2_upper, normal_quantile, normal_two_sided
from thymos.kernel.engine import engine
from thymos.kernel.small_study.climb import Height, climb, inside, polished
from thymos.kernel.small_study.published import Beta, Steps, beta, crowded, steps
from thymos.kernel.tau2 import tau2_of

SIDES: tuple[str, ...] = ("greater", "less", "two-sided")
METHODS: tuple[str, ...] = ("ML", "CE")
# Weights are looked for between these; beyond, the likelihood is as good as flat.
LEAST, MOST = 1e-5, 100.0
# Starts for the logarithm of a weight, and for tau2 in mean sampling variances beyond ML.
LOGS: tuple[float, ...] = (0.0, -1.5, 1.0, -4.0)
EXTRA: tuple[float, ...] = (0.0, 0.5, 3.0)
# A published share that is rounding; derivatives are divided by its square.
NOTHING = 1e-100
# A start for severe selection: so far below the plain mean, in roots of the mean sampling
# variance, and so much tau2, in the variance itself.
FAR, FAR_SPREAD = 2.5, 0.2
# The distance from 0 or 1 inside which P values count as equal, as in R's metafor.
LEAST_P = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class Selected:
    """The result of a selection model, on the analysis scale.

    estimate to p: the mean effect were everything published. weights: of the steps beside the
    first, whose weight is 1, or a and b of the beta weight; weights_se, weights_low,
    weights_high from the logarithm. counts: studies of each step, empty for beta.
    likelihood_ratio, ratio_df, ratio_p: against no selection. unadjusted, unadjusted_tau2:
    without selection. resting: parameters (estimate, tau2, weights) on a limit of their range;
    they are taken as known by the errors of the others, and their own errors are nan.
    """

    estimate: float
    se: float
    low: float
    high: float
    p: float
    tau2: float
    tau2_se: float
    weights: Floats
    weights_se: Floats
    weights_low: Floats
    weights_high: Floats
    counts: tuple[int, ...]
    likelihood_ratio: float
    ratio_df: int
    ratio_p: float
    log_likelihood: float
    unadjusted: float
    unadjusted_tau2: float
    resting: Bools
    k: int
    side: str
    method: str
    level: float


def step_selection(
    y: ArrayLike,
    v: ArrayLike,
    *,
    cuts: tuple[float, ...] = (0.025,),
    side: str = "greater",
    method: str = "ML",
    level: float = 0.95,
) -> Selected:
    """Selection by steps of the P value; with one cut, the three-parameter model.

    y, v: effects on the analysis scale and sampling variances, (study,). cuts: ascending P
    values between 0 and 1 at which the weight changes; results with P up to the first have
    weight 1. side: of the tests; ``two-sided`` for P values of either sign. method: ``ML``,
    random effects by maximum likelihood; ``CE``, one common effect.
    Raises ValueError for what does not fit, and when no study lies between two cuts: its
    weight would not be known. Source: Vevea & Hedges 1995 (Psychometrika 60:419).
    Three parameters on a handful of studies are a guess with decimals: read the interval.

    >>> y, v = [0.9, 0.7, 0.6, 0.2, 0.1, 0.5, 0.8], [0.1, 0.05, 0.04, 0.03, 0.02, 0.06, 0.12]
    >>> found = step_selection(y, v, method="CE")
    >>> found.counts, found.estimate < found.unadjusted
    ((5, 2), True)
    """
    choose("side", side, SIDES)
    if not cuts or any(not 0 < cut < 1 for cut in cuts) or list(cuts) != sorted(set(cuts)):
        raise ValueError(f"cuts must be ascending P values between 0 and 1, got {cuts}")
    curve = steps(tuple(cuts), both=side == "two-sided")
    starts = np.array([[log] * curve.free for log in LOGS])
    return _fitted(curve, starts, (y, v), side, method, level)


def beta_selection(
    y: ArrayLike,
    v: ArrayLike,
    *,
    side: str = "greater",
    method: str = "ML",
    level: float = 0.95,
    least_p: float = LEAST_P,
) -> Selected:
    """Selection by the weight p^(a - 1) (1 - p)^(b - 1) of one-sided P values.

    y, v: (study,). side: ``greater`` or ``less``. method: as in `step_selection`. a = b = 1
    is no selection. least_p: P values nearer to 0 or 1 count as that. Without it the share
    published is infinite as soon as a or b is below tau2 / (tau2 + v), so the answer can hang
    on it; try another one. Raises ValueError for what does not fit. Source: Citkowicz & Vevea 2017
    (Psychol Methods 22:28).

    >>> y, v = [0.9, 0.7, 0.6, 0.2, 0.1, 0.5, 0.8], [0.1, 0.05, 0.04, 0.03, 0.02, 0.06, 0.12]
    >>> found = beta_selection(y, v, method="CE")
    >>> found.ratio_df, found.estimate < found.unadjusted
    (2, True)
    """
    choose("side", side, ("greater", "less"))
    starts = np.array(
        [[0.0, 0.0], [-0.7, 0.0], [0.0, 0.7], [-0.7, 0.7], [0.7, 0.0], [0.0, -5.0], [-8.0, 0.7]]
    )
    if not 0 < least_p < 0.5:
        raise ValueError(f"least_p must lie between 0 and 0.5, such as 1e-5, got {least_p}")
    return _fitted(beta(least_p), starts, (y, v), side, method, level)


def _fitted(
    curve: Steps | Beta,
    logs: Floats,
    data: tuple[ArrayLike, ArrayLike],
    side: str,
    method: str,
    level: float,
) -> Selected:
    choose("method", method, METHODS)
    check_level(level)
    batch = as_batch(*data)
    k = batch.y.shape[1]
    needed = 1 + curve.free + (method == "ML")
    if batch.y.shape[0] != 1 or k < needed:
        raise ValueError(f"a selection model of {needed} parameters needs one set of {needed} "
                         f"studies or more, got shape {batch.y.shape}")  # fmt: skip
    sign, unit = -1.0 if side == "less" else 1.0, float(batch.v.mean())
    y, v = sign * batch.y[0] / np.sqrt(unit), batch.v[0] / unit
    u = y / np.sqrt(v)
    counts = _counts(curve, u)
    tau2 = float(tau2_of("ML", batch)[0]) / unit if method == "ML" else 0.0
    mean = _mean(y, v, tau2)
    function, climbs = _surface(curve, y, v)
    plain = function(np.concatenate([[mean, tau2], np.zeros(curve.free)])[None])
    limit = np.full(curve.free, np.log(MOST))
    low = np.concatenate([[-np.inf, 0.0], np.full(curve.free, np.log(LEAST))])
    high = np.concatenate([[np.inf, np.inf if method == "ML" else 0.0], limit])
    start = _starts(function, y, v, tau2, logs, method == "ML")
    best, top = polished(function, *climbs(start, low, high), low, high)
    free = inside(best, top.slope, low, high)
    se = _errors(top, free)
    reach = float(normal_quantile(0.5 + level / 2))
    root = float(np.sqrt(unit))
    estimate, error = sign * root * float(best[0]), root * float(se[0])
    ratio = max(0.0, 2 * float(top.value - plain.value[0]))
    weights = np.exp(best[2:])
    return Selected(
        estimate=estimate,
        se=error,
        low=estimate - reach * error,
        high=estimate + reach * error,
        p=float(normal_two_sided(estimate / error)),
        tau2=float(best[1]) * unit,
        tau2_se=float(se[1]) * unit,
        weights=weights,
        weights_se=weights * se[2:],
        weights_low=weights * np.exp(-reach * se[2:]),
        weights_high=weights * np.exp(reach * se[2:]),
        counts=counts,
        likelihood_ratio=ratio,
        ratio_df=curve.free,
        ratio_p=float(chi2_upper(ratio, float(curve.free))),
        log_likelihood=float(top.value) - 0.5 * k * float(np.log(2 * np.pi * unit)),
        unadjusted=sign * root * mean,
        unadjusted_tau2=tau2 * unit,
        resting=~free,
        k=k,
        side=side,
        method=method,
        level=level,
    )


def _surface(
    curve: Steps | Beta, y: Floats, v: Floats
) -> tuple[Callable[[Floats], Height], Callable[[Floats, Floats, Floats], tuple[Floats, Height]]]:
    """The log-likelihood and the climb to its summit, by NumPy or as the caller asked."""
    if engine() is not None:
        from thymos.kernel.small_study.compiled import Surface

        surface = Surface(curve, y, v, NOTHING)
        return surface, surface.climb
    function = likelihood(curve, y, v)
    return function, lambda start, low, high: climb(function, start, low, high)


def likelihood(curve: Steps | Beta, y: Floats, v: Floats) -> Callable[[Floats], Height]:
    """The log-likelihood, without constants, as a function of (start, parameter).

    Parameters: mean, tau2, logarithms of the weights. y, v: (study,), turned so that large
    effects are the sought ones.
    """
    u = y / np.sqrt(v)

    def at(x: Floats) -> Height:
        mu, tau2, logs = x[:, 0], x[:, 1], x[:, 2:]
        value, slope, bend = _normal(y, v, mu, tau2, curve.free)
        seen, seen_slope, seen_bend = curve.observed(logs, u)
        value, slope[:, 2:] = value + seen, slope[:, 2:] + seen_slope
        bend[:, 2:, 2:] += seen_bend
        total, first, second = _share(curve, mu, tau2, v, logs)
        # So far from every study that nothing would be published: no place for a summit.
        lost = (total <= NOTHING).any(-1)
        total = np.maximum(total, NOTHING)
        first, second = first / total[..., None], second / total[..., None, None]
        value = value - np.log(total).sum(1)
        slope = slope - first.sum(1)
        bend = bend - second.sum(1) + np.einsum("ski,skj->sij", first, first)
        return Height(np.where(lost, -np.inf, value), slope, bend)

    return at


def _normal(y: Floats, v: Floats, mu: Floats, tau2: Floats, more: int) -> tuple[Floats, ...]:
    """Log-density of the effects before selection, with room for more parameters."""
    spread = v + tau2[:, None]
    away = y - mu[:, None]
    share = away / spread
    slope, bend = np.zeros((mu.size, 2 + more)), np.zeros((mu.size, 2 + more, 2 + more))
    slope[:, 0] = share.sum(-1)
    slope[:, 1] = 0.5 * (share * share - 1 / spread).sum(-1)
    bend[:, 0, 0] = -(1 / spread).sum(-1)
    bend[:, 0, 1] = bend[:, 1, 0] = -(share / spread).sum(-1)
    bend[:, 1, 1] = (0.5 / spread**2 - share * share / spread).sum(-1)
    return -0.5 * (np.log(spread) + away * share).sum(-1), slope, bend


def _share(
    curve: Steps | Beta, mu: Floats, tau2: Floats, v: Floats, logs: Floats
) -> tuple[Floats, Floats, Floats]:
    """The published share of each study's possible results, and its derivatives."""
    m = curve.free
    masses = curve.masses(mu, tau2, v)
    starts, k, _, pieces = masses.shape
    both = masses.reshape(starts, 6 * k, pieces) @ curve.weights(logs)
    both = both.reshape(starts, k, 6, 1 + m + m * m)
    first = np.concatenate([both[:, :, 1:3, 0], both[:, :, 0, 1 : 1 + m]], axis=-1)
    second = np.empty((starts, k, 2 + m, 2 + m))
    second[..., 0, 0], second[..., 1, 1] = both[:, :, 3, 0], both[:, :, 5, 0]
    second[..., 0, 1] = second[..., 1, 0] = both[:, :, 4, 0]
    crossed = both[:, :, 1:3, 1 : 1 + m]
    second[..., :2, 2:], second[..., 2:, :2] = crossed, np.swapaxes(crossed, -1, -2)
    second[..., 2:, 2:] = both[:, :, 0, 1 + m :].reshape(starts, k, m, m)
    return both[:, :, 0, 0], first, second


def _counts(curve: Steps | Beta, u: Floats) -> tuple[int, ...]:
    if isinstance(curve, Beta):
        return ()
    there = crowded(curve, u)
    if not there.all():
        place = int(np.flatnonzero(~there)[0]) + 1
        raise ValueError(
            f"no study has a P value in step {place} of {there.size}, so that weights are not known"
        )
    return tuple(int(n) for n in np.bincount(curve.places(u), minlength=curve.free + 1))


def _starts(
    function: Callable[[Floats], Height], y: Floats, v: Floats, tau2: float, logs: Floats, ml: bool
) -> Floats:
    """Where to climb from: the best of `logs` for each of some tau2, and severe selection.

    The likelihood may have one summit at tau2 = 0 and others above.
    """
    spreads = sorted({0.0, *(tau2 + extra for extra in EXTRA)}) if ml else [0.0]
    every = np.array([[[_mean(y, v, t), t, *log] for log in logs] for t in spreads])
    heights = function(every.reshape(-1, every.shape[-1])).value.reshape(every.shape[:2])
    best = every[np.arange(len(spreads)), heights.argmax(-1)]
    # The last of logs goes with a mean well below the plain one.
    far = every[0, -1] + np.concatenate([[-FAR, FAR_SPREAD if ml else 0.0], 0.0 * logs[0]])
    return np.concatenate([best, far[None]])


def _mean(y: Floats, v: Floats, tau2: float) -> float:
    w = 1 / (v + tau2)
    return float((w * y).sum() / w.sum())


def _errors(top: Height, free: Bools) -> Floats:
    """Standard errors from the observed information of the free parameters; else nan."""
    se = np.full(free.size, np.nan)
    information = -top.bend[np.ix_(free, free)]
    values, vectors = np.linalg.eigh(information)
    if values[0] <= 0:
        return se
    se[free] = np.sqrt((vectors * vectors / values).sum(-1))
    return se
