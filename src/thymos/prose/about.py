"""Whether a sentence speaks of the dossier's subject, named or not.

A sentence that names it does, unless another medicine is what the sentence is about. One that
names no medicine does on a page about the subject, if the last medicine named is the subject.
"""

from __future__ import annotations

import re

from thymos.prose.blocks import BlockKind
from thymos.prose.drugs import others
from thymos.prose.entities import What
from thymos.prose.page import Page, Sentence

_COMPOUNDS = (What.SUBJECT, What.LOOKALIKE, What.COMPOUND)
# How far back, in sentences, the last medicine named may stand.
_REACH = 12
_BESIDE = re.compile(
    r"\b(?:unlike|like|such as|than|with|plus|alongside|versus|vs|or|instead of|added to|on top of"
    r"|beside|beyond|as good as|combined with|compared with|compared to|over|and)\s+(?:\w+\s+){0,3}$"
)

_ALIAS = re.compile(
    r"\b(?:it|its|same|name[ds]?|known|called|label\w*|under|aka|a\.k\.a|alias|sold as|also|instead"
    r"|interchangeabl\w+|identical)\b"
)


def speaks_of_subject(page: Page, sentence: Sentence) -> bool:
    """Whether what a sentence states is stated of the subject."""
    if sentence.names_subject:
        return not _about_another(sentence)
    if others(sentence.masked):
        return False
    if sentence.of(*_COMPOUNDS):
        # A look-alike may be named as what the subject is "also" called.
        return bool(_ALIAS.search(sentence.folded)) and _inherited(page, sentence)
    return _inherited(page, sentence)


def _about_another(sentence: Sentence) -> bool:
    """Whether another medicine comes first, and not merely beside the subject."""
    first = min(m.start for m in sentence.of(What.SUBJECT))
    rivals = [m.start for m in sentence.of(What.LOOKALIKE, What.COMPOUND)]
    rivals += [m.start() for m in others(sentence.masked)]
    before = [start for start in rivals if start < first]
    if not before:
        return False
    return not any(_BESIDE.search(sentence.masked[:start]) for start in before)


def _inherited(page: Page, sentence: Sentence) -> bool:
    index = sentence.index
    for earlier in reversed(page.sentences[max(0, index - _REACH) : index]):
        if earlier.block.kind is BlockKind.REFERENCE:
            continue
        named = {m.what for m in earlier.of(*_COMPOUNDS)}
        if named:
            return named == {What.SUBJECT} and not _about_another(earlier)
        if others(earlier.masked):
            return False
    return page.mostly_subject
