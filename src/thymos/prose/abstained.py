"""What a rule was not sure of, put as a question with closed answers.

A rule that abstains may leave a `Question`: the stretch of text, what stands around it, which
slots may be filled with what, and the lattice that decides once they are filled. Whoever fills
them (an `Adjudicator`) only reads; what follows from the reading is computed from the records.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from thymos.errors import Finding

POLARITIES = ("affirmed", "denied")
MODALITIES = ("stated", "hedged", "asked", "attributed", "conditional", "reported study")


@dataclass(frozen=True, slots=True)
class Slots:
    """What each slot may hold; `predicate` must be filled, the others may stay empty."""

    predicate: tuple[str, ...]
    outcome: tuple[str, ...] = ()
    population: tuple[str, ...] = ()
    polarity: tuple[str, ...] = POLARITIES
    modality: tuple[str, ...] = MODALITIES


@dataclass(frozen=True, slots=True)
class Abstained:
    """A stretch of a page on which a rule abstained, and what stands around it."""

    span: str
    context: str
    slots: Slots


@dataclass(frozen=True, slots=True)
class Filled:
    """The slots as somebody filled them; `quote` stands in the stretch word for word."""

    predicate: str
    outcome: str | None
    population: str | None
    polarity: str | None
    modality: str | None
    quote: str


@dataclass(frozen=True, slots=True)
class Question:
    """An abstention, and the lattice: what is found, if anything, once the slots are filled."""

    abstained: Abstained
    decide: Callable[[Filled], Finding | None]


class Adjudicator(Protocol):
    """Whoever fills slots; None where nothing usable was answered."""

    def fill(self, abstained: Abstained) -> Filled | None:
        """Fill the slots of one abstention. Never raises for what an answer holds."""
        ...


def accept(answer: object, abstained: Abstained) -> Filled | None:
    """An answer whose every slot is in the lists, and whose quote is in the stretch; else None.

    >>> asked = Abstained("It cures flu.", "", Slots(("benefit",), ("flu",)))
    >>> said = {
    ...     "predicate": "benefit",
    ...     "outcome": "flu",
    ...     "population": None,
    ...     "polarity": "affirmed",
    ...     "modality": "stated",
    ...     "quote": "cures flu",
    ... }
    >>> accept(said, asked).outcome
    'flu'
    >>> accept({**said, "quote": "cures all"}, asked) is None
    True
    """
    slots = abstained.slots
    if not isinstance(answer, dict) or set(answer) != {*Slots.__slots__, "quote"}:
        return None
    quote = answer["quote"]
    if not isinstance(quote, str) or not quote.strip() or quote not in abstained.span:
        return None
    if answer["predicate"] not in slots.predicate:
        return None
    for name in Slots.__slots__:
        if answer[name] is not None and answer[name] not in getattr(slots, name):
            return None
    return Filled(**answer)
