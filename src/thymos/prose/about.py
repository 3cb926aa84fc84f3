"""Whether a sentence speaks of the dossier's subject, named or not.

A sentence that names it does, unless another medicine is what the sentence is about. One that
names no medicine does on a page about the subject, if the last medicine named is the subject.
"""

from __future__ import annotations

import re

from thymos.prose import drugs
from thymos.prose.entities import What
from thymos.prose.page import Page, Sentence

_COMPOUNDS = (What.SUBJECT, What.LOOKALIKE, What.COMPOUND)
# How far back, in sentences, another medicine may be what is spoken of.
_REACH = 2
# Words that take up the medicine just named.
_TAKES_UP = re.compile(
    r"\b(?:it|its|they|them|this|that|these|those|the (?:drug|peptide|medicine|tablets?|pills?))\b"
)
_BESIDE = re.compile(
    r"\b(?:unlike|like|such as|than|with|plus|alongside|versus|vs|or|instead of|added to|on top of"
    r"|beside|beyond|as good as|combined with|compared with|compared to|over"
    r"|and)\s+(?:\w+\s+){0,3}$"
)

# "It" beside another medicine: what is said is said of what it adds.
_ADDED = re.compile(
    r"\b(?:it|this|the (?:drug|peptide)) (?:is|was|gets|has been|had been) (?:added|given|put)"
    r"(?: together)? (?:to|with|on top of|alongside|beside)\b|\b(?:adding|added|giving) (?:it|this)"
    r" (?:to|with|on top of|alongside)\b|\b(?:together|along|combined|in combination) with (?:it"
    r"|this|the (?:drug|peptide))\b|\b(?:alongside|beside|plus) it\b|\bwith it added\b"
)
_ALIAS = re.compile(
    r"\b(?:it|its|same|name[ds]?|known|called|label\w*|under|aka|a\.k\.a|alias|sold as|also|instead"
    r"|interchangeabl\w+|identical)\b"
)


# A word for a sort of medicine stands for the one spoken of, if it is of that sort.
_THE = re.compile(r"\b(?:the|this|that|our|your)\s+$")


def others(page: Page, sentence: Sentence) -> tuple[re.Match[str], ...]:
    """Where a sentence names another medicine: "the vaccine" is none where the subject is one."""
    subject = page.dossier.compounds[page.dossier.head.subject]
    own = {found.group() for found in drugs.others((subject.described or "").casefold())}
    masked = sentence.masked
    return tuple(
        found
        for found in drugs.others(masked)
        if found.group() not in own or not _THE.search(masked[: found.start()])
    )


def speaks_of_subject(page: Page, sentence: Sentence) -> bool:
    """Whether what a sentence states is stated of the subject."""
    if sentence.names_subject:
        return not _about_another(page, sentence)
    if others(page, sentence):
        return bool(_ADDED.search(sentence.folded)) and _inherited(page, sentence)
    if sentence.of(*_COMPOUNDS):
        # A look-alike may be named as what the subject is "also" called.
        return bool(_ALIAS.search(sentence.folded)) and _inherited(page, sentence)
    return _inherited(page, sentence)


def _about_another(page: Page, sentence: Sentence) -> bool:
    """Whether another medicine comes first, and not merely beside the subject."""
    first = min(m.start for m in sentence.of(What.SUBJECT))
    rivals = [m.start for m in sentence.of(What.LOOKALIKE, What.COMPOUND)]
    rivals += [m.start() for m in others(page, sentence)]
    before = [start for start in rivals if start < first]
    if not before:
        return False
    return not any(_BESIDE.search(sentence.masked[:start]) for start in before)


def _inherited(page: Page, sentence: Sentence) -> bool:
    """Whether the medicine spoken of is the subject: as on the page, unless "it" is another."""
    if _TAKES_UP.search(sentence.folded):
        for earlier in reversed(page.sentences[max(0, sentence.index - _REACH) : sentence.index]):
            if earlier.block is not sentence.block:
                break
            if earlier.names_subject:
                return not _about_another(page, earlier)
            if earlier.of(*_COMPOUNDS) or others(page, earlier):
                return False
    return page.mostly_subject
