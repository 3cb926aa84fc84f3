"""A percentage of people must be a whole number of them.

Fails: 60 % of 33 (19 are 57.6 %, 20 are 60.6 %). Passes: 78 % of 23 (18 are 78.3 %).
Survival estimated over time and people lost are other explanations, so it is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from thymos.checks.printed import Fault, at_result, span, unit
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.kernel.reported import cut, whole_counts
from thymos.records.study import ArmSummary, Result, Study
from thymos.records.wording import number

RULE = "whole-percent"

# Sets whose size is the size of the arm, where a summary states none.
WHOLE_ARMS = ("intention to treat", "modified intention to treat", "as analysed")


def whole_percent(dossier: Dossier) -> Iterator[Finding]:
    """Percentages among n people that no whole number of people gives."""
    for study, result in dossier.results():
        for index, row in enumerate(result.summaries):
            fault = _fault(row, _size(study, result, row))
            if fault is not None:
                path = ("summaries", index)
                field = f"summaries[{index}].percent"
                yield at_result(dossier, study, result, path, RULE, fault, field)


def _size(study: Study, result: Result, row: ArmSummary) -> int | None:
    if row.n is not None or result.subgroup is not None or result.analysis_set not in WHOLE_ARMS:
        return row.n
    return next((arm.analysed for arm in study.arms if arm.id == row.arm), None)


def _fault(row: ArmSummary, n: int | None) -> Fault | None:
    if row.percent is None or not n:
        return None
    first, last = whole_counts(*span(row.percent), n)
    if first <= last:
        return None
    below, above = max(first - 1, 0), min(first, n)
    near = " and ".join(f"{x}/{n} = {number(100 * x / n, 2)} %" for x in (below, above))
    first, last = whole_counts(*cut(row.percent, unit(row.percent)), n)
    is_cut = first <= last
    return Fault(
        reason=f"no whole number of {n} is {row.percent:g} %"
        + (" unless its digits were cut off" if is_cut else ""),
        found=f"{row.percent:g} % of {n} in arm '{row.arm}'",
        expected=f"a percentage that people can make up: {near}",
        severity=Severity.NOTE if is_cut else Severity.WARNING,
    )
