"""What a source prints, and whether arithmetic can agree with it.

A printed number stands for all the values that round to it: `0.06` is anything from 0.055 up
to 0.065. Two numbers disagree only when no such value would do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.records.atoms import Interval
from thymos.records.study import Reported, Result, Study
from thymos.records.wording import estimate, number, span

_NUMBER = re.compile(r"\d*\.?\d+")

# Papers round, truncate, and compute from unrounded data: one more half unit is allowed.
LENIENCY = 1.5

# Intervals of ratios that were computed from rounded logarithms lie off by about so much.
ROUNDED = 0.02

RATIOS = ("RR", "OR", "HR", "SHR", "IRR")


@dataclass(frozen=True, slots=True)
class Table:
    """A result's counts by role, events and sizes summed over the arms of each role."""

    a: int
    n1: int
    c: int
    n2: int


@dataclass(frozen=True, slots=True)
class Printed:
    """One statistic that a result prints beside its data, with the way to its place."""

    study: Study
    result: Result
    index: int
    statistic: Reported

    def finding(
        self,
        dossier: Dossier,
        rule: str,
        *,
        reason: str,
        found: str | None = None,
        expected: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> Finding:
        """A finding at the line of this statistic."""
        path = ("reported", self.index)
        place = dossier.place("results", f"{self.study.id}/{self.result.id}", path)
        return Finding(
            place.file,
            place.line,
            place.column,
            rule=rule,
            severity=severity,
            field=f"reported[{self.index}].{self.statistic.statistic}",
            reason=reason,
            found=found,
            expected=expected,
            sources=tuple(dict.fromkeys(cite.source for cite in self.result.cites)),
        )


def statistics(dossier: Dossier, *kinds: str) -> Iterator[Printed]:
    """Every printed statistic of the kinds named, in the whole dossier."""
    for study, result in dossier.results():
        for index, statistic in enumerate(result.reported):
            if statistic.statistic in kinds:
                yield Printed(study, result, index, statistic)


def table_of(study: Study, result: Result) -> Table | None:
    """The 2×2 table of a result, or None where it has no counts in both roles."""
    roles = {arm.id: arm.role for arm in study.arms}
    sums = {"treated": [0, 0], "control": [0, 0]}
    for row in result.counts:
        sums[roles[row.arm]][0] += row.events
        sums[roles[row.arm]][1] += row.n
    if not sums["treated"][1] or not sums["control"][1]:
        return None
    return Table(*sums["treated"], *sums["control"])


def unit(value: float, text: str | None = None) -> float:
    """The last printed digit's unit: from the text where there is one, else from the value.

    >>> unit(0.062), unit(0.3, "P=0.30"), unit(35.0)
    (0.001, 0.01, 0.1)
    """
    shown = _NUMBER.findall(text or "")
    digits = shown[-1] if shown else repr(value)
    return float(10.0 ** -len(digits.split(".")[1])) if "." in digits else 1.0


def agrees(printed: float, computed: float, step: float) -> bool:
    """Whether a computed value could have been printed so.

    >>> agrees(0.062, 0.0623, 0.001), agrees(0.044, 0.0528, 0.001)
    (True, False)
    """
    return abs(printed - computed) <= LENIENCY * step / 2 + 1e-12


class Fault(NamedTuple):
    """What is wrong with a printed figure: why, what stands there, what would fit."""

    reason: str
    found: str
    expected: str


def off_centre(code: str, value: float, interval: Interval) -> Fault | None:
    """What is wrong when an interval's middle cannot be its estimate, on the analysis scale."""
    low, high = interval.low, interval.high
    if not low <= value <= high:
        middle = value
        reason = "the estimate lies outside its own interval"
    elif code in RATIOS:
        if low <= 0:
            return None
        middle = math.sqrt(low * high)
        spread = [
            math.sqrt((low + i * unit(low) / 2) * (high + j * unit(high) / 2))
            for i in (-1, 1)
            for j in (-1, 1)
        ]
        slack = (max(spread) - min(spread)) / 2 + unit(value) / 2 + ROUNDED * middle
        if abs(value - middle) <= slack:
            return None
        reason = f"the geometric middle of {span(low, high)} is {number(middle)}"
    else:
        middle = (low + high) / 2
        slack = (unit(low) + unit(high) + unit(value)) / 2
        if abs(value - middle) <= slack:
            return None
        reason = f"the middle of {span(low, high)} is {number(middle)}"
    return Fault(
        f"{reason}: adjusted, not Wald's, or a misprint",
        f"{code} {estimate(value, low, high)}",
        f"an interval about {number(value)}",
    )
