"""Text as a reader sees it, with the way back to the characters of the file.

White space is collapsed and invisible characters are dropped, so a name that is broken over
two lines, or hidden behind a zero-width space, reads as one. `Run`s remember where each
unbroken stretch came from.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

# Zero-width characters, the soft hyphen, the byte order mark, and marks of direction.
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_TOKEN = re.compile(rf"(?P<gone>[{INVISIBLE}]+)|(?P<space>\s+)|[^\s{INVISIBLE}]+")


@dataclass(frozen=True, slots=True)
class Runs:
    """A text and where its unbroken stretches stand in the file.

    starts[i] is a position in `text`, origins[i] the offset in the file that it came from.
    """

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]

    def origin(self, index: int) -> int:
        """The offset in the file of the character at `index` of the text."""
        run = max(bisect_right(self.starts, index) - 1, 0)
        return self.origins[run] + index - self.starts[run] if self.starts else 0


def collapse(pieces: Iterable[tuple[str, int]]) -> Runs:
    """Join pieces of a file, each with its offset, into readable text.

    >>> runs = collapse([("two\\u200b  words,", 10), (" one", 40)])
    >>> runs.text, runs.origin(4), runs.origin(11)
    ('two words, one', 16, 41)
    """
    parts: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    length, spaced = 0, True
    for piece, offset in pieces:
        for token in _TOKEN.finditer(piece):
            space = token.lastgroup == "space"
            if token.lastgroup == "gone" or (space and spaced):
                continue
            word, origin = (" " if space else token.group()), offset + token.start()
            if not starts or origins[-1] + length - starts[-1] != origin:
                starts.append(length)
                origins.append(origin)
            parts.append(word)
            length += len(word)
            spaced = space
    return Runs("".join(parts).rstrip(), tuple(starts), tuple(origins))


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
