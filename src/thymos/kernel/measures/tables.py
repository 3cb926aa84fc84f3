"""2x2 tables: ratios, differences and associations of two groups with and without an event."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Floats, as_floats, choose, refuse
from thymos.kernel.measures.columns import finish, variance_type, weighted_mean
from thymos.kernel.measures.table import Effects, codes
from thymos.kernel.measures.zeros import constant, receives

Pair = tuple[Floats, Floats]
Four = tuple[Floats, Floats, Floats, Floats]

# Cox's probit scaling of a logistic to a normal distribution (Cox & Snell 1989).
COX_SCALE = 1.65


def effect_sizes(
    code: str,
    ai: ArrayLike,
    n1i: ArrayLike,
    ci: ArrayLike,
    n2i: ArrayLike,
    *,
    add: float | None = None,
    to: str = "only0",
    drop00: bool = False,
    vtype: str = "LS",
) -> Effects:
    """Effects of 2x2 tables with their variances.

    code: RR, OR, RD, PETO, AS, PHI, YUQ, YUY, OR2D (logistic) or OR2DN (normal). ai, ci:
    events in the treated and the control group; n1i, n2i: the group sizes; all (..., study),
    broadcast together. add: the constant for zero cells, by default 1/2, and 0 for AS and
    PHI, which need none. to: which tables receive it in all four cells: ``all``; ``only0``,
    those with a zero cell; ``if0all``, all tables of a row as soon as one has a zero cell;
    ``none``. drop00: leave out tables without an event in either group, or without a
    non-event in either. vtype: ``LS``, large sample; for RD also ``UB``, unbiased, and
    ``AV``, at the risks of all studies of a row; for PHI also ``ST``, group sizes fixed.
    A table whose effect or variance stays undefined is not included.
    Raises ValueError for unknown words, negative counts, events above the group size.
    Source: Viechtbauer 2010 (J Stat Softw 36:3) for the meaning of add, to and drop00;
    formulas in docs/methods/effects.md.
    Not to be confused with Mantel-Haenszel pooling, which needs no such constant.

    >>> effect_sizes("RR", [47], [181], [63], [180]).y.round(4)
    array([-0.2985])
    """
    choose("measure of 2x2 tables", code, codes("tables"))
    added = constant(code, add)
    variance_type(code, vtype, {"RD": ("LS", "UB", "AV"), "PHI": ("LS", "ST")}.get(code, ("LS",)))
    a, b, c, d = counts(ai, n1i, ci, n2i)
    empty = ((a == 0) & (c == 0)) | ((b == 0) & (d == 0))
    zero = (a == 0) | (b == 0) | (c == 0) | (d == 0)
    corrected = receives(to, zero) & (added > 0)
    if drop00:
        corrected = corrected & ~empty
    a, b, c, d = (cell + added * corrected for cell in (a, b, c, d))
    with np.errstate(divide="ignore", invalid="ignore"):
        y, v = _difference((a, b, c, d), vtype) if code == "RD" else _of(code)(a, b, c, d)
        if code == "PHI" and vtype == "ST":
            v = _phi_fixed_groups(a, b, c, d)
    if drop00:
        y = np.where(empty, np.nan, y)
    return finish(code, y, v, corrected)


def counts(ai: ArrayLike, n1i: ArrayLike, ci: ArrayLike, n2i: ArrayLike) -> Four:
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


def cells(ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike) -> Four:
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


def observed_less_expected(a: Floats, b: Floats, c: Floats, d: Floats) -> Pair:
    """Events in the treated less those expected given the margins, and their variance.

    The variance is that of the hypergeometric distribution (Mantel & Haenszel 1959).
    """
    n1, n2, events, others = a + b, c + d, a + c, b + d
    n = n1 + n2
    with np.errstate(divide="ignore", invalid="ignore"):
        # The square of n first would overflow later than n itself needs to.
        return a - n1 * events / n, (n1 / n) * (n2 / n) * events * others / (n - 1)


def _of(code: str) -> Callable[[Floats, Floats, Floats, Floats], Pair]:
    table: tuple[tuple[str, Callable[[Floats, Floats, Floats, Floats], Pair]], ...] = (
        ("RR", _risk_ratio),
        ("OR", _odds_ratio),
        ("PETO", _peto),
        ("AS", _arcsine),
        ("PHI", _phi),
        ("YUQ", lambda *table: _yule(1.0, *table)),
        ("YUY", lambda *table: _yule(0.5, *table)),
        ("OR2D", lambda *table: _scaled(np.sqrt(3) / np.pi, *table)),
        ("OR2DN", lambda *table: _scaled(1 / COX_SCALE, *table)),
    )
    return dict(table)[code]


def _risk_ratio(a: Floats, b: Floats, c: Floats, d: Floats) -> Pair:
    n1, n2 = a + b, c + d
    return np.log(a / n1) - np.log(c / n2), 1 / a - 1 / n1 + 1 / c - 1 / n2


def _odds_ratio(a: Floats, b: Floats, c: Floats, d: Floats) -> Pair:
    return np.log(a / b) - np.log(c / d), 1 / a + 1 / b + 1 / c + 1 / d


def _difference(table: Four, vtype: str) -> Pair:
    a, b, c, d = table
    n1, n2 = a + b, c + d
    p1, p2 = a / n1, c / n2
    if vtype == "UB":
        return p1 - p2, p1 * (1 - p1) / (n1 - 1) + p2 * (1 - p2) / (n2 - 1)
    if vtype == "AV":
        q1, q2 = weighted_mean(p1, n1), weighted_mean(p2, n2)
        return p1 - p2, q1 * (1 - q1) / n1 + q2 * (1 - q2) / n2
    return p1 - p2, a * b / n1**3 + c * d / n2**3


def _peto(a: Floats, b: Floats, c: Floats, d: Floats) -> Pair:
    excess, spread = observed_less_expected(a, b, c, d)
    return excess / spread, 1 / spread


def _arcsine(a: Floats, b: Floats, c: Floats, d: Floats) -> Pair:
    n1, n2 = a + b, c + d
    return np.arcsin(np.sqrt(a / n1)) - np.arcsin(np.sqrt(c / n2)), 1 / (4 * n1) + 1 / (4 * n2)


def _phi(a: Floats, b: Floats, c: Floats, d: Floats) -> Pair:
    """Phi with the variance of multinomial sampling (Yule 1912; Bishop et al. 1975)."""
    n = a + b + c + d
    rows, columns = (a + b) * (c + d) / n**2, (a + c) * (b + d) / n**2
    lean_rows, lean_columns = (a + b - c - d) / n, (a + c - b - d) / n
    phi = (a / n * d / n - b / n * c / n) / np.sqrt(rows * columns)
    skew = phi * (1 + phi**2 / 2) * lean_rows * lean_columns / np.sqrt(rows * columns)
    spread = 0.75 * phi**2 * (lean_rows**2 / rows + lean_columns**2 / columns)
    return phi, (1 - phi**2 + skew - spread) / n


def _phi_fixed_groups(a: Floats, b: Floats, c: Floats, d: Floats) -> Floats:
    """Variance of phi by the delta method when the two group sizes are fixed by design."""
    n1, n2 = a + b, c + d
    p1, p2, events, others = a / n1, c / n2, a + c, b + d
    scale = n1 * n2 / (events * others)
    lean = (p1 - p2) * (others - events) / (2 * events * others)
    slope1, slope2 = 1 - lean * n1, 1 + lean * n2
    return np.asarray(
        scale * (slope1**2 * p1 * (1 - p1) / n1 + slope2**2 * p2 * (1 - p2) / n2), dtype=np.float64
    )


def _yule(power: float, a: Floats, b: Floats, c: Floats, d: Floats) -> Pair:
    """Yule's Q (power 1) or Y (power 1/2): the odds ratio o as (o^power - 1) / (o^power + 1)."""
    top, bottom = (a * d) ** power, (b * c) ** power
    y = (top - bottom) / (top + bottom)
    return y, (power / 2 * (1 - y**2)) ** 2 * (1 / a + 1 / b + 1 / c + 1 / d)


def _scaled(factor: float, a: Floats, b: Floats, c: Floats, d: Floats) -> Pair:
    y, v = _odds_ratio(a, b, c, d)
    return factor * y, factor**2 * v
