"""How verdicts are made: what each word means, what counts, how figures are verified."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.records.atoms import Verification
from thymos.records.schema import KINDS
from thymos.verdict.rules import ENOUGH_TRIALS
from thymos.verdict.words import MEANINGS, Clinical
from thymos.views.provenance import Badge, badge
from thymos.views.reading import Reading
from thymos.views.wordings import title


@dataclass(frozen=True, slots=True)
class Level:
    """A level of verification, and whether a clinical number at it may enter a verdict."""

    name: str
    words: str
    used: bool


@dataclass(frozen=True, slots=True)
class AboutPage:
    """The method in short, with the counts of this dossier."""

    effects: tuple[Badge, ...]
    facts: tuple[Badge, ...]
    levels: tuple[Level, ...]
    enough_trials: int
    counts: tuple[tuple[str, int], ...]
    digest: str


def about_page(reading: Reading) -> AboutPage:
    """The page on method."""
    clinical = {verdict.value for verdict in Clinical}
    return AboutPage(
        effects=tuple(badge(word) for word, _ in MEANINGS if word in clinical),
        facts=tuple(badge(word) for word, _ in MEANINGS if word not in clinical),
        levels=tuple(Level(v.value, v.mark, v.admissible) for v in Verification),
        enough_trials=ENOUGH_TRIALS,
        counts=tuple(
            (title(kind.collection.replace("_", " ")), len(reading.dossier.collection(kind[0])))
            for kind in KINDS
        ),
        digest=reading.dossier.digest,
    )
