"""An interval contains its estimate, and lies evenly about it on the scale of analysis.

Fails: HR 0.99 (0.77–1.77), whose geometric middle is 1.17. Passes: 0.99 (0.77–1.27). Exact,
score and profile intervals lean a little: up to a twentieth of the half width is nothing, up
to a seventh a note. Where the counts give the interval by a common method, it may lean.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from thymos.checks.printed import RATIOS, Fault, Printed, statistics
from thymos.checks.reported_interval import from_counts, from_means
from thymos.checks.wald import implied
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.records.atoms import Interval
from thymos.records.wording import number, recorded, span

RULE = "interval-centre"
LEANS = 0.05
TOO_FAR = 0.15


def interval_centre(dossier: Dossier) -> Iterator[Finding]:
    """Intervals that no rounding puts about their own estimate."""
    for printed in statistics(dossier, *RATIOS, "RD", "MD", "SMD", "difference"):
        if printed.value is None or printed.interval is None:
            continue
        fault = off_centre(printed.code, printed.value, printed.interval)
        if fault is None or from_means(printed).fits:
            continue
        counts = from_counts(printed)
        if not counts.fits:
            yield printed.finding(dossier, RULE, _beside(fault, printed, counts.nearest))


def off_centre(
    code: str, value: float, interval: Interval, leans: float = LEANS, too_far: float = TOO_FAR
) -> Fault | None:
    """What is wrong when an interval's middle cannot be its estimate, on the analysis scale."""
    low, high = interval.low, interval.high
    ranges = implied(code, value, interval)
    found = f"{code} {recorded(value, low, high)}"
    wanted = f"an interval about {number(value)}"
    if low > high or ranges.outside:
        reason = "the estimate lies outside its own interval"
        return Fault(reason, found, wanted, Severity.ERROR)
    lean = ranges.off_centre
    if lean <= leans:
        return None
    ratio = code in RATIOS and low > 0
    middle = math.sqrt(low * high) if ratio else (low + high) / 2
    kind = "geometric middle" if ratio else "middle"
    reason = f"the {kind} of {span(low, high)} is {number(middle)}"
    if lean > too_far:
        why = "adjusted, not Wald's, or a misprint"
        return Fault(f"{reason}: {why}", found, wanted, Severity.WARNING)
    return Fault(f"{reason}: it leans as exact intervals do", found, wanted, Severity.NOTE)


def _beside(fault: Fault, printed: Printed, nearest: str | None) -> Fault:
    if nearest is None:
        return fault
    return Fault(f"{fault.reason}; the counts give {nearest}", fault.found, nearest, fault.severity)
