"""A percentage must be the events over the denominator of its arm."""

from __future__ import annotations

from collections.abc import Iterator

from thymos.checks.printed import agrees, statistics, unit
from thymos.dossier.index import Dossier
from thymos.errors import Finding
from thymos.records.wording import number

RULE = "reported-percent"


def reported_percent(dossier: Dossier) -> Iterator[Finding]:
    """Percentages that the arm's own counts cannot give."""
    for printed in statistics(dossier, "percent"):
        value, arm = printed.statistic.value, printed.statistic.arm
        row = next((row for row in printed.result.counts if row.arm == arm), None)
        if value is None or row is None:
            continue
        computed = 100 * row.events / row.n
        if not agrees(value, computed, unit(value, printed.statistic.text)):
            yield printed.finding(
                dossier,
                RULE,
                reason=f"{row.events} of {row.n} is {number(computed, 2)} %",
                found=f"{value:g} % in arm '{arm}'",
                expected=f"{number(computed, 2)} % ({row.events}/{row.n})",
            )
