"""Words into pieces of a fixed vocabulary, longest first (Wu et al. 2016, arXiv:1609.08144)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
_LONGEST = 40
UNKNOWN, FIRST, LAST = "[UNK]", "[CLS]", "[SEP]"


@dataclass(frozen=True)
class Vocabulary:
    """Pieces by name; a piece that continues a word begins with two hashes."""

    places: dict[str, int]
    _kept: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False)

    def ids(self, folded: str, most: int = 96) -> list[int]:
        """The pieces of a folded text between the signs for its start and end, at most so many.

        >>> Vocabulary({"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "cur": 3, "##es": 4}).ids("cures it")
        [1, 3, 4, 0, 2]
        """
        found = [self.places[FIRST]]
        for match in _WORD.finditer(folded):
            found.extend(self._pieces(match.group()))
            if len(found) >= most:
                break
        return [*found[: most - 1], self.places[LAST]]

    def _pieces(self, word: str) -> tuple[int, ...]:
        if word not in self._kept:
            if len(self._kept) > 50_000:
                self._kept.clear()
            self._kept[word] = self._cut(word)
        return self._kept[word]

    def _cut(self, word: str) -> tuple[int, ...]:
        found: list[int] = []
        start = 0
        while start < len(word):
            end = self._longest(word, start)
            if end == start:
                return (self.places[UNKNOWN],)
            found.append(self.places[_piece(word, start, end)])
            start = end
        return tuple(found)

    def _longest(self, word: str, start: int) -> int:
        """Where the longest piece from a place in a word ends; the place itself if none does."""
        for end in range(min(len(word), start + _LONGEST), start, -1):
            if _piece(word, start, end) in self.places:
                return end
        return start


def _piece(word: str, start: int, end: int) -> str:
    return word[start:end] if start == 0 else f"##{word[start:end]}"
