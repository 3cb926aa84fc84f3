"""A hazard ratio cannot be known better than its events allow.

Fails: HR 0.99 with a 99 % interval of 0.77–1.27 from 259 deaths, which a 95 % interval fits.
Passes: the same as a 95 % interval. The bound: `kernel.reported.least_log_hazard_se`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from thymos.checks.printed import Fault, Printed, statistics
from thymos.checks.wald import implied
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.kernel.reported import least_log_hazard_se
from thymos.records.wording import recorded

RULE = "hazard-information"

# Deaths after the counted day, and reports that differ by a few, are let pass.
MORE_EVENTS = 1.10
# Below this an interval has no width at all: another rule's matter.
TINY = 1e-9


def hazard_information(dossier: Dossier) -> Iterator[Finding]:
    """Intervals of hazard ratios that are narrower than the counted events allow."""
    for printed in statistics(dossier, "HR"):
        events = _events(dossier, printed)
        if events is None or printed.interval is None or printed.value is None:
            continue
        se = implied("HR", printed.value, printed.interval).se()[1]
        if not TINY < se < math.inf:
            continue
        needed = (2 / se) ** 2
        if needed <= events * MORE_EVENTS:
            continue
        share = f"{100 * printed.interval.level:g} %"
        told = recorded(printed.value, printed.interval.low, printed.interval.high)
        bound = least_log_hazard_se(events)
        fault = Fault(
            f"an interval so narrow at {share} needs {math.ceil(needed)} events or more",
            f"HR {told} at {share}",
            f"{events} events, which allow a standard error of {bound:.3f} at best",
            Severity.WARNING,
        )
        yield printed.finding(dossier, RULE, fault)


def _events(dossier: Dossier, printed: Printed) -> int | None:
    """The events of the same outcome in the same study, where all its arms are counted."""
    study, own = printed.study, printed.result
    if own.analysis_set == "matched":
        return None  # robust standard errors know no such bound
    counted = [
        sum(row.events for row in result.counts)
        for other, result in dossier.results_of(own.outcome)
        if other.id == study.id
        and result.timepoint == own.timepoint
        and result.subgroup == own.subgroup
        and len(result.counts) == len(study.arms)
    ]
    return max(counted) if counted and max(counted) > 0 else None
