"""Markdown and plain text to blocks; plain text is Markdown that uses little of it.

Not a renderer: it finds the blocks and strips the marks that a reader does not see. A line
of plain text that is short, is no sentence and stands above other text is a heading too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from thymos.prose.blocks import Block, BlockKind, Collector
from thymos.prose.runs import Runs, collapse

Line = tuple[str, int]

_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_ATX = re.compile(r"^ {0,3}(#{1,6})[ \t]+")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-+)[ \t]*$")
_ITEM = re.compile(r"^\s*(?:[-*+•·▪◦‣–]|\(?\d{1,2}[.)])\s+(?:\[[ xX]\]\s+)?")
_ROW = re.compile(r"^\s*\|.*\|\s*$")
_RULE_ROW = re.compile(r"^[\s|:+-]+$")
_QUOTE = re.compile(r"^ {0,3}>[ \t]?")
_THEMATIC = re.compile(r"^ {0,3}([-*_])[ \t]*(\1[ \t]*){2,}$")
_INVISIBLE = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_MATTER = re.compile(r"\A---[ \t]*\r?\n.*?^---[ \t]*$", re.DOTALL | re.MULTILINE)

# Marks that vanish; of a link or an image the words stay, of anything else nothing.
_MARK = re.compile(
    r"!?\[(?P<link>[^\[\]\n]{0,300})\]\([^()\s]{0,600}(?:\s+\"[^\"]{0,200}\")?\)"
    r"|\\(?P<plain>[!-/:-@\[-`{-~])"
    r"|(?P<entity>&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,10});)"
    r"|</?[a-zA-Z][^<>\n]{0,300}>"
    r"|\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\w)_{1,3}(?=\w)|(?<=[\w.,;:!?)])_{1,3}(?!\w)|`+|~~"
)

# A line of plain text this long was not wrapped by hand, so its end ends the paragraph.
_WRAPPED = 120
_HEADING_LENGTH, _HEADING_WORDS = 100, 14


def blocks(source: str) -> tuple[Block, ...]:
    """The blocks of a Markdown or plain text file."""
    found = Collector()
    shown = _blank(_INVISIBLE, _blank(_MATTER, source))
    for paragraph in _paragraphs(shown):
        _add(found, paragraph)
    return tuple(found.blocks)


def _blank(pattern: re.Pattern[str], source: str) -> str:
    """Replace what a reader does not see by spaces, so that offsets stay."""
    return pattern.sub(lambda found: re.sub(r"[^\r\n]", " ", found.group()), source)


def _paragraphs(source: str) -> Iterator[list[Line]]:
    """Lines between blank lines; fenced code is left out."""
    gathered: list[Line] = []
    offset, fenced = 0, False
    for line in source.splitlines(keepends=True):
        start, offset = offset, offset + len(line)
        fence = bool(_FENCE.match(line))
        fenced ^= fence
        if line.strip() and not fence and not fenced:
            gathered.append((line.rstrip("\r\n"), start))
        elif gathered:
            yield gathered
            gathered = []
    if gathered:
        yield gathered


def _add(found: Collector, lines: list[Line]) -> None:
    """Split a stretch of lines into blocks where list items, rows or long lines begin."""
    rest = lines
    while rest:
        text, start = rest[0]
        size = 1
        if heading := _ATX.match(text):
            title = _stripped([(text[heading.end() :].rstrip().rstrip("#"), start + heading.end())])
            found.add(BlockKind.HEADING, title, len(heading[1]))
        elif len(rest) > 1 and _UNDERLINE.match(rest[1][0]) and not _ITEM.match(text):
            found.add(BlockKind.HEADING, _stripped(rest[:1]), 1 if "=" in rest[1][0] else 2)
            size = 2
        elif _THEMATIC.match(text):
            pass
        elif _ROW.match(text):
            if not _RULE_ROW.match(text):
                found.add(BlockKind.ROW, _row(text, start))
        elif mark := _QUOTE.match(text):
            size = _span(rest, _QUOTE)
            quoted = [(t[_mark_end(_QUOTE, t) :], s + _mark_end(_QUOTE, t)) for t, s in rest[:size]]
            found.add(BlockKind.QUOTE, _stripped(quoted))
        elif mark := _ITEM.match(text):
            size = _continued(rest)
            item = [(text[mark.end() :], start + mark.end()), *rest[1:size]]
            found.add(BlockKind.ITEM, _stripped(item))
        elif _is_title(text, rest[1][0] if len(rest) > 1 else None):
            found.add(BlockKind.HEADING, _stripped(rest[:1]), 6)
        else:
            size = _continued(rest)
            found.add(BlockKind.PARAGRAPH, _stripped(rest[:size]))
        rest = rest[size:]


def _mark_end(pattern: re.Pattern[str], text: str) -> int:
    mark = pattern.match(text)
    return mark.end() if mark else 0


def _span(lines: list[Line], pattern: re.Pattern[str]) -> int:
    return next((i for i, (text, _) in enumerate(lines) if not pattern.match(text)), len(lines))


def _continued(lines: list[Line]) -> int:
    """How many lines belong to the paragraph or item that begins with the first."""
    for i in range(1, len(lines)):
        before, text = lines[i - 1][0], lines[i][0]
        starts = _ITEM.match(text) or _ROW.match(text) or _ATX.match(text) or _QUOTE.match(text)
        if starts or len(before) > _WRAPPED:
            return i
    return len(lines)


def _is_title(text: str, below: str | None) -> bool:
    """Whether a line of plain text stands as a heading above what follows."""
    line = text.strip()
    if len(line) > _HEADING_LENGTH or len(line.split()) > _HEADING_WORDS:
        return False
    if not line[0].isupper() and not line[0].isdigit():
        return False
    if line[-1] in ".!;,:…\"'”)":
        return False
    # A first line much shorter than the next was not broken because the page was narrow.
    return below is None or (2 * len(line) < len(below) and below.strip()[:1].isupper())


def _row(text: str, start: int) -> Runs:
    """A table row; cells are parted by a bar, as the reader sees a line between them."""
    inner = text.strip()
    begin = start + text.index(inner) + 1
    return _stripped([(inner[1:-1], begin)])


def _stripped(lines: list[Line]) -> Runs:
    return collapse(_pieces(lines))


def _pieces(lines: list[Line]) -> Iterator[tuple[str, int]]:
    for text, start in lines:
        at = 0
        for mark in _MARK.finditer(text):
            yield text[at : mark.start()], start + at
            for name in ("link", "plain", "entity"):
                if mark[name]:
                    yield unescape(mark[name]), start + mark.start(name)
            at = mark.end()
        yield text[at:], start + at
        yield "\n", start + len(text)
