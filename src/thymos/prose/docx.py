"""DOCX to blocks (extra `docx`): headings, lists, tables, quotes, captions and footnotes.

A document for a word processor has no lines: the line of a place in it is the number of its
paragraph, where a table row counts as one. Deleted, struck-out and hidden text is left out.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from thymos.errors import UsageError
from thymos.prose.blocks import Block, BlockKind, Box, Collector
from thymos.prose.runs import Runs, collapse, join

# A page of text is far below; beyond, the file is an attack on memory.
_MOST_UNPACKED = 100_000_000
_MOST_PARTS = 5_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_GONE = tuple(f"{_W}{tag}" for tag in ("del", "moveFrom", "txbxContent", "pPr", "sdtPr"))
_WRAPS = tuple(f"{_W}{tag}" for tag in ("sdt", "sdtContent", "customXml", "smartTag", "ins"))
_NOTES = ("/word/footnotes.xml", "/word/endnotes.xml")
_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_STYLES = (
    ("quote", BlockKind.QUOTE),
    ("caption", BlockKind.CAPTION),
    ("bibliography", BlockKind.REFERENCE),
    ("footnote text", BlockKind.FOOTNOTE),
    ("endnote text", BlockKind.FOOTNOTE),
    ("list", BlockKind.ITEM),
)
_MOST_BASES = 20


def read(content: bytes, name: str) -> tuple[str, tuple[Block, ...]]:
    """The text of a document, one paragraph a line, and its blocks.

    Raises UsageError where it is no such document, or python-docx is not installed.
    """
    try:
        import docx
    except ImportError:
        raise UsageError(
            f"{name}: reading DOCX needs the optional extra: pip install thymos[docx]"
        ) from None
    _refuse_bombs(content, name)
    # What a broken file makes python-docx and its parser raise is of many types.
    try:
        reader = _Reader(docx.Document(io.BytesIO(content)))
        reader.read()
    except Exception as error:
        why = type(error).__name__
        raise UsageError(f"{name}: cannot be read as DOCX ({why})") from None
    return "".join(reader.lines), tuple(reader.found.blocks)


def _refuse_bombs(content: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise UsageError(f"{name}: expected a DOCX file, found another") from None
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        size = _MOST_UNPACKED // 10**6
        raise UsageError(f"{name}: expected at most {size} MB once unpacked, found more")


class _Reader:
    """Walks the body once; each paragraph and each table row becomes a line."""

    def __init__(self, document: Any) -> None:
        self.lines: list[str] = []
        self.found = Collector()
        self._length = 0
        self._body = document.element.body
        self._parts = document.part.package.iter_parts
        self._styles = {style.style_id: style for style in document.styles}

    def read(self) -> None:
        """The body, then the notes below it."""
        self._walk(self._body)
        from docx.oxml import parse_xml

        for part in self._parts():
            if str(part.partname) not in _NOTES:
                continue
            for note in parse_xml(part.blob):
                if note.get(f"{_W}type") is None:
                    self._walk(note, BlockKind.FOOTNOTE)

    def _walk(self, element: Any, kind: BlockKind | None = None) -> None:
        for child in element:
            if child.tag == f"{_W}p":
                self._paragraph(child, kind)
            elif child.tag == f"{_W}tbl":
                self._table(child)
            elif child.tag in _WRAPS:
                self._walk(child, kind)

    def _line(self, text: str) -> int:
        """Add a line; gives the offset at which it begins."""
        begin = self._length
        self.lines.append(text + "\n")
        self._length += len(text) + 1
        return begin

    def _paragraph(self, element: Any, kind: BlockKind | None = None) -> None:
        text = _text(element)
        runs = collapse([(text, self._line(text))])
        found, level = self._kind(element)
        self.found.add(kind or found, runs, level)
        for described in _pictures(element):
            shown = re.sub(r"\s+", " ", described)
            self.found.add(BlockKind.CAPTION, collapse([(shown, self._line(shown))]))
        for box in element.iter(f"{_W}txbxContent"):
            if not _within_fallback(box):
                self._walk(box)

    def _kind(self, element: Any) -> tuple[BlockKind, int]:
        chosen = element.find(f"{_W}pPr/{_W}pStyle")
        style = self._styles.get(chosen.get(f"{_W}val")) if chosen is not None else None
        numbered = element.find(f"{_W}pPr/{_W}numPr")
        depth = 1
        if numbered is not None and (level := numbered.find(f"{_W}ilvl")) is not None:
            depth += _number(level.get(f"{_W}val"), 0)
        for _ in range(_MOST_BASES):
            if style is None:
                break
            name = (style.name or "").lower()
            if heading := _HEADING.match(name):
                return BlockKind.HEADING, int(heading[1])
            if name in ("title", "subtitle"):
                return BlockKind.HEADING, 1
            for word, kind in _STYLES:
                if word in name and name != "list paragraph":
                    return kind, depth
            style = getattr(style, "base_style", None)
        return (BlockKind.PARAGRAPH if numbered is None else BlockKind.ITEM), depth

    def _table(self, table: Any) -> None:
        rows = [_cells(row) for row in table.iter(f"{_W}tr") if _owner(row) is table]
        self.found.begin_table()
        for at, row in enumerate(rows):
            if any(self._arranges(cell) for _, _, cell in row):
                for _, _, cell in row:
                    self._walk(cell)
                continue
            self._row(rows, at, head=_is_head(table, rows, at))

    def _row(self, rows: list[list[tuple[int, int, Any]]], at: int, *, head: bool) -> None:
        shown = [
            (_down(rows, at, column), across, [_text(p) for p in cell.iter(f"{_W}p")])
            for column, across, cell in rows[at]
            if _merge(cell) != "continue"
        ]
        offset = self._line("\t".join(" ".join(texts) for _, _, texts in shown))
        boxes = []
        for down, across, texts in shown:
            parts: list[Runs] = []
            for text in texts:
                parts.append(collapse([(text, offset)]))
                offset += len(text) + 1
            whole = join([runs for runs in parts if runs.text], " ")[0]
            boxes.append(Box(whole, across, down))
        self.found.add_row(boxes, head=head)

    def _arranges(self, cell: Any) -> bool:
        """Whether a cell holds what is no cell of data: a table, a heading."""
        if cell.find(f"{_W}tbl") is not None:
            return True
        return any(self._kind(p)[0] is BlockKind.HEADING for p in cell.iter(f"{_W}p"))


def _text(paragraph: Any) -> str:
    """What a reader sees of a paragraph, on one line."""
    return re.sub(r"[\t\r\n\v\f\x1c-\x1f\x85\u2028\u2029]", " ", "".join(_shown(paragraph)))


def _shown(element: Any) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag in _GONE or tag == _FALLBACK or (tag == f"{_W}r" and _hidden(child)):
            continue
        if tag == f"{_W}t":
            yield child.text or ""
        elif tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            yield " "
        elif tag == f"{_W}noBreakHyphen":
            yield "-"
        else:
            yield from _shown(child)


def _hidden(run: Any) -> bool:
    marks = (run.find(f"{_W}rPr/{_W}{tag}") for tag in ("vanish", "strike", "dstrike"))
    return any(m is not None and m.get(f"{_W}val") not in ("0", "false", "off") for m in marks)


def _pictures(paragraph: Any) -> Iterator[str]:
    for picture in paragraph.iter(_PICTURE):
        if (described := picture.get("descr")) and not _within_fallback(picture):
            yield described


def _within_fallback(element: Any) -> bool:
    return any(above.tag == _FALLBACK for above in element.iterancestors())


def _owner(row: Any) -> Any:
    return next((above for above in row.iterancestors() if above.tag == f"{_W}tbl"), None)


def _cells(row: Any) -> list[tuple[int, int, Any]]:
    """The cells of a row: column, how many columns it spans, the element."""
    found, column = [], 0
    for cell in row.iter(f"{_W}tc"):
        above = next((a for a in cell.iterancestors() if a.tag == f"{_W}tr"), None)
        if above is not row:
            continue
        across = cell.find(f"{_W}tcPr/{_W}gridSpan")
        spans = 1 if across is None else max(_number(across.get(f"{_W}val"), 1), 1)
        found.append((column, spans, cell))
        column += spans
    return found


def _merge(cell: Any) -> str | None:
    """`restart` or `continue` for a cell that spans rows."""
    mark = cell.find(f"{_W}tcPr/{_W}vMerge")
    return None if mark is None else mark.get(f"{_W}val") or "continue"


def _down(rows: list[list[tuple[int, int, Any]]], at: int, column: int) -> int:
    down = 1
    for row in rows[at + 1 : at + 100]:
        if not any(c == column and _merge(cell) == "continue" for c, _, cell in row):
            break
        down += 1
    return down


def _is_head(table: Any, rows: list[list[tuple[int, int, Any]]], at: int) -> bool:
    """Whether a row names the columns: it is marked so, or it comes first and has no digit."""
    row = rows[at][0][2].getparent() if rows[at] else None
    if row is not None and row.find(f"{_W}trPr/{_W}tblHeader") is not None:
        return True
    if at or len(rows) < 2:
        return False
    first, second = (
        any(c.isdigit() for _, _, cell in cells for c in "".join(_shown(cell)))
        for cells in rows[:2]
    )
    return second and not first


def _number(given: str | None, default: int) -> int:
    plain = given is not None and given.isascii() and given.isdigit() and len(given) < 4
    return int(given or 0) if plain else default
