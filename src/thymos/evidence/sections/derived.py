"""What was derived before anything was pooled: every quantity with its formula and source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from thymos.evidence.sections.section import Cell, Section, cell
from thymos.kernel.trail import Converted


@dataclass(frozen=True, slots=True)
class Derivation:
    """How the numbers of one study came about; place: its row among those kept.

    read: the columns it was read from; trails: of one study each, by what they are of.
    """

    place: int
    study: str
    line: int
    read: tuple[str, ...]
    trails: tuple[tuple[str, Converted], ...]


def conversions(derivations: tuple[Derivation, ...]) -> tuple[Section, ...]:
    """One row a derived quantity, and the cautions; no section where nothing was derived."""
    if not derivations:
        return ()
    rows = tuple(row for one in derivations for row in _steps(one))
    heads = ("study", "line", "of", "quantity", "value", "formula", "source")
    doubts = [
        f"{one.study} ({of}): {caution.reason}"
        for one in derivations
        for of, trail in one.trails
        for caution in trail.cautions
    ]
    remark = "; ".join(dict.fromkeys(doubts)) or None
    return (Section("conversions", "Derived from what was printed", heads, rows, remark),)


def _steps(one: Derivation) -> Iterator[tuple[Cell, ...]]:
    for of, trail in one.trails:
        for step in trail.steps:
            value = cell(step.value.reshape(-1)[0])
            yield (one.study, one.line, of, step.name, value, step.formula, step.source)
