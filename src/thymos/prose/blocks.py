"""Blocks of readable text: headings, paragraphs, list items, table rows, quotes, and more.

A block knows the headings above it, the line that introduces its list, the question that it
answers, and the way back to line and column. A cell of a table knows its row and its column.
Lists of references are marked, since the title of a cited paper is no statement of the page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from thymos.prose.budget import Budget
from thymos.prose.runs import Runs, join
from thymos.prose.sentences import sentences


class BlockKind(StrEnum):
    """What a block is on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "list item"
    ROW = "table row"
    QUOTE = "quote"
    REFERENCE = "reference"
    CAPTION = "caption"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table row: its stretch in the text of the block, and what it stands under.

    `row` is the first cell of its row, `column` the head of its column; empty where there is
    none. A cell of the head itself has `head` set.
    """

    start: int
    end: int
    row: str
    column: str
    head: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its text, the headings above it (outermost first), the way to the file.

    `lead` is the line that introduces a list ("It does not:"), `question` the question under
    which the block stands as an answer; None where there is none.
    """

    kind: BlockKind
    runs: Runs
    headings: tuple[str, ...] = ()
    lead: str | None = None
    question: str | None = None
    cells: tuple[Cell, ...] = ()

    @property
    def text(self) -> str:
        """The block as a reader sees it."""
        return self.runs.text

    def cell_at(self, index: int) -> Cell | None:
        """The cell of a table row that holds a character of the text."""
        return next((cell for cell in self.cells if cell.start <= index < cell.end), None)


@dataclass(frozen=True, slots=True)
class Box:
    """A cell before it has its place: its text, how many columns and rows it spans."""

    runs: Runs
    across: int = 1
    down: int = 1
    head: bool = False


_REFERENCES = re.compile(
    r"^\W*(\d+\W+)?(referenced?|references?|bibliography|sources|citations?|literature|"
    r"works cited|further reading|notes and references|参考文献)( (cited|list|citations?))?\W*$",
    re.IGNORECASE,
)
# A reference without such a heading: authors as a list of references writes them at the very
# beginning, and an identifier or "2013;17:R8" behind. A sentence with an identifier is none.
_AUTHORS = re.compile(
    r"^\W{0,3}(?:\d{1,3}[\]).]{0,2}\s{1,2})?[A-Z][\w'’-]{1,30},? (?:[A-Z]\.?[- ]?){1,3}"
    r"(?:[,.;:&(]|\s?et al|\s?and\s)"
)
_IDENTIFIED = re.compile(
    r"\bdoi\b|\b10\.\d{4,9}/|\bPMID\b|\bPMC\d|\b(?:19|20)\d\d[^;]{0,12};\s?\d{1,4}\s?(?:\(|:)",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"^(?:supplementary |suppl\. )?(?:figure|fig\.|table|box|scheme) [a-z]?\d{1,3}[a-z]?"
    r"\s?[.:|–—-]\s",
    re.IGNORECASE,
)
_ASKED = re.compile(r"^(?:q(?:uestion)?\s?\d{0,3}\s?[.:)]\s?).*\?\W{0,2}$", re.IGNORECASE)
# A title of more characters than this is no heading of references and no question.
_LONG = 300
# Spans beyond this are mistakes of the page, or an attack.
_MAX_SPAN = 100


def is_reference(text: str) -> bool:
    """Whether a block has the shape of an entry in a list of references.

    >>> is_reference("Wu J, Zhou L. A title. Crit Care 2013;17:R8."), is_reference("Wu found it.")
    (True, False)
    """
    return bool(_AUTHORS.match(text) and _IDENTIFIED.search(text))


class Collector:
    """Gathers blocks in order, with the context in which each stands, while there is time."""

    def __init__(self, budget: Budget | None = None) -> None:
        self._budget = budget
        self.blocks: list[Block] = []
        self._headings: list[tuple[int, str]] = []
        self._leads: list[tuple[int, str]] = []
        self._question: str | None = None
        self._heads: dict[int, str] = {}
        self._spans: dict[int, tuple[int, str]] = {}
        self._before = (0, "")

    def add(self, kind: BlockKind, runs: Runs, level: int = 1, *, leads: bool = False) -> None:
        """Add a block unless it is empty.

        `level` is the rank of a heading, which closes all of its own rank and below, or the
        depth of a list item. A block that `leads` introduces the items that follow.
        """
        if not runs.text:
            return
        if self._budget is not None:
            self._budget.spend()
        text = runs.text
        if kind is BlockKind.HEADING:
            self._headings = [(lv, title) for lv, title in self._headings if lv < level]
        kind = self._kind(kind, text)
        above = tuple(title for _, title in self._headings)
        item = kind in (BlockKind.ITEM, BlockKind.REFERENCE)
        self._leads = [(d, lead) for d, lead in self._leads if item and d < level]
        lead = self._leads[-1][1] if self._leads else None
        asked = len(text) <= _LONG and bool(
            _ASKED.match(text) or (leads and text.endswith(("?", "？")))
        )
        if asked or kind is BlockKind.HEADING:
            self._question = None
        self.blocks.append(Block(kind, runs, above, lead, self._question))
        if kind is BlockKind.HEADING:
            self._headings.append((level, text))
            self._question = text if text.endswith(("?", "？")) else None
        elif asked:
            self._question = text
        if leads or text.endswith((":", "：")):
            last = text[sentences(text)[-1][0] :]
            self._leads.append((level if kind is BlockKind.ITEM else -1, last))

    def _kind(self, kind: BlockKind, text: str) -> BlockKind:
        if kind is BlockKind.HEADING or kind is BlockKind.CAPTION:
            return kind
        below = self._headings[-1][1] if self._headings else ""
        if len(below) <= _LONG and _REFERENCES.match(below):
            return BlockKind.REFERENCE
        if kind is not BlockKind.QUOTE and is_reference(text):
            return BlockKind.REFERENCE
        if kind is BlockKind.PARAGRAPH and _CAPTION.match(text):
            return BlockKind.CAPTION
        return kind

    def begin_table(self) -> None:
        """Forget the columns of the table before."""
        self._heads = {}
        self._spans = {}

    def add_row(
        self, boxes: Sequence[Box], *, head: bool = False, kind: BlockKind = BlockKind.ROW
    ) -> None:
        """Add a table row; rows of the head name the columns of those that follow."""
        placed = self._placed(boxes)
        shown = [(column, box) for column, box in placed if box.runs.text]
        if not shown:
            return
        if self._budget is not None:
            self._budget.spend()
        head = head or all(box.head for _, box in shown)
        first = self._first(placed)
        runs, begins = join([box.runs for _, box in shown])
        cells = tuple(
            Cell(begin, begin + len(box.runs.text), first, self._heads.get(column, ""), head)
            for begin, (column, box) in zip(begins, shown, strict=True)
        )
        if head:
            self._name_columns(placed)
        self._leads = []
        above = tuple(title for _, title in self._headings)
        kind = self._kind(kind, runs.text)
        self.blocks.append(Block(kind, runs, above, None, self._question, cells))

    def _placed(self, boxes: Sequence[Box]) -> list[tuple[int, Box]]:
        """Each box with its column; boxes of rows above that reach down take theirs first."""
        placed: list[tuple[int, Box]] = []
        taken = {column for column, (left, _) in self._spans.items() if left > 0}
        reaching = {c: (left - 1, text) for c, (left, text) in self._spans.items() if left > 0}
        self._before = self._spans.get(0, (0, ""))
        column = 0
        for box in boxes:
            while column in taken:
                column += 1
            placed.append((column, box))
            for c in range(column, column + min(max(box.across, 1), _MAX_SPAN)):
                if box.down > 1:
                    reaching[c] = (min(box.down, _MAX_SPAN) - 1, box.runs.text)
            column += min(max(box.across, 1), _MAX_SPAN)
        self._spans = reaching
        return placed

    def _first(self, placed: list[tuple[int, Box]]) -> str:
        left, text = self._before
        if left > 0:
            return text
        return placed[0][1].runs.text

    def _name_columns(self, placed: list[tuple[int, Box]]) -> None:
        for column, box in placed:
            for c in range(column, column + min(max(box.across, 1), _MAX_SPAN)):
                above = self._heads.get(c, "")
                name = box.runs.text
                self._heads[c] = f"{above} {name}".strip() if name != above else name
