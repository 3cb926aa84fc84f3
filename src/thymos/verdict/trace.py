"""The derivation of a verdict as a tree that ends in sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from thymos.records.atoms import Citation


@dataclass(frozen=True, slots=True)
class Node:
    """One step: what was concluded, from which smaller steps, on which sources."""

    text: str
    children: tuple[Node, ...] = ()
    cites: tuple[Citation, ...] = ()
    record: str | None = None

    def walk(self) -> Iterator[Node]:
        """This step and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def sources(self) -> tuple[str, ...]:
        """Ids of the sources it ends in, each once, in order of first use."""
        return tuple(dict.fromkeys(c.source for node in self.walk() for c in node.cites))
