"""Whether a result is significant may hang on a choice; then the other choices are shown.

Nothing is misprinted here. Notes: P = 0.044 by chi-square beside 4/36 and 12/40, where Fisher's
test gives 0.053; P = 0.062 and, by log-rank, 0.049 of one result; P = 0.04 beside an
interval that holds no effect. Silent: P = 0.004 where every test agrees.
"""

from __future__ import annotations

from collections.abc import Iterator

from thymos.checks.printed import RATIOS, Fault, Printed, printed_of, span, table_of
from thymos.checks.reported_p import claim, p_values
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.records.study import Result, Study
from thymos.records.wording import recorded

RULE = "choice-of-test"
ALPHA = 0.05


def choice_of_test(dossier: Dossier) -> Iterator[Finding]:
    """Results of which one defensible analysis is significant and another is not."""
    for study, result in dossier.results():
        printed = [x for x in printed_of(study, result) if not x.quoted]
        small = [x for x in printed if x.code == "p" and x.value is not None and x.value < ALPHA]
        for p in small:
            said = _otherwise(study, result, p, printed)
            if said is not None:
                yield p.finding(dossier, RULE, said)


def _otherwise(study: Study, result: Result, p: Printed, others: list[Printed]) -> Fault | None:
    how = p.statistic.test if p.statistic and p.statistic.test not in (None, "unknown") else None
    shown = f"P = {p.value:g}" + (f" ({how})" if how else "")
    large = [
        f"P = {x.value:g}"
        + (f" ({x.statistic.note})" if x.statistic and x.statistic.note else " by another test")
        for x in others
        if x.code == "p" and x.value is not None and x.value >= ALPHA
    ]
    if large:
        return _note(shown, f"the same result has {' and '.join(large)}")
    table = table_of(study, result) if how not in ("log-rank", "t") else None
    if table is not None:
        tests = p_values(table)
        rounds, _ = claim(p.statistic) if p.statistic else (None, None)
        if rounds is None or not any(rounds(value) for _, value in tests):
            return None  # the counts do not give this P; another rule says so
        if any(value >= ALPHA for _, value in tests):
            return _note(shown, ", ".join(f"{name} {value:.3f}" for name, value in tests))
    for x in others:
        if x.interval is None or x.value is None or x.interval.level != 1 - ALPHA:
            continue
        null = 1.0 if x.code in RATIOS else 0.0
        if span(x.interval.low)[1] < null < span(x.interval.high)[0]:
            told = recorded(x.value, x.interval.low, x.interval.high)
            return _note(shown, f"{x.code} {told} holds no effect within its interval")
    return None


def _note(shown: str, others: str) -> Fault:
    reason = f"whether P is below 0.05 depends on the test chosen: {others}"
    return Fault(reason, shown, "", Severity.NOTE)
