"""A review's pooled result must agree with itself: interval, P, crude percentages.

Fails: SMD -0.52 (-1.06 to 0.11), whose middle is -0.48; OR 0.73 (0.59-0.90) with P = 0.3; RR
2.22 beside 38.8 % and 12.4 %. Passes: OR 0.73 (0.59-0.90) with P = 0.003. Pooled intervals are
Wald's: no leaning is allowed beyond rounding. By t they imply a larger P: both are tried.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from thymos.checks.interval_centre import off_centre
from thymos.checks.p_and_interval import fits, p_range
from thymos.checks.printed import Fault
from thymos.checks.wald import implied
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.records.atoms import Interval
from thymos.records.outcome import PublishedPool
from thymos.records.study import Reported
from thymos.records.wording import number

CENTRE = "interval-centre"
POOL_P = "pool-p"
CRUDE = "crude-ratio"

# A crude ratio of pooled percentages is no pooled ratio, but a fifth apart wants a reason.
CRUDE_GAP = math.log(1.2)

# Review software prints from unrounded numbers; z by another digit is let pass.
LEEWAY = 0.01


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
        off = off_centre(pool.measure, value, interval, leans=LEEWAY, too_far=LEEWAY)
        if off is not None:
            yield CENTRE, "interval", off
        elif not _p_fits(pool, value, interval):
            low, high = p_range(implied(pool.measure, value, interval), leeway=LEEWAY)
            told = f"P from {low:.2g} to {high:.2g}"
            yield (
                POOL_P,
                "p",
                Fault(f"the interval gives {told}", pool.p_text or f"P = {pool.p:g}", told),
            )
    shares = (pool.percent_treated, pool.percent_control)
    if pool.measure == "RR" and shares[0] and shares[1]:
        crude = shares[0] / shares[1]
        if abs(math.log(crude / value)) > CRUDE_GAP:
            reason = f"{shares[0]:g} % over {shares[1]:g} % is far from the RR"
            wanted = f"a ratio near {number(crude)}, or a reason"
            yield CRUDE, "estimate", Fault(reason, f"RR {number(value)}", wanted)


def _p_fits(pool: PublishedPool, value: float, interval: Interval) -> bool:
    """Whether the printed P can come from some interval that rounds to the printed one."""
    said = Reported(statistic="p", value=pool.p, text=pool.p_text)
    ranges = implied(pool.measure, value, interval)
    dfs = (None, float(pool.k - 1)) if pool.k and pool.k > 1 else (None,)
    return any(fits(said, *p_range(ranges, df, LEEWAY)) for df in dfs)
