"""A quick look at a whole text: may it name the subject of a dossier at all?

Most text never does, and then nothing else needs to be done. The look may say yes for nothing,
but never no where blocks would show the name.
"""

from __future__ import annotations

import re
from html import unescape

from thymos.dossier.index import Dossier
from thymos.prose.entities import TELLING_STUDIES, spelling, study_names
from thymos.prose.runs import INVISIBLE
from thymos.prose.text import COMBINING, LIGATURE, composed, fold

_UNSEEN = re.compile(f"[{INVISIBLE}{COMBINING}]+")
_LIGATURES = re.compile(f"[{LIGATURE}]")
_BRACKETED = re.compile(r"\s*\([^()]*\)")
_PART = re.compile(r"[α-ωa-zßà-öø-ÿ\d]")
_CAPITAL = re.compile(r"[A-Z][A-Za-z]{2,}")
_WORD = re.compile(r"[a-zßà-öø-ÿ]{4,}")
# Tags, the marks of Markdown, and white space beyond one, all of which may stand in a name.
_TAG = re.compile(r"<[^<>]*>")
_MARKS = re.compile(r"[*_~`\\|>#\[\]]+|(?<=\s)\s+")


class Skim:
    """Whether texts may name a dossier's subject; made once for a dossier."""

    def __init__(self, dossier: Dossier) -> None:
        subject = dossier.compounds.get(dossier.head.subject)
        named = subject.names if subject else ()
        names = (n.text for n in named if n.kind != "systematic")
        parts = {_loosest(name) for name in (subject.name if subject else "", *names)}
        self._pattern = re.compile("|".join(sorted(parts - {""})) or r"(?!)")
        self._studies = frozenset(
            first.group() for name in study_names(dossier) if (first := _CAPITAL.search(name))
        )

    def may_name(self, text: str) -> bool:
        """Whether a text in any form may name the subject, or studies enough of it."""
        if self._pattern.search(_bare(text)):
            return True
        words = self._studies.intersection(_CAPITAL.findall(text))
        return len(words) >= TELLING_STUDIES


def _loosest(name: str) -> str:
    """A pattern that finds at least all spellings of a name: its first long word will do."""
    folded = fold(_BRACKETED.sub("", name))
    first = _WORD.match(folded)
    if first:
        return spelling(first.group())
    return spelling(folded) if _PART.search(folded) else ""


def _bare(text: str) -> str:
    """Folded text without what does not show, much of it at the speed of a search."""
    if "&" in text:
        text = unescape(text)
    if not text.isascii():
        text = _LIGATURES.sub(lambda found: composed(found.group()), _UNSEEN.sub("", text))
    if "<" in text:
        text = _TAG.sub("", text)
    return fold(_MARKS.sub("", text))
