"""Blocks of readable text: headings, paragraphs, list items, table rows, quotes.

A block knows the headings above it and the way back to line and column. Lists of references
are marked, since the title of a cited paper is no statement of the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from thymos.prose.runs import Runs


class BlockKind(StrEnum):
    """What a block is on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "list item"
    ROW = "table row"
    QUOTE = "quote"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its text, the headings above it (outermost first), the way to the file."""

    kind: BlockKind
    runs: Runs
    headings: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The block as a reader sees it."""
        return self.runs.text


_REFERENCES = re.compile(
    r"^\W*(\d+\W+)?(referenced?|references?|bibliography|sources|citations?|literature|"
    r"works cited|further reading|notes and references)( (cited|list|citations?))?\W*$",
    re.IGNORECASE,
)


class Collector:
    """Gathers blocks in order, with the headings that stand above each."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._headings: list[tuple[int, str]] = []

    def add(self, kind: BlockKind, runs: Runs, level: int = 1) -> None:
        """Add a block unless it is empty; a heading closes all of its own level and below."""
        if not runs.text:
            return
        if kind is BlockKind.HEADING:
            self._headings = [(lv, text) for lv, text in self._headings if lv < level]
        elif self._headings and _REFERENCES.match(self._headings[-1][1]):
            kind = BlockKind.REFERENCE
        above = tuple(text for _, text in self._headings)
        self.blocks.append(Block(kind, runs, above))
        if kind is BlockKind.HEADING:
            self._headings.append((level, runs.text))
