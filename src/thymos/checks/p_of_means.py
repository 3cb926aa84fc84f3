"""A P value beside two means with SDs must follow from a t test of some kind.

Fails: P = 0.20 beside 10.0 ± 2.0 (n 50) and 8.0 ± 2.0 (n 50). Passes: P < 0.001. Ranks and
transformed values are other tests: where the test is not named, a misfit is a note.
"""

from __future__ import annotations

from collections.abc import Iterator

from thymos.checks.mean_difference import p_ranges, pair_of
from thymos.checks.printed import CRUDE_SETS, Fault, Printed, span, statistics
from thymos.checks.reported_p import claim
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.records.study import Reported

RULE = "means-p"


def p_of_means(dossier: Dossier) -> Iterator[Finding]:
    """P values that no t test of the printed means and SDs gives."""
    for printed in statistics(dossier, "p"):
        said = printed.statistic
        if said is None or said.test not in (None, "unknown", "t"):
            continue
        fault = _fault(printed, said)
        if fault is not None:
            yield printed.finding(dossier, RULE, fault)


def _fault(printed: Printed, said: Reported) -> Fault | None:
    pair = pair_of(printed.study, printed.result)
    if pair is None or printed.result.analysis_set not in CRUDE_SETS or printed.result.counts:
        return None
    fits, _ = claim(said)
    ranges = tuple(p_ranges(*pair))
    if fits is None or any(_meets(said, fits, low, high) for _, (low, high) in ranges):
        return None
    told = ", ".join(f"{name} {low:.3g} to {high:.3g}" for name, (low, high) in ranges)
    named = said.test == "t"
    return Fault(
        reason=f"the means and SDs give {told}" + ("" if named else "; ranks may explain it"),
        found=said.text or f"P = {said.value:g}",
        expected=f"a value that the means and SDs give ({told})",
        severity=Severity.ERROR if named else Severity.NOTE,
    )


def _meets(said: Reported, fits: object, low: float, high: float) -> bool:
    """Whether any P between low and high would be printed so."""
    if said.value is not None:
        first, last = span(said.value, said.text)
        if first <= high and low <= last:
            return True
    return callable(fits) and (bool(fits(low)) or bool(fits(high)))
