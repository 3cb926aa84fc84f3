"""What is to be done: a function of index ranges, and how the whole is cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Piece:
    """The indices from first up to, and without, stop."""

    first: int
    stop: int

    @property
    def size(self) -> int:
        """How many indices."""
        return self.stop - self.first


@dataclass(frozen=True, slots=True)
class Plan(Generic[R]):
    """Work on the indices 0 to count - 1, in pieces of `chunk`.

    work: of (first, stop); its result may depend on these indices and on nothing that changes.
    For processes it must be picklable: a function of a module, or a frozen object that can be
    called. key: what tells this plan's stored pieces from another's.
    """

    count: int
    work: Callable[[int, int], R]
    chunk: int = 1024
    key: str = ""

    def __post_init__(self) -> None:
        if self.count < 0 or self.chunk < 1:
            raise ValueError(
                f"a plan needs a count of 0 or more and pieces of 1 or more, "
                f"found {self.count} and {self.chunk}"
            )


def pieces(count: int, chunk: int) -> tuple[Piece, ...]:
    """The range 0 to count - 1 in pieces of the same size, the last one maybe smaller.

    >>> pieces(5, 2)
    (Piece(first=0, stop=2), Piece(first=2, stop=4), Piece(first=4, stop=5))
    """
    return tuple(Piece(first, min(first + chunk, count)) for first in range(0, count, chunk))
