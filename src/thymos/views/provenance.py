"""What stands beside every figure: its source, the place in it, how it was verified."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from thymos.dossier.index import Dossier
from thymos.records.atoms import Citation, admissible, best_level
from thymos.verdict.words import MEANINGS
from thymos.views.links import source_path

# Six looks for twelve verdicts. The word itself is always shown: the look only repeats it.
_TONES: tuple[tuple[str, str], ...] = (
    ("supported", "yes"),
    ("probable", "lean"),
    ("unsettled", "open"),
    ("not supported", "no"),
    ("contradicted", "against"),
    ("untested", "none"),
    ("true", "yes"),
    ("partly true", "lean"),
    ("false", "against"),
    ("disputed", "open"),
    ("outdated", "no"),
    ("unverified", "none"),
)


@dataclass(frozen=True, slots=True)
class Badge:
    """A verdict as a reader sees it: its word, what it means, and its look."""

    word: str
    meaning: str
    tone: str


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation: the source in short, where in it, and how well it was verified.

    `used` says whether a clinical number at this level may enter a verdict.
    """

    label: str
    href: str
    locator: str | None
    level: str
    mark: str
    used: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class Mark:
    """How the best citation of a figure was verified, and all citations beside it."""

    level: str
    words: str
    used: bool
    cites: tuple[Cited, ...]


def badge(verdict: str) -> Badge:
    """The badge of a verdict.

    >>> badge("untested").tone
    'none'
    """
    return Badge(verdict, dict(MEANINGS)[verdict], dict(_TONES)[verdict])


def cited(dossier: Dossier, cites: Iterable[Citation]) -> tuple[Cited, ...]:
    """Citations as a page shows them, each once."""
    return tuple(dict.fromkeys(_one(dossier, cite) for cite in cites))


def mark(dossier: Dossier, cites: tuple[Citation, ...]) -> Mark:
    """The verification mark of a figure with these citations (at least one)."""
    best = best_level(cites)
    return Mark(best.value, best.mark, admissible(cites), cited(dossier, cites))


def _one(dossier: Dossier, cite: Citation) -> Cited:
    source = dossier.sources.get(cite.source)
    return Cited(
        label=source.label if source else cite.source,
        href=source_path(cite.source),
        locator=cite.locator,
        level=cite.level.value,
        mark=cite.level.mark,
        used=cite.level.admissible,
        note=cite.note,
    )
