"""Trim and fill: how many studies a symmetric funnel would lack, and the result with them.

Every number of trimmed studies is pooled in one batch; the search is then a walk through their
centres, which ends at a fixed point or shows that it goes round in a circle.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Batch, Floats, as_batch, check_level, choose
from thymos.kernel.engine import engine
from thymos.kernel.pool import COMMON, METHODS, Pooled, pool
from thymos.kernel.spectrum import estimate, spectrum
from thymos.kernel.tau2 import tau2_of

ESTIMATORS: tuple[str, ...] = ("L0", "R0", "Q0")
SIDES: tuple[str, ...] = ("auto", "left", "right")
# A mean needs two studies to leave anything to look at.
FEWEST_KEPT = 2


@dataclass(frozen=True, slots=True, eq=False)
class TrimFill:
    """The result of `trim_and_fill` for one set of studies.

    missing: k0, the studies filled in; missing_se: its standard error; missing_p: for R0
    alone, the probability under a symmetric funnel of at least so many. side: where they are
    missing. y, v: effects and variances with the filled studies last; filled: which they are.
    adjusted, observed: pooled with and without them. settled: the search came to rest. note:
    in words where it did not, or where a guard was needed; else empty.
    """

    missing: int
    missing_se: float
    missing_p: float
    side: str
    estimator: str
    y: Floats
    v: Floats
    filled: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    adjusted: Pooled
    observed: Pooled
    settled: bool
    note: str


def trim_and_fill(
    y: ArrayLike,
    v: ArrayLike,
    *,
    estimator: str = "L0",
    side: str = "auto",
    method: str = "REML",
    test: str = "z",
    level: float = 0.95,
) -> TrimFill:
    """Trim the studies that have no mirror image, find the centre, fill in the images.

    y, v: effects on the analysis scale and sampling variances, (study,). estimator of the
    number missing: ``L0``, ``R0`` or ``Q0``. side: where studies are missing; ``auto`` is left
    when effects grow with their standard errors, by meta-regression. method, test, level: as in
    `pool`, used in trimming and for the result alike, without limits of tau2. Effects of equal
    size rank in the order of the data once sorted. Never fails: a circle ends at its smallest
    number, Q0 takes the root of 0 for a negative one, and at least two studies are kept; each
    is noted.
    Raises ValueError for unknown words, a batch, or fewer than three studies.
    Source: Duval & Tweedie 2000 (Biometrics 56:455; J Am Stat Assoc 95:89).
    A sensitivity analysis under a strong assumption: asymmetry has other causes, and filled
    studies are not data.

    >>> found = trim_and_fill([0.1, 0.15, 0.3, 0.6, 0.9], [0.01, 0.02, 0.05, 0.1, 0.2], method="CE")
    >>> found.missing, found.side, found.adjusted.estimate.round(3)
    (2, 'left', array([0.138]))
    """
    choose("estimator", estimator, ESTIMATORS)
    choose("side", side, SIDES)
    choose("method", method, METHODS)
    check_level(level)
    batch = as_batch(y, v)
    k = batch.y.shape[1]
    if batch.y.shape[0] != 1:
        raise ValueError("trim and fill is of one set of studies, got a batch")
    if k <= FEWEST_KEPT:
        raise ValueError(f"trim and fill needs three studies or more, got {k}")
    where = _side(batch, method) if side == "auto" else side
    sign = 1.0 if where == "left" else -1.0
    order = np.argsort(sign * batch.y[0], kind="stable")
    effects, variances = sign * batch.y[0][order], batch.v[0][order]
    missing, centre, circle = _search(effects, variances, method, estimator)
    full = np.concatenate([effects, 2 * centre - effects[k - missing :]])
    spread = np.concatenate([variances, variances[k - missing :]])
    options = {"method": method, "test": test, "level": level, "profile": False}
    observed = pool(batch.y, batch.v, **options)  # type: ignore[arg-type]
    adjusted = pool(sign * full, spread, **options) if missing else observed  # type: ignore[arg-type]
    back = np.argsort(order)
    place = np.concatenate([back, np.arange(k, k + missing)])
    raw, negative = _raw(effects - centre, estimator)
    return TrimFill(
        missing=missing,
        missing_se=_error(estimator, k, raw),
        missing_p=0.5 ** (missing + 1) if estimator == "R0" else float("nan"),
        side=where,
        estimator=estimator,
        y=(sign * full)[place],
        v=spread[place],
        filled=np.arange(k + missing) >= k,
        adjusted=adjusted,
        observed=observed,
        settled=circle == "",
        note=circle or _guarded(negative, round(raw), k),
    )


def _side(batch: Batch, method: str) -> str:
    """Missing are the small effects when effects grow with their errors, else the large.

    The sign of the slope in meta-regression on the standard error, and nothing else of it.
    """
    y, v = batch.y[0], batch.v[0]
    error = np.sqrt(v)
    if np.ptp(error) <= 1e-9 * error.max():
        raise ValueError("all studies have one standard error: side must be left or right")
    unit = v.mean()
    spread = 0.0
    if method not in COMMON:
        x = (error - error.mean()) / np.ptp(error)
        if engine() is not None and method in ("ML", "REML"):
            from thymos.kernel.small_study.compiled_trimfill import slope_sign

            sign = slope_sign(y / np.sqrt(unit), x, v / unit, method == "REML")
            return "right" if sign < 0 else "left"
        line = np.column_stack([np.ones(error.size), x])
        turned = np.linalg.qr(line, mode="complete")[0]
        left = spectrum(batch.y / np.sqrt(unit), batch.v / unit, turned, 2)
        spread = float(estimate(method, left)[0]) * unit
    w = 1 / (v + spread)
    share = w / w.sum()
    slope = (share * (error - (share * error).sum()) * y).sum()
    return "right" if slope < 0 else "left"


def _search(y: Floats, v: Floats, method: str, estimator: str) -> tuple[int, float, str]:
    """The number missing, the centre without as many, and words for a circle; y ascending."""
    most = y.size - FEWEST_KEPT
    if engine(method) is not None:
        from thymos.kernel.small_study.compiled_trimfill import walked

        seen, means = walked(y, v, method, estimator, most)
        missing, circle = _rest([int(number) for number in seen])
        return missing, float(means[seen.tolist().index(missing)]), circle
    centres = _centres(y, v, method)
    missing, circle = _walk(lambda j: _number(y - centres[j], estimator, most))
    return missing, float(centres[missing]), circle


def _centres(y: Floats, v: Floats, method: str) -> Floats:
    """Pooled effect with the j largest effects trimmed, for j = 0 to k - 2; y ascending."""
    kept = y.size - np.arange(y.size - FEWEST_KEPT + 1)
    mask = np.arange(y.size)[None, :] < kept[:, None]
    batch = as_batch(y, v, mask)
    spread = np.zeros(kept.size) if method in COMMON else tau2_of(method, batch)
    w = mask / (batch.v + spread[:, None])
    return np.asarray((w * batch.y).sum(-1) / w.sum(-1), dtype=np.float64)


def _number(apart: Floats, estimator: str, most: int) -> int:
    """The number of missing studies that follows from distances to a centre."""
    return min(most, max(0, round(_raw(apart, estimator)[0])))


def _raw(apart: Floats, estimator: str) -> tuple[float, bool]:
    """The estimator before rounding; whether Q0's root had to be taken of 0."""
    k = apart.size
    ranked = apart[np.abs(apart).argsort(kind="stable")]
    if estimator == "R0":
        below = np.flatnonzero(ranked < 0)
        return float(k - (below[-1] + 1 if below.size else 0) - 1), False
    above = float((np.flatnonzero(ranked > 0) + 1).sum())
    if estimator == "L0":
        return (4 * above - k * (k + 1)) / (2 * k - 1), False
    inside = 2 * k * k - 4 * above + 0.25
    return k - 0.5 - max(inside, 0.0) ** 0.5, inside < 0


def _walk(follows: Callable[[int], int]) -> tuple[int, str]:
    """Go from 0 to what follows until it stays where it is, or comes back to where it was."""
    seen = [0]
    while (last := follows(seen[-1])) not in seen:
        seen.append(last)
    return _rest([*seen, last])


def _rest(seen: list[int]) -> tuple[int, str]:
    """Where a walk ends whose last number was there before."""
    circle = seen[seen.index(seen[-1]) : -1]
    if len(circle) == 1:
        return circle[0], ""
    around = ", ".join(str(number) for number in circle)
    return min(circle), f"the search goes round {around}; the smallest is taken"


def _guarded(negative: bool, wanted: int, k: int) -> str:
    if negative:
        return "Q0 is the root of a negative number, of 0 in its place"
    if wanted > k - FEWEST_KEPT:
        return f"{wanted} studies would be missing; {FEWEST_KEPT} studies are kept"
    return ""


def _error(estimator: str, k: int, raw: float) -> float:
    """Standard error of the number missing (Duval & Tweedie 2000, Biometrics, section 4)."""
    if estimator == "R0":
        return float(np.sqrt(2 * max(0.0, raw) + 2))
    variance = (
        k * (k + 1) * (2 * k + 1)
        + 10 * raw**3
        + 27 * raw**2
        + 17 * raw
        - 18 * k * raw**2
        - 18 * k * raw
        + 6 * k**2 * raw
    ) / 24
    root = np.sqrt(max(variance, 0.0))
    if estimator == "L0":
        return float(4 * root / (2 * k - 1))
    under = (k - 0.5) ** 2 - raw * (2 * k - raw - 1)
    return float(2 * root / np.sqrt(under)) if under > 0 else float("nan")
