"""The figures of a study's records, each with the part it plays, ready to be compared.

What a record holds as counts also answers for its percentages, ratios and P values: a page
that computed them rightly is not told that it misquotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import floor

from thymos.dossier.index import Dossier
from thymos.kernel import tests2x2
from thymos.prose.numbers import quantities
from thymos.prose.page import Page
from thymos.prose.quantity import Part, Quantity
from thymos.prose.text import fold
from thymos.prose.topics import days, outcome_groups, places
from thymos.records.atoms import Interval
from thymos.records.outcome import Outcome
from thymos.records.study import Result, Study

# An approximate number ("about a quarter") may be this far off, as a share of the record.
_LOOSE = 0.08
# A share or a multiple told in words ("a third", "twice") may be this far off.
_IN_WORDS = 0.17
# Counts from here on are often told in thousands or hundreds without a word that says so.
_LARGE = 1_000
_WHOLE = (Part.TOTAL, Part.EVENTS, Part.COUNT)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a figure is about: kinds of outcome, days, and where deaths were counted."""

    study: Study
    result: Result | None = None
    outcome: Outcome | None = None
    superseded: bool = False
    groups: frozenset[str] = frozenset()
    days: frozenset[int] = frozenset()
    places: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a record. digits is None where it is exact (from counts).

    arm is `treated`, `control` or None; computed marks what no source need have printed.
    """

    of: Subject
    part: Part
    value: float
    digits: int | None
    arm: str | None = None
    measure: str | None = None
    interval: Interval | None = None
    whole: int | None = None
    computed: bool = False


def agrees(quantity: Quantity, figure: Figure) -> bool:
    """Whether a printed number is a record's number, rounded or cut to the digits printed."""
    if quantity.part is Part.P:
        return _p_agrees(quantity, figure)
    if quantity.part in _WHOLE and _rounded(quantity, figure.value):
        return True
    if quantity.relation == "~":
        # A share in words, "a third" or "one in ten", or a multiple, "twice".
        return any(
            abs(quantity.value - v) <= _IN_WORDS * max(v, quantity.value)
            for v in _either_way(quantity, figure)
        )
    if figure.whole is not None and quantity.whole is not None and figure.whole != quantity.whole:
        return False
    return close(quantity.value, quantity.digits, figure.value, figure.digits, quantity.about)


def _either_way(quantity: Quantity, figure: Figure) -> tuple[float, ...]:
    """A figure as it may be told; a ratio is told of either group against the other."""
    both = quantity.part is Part.RATIO and figure.value > 0
    return (figure.value, 1 / figure.value) if both else (figure.value,)


def _rounded(quantity: Quantity, record: float) -> bool:
    """Whether a count that ends in noughts is a record's, rounded or cut to what it shows."""
    digits = f"{quantity.value:.0f}"
    noughts = len(digits) - len(digits.rstrip("0"))
    if not noughts or (quantity.value < _LARGE and not quantity.about):
        return False
    unit = 10.0 ** min(noughts, len(digits) - 1)
    return abs(quantity.value - record) <= unit / 2 or 0 <= record - quantity.value < unit


def close(value: float, digits: int, record: float, kept: int | None, about: bool = False) -> bool:
    """Whether a number with some digits is a record that was kept with some digits.

    >>> close(26.0, 1, 25.967, None), close(0.99, 2, 0.97, 2), close(23, 0, 23.4, 1)
    (True, False, True)
    """
    if about:
        return abs(value - record) <= max(_LOOSE * abs(record), 10.0**-digits)
    least = digits if kept is None else min(digits, kept)
    scale = 10.0**least
    if abs(value - record) * scale <= 0.5 + 1e-6:
        return True
    return least == digits and floor(record * scale + 1e-6) == round(value * scale)


def _p_agrees(quantity: Quantity, figure: Figure) -> bool:
    if quantity.relation == "<":
        return figure.value < quantity.value or close(
            quantity.value, quantity.digits, figure.value, figure.digits
        )
    if quantity.relation == ">":
        return figure.value > quantity.value
    return close(quantity.value, quantity.digits, figure.value, figure.digits, quantity.about)


class Figures:
    """The figures of every study of a dossier, gathered when they are first asked for."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._kept: dict[str, tuple[Figure, ...]] = {}
        self._current: dict[tuple[str, Part], tuple[Figure, ...]] = {}

    def of(self, study: str) -> tuple[Figure, ...]:
        """Every figure of one study: of the study as a whole, then of its results."""
        if study not in self._kept:
            self._kept[study] = tuple(_figures(self._dossier, self._dossier.studies[study]))
        return self._kept[study]

    def current(self, study: str, part: Part) -> tuple[Figure, ...]:
        """The figures of one sort of one study that nothing has superseded."""
        if (study, part) not in self._current:
            self._current[study, part] = tuple(
                f for f in self.of(study) if f.part is part and not f.of.superseded
            )
        return self._current[study, part]

    def studies(self) -> Iterator[Study]:
        """Every study of the dossier."""
        yield from self._dossier.studies.values()


def figures_of(page: Page) -> Figures:
    """The figures of the dossier that a page is held against, gathered once for all its pages."""
    return page.lexicon.kept("figures", lambda: Figures(page.dossier))


def _figures(dossier: Dossier, study: Study) -> Iterator[Figure]:
    yield from _totals(study)
    yield from _noted(study)
    for result in study.results:
        subject = _subject(dossier, study, result)
        yield from _of_arms(subject, result)
        yield from _of_effects(subject, result)
        yield from _computed(subject)


def _noted(study: Study) -> Iterator[Figure]:
    """Numbers that a record tells only in a note: they are right, and no expectation."""
    notes = (study.note, *(result.note for result in study.results))
    for note in notes:
        text = fold(note or "")
        for said in quantities(note or "", text):
            yield Figure(Subject(study), said.part, said.value, said.digits, measure=said.measure,
                         interval=None, whole=said.whole, computed=True)  # fmt: skip


def _subject(dossier: Dossier, study: Study, result: Result) -> Subject:
    outcome = dossier.outcomes.get(result.outcome)
    superseded = dossier.is_superseded(study, result)
    if outcome is None:
        return Subject(study, result, None, superseded)
    when = days(f"{outcome.timepoint}; {outcome.name}; {result.timepoint}")
    where = places(f"{outcome.name} {outcome.timepoint} {result.timepoint}")
    return Subject(study, result, outcome, superseded, outcome_groups(outcome), when, where)


def _totals(study: Study) -> Iterator[Figure]:
    printed = [r.value for r in study.reported_totals if r.statistic in ("n", "total")]
    arms = [n for arm in study.arms for n in (arm.randomised, arm.analysed)]
    for n in (study.randomised, study.analysed, *printed, *arms):
        if n is not None:
            yield Figure(Subject(study), Part.TOTAL, float(n), 0)
    if study.population.centres is not None:
        yield Figure(Subject(study), Part.CENTRES, float(study.population.centres), 0)
    told = fold(f"{study.population.setting or ''}; {study.population.text}")
    for said in quantities(told, told):
        if said.part is Part.COUNTRIES:
            yield Figure(Subject(study), Part.COUNTRIES, said.value, 0)
    if study.population.countries:
        yield Figure(Subject(study), Part.COUNTRIES, float(len(study.population.countries)), 0)


def _of_arms(of: Subject, result: Result) -> Iterator[Figure]:
    roles = {arm.id: arm.role for arm in of.study.arms}
    for row in result.counts:
        arm = roles.get(row.arm)
        yield Figure(of, Part.PERCENT, 100 * row.events / row.n, None, arm=arm)
        yield Figure(of, Part.FRACTION, float(row.events), 0, arm=arm, whole=row.n)
        yield Figure(of, Part.EVENTS, float(row.events), 0, arm=arm, whole=row.n)
        yield Figure(of, Part.TOTAL, float(row.n), 0, arm=arm)
    if len(result.counts) > 1:
        every, people = (float(sum(n)) for n in zip(*((r.events, r.n) for r in result.counts),
                                                    strict=True))  # fmt: skip
        yield Figure(of, Part.EVENTS, every, 0, computed=True)
        yield from _apart(of, result)
        yield Figure(of, Part.TOTAL, people, 0)
    cells = two_by_two(of.study, result)
    if cells is not None and len(result.counts) > len(cells):
        for role, (events, n) in zip(("treated", "control"), cells, strict=True):
            yield Figure(of, Part.PERCENT, 100 * events / n, None, arm=role, computed=True)
            yield Figure(of, Part.FRACTION, float(events), 0, arm=role, whole=n, computed=True)
            yield Figure(of, Part.EVENTS, float(events), 0, arm=role, computed=True)
            yield Figure(of, Part.TOTAL, float(n), 0, arm=role, computed=True)
    for summary in result.summaries:
        if summary.percent is not None:
            arm, kept = roles.get(summary.arm), decimals(summary.percent)
            yield Figure(of, Part.PERCENT, summary.percent, kept, arm=arm)
        if summary.n is not None:
            yield Figure(of, Part.TOTAL, float(summary.n), 0)
    yield from _medians(of, result)


def _medians(of: Subject, result: Result) -> Iterator[Figure]:
    roles = {arm.id: arm.role for arm in of.study.arms}
    for summary in result.summaries:
        if summary.median is not None:
            arm, kept = roles.get(summary.arm), decimals(summary.median)
            yield Figure(of, Part.MEDIAN, summary.median, kept, arm=arm)
    told = fold(result.statement or "")
    for said in quantities(told, told):
        if said.part is Part.MEDIAN:
            yield Figure(of, Part.MEDIAN, said.value, said.digits)
    for text in (result.statement, result.note, result.timepoint, of.study.period):
        # Any number that the record tells of the result in words is a right one.
        for match in re.finditer(r"\d+(?:\.\d+)?", text or ""):
            kept = len(match.group().partition(".")[2])
            yield Figure(of, Part.MEDIAN, float(match.group()), kept, computed=True)


def _apart(of: Subject, result: Result) -> Iterator[Figure]:
    """By how many events, and by how many percentage points, the groups differ."""
    cells = two_by_two(of.study, result)
    if cells is None:
        return
    (a, n1), (c, n2) = cells
    yield Figure(of, Part.EVENTS, float(abs(a - c)), 0, computed=True)
    yield Figure(of, Part.POINTS, abs(100 * a / n1 - 100 * c / n2), None)
    rounded = abs(round(100 * a / n1, 1) - round(100 * c / n2, 1))
    yield Figure(of, Part.POINTS, rounded, 1)


def _of_effects(of: Subject, result: Result) -> Iterator[Figure]:
    roles = {arm.id: arm.role for arm in of.study.arms}
    if (effect := result.effect) is not None:
        code, kept = effect.measure.replace("SHR", "HR"), decimals(effect.estimate)
        yield Figure(of, Part.RATIO, effect.estimate, kept, measure=code, interval=effect.interval)
    for said in result.reported:
        if said.value is None:
            continue
        kept = decimals(said.value)
        if said.statistic == "p":
            yield Figure(of, Part.P, said.value, kept)
        elif said.statistic == "percent":
            arm = roles.get(said.arm or "")
            yield Figure(of, Part.PERCENT, said.value, kept, arm=arm)
        elif said.statistic in ("RR", "OR", "HR", "SHR"):
            code = said.statistic.replace("SHR", "HR")
            yield Figure(of, Part.RATIO, said.value, kept, measure=code, interval=said.interval)
        elif said.statistic in ("n", "total"):
            yield Figure(of, Part.TOTAL, said.value, 0)


def _computed(of: Subject) -> Iterator[Figure]:
    """Ratios and P values that anyone can compute from a 2x2 table."""
    cells = two_by_two(of.study, of.result) if of.result else None
    if cells is None:
        return
    (a, n1), (c, n2) = cells
    b, d = n1 - a, n2 - c
    if a and c:
        ratio = (a / n1) / (c / n2)
        yield Figure(of, Part.RATIO, ratio, None, measure="RR", computed=True)
    if a and b and c and d:
        yield Figure(of, Part.RATIO, a * d / (b * c), None, measure="OR", computed=True)
    if (a or c) and (b or d):
        tests = (
            tests2x2.chi_square(a, b, c, d),
            tests2x2.chi_square(a, b, c, d, correct=True),
            tests2x2.fisher_exact(a, b, c, d),
        )
        for test in tests:
            yield Figure(of, Part.P, float(test.p.ravel()[0]), None, computed=True)


def two_by_two(study: Study, result: Result) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Events and n of the treated and of the control arms, summed over arms of one role."""
    roles = {arm.id: arm.role for arm in study.arms}
    sums = []
    for role in ("treated", "control"):
        rows = [row for row in result.counts if roles.get(row.arm) == role]
        if not rows:
            return None
        sums.append((sum(row.events for row in rows), sum(row.n for row in rows)))
    return sums[0], sums[1]


def decimals(value: float) -> int:
    """How many decimals a number was kept with.

    >>> decimals(0.044), decimals(26.0)
    (3, 0)
    """
    return len(f"{value:.6f}".rstrip("0").partition(".")[2])
