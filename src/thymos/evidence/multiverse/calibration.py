"""What the same choices would make of studies without any effect.

A share of analyses is no probability: they share their data, and no one drew them. What it is
worth is told by data sets in which the treatment does nothing: as many studies of the same
sizes, at the same risks, that differ among each other as much as these do. Every choice is made
in each of them, and the shares are compared. Source: the inference about specification curves of
Simonsohn, Simmons & Nelson 2020, Nat Hum Behav 4:1208; with studies in place of persons.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import bdtr, bdtrik, expit, logit, ndtri

from thymos import kernel
from thymos.evidence.multiverse.crossing import (
    Crossed,
    Rows,
    barred,
    null_of,
    rows_of,
    to_main,
)
from thymos.evidence.multiverse.dimensions import DataSet, Floats, Ints, Material
from thymos.evidence.multiverse.material import from_cells
from thymos.jobs.random import uniform
from thymos.kernel.specifications import ROWS, SMALLEST, fits
from thymos.kernel.tipping import sides

# Simulated sets by default: a share that one in twenty has is known to within 3 of 100.
SETS = 200


@dataclass(frozen=True, slots=True)
class Calibration:
    """How the shares would be without an effect.

    sets: simulated ones. tau2: the variance between studies that they have, on the scale of
    `spread`. decided: the share of analyses that find an effect on one side, the side on which
    more do, in the data; usual, high: its mean, and the value that one set in twenty exceeds,
    without effect. p_decided: the share of sets, the data among them, in which it is as high;
    p_median: the same for the distance of the median estimate from no effect.
    """

    sets: int
    tau2: float
    spread: str
    decided: float
    usual: float
    high: float
    p_decided: float
    p_median: float


@dataclass(frozen=True, slots=True, eq=False)
class NoEffect:
    """Work for a plan: simulated sets by index, every choice made in each.

    Returns (set, 3): the shares of analyses below and above no effect, and the median estimate.
    """

    material: Material
    rows: Rows
    allowed: Ints
    tau2: float
    seed: int

    @property
    def chunk(self) -> int:
        """So many sets as keep the memory of one piece small."""
        return max(1, ROWS // max(self.rows.data.size, 1))

    def __call__(self, first: int, stop: int) -> Floats:
        """The sets of an index range."""
        drawn = _drawn(self.material, self.tau2, self.seed, first, stop)
        material, rows, sets = self.material, self.rows, stop - first
        y = np.stack([one.y for one in drawn], axis=1)[:, rows.data]
        v = np.stack([one.v for one in drawn], axis=1)[:, rows.data]
        mask = np.stack([one.included for one in drawn], axis=1)[:, rows.data] & rows.mask
        k = y.shape[-1]
        found = fits(
            y.reshape(-1, k),
            v.reshape(-1, k),
            mask.reshape(-1, k),
            methods=tuple(one.key for one in material.estimators.choices),
            tests=tuple(one.key for one in material.tests.choices),
            level=material.level,
        )
        null = null_of(material.measure)
        row, estimator, test = self.allowed.T
        low, high, estimate = (
            each.reshape(sets, rows.data.size, *each.shape[1:])
            for each in (found.ci_low, found.ci_high, found.estimate)
        )
        side = sides(low[:, row, estimator, test], high[:, row, estimator, test], null)
        middle = to_main(
            material,
            np.tile(rows.data[row], sets),
            estimate[:, row, estimator].ravel(),
        ).reshape(sets, -1)
        made = np.isfinite(low[:, row, estimator, test]).sum(1)
        with np.errstate(invalid="ignore", divide="ignore"):
            below, above = (side < 0).sum(1) / made, (side > 0).sum(1) / made
        return np.stack([below, above, _medians(middle)], axis=1)


def no_effect(crossed: Crossed, seed: int = 1) -> NoEffect | None:
    """The work that simulates a material without effect; None where no effect has no value.

    Nor where the main analysis cannot be made: its heterogeneity is what the sets get.
    """
    material = crossed.material
    if crossed.main is None or not np.isfinite(null_of(material.measure)):
        return None
    rows = rows_of(material)
    shape = (rows.data.size, len(material.estimators.choices), len(material.tests.choices))
    open_ = np.broadcast_to((rows.mask.sum(1) >= SMALLEST)[:, None, None], shape)
    for _, at in barred(material):
        open_ = open_ & ~at[rows.data]
    return NoEffect(material, rows, np.argwhere(open_), _tau2(material), seed)


def calibration(crossed: Crossed, work: NoEffect, found: Floats) -> Calibration:
    """What the simulated sets, (set, 3) as `NoEffect` gives them, say of the data."""
    null = null_of(crossed.material.measure)
    decided = max(crossed.share(-1) or 0.0, crossed.share(1) or 0.0)
    shares = np.nanmax(found[:, :2], axis=1)
    middle = float(np.median(crossed.estimate))
    far = np.abs(found[:, 2] - null) >= abs(middle - null) * (1 - 1e-9)
    return Calibration(
        sets=len(found),
        tau2=work.tau2,
        spread="log odds ratio" if _counts(crossed.material) else "analysis scale",
        decided=decided,
        usual=float(np.mean(shares)),
        high=float(np.quantile(shares, 0.95, method="higher")),
        p_decided=_p(shares >= decided * (1 - 1e-9)),
        p_median=_p(far),
    )


def _p(as_far: np.ndarray) -> float:
    """The data count as one of the sets: a P value is never 0 (Phipson & Smyth 2010)."""
    return float((1 + as_far.sum()) / (1 + as_far.size))


def _medians(values: Floats) -> Floats:
    """The median of every row, without what is not a number."""
    ordered = np.sort(np.where(np.isnan(values), np.inf, values), axis=1)
    count = np.maximum((~np.isnan(values)).sum(1), 1)
    at = np.arange(len(values))
    return np.asarray((ordered[at, (count - 1) // 2] + ordered[at, count // 2]) / 2)


def _counts(material: Material) -> bool:
    return material.data[0].cells is not None


def _tau2(material: Material) -> float:
    """The variance between studies: of log odds ratios where there are counts."""
    main = material.data[0]
    if main.cells is not None:
        main = from_cells(main.cells, kernel.measure("OR"), main.zeros)
    method = material.estimators.choices[0].key
    use = main.included
    if use.sum() < SMALLEST:
        return 0.0
    found = kernel.tau2("REML" if method == "CE" else method, main.y[use], main.v[use])
    return float(found[0])


def _drawn(material: Material, tau2: float, seed: int, first: int, stop: int) -> list[DataSet]:
    """Every data set of a material, (set, study), in a world without effect.

    Data sets that read one study in several ways are drawn from the same random numbers.
    """
    k = len(material.labels)
    names = [f"{kind} {study}" for kind in ("spread", "treated", "control") for study in range(k)]
    spread, treated, control = np.split(uniform(seed, names, first, stop), 3, axis=1)
    apart = np.sqrt(tau2) * ndtri(spread)
    null = null_of(material.measure)
    out = []
    for one in material.data:
        if one.cells is None:
            v = np.broadcast_to(one.v, apart.shape)
            y = null + apart + np.sqrt(v) * ndtri(treated)
            out.append(DataSet(one.measure, y, v, np.broadcast_to(one.included, y.shape)))
        else:
            cells = _drawn_cells(one.cells, apart, treated, control)
            out.append(from_cells(cells, one.measure, one.zeros))
    return out


def _drawn_cells(cells: Floats, apart: Floats, treated: Floats, control: Floats) -> Floats:
    """Counts, (4, set, study), at the risk of both groups together, by quantiles."""
    a, n1, c, n2 = cells
    # Half an event more and half a person without: no risk is 0 or 1.
    middle = logit((a + c + 0.5) / (n1 + n2 + 1.0))
    events = [
        _binomial(u, n, expit(middle + part * apart))
        for u, n, part in ((treated, n1, 0.5), (control, n2, -0.5))
    ]
    size1, size2 = (np.broadcast_to(n, apart.shape) for n in (n1, n2))
    return np.stack([events[0], size1, events[1], size2])


def _binomial(u: Floats, n: Floats, p: Floats) -> Floats:
    """The quantile u of a binomial distribution; nan where n is.

    >>> _binomial(np.array([0.1, 0.5, 0.9]), np.array([10.0]), np.array([0.3])).tolist()
    [1.0, 3.0, 5.0]
    """
    n = np.broadcast_to(n, u.shape)
    has = np.isfinite(n)
    size = np.where(has, n, 1.0)
    with np.errstate(invalid="ignore"):
        guess = np.clip(np.ceil(bdtrik(u, size, np.where(has, p, 0.5))), 0, size)
    guess = np.where(np.isfinite(guess), guess, 0.0)
    # The inverse is continuous and rounds: the least count at which u is reached is next to it.
    risk, whole = np.where(has, p, 0.5), size.astype(np.int64)
    for _ in range(2):
        lower = np.maximum(guess - 1.0, 0.0)
        guess = np.where(bdtr(lower, whole, risk) >= u, lower, guess)
    for _ in range(2):
        higher = np.minimum(guess + 1.0, size)
        guess = np.where(bdtr(guess, whole, risk) >= u, guess, higher)
    return np.where(has, guess, np.nan)
