"""Which other medicine a sentence names beside the subject, and whether "it" is the subject.

The compounds of the dossier are known by their records, other medicines by their names alone
(`prose.drugs`); a rule that tells molecules apart needs both in one text.
"""

from __future__ import annotations

from dataclasses import dataclass

from thymos.prose import drugs
from thymos.prose.about import others
from thymos.prose.entities import What
from thymos.prose.page import Page, Sentence
from thymos.prose.text import fold
from thymos.records.compound import Compound

_COMPOUNDS = (What.SUBJECT, What.LOOKALIKE, What.COMPOUND)
_OTHERS = (What.LOOKALIKE, What.COMPOUND)
# The sign for any other medicine in `Told.text`; the subject keeps its own.
OTHER = "\ue001"
# What ends like the name of a medicine and is none.
_NO_NAME = frozenset(("concept", "accept", "except", "intercept", "precept", "percept"))
# How many sentences back "it" may reach.
_REACH = 2


@dataclass(frozen=True, slots=True)
class Other:
    """Another medicine where a sentence names it; `compound` where the dossier holds it."""

    name: str
    start: int
    end: int
    compound: Compound | None

    @property
    def told_apart(self) -> str | None:
        """How the records tell it from the subject; None for a medicine they do not hold."""
        return self.compound.told_apart if self.compound else None


@dataclass(frozen=True, slots=True)
class Told:
    """A folded sentence with names as signs, and the other medicines that it names."""

    text: str
    others: tuple[Other, ...]

    def at(self, start: int, end: int) -> Other | None:
        """The first other medicine that begins inside a stretch."""
        return next((o for o in self.others if start <= o.start < end), None)


def told(page: Page, sentence: Sentence) -> Told:
    """A sentence with the subject's names and those of all other medicines as signs."""
    shown = list(sentence.masked)
    found: list[Other] = []
    for mention in sentence.of(*_OTHERS):
        compound = page.dossier.compounds[mention.ids[0]]
        found.append(Other(compound.name, mention.start, mention.end, compound))
    for match in others(page, sentence):
        if match.group() not in _NO_NAME:
            written = sentence.text[match.start() : match.end()]
            found.append(Other(written, match.start(), match.end(), None))
    for other in found:
        shown[other.start : other.end] = OTHER * (other.end - other.start)
    return Told("".join(shown), tuple(sorted(found, key=lambda o: o.start)))


def takes_up_subject(page: Page, sentence: Sentence) -> bool:
    """Whether "it" in a sentence that does not name the subject is the subject all the same.

    The last medicine named before it in its paragraph decides, then the nearest heading that
    names one; where none does, the page must be about the subject.
    """
    for earlier in reversed(page.sentences[max(0, sentence.index - _REACH) : sentence.index]):
        if earlier.block is not sentence.block:
            break
        named = {m.what for m in earlier.of(*_COMPOUNDS)}
        if named:
            return What.SUBJECT in named and _leads(earlier)
        if drugs.OTHER.search(earlier.masked):
            return False
    for heading in reversed(sentence.block.headings):
        found = page.lexicon.mentions(heading, fold(heading))
        if named := {m.what for m in found if m.what in _COMPOUNDS}:
            return What.SUBJECT in named
    return page.mostly_subject


def _leads(sentence: Sentence) -> bool:
    """Whether the subject is the first medicine that a sentence names."""
    return sentence.of(*_COMPOUNDS)[0].what is What.SUBJECT
