"""The marks inside a line of Markdown: emphasis, links, entities, tags, comments.

Marks vanish, of a link or an image the words stay, and every character that stays knows where
it stood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from thymos.prose.runs import Piece, Runs, collapse

Line = tuple[str, int]

# Marks that vanish; of a link or an image the words stay, of anything else nothing.
_MARK = re.compile(
    r"(?P<note>\[\^[^\]\s\[]{1,60}\])"
    r"|!?\[(?P<link>[^\[\]\n]{0,300})\]"
    r"(?:\((?:[^()\s]|\([^()\s]{0,100}\)){0,600}(?:\s+[\"'][^\"'\n]{0,200}[\"'])?\s?\)"
    r"|\[[^\[\]\n]{0,200}\])"
    r"|\\(?P<plain>[!-/:-@\[-`{-~])"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|<https?:[^<>\s]{0,600}>"
    r"|<(?P<tag>/?[a-zA-Z][a-zA-Z0-9]{0,20})(?:[\s/][^<>\n]{0,300})?>"
    r"|~~(?P<struck>[^~\n]{1,300})~~"
    r"|\*{2,3}|(?<!\d)\*(?=\S)|(?<=\S)\*(?!\d)|(?<!\w)_{1,3}(?=\w)|(?<=[\w.,;:!?)])_{1,3}(?!\w)|`+|~~"
)
# Tags that a reader sees as a gap; all others join what stands around them.
_GAPS = ("br", "p", "div", "td", "th", "tr", "li", "ul", "ol", "table", "hr", "dd", "dt", "img")
_OPENING = re.compile(r"<!--|<(?P<name>script|style)\b", re.IGNORECASE)
_MATTER = re.compile(r"(?P<edge>---|\+\+\+)[ \t]*\r?\n")
_SHOWN = re.compile(r"[^\r\n]")


def unseen(source: str) -> str:
    """The source with front matter, comments, scripts and styles blanked; offsets stay.

    >>> unseen("a<!-- b -->c")
    'a          c'
    """
    parts: list[str] = []
    at = _matter_end(source)
    parts.append(_SHOWN.sub(" ", source[:at]))
    while opening := _OPENING.search(source, at):
        end = _invisible_end(source, opening)
        parts.append(source[at : opening.start()])
        parts.append(_SHOWN.sub(" ", source[opening.start() : end]))
        at = end
    return "".join((*parts, source[at:]))


def _matter_end(source: str) -> int:
    """Where the front matter ends; 0 where there is none."""
    opening = _MATTER.match(source)
    if not opening:
        return 0
    closing = re.compile(rf"^{re.escape(opening['edge'])}[ \t]*$", re.MULTILINE)
    end = closing.search(source, opening.end())
    return end.end() if end else 0


def _invisible_end(source: str, opening: re.Match[str]) -> int:
    """Where a comment, script or style ends: the end of the file if it is never closed."""
    name = opening["name"]
    if name is None:
        end = source.find("-->", opening.end())
        return len(source) if end < 0 else end + 3
    closing = re.compile(rf"</{name}\s{{0,9}}>", re.IGNORECASE).search(source, opening.end())
    return len(source) if closing is None else closing.end()


def stripped(lines: list[Line]) -> Runs:
    """Lines of a block without their marks, as a reader sees them."""
    return collapse(_pieces(lines))


def _pieces(lines: list[Line]) -> Iterator[tuple[str, int] | Piece]:
    for text, start in lines:
        at = 0
        for mark in _MARK.finditer(text):
            if at < mark.start():
                yield text[at : mark.start()], start + at
            yield from _kept(mark, start)
            at = mark.end()
        yield text[at:], start + at
        yield "\n", start + len(text)


def _kept(mark: re.Match[str], start: int) -> Iterator[tuple[str, int] | Piece]:
    """What of a mark the reader sees."""
    place = start + mark.start()
    if mark["link"]:
        yield from _pieces_within(mark["link"], start + mark.start("link"))
    elif mark["plain"]:
        yield mark["plain"], start + mark.start("plain")
    elif mark["entity"]:
        yield Piece(unescape(mark["entity"]), place, mark.end() - mark.start())
    elif mark["tag"] and mark["tag"].lstrip("/").lower() in _GAPS:
        yield " ", place


def _pieces_within(text: str, start: int) -> Iterator[tuple[str, int] | Piece]:
    """The words of a link, which may be set in bold; they hold no link of their own."""
    at = 0
    for mark in _MARK.finditer(text):
        yield text[at : mark.start()], start + at
        if not mark["link"]:
            yield from _kept(mark, start)
        at = mark.end()
    yield text[at:], start + at
