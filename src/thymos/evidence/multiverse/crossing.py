"""Every defensible analysis: all crossings of the choices, and the answers of those that can be.

A crossing is *impossible* where its choices exclude each other or leave too few studies. Of the
possible ones, several may be the same analysis: the same studies, numbers, estimator and
interval. Each such analysis is made once and counts once.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from thymos import kernel
from thymos.errors import UsageError
from thymos.evidence.multiverse.declared import NEEDS_RANDOM
from thymos.evidence.multiverse.dimensions import Bools, Floats, Ints, Material
from thymos.kernel.specifications import SMALLEST, Fits, distinct, fits
from thymos.kernel.tipping import sides

# More crossings than this fill the memory, and no reader asked for them.
MOST = 5_000_000

TOO_FEW = f"fewer than {SMALLEST} studies are left"
NO_HETEROGENEITY = "an interval made for random effects beside one common effect"
PETO_IS_COMMON = "Peto's method assumes one common effect"


@dataclass(frozen=True, slots=True)
class Impossible:
    """Crossings that cannot be, and why; a crossing counts under its first reason."""

    reason: str
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class Crossed:
    """Every analysis once, with the crossings that it stands for.

    crossings: the possible ones, by their number (the last of `material.dimensions` runs
    fastest); analysis: for each of them the place of its analysis. k, estimate, ci_low, ci_high,
    p, side: (analysis,), in the order of first crossings. estimate and limits are on the
    analysis scale of the main measure, whatever was computed; side tells where the interval
    lies, -1 below no effect, 1 above, 0 across. main: the place of the main analysis, None where
    it is impossible.
    """

    material: Material
    total: int
    impossible: tuple[Impossible, ...]
    crossings: Ints
    analysis: Ints
    k: Ints
    estimate: Floats
    ci_low: Floats
    ci_high: Floats
    p: Floats
    side: Ints
    main: int | None

    @property
    def analyses(self) -> int:
        """How many different analyses there are."""
        return int(self.k.size)

    @property
    def possible(self) -> int:
        """How many crossings can be."""
        return int(self.crossings.size)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many choices each dimension has."""
        return tuple(len(one.choices) for one in self.material.dimensions)

    @property
    def codes(self) -> Ints:
        """The choices of the first crossing of each analysis, (analysis, dimension)."""
        first = np.full(self.analyses, self.total, np.int64)
        np.minimum.at(first, self.analysis, self.crossings)
        return np.stack(np.unravel_index(first, self.shape), axis=-1)

    @property
    def made(self) -> tuple[Bools, ...]:
        """For each dimension the choices by which an analysis is reached, (analysis, choice)."""
        out = []
        for codes, count in zip(
            np.unravel_index(self.crossings, self.shape), self.shape, strict=True
        ):
            chosen = np.zeros((self.analyses, count), bool)
            chosen[self.analysis, codes] = True
            out.append(chosen)
        return tuple(out)

    def share(self, side: int) -> float | None:
        """The share of analyses whose interval lies on a side; None where there is none."""
        return float((self.side == side).mean()) if self.analyses else None


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The different sets of numbers that selections leave, and who leaves them.

    data: the data set of each row, (row,); mask: (row, study); back: the row of each crossing of
    data set and selection, (data, selection).
    """

    data: Ints
    mask: Bools
    back: Ints


def selections(material: Material) -> Bools:
    """The studies that each crossing of the selecting dimensions keeps, (selection, study).

    The last dimension runs fastest. Raises UsageError where there are too many crossings.
    """
    count = prod(len(keep) for keep in material.keeps)
    readings = len(material.data)
    total = count * readings * len(material.estimators.choices) * len(material.tests.choices)
    if total > MOST:
        raise UsageError(f"the choices have {total:,} crossings; at most {MOST:,} are made")
    kept = np.ones((1, len(material.labels)), bool)
    for keep in material.keeps:
        kept = (kept[:, None, :] & keep[None, :, :]).reshape(-1, kept.shape[1])
    return kept


def rows_of(material: Material) -> Rows:
    """Each set of numbers once, over all data sets and selections."""
    chosen = selections(material)
    data, mask, back, before = [], [], [], 0
    for number, one in enumerate(material.data):
        rows, at = distinct(chosen & one.included)
        data.append(np.full(len(rows), number))
        mask.append(rows)
        back.append(at + before)
        before += len(rows)
    which, masks = np.concatenate(data), np.concatenate(mask)
    y = np.stack([one.y for one in material.data])[which]
    v = np.stack([one.v for one in material.data])[which]
    numbers = np.where(np.hstack([masks, masks]), np.hstack([y, v]), np.nan)
    _, place, same = np.unique(_bytes(numbers), return_index=True, return_inverse=True)
    order = np.argsort(place)
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    kept = place[order]
    return Rows(which[kept], masks[kept], rank[same.ravel()][np.stack(back)])


def _bytes(numbers: Floats) -> NDArray[np.void]:
    # Adding zero makes one of the two zeros, and one nan stands for all.
    plain = np.ascontiguousarray(np.where(np.isnan(numbers), np.nan, numbers) + 0.0)
    return plain.view(np.dtype((np.void, plain.dtype.itemsize * plain.shape[1]))).ravel()


def barred(material: Material) -> tuple[tuple[str, Bools], ...]:
    """Reasons for which data set, estimator and test exclude each other, and where they do.

    Each (data, estimator, test).
    """
    common = np.array([one.key == "CE" for one in material.estimators.choices])
    random = np.array([one.key in NEEDS_RANDOM for one in material.tests.choices])
    peto = np.array([one.measure.code == "PETO" for one in material.data])
    shape = (peto.size, common.size, random.size)
    beside = np.broadcast_to(common[None, :, None] & random[None, None, :], shape)
    alone = np.broadcast_to(peto[:, None, None] & ~common[None, :, None], shape)
    return (NO_HETEROGENEITY, beside), (PETO_IS_COMMON, alone)


def cross(material: Material) -> Crossed:
    """All crossings of a material, each different analysis made once. Raises UsageError.

    The order of the analyses is that of their first crossings.
    """
    rows = rows_of(material)
    found = fit_rows(material, rows)
    shape = (*rows.back.shape, *found.se.shape[1:])
    few = np.broadcast_to((found.k < SMALLEST)[rows.back][:, :, None, None], shape)
    open_ = np.ones(shape, bool)
    impossible = []
    reasons = [(TOO_FEW, few)]
    reasons += [(why, np.broadcast_to(at[:, None], shape)) for why, at in barred(material)]
    for why, at in reasons:
        count = int((open_ & at).sum())
        if count:
            impossible.append(Impossible(why, count))
        open_ = open_ & ~at
    return _collected(material, rows, found, open_, tuple(impossible))


def fit_rows(material: Material, rows: Rows) -> Fits:
    """The answers of every row, by estimator and test."""
    y = np.stack([one.y for one in material.data])[rows.data]
    v = np.stack([one.v for one in material.data])[rows.data]
    try:
        return fits(
            y,
            v,
            rows.mask,
            methods=tuple(one.key for one in material.estimators.choices),
            tests=tuple(one.key for one in material.tests.choices),
            level=material.level,
        )
    except ValueError as error:
        raise UsageError(str(error)) from error


def _collected(
    material: Material, rows: Rows, found: Fits, possible: Bools, impossible: tuple[Impossible, ...]
) -> Crossed:
    """The possible crossings, brought together where they are one analysis."""
    estimators, tests = found.se.shape[1:]
    at = np.flatnonzero(possible)
    data, selection, estimator, test = np.unravel_index(at, possible.shape)
    row = rows.back[data, selection]
    number = (row * estimators + estimator) * tests + test
    _, first, same = np.unique(number, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    first = first[order]
    row, estimator, test = row[first], estimator[first], test[first]
    low, high = found.ci_low[row, estimator, test], found.ci_high[row, estimator, test]
    scaled = [
        to_main(material, rows.data[row], each)
        for each in (found.estimate[row, estimator], low, high)
    ]
    return Crossed(
        material=material,
        total=possible.size,
        impossible=impossible,
        crossings=at,
        analysis=rank[same.ravel()],
        k=found.k[row],
        estimate=scaled[0],
        ci_low=scaled[1],
        ci_high=scaled[2],
        p=found.p[row, estimator, test],
        side=_sides(material, low, high),
        main=0 if at.size and at[0] == 0 else None,
    )


def _sides(material: Material, low: Floats, high: Floats) -> Ints:
    null = null_of(material.measure)
    return sides(low, high, null) if np.isfinite(null) else np.zeros(low.shape, np.int64)


def null_of(measure: kernel.Measure) -> float:
    """The value of no effect on the analysis scale; nan for a measure that has none.

    >>> null_of(kernel.measure("RR")), null_of(kernel.measure("MD"))
    (0.0, 0.0)
    """
    if not np.isfinite(measure.null):
        return float("nan")
    return float(np.log(measure.null)) if measure.log_scale else measure.null


def to_main(material: Material, data: Ints, values: Floats) -> Floats:
    """Values of several data sets on the analysis scale of the main measure.

    An odds ratio is the risk ratio, and a risk ratio the odds ratio, that it amounts to at the
    risk of all control groups together; no effect stays no effect. Where a risk would be above
    one, the value is infinite.
    """
    out = np.array(values, dtype=np.float64)
    main, risk = material.measure.code, material.control_risk
    if risk is None or not 0 < risk < 1:
        return out
    odds = ("OR", "PETO")
    for place, one in enumerate(material.data):
        code, here = one.measure.code, data == place
        if code in odds and main == "RR":
            out[here] = _as_risk_ratio(out[here], risk)
        elif code == "RR" and main in odds:
            out[here] = _as_odds_ratio(out[here], risk)
    return out


def _as_risk_ratio(log_odds: Floats, risk: float) -> Floats:
    with np.errstate(over="ignore"):
        return np.asarray(log_odds - np.log1p(risk * np.expm1(log_odds)), dtype=np.float64)


def _as_odds_ratio(log_risk: Floats, risk: float) -> Floats:
    left = -np.expm1(log_risk + np.log(risk))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = log_risk + np.log1p(-risk) - np.log(np.where(left > 0, left, np.nan))
    return np.where(left > 0, found, np.inf)
