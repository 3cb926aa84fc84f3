"""A percentage must be the events over the denominator of its arm.

Fails: 28.0 % printed beside 47 of 181. Passes: 26.0 %, 26 %.
"""

from __future__ import annotations

from collections.abc import Iterator

from thymos.checks.printed import Fault, Printed, agrees, statistics, unit, was_cut
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.records.wording import number

RULE = "reported-percent"


def reported_percent(dossier: Dossier) -> Iterator[Finding]:
    """Percentages that the arm's own counts cannot give."""
    for printed in statistics(dossier, "percent"):
        fault = _fault(printed)
        if fault is not None:
            yield printed.finding(dossier, RULE, fault)


def _fault(printed: Printed) -> Fault | None:
    said, value = printed.statistic, printed.value
    row = next((r for r in printed.result.counts if said and r.arm == said.arm), None)
    if said is None or value is None or row is None:
        return None
    computed, step = 100 * row.events / row.n, unit(value, said.text)
    if agrees(value, computed, step):
        return None
    is_cut = was_cut(value, computed, step)
    told = f"{row.events} of {row.n} is {number(computed, 2)} %"
    return Fault(
        reason=f"{told}: its digits were cut off, not rounded" if is_cut else told,
        found=f"{value:g} % in arm '{row.arm}'",
        expected=f"{number(computed, 2)} % ({row.events}/{row.n})",
        severity=Severity.NOTE if is_cut else Severity.ERROR,
    )
