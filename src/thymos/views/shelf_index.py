"""A printed index of all dossiers: each word, and the records whose names or texts hold it.

It makes search work where no program runs: pages by first letter, words in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from thymos.dossier.index import Dossier
from thymos.views.links import Link
from thymos.views.search import Searchable, folded, searchable

# Wordings stand on the page of their claim, which is listed.
LISTED = ("compound", "claim", "outcome", "study", "source")
SHORTEST = 3
# Words that would list almost everything and help nobody.
_STOP = (
    *("and", "are", "been", "but", "can", "for", "from", "had", "has", "have", "her"),
    *("his", "how", "its", "may", "more", "most", "not", "one", "only", "other", "our"),
    *("out", "over", "such", "than", "that", "the", "their", "them", "then", "there", "these"),
    *("they", "this", "those", "two", "was", "were", "what", "when", "where", "which", "who"),
    *("why", "will", "with", "without"),
)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A record under a word."""

    link: Link
    kind: str
    dossier: str


@dataclass(frozen=True, slots=True)
class IndexWord:
    """A word and the records that hold it."""

    word: str
    entries: tuple[IndexEntry, ...]


@dataclass(frozen=True, slots=True)
class IndexPage:
    """All words with one first letter; digits share a page."""

    letter: str
    path: str
    words: tuple[IndexWord, ...]


def index_pages(dossiers: Iterable[Dossier]) -> tuple[IndexPage, ...]:
    """The index by first letter; links are relative to the root of the whole site."""
    under: dict[str, dict[IndexEntry, None]] = {}
    for dossier in dossiers:
        for record in searchable(dossier):
            if record.kind in LISTED and record.path is not None:
                entry = _entry(record, dossier.head.title)
                for word in _words(record):
                    under.setdefault(word, {})[entry] = None
    letters: dict[str, list[IndexWord]] = {}
    for word in sorted(under):
        found = sorted(under[word], key=_order)
        letters.setdefault(letter(word), []).append(IndexWord(word, tuple(found)))
    return tuple(
        IndexPage(first, f"search/{first}.html", tuple(words))
        for first, words in sorted(letters.items())
    )


def letter(word: str) -> str:
    """The page a word stands on.

    >>> letter("mortality"), letter("28"), letter("胸腺")
    ('m', '0', 'other')
    """
    if word[0].isdigit():
        return "0"
    return word[0] if word[0].isascii() else "other"


def _words(record: Searchable) -> Iterable[str]:
    text = f"{record.title} {record.text}" if record.kind != "source" else record.title
    for raw in _WORD.findall(text):
        word = folded(raw)[0]
        if len(word) >= SHORTEST and word not in _STOP:
            yield word


def _entry(record: Searchable, dossier: str) -> IndexEntry:
    return IndexEntry(Link(record.title, f"{record.dossier}/{record.path}"), record.kind, dossier)


def _order(entry: IndexEntry) -> tuple[int, str, str, str]:
    return LISTED.index(entry.kind), entry.dossier, entry.link.text, entry.link.href or ""
