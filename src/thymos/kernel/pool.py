"""Pooling: weights, tests, confidence and prediction intervals, heterogeneity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import (
    Batch,
    Floats,
    Ints,
    as_batch,
    as_floats,
    as_weights,
    check_level,
    choose,
    refuse,
)
from thymos.kernel.distributions import (
    chi2_upper,
    normal_quantile,
    normal_two_sided,
    t_quantile,
    t_two_sided,
)
from thymos.kernel.tau2 import ESTIMATORS
from thymos.kernel.tau2_intervals import tau2_interval_of
from thymos.kernel.weighing import Weighed, weighed

COMMON: tuple[str, ...] = ("CE", "FE", "EE")
METHODS: tuple[str, ...] = (*COMMON, *(name for name, _ in ESTIMATORS))
TESTS: tuple[str, ...] = ("z", "t", "knha", "adhoc")
PREDICTIONS: tuple[str, ...] = ("HTS", "HK", "Riley", "V", "z")


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """The result of `pool`: arrays (batch,) on the analysis scale, weights (batch, study).

    k: studies; df: degrees of freedom of the test, nan for z; tau2_low, tau2_high: Q-profile
    limits; I2 and weights: percent. nan stands where a quantity does not exist, such as I2 of
    one study, or a prediction interval of a common effect.
    """

    k: Ints
    estimate: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    statistic: Floats
    df: Floats
    p: Floats
    tau2: Floats
    tau2_low: Floats
    tau2_high: Floats
    I2: Floats
    H2: Floats
    Q: Floats
    Q_df: Floats
    Q_p: Floats
    prediction_low: Floats
    prediction_high: Floats
    weights: Floats
    method: str
    test: str
    level: float
    prediction_rule: str


def pool(
    y: ArrayLike,
    v: ArrayLike,
    *,
    method: str = "REML",
    test: str = "z",
    level: float = 0.95,
    prediction: str = "HTS",
    mask: ArrayLike | None = None,
    profile: bool = True,
    weights: ArrayLike | None = None,
    tau2: ArrayLike | None = None,
) -> Pooled:
    """Inverse-variance meta-analysis of one set of studies, or of a batch of sets.

    y, v: effects on the analysis scale and their sampling variances, (study,) or
    (batch, study). method: CE (aliases FE, EE), one common effect; or a tau2 estimator, for
    random effects. test: ``z``; ``t`` with k - 1 degrees of freedom; ``knha``, Knapp-Hartung;
    ``adhoc``, the same but never narrower than t. level: coverage of all intervals.
    prediction: ``HTS``, ``HK``, ``Riley``, ``V`` or ``z`` (see `docs/methods/pooling.md`).
    mask: which studies take part, (study,) or (batch, study). profile: False leaves out the
    limits of tau2. weights: weights of the reader's own, (study,) or (batch, study); they
    make the estimate, and GENQ's tau2, while the standard error follows from v and tau2.
    tau2: a value taken as known, scalar or (batch,); method is then not used, and the result
    names it ``fixed``. Raises ValueError for unknown words, arrays that do not fit, and
    Knapp-Hartung together with weights, which has no such form.
    Sources: DerSimonian & Laird 1986; Knapp & Hartung 2003; Higgins & Thompson 2002;
    Higgins, Thompson & Spiegelhalter 2009; Viechtbauer 2007.

    >>> result = pool([0.1, 0.3, 0.8], [0.01, 0.02, 0.03], method="DL")
    >>> result.estimate.round(3), result.ci_low.round(3), result.ci_high.round(3)
    (array([0.38]), array([-0.002]), array([0.761]))
    """
    _check(method, test, prediction, level, weights is not None, tau2 is not None)
    batch = as_batch(y, v, mask)
    own = None if weights is None else as_weights(weights, batch)
    common = method in COMMON
    freedom: Floats = np.subtract(batch.k, 1.0, dtype=np.float64)
    none = freedom * np.nan
    given = None if tau2 is None else _given(tau2, batch)
    wanted = profile and not common and tau2 is None
    low, high = tau2_interval_of(batch, level) if wanted else (none, none)
    sums = weighed(batch, method, given, own)
    seen = inferred(sums, batch.k, test, level)
    band = (none, none) if common else _prediction(prediction, sums, seen.se, freedom, level)
    return Pooled(
        k=batch.k,
        estimate=sums.estimate,
        **seen._asdict(),
        tau2=sums.tau2,
        tau2_low=low,
        tau2_high=high,
        I2=sums.I2,
        H2=sums.H2,
        Q=sums.Q,
        Q_df=np.maximum(freedom, 0),
        Q_p=chi2_upper(sums.Q, freedom),
        prediction_low=band[0],
        prediction_high=band[1],
        weights=100 * sums.shares,
        method=_name(method, tau2 is not None),
        test=test,
        level=level,
        prediction_rule=prediction,
    )


class Inferred(NamedTuple):
    """Error, interval and test of every row, arrays (batch,); names as in `Pooled`."""

    se: Floats
    ci_low: Floats
    ci_high: Floats
    statistic: Floats
    df: Floats
    p: Floats


def inferred(sums: Weighed, k: Ints, test: str, level: float) -> Inferred:
    """What a test in TESTS makes of weighed rows of k studies each."""
    freedom: Floats = np.subtract(k, 1.0, dtype=np.float64)
    df = freedom * np.nan if test == "z" else freedom
    se = _error(test, sums)
    ci_low, ci_high = _around(sums.estimate, se, _critical(level, df, test == "z"))
    # Identical effects leave a Knapp-Hartung error of 0: the statistic is then infinite.
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = sums.estimate / se
    p = normal_two_sided(statistic) if test == "z" else t_two_sided(statistic, df)
    return Inferred(se, ci_low, ci_high, statistic, df, p)


def _check(
    method: str, test: str, prediction: str, level: float, weighted: bool, fixed: bool
) -> None:
    choose("method", method, METHODS)
    choose("test", test, TESTS)
    choose("prediction rule", prediction, PREDICTIONS)
    check_level(level)
    if weighted and (test in ("knha", "adhoc") or prediction == "HK"):
        word = test if test in ("knha", "adhoc") else prediction
        raise ValueError(f"{word} is defined for inverse-variance weights only; leave out weights")
    if fixed and method in COMMON:
        raise ValueError(f"a value of tau2 contradicts method {method!r}, one common effect")


def _name(method: str, fixed: bool) -> str:
    if fixed:
        return "fixed"
    return "CE" if method in COMMON else method


def _given(tau2: ArrayLike, batch: Batch) -> Floats:
    value = as_floats("tau2", tau2)
    if value.ndim > 1 or value.size not in (1, batch.k.size):
        raise ValueError(f"tau2 must be one value, or one a row, got shape {value.shape}")
    refuse(~(np.isfinite(value) & (value >= 0)), value, "tau2", "a finite value of 0 or more")
    return np.where(batch.k > 0, np.broadcast_to(value, batch.k.shape), np.nan)


def _error(test: str, sums: Weighed) -> Floats:
    if test not in ("knha", "adhoc"):
        return sums.wald
    # np.maximum keeps nan, so that one study has no Knapp-Hartung error under either rule.
    h = np.maximum(sums.residual, 1.0) if test == "adhoc" else sums.residual
    return np.asarray(sums.wald * np.sqrt(h), dtype=np.float64)


def _critical(level: float, df: Floats, normal: bool) -> Floats:
    upper = 0.5 + level / 2
    return normal_quantile(upper) if normal else t_quantile(upper, df)


def _around(centre: Floats, error: Floats, critical: Floats) -> tuple[Floats, Floats]:
    reach = critical * error
    return centre - reach, centre + reach


def _prediction(
    rule: str, sums: Weighed, se: Floats, freedom: Floats, level: float
) -> tuple[Floats, Floats]:
    """Where the effect of a further study would lie, by a named rule."""
    variance = se**2 if rule == "Riley" else sums.wald**2
    if rule == "HK":
        variance = variance * sums.residual
    critical = _critical(level, freedom - (0.0 if rule == "V" else 1.0), rule == "z")
    return _around(sums.estimate, np.sqrt(sums.tau2 + variance), critical)
