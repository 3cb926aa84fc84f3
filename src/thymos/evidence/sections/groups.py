"""Differences between studies: groups of them, and moderators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from thymos import kernel
from thymos.evidence.sections.section import Groups, Line, Section, cell, data, shown
from thymos.evidence.synthesis import Pooling

# Points of the fitted line: enough for a ratio's curve to look smooth.
LINE_POINTS = 41


def subgroups(pooling: Pooling, groups: Sequence[str], name: str) -> tuple[Section, ...]:
    """Each group pooled by itself, and the test between groups; then again with one τ² for all.

    The second is left out for a common effect, where it would be the first once more, and where
    a common τ² cannot be had.
    """
    first = _grouped(pooling, groups, name, common=False)
    if pooling.main.method == "CE":
        return (first,)
    try:
        return (first, _grouped(pooling, groups, name, common=True))
    except ValueError:
        return (first,)


def _grouped(pooling: Pooling, groups: Sequence[str], name: str, *, common: bool) -> Section:
    y, v = data(pooling)
    o = pooling.options
    found = kernel.subgroups(
        y,
        v,
        groups,
        common_tau2=common,
        method=pooling.main.method,
        test=o.test,
        level=o.level,
    )
    limits = shown(pooling, found.estimate, found.ci_low, found.ci_high)
    columns = (found.k, *limits, found.tau2, found.Q, found.Q_p)
    rows = tuple(
        (group, *(cell(column[i]) for column in columns)) for i, group in enumerate(found.names)
    )
    remark = (
        f"between groups: Q = {found.between:.2f} on {found.between_df} df, "
        f"P = {found.between_p:.3g}; a difference between subgroups is observed, not randomised"
    )
    heads = (name, "k", "estimate", "ci_low", "ci_high", "tau2", "Q", "Q_p")
    if common:
        return Section("subgroups_common", f"By {name}, one τ² for all", heads, rows, remark)
    plotted = Groups(tuple(str(group) for group in groups), remark.partition(";")[0])
    return Section("subgroups", f"By {name}", heads, rows, remark, plotted)


def regression(
    pooling: Pooling, formula: str, columns: Mapping[str, Sequence[str]]
) -> tuple[Section, ...]:
    """Meta-regression on a formula over the table's columns; coefficients as analysed.

    With more than one moderator the inflation of their variances stands beside them; of every
    term with several columns, such as a factor of three levels, all differences of two.
    """
    y, v = data(pooling)
    o = pooling.options
    design = kernel.from_formula(
        formula, {name: column_values(cells) for name, cells in columns.items()}
    )
    found = kernel.regress(
        y,
        v,
        design.X,
        names=design.names,
        method=pooling.main.method,
        test=o.test,
        level=o.level,
    )
    arrays = (found.coefficients, found.se, found.ci_low, found.ci_high, found.p)
    inflated = dict(zip(found.tested, kernel.inflation(found)[0], strict=True))
    several = len(found.tested) > 1
    rows = tuple(
        (
            name,
            *(cell(array[0, i]) for array in arrays),
            *((cell(inflated.get(i, np.nan)),) if several else ()),
        )
        for i, name in enumerate(found.names)
    )
    explained = "" if np.isnan(found.R2[0]) else f", R² = {found.R2[0]:.1f} %"
    remark = (
        f"residual tau2 = {found.tau2[0]:.4g}{explained}; QE = {found.QE[0]:.2f} on "
        f"{found.QE_df} df, P = {found.QE_p[0]:.3g}; QM = {found.QM[0]:.2f}, "
        f"P = {found.QM_p[0]:.3g}; coefficients are on the analysis scale"
    )
    ends = ("VIF",) if several else ()
    heads = ("coefficient", "estimate", "se", "ci_low", "ci_high", "p", *ends)
    line = _line(pooling, found, formula, columns)
    fitted = Section("regression", f"Meta-regression: {formula}", heads, rows, remark, line)
    return (fitted, *_differences(found, design))


def _line(
    pooling: Pooling,
    found: kernel.Regression,
    formula: str,
    columns: Mapping[str, Sequence[str]],
) -> Line | None:
    """The fitted line where the formula is the name of one numeric column, else None."""
    name = formula.strip()
    values = column_values(columns[name]) if name in columns else ()
    x = np.array([value for value in values if not isinstance(value, str)])
    if x.size != pooling.k or len(found.names) != 2:
        return None
    at = np.linspace(x.min(), x.max(), LINE_POINTS)
    means = kernel.contrasts(found, np.column_stack((np.ones_like(at), at)))
    arrays = (
        *(means.estimate, means.ci_low, means.ci_high),
        *(means.prediction_low, means.prediction_high),
    )
    drawn = shown(pooling, *(array[0] for array in arrays))
    line = tuple(tuple(float(y) for y in row) for row in zip(at, *drawn, strict=True))
    return Line(name, tuple(float(y) for y in x), line)


def _differences(found: kernel.Regression, design: kernel.Design) -> tuple[Section, ...]:
    """All differences of two columns of a factor, each tested; none for a formula without one."""
    pairs = [
        pair
        for name, place in design.terms
        if len(place) > 1 and all("[" in found.names[j] for j in place) and _factor(name)
        for pair in combinations(place, 2)
    ]
    if not pairs:
        return ()
    lines = np.zeros((len(pairs), len(found.names)))
    for row, (one, other) in enumerate(pairs):
        lines[row, one], lines[row, other] = -1.0, 1.0
    tested = kernel.contrasts(found, lines)
    arrays = (tested.estimate, tested.se, tested.ci_low, tested.ci_high, tested.p)
    rows = tuple(
        (f"{found.names[j]} − {found.names[i]}", *(cell(array[0, row]) for array in arrays))
        for row, (i, j) in enumerate(pairs)
    )
    heads = ("contrast", "estimate", "se", "ci_low", "ci_high", "p")
    remark = "not corrected for the number of comparisons; on the analysis scale"
    return (Section("contrasts", "Differences between coefficients", heads, rows, remark),)


def _factor(term: str) -> bool:
    """Whether a term is one factor: neither an interaction nor a curve such as poly(x, 2)."""
    return ":" not in term and (term.startswith("C(") or "(" not in term)


def column_values(cells: Sequence[str]) -> Sequence[str] | Sequence[float]:
    """A column as a formula takes it: numbers where every cell is one, else text."""
    try:
        return [float(cell) for cell in cells]
    except ValueError:
        return list(cells)
