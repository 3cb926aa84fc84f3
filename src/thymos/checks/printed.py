"""What a source prints, and what it can stand for.

A printed number stands for all the values that round to it: `0.06` is anything from 0.055 to
0.065. Two numbers disagree only when no such value would do. Digits that were cut off
instead of rounded are told apart: they are a habit worth a note, not a contradiction.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from thymos.dossier.asof import public
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.kernel.reported import cut, rounded, whole_counts
from thymos.records.atoms import Citation, Interval
from thymos.records.study import ArmSummary, Reported, Result, Study

_NUMBER = re.compile(r"\d*\.?\d+(?:[eE][-+]?\d+)?")

RATIOS = ("RR", "OR", "HR", "SHR", "IRR")

# Papers take 1.96 for 1.959964 and carry a few digits: limits move by this share of a width.
NEARLY = 2e-4

# The answers to questions nobody adjusted: counts of the whole sets, compared as they are.
CRUDE_SETS = (
    "intention to treat",
    "modified intention to treat",
    "per protocol",
    "completers",
    "as analysed",
    "unadjusted",
    "not reported",
)


@dataclass(frozen=True, slots=True)
class Table:
    """A result's counts in its treated and its control arm: events a of n1, c of n2."""

    a: int
    n1: int
    c: int
    n2: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a printed figure: why, what stands there, what would fit."""

    reason: str
    found: str
    expected: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Printed:
    """One statistic that is printed about a result, with the way to its place."""

    study: Study
    result: Result
    path: tuple[str | int, ...]
    code: str
    value: float | None
    interval: Interval | None
    cites: tuple[Citation, ...]
    statistic: Reported | None = None

    @property
    def quoted(self) -> bool:
        """Whether another text prints it."""
        return self.path[0] == "quoted"

    def finding(self, dossier: Dossier, rule: str, fault: Fault) -> Finding:
        """A finding at the line of this statistic."""
        name, *index = self.path
        field = f"{name}[{index[0]}].{self.code}" if index else f"{name}"
        sources = tuple(dict.fromkeys(cite.source for cite in self.cites))
        return at_result(dossier, self.study, self.result, self.path, rule, fault, field, sources)


def at_result(
    dossier: Dossier,
    study: Study,
    result: Result,
    path: tuple[str | int, ...],
    rule: str,
    fault: Fault,
    field: str,
    sources: tuple[str, ...] | None = None,
) -> Finding:
    """A finding at a path inside a result; its sources are the result's unless others are given."""
    place = dossier.place("results", f"{study.id}/{result.id}", path)
    if sources is None:
        sources = tuple(dict.fromkeys(cite.source for cite in result.cites))
    return Finding(
        place.file, place.line, place.column, rule=rule, severity=fault.severity, field=field,
        reason=fault.reason, found=fault.found, expected=fault.expected or None, sources=sources,
    )  # fmt: skip


def printed_of(study: Study, result: Result) -> Iterator[Printed]:
    """Everything printed about one result: its effect, beside its data, and by others."""
    if result.effect is not None:
        effect = result.effect
        yield Printed(
            study, result, ("effect",), effect.measure, effect.estimate, effect.interval,
            result.cites,
        )  # fmt: skip
    for index, said in enumerate(result.reported):
        yield Printed(
            study, result, ("reported", index), said.statistic, said.value, said.interval,
            result.cites, said,
        )  # fmt: skip
    for index, said in enumerate(result.quoted):
        yield Printed(
            study, result, ("quoted", index), said.statistic, said.value, said.interval,
            said.cites, said,
        )  # fmt: skip


def statistics(dossier: Dossier, *kinds: str) -> Iterator[Printed]:
    """Every printed statistic of the kinds named that is public by the day of the dossier."""
    for study, result in dossier.results():
        for printed in printed_of(study, result):
            if printed.code not in kinds:
                continue
            if not printed.quoted or public(dossier, printed.cites):
                yield printed


def table_of(study: Study, result: Result) -> Table | None:
    """The 2×2 table of a result, or None where it does not count two arms, one of each role."""
    return _table(study, tuple((row.arm, row.events, row.n) for row in result.counts))


def inferred_table(study: Study, result: Result) -> Table | None:
    """The only 2×2 table that percentages among stated sizes can mean, or None."""
    rows = []
    for row in result.summaries:
        first, last = _events(row)
        if first != last:
            return None
        rows.append((row.arm, first, row.n or 0))
    return _table(study, tuple(rows))


def counts_of(result: Result) -> tuple[tuple[int, int], ...]:
    """Events and sizes of every arm, counted or from percentages that mean one count only."""
    if result.counts:
        return tuple((row.events, row.n) for row in result.counts)
    found = [(*_events(row), row.n or 0) for row in result.summaries]
    if any(first != last for first, last, _ in found):
        return ()
    return tuple((first, n) for first, _, n in found)


def _table(study: Study, rows: tuple[tuple[str, int, int], ...]) -> Table | None:
    if len(rows) != 2:
        return None  # which of three arms a test or a ratio compares, nobody says
    roles = {arm.id: arm.role for arm in study.arms}
    by_role = {roles[arm]: (events, n) for arm, events, n in rows}
    if len(by_role) != 2:
        return None
    return Table(*by_role["treated"], *by_role["control"])


def _events(row: ArmSummary) -> tuple[int, int]:
    if row.percent is None or not row.n:
        return 0, -1
    return whole_counts(*rounded(row.percent, unit(row.percent)), row.n)


def unit(value: float, text: str | None = None) -> float:
    """The size of the last printed digit: as the text or the dossier writes the number.

    A whole number that nobody wrote down may have been printed without decimals.

    >>> unit(0.062), unit(0.3, "P=0.30"), unit(35.0)
    (0.001, 0.01, 1.0)
    """
    shown = [x for x in _NUMBER.findall(text or "") if float(x) == abs(value)]
    written = shown[-1] if shown else getattr(value, "written", None) or f"{float(value):.12g}"
    mantissa, _, power = written.lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    return float(10.0 ** min(max(int(power or 0) - decimals, -300), 300))


def span(value: float, text: str | None = None) -> tuple[float, float]:
    """The values that a printed number stands for.

    >>> [round(x, 4) for x in span(0.062)]
    [0.0615, 0.0625]
    """
    return rounded(value, unit(value, text))


def agrees(printed: float, computed: float, step: float, slack: float = 0.0) -> bool:
    """Whether a computed value would be printed so.

    >>> agrees(0.062, 0.0623, 0.001), agrees(0.062, 0.0626, 0.001)
    (True, False)
    """
    low, high = rounded(printed, step)
    return low - slack <= computed <= high + slack


def was_cut(printed: float, computed: float, step: float, slack: float = 0.0) -> bool:
    """Whether a computed value would be printed so by cutting its digits off.

    >>> was_cut(2.71, 2.7174, 0.01), was_cut(2.71, 2.7074, 0.01)
    (True, False)
    """
    low, high = cut(printed, step)
    return low - slack <= computed <= high + slack


def logs(low: float, high: float) -> tuple[float, float]:
    """The logarithms of a range of ratios; nothing printed below 0 has one.

    >>> logs(0.0, 1.0)
    (-inf, 0.0)
    """
    return (math.log(low) if low > 0 else -math.inf, math.log(high) if high > 0 else -math.inf)
