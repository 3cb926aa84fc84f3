"""What more can be asked of a pooling: each answer a section, a small table with a remark.

Everything is computed from the rows of the `Pooling`, with its own method and test. Estimates
in a section are on the reader's scale unless a column says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thymos import kernel
from thymos.errors import UsageError
from thymos.evidence.synthesis import Pooling
from thymos.kernel import selections
from thymos.kernel.influence import every_subset

Floats = NDArray[np.float64]
Cell = str | float | int | None


@dataclass(frozen=True, slots=True)
class Section:
    """A table with a key for machines, a title for people, and what to mind when reading it."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sections are asked for. columns: further columns of the table, by name, as text."""

    names: tuple[str, ...] = ()
    by: str | None = None
    formula: str | None = None
    threshold: float | None = None


def sections(
    pooling: Pooling, wanted: Wanted, columns: Mapping[str, Sequence[str]]
) -> tuple[Section, ...]:
    """The sections asked for, in the order of the table below; the moderators' last.

    Raises UsageError for an unknown name or column, and for what the kernel refuses.
    """
    unknown = [name for name in wanted.names if name not in dict(SECTIONS)]
    if unknown:
        raise UsageError(f"no section '{unknown[0]}'; one of {', '.join(dict(SECTIONS))}")
    try:
        found = [make(pooling) for name, make in SECTIONS if name in wanted.names]
        if wanted.threshold is not None:
            found.append(beyond(pooling, wanted.threshold))
        if wanted.by is not None:
            found.append(subgroups(pooling, _column(columns, wanted.by), wanted.by))
        if wanted.formula is not None:
            found.append(regression(pooling, wanted.formula, columns))
    except ValueError as error:
        raise UsageError(str(error)) from error
    return tuple(found)


def leave_one_out(pooling: Pooling) -> Section:
    """The pooled estimate without each study in turn."""
    masks = selections.leave_one_out(pooling.k)
    return Section(
        "leave_one_out",
        "Without each study in turn",
        ("left out", *_ESTIMATE),
        _estimates(pooling, masks, [row.label for row in pooling.rows]),
    )


def cumulative(pooling: Pooling) -> Section:
    """The pooled estimate as studies are added, in the order of the rows."""
    masks = selections.cumulative(pooling.k)
    return Section(
        "cumulative",
        "As studies are added, in the order given",
        ("added", *_ESTIMATE),
        _estimates(pooling, masks, [row.label for row in pooling.rows]),
    )


_ESTIMATE = ("estimate", "ci_low", "ci_high", "p", "tau2", "I2")


def _estimates(
    pooling: Pooling, masks: NDArray[np.bool_], labels: Sequence[str]
) -> tuple[tuple[Cell, ...], ...]:
    y, v = _data(pooling)
    o = pooling.options
    fit = kernel.pool(
        y, v, mask=masks, method=pooling.main.method, test=o.test, level=o.level, profile=False
    )
    shown = [kernel.to_display(pooling.measure, x) for x in (fit.estimate, fit.ci_low, fit.ci_high)]
    columns = (*shown, fit.p, fit.tau2, fit.I2)
    return tuple(
        (label, *(_cell(column[i]) for column in columns)) for i, label in enumerate(labels)
    )


def influence(pooling: Pooling) -> Section:
    """How far each study moves the result: residuals and case deletion diagnostics."""
    y, v = _data(pooling)
    o = pooling.options
    found = kernel.influence(y, v, method=pooling.main.method, test=o.test)
    arrays = (
        found.deleted,
        found.dffits,
        found.cook,
        found.covariance_ratio,
        found.tau2,
        found.QE,
        found.hat,
        found.weight,
        found.heterogeneity,
        found.pull,
    )
    names = ("deleted residual", "DFFITS", "Cook", "cov. ratio", "tau2", "QE", "hat", "weight")
    rows = tuple(
        (
            row.label,
            *(_cell(array[i]) for array in arrays),
            "yes" if found.striking[i] else "",
        )
        for i, row in enumerate(pooling.rows)
    )
    columns = ("study", *names, "Baujat x", "Baujat y", "striking")
    remark = "tau2 and QE are without the study; striking deserves a look and is not wrong by that"
    return Section("influence", "Influence of each study", columns, rows, remark)


def subsets(pooling: Pooling) -> Section:
    """How the estimate spreads over every subset of two studies and more, up to 20 studies."""
    y, v = _data(pooling)
    o = pooling.options
    pieces = every_subset(y, v, method=pooling.main.method, test=o.test)
    parts = [(fit.estimate, fit.ci_low, fit.ci_high, fit.I2) for _, fit in pieces]
    estimate, low, high, i2 = (np.concatenate(column) for column in zip(*parts, strict=True))
    null = float(kernel.from_display(pooling.measure, pooling.measure.null))
    shares = 100 * np.mean((low > null) | (high < null))
    quantiles = (0.0, 0.025, 0.25, 0.5, 0.75, 0.975, 1.0)
    shown = kernel.to_display(pooling.measure, np.quantile(estimate, quantiles))
    spread = np.nanquantile(i2, quantiles)
    rows = tuple(
        (f"{100 * q:g} %", _cell(x), _cell(s))
        for q, x, s in zip(quantiles, shown, spread, strict=True)
    )
    remark = (
        f"{estimate.size:,} subsets; in {shares:.1f} % of them the interval excludes no effect; "
        "a share of analyses is no probability"
    )
    return Section("subsets", "Every subset", ("quantile", "estimate", "I2"), rows, remark)


def beyond(pooling: Pooling, threshold: float) -> Section:
    """How probable an effect beyond a threshold is, by the mean and for a further study."""
    y, v = _data(pooling)
    o = pooling.options
    at = float(kernel.from_display(pooling.measure, threshold))
    fit = kernel.pool(
        y,
        v,
        method=pooling.main.method,
        test=o.test,
        level=o.level,
        prediction=o.prediction,
        profile=False,
    )
    rows = tuple(
        (
            name,
            _cell(kernel.beyond(fit, at, side="below", of=of)[0]),
            _cell(kernel.beyond(fit, at, side="above", of=of)[0]),
        )
        for name, of in (("the mean effect", "mean"), ("the effect of a further study", "study"))
    )
    remark = "read off the intervals; not a posterior probability with a stated prior"
    columns = ("of", f"below {threshold:g}", f"above {threshold:g}")
    return Section("beyond", f"Beyond {threshold:g}", columns, rows, remark)


def subgroups(pooling: Pooling, groups: Sequence[str], name: str) -> Section:
    """Each group pooled by itself, and the test between groups."""
    y, v = _data(pooling)
    o = pooling.options
    found = kernel.subgroups(y, v, groups, method=pooling.main.method, test=o.test, level=o.level)
    shown = [
        kernel.to_display(pooling.measure, x) for x in (found.estimate, found.ci_low, found.ci_high)
    ]
    columns = (found.k, *shown, found.tau2, found.Q, found.Q_p)
    rows = tuple(
        (group, *(_cell(column[i]) for column in columns)) for i, group in enumerate(found.names)
    )
    remark = (
        f"between groups: Q = {found.between:.2f} on {found.between_df} df, "
        f"P = {found.between_p:.3g}; a difference between subgroups is observed, not randomised"
    )
    heads = (name, "k", "estimate", "ci_low", "ci_high", "tau2", "Q", "Q_p")
    return Section("subgroups", f"By {name}", heads, rows, remark)


def regression(pooling: Pooling, formula: str, columns: Mapping[str, Sequence[str]]) -> Section:
    """Meta-regression on a formula over the table's columns; coefficients as analysed."""
    y, v = _data(pooling)
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
        (name, *(_cell(array[0, i]) for array in arrays)) for i, name in enumerate(found.names)
    )
    explained = "" if np.isnan(found.R2[0]) else f", R² = {found.R2[0]:.1f} %"
    remark = (
        f"residual tau2 = {found.tau2[0]:.4g}{explained}; QE = {found.QE[0]:.2f} on "
        f"{found.QE_df} df, P = {found.QE_p[0]:.3g}; QM = {found.QM[0]:.2f}, "
        f"P = {found.QM_p[0]:.3g}; coefficients are on the analysis scale"
    )
    heads = ("coefficient", "estimate", "se", "ci_low", "ci_high", "p")
    return Section("regression", f"Meta-regression: {formula}", heads, rows, remark)


SECTIONS: tuple[tuple[str, Callable[[Pooling], Section]], ...] = (
    ("leave-one-out", leave_one_out),
    ("cumulative", cumulative),
    ("influence", influence),
    ("subsets", subsets),
)


def _data(pooling: Pooling) -> tuple[Floats, Floats]:
    y = np.array([row.y for row in pooling.rows])
    v = np.array([row.v for row in pooling.rows])
    return y, v


def _cell(value: float | np.floating | np.integer) -> Cell:
    if isinstance(value, (np.integer, int)):
        return int(value)
    return float(value) if np.isfinite(value) else None


def _column(columns: Mapping[str, Sequence[str]], name: str) -> Sequence[str]:
    if name.lower() not in columns:
        raise UsageError(f"no column '{name}'; one of {', '.join(columns)}")
    return columns[name.lower()]


def _values(cells: Sequence[str]) -> Sequence[str] | Sequence[float]:
    """Numbers where every cell is one, else text."""
    try:
        return [float(cell) for cell in cells]
    except ValueError:
        return list(cells)
