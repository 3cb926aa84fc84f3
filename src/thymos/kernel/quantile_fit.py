"""Mean and deviation from quantiles that need not be normal: fit families, take the nearest.

The quantile estimation method of McGrath et al. 2020. Each positive family has a scale, which the
least squares give in closed form, and one shape, which is searched for; so no start values are
needed and the answer is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from thymos.kernel.batch import Bools, Floats
from thymos.kernel.distributions import normal_quantile
from thymos.kernel.measures.columns import at_least
from thymos.kernel.roots import Rows, find_minimum
from thymos.kernel.summaries import FEWEST, read_quantiles
from thymos.kernel.trail import Converted, Step, cautions

MCGRATH = "McGrath et al. 2020 (Stat Methods Med Res 29:2520)"
# Shapes are scanned in so many points, evenly spaced in their logarithm, before the best one's
# neighbourhood is searched.
POINTS = 48

Quantiles = Callable[[Floats, Floats], Floats]
Moments = Callable[[Floats], tuple[Floats, Floats]]


def _lognormal(shape: Floats, p: Floats) -> Floats:
    return np.asarray(np.exp(shape * normal_quantile(p)))


def _lognormal_moments(shape: Floats) -> tuple[Floats, Floats]:
    mean = np.exp(shape**2 / 2)
    return mean, mean * np.sqrt(np.expm1(shape**2))


def _gamma(shape: Floats, p: Floats) -> Floats:
    # Measured in the mean, so that large shapes do not make large numbers.
    return np.asarray(special.gammaincinv(shape, p) / shape, dtype=np.float64)


def _gamma_moments(shape: Floats) -> tuple[Floats, Floats]:
    return np.ones(shape.shape), 1 / np.sqrt(shape)


def _weibull(shape: Floats, p: Floats) -> Floats:
    return np.asarray((-np.log1p(-p)) ** (1 / shape))


def _weibull_moments(shape: Floats) -> tuple[Floats, Floats]:
    first, second = special.gamma(1 + 1 / shape), special.gamma(1 + 2 / shape)
    return first, np.sqrt(np.maximum(second - first**2, 0.0))


# Name, quantiles at scale 1, moments at scale 1, least and greatest shape.
FAMILIES: tuple[tuple[str, Quantiles, Moments, float, float], ...] = (
    ("log-normal", _lognormal, _lognormal_moments, 1e-3, 4.0),
    ("gamma", _gamma, _gamma_moments, 0.05, 1e4),
    ("Weibull", _weibull, _weibull_moments, 0.15, 60.0),
)


def mean_from_quantiles(
    median: ArrayLike,
    n: ArrayLike,
    *,
    quartiles: tuple[ArrayLike, ArrayLike] | None = None,
    extremes: tuple[ArrayLike, ArrayLike] | None = None,
) -> Converted:
    """Mean and standard deviation of the family of distributions that fits the quantiles best.

    median, n, quartiles, extremes: as for `mean_from_median`; extremes stand at the shares 1/n
    and 1 - 1/n. Families: normal, log-normal, gamma, Weibull; where a value is not above 0, the
    normal alone, and a caution says so. Steps: `misfit <family>`, the sums of squared distances
    (nan where not tried); `mean` and `sd` of the best. Not to be confused with
    `mean_from_median`, which assumes normal data and corrects for n.
    Raises ValueError as `mean_from_median` does.
    Source: McGrath et al. 2020; its beta family, for shares, is not here.

    >>> found = mean_from_quantiles([4.0], [100], quartiles=([2.0], [8.0]))
    >>> found["mean"].round(2), found["misfit log-normal"].round(6)
    (array([6.78]), array([0.]))
    """
    read = read_quantiles(median, n, quartiles, extremes)
    size = read["n"]
    at_least("n", size, FEWEST, "a group size")
    one = np.ones(size.shape)
    places = {
        "least": 1 / size,
        "q1": 0.25 * one,
        "median": 0.5 * one,
        "q3": 0.75 * one,
        "greatest": 1 - 1 / size,
    }
    names = [name for name in places if name in read]
    q = np.stack([read[name] for name in names], -1)
    p = np.stack([places[name] for name in names], -1)
    shape = size.shape
    flat, shares = q.reshape(-1, len(names)), p.reshape(-1, len(names))
    positive: Bools = np.asarray((flat > 0).all(-1))
    fits = [("normal", *_normal(flat, shares))]
    fits += [(row[0], *_positive(row, flat, shares, positive)) for row in FAMILIES]
    misfits = np.stack([misfit for _, misfit, _, _ in fits])
    best = np.nanargmin(misfits, 0)[None]
    mean, sd = (
        np.take_along_axis(np.stack([fit[i] for fit in fits]), best, 0)[0].reshape(shape)
        for i in (2, 3)
    )
    tried = tuple(
        Step(f"misfit {name}", misfit.reshape(shape), "squared distances of quantiles", MCGRATH)
        for name, misfit, _, _ in fits
    )
    trail = (
        *tried,
        Step("mean", mean, "of the family with the least misfit", MCGRATH),
        Step("sd", sd, "of the family with the least misfit", MCGRATH),
    )
    only = ("a value is not above 0, so that only the normal family was tried", ~positive)
    return Converted(trail, cautions((only[0], only[1].reshape(shape))))


def _normal(q: Floats, p: Floats) -> tuple[Floats, Floats, Floats]:
    """Misfit, mean and deviation of the normal family: a straight line in the quantiles."""
    z = normal_quantile(p)
    centred = z - z.mean(-1, keepdims=True)
    sd = (centred * q).sum(-1) / (centred**2).sum(-1)
    mean = q.mean(-1) - sd * z.mean(-1)
    return ((q - mean[:, None] - sd[:, None] * z) ** 2).sum(-1), mean, sd


def _positive(
    family: tuple[str, Quantiles, Moments, float, float], q: Floats, p: Floats, use: Bools
) -> tuple[Floats, Floats, Floats]:
    """The same for a family with a scale and a shape; nan where a value is not positive."""
    _, quantiles, moments, least, greatest = family
    misfit, mean, sd = (np.full(use.shape, np.nan) for _ in range(3))
    rows = np.flatnonzero(use)
    if rows.size == 0:
        return misfit, mean, sd
    q, p = q[rows], p[rows]
    unit = q.mean(-1)

    def fitted(log_shape: Floats, at: Rows) -> tuple[Floats, Floats]:
        h = quantiles(np.exp(log_shape)[:, None], p[at])
        scale = (h * q[at]).sum(-1) / (h**2).sum(-1)
        return ((q[at] - scale[:, None] * h) ** 2).sum(-1) / unit[at] ** 2, scale

    everyone = np.arange(rows.size)
    grid = np.linspace(np.log(least), np.log(greatest), POINTS)
    scan = np.stack([fitted(np.full(rows.size, x), everyone)[0] for x in grid])
    place = scan.argmin(0)
    low, high = grid[np.maximum(place - 1, 0)], grid[np.minimum(place + 1, POINTS - 1)]
    found = find_minimum(lambda x, at: fitted(x, at)[0], low, high, floor=1.0)
    off, scale = fitted(found, everyone)
    first, second = moments(np.exp(found))
    misfit[rows], mean[rows], sd[rows] = off * unit**2, scale * first, scale * second
    return misfit, mean, sd
