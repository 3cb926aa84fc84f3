"""P values and intervals from the studies themselves: signs turned, rows given away, draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from thymos import kernel
from thymos.evidence.pace import turns
from thymos.evidence.sections.groups import column_values
from thymos.evidence.sections.section import Cell, Section, cell, data, nothing, shown
from thymos.evidence.synthesis import Pooling

KINDS = (("studies", "studies drawn again"), ("parametric", "effects drawn anew"))
DRAWS = 10_000
# Nobody is told how far a section is: all turns are made where they take so many seconds.
SECONDS = 5.0


def permutation(pooling: Pooling) -> Section:
    """The P value by turned signs. Raises ValueError for measures without a value of no effect."""
    null = nothing(pooling)
    if null is None:
        raise ValueError("signs can be turned about no effect alone, and this measure has none")
    y, v = data(pooling)
    main = pooling.main
    draws = turns(pooling.k, main.method, seconds=SECONDS)
    found = kernel.permutation_test(
        y - null, v, method=main.method, test=pooling.options.test, draws=draws
    )
    row = (found.statistic, found.p, found.p_below, found.p_above)
    remark = (
        f"{found.analyses:,} turns of the signs, {_kind(found.exact)}; assumes that effects lie "
        "evenly about no effect, and nothing else"
    )
    columns = ("statistic", "p", "P as low", "P as high")
    rows: tuple[tuple[Cell, ...], ...] = (tuple(cell(each) for each in row),)
    return Section("permutation", "P value by turned signs", columns, rows, remark)


def moderators(pooling: Pooling, formula: str, columns: Mapping[str, Sequence[str]]) -> Section:
    """P values of moderators whose rows are given to the studies in other orders."""
    y, v = data(pooling)
    design = kernel.from_formula(
        formula, {name: column_values(cells) for name, cells in columns.items()}
    )
    found = kernel.permute_moderators(
        y, v, design.X, method=pooling.main.method, test=pooling.options.test
    )
    # No order changes a column of ones alone.
    rows = tuple(
        (name, cell(found.statistic[place]), cell(found.p[place]))
        for place, name in enumerate(design.names)
        if np.ptp(design.X[:, place]) > 0
    )
    remark = (
        f"{found.orders:,} orders of the studies, {_kind(found.exact)}; QM = {found.QM:.2f}, "
        f"P = {found.QM_p:.3g}"
    )
    return Section(
        "permuted_moderators",
        f"Meta-regression by permutation: {formula}",
        ("coefficient", "statistic", "p"),
        rows,
        remark,
    )


def bootstrap(pooling: Pooling) -> Section:
    """Percentile intervals of the estimate and of tau2, by both kinds of draws."""
    y, v = data(pooling)
    rows: list[tuple[Cell, ...]] = []
    for kind, name in KINDS:
        found = kernel.bootstrap(
            y, v, method=pooling.main.method, kind=kind, count=DRAWS, level=pooling.options.level
        )
        limits = shown(pooling, *(np.array(x) for x in (found.estimate, found.low, found.high)))
        spread = (found.se, found.bias, found.tau2, found.tau2_low, found.tau2_high)
        rows.append((name, *map(cell, (float(each) for each in limits)), *map(cell, spread)))
    heads = ("estimate", "ci_low", "ci_high", "se", "bias", "tau2", "tau2_low", "tau2_high")
    remark = (
        f"{DRAWS:,} draws each; percentile intervals, too narrow with few studies; "
        "se and bias are on the analysis scale"
    )
    return Section("bootstrap", "Bootstrap", ("draws", *heads), tuple(rows), remark)


def _kind(exact: bool) -> str:
    return "all there are" if exact else "drawn at random"
