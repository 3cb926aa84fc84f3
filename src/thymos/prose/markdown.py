"""Markdown and plain text to blocks; plain text is Markdown that uses little of it.

Not a renderer: it finds the blocks and strips the marks that a reader does not see. A line
of plain text that is short, is no sentence and stands above other text is a heading too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from thymos.prose.blocks import Block, BlockKind, Box, Collector, is_reference
from thymos.prose.budget import Budget
from thymos.prose.inline import Line, stripped, unseen
from thymos.prose.runs import collapse

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_ATX = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+|$)")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-+)[ \t]*$")
_ITEM = re.compile(r"^(\s*)(?:[-*+•·▪◦‣–]|\(?\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?")
# A numbered reference may carry its number in brackets.
_NUMBERED = re.compile(r"^\s{0,3}\[\d{1,3}\][.:]?\s+(?=\S)")
# A quote in a quote is one too.
_QUOTE = re.compile(r"^(?: {0,3}>[ \t]?)++")
_FOOTNOTE = re.compile(r"^ {0,3}\[\^[^\]\s]{1,60}\]:[ \t]*")
# Where a link leads to, on a line of its own: an address, which no reader sees.
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\[]{1,200}\]:[ \t]+<?(?:https?:|mailto:|/|#|\.)\S*")
_BAR = re.compile(r"(?<!\\)\|")
_SPACED_BAR = re.compile(r"\s\|\s")
_RULE_MARKS = frozenset(" \t|:+-=")

# A line of plain text this long was not wrapped by hand, so its end ends the paragraph.
_WRAPPED = 120
_HEADING_LENGTH, _HEADING_WORDS = 100, 14
_TAB = 4


def blocks(source: str, budget: Budget | None = None) -> tuple[Block, ...]:
    """The blocks of a Markdown or plain text file."""
    found = Collector(budget)
    for paragraph in _paragraphs(unseen(source)):
        _add(found, paragraph)
    return tuple(found.blocks)


def _paragraphs(source: str) -> Iterator[list[Line]]:
    """Lines between blank lines; fenced code is left out."""
    gathered: list[Line] = []
    offset, fence = 0, ""
    for line in source.splitlines(keepends=True):
        start, offset = offset, offset + len(line)
        mark = _FENCE.match(line)
        edge = bool(mark) and (not fence or line.strip().startswith(fence))
        if mark and edge:
            fence = "" if fence else mark[1]
        if line.strip() and not edge and not fence:
            gathered.append((line.rstrip("\r\n"), start))
        elif gathered:
            yield gathered
            gathered = []
    if gathered:
        yield gathered


def _add(found: Collector, lines: list[Line]) -> None:
    """Split a stretch of lines into blocks where list items, rows or long lines begin."""
    at = 0
    while at < len(lines):
        if size := _table(found, lines, at) or _marked(found, lines, at):
            at += size
            continue
        text = lines[at][0]
        below = lines[at + 1][0] if at + 1 < len(lines) else None
        if below is not None and _UNDERLINE.match(below) and not _ITEM.match(text):
            found.add(BlockKind.HEADING, stripped(lines[at : at + 1]), 1 if "=" in below else 2)
            at += 2
        elif _is_title(text, below):
            found.add(BlockKind.HEADING, stripped(lines[at : at + 1]), 6)
            at += 1
        else:
            size = _continued(lines, at)
            found.add(BlockKind.PARAGRAPH, stripped(lines[at : at + size]))
            at += size


def _marked(found: Collector, lines: list[Line], at: int) -> int:
    """Add what a mark at the beginning of a line makes; 0 lines where there is none."""
    text, start = lines[at]
    if heading := _ATX.match(text):
        title = text[heading.end() :].rstrip().rstrip("#")
        found.add(BlockKind.HEADING, stripped([(title, start + heading.end())]), len(heading[1]))
        return 1
    if _thematic(text) or _DEFINITION.match(text):
        return 1
    if _QUOTE.match(text):
        return _quote(found, lines, at)
    for pattern, kind in (
        (_FOOTNOTE, BlockKind.FOOTNOTE),
        (_ITEM, BlockKind.ITEM),
        (_NUMBERED, BlockKind.ITEM),
    ):
        if mark := pattern.match(text):
            size = _continued(lines, at)
            item = [(text[mark.end() :], start + mark.end()), *lines[at + 1 : at + size]]
            found.add(kind, stripped(item), 1 + _indent(text))
            return size
    return 0


def _quote(found: Collector, lines: list[Line], at: int) -> int:
    """A block quote: its paragraphs are parted by lines that hold the mark only."""
    size, quoted = 0, []
    for text, start in lines[at:]:
        mark = _QUOTE.match(text)
        if mark is None:
            break
        size += 1
        inside = text[mark.end() :]
        if inside.strip():
            quoted.append((inside, start + mark.end()))
        elif quoted:
            found.add(BlockKind.QUOTE, stripped(quoted))
            quoted = []
    if quoted:
        found.add(BlockKind.QUOTE, stripped(quoted))
    return size


def _thematic(text: str) -> bool:
    """Whether a line is a rule across the page: three or more of one mark."""
    marks = text.replace(" ", "").replace("\t", "")
    return len(marks) > 2 and marks[0] in "-*_" and marks == marks[0] * len(marks)


def _indent(text: str) -> int:
    begins = text[: len(text) - len(text.lstrip())]
    return len(begins.replace("\t", " " * _TAB))


def _continued(lines: list[Line], at: int) -> int:
    """How many lines belong to the paragraph or item that begins with the one at `at`."""
    for i in range(at + 1, len(lines)):
        text = lines[i][0]
        starts = (
            _ITEM.match(text)
            or _ATX.match(text)
            or _QUOTE.match(text)
            or _NUMBERED.match(text)
            or _FOOTNOTE.match(text)
            or _DEFINITION.match(text)
            or _is_row(text)
        )
        if starts or len(lines[i - 1][0]) > _WRAPPED:
            return i - at
    return len(lines) - at


def _is_title(text: str, below: str | None) -> bool:
    """Whether a line of plain text stands as a heading above what follows."""
    line = text.strip()
    if len(line) > _HEADING_LENGTH or len(line.split()) > _HEADING_WORDS:
        return False
    if not line[0].isupper() and not line[0].isdigit():
        return False
    if line[-1] in ".!;,:…\"'”)" or is_reference(line):
        return False
    # A first line much shorter than the next was not broken because the page was narrow.
    return below is None or (2 * len(line) < len(below) and below.strip()[:1].isupper())


def _is_row(text: str) -> bool:
    """Whether a line is a table row: bars at both ends, or two within, with spaces around."""
    line = text.strip()
    if len(line) > 1 and line[0] == line[-1] == "|":
        return True
    return len(_SPACED_BAR.findall(line)) > 1


def _is_rule(text: str) -> bool:
    """Whether a line draws the rule under the head of a table."""
    return "|" in text and "-" in text and _RULE_MARKS.issuperset(text)


def _table(found: Collector, lines: list[Line], at: int) -> int:
    """Add the table that begins at a line; 0 lines where none does."""
    text = lines[at][0]
    ruled = at + 1 < len(lines) and "|" in text and _is_rule(lines[at + 1][0])
    if not ruled and not _is_row(text):
        return 0
    size = next(
        (i - at for i in range(at, len(lines)) if not _in_table(lines[i][0], ruled)),
        len(lines) - at,
    )
    found.begin_table()
    headed = ruled or _looks_headed(lines[at : at + 2], size)
    for i in range(at, at + size):
        if not _is_rule(lines[i][0]):
            found.add_row(_boxes(*lines[i]), head=headed and i == at)
    return size


def _in_table(text: str, ruled: bool) -> bool:
    return _is_row(text) or (ruled and "|" in text)


def _looks_headed(lines: list[Line], size: int) -> bool:
    """A first row without a digit above one with some names the columns."""
    if size < 2:
        return False
    first, second = (any(c.isdigit() for c in text) for text, _ in lines)
    return second and not first


def _boxes(text: str, start: int) -> list[Box]:
    """The cells of a row; a bar at either end of the line parts nothing."""
    line = text.strip()
    begin = start + (len(text) - len(text.lstrip()))
    edges = [-1, *(bar.start() for bar in _BAR.finditer(line)), len(line)]
    spans = [(left + 1, right) for left, right in pairwise(edges)]
    if line.startswith("|"):
        spans = spans[1:]
    if line.endswith("|") and len(spans) > 1:
        spans = spans[:-1]
    return [Box(stripped([(line[a:b], begin + a)])) for a, b in spans] or [Box(collapse(()))]
