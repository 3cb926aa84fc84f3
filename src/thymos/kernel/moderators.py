"""What a meta-regression says: means at given moderators, contrasts, inflation of variances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Floats, as_floats, choose
from thymos.kernel.distributions import (
    normal_quantile,
    normal_two_sided,
    t_quantile,
    t_two_sided,
)
from thymos.kernel.regression import Regression, wald_test

RULES: tuple[str, ...] = ("HTS", "z")


@dataclass(frozen=True, slots=True, eq=False)
class Contrasts:
    """Combinations of coefficients, (batch, row): L times them, with test and intervals.

    prediction_low, prediction_high: where the true effect of a further study with these
    moderators would lie; they have no meaning for a difference between two settings.
    QM, QM_p: the joint test that all rows are 0, (batch,).
    """

    estimate: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    statistic: Floats
    p: Floats
    prediction_low: Floats
    prediction_high: Floats
    QM: Floats
    QM_p: Floats


def contrasts(result: Regression, L: ArrayLike, *, prediction: str = "HTS") -> Contrasts:
    """Linear combinations of the coefficients: means at new moderators, or differences.

    result: of `regress`. L: (row, p) or (p,), in the order of the columns of X, an intercept
    included. prediction: ``HTS``, t with k - p - 1 degrees of freedom, or ``z``. The joint
    test is nan when rows repeat each other. Raises ValueError for shapes that do not fit.
    Source: Higgins, Thompson & Spiegelhalter 2009 for the prediction interval.

    >>> from thymos.kernel.regression import regress
    >>> X = [[1, 0], [1, 1], [1, 2], [1, 3]]
    >>> found = regress([0.1, 0.2, 0.5, 0.4], [0.02, 0.01, 0.03, 0.02], X)
    >>> contrasts(found, [1, 1.5]).estimate.round(3)
    array([[0.281]])
    """
    choose("prediction rule", prediction, RULES)
    rows = np.atleast_2d(as_floats("L", L))
    p = len(result.names)
    if rows.ndim != 2 or rows.shape[1] != p:
        raise ValueError(f"L must have {p} entries a row, one a column of X, got {rows.shape}")
    estimate = result.coefficients @ rows.T
    covariance = rows @ result.covariance @ rows.T
    variance = np.maximum(np.diagonal(covariance, axis1=1, axis2=2), 0.0)
    se = np.sqrt(variance)
    normal, upper = np.isnan(result.df), 0.5 + result.level / 2
    reach = normal_quantile(upper) if normal else t_quantile(upper, result.df)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = estimate / se
    wide = np.sqrt(result.tau2[:, None] + variance) * _further(result, upper, prediction)
    joint = _joint(estimate, covariance, rows, result.df)
    return Contrasts(
        estimate=estimate,
        se=se,
        ci_low=estimate - reach * se,
        ci_high=estimate + reach * se,
        statistic=statistic,
        p=normal_two_sided(statistic) if normal else t_two_sided(statistic, result.df),
        prediction_low=estimate - wide,
        prediction_high=estimate + wide,
        QM=joint[0],
        QM_p=joint[1],
    )


def inflation(result: Regression, groups: Sequence[Sequence[int]] | None = None) -> Floats:
    """Variance inflation factors, (batch, group): what the other moderators cost in precision.

    result: of `regress`. groups: columns that belong together, such as those of one factor;
    each of `result.tested` alone when left out. For a group the generalised factor, the ratio
    of squared volumes, with no root taken. Computed from the correlations of the
    coefficients, an intercept left out. Raises ValueError for columns that are not tested.
    Source: Fox & Monette 1992 (J Am Stat Assoc 87:178).

    >>> from thymos.kernel.regression import regress
    >>> X = [[1, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1], [1, 1, 1]]
    >>> inflation(regress([0.1, 0.2, 0.5, 0.4, 0.3], [0.02] * 5, X)).round(3)
    array([[1.029, 1.029]])
    """
    tested = list(result.tested)
    chosen = [(j,) for j in tested] if groups is None else [tuple(g) for g in groups]
    for column in (j for group in chosen for j in group):
        if column not in tested:
            raise ValueError(f"column {column} is not a moderator; choose among {tested}")
    covariance = result.covariance[:, tested][:, :, tested]
    se = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))
    r = covariance / (se[:, :, None] * se[:, None, :])
    whole = np.linalg.slogdet(r)[1]
    factors = []
    for group in chosen:
        inside = [tested.index(j) for j in group]
        outside = [i for i in range(len(tested)) if i not in inside]
        parts = (np.linalg.slogdet(r[:, part][:, :, part])[1] for part in (inside, outside))
        factors.append(np.exp(sum(parts) - whole))
    return np.stack(factors, axis=1)


def _further(result: Regression, upper: float, rule: str) -> Floats:
    if result.method == "CE":
        return np.asarray(np.nan)
    df = float(result.QE_df - 1)
    return normal_quantile(upper) if rule == "z" else t_quantile(upper, df)


def _joint(estimate: Floats, covariance: Floats, rows: Floats, df: float) -> tuple[Floats, Floats]:
    if np.linalg.matrix_rank(rows) < rows.shape[0]:
        none = np.full(estimate.shape[0], np.nan)
        return none, none
    return wald_test(estimate, covariance, df)
