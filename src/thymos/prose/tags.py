"""HTML cut into tags and text, with the place of each, in time that grows with its length.

It reads what a browser would: a comment or a quoted value that is never closed goes on to
the end of the page. `html.parser` of the older Pythons needs the square of the length there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from thymos.prose.runs import Piece

_NAME = re.compile(r"[A-Za-z][^\s/>]*")
_ATTRIBUTE = re.compile(r"[\s/]*(?P<name>[^\s/>][^\s/>=]*)(?:\s*=\s*(?P<mark>[\"']?))?")
_BARE = re.compile(r"[^\s>]*")
_SKIPPED = re.compile(r"[\s/]*")
_ENTITY = re.compile(r"&(?:#\d{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};?)")
# Elements whose inside is no markup, to their own closing tag.
_RAW = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
# A tag with more attributes than this is an attack; what comes after them is not read.
_MOST_ATTRIBUTES = 200


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: its name in lower case, its attributes with where their values begin."""

    name: str
    start: int
    closes: bool = False
    values: dict[str, tuple[str, int]] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """The value of an attribute, decoded; None where it is not given."""
        found = self.values.get(name)
        return None if found is None else unescape(found[0])


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text between tags."""

    start: int
    end: int


def tokens(source: str) -> Iterator[Tag | Stretch]:
    """Tags and text in order; comments, declarations and raw elements' insides are left out.

    >>> [t.name for t in tokens("<p>a<b title='>'>c</p>") if isinstance(t, Tag)]
    ['p', 'b', 'p']
    """
    at, length = 0, len(source)
    text = 0
    while at < length:
        opening = source.find("<", at)
        if opening < 0:
            break
        after = source[opening + 1 : opening + 2]
        if not (after.isascii() and after.isalpha()) and after not in ("/", "!", "?"):
            at = opening + 1
            continue
        if text < opening:
            yield Stretch(text, opening)
        tag, at = _markup(source, opening, after)
        if tag is not None:
            yield tag
            if tag.name in _RAW and not tag.closes:
                at = _past_raw(source, tag.name, at)
        text = at
    if text < length:
        yield Stretch(text, length)


def _markup(source: str, opening: int, after: str) -> tuple[Tag | None, int]:
    """The tag that opens here, None for what is none, and where the text goes on."""
    if source.startswith("<!--", opening):
        if source.startswith((">", "->"), opening + 4):
            return None, source.index(">", opening) + 1
        end = source.find("-->", opening + 4)
        return None, len(source) if end < 0 else end + 3
    name = _NAME.match(source, opening + (2 if after == "/" else 1))
    if name is None or after in ("!", "?"):
        end = source.find(">", opening)
        return None, len(source) if end < 0 else end + 1
    values, at, whole = _attributes(source, name.end())
    if not whole:
        return None, at
    return Tag(name.group().lower(), opening, after == "/", values), at


def _attributes(source: str, at: int) -> tuple[dict[str, tuple[str, int]], int, bool]:
    """Attributes, where the tag ends, and whether it does."""
    values: dict[str, tuple[str, int]] = {}
    while found := _ATTRIBUTE.match(source, at):
        at = found.end()
        value, begin = "", at
        if found["mark"]:
            end = source.find(found["mark"], at)
            if end < 0:
                return values, len(source), False
            value, at = source[at:end], end + 1
        elif found["mark"] is not None:
            bare = _BARE.match(source, at)
            value, at = (bare.group(), bare.end()) if bare else ("", at)
        if len(values) < _MOST_ATTRIBUTES:
            values.setdefault(found["name"].lower(), (value, begin))
    skipped = _SKIPPED.match(source, at)
    at = skipped.end() if skipped else at
    if source.startswith(">", at):
        return values, at + 1, True
    return values, len(source), False


def _past_raw(source: str, name: str, at: int) -> int:
    """Where the closing tag of a raw element begins; the end of the page where there is none."""
    found = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(source, at)
    return found.start() if found else len(source)


def decoded(text: str, offset: int) -> Iterator[tuple[str, int] | Piece]:
    """Text of a file with its entities decoded, as pieces that know their place.

    >>> list(decoded("a&amp;b", 10))
    [('a', 10), Piece(text='&', offset=11, size=5), ('b', 16)]
    """
    at = 0
    for entity in _ENTITY.finditer(text) if "&" in text else ():
        shown = unescape(entity.group())
        if shown != entity.group():
            if at < entity.start():
                yield text[at : entity.start()], offset + at
            yield Piece(shown, offset + entity.start(), entity.end() - entity.start())
            at = entity.end()
    if at < len(text):
        yield text[at:], offset + at
