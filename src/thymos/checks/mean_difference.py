"""What two printed means with SDs imply, over all values that round to what is printed."""

from __future__ import annotations

import math
from collections.abc import Iterator

from thymos.checks.printed import NEARLY, span
from thymos.kernel.distributions import normal_quantile, normal_two_sided, t_quantile, t_two_sided
from thymos.records.study import ArmMean, Result, Study

Range = tuple[float, float]

# Squares of what lies beyond leave the range of a float; nothing in medicine is so large.
LARGEST = 1e100


def pair_of(study: Study, result: Result) -> tuple[ArmMean, ArmMean] | None:
    """The treated and the control row of a result's means, or None where it has not two."""
    roles = {arm.id: arm.role for arm in study.arms}
    rows = {roles[row.arm]: row for row in result.means}
    if len(result.means) != 2 or len(rows) != 2:
        return None
    one, two = rows["treated"], rows["control"]
    sizes = [max(abs(row.mean), row.sd) for row in (one, two)]
    measurable = max(sizes) < LARGEST and min(one.sd, two.sd) > 1 / LARGEST
    return (one, two) if one.n + two.n > 2 and measurable else None


def difference(one: ArmMean, two: ArmMean) -> Range:
    """The smallest and the largest difference that the printed means allow."""
    (a, b), (c, d) = span(one.mean), span(two.mean)
    return a - d, b - c


def standard_errors(one: ArmMean, two: ArmMean) -> Iterator[tuple[str, Range, float | None]]:
    """Standard errors of the difference with their degrees of freedom, by the usual methods."""
    sds = [(max(a, 0.0), max(b, 0.0)) for a, b in zip(span(one.sd), span(two.sd), strict=True)]
    df = one.n + two.n - 2
    pooled = [
        math.sqrt(((one.n - 1) * a * a + (two.n - 1) * b * b) / df * (1 / one.n + 1 / two.n))
        for a, b in sds
    ]
    plain = [math.sqrt(a * a / one.n + b * b / two.n) for a, b in sds]
    yield "Student", (pooled[0], pooled[1]), df
    yield "Wald", (plain[0], plain[1]), None
    if one.n > 1 and two.n > 1:
        v1, v2 = one.sd**2 / one.n, two.sd**2 / two.n
        welch = (v1 + v2) ** 2 / (v1**2 / (one.n - 1) + v2**2 / (two.n - 1))
        yield "Welch", (plain[0], plain[1]), welch


def half_widths(one: ArmMean, two: ArmMean, level: float) -> Iterator[tuple[str, Range]]:
    """Half the width of the difference's interval, smallest and largest, by method."""
    tail = 0.5 + level / 2
    for name, (low, high), df in standard_errors(one, two):
        quantile = float(normal_quantile(tail) if df is None else t_quantile(tail, df))
        yield name, (low * quantile * (1 - NEARLY), high * quantile * (1 + NEARLY))


def p_ranges(one: ArmMean, two: ArmMean) -> Iterator[tuple[str, Range]]:
    """The smallest and the largest two-sided P of no difference, by method."""
    low, high = difference(one, two)
    least = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
    most = max(abs(low), abs(high))
    for name, (small, large), df in standard_errors(one, two):
        ends = (least / large if large else 0.0, most / small if small else math.inf)
        if df is None:
            ps = [float(normal_two_sided(x).item()) for x in ends]
        else:
            ps = [float(t_two_sided(x, df).item()) for x in ends]
        yield name, (ps[1] * (1 - NEARLY), ps[0] * (1 + NEARLY))
