"""HTML to blocks: what a reader of the page reads, and nothing else.

Scripts, styles, navigation, forms, page footers, code, comments and hidden elements
are left out.
"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from types import MappingProxyType

from thymos.prose.blocks import Block, BlockKind, Collector
from thymos.prose.runs import collapse

_UNREAD = (
    *("script", "style", "noscript", "template", "nav", "footer", "form", "button", "select"),
    *("textarea", "svg", "math", "head", "code", "pre", "iframe", "object", "canvas", "audio"),
    "video",
)
_VOID = (
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
    *("track", "wbr"),
)
_BREAKS = (
    *("p", "div", "section", "article", "main", "header", "aside", "h1", "h2", "h3", "h4", "h5"),
    *("h6", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "table", "thead", "tbody", "tr"),
    *("figure", "figcaption", "caption", "hr", "body", "html", "address", "details", "summary"),
)
_KINDS = (
    ("blockquote", BlockKind.QUOTE),
    ("li", BlockKind.ITEM),
    ("dd", BlockKind.ITEM),
    ("tr", BlockKind.ROW),
)
_SIBLINGS = MappingProxyType(
    {
        "li": ("li",),
        "dt": ("dt", "dd"),
        "dd": ("dt", "dd"),
        "tr": ("td", "th", "tr"),
        "tbody": ("td", "th", "tr", "thead", "tbody"),
    }
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def blocks(source: str) -> tuple[Block, ...]:
    """The blocks of an HTML page, however broken its markup is."""
    reader = _Reader(source)
    reader.feed(source)
    reader.close()
    reader.flush()
    return tuple(reader.found.blocks)


class _Reader(HTMLParser):
    """Walks the tags once; `_open` is the stack of elements, with the depth of hidden ones."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        starts = [0, *(m.end() for m in re.finditer("\n", source))]
        self._starts = tuple(starts)
        self.found = Collector()
        self._open: list[tuple[str, bool]] = []
        self._pieces: list[tuple[str, int]] = []

    def _at(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; a block element ends the text before it."""
        if tag in _BREAKS:
            self.flush()
            self._imply_ends(tag)
        if tag == "br":
            self._pieces.append((" ", self._at()))
        elif tag in ("td", "th") and self._pieces:
            self._pieces.append((" | ", self._at()))
        if tag not in _VOID:
            given = dict(attrs)
            hidden = (
                tag in _UNREAD
                or "hidden" in given
                or given.get("aria-hidden") == "true"
                or bool(_HIDDEN.search(given.get("style") or ""))
            )
            self._open.append((tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        """Close the nearest element of that name, and what was left open inside it."""
        if tag in _BREAKS:
            self.flush()
        names = [name for name, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def _imply_ends(self, tag: str) -> None:
        """End what HTML lets an author leave open: a paragraph, an item beside the next."""
        if self._open and self._open[-1][0] in ("p", *_SIBLINGS.get(tag, ())):
            self._open.pop()
        if self._open and self._open[-1][0] in _SIBLINGS.get(tag, ()):
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Text."""
        self._take(data)

    def handle_entityref(self, name: str) -> None:
        """A named character."""
        self._take(unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        """A numbered character."""
        self._take(unescape(f"&#{name};"))

    def _take(self, text: str) -> None:
        if not any(hidden for _, hidden in self._open):
            self._pieces.append((text, self._at()))

    def flush(self) -> None:
        """End the block that is being gathered."""
        runs = collapse(self._pieces)
        self._pieces = []
        names = [name for name, _ in self._open]
        level = next((int(n[1]) for n in names if re.fullmatch("h[1-6]", n)), None)
        if level is not None:
            self.found.add(BlockKind.HEADING, runs, level)
            return
        kind = next((kind for tag, kind in _KINDS if tag in names), BlockKind.PARAGRAPH)
        self.found.add(kind, runs)
