"""How sure one can be of an effect, as a page shows it: the level and every reason for it."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.evidence.certainty import Certainty
from thymos.records.wording import MINUS


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A reason: the steps that count, what the rule found, and what a person set instead."""

    domain: str
    steps: str
    text: str
    override: str | None


@dataclass(frozen=True, slots=True)
class CertaintyView:
    """The level, where it starts, who stands behind it, and every reason."""

    level: str
    start: str
    mark: str
    reasons: tuple[ReasonRow, ...]


def certainty_view(graded: Certainty | None) -> CertaintyView | None:
    """What a page shows of a level; None where nothing was pooled."""
    if graded is None:
        return None
    rows = []
    for reason in graded.reasons:
        own, said = reason.suggested, reason.override
        told = None
        if said is not None:
            told = f"{said.reason} (set by {said.by}, {said.on}; the rule has {signed(own.steps)})"
        rows.append(ReasonRow(own.domain.value, signed(reason.steps), own.reason, told))
    if graded.capped is not None:
        rows.append(ReasonRow("cap", "", graded.capped, None))
    return CertaintyView(graded.level.value, graded.start.value, graded.mark, tuple(rows))


def signed(steps: int) -> str:
    """Steps with their sign.

    >>> signed(-1), signed(0), signed(2)
    ('−1', '0', '+2')
    """
    return f"{steps:+d}".replace("-", MINUS) if steps else "0"
