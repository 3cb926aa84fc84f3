"""Ranges of a plan reckoned by NumPy, or row by row where a plan is not of subsets."""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np

from thymos.kernel.batch import Bools, Floats, Ints
from thymos.kernel.engine import compiled
from thymos.kernel.fragile.frame import Frame
from thymos.kernel.fragile.plain import Reckoned, common, moments
from thymos.kernel.fragile.tables import Tables
from thymos.kernel.pool import pool


def by_sums(t: Tables, method: str, first: int, stop: int) -> Reckoned:
    """Subsets number first to stop - 1 put together from tables; method CE or DL."""
    width = 1 << t.bits
    rows = np.arange(first >> t.bits, -(-stop // width), dtype=np.int64)
    found = (common if method == "CE" else moments)(t, rows)
    here = slice(first - (first >> t.bits) * width, stop - (first >> t.bits) * width)
    return Reckoned(*(a.ravel()[here] for a in found))


def by_pooling(
    y: Floats, v: Floats, rows: Bools | Ints | Floats, method: str, frame: Frame, fast: bool
) -> Reckoned:
    """Every row of a plan pooled by itself; rows: masks or positions, (n, study)."""
    mask: Bools | None = None
    if rows.dtype == np.bool_:
        mask = np.asarray(rows, dtype=bool)
    else:
        places = np.asarray(rows, dtype=np.int64)
        y, v = y[places], v[places]
    with compiled(alone=True) if fast else nullcontext():
        found = pool(y, v, mask=mask, method=method, profile=False)
    return Reckoned(
        estimate=(found.estimate - frame.centre) / frame.root,
        tau2=found.tau2 / frame.unit,
        share=np.where(found.k > 1, found.I2, 0.0) / 100.0,
        weight=frame.unit / found.se**2,
        studies=found.k.astype(np.float64),
    )


def members(rows: Bools | Ints | Floats) -> Bools:
    """Which studies each row holds, once or more often, (n, study)."""
    if rows.dtype == np.bool_:
        return np.asarray(rows, dtype=bool)
    out = np.zeros(rows.shape, bool)
    np.put_along_axis(out, np.asarray(rows, dtype=np.int64), True, axis=1)
    return out
