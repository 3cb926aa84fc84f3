"""A ratio or a difference, and its interval, must follow from the counts or the means.

Fails: RR 0.74 (0.54–0.98) beside 47/181 and 63/180, which give 0.54–1.02. Passes: 0.74
(0.54–1.02), and whatever another method of the kernel's list gives. Adjusted and matched
analyses are not recomputed; an interval off its own centre is found by `interval_centre`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from thymos.checks.mean_difference import half_widths, pair_of
from thymos.checks.printed import (
    CRUDE_SETS,
    NEARLY,
    Fault,
    Printed,
    agrees,
    span,
    statistics,
    table_of,
    unit,
    was_cut,
)
from thymos.checks.wald import implied
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.kernel.alternatives import Estimated, intervals
from thymos.records.wording import estimate, recorded

RULE = "reported-interval"
KINDS = ("RR", "OR", "RD", "difference", "MD")
Row = tuple[float, float, float]
Fits = Callable[..., bool]

# Beyond this share of the half width the finding about the centre has said it.
LEANS = 0.05


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What the data say of a printed estimate: whether some method gives it, and how near."""

    known: bool = False
    fits: bool = False
    cut: bool = False
    turned: bool = False
    estimate_fits: bool = False
    nearest: str | None = None
    tried: tuple[str, ...] = ()


def reported_interval(dossier: Dossier) -> Iterator[Finding]:
    """Ratios and differences that neither the counts nor the means can give."""
    for printed in statistics(dossier, *KINDS):
        if printed.value is None:
            continue
        seen = from_counts(printed)
        seen = seen if seen.known else from_means(printed)
        fault = None if not seen.known or seen.fits else _fault(printed, seen)
        if fault is not None:
            yield printed.finding(dossier, RULE, fault)


def _fault(printed: Printed, seen: Recomputed) -> Fault | None:
    value, interval = printed.value, printed.interval
    if value is None:
        return None
    if (
        interval is not None
        and seen.estimate_fits
        and implied(printed.code, value, interval).off_centre > LEANS
    ):
        return None
    low, high = (None, None) if interval is None else (interval.low, interval.high)
    found = f"{printed.code} {recorded(value, low, high)}"
    given = seen.nearest or ""
    other = {"RR": "OR", "OR": "RR"}.get(printed.code)
    if other is not None and from_counts(replace(printed, code=other)).fits:
        told = f"{other} {recorded(value, low, high)}"
        reason = f"the counts give this figure as {other}, and {given} as {printed.code}"
        return Fault(reason, found, f"{told}, or {given}", Severity.NOTE)
    if seen.turned or seen.cut:
        why = "the groups are the other way round" if seen.turned else "digits were cut off"
        return Fault(f"{why}: the data give {given}", found, given, Severity.NOTE)
    reason = f"the data give {given}; tried {', '.join(seen.tried)}"
    return Fault(reason, found, given, Severity.ERROR)


def from_counts(printed: Printed) -> Recomputed:
    """What the counts of its result say of a printed ratio or difference."""
    table = table_of(printed.study, printed.result)
    code = "RD" if printed.code in ("RD", "difference") else printed.code
    if code not in ("RR", "OR", "RD") or table is None or printed.value is None:
        return Recomputed()
    if printed.result.analysis_set not in CRUDE_SETS:
        return Recomputed()
    level = 0.95 if printed.interval is None else printed.interval.level
    cells = (table.a, table.n1, table.c, table.n2)
    if code != "RD":
        return _compare(printed, intervals(code, *cells, level), ratio=True)
    found = tuple(intervals(code, *cells, level))
    points = tuple((name, 100 * x, 100 * y, 100 * z) for name, x, y, z in found)
    either = [_compare(printed, iter(rows), ratio=False) for rows in (found, points)]
    likelier = either[_in_percent(printed)]
    return next((seen for seen in either if seen.fits), likelier)


def from_means(printed: Printed) -> Recomputed:
    """What the means and SDs of its result say of a printed difference of means."""
    pair = pair_of(printed.study, printed.result)
    if pair is None or printed.code not in ("MD", "difference") or printed.value is None:
        return Recomputed()
    if printed.result.analysis_set not in CRUDE_SETS:
        return Recomputed()
    one, two = pair
    low = span(one.mean)[0] - span(two.mean)[1]
    high = span(one.mean)[1] - span(two.mean)[0]
    told = tuple(half_widths(one, two, printed.interval.level if printed.interval else 0.95))
    fits = any(_overlap(printed, low, high, half) for _, half in told)
    middle = one.mean - two.mean
    half = (told[0][1][0] + told[0][1][1]) / 2
    return Recomputed(
        known=True,
        fits=fits or _overlap(printed, -high, -low, told[0][1]),
        estimate_fits=_touch(span(printed.value), (low, high)),
        nearest=estimate(middle, middle - half, middle + half, _decimals(printed)),
        tried=tuple(name for name, _ in told),
    )


def _in_percent(printed: Printed) -> bool:
    """Whether a difference is printed in percentage points, as far as its size tells."""
    sizes = [printed.value or 0.0]
    if printed.interval is not None:
        sizes += [printed.interval.low, printed.interval.high]
    return max(abs(x) for x in sizes) > 1


def _compare(printed: Printed, methods: Iterator[Estimated], *, ratio: bool) -> Recomputed:
    found: list[Estimated] = []
    for row in methods:  # the later ones take longer, and are seldom needed
        if _printed_so(printed, row[1:], agrees, ratio=ratio):
            return Recomputed(known=True, fits=True, estimate_fits=True)
        found.append(row)
    if not found:
        return Recomputed()
    plain = [row[1:] for row in found]
    turned = [(1 / x, 1 / z, 1 / y) if ratio else (-x, -z, -y) for x, y, z in plain if x]
    name, x, y, z = found[0]
    return Recomputed(
        known=True,
        cut=any(_printed_so(printed, row, was_cut, ratio=ratio) for row in plain),
        turned=any(_printed_so(printed, row, agrees, ratio=ratio) for row in turned),
        estimate_fits=any(_close(printed, row[0], ratio=ratio) for row in plain),
        nearest=f"{estimate(x, y, z, _decimals(printed))} by {name}",
        tried=tuple(name for name, *_ in found),
    )


def _decimals(printed: Printed) -> int:
    """As many decimals as are printed, so that a difference can be seen."""
    known = [printed.value or 0.0]
    if printed.interval is not None:
        known += [printed.interval.low, printed.interval.high]
    return max(0, *(-round(math.log10(unit(x))) for x in known), 0)


def _close(printed: Printed, computed: float, *, ratio: bool) -> bool:
    value = printed.value or 0.0
    text = printed.statistic.text if printed.statistic else None
    step = unit(value, text)
    # A difference is often taken between percentages that were rounded already.
    slack = 0.0 if ratio else step
    return agrees(value, computed, step, slack)


def _printed_so(printed: Printed, row: Row, same: Fits, *, ratio: bool) -> bool:
    middle, low, high = row
    exact = same(printed.value or 0.0, middle, unit(printed.value or 0.0))
    if not exact and not _close(printed, middle, ratio=ratio):
        return False
    if printed.interval is None:
        return exact or not ratio
    pairs = ((printed.interval.low, low), (printed.interval.high, high))
    slack = NEARLY * (high - low)
    return all(same(x, y, unit(x), slack) or agrees(x, y, unit(x), slack) for x, y in pairs)


def _overlap(printed: Printed, low: float, high: float, half: tuple[float, float]) -> bool:
    if printed.value is None or not _touch(span(printed.value), (low, high)):
        return False
    if printed.interval is None:
        return True
    return _touch(span(printed.interval.low), (low - half[1], high - half[0])) and _touch(
        span(printed.interval.high), (low + half[0], high + half[1])
    )


def _touch(one: tuple[float, float], two: tuple[float, float]) -> bool:
    return one[0] <= two[1] and two[0] <= one[1]
