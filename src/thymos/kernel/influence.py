"""What single studies do to a result: leaving out, adding up, residuals, influence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Bools, Floats, as_batch
from thymos.kernel.distributions import chi2_upper
from thymos.kernel.pool import Pooled, pool
from thymos.kernel.regression import Regression, regress
from thymos.kernel.selections import leave_one_out, subsets

# Marks of a study that deserves a look, not of one that is wrong
# (Viechtbauer & Cheung 2010, section 4; the cut-offs of R's metafor).
FITS_FACTOR = 3.0
COOK_TAIL = 0.5
HAT_FACTOR = 3.0
COEFFICIENT_SHIFT = 1.0
# Analyses in one call of `pool` while all subsets are run.
CHUNK = 8192
MOST_STUDIES = 20


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """The result of `influence`: arrays (study,), dfbetas (study, p).

    standardised: internally studentised residual; deleted: externally, against the model
    without the study. dffits, cook, dfbetas: how far fitted value, coefficients together,
    and each alone move, in their errors. covariance_ratio: below 1 when the study costs
    precision. tau2, QE: without the study. hat: leverage; weight: percent. heterogeneity and
    pull: the axes of Baujat's plot, the study's share of Q and the squared move of its fitted
    value. striking: past any of the cut-offs at the head of this module.
    """

    standardised: Floats
    deleted: Floats
    dffits: Floats
    cook: Floats
    covariance_ratio: Floats
    tau2: Floats
    QE: Floats
    hat: Floats
    weight: Floats
    dfbetas: Floats
    heterogeneity: Floats
    pull: Floats
    striking: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Radial:
    """Galbraith's radial plot: arrays (study,); the pooled estimate is the slope through 0."""

    precision: Floats
    scaled: Floats
    slope: float


def influence(
    y: ArrayLike,
    v: ArrayLike,
    X: ArrayLike | None = None,
    *,
    method: str = "REML",
    test: str = "z",
) -> Influence:
    """Residuals and case deletion diagnostics of one meta-analysis or meta-regression.

    y, v: (study,). X: moderators, (study, p), an intercept included if wanted; that column
    alone when left out. method, test: as in `pool`. Every study is left out in turn and the
    model, tau2 included, fitted anew. Raises ValueError as `regress` does, and when the
    studies left do not determine the coefficients; there must be p + 2 studies at least.
    Source: Viechtbauer & Cheung 2010 (Res Synth Methods 1:112); Baujat et al. 2002
    (Stat Med 21:2641).

    >>> found = influence([0.1, 0.2, 0.3, 2.0], [0.02, 0.01, 0.03, 0.02])
    >>> found.striking.tolist(), found.deleted.round(1)
    ([False, False, False, True], array([-0.6, -0.5, -0.4, 11.3]))
    """
    batch = as_batch(y, v)
    if batch.y.shape[0] != 1:
        raise ValueError("influence is of one set of studies, got a batch")
    k, y1, v1 = batch.y.shape[1], batch.y[0], batch.v[0]
    columns = np.ones((k, 1)) if X is None else np.asarray(X, dtype=np.float64).reshape(k, -1)
    p = columns.shape[1]
    if k < p + 2:
        raise ValueError(f"leaving one out of {k} studies leaves too few for {p} coefficients")
    if X is None:
        return _diagnosed(y1, v1, columns, *_around_mean(y1, v1, method, test))
    found = regress(y1, v1, columns, method=method, test=test)
    whole = _Model(found.coefficients, found.covariance, found.tau2, found.QE)
    rest = _without(y1, v1, columns, method, test)
    return _diagnosed(y1, v1, columns, whole, rest, found.leverage[0])


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """Coefficients (row, p), covariance (row, p, p), tau2 and QE (row,) of some fits."""

    coefficients: Floats
    covariance: Floats
    tau2: Floats
    QE: Floats


def _around_mean(y: Floats, v: Floats, method: str, test: str) -> tuple[_Model, _Model, Floats]:
    """The whole, the models without each study, and the leverages, in one batch."""
    everyone = np.ones((1, y.size), bool)
    mask = np.concatenate([everyone, leave_one_out(y.size)])
    found = pool(y, v, mask=mask, method=method, test=test, profile=False)
    parts = found.estimate[:, None], found.se[:, None, None] ** 2, found.tau2, found.Q
    whole, rest = (_Model(*(part[rows] for part in parts)) for rows in (slice(1), slice(1, None)))
    return whole, rest, found.weights[0] / 100


def _without(y: Floats, v: Floats, columns: Floats, method: str, test: str) -> _Model:
    fits: list[Regression] = []
    for i, left in enumerate(leave_one_out(y.size)):
        try:
            fits.append(regress(y[left], v[left], columns[left], method=method, test=test))
        except ValueError as error:
            raise ValueError(f"without study {i + 1}: {error}") from None
    return _Model(
        np.concatenate([fit.coefficients for fit in fits]),
        np.concatenate([fit.covariance for fit in fits]),
        np.concatenate([fit.tau2 for fit in fits]),
        np.concatenate([fit.QE for fit in fits]),
    )


def _diagnosed(
    y: Floats, v: Floats, X: Floats, whole: _Model, rest: _Model, hat: Floats
) -> Influence:
    k, p = X.shape
    spread, residual = v + whole.tau2[0], y - X @ whole.coefficients[0]
    moved = whole.coefficients - rest.coefficients
    shift = (X * moved).sum(-1)
    own_error = ((X[:, None, :] @ rest.covariance)[:, 0, :] * X).sum(-1)
    left = y - (X * rest.coefficients).sum(-1)
    cook = ((moved @ np.linalg.inv(whole.covariance[0])) * moved).sum(-1)
    w = 1 / (v + rest.tau2[:, None])
    scale = np.linalg.inv((X.T * w[:, None, :]) @ X)
    plain = np.linalg.inv((X.T * (w * leave_one_out(k))[:, None, :]) @ X)
    # Knapp-Hartung's factor of the model without the study; 1 under other tests.
    factor = rest.covariance[:, 0, 0] / plain[:, 0, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        dffits = shift / np.sqrt(factor * hat * (rest.tau2 + v))
        dfbetas = moved / np.sqrt(factor[:, None] * np.diagonal(scale, axis1=1, axis2=2))
        ratio = np.linalg.det(rest.covariance) / np.linalg.det(whole.covariance[0])
        standardised = residual / np.sqrt(spread * (1 - hat))
    striking = (
        (np.abs(dffits) > FITS_FACTOR * np.sqrt(p / (k - p)))
        | (1 - chi2_upper(cook, float(p)) > COOK_TAIL)
        | (hat > HAT_FACTOR * p / k)
        | (np.abs(dfbetas) > COEFFICIENT_SHIFT).any(-1)
    )
    return Influence(
        standardised=standardised,
        deleted=left / np.sqrt(factor * (v + rest.tau2) + own_error),
        dffits=dffits,
        cook=cook,
        covariance_ratio=ratio,
        tau2=rest.tau2,
        QE=rest.QE,
        hat=hat,
        weight=100 / spread / (1 / spread).sum(),
        dfbetas=dfbetas,
        heterogeneity=residual**2 / spread,
        pull=shift**2 / own_error,
        striking=striking,
    )


def radial(y: ArrayLike, v: ArrayLike, *, method: str = "REML") -> Radial:
    """Points of Galbraith's plot: precision against effect over its error, (study,).

    y, v: (study,). The error holds tau2; the slope of the line through 0 is the estimate.
    Source: Galbraith 1988 (Stat Med 7:889).

    >>> radial([0.1, 0.3], [0.01, 0.04], method="CE").precision
    array([10.,  5.])
    """
    found = pool(y, v, method=method, profile=False)
    if found.k.size != 1:
        raise ValueError("a radial plot is of one set of studies, got a batch")
    batch = as_batch(y, v)
    precision = 1 / np.sqrt(batch.v[0] + found.tau2)
    return Radial(precision, batch.y[0] * precision, float(found.estimate[0]))


def every_subset(
    y: ArrayLike,
    v: ArrayLike,
    *,
    method: str = "REML",
    test: str = "z",
    smallest: int = 2,
    progress: Callable[[int], None] | None = None,
) -> Iterator[tuple[Bools, Pooled]]:
    """Pool every subset of up to 20 studies, in pieces: masks (row, study) and their results.

    y, v: (study,). smallest: studies that a subset must hold. progress: called with the
    number of subsets done. Yields pieces, so that nobody need hold 2^20 results at once.
    Raises ValueError for more than 20 studies or fewer than smallest. Source: Olkin, Dahabreh
    & Trikalinos 2012 (Res Synth Methods 3:214).

    >>> pieces = list(every_subset([0.1, 0.3, 0.8], [0.01, 0.02, 0.03], method="DL"))
    >>> pieces[0][1].estimate.round(3)
    array([0.175, 0.436, 0.54 , 0.38 ])
    """
    batch = as_batch(y, v)
    k = batch.y.shape[1]
    if batch.y.shape[0] != 1 or k > MOST_STUDIES:
        raise ValueError(f"every subset is of one set of up to {MOST_STUDIES} studies, got {k}")
    if k < smallest:
        raise ValueError(f"subsets of {smallest} studies or more need as many, got {k}")
    for first in range(0, 2**k, CHUNK):
        masks = subsets(k, first, min(first + CHUNK, 2**k))
        masks = masks[masks.sum(-1) >= smallest]
        if masks.size:
            found = pool(batch.y, batch.v, mask=masks, method=method, test=test, profile=False)
            yield masks, found
        if progress is not None:
            progress(min(first + CHUNK, 2**k))
