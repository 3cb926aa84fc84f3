"""From a file to blocks of readable text: headings, paragraphs, list items, rows, quotes.

A block knows the headings above it and the way back to line and column. Lists of references
are marked, since the title of a cited paper is no statement of the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from thymos.prose.runs import Runs

Form = Literal["auto", "text", "markdown", "html"]


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
# What looks like markup: a document type, or a closing tag of a common element.
_MARKUP = re.compile(
    r"<!doctype html|<html[\s>]|</(p|div|body|head|h[1-6]|ul|table|span)>", re.IGNORECASE
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


def blocks(source: str, form: Form = "auto") -> tuple[Block, ...]:
    """Split a file into blocks. `auto` tells HTML from text by its tags.

    >>> [(block.kind.value, block.text) for block in blocks("# Title\\n\\nOne *two*.\\n- item")]
    [('heading', 'Title'), ('paragraph', 'One two.'), ('list item', 'item')]
    """
    from thymos.prose import html, markdown

    if form == "html" or (form == "auto" and _MARKUP.search(source[:20_000])):
        return html.blocks(source)
    return markdown.blocks(source)
