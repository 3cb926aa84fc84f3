"""Whether there is enough information yet, and what looking again and again allows."""

from __future__ import annotations

import numpy as np

from thymos import kernel
from thymos.evidence.sections.section import Section, cell, data, nothing, shown
from thymos.evidence.synthesis import Pooling


def sequential(pooling: Pooling, threshold: float) -> Section:
    """Studies one after the other against O'Brien–Fleming spending, for an effect worth finding.

    threshold: that effect, on the reader's scale. The information needed is enlarged by the
    diversity of the studies (Wetterslev et al. 2009). Raises ValueError for measures without
    a value of no effect.
    """
    null = nothing(pooling)
    if null is None:
        raise ValueError(f"{pooling.measure.code} has no value that means no effect")
    y, v = data(pooling)
    worth = float(kernel.from_display(pooling.measure, threshold)) - null
    alone = kernel.required_information(worth)
    random = kernel.pool(y, v, method="DL", profile=False)
    spread = float(kernel.diversity(random, kernel.pool(y, v, method="CE", profile=False))[0])
    spread = spread if np.isfinite(spread) else 0.0
    needed = float(kernel.enlarged(alone, spread))
    found = kernel.trial_sequential(y - null, v, 1 / v, needed)
    limits = shown(pooling, found.estimates + null, found.repeated_low + null)
    high = shown(pooling, found.repeated_high + null)[0]
    rows = tuple(
        (
            row.label,
            cell(100 * found.bounds.fractions[i]),
            cell(limits[0][i]),
            cell(found.z[i]),
            cell(found.bounds.upper[i]),
            cell(limits[1][i]),
            cell(high[i]),
        )
        for i, row in enumerate(pooling.rows)
    )
    met = "no boundary was met"
    if found.crossed is not None:
        met = f"a boundary was met with {pooling.rows[found.crossed].label}"
    remark = (
        f"for an effect of {threshold:g}: alpha 5 %, power 80 %, diversity {100 * spread:.0f} %; "
        f"{met}; the studies stand in the order given"
    )
    columns = ("added", "information %", "estimate", "z", "boundary", "low", "high")
    return Section("sequential", "Trial sequential analysis", columns, rows, remark)
