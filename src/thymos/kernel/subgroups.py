"""Subgroups of studies: an estimate for each, and a test that they share one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Floats, Ints, as_batch
from thymos.kernel.distributions import chi2_upper
from thymos.kernel.pool import Pooled, pool
from thymos.kernel.regression import regress, wald_test


@dataclass(frozen=True, slots=True, eq=False)
class Subgroups:
    """The result of `subgroups`: arrays (group,) in the order of names.

    tau2: of each group, or the common one repeated; Q: heterogeneity within each group,
    weights 1/v. between: the statistic of the test that all means are equal, with
    between_df degrees of freedom, and under t and Knapp-Hartung with a common tau2
    an F with between_df and error_df; error_df is otherwise nan, and between chi-squared.
    """

    names: tuple[str, ...]
    k: Ints
    estimate: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    tau2: Floats
    Q: Floats
    Q_p: Floats
    between: float
    between_df: int
    error_df: float
    between_p: float


def subgroups(
    y: ArrayLike,
    v: ArrayLike,
    group: Sequence[object],
    *,
    common_tau2: bool = False,
    method: str = "REML",
    test: str = "z",
    level: float = 0.95,
) -> Subgroups:
    """Pool each group of studies, and test whether the groups differ.

    y, v: effects and sampling variances, (study,). group: the name of each study's group.
    common_tau2: one tau2 for all groups, as in a meta-regression on the group, the better
    choice when groups are small; otherwise each group has its own. method, test, level: as
    in `pool`. The test with separate tau2 is Cochran's Q of the group means with their
    squared errors, whatever the test, and nan when a group has no error (one study under
    Knapp-Hartung). A difference between subgroups is observed, not randomised.
    Raises ValueError for fewer than two groups, and for a common tau2 as `regress` does.
    Source: Borenstein & Higgins 2013 (Prev Sci 14:134).

    >>> found = subgroups([0.1, 0.2, 0.8, 0.9], [0.02] * 4, ["a", "a", "b", "b"], method="CE")
    >>> found.names, found.estimate.round(2), round(found.between, 1), round(found.between_p, 5)
    (('a', 'b'), array([0.15, 0.85]), 24.5, 0.0)
    """
    batch = as_batch(y, v)
    if batch.y.shape[0] != 1 or len(group) != batch.y.shape[1]:
        raise ValueError(f"expected one row of studies and a group for each, got {len(group)}")
    labels = tuple(str(name) for name in group)
    names = tuple(dict.fromkeys(labels))
    if len(names) < 2:
        raise ValueError(f"expected two groups or more, got {names}")
    member = np.array([[label == name for label in labels] for name in names])
    options = {"test": test, "level": level}
    each = pool(batch.y, batch.v, mask=member, method=method, profile=False, **options)  # type: ignore[arg-type]
    if not common_tau2:
        return _separate(names, each)
    found = regress(batch.y, batch.v, member.T.astype(float), names=names, method=method, **options)  # type: ignore[arg-type]
    steps = np.diff(np.eye(len(names)), axis=0)
    between, p = wald_test(
        found.coefficients @ steps.T, steps @ found.covariance @ steps.T, found.df
    )
    return Subgroups(
        names=names,
        k=each.k,
        estimate=found.coefficients[0],
        se=found.se[0],
        ci_low=found.ci_low[0],
        ci_high=found.ci_high[0],
        tau2=np.repeat(found.tau2, len(names)),
        Q=each.Q,
        Q_p=each.Q_p,
        between=float(between[0]),
        between_df=len(names) - 1,
        error_df=found.df,
        between_p=float(p[0]),
    )


def _separate(names: tuple[str, ...], each: Pooled) -> Subgroups:
    w = 1 / each.se**2
    mean = (w * each.estimate).sum() / w.sum()
    between = (w * (each.estimate - mean) ** 2).sum()
    return Subgroups(
        names=names,
        k=each.k,
        estimate=each.estimate,
        se=each.se,
        ci_low=each.ci_low,
        ci_high=each.ci_high,
        tau2=each.tau2,
        Q=each.Q,
        Q_p=each.Q_p,
        between=float(between),
        between_df=len(names) - 1,
        error_df=float("nan"),
        between_p=float(chi2_upper(between, float(len(names) - 1))),
    )
