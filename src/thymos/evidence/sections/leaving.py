"""What single studies, and choices of studies, do to the pooled estimate."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from thymos import kernel
from thymos.evidence.sections.section import Cell, Section, cell, data, nothing
from thymos.evidence.synthesis import Pooling

_ESTIMATE = ("estimate", "ci_low", "ci_high", "p", "tau2", "I2")


def leave_one_out(pooling: Pooling) -> Section:
    """The pooled estimate without each study in turn."""
    masks = kernel.leave_one_out(pooling.k)
    return Section(
        "leave_one_out",
        "Without each study in turn",
        ("left out", *_ESTIMATE),
        _estimates(pooling, masks, [row.label for row in pooling.rows]),
    )


def cumulative(pooling: Pooling) -> Section:
    """The pooled estimate as studies are added, in the order of the rows."""
    masks = kernel.cumulative(pooling.k)
    return Section(
        "cumulative",
        "As studies are added, in the order given",
        ("added", *_ESTIMATE),
        _estimates(pooling, masks, [row.label for row in pooling.rows]),
    )


def influence(pooling: Pooling) -> Section:
    """How far each study moves the result: residuals and case deletion diagnostics."""
    y, v = data(pooling)
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
            *(cell(array[i]) for array in arrays),
            "yes" if found.striking[i] else "",
        )
        for i, row in enumerate(pooling.rows)
    )
    columns = ("study", *names, "Baujat x", "Baujat y", "striking")
    remark = "tau2 and QE are without the study; striking deserves a look and is not wrong by that"
    return Section("influence", "Influence of each study", columns, rows, remark)


def subsets(pooling: Pooling) -> Section:
    """How the estimate spreads over every subset of two studies and more, up to 20 studies."""
    y, v = data(pooling)
    o = pooling.options
    pieces = kernel.every_subset(y, v, method=pooling.main.method, test=o.test)
    parts = [(fit.estimate, fit.ci_low, fit.ci_high, fit.I2) for _, fit in pieces]
    estimate, low, high, i2 = (np.concatenate(column) for column in zip(*parts, strict=True))
    quantiles = (0.0, 0.025, 0.25, 0.5, 0.75, 0.975, 1.0)
    shown = kernel.to_display(pooling.measure, np.quantile(estimate, quantiles), pooling.size)
    spread = np.nanquantile(i2, quantiles)
    rows = tuple(
        (f"{100 * q:g} %", cell(x), cell(s))
        for q, x, s in zip(quantiles, shown, spread, strict=True)
    )
    null = nothing(pooling)
    remark = f"{estimate.size:,} subsets; a share of analyses is no probability"
    if null is not None:
        share = 100 * np.mean((low > null) | (high < null))
        remark += f"; in {share:.1f} % of them the interval excludes no effect"
    return Section("subsets", "Every subset", ("quantile", "estimate", "I2"), rows, remark)


def _estimates(
    pooling: Pooling, masks: NDArray[np.bool_], labels: Sequence[str]
) -> tuple[tuple[Cell, ...], ...]:
    y, v = data(pooling)
    o = pooling.options
    fit = kernel.pool(
        y, v, mask=masks, method=pooling.main.method, test=o.test, level=o.level, profile=False
    )
    shown = [
        kernel.to_display(pooling.measure, x, pooling.size)
        for x in (fit.estimate, fit.ci_low, fit.ci_high)
    ]
    columns = (*shown, fit.p, fit.tau2, fit.I2)
    return tuple(
        (label, *(cell(column[i]) for column in columns)) for i, label in enumerate(labels)
    )
