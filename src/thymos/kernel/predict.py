"""From a pooled result to single studies: shrunken effects, and chances beyond a threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Floats, as_batch, as_floats, choose
from thymos.kernel.distributions import normal_quantile, normal_upper, t_quantile, t_upper
from thymos.kernel.pool import Pooled

SIDES: tuple[str, ...] = ("above", "below")
SUBJECTS: tuple[str, ...] = ("mean", "study")


@dataclass(frozen=True, slots=True, eq=False)
class Shrunken:
    """Best predictions of the studies' own effects, (batch, study); nan outside the mask."""

    effect: Floats
    se: Floats
    low: Floats
    high: Floats
    level: float


def beyond(
    result: Pooled, threshold: ArrayLike, *, side: str = "above", of: str = "study"
) -> Floats:
    """Probability of an effect beyond a threshold, (batch,).

    result: of `pool`. threshold: on the analysis scale, scalar or (batch,). side: ``above`` or
    ``below`` it. of: ``study``, the true effect of a further study, by the rule of the
    result's prediction interval; ``mean``, the mean effect, by the result's test. It reads the
    interval as if the data were known and the effect were not, as prediction intervals are
    read (Higgins, Thompson & Spiegelhalter 2009); it is not a posterior probability with a
    stated prior. nan where the result has no such interval: a common effect has no further
    studies, and t has no tail without degrees of freedom. Raises ValueError for unknown words.

    >>> from thymos.kernel.pool import pool
    >>> result = pool([0.1, 0.3, 0.8], [0.01, 0.02, 0.03], prediction="z")
    >>> beyond(result, 0.0).round(3), beyond(result, 0.0, of="mean").round(3)
    (array([0.841]), array([0.969]))
    """
    choose("side", side, SIDES)
    choose("subject", of, SUBJECTS)
    limit = as_floats("threshold", threshold)
    df: Floats | None
    with np.errstate(divide="ignore", invalid="ignore"):
        if of == "mean":
            distance = (limit - result.estimate) / result.se
            df = None if result.test == "z" else result.df
        else:
            df = _prediction_df(result)
            upper = 0.5 + result.level / 2
            reach = normal_quantile(upper) if df is None else t_quantile(upper, df)
            spread = (result.prediction_high - result.estimate) / reach
            distance = (limit - result.estimate) / spread
    distance = -distance if side == "below" else distance
    return normal_upper(distance) if df is None else t_upper(distance, df)


def shrunken(
    y: ArrayLike, v: ArrayLike, result: Pooled, *, mask: ArrayLike | None = None
) -> Shrunken:
    """Each study's own effect, drawn towards the mean by its imprecision (BLUP).

    y, v, mask: what `pool` was given, weights aside; result: what it returned. The effect is
    a tau2 : v mixture of the study's estimate and the mean; its error allows for that of the
    mean. A common effect leaves nothing of the study's own. Raises ValueError when shapes do
    not fit. Source: Raudenbush & Bryk 1985 (J Educ Stat 10:75).

    >>> from thymos.kernel.pool import pool
    >>> y, v = [0.1, 0.3, 0.8], [0.01, 0.02, 0.03]
    >>> shrunken(y, v, pool(y, v)).effect.round(3)
    array([[0.124, 0.313, 0.707]])
    """
    batch = as_batch(y, v, mask)
    if batch.k.shape != result.k.shape or (batch.k != result.k).any():
        raise ValueError(f"the result has k = {result.k}, the studies given {batch.k}")
    return shrink(
        np.where(batch.mask, batch.y, np.nan),
        batch.v,
        result.tau2,
        (result.estimate[:, None], result.se[:, None] ** 2),
        None if result.test == "z" else result.df,
        result.level,
    )


def shrink(
    y: Floats,
    v: Floats,
    tau2: Floats,
    mean: tuple[Floats, Floats],
    df: Floats | None,
    level: float,
) -> Shrunken:
    """The same around fitted means with their variances, (batch, study) or (batch, 1)."""
    own = tau2[:, None] / (tau2[:, None] + v)
    effect = own * y + (1 - own) * mean[0]
    se = np.sqrt(own * v + (1 - own) ** 2 * mean[1]) + 0 * y
    upper = 0.5 + level / 2
    reach = normal_quantile(upper) if df is None else t_quantile(upper, df)[:, None]
    return Shrunken(effect, se, effect - reach * se, effect + reach * se, level)


def _prediction_df(result: Pooled) -> Floats | None:
    """Degrees of freedom of the prediction rule; None for the normal distribution."""
    if result.prediction_rule == "z":
        return None
    return np.asarray(result.k, float) - (1.0 if result.prediction_rule == "V" else 2.0)
