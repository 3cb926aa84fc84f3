"""The parts of a study must make up the whole.

Fails: subgroups with 30 + 40 deaths of a whole with 60; hazard ratios 0.5 and 0.7 of a whole
with 0.9; P = 0.30 for an interaction whose intervals lie far apart. Passes: 1.67 (1.04–2.67)
and 0.81 (0.61–1.09), P for interaction 0.01, of a whole with 0.99 (0.77–1.27).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product

from thymos.checks.printed import RATIOS, Fault, at_result, span
from thymos.checks.wald import Implied, implied
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.kernel.distributions import normal_two_sided
from thymos.records.atoms import Verification, best_level
from thymos.records.study import Result, Study
from thymos.records.wording import number

RULE = "subgroups"
Key = tuple[str, str, str]

# Estimates within strata recombine to the whole but for what adjustment by strata does, which
# in a trial is a small share of the standard error.
STRATA = 0.25
# Parts make up the whole when together they know about as much as it does.
AS_MUCH = 0.10
# Between Wald's test of an interaction and another one, in z.
LEEWAY = 0.02
# The corners of the rounding double with each level.
MOST_LEVELS = 8
# Squares of what lies beyond leave the range of a float.
LARGEST = 1e100


def subgroups(dossier: Dossier) -> Iterator[Finding]:
    """Subgroups whose counts exceed the whole, or whose effects do not recombine to it."""
    for study in dossier.studies.values():
        for parts in _factors(study).values():
            levels: dict[str, list[Result]] = {}
            for part in parts:
                levels.setdefault(part.subgroup.level if part.subgroup else "", []).append(part)
            if len(levels) > 1:
                yield from _counts(dossier, study, levels)
                yield from _interaction(dossier, study, levels)
                yield from _recombined(dossier, study, levels)


def _factors(study: Study) -> dict[Key, list[Result]]:
    found: dict[Key, list[Result]] = {}
    for result in study.results:
        if result.subgroup is not None:
            key = (result.outcome, result.timepoint, result.subgroup.factor)
            found.setdefault(key, []).append(result)
    return found


def _wholes(study: Study, part: Result) -> list[Result]:
    return [
        result
        for result in study.results
        if result.subgroup is None
        and (result.outcome, result.timepoint) == (part.outcome, part.timepoint)
        and result.analysis_set == part.analysis_set
    ]


def _counts(dossier: Dossier, study: Study, levels: dict[str, list[Result]]) -> Iterator[Finding]:
    sums: dict[str, list[int]] = {}
    last: Result | None = None
    for results in levels.values():
        counted = next((r for r in results if r.counts), None)
        if counted is None:
            return
        last = counted
        for row in counted.counts:
            events, n = sums.setdefault(row.arm, [0, 0])
            sums[row.arm] = [events + row.events, n + row.n]
    if last is None:
        return
    for whole in _wholes(study, last):
        for row in whole.counts:
            events, n = sums.get(row.arm, [0, 0])
            if events > row.events or n > row.n:
                fault = Fault(
                    f"the subgroups of arm '{row.arm}' add up to more than the whole",
                    f"{events}/{n} in {len(levels)} subgroups",
                    f"at most {row.events}/{row.n}",
                )
                yield at_result(dossier, study, last, ("counts",), RULE, fault, "counts")


def _estimates(levels: dict[str, list[Result]]) -> list[tuple[Result, Implied]]:
    found = []
    for results in levels.values():
        for result in results:
            effect = result.effect
            if effect is None or effect.interval is None:
                continue
            ranges = implied(effect.measure, effect.estimate, effect.interval)
            if ranges.se()[0] > 1 / LARGEST and ranges.se()[1] < LARGEST:
                found.append((result, ranges))
                break
    return found


def _interaction(
    dossier: Dossier, study: Study, levels: dict[str, list[Result]]
) -> Iterator[Finding]:
    said = next(
        (r for rs in levels.values() for r in rs if r.subgroup and r.subgroup.interaction_p), None
    )
    known = _estimates(levels)
    if said is None or said.subgroup is None or len(levels) != 2 or len(known) != 2:
        return
    p = said.subgroup.interaction_p or 0.0
    (one, first), (two, second) = known
    gaps = (first.estimate[0] - second.estimate[1], first.estimate[1] - second.estimate[0])
    least = 0.0 if gaps[0] <= 0 <= gaps[1] else min(abs(gaps[0]), abs(gaps[1]))
    most = max(abs(gaps[0]), abs(gaps[1]))
    large, small = (math.hypot(first.se()[end], second.se()[end]) for end in (1, 0))
    ends = (most / small * (1 + LEEWAY), least / large * (1 - LEEWAY))
    low, high = (float(normal_two_sided(z).item()) for z in ends)
    shown = span(p)
    if shown[0] <= high and low <= shown[1]:
        return
    recalled = any(best_level(r.cites) is Verification.RECALLED for r in (one, two))
    reason = f"the two intervals give P for interaction from {low:.3g} to {high:.3g}"
    fault = Fault(
        reason + (", one of them from memory" if recalled else ""),
        f"P = {p:g}",
        f"P from {low:.3g} to {high:.3g}, or another test named",
        Severity.NOTE,
    )
    path = ("subgroup", "interaction_p")
    yield at_result(dossier, study, said, path, RULE, fault, "subgroup.interaction_p")


def _recombined(
    dossier: Dossier, study: Study, levels: dict[str, list[Result]]
) -> Iterator[Finding]:
    known = _estimates(levels)
    if len(known) != len(levels) or len(levels) > MOST_LEVELS:
        return
    last = known[-1][0]
    code = last.effect.measure if last.effect else ""
    middle, low, high, se = _combine([ranges for _, ranges in known])
    wholes = []
    for whole in _wholes(study, last):
        effect = whole.effect
        if effect is None or effect.interval is None or effect.measure != code:
            continue
        ranges = implied(code, effect.estimate, effect.interval)
        spread = sum(ranges.se()) / 2
        if abs(se / spread - 1) > AS_MUCH:
            continue  # levels are missing, or overlap: these parts are not this whole
        slack = STRATA * spread
        if ranges.estimate[0] - slack <= high and low <= ranges.estimate[1] + slack:
            return
        wholes.append(float(effect.estimate))
    if not wholes:
        return
    shown = number(math.exp(middle) if code in RATIOS else middle, 3)
    fault = Fault(
        f"the effects within the subgroups recombine to {shown}",
        f"{code} {' or '.join(number(x) for x in wholes)} of the whole",
        f"a whole near {shown}, or another set of patients",
        Severity.WARNING,
    )
    yield at_result(dossier, study, last, ("effect",), RULE, fault, "effect")


def _combine(parts: list[Implied]) -> tuple[float, float, float, float]:
    """Inverse-variance mean of the parts, its ends over the rounding, and its standard error."""
    corners = []
    for picks in product((0, 1), repeat=len(parts)):
        weights = [1 / part.se()[pick] ** 2 for part, pick in zip(parts, picks, strict=True)]
        corners += [
            sum(w * part.estimate[end] for w, part in zip(weights, parts, strict=True))
            / sum(weights)
            for end in (0, 1)
        ]
    weights = [1 / (sum(part.se()) / 2) ** 2 for part in parts]
    middles = [sum(part.estimate) / 2 for part in parts]
    mean = sum(w * m for w, m in zip(weights, middles, strict=True)) / sum(weights)
    return mean, min(corners), max(corners), 1 / math.sqrt(sum(weights))
