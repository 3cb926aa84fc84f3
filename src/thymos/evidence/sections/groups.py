"""Differences between studies: groups of them, and moderators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from thymos import kernel
from thymos.evidence.sections.section import Section, cell, data
from thymos.evidence.synthesis import Pooling


def subgroups(pooling: Pooling, groups: Sequence[str], name: str) -> Section:
    """Each group pooled by itself, and the test between groups."""
    y, v = data(pooling)
    o = pooling.options
    found = kernel.subgroups(y, v, groups, method=pooling.main.method, test=o.test, level=o.level)
    shown = [
        kernel.to_display(pooling.measure, x, pooling.size)
        for x in (found.estimate, found.ci_low, found.ci_high)
    ]
    columns = (found.k, *shown, found.tau2, found.Q, found.Q_p)
    rows = tuple(
        (group, *(cell(column[i]) for column in columns)) for i, group in enumerate(found.names)
    )
    remark = (
        f"between groups: Q = {found.between:.2f} on {found.between_df} df, "
        f"P = {found.between_p:.3g}; a difference between subgroups is observed, not randomised"
    )
    heads = (name, "k", "estimate", "ci_low", "ci_high", "tau2", "Q", "Q_p")
    return Section("subgroups", f"By {name}", heads, rows, remark)


def regression(pooling: Pooling, formula: str, columns: Mapping[str, Sequence[str]]) -> Section:
    """Meta-regression on a formula over the table's columns; coefficients as analysed."""
    y, v = data(pooling)
    o = pooling.options
    design = kernel.from_formula(formula, {name: _values(cells) for name, cells in columns.items()})
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
    rows = tuple(
        (name, *(cell(array[0, i]) for array in arrays)) for i, name in enumerate(found.names)
    )
    explained = "" if np.isnan(found.R2[0]) else f", R² = {found.R2[0]:.1f} %"
    remark = (
        f"residual tau2 = {found.tau2[0]:.4g}{explained}; QE = {found.QE[0]:.2f} on "
        f"{found.QE_df} df, P = {found.QE_p[0]:.3g}; QM = {found.QM[0]:.2f}, "
        f"P = {found.QM_p[0]:.3g}; coefficients are on the analysis scale"
    )
    heads = ("coefficient", "estimate", "se", "ci_low", "ci_high", "p")
    return Section("regression", f"Meta-regression: {formula}", heads, rows, remark)


def _values(cells: Sequence[str]) -> Sequence[str] | Sequence[float]:
    """Numbers where every cell is one, else text."""
    try:
        return [float(cell) for cell in cells]
    except ValueError:
        return list(cells)
