"""Two outcomes of one study with the same events in both arms may be one outcome, or a slip.

Found: encephalopathy and death from infection, both 5 of 56 against 14 of 58. Silent: two rare
events, one against none, which agree often by chance. Always a note.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from thymos.checks.printed import Fault, Table, at_result, table_of
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.records.study import Result, Study

RULE = "same-events"
CHANCE = 0.05


def same_events(dossier: Dossier) -> Iterator[Finding]:
    """Outcomes of one study that count the same events among the same patients."""
    for study in dossier.studies.values():
        seen: dict[Table, list[Result]] = {}
        tables = 0
        for result in study.results:
            table = table_of(study, result)
            if table is None or dossier.is_superseded(study, result) or result.subgroup:
                continue
            tables += 1
            seen.setdefault(table, []).append(result)
        for table, results in seen.items():
            outcomes = {result.outcome: result for result in results}
            # Every other outcome is another chance to agree.
            if len(outcomes) > 1 and _chance(table) * tables / 2 <= CHANCE:
                yield _finding(dossier, study, tuple(outcomes.values()), table)


def _finding(dossier: Dossier, study: Study, results: tuple[Result, ...], table: Table) -> Finding:
    names = ", ".join(dossier.name_of("outcome", result.outcome) for result in results)
    told = f"{table.a}/{table.n1} against {table.c}/{table.n2}"
    reason = f"these outcomes count the same events in both arms: {names}"
    fault = Fault(reason, told, "different outcomes, or one event told twice", Severity.NOTE)
    return at_result(dossier, study, results[-1], ("counts",), RULE, fault, "counts")


def _chance(table: Table) -> float:
    """How likely a second outcome of the same frequency is to have the same two counts."""
    spread = 1.0
    for events, n in ((table.a, table.n1), (table.c, table.n2)):
        variance = events * (1 - events / n)
        # Two independent counts differ with twice the variance.
        spread *= min(1.0, 1 / math.sqrt(4 * math.pi * variance)) if variance > 0 else 1.0
    return spread
