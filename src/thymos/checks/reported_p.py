"""A reported P value must follow from the counts by the test named, or by some test."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos import kernel
from thymos.checks.printed import Printed, Table, agrees, statistics, table_of, unit
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity

RULE = "reported-p"
ALPHA = 0.05
_BOUND = re.compile(r"([<>≤≥])\s*(\d*\.?\d+)")


def reported_p(dossier: Dossier) -> Iterator[Finding]:
    """P values that no common test of the counts gives, and those that hang on the test."""
    for printed in statistics(dossier, "p"):
        table = table_of(printed.study, printed.result)
        if table is None or printed.statistic.test in ("log-rank", "t"):
            continue
        computed = p_values(table)
        bad = _contradiction(dossier, printed, computed)
        if bad is not None:
            yield bad
        elif _hangs_on_test(printed, computed):
            said = ", ".join(f"{name} {p:.3f}" for name, p in computed)
            yield printed.finding(
                dossier,
                RULE,
                severity=Severity.NOTE,
                reason=f"whether P is below 0.05 depends on the test chosen: {said}",
            )


def p_values(table: Table) -> tuple[tuple[str, float], ...]:
    """P by the tests in common use: Pearson's, Yates's, Fisher's.

    >>> [(name, round(p, 4)) for name, p in p_values(Table(4, 36, 12, 40))]
    [('chi-square', 0.0437), ('Yates', 0.0827), ('Fisher', 0.0528)]
    """
    cells = (table.a, table.n1 - table.a, table.c, table.n2 - table.c)
    values = (
        ("chi-square", kernel.chi_square(*cells).p),
        ("Yates", kernel.chi_square(*cells, correct=True).p),
        ("Fisher", kernel.fisher_exact(*cells).p),
    )
    return tuple((name, float(p.reshape(-1)[0])) for name, p in values)


def _contradiction(
    dossier: Dossier, printed: Printed, computed: tuple[tuple[str, float], ...]
) -> Finding | None:
    wanted = _named(printed, computed)
    statistic = printed.statistic
    bound = _BOUND.search(statistic.text or "")
    if bound:
        limit, below = float(bound[2]), bound[1] in "<≤"
        fits = any((p <= limit) if below else (p >= limit) for _, p in wanted)
        shown = f"P {bound[1]} {bound[2]}"
    elif statistic.value is not None:
        step = unit(statistic.value, statistic.text)
        fits = any(agrees(statistic.value, p, step) for _, p in wanted)
        shown = f"P = {statistic.value:g}"
    else:
        return None
    if fits:
        return None
    said = ", ".join(f"{name} {p:.4f}" for name, p in wanted)
    return printed.finding(
        dossier,
        RULE,
        reason=f"the counts give {said}",
        found=shown,
        expected=f"a value that the counts give ({said})",
    )


def _named(
    printed: Printed, computed: tuple[tuple[str, float], ...]
) -> tuple[tuple[str, float], ...]:
    names = {"chi-square": ("chi-square", "Yates"), "fisher": ("Fisher",)}
    wanted = names.get(printed.statistic.test or "", tuple(name for name, _ in computed))
    return tuple((name, p) for name, p in computed if name in wanted)


def _hangs_on_test(printed: Printed, computed: tuple[tuple[str, float], ...]) -> bool:
    value = printed.statistic.value
    if value is None or value >= ALPHA:
        return False
    return any(p >= ALPHA for _, p in computed)
