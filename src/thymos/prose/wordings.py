"""Sentences that would be true, written from records: every number in them is computed."""

from __future__ import annotations

from collections.abc import Iterable

from thymos.prose.figures import Figure, two_by_two
from thymos.prose.quantity import Part
from thymos.records.study import Result, Study
from thymos.records.wording import count, number, p_value, percent, span
from thymos.verdict.judge import Judged


def shown(figure: Figure) -> str:
    """A figure as a reader would write it, with its arm or interval where it has one.

    An exact share is shown with one decimal, as the field prints shares.
    """
    if figure.part is Part.RATIO:
        return _ratio(figure)
    if figure.part is Part.P:
        return f"P = {figure.value:g}" if figure.digits is not None else p_value(figure.value)
    if figure.part is Part.POINTS:
        return f"{number(figure.value, 1)} percentage points"
    if figure.part is Part.FRACTION and figure.whole is not None:
        return f"{count(round(figure.value))}/{count(figure.whole)}"
    if figure.part not in (Part.PERCENT, Part.MEDIAN):
        return count(round(figure.value))
    share = f"{number(figure.value, max(figure.digits or 0, 1))} %"
    text = share if figure.part is Part.PERCENT else f"median {figure.value:g}"
    return f"{text} ({figure.arm})" if figure.arm else text


def _ratio(figure: Figure) -> str:
    digits = 2 if figure.digits is None else max(figure.digits, 2)
    text = f"{figure.measure} {number(figure.value, digits)}"
    if figure.interval is None:
        return text
    level = f"{100 * figure.interval.level:.6g} % CI"
    return f"{text} ({level} {span(figure.interval.low, figure.interval.high, digits)})"


def listed(figures: Iterable[Figure]) -> str:
    """Figures side by side, each once."""
    return " or ".join(dict.fromkeys(shown(figure) for figure in figures))


def sentence_of(study: Study, result: Result, name: str) -> str | None:
    """One true sentence about a result, with the numbers of its record."""
    cells = two_by_two(study, result)
    parts = []
    if cells is not None:
        (a, n1), (c, n2) = cells
        parts.append(
            f"{count(a)}/{count(n1)} ({percent(a, n1)}) in the treated group against "
            f"{count(c)}/{count(n2)} ({percent(c, n2)}) in the control group"
        )
    if (effect := result.effect) is not None:
        limits = effect.interval
        shown_limits = f" ({span(limits.low, limits.high)})" if limits else ""
        parts.append(f"{effect.measure} {number(effect.estimate)}{shown_limits}")
    for said in result.reported:
        if said.statistic == "p" and said.value is not None:
            parts.append(f"reported P = {said.value:g}")
            break
    return f"{study.name}: {name}: {', '.join(parts)}." if parts else None


def claim_on(judged: Iterable[Judged], outcome: str | None) -> Judged | None:
    """The claim that an outcome decides: one of benefit before any other."""
    fits = [
        j
        for j in judged
        if j.claim.pico is not None and j.claim.pico.outcome == outcome and outcome
    ]
    return min(fits, key=lambda j: (j.claim.expects != "benefit", not j.claim.front), default=None)
