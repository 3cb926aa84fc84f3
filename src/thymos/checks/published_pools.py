"""A review's pooled result must agree with itself: interval, P, crude percentages."""

from __future__ import annotations

import math
from collections.abc import Iterator

from thymos import kernel
from thymos.checks.printed import RATIOS, Fault, off_centre, unit
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.records.atoms import Interval
from thymos.records.outcome import PublishedPool
from thymos.records.wording import number

CENTRE = "interval-centre"
POOL_P = "pool-p"
CRUDE = "crude-ratio"

# A crude ratio of pooled percentages is no pooled ratio, but a fifth apart wants a reason.
CRUDE_GAP = math.log(1.2)

# Half a unit of the last printed digit of P, and half as much again for truncation.
LENIENT = 0.75


def published_pools(dossier: Dossier) -> Iterator[Finding]:
    """Pooled results whose interval, P value or percentages contradict one another."""
    for pool in dossier.pools.values():
        for rule, field, fault in _pool_faults(pool):
            place = dossier.place("pools", pool.id, ("estimate",))
            yield Finding(
                place.file,
                place.line,
                place.column,
                rule=rule,
                severity=Severity.WARNING,
                sources=(pool.source,),
                field=field,
                reason=fault.reason,
                found=fault.found,
                expected=fault.expected,
            )


def _pool_faults(pool: PublishedPool) -> Iterator[tuple[str, str, Fault]]:
    value, interval = pool.estimate, pool.interval
    if value is None:
        return
    if interval is not None:
        off = off_centre(pool.measure, value, interval)
        if off is not None:
            yield CENTRE, "interval", off
        elif pool.p is not None and not _p_fits(pool, interval):
            log = pool.measure in RATIOS
            p = float(
                kernel.wald_p(value, interval.low, interval.high, log_scale=log).reshape(-1)[0]
            )
            reason = f"the interval gives P = {p:.4f}"
            yield POOL_P, "p", Fault(reason, f"P = {pool.p:g}", f"P = {p:.4f}")
    shares = (pool.percent_treated, pool.percent_control)
    if pool.measure == "RR" and shares[0] and shares[1]:
        crude = shares[0] / shares[1]
        if abs(math.log(crude / value)) > CRUDE_GAP:
            reason = f"{shares[0]:g} % over {shares[1]:g} % is far from the RR"
            wanted = f"a ratio near {number(crude)}, or a reason"
            yield CRUDE, "estimate", Fault(reason, f"RR {number(value)}", wanted)


def _p_fits(pool: PublishedPool, interval: Interval) -> bool:
    """Whether the printed P can come from some interval that rounds to the printed one."""
    value, p, log = pool.estimate, pool.p, pool.measure in RATIOS
    if value is None or p is None or (log and interval.low <= 0):
        return True
    steps = [unit(x) / 2 for x in (value, interval.low, interval.high)]
    corners = []
    for i in (-1, 0, 1):
        for j in (-1, 0, 1):
            shifted = (
                value + i * steps[0],
                interval.low - j * steps[1],
                interval.high + j * steps[2],
            )
            if (not log or min(shifted) > 0) and shifted[1] < shifted[0] < shifted[2]:
                corners.append(float(kernel.wald_p(*shifted, log_scale=log).reshape(-1)[0]))
    if not corners:
        return True
    half = LENIENT * unit(p, pool.p_text)
    return min(corners) - half <= p <= max(corners) + half
