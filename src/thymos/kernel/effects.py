"""Counts and intervals become effects and variances; one table of measures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Bools, Floats, as_floats, check_level, choose, refuse
from thymos.kernel.distributions import normal_quantile


@dataclass(frozen=True, slots=True)
class Measure:
    """One way to compare two groups.

    code: the field's short code. log_scale: True when analysis runs on the natural
    logarithm. null: the value, on the reader's scale, that means no difference.
    """

    code: str
    name: str
    log_scale: bool
    null: float


MEASURES: tuple[Measure, ...] = (
    Measure("RR", "risk ratio", True, 1.0),
    Measure("OR", "odds ratio", True, 1.0),
    Measure("RD", "risk difference", False, 0.0),
    Measure("HR", "hazard ratio", True, 1.0),
    Measure("GEN", "effect as given", False, 0.0),
)
COUNT_MEASURES: tuple[str, ...] = ("RR", "OR", "RD")
TO: tuple[str, ...] = ("all", "only0", "if0all", "none")


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """Effects on the analysis scale, (..., study).

    y: effect; v: sampling variance; both nan where not included. included: the study has an
    effect that can be pooled. corrected: a constant was added to its cells.
    """

    y: Floats
    v: Floats
    included: Bools
    corrected: Bools
    measure: Measure


def measure(code: str) -> Measure:
    """Look up a measure by its code. Raises ValueError naming the choices.

    >>> measure("RR").name
    'risk ratio'
    """
    choose("measure", code, tuple(m.code for m in MEASURES))
    return next(m for m in MEASURES if m.code == code)


def effect_sizes(
    code: str,
    ai: ArrayLike,
    n1i: ArrayLike,
    ci: ArrayLike,
    n2i: ArrayLike,
    *,
    add: float = 0.5,
    to: str = "only0",
    drop00: bool = False,
) -> Effects:
    """Log risk ratio, log odds ratio or risk difference of 2x2 tables, with variance.

    code: RR, OR or RD. ai, ci: events in the treated and the control group; n1i, n2i: the
    group sizes; all (..., study), broadcast together. add: the constant for zero cells. to:
    which tables receive it in all four cells: ``all``; ``only0``, those with a zero cell;
    ``if0all``, all tables of a row as soon as one has a zero cell; ``none``. drop00: leave
    out tables without an event in either group, or without a non-event in either.
    A table whose effect or variance stays undefined is not included.
    Raises ValueError for unknown words, negative counts, events above the group size.
    Source: Viechtbauer 2010 (J Stat Softw 36:3) for the meaning of add, to and drop00;
    variances by the delta method (Fleiss & Berlin 2009, in Cooper, Hedges & Valentine).
    Not to be confused with Mantel-Haenszel pooling, which needs no such constant.

    >>> effect_sizes("RR", [47], [181], [63], [180]).y.round(4)
    array([-0.2985])
    """
    kind = measure(choose("measure of 2x2 tables", code, COUNT_MEASURES))
    choose("rule `to`", to, TO)
    if not (np.isfinite(add) and add >= 0):
        raise ValueError(f"add must be 0 or more, got {add}")
    a, b, c, d = counts(ai, n1i, ci, n2i)
    empty = ((a == 0) & (c == 0)) | ((b == 0) & (d == 0))
    corrected = _receives(to, (a == 0) | (b == 0) | (c == 0) | (d == 0)) & (add > 0)
    if drop00:
        corrected = corrected & ~empty
    a, b, c, d = (cell + add * corrected for cell in (a, b, c, d))
    y, v = _two_by_two(code, a, b, c, d)
    included = np.isfinite(y) & np.isfinite(v) & (v > 0)
    if drop00:
        included &= ~empty
    return Effects(
        np.where(included, y, np.nan), np.where(included, v, np.nan), included, corrected, kind
    )


def counts(
    ai: ArrayLike, n1i: ArrayLike, ci: ArrayLike, n2i: ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    """Check events and group sizes and return the four cells, each (..., study).

    Returns a, b (treated with and without the event), c, d (control with and without).
    Raises ValueError for a negative count, an empty group, events above the group size.

    >>> [cell.tolist() for cell in counts([1], [4], [2], [7])]
    [[1.0], [3.0], [2.0], [5.0]]
    """
    names = ("ai", "n1i", "ci", "n2i")
    given = [np.atleast_1d(as_floats(n, x)) for n, x in zip(names, (ai, n1i, ci, n2i), strict=True)]
    try:
        a, n1, c, n2 = np.broadcast_arrays(*given)
    except ValueError:
        shapes = ", ".join(f"{n} {x.shape}" for n, x in zip(names, given, strict=True))
        raise ValueError(f"counts must have the same shape, got {shapes}") from None
    for name, x in (("ai", a), ("ci", c)):
        refuse(~(np.isfinite(x) & (x >= 0)), x, name, "a count of 0 or more")
    for name, x in (("n1i", n1), ("n2i", n2)):
        refuse(~(np.isfinite(x) & (x > 0)), x, name, "a group size above 0")
    for name, x, size in (("ai", a, n1), ("ci", c, n2)):
        refuse(x > size, x, name, "no more events than the group has members")
    return a, n1 - a, c, n2 - c


def cells(
    ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    """Check the four cells of 2x2 tables and return them in one shape, (..., study).

    ai, bi: treated with and without the event; ci, di: control with and without.
    Raises ValueError for a negative count, an empty group, shapes that differ.

    >>> [cell.tolist() for cell in cells([1], [3], [2], 5)]
    [[1.0], [3.0], [2.0], [5.0]]
    """
    names, given = ("ai", "bi", "ci", "di"), (ai, bi, ci, di)
    a, b, c, d = (np.atleast_1d(as_floats(n, x)) for n, x in zip(names, given, strict=True))
    for name, cell in zip(names, (a, b, c, d), strict=True):
        refuse(~(np.isfinite(cell) & (cell >= 0)), cell, name, "a count of 0 or more")
    try:
        a, b, c, d = np.broadcast_arrays(a, b, c, d)
    except ValueError:
        raise ValueError("ai, bi, ci and di must have the same shape") from None
    return counts(a, a + b, c, c + d)


def from_interval(
    code: str, estimate: ArrayLike, low: ArrayLike, high: ArrayLike, level: float = 0.95
) -> Effects:
    """Effect and variance from an estimate printed with its confidence interval.

    estimate, low, high: (..., study) on the reader's scale. level: of the interval. The
    standard error is the width on the analysis scale over twice the normal quantile, so it
    is only as exact as the printed digits, and wrong for intervals that are not Wald's.
    Raises ValueError when low <= estimate <= high fails, when the width is zero, or when a
    ratio has a limit that is not positive.
    Source: Higgins et al. 2023, Cochrane Handbook, sections 6.3.1 and 6.3.2.

    >>> from_interval("HR", [0.97], [0.76], [1.24]).v.round(4)
    array([0.0156])
    """
    kind = measure(code)
    wanted = zip(("estimate", "low", "high"), (estimate, low, high), strict=True)
    read = [np.atleast_1d(as_floats(name, value)) for name, value in wanted]
    try:
        mid, lower, upper = np.broadcast_arrays(*read)
    except ValueError:
        raise ValueError("estimate, low and high must have the same shape") from None
    bottom = 0.0 if kind.log_scale else -np.inf
    refuse(
        ~(np.isfinite(lower) & (lower > bottom)),
        lower,
        "low",
        "a finite limit above 0" if kind.log_scale else "a finite limit",
    )
    refuse(~(np.isfinite(upper) & (upper > lower)), upper, "high", "a finite limit above low")
    refuse(~((lower <= mid) & (mid <= upper)), mid, "estimate", "a value within its own interval")
    y, bounds = from_display(kind, mid), (from_display(kind, lower), from_display(kind, upper))
    half = float(normal_quantile(0.5 + check_level(level) / 2))
    v = ((bounds[1] - bounds[0]) / (2 * half)) ** 2
    everyone = np.ones(y.shape, bool)
    return Effects(y, v, everyone, ~everyone, kind)


def to_display(measure: Measure, x: ArrayLike) -> Floats:
    """From the analysis scale to the reader's: exp for ratios, unchanged otherwise.

    >>> to_display(MEASURES[0], 0.0).tolist()
    1.0
    """
    array = as_floats("x", x)
    with np.errstate(over="ignore"):
        return np.asarray(np.exp(array) if measure.log_scale else array)


def from_display(measure: Measure, x: ArrayLike) -> Floats:
    """From the reader's scale to the analysis scale: log for ratios, unchanged otherwise.

    Raises ValueError for a ratio that is not positive.

    >>> from_display(MEASURES[0], 1.0).tolist()
    0.0
    """
    array = as_floats("x", x)
    if not measure.log_scale:
        return array
    if (array <= 0).any():
        raise ValueError(f"a {measure.name} must be above 0")
    return np.asarray(np.log(array))


def _receives(to: str, zero: Bools) -> Bools:
    if to == "if0all":
        return np.broadcast_to(zero.any(-1, keepdims=True), zero.shape)
    if to == "only0":
        return zero
    return np.full(zero.shape, to == "all")


def _two_by_two(code: str, a: Floats, b: Floats, c: Floats, d: Floats) -> tuple[Floats, Floats]:
    n1, n2 = a + b, c + d
    with np.errstate(divide="ignore", invalid="ignore"):
        if code == "RD":
            return a / n1 - c / n2, a * b / n1**3 + c * d / n2**3
        if code == "RR":
            return np.log(a / n1) - np.log(c / n2), 1 / a - 1 / n1 + 1 / c - 1 / n2
        return np.log(a / b) - np.log(c / d), 1 / a + 1 / b + 1 / c + 1 / d
