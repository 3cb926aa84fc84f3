"""Lines of a file and the way between line, column and offset, as findings count them.

A line ends at CR LF, CR or LF, and at nothing else; lines and columns count from 1, in
characters; offsets from 0.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from thymos.errors import Finding

_BREAK = re.compile(r"\r\n|\r|\n")


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text without their ends.

    >>> lines_of("a\\r\\nb\\u2028c\\n")
    ('a', 'b\\u2028c', '')
    """
    return tuple(_BREAK.split(text))


class Offsets:
    """The places of one text.

    >>> places = Offsets("ab\\ncd")
    >>> places.offset(2, 2), places.at(4), places.line(2)
    (4, (2, 2), 'cd')
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = (0, *(match.end() for match in _BREAK.finditer(text)))

    def offset(self, line: int, column: int) -> int:
        """The offset of a place; a place beyond the text is its end."""
        if line > len(self._starts):
            return len(self.text)
        return min(self._starts[line - 1] + column - 1, len(self.text))

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, line: int) -> str:
        """A line without its end; empty where there is none."""
        if not 1 <= line <= len(self._starts):
            return ""
        end = self._starts[line] if line < len(self._starts) else len(self.text)
        return self.text[self._starts[line - 1] : end].rstrip("\r\n")

    def span(self, finding: Finding) -> tuple[int, int] | None:
        """From where to where a finding goes; None where it has no place in the text."""
        if finding.line is None or finding.column is None:
            return None
        start = self.offset(finding.line, finding.column)
        if finding.end_line is None or finding.end_column is None:
            return start, start
        return start, max(start, self.offset(finding.end_line, finding.end_column))
