"""A reported P value must follow from the counts by the test named, or by some test.

Fails: P = 0.02 beside 47/181 and 63/180; P = 0.50 beside 15/18, 20/23 and 14/16. Passes: 0.062
(chi-square) and 0.068 (Fisher) of the first; 0.926 of the second, all arms together. The test
of time to event cannot be recomputed from counts: where it is named the rule is silent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import combinations, islice

from thymos.checks.printed import (
    CRUDE_SETS,
    Fault,
    Printed,
    Table,
    agrees,
    counts_of,
    inferred_table,
    statistics,
    table_of,
    unit,
    was_cut,
)
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.kernel.alternatives import (
    Named,
    one_sided_tests,
    tests_over_arms,
    two_sided_tests,
)
from thymos.kernel.distributions import normal_quantile
from thymos.records.study import Reported

RULE = "reported-p"
_BOUND = re.compile(r"([<>≤≥])\s*(\d*\.?\d+)")

# The tests that a paper may mean by a name.
MEANT = (
    ("chi-square", ("chi-square", "Yates", "chi-square by N - 1", "likelihood ratio")),
    ("fisher", ("Fisher", "Fisher doubled", "mid-P")),
)
# Those told in a finding; the others are tried all the same.
COMMON = ("chi-square", "Yates", "Fisher")

# Strata and times of events move z by about this share, in trials; it is a convention, no bound.
NEAR = 0.10

Fits = Callable[[float], bool]


def reported_p(dossier: Dossier) -> Iterator[Finding]:
    """P values that no test of the counts gives, and those that only another one gives."""
    for printed in statistics(dossier, "p"):
        said = printed.statistic
        if said is None or said.test in ("log-rank", "t"):
            continue
        if len(counts_of(printed.result)) > 2:
            over = _over_arms(counts_of(printed.result), said)
            if over is not None:
                yield printed.finding(dossier, RULE, over)
            continue
        known = table_of(printed.study, printed.result)
        table = known or inferred_table(printed.study, printed.result)
        fault = None if table is None else _fault(printed, said, table, inferred=known is None)
        if fault is not None:
            yield printed.finding(dossier, RULE, fault)


def _fault(printed: Printed, said: Reported, table: Table, *, inferred: bool) -> Fault | None:
    cells = (table.a, table.n1, table.c, table.n2)
    rounds, cuts = claim(said)
    if rounds is None:
        return None
    meant = dict(MEANT).get(said.test or "")
    if any(rounds(p) for name, p in two_sided_tests(*cells) if meant is None or name in meant):
        return None
    tests = tuple(two_sided_tests(*cells))
    if not tests:
        return None
    shown = said.text or f"P = {said.value:g}"
    told = ", ".join(f"{name} {p:.4f}" for name, p in tests if name in COMMON)
    other = _explained((*tests, *one_sided_tests(*cells)), rounds)
    if other is not None:
        reason = f"it is the P of another test, {other[0]} ({other[1]:.4f}); {told}"
        found = f"{shown}, which is {other[0]} ({other[1]:.4f})"
        return Fault(reason, found, f"a two-sided P of the test named ({told})", Severity.NOTE)
    if _explained(tests, cuts) is not None:
        reason = f"its digits were cut off, not rounded: {told}"
        return Fault(reason, shown, f"a rounded value ({told})", Severity.NOTE)
    why = _excuse(printed, said, tests, inferred=inferred)
    reason = f"no test tried gives it: {', '.join(name for name, _ in tests)}"
    severity = Severity.ERROR if why is None else Severity.NOTE
    reason += "" if why is None else f"; {why} may explain it"
    return Fault(reason, shown, f"a value that the counts give ({told})", severity)


def _over_arms(rows: tuple[tuple[int, int], ...], said: Reported) -> Fault | None:
    """A P beside three arms or more: of all of them together, or of two, nobody says which."""
    rounds, cuts = claim(said)
    if rounds is None or cuts is None:
        return None
    over = tuple(tests_over_arms(*zip(*rows, strict=True)))
    pairs = ((*one, *two) for one, two in combinations(rows, 2))
    if any(rounds(p) or cuts(p) for _, p in over) or any(
        rounds(p)
        for cells in pairs
        for _, p in (*two_sided_tests(*cells), *one_sided_tests(*cells))
    ):
        return None
    told = ", ".join(f"{name} {p:.4f}" for name, p in over) or "no test"
    reason = f"neither a test of all arms ({told}) nor one of any two arms gives it"
    shown = said.text or f"P = {said.value:g}"
    return Fault(reason, shown, f"the arms compared, or {told}", Severity.NOTE)


def _excuse(
    printed: Printed, said: Reported, tests: tuple[Named, ...], *, inferred: bool
) -> str | None:
    """What, not recomputable from counts, may have given the printed P."""
    if printed.result.analysis_set not in CRUDE_SETS:
        return "an adjusted analysis"
    if inferred:
        return "time to event"
    named = said.test not in (None, "unknown")
    if named or not said.value or _BOUND.search(said.text or ""):
        return None
    z = float(_z(said.value))
    gap = min(abs(z - float(_z(p))) for _, p in tests)
    return "a stratified test or time to event" if gap <= NEAR * max(z, 1.0) else None


def _z(p: float) -> float:
    """The size of a standard normal deviate with a two-sided P."""
    return float(normal_quantile(1 - min(max(p, 1e-15), 1.0) / 2))


def p_values(table: Table) -> tuple[Named, ...]:
    """P by the tests in common use: Pearson's, Yates's, Fisher's.

    >>> [(name, round(p, 4)) for name, p in p_values(Table(4, 36, 12, 40))]
    [('chi-square', 0.0437), ('Yates', 0.0827), ('Fisher', 0.0528)]
    """
    tests = two_sided_tests(table.a, table.n1, table.c, table.n2)
    return tuple(islice(tests, len(COMMON)))


def claim(said: Reported) -> tuple[Fits, Fits] | tuple[None, None]:
    """What a printed P says, as two questions to a computed one: rounded so, or cut so?"""
    bound = _BOUND.search(said.text or "")
    if bound:
        limit, below = float(bound[2]), bound[1] in "<≤"
        return (lambda p: p <= limit if below else p >= limit), (lambda p: False)
    value = said.value
    if value is None:
        return None, None
    step = unit(value, said.text)
    return (lambda p: agrees(value, p, step)), (lambda p: was_cut(value, p, step))


def _explained(tests: tuple[Named, ...], fits: Fits | None) -> Named | None:
    return next(((name, p) for name, p in tests if fits and fits(p)), None)
