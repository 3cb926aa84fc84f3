"""One molecule made of two: another medicine under the subject's name, or its name denied.

The frames are those of identity: a name in brackets, "also known as", "another name for", "is
just", "this very molecule", "one and the same". The other medicine is a compound that the
dossier holds, or any that is known by its name. Words that tell two things apart, or tell of
their confusion, are left alone. The subject's own names, denied to be one, are the same error
the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.clauses import attributed, hedged
from thymos.prose.entities import What
from thymos.prose.flatly import flatly
from thymos.prose.named import Other, Told, takes_up_subject, told
from thymos.prose.page import Page, Sentence
from thymos.prose.sameness import (
    ALIKE,
    APART,
    ASPECT,
    CUE,
    CUES,
    LOOSE,
    NAMED,
    PAIR,
    START,
    TAKEN_UP,
    TOGETHER,
    S,
    aside,
)
from thymos.prose.stance import in_quotes, voiced


def check(page: Page) -> Iterator[Finding]:
    """Findings on other medicines told as the subject, and on its own names told apart."""
    for sentence in page.prose:
        named = sentence.names_subject
        if not CUE.search(sentence.masked):
            continue
        if named and len(sentence.of(What.SUBJECT)) > 1:
            yield from _names_denied(page, sentence)
        seen = told(page, sentence)
        if seen.others and not APART.search(sentence.masked):
            found = _joined(seen) if named else _taken_up(page, sentence, seen)
            if found is not None and flatly(page, sentence, *found[1].span()):
                yield _finding(page, sentence, found[1].span(), found[0])
        elif not seen.others and not named:
            yield from _answered(page, sentence)


_Found = tuple[Other, re.Match[str]]


def _joined(seen: Told) -> _Found | None:
    """The subject and another medicine made one in a sentence that names both."""
    for frames, alike in ((NAMED, False), (ALIKE, True)):
        for frame in frames:
            for match in frame.finditer(seen.text):
                other = seen.at(*match.span())
                if other is None or (alike and not _alike(other)):
                    continue
                if not aside(seen.text, *match.span()):
                    return other, match
    return _together(seen)


def _alike(other: Other) -> bool:
    return other.compound is not None and other.compound.role == "look-alike"


def _together(seen: Told) -> _Found | None:
    """Both named, and called one; no third is named."""
    names = {o.compound.id if o.compound else o.name.casefold() for o in seen.others}
    other = seen.others[0]
    match = TOGETHER.search(seen.text)
    if match is None and _alike(other):
        match = CUES.search(seen.text)
    if match is None or len(names) != 1 or ASPECT.match(seen.text[match.end() :]):
        return None
    # "The results of X and aspirin were identical" is not about what the two are.
    if not other.told_apart:
        pair = PAIR.search(seen.text)
        if pair is None or aside(seen.text, *pair.span()) or pair.end() > match.end():
            return None
    return other, match


def _taken_up(page: Page, sentence: Sentence, seen: Told) -> _Found | None:
    """Another medicine told as "it", where that can only be the subject."""
    for frame in TAKEN_UP:
        match = frame.search(seen.text)
        other = seen.at(*match.span()) if match else None
        if match and other and not ASPECT.match(seen.text[match.end() :]):
            return (other, match) if takes_up_subject(page, sentence) else None
    return None


def _answered(page: Page, sentence: Sentence) -> Iterator[Finding]:
    """What calls "them" one and the same, after a sentence or question that named the two."""
    match = TOGETHER.search(sentence.masked)
    if match is None or not sentence.before:
        return
    asked = sentence.before[-1]
    both = len(asked.of(What.LOOKALIKE)) == 1 and len(asked.of(What.SUBJECT)) == 1
    # A question is no denial: its own mark must not silence the answer.
    if both and flatly(page, sentence, *match.span()) and not APART.search(sentence.folded):
        yield _finding(page, sentence, match.span(), told(page, asked).others[0])


def _finding(page: Page, sentence: Sentence, span: tuple[int, int], other: Other) -> Finding:
    subject = page.dossier.compounds[page.dossier.head.subject]
    compound = other.compound
    cites = (*(compound.cites if compound else ()), *subject.cites)
    apart = (compound.told_apart or compound.described) if compound else subject.described
    claim = next((j.claim.id for j in page.judged if compound and compound.id in j.claim.id), None)
    return page.finding(
        sentence,
        span,
        "look-alike",
        Severity.ERROR,
        f"{other.name} is not {subject.name}",
        expected=apart,
        claim=claim,
        sources=tuple(c.source for c in cites),
        suggestion=f"{other.name} is not {subject.name}. {apart}",
    )


_BE = r"(?:\s+(?:is|are|was|were))"
_ENDS = r"(?=\s*(?:$|[.,;:!?)]|\b(?:and|but|so|because)\b))"
_DENIES = tuple(
    re.compile(START + pattern)
    for pattern in (
        rf"{S}{_BE}\s+(?:a |an |quite |really )*(?:not (?:the )?same(?: {LOOSE})? as|(?:different"
        rf"|separate|distinct|another|unrelated)(?: {LOOSE})? (?:from|than|to)|not)\s+(?:the\s+)?"
        rf"{S}{_ENDS}",
        rf"{S}\s+and\s+{S}{_BE}\s+(?:two |quite |in fact |entirely |completely )*(?:different"
        rf"|separate|distinct|unrelated|not (?:at all )?the same)(?: {LOOSE})?{_ENDS}",
        rf"{S}\s+(?:must|should|is) not (?:to )?be confused with\s+{S}{_ENDS}",
    )
)


def _names_denied(page: Page, sentence: Sentence) -> Iterator[Finding]:
    """Two names that the records hold for the subject, told to be two things."""
    for frame in _DENIES:
        match = frame.search(sentence.masked)
        if match is None:
            continue
        inside = [m for m in sentence.of(What.SUBJECT) if match.start() <= m.start < match.end()]
        names = dict.fromkeys(sentence.folded[m.start : m.end] for m in inside)
        quoted = in_quotes(sentence.folded, *match.span())
        if len(names) != 2 or quoted or _unsure(page, names) or not voiced(page, sentence):
            continue
        if hedged(sentence.folded, *match.span()) or attributed(sentence.folded, *match.span()):
            continue
        subject = page.dossier.compounds[page.dossier.head.subject]
        first, second = (sentence.text[m.start : m.end] for m in (inside[0], inside[-1]))
        yield page.finding(
            sentence,
            match.span(),
            "identity",
            Severity.ERROR,
            f"the records hold {first} and {second} as names of one thing",
            expected=f"{first} and {second} both name {subject.name}",
            sources=tuple(c.source for c in subject.cites),
            suggestion=f"{first} and {second} are names of {subject.name}.",
        )


def _unsure(page: Page, names: dict[str, None]) -> bool:
    """Whether one of the names is on record as a name of other things too."""
    subject = page.dossier.compounds[page.dossier.head.subject]
    unsure = {n.text.casefold() for n in subject.names if n.ambiguous}
    return any(name in unsure for name in names)
