"""Text as a reader sees it, with the way back to the characters of the file.

White space is collapsed, invisible characters are dropped, and what only looks like a Latin
letter becomes one, so a name that is broken over two lines, or hidden behind a zero-width
space, reads as one. `Runs` remember where each unbroken stretch came from.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from thymos.prose.text import COMBINING, LIGATURE, composed, plain

# Zero-width characters, the soft hyphen, the byte order mark, and marks of direction.
INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
INVISIBLE += "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
_TOKEN = re.compile(
    rf"(?P<gone>[{INVISIBLE}]+)|(?P<space>\s+)|(?P<made>[{LIGATURE}]|\w[{COMBINING}]+)"
    rf"|(?:(?!\w[{COMBINING}])[^\s{INVISIBLE}{LIGATURE}])+"
)
_PLAIN_TOKEN = re.compile(r"(?P<gone>(?!))|(?P<space>\s+)|(?P<made>(?!))|\S+")


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands for `size` characters of a file from `offset` on: a decoded entity, say."""

    text: str
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Runs:
    """A text and where its unbroken stretches stand in the file.

    starts[i] is a position in `text`, origins[i] the offset in the file that it came from, and
    sizes[i] how many characters of the file the stretch stands for; 0 where it is as many.
    """

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    sizes: tuple[int, ...] = ()

    def origin(self, index: int) -> int:
        """The offset in the file of the character at `index` of the text."""
        if not self.starts:
            return 0
        run = max(bisect_right(self.starts, index) - 1, 0)
        made = self.sizes[run] if self.sizes else 0
        return self.origins[run] + (0 if made else index - self.starts[run])

    def index(self, offset: int) -> int:
        """The first character of the text that comes from an offset of the file or after it.

        >>> collapse([("two  words", 10)]).index(14)
        4
        """
        run = bisect_right(self.origins, offset) - 1
        if run < 0:
            return 0
        end = self.starts[run + 1] if run + 1 < len(self.starts) else len(self.text)
        made = self.sizes[run] if self.sizes else 0
        inside = 0 if made else offset - self.origins[run]
        return min(self.starts[run] + inside, end)

    def end(self, index: int) -> int:
        """The offset in the file just after the character at `index` of the text.

        >>> collapse([Piece("α", 5, 7)]).end(0)
        12
        """
        if not self.starts:
            return 0
        run = max(bisect_right(self.starts, index) - 1, 0)
        made = self.sizes[run] if self.sizes else 0
        return self.origins[run] + (made or index - self.starts[run] + 1)


def collapse(pieces: Iterable[tuple[str, int] | Piece]) -> Runs:
    """Join pieces of a file, each with its offset, into readable text.

    >>> runs = collapse([("two\\u200b  words,", 10), (" one", 40)])
    >>> runs.text, runs.origin(4), runs.origin(11)
    ('two words, one', 16, 41)
    """
    parts: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    sizes: list[int] = []
    length, spaced, expected = 0, True, -1
    for word, origin, size in _words(pieces):
        space = word == " "
        if space and spaced:
            continue
        if size or origin != expected:
            starts.append(length)
            origins.append(origin)
            sizes.append(size)
        # After a stretch that was made of others a new one begins in any case.
        expected = -1 if size else origin + len(word)
        parts.append(word)
        length += len(word)
        spaced = space
    return Runs(plain("".join(parts).rstrip()), tuple(starts), tuple(origins), tuple(sizes))


def _words(pieces: Iterable[tuple[str, int] | Piece]) -> Iterator[tuple[str, int, int]]:
    """Words and single spaces, each with its offset; the size is 0 where word and file agree."""
    for piece in pieces:
        if isinstance(piece, Piece):
            text, offset, whole = piece.text, piece.offset, piece.size
        else:
            (text, offset), whole = piece, 0
        tokens = _PLAIN_TOKEN if text.isascii() else _TOKEN
        for token in tokens.finditer(text):
            kind, start = token.lastgroup, token.start()
            if kind == "gone":
                continue
            origin = offset if whole else offset + start
            if kind == "space":
                yield " ", origin, whole
            elif kind == "made":
                yield composed(token.group()), origin, whole or token.end() - start
            else:
                yield token.group(), origin, whole


def join(cells: Sequence[Runs], between: str = " | ") -> tuple[Runs, tuple[int, ...]]:
    """Several texts as one, and where each begins in it.

    >>> runs, begins = join([collapse([("a", 3)]), collapse([("b", 9)])])
    >>> runs.text, begins, runs.origin(begins[1])
    ('a | b', (0, 4), 9)
    """
    texts: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    sizes: list[int] = []
    begins: list[int] = []
    length = 0
    for cell in cells:
        if texts:
            starts.append(length)
            origins.append(cell.origin(0))
            sizes.append(1)  # what parts the cells stands for no character of its own
            texts.append(between)
            length += len(between)
        begins.append(length)
        starts += (length + start for start in cell.starts)
        origins += cell.origins
        sizes += cell.sizes or (0,) * len(cell.starts)
        texts.append(cell.text)
        length += len(cell.text)
    return Runs("".join(texts), tuple(starts), tuple(origins), tuple(sizes)), tuple(begins)


class Lines:
    """Line and column of an offset in a file; both count from 1.

    >>> Lines("ab\\ncd").at(4)
    (2, 2)
    """

    def __init__(self, text: str) -> None:
        breaks = (match.end() for match in re.finditer(r"\r\n|\r|\n", text))
        self._starts = (0, *breaks)

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int) -> int:
        """Where a line begins."""
        return self._starts[line - 1]
