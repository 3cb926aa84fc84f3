"""HTML to blocks: what a reader of the page reads, and nothing else.

Scripts, styles, navigation, form controls, code, comments, struck-out text and hidden elements
are left out, and of headers, footers and asides the lists of links.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from types import MappingProxyType

from thymos.prose.blocks import Block, BlockKind, Box, Collector
from thymos.prose.budget import Budget
from thymos.prose.marks import marks
from thymos.prose.runs import Piece, Runs, collapse, join
from thymos.prose.tags import Stretch, Tag, decoded, tokens

_VOID = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
        *("track", "wbr", "param"),
    )
)
_BREAKS = frozenset(
    (
        *("p", "div", "section", "article", "main", "header", "footer", "aside", "form", "h1"),
        *("h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "pre"),
        *("table", "thead", "tbody", "tfoot", "tr", "td", "th", "figure", "figcaption", "caption"),
        *("hr", "body", "html", "address", "details", "summary", "fieldset", "legend", "center"),
        *("dialog", "nav"),
    )
)
# Which open elements a tag ends, and the elements beyond which it ends none.
_ENDS = MappingProxyType(
    {
        "li": (("li",), ("ul", "ol")),
        "dt": (("dt", "dd"), ("dl",)),
        "dd": (("dt", "dd"), ("dl",)),
        "td": (("td", "th"), ("tr", "table")),
        "th": (("td", "th"), ("tr", "table")),
        "tr": (("td", "th", "tr"), ("table",)),
        **dict.fromkeys(
            ("thead", "tbody", "tfoot"),
            (("td", "th", "tr", "thead", "tbody", "tfoot", "caption"), ("table",)),
        ),
    }
)
# What may stand in a head; any other element ends it.
_HEAD = ("title", "meta", "link", "style", "script", "base", "noscript", "template", "head")
# What ends a menu or a button that was never closed: the page's own matter begins.
_MATTER = ("main", "article", "body")
_MENUS = ("nav", "button", "select", "label", "del", "s")
_P_STAYS = ("table", "td", "th", "caption", "button", "object", "template")
# How far up an element that its author left open is looked for.
_FAR = 64
# After how many tags a look is taken at the clock.
_GLANCE = 256
# A raised number behind a word or a point leads to a note and is no part of the word.
_RAISED = re.compile(r"[\[(]?\d{1,3}(?:[,–-]\s?\d{1,3}){0,9}[\])]?")
_BEFORE_RAISED = re.compile(r"(?:[A-Za-z]{3}|[.,;:!?)\"”’\]])\s?$")
_BLANK = re.compile(r"\n[ \t\r]*\n")
# In a table that holds data a cell is short; one of more paragraphs lays a page out.
_MOST_PARTS = 3


@dataclass(slots=True)
class _Element:
    """An open element and what it does to the text inside."""

    tag: str
    marks: tuple[str, ...]
    part: bool = False  # of a table that is being read


@dataclass(slots=True)
class _Cell:
    """A table cell that is being read."""

    head: bool
    across: int
    down: int
    depth: int
    parts: list[tuple[BlockKind, Runs, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    """A table that is being read; one that lays a page out is no table to its reader."""

    layout: bool = False
    row: list[_Cell] = field(default_factory=list)
    head: bool = False
    cell: _Cell | None = None


def blocks(source: str, budget: Budget | None = None) -> tuple[Block, ...]:
    """The blocks of an HTML page, however broken its markup is."""
    reader = _Reader(source, budget)
    for count, token in enumerate(tokens(source)):
        if budget is not None and count % _GLANCE == 0:
            budget.spend()
        if isinstance(token, Stretch):
            reader.text(token)
        elif token.closes:
            reader.close(token.name)
        else:
            reader.open(token)
    reader.end()
    return tuple(reader.found.blocks)


class _Reader:
    """Walks the tags once; counts what is open, so that depth costs nothing."""

    def __init__(self, source: str, budget: Budget | None) -> None:
        self.source = source
        self.found = Collector(budget)
        self._open: list[_Element] = []
        self._inside: Counter[str] = Counter()
        self._pieces: list[tuple[str, int] | Piece] = []
        self._tables: list[_Table] = []
        self._linked = self._letters = 0
        self._broken = False

    def open(self, tag: Tag) -> None:
        """Open an element; a block element ends the text before it."""
        name = tag.name
        if name in _BREAKS:
            self._flush()
            self._end_left_open(name)
        if self._inside["head"] and name not in _HEAD:
            self._end(("head",), ())
        if name == "br":
            self._line_break(tag.start)
        elif name == "img":
            self._image(tag)
        elif name == "q":
            self._pieces.append(("“", tag.start))
        if name in _VOID:
            return
        self._push(name, tuple(marks(tag)))
        if not self._inside["hidden"]:
            self._open[-1].part = self._open_table_part(tag)

    def close(self, name: str) -> None:
        """Close the nearest element of that name, and what was left open inside it."""
        if name in _BREAKS:
            self._flush()
        if name == "q" and self._inside["q"] and self._pieces:
            last = self._pieces[-1]
            self._pieces.append(("”", last.offset if isinstance(last, Piece) else last[1]))
        if name == "br":
            return
        if self._inside[name]:
            while self._pop() != name:
                pass

    def text(self, stretch: Stretch) -> None:
        """Text between tags."""
        if self._inside["hidden"] or (self._inside["pre"] and self._inside["code"]):
            return
        shown = self.source[stretch.start : stretch.end]
        if self._inside["sup"] and _RAISED.fullmatch(shown.strip()):
            before = self._before()
            if _BEFORE_RAISED.search(before):
                return
            if before[-1:].isdigit():
                self._pieces.append(("^", stretch.start))
        if self._inside["pre"] and _BLANK.search(shown):
            self._preformatted(shown, stretch.start)
            return
        self._take(shown, stretch.start)

    def end(self) -> None:
        """The page ends, and with it all that is open."""
        self._flush()
        while self._open:
            self._pop()

    def _take(self, shown: str, offset: int) -> None:
        letters = len(shown) - shown.count(" ") if len(shown) > 1 else len(shown)
        if not shown.isspace():
            self._letters += letters
            self._linked += letters if self._inside["a"] else 0
            self._broken = False
        self._pieces += decoded(shown, offset)

    def _before(self) -> str:
        """The end of what was read just before, without what stands for no text."""
        shown = (_text(piece) for piece in reversed(self._pieces[-4:]))
        return next((text[-8:] for text in shown if text), "")

    def _preformatted(self, shown: str, offset: int) -> None:
        at = 0
        for blank in _BLANK.finditer(shown):
            self._take(shown[at : blank.start()], offset + at)
            self._flush()
            at = blank.end()
        self._take(shown[at:], offset + at)

    def _line_break(self, offset: int) -> None:
        """One break is a space; two are the end of a paragraph."""
        if self._broken:
            self._flush()
        self._pieces.append((" ", offset))
        self._broken = True

    def _image(self, tag: Tag) -> None:
        """What stands for an image: within a table part of its cell, else a caption."""
        value, begin = tag.values.get("alt", ("", 0))
        if not value.strip() or self._inside["hidden"] or "hidden" in marks(tag):
            return
        if self._tables:
            self._pieces += [(" ", tag.start), *decoded(value, begin), (" ", tag.start)]
        elif not self._inside["a"] or not self._inside["side"]:
            self.found.add(BlockKind.CAPTION, collapse(decoded(value, begin)))

    def _push(self, name: str, marks: tuple[str, ...]) -> None:
        self._open.append(_Element(name, marks))
        self._inside[name] += 1
        for mark in marks:
            self._inside[mark] += 1

    def _pop(self) -> str:
        element = self._open[-1]
        if element.tag in _BREAKS:
            self._flush()
        self._open.pop()
        self._inside[element.tag] -= 1
        for mark in element.marks:
            self._inside[mark] -= 1
        if element.part:
            self._close_table_part(element.tag)
        return element.tag

    def _end_left_open(self, name: str) -> None:
        """End what HTML lets an author leave open: a paragraph, an item beside the next."""
        self._end(("p",), _P_STAYS)
        if name in _ENDS:
            self._end(*_ENDS[name])
        if name in _MATTER:
            self._end(_MENUS, ())

    def _end(self, ended: tuple[str, ...], stays: tuple[str, ...]) -> None:
        if not any(self._inside[name] for name in ended):
            return
        deepest = 0
        for count, element in enumerate(reversed(self._open[-_FAR:]), start=1):
            if element.tag in stays:
                break
            if element.tag in ended:
                deepest = count
        for _ in range(deepest):
            self._pop()

    def _flush(self) -> None:
        """End the block that is being gathered."""
        pieces, self._pieces = self._pieces, []
        linked, letters = self._linked, self._letters
        self._linked = self._letters = 0
        self._broken = False
        if not pieces or (self._inside["side"] and 3 * linked >= 2 * letters):
            return
        runs = collapse(pieces)
        if not runs.text:
            return
        kind, level = self._kind()
        cell = self._tables[-1].cell if self._tables else None
        if cell is not None:
            cell.parts.append((kind, runs, level))
        else:
            self._add(kind, runs, level)

    def _add(self, kind: BlockKind, runs: Runs, level: int) -> None:
        leads = bool(self._inside["dt"] or self._inside["summary"])
        self.found.add(kind, runs, level, leads=leads)

    def _kind(self) -> tuple[BlockKind, int]:
        inside = self._inside
        depth = inside["ul"] + inside["ol"] + inside["dl"]
        for level in range(1, 7):
            if inside[f"h{level}"]:
                return BlockKind.HEADING, level
        for name, kind in (
            ("blockquote", BlockKind.QUOTE),
            ("listed", BlockKind.REFERENCE),
            ("noted", BlockKind.FOOTNOTE),
            ("figcaption", BlockKind.CAPTION),
            ("caption", BlockKind.CAPTION),
            ("li", BlockKind.ITEM),
            ("dd", BlockKind.ITEM),
        ):
            if inside[name] > 0:
                return kind, max(depth, 1)
        return BlockKind.PARAGRAPH, 1

    def _open_table_part(self, tag: Tag) -> bool:
        name = tag.name
        if name == "table":
            if self._tables:
                self._lay_out(self._tables[-1])
            self._tables.append(_Table())
            self.found.begin_table()
        elif not self._tables:
            return False
        elif name in ("td", "th"):
            across, down = _span(tag.get("colspan")), _span(tag.get("rowspan"))
            table = self._tables[-1]
            table.cell = _Cell(name == "th", across, down, self._inside["li"])
        elif name == "tr":
            self._end_row(self._tables[-1])
            self._tables[-1].head = bool(self._inside["thead"])
        return name in ("table", "tr", "td", "th")

    def _close_table_part(self, name: str) -> None:
        table = self._tables[-1]
        if table.cell is not None and name != "tr":
            table.row.append(table.cell)
            table.cell = None
        if name in ("tr", "table"):
            self._end_row(table)
        if name == "table":
            self._tables.pop()
            self.found.begin_table()

    def _lay_out(self, table: _Table) -> None:
        """A table inside a cell: the outer one only arranges, and its cells are blocks."""
        table.layout = True
        row, table.row = table.row, []
        for cell in (*row, *((table.cell,) if table.cell else ())):
            self._emit(cell)
            cell.parts.clear()

    def _end_row(self, table: _Table) -> None:
        row, table.row, table.cell = table.row, [], None
        if not row:
            return
        if table.layout or any(_arranges(cell) for cell in row):
            for cell in row:
                self._emit(cell)
            return
        boxes = [Box(_whole(cell), cell.across, cell.down, cell.head) for cell in row]
        kind = BlockKind.QUOTE if self._inside["blockquote"] else BlockKind.ROW
        self.found.add_row(boxes, head=table.head, kind=kind)

    def _emit(self, cell: _Cell) -> None:
        for kind, runs, level in cell.parts:
            self.found.add(kind, runs, level)


def _arranges(cell: _Cell) -> bool:
    kinds = {kind for kind, _, _ in cell.parts}
    apart = kinds - {BlockKind.PARAGRAPH}
    inside_list = cell.depth and apart <= {BlockKind.ITEM}
    if inside_list or apart <= {BlockKind.QUOTE}:
        apart = set()
    return bool(apart) or len(cell.parts) > _MOST_PARTS


def _whole(cell: _Cell) -> Runs:
    return join([runs for _, runs, _ in cell.parts], " ")[0]


def _span(given: str | None) -> int:
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 4 else 1


def _text(piece: tuple[str, int] | Piece) -> str:
    return piece.text if isinstance(piece, Piece) else piece[0]
