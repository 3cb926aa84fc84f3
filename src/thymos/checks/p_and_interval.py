"""The P value printed beside an estimate must agree with the estimate's interval.

Fails: HR 0.50 (0.30–0.83) with P = 0.40. Passes: HR 0.80 (0.63–1.02) with P = 0.08. Other
tests of the same data differ a little, so a tenth of z is let pass; a P that the counts or the
means give by themselves belongs to them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from thymos.checks.mean_difference import p_ranges, pair_of
from thymos.checks.printed import CRUDE_SETS, RATIOS, Fault, Printed, printed_of, span, table_of
from thymos.checks.reported_p import claim
from thymos.checks.wald import Implied, implied
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.kernel.alternatives import two_sided_tests
from thymos.kernel.distributions import normal_two_sided, t_two_sided
from thymos.records.study import Reported, Result, Study
from thymos.records.wording import recorded

RULE = "p-and-interval"
KINDS = (*RATIOS, "RD", "MD", "SMD", "difference")

# Score, likelihood-ratio and Wald tests of one effect seldom differ by more in z.
OTHER_TESTS = 0.10


def p_and_interval(dossier: Dossier) -> Iterator[Finding]:
    """Printed P values of a result of which none follows from its interval."""
    for study, result in dossier.results():
        own = [x for x in printed_of(study, result) if not x.quoted]
        ps = [x for x in own if x.code == "p" and not _from_data(x)]
        for estimate in own:
            if ps and estimate.code in KINDS:
                yield from _against(dossier, study, result, estimate, ps)


def _from_data(p: Printed) -> bool:
    """Whether the counts or the means give a printed P themselves, by another test."""
    table, pair = table_of(p.study, p.result), pair_of(p.study, p.result)
    said = p.statistic
    if said is None:
        return False
    if table is not None:
        found = two_sided_tests(table.a, table.n1, table.c, table.n2)
        return any(fits(said, value, value) for _, value in found)
    return pair is not None and any(fits(said, *ends) for _, ends in p_ranges(*pair))


def _against(
    dossier: Dossier, study: Study, result: Result, estimate: Printed, ps: list[Printed]
) -> Iterator[Finding]:
    if estimate.value is None or estimate.interval is None or _recomputed(estimate):
        return
    ranges = implied(estimate.code, estimate.value, estimate.interval)
    if ranges.outside or ranges.off_centre > 0:
        return  # said already, or not an interval from which P follows
    dfs = (None, _df(study, result)) if estimate.code in ("MD", "difference") else (None,)
    allowed = [p_range(ranges, df) for df in dfs]
    said = [p.statistic for p in ps if p.statistic is not None]
    if not said or any(fits(p, low, high) for p in said for low, high in allowed):
        return
    low, high = allowed[0]
    told = recorded(estimate.value, estimate.interval.low, estimate.interval.high)
    crosses = (high < 1 - estimate.interval.level) != _significant(said[0], estimate)
    yield ps[0].finding(
        dossier,
        RULE,
        Fault(
            reason=f"{estimate.code} {told} gives P from {low:.3g} to {high:.3g}",
            found=said[0].text or f"P = {said[0].value:g}",
            expected=f"P from {low:.3g} to {high:.3g}",
            severity=Severity.WARNING if crosses else Severity.NOTE,
        ),
    )


def _recomputed(estimate: Printed) -> bool:
    """Whether other rules hold P and interval against the data themselves."""
    study, result = estimate.study, estimate.result
    if result.analysis_set not in CRUDE_SETS:
        return False
    counted = estimate.code in ("RR", "OR", "RD", "difference")
    if counted and table_of(study, result) is not None:
        return True
    return estimate.code in ("MD", "difference") and pair_of(study, result) is not None


def p_range(
    ranges: Implied, df: float | None = None, leeway: float = OTHER_TESTS
) -> tuple[float, float]:
    """The P values that an interval allows, with some leeway in z for other tests."""
    least, most = ranges.z(df)
    ends = (most * (1 + leeway), least * (1 - leeway))
    if df is None:
        low, high = (float(normal_two_sided(z).item()) for z in ends)
    else:
        low, high = (float(t_two_sided(z, df).item()) if math.isfinite(z) else 0.0 for z in ends)
    return low, high


def fits(said: Reported, low: float, high: float) -> bool:
    """Whether a printed P can be one of those from low to high."""
    test, _ = claim(said)
    if test is None:
        return True
    if said.value is not None and not (said.text and any(sign in said.text for sign in "<>≤≥")):
        first, last = span(said.value, said.text)
        return first <= high and low <= last
    return test(low) or test(high)


def _significant(said: Reported, estimate: Printed) -> bool:
    alpha = 1 - (estimate.interval.level if estimate.interval else 0.95)
    if said.value is not None:
        return float(said.value) < alpha
    test, _ = claim(said)
    return test is not None and not test(1.0)


def _df(study: Study, result: Result) -> float | None:
    sizes = [row.n for row in result.means] or [row.n for row in result.counts]
    sizes = sizes or [arm.analysed or arm.randomised or 0 for arm in study.arms]
    return float(sum(sizes) - 2) if len(sizes) == 2 and min(sizes) > 1 else None
