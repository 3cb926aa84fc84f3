"""The one batched root finder and the one batched bounded minimiser.

Both keep a bracket for every row, so neither can diverge, and both drop rows from the work
as they settle. A function is called as ``f(x, rows)``: x holds the abscissae of the rows
still at work, rows their positions in the batch.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from thymos.kernel.batch import Bools, Floats

Rows = NDArray[np.intp]
WithSlope = Callable[[Floats, Rows], tuple[Floats, Floats]]
Plain = Callable[[Floats, Rows], Floats]

# Newton doubles the digits, so a last step this small leaves an error near rounding.
RELATIVE_STEP = 1e-11
# 64 halvings exhaust a double; Newton steps in between can only help.
MOST_STEPS = 200
GOLDEN = (3.0 - 5.0**0.5) / 2.0


def find_root(
    function: WithSlope,
    low: Floats,
    high: Floats,
    *,
    start: Floats | None = None,
    rising: bool = False,
    floor: Floats | float = 0.0,
) -> Floats:
    """Solve f(x) = 0 inside a bracket for every row: Newton's steps, safeguarded by halving.

    function: (x, rows) -> (f, slope), all (rows,). low, high: (batch,) with f of opposite
    signs, positive at low unless rising. start: (batch,) first abscissa, default the middle.
    floor: length below which differences in x do not matter, (batch,) or scalar; precision
    is relative to |x| + floor. Returns (batch,).
    A Newton step is refused when it leaves the bracket, fails to halve the step before, or
    rests on a slope of the wrong sign; then the bracket is halved
    (Press et al., Numerical Recipes, section 9.4).

    >>> find_root(lambda x, rows: (2 - x * x, -2 * x), np.array([0.0]), np.array([2.0])).round(6)
    array([1.414214])
    """
    low, high = low.astype(float), high.astype(float)
    answer = (low + high) / 2 if start is None else np.clip(start, low, high)
    lengths = np.broadcast_to(np.asarray(floor, float), answer.shape)
    last = high - low
    rows = np.flatnonzero(np.ones(answer.shape, bool))
    for _ in range(MOST_STEPS):
        if rows.size == 0:
            break
        x = answer[rows]
        f, slope = function(x, rows)
        above = (f > 0) == rising
        low[rows], high[rows] = np.where(above, low[rows], x), np.where(above, x, high[rows])
        honest = np.isfinite(slope) & ((slope > 0) == rising) & (slope != 0)
        slope = np.where(honest, slope, np.nan)
        new, newton = _next(x, f, slope, low[rows], high[rows], last[rows])
        last[rows] = np.abs(new - x)
        answer[rows] = new
        near = RELATIVE_STEP * (np.abs(new) + lengths[rows])
        settled = (f == 0) | (newton & (last[rows] <= near)) | (high[rows] - low[rows] <= near)
        rows = rows[~settled]
    return answer


def _next(
    x: Floats, f: Floats, slope: Floats, low: Floats, high: Floats, last: Floats
) -> tuple[Floats, Bools]:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        step = np.where(f == 0, 0.0, f / slope)
    new = x - step
    newton = (new >= low) & (new <= high) & (np.abs(step) <= 0.5 * last)
    newton |= f == 0
    return np.where(newton, new, 0.5 * (low + high)), newton


def find_minimum(
    function: Plain, low: Floats, high: Floats, *, floor: Floats | float = 0.0
) -> Floats:
    """Minimise f between low and high for every row, by golden-section search.

    function: (x, rows) -> f, (rows,). low, high: (batch,). floor: as in find_root; precision
    is the square root of rounding, relative to |x| + floor, as for any search by values.
    Where f has several minima, one of them. Ends of the bracket count. Returns (batch,).

    >>> find_minimum(lambda x, rows: (x - 1) ** 2, np.array([0.0]), np.array([3.0])).round(6)
    array([1.])
    """
    low, high = low.astype(float), high.astype(float)
    ends = (low.copy(), high.copy())
    everyone = np.flatnonzero(np.ones(low.shape, bool))
    left, right = low + GOLDEN * (high - low), high - GOLDEN * (high - low)
    f_left, f_right = function(left, everyone), function(right, everyone)
    for _ in range(MOST_STEPS):
        wide = high - low > 1e-9 * (np.abs(left) + floor) + 1e-300
        if not wide.any():
            break
        down = f_left <= f_right
        high, low = np.where(down, right, high), np.where(down, low, left)
        new = np.where(down, low + GOLDEN * (high - low), high - GOLDEN * (high - low))
        f_new = function(new, everyone)
        left, right = np.where(down, new, right), np.where(down, left, new)
        f_left, f_right = np.where(down, f_new, f_right), np.where(down, f_left, f_new)
    points = np.stack([np.where(f_left <= f_right, left, right), *ends])
    values = np.stack([function(point, everyone) for point in points])
    return np.asarray(np.take_along_axis(points, values.argmin(0)[None], 0)[0])
