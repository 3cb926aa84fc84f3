"""Statements of approval in any words, once they are known to be that: place against record.

The class of the sentence is learned (`asserted`); here the place, the sort of status and the
record are looked up. Without a place, or without a record that says otherwise, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.page import Page, Sentence
from thymos.prose.places import PLACES
from thymos.prose.rules.approval import claim_of, denial, of_subject
from thymos.records.claim import ClaimKind
from thymos.records.regulation import Status, StatusKind
from thymos.verdict.judge import Judged
from thymos.verdict.words import Factual

_ORPHAN = re.compile(r"\borphan\b|\brare[- ]disease\b")
_COMPOUND = re.compile(
    r"\bcompound\w*\b|\bpharmac(?:y|ies)\b|\b503[ab]\b|\bbulk\b|\bcategory [12]\b"
)
# Adjectives of place: enough to tell where, once a sentence is known to speak of approval.
_OF_PLACE = (
    ("US", "american"), ("EU", "european"), ("GB", "british"), ("CA", "canadian"),
    ("AU", "australian"), ("JP", "japanese"), ("CN", "chinese"), ("IT", "italian"),
    ("DE", "german"), ("FR", "french"), ("IN", "indian"), ("CH", "swiss"),
)  # fmt: skip
# "FDA-approved antivirals", "studies approved by": what is approved is something else.
_ANOTHER_OBJECT = re.compile(
    r"\b(?:approved|licensed|authori[sz]ed)\s+(?!(?:for|in|by|to|as|and|or|across|throughout|since|there"
    r"|here|on|it|this|medic\w*|drugs?|products?|therap\w*|treatments?|peptides?|use|vaccines?|tablets?"
    r"|pills?|version|form|generic|the|only|under|at|with|but|long|years?|ages)\b)[a-z]"
    r"|\b(?:stud(?:y|ies)|trials?|protocols?)\s+(?:that (?:was|were) )?approved"
    r"|\banything but\b|\bstatus[^.;]{0,40}:\s*none\b"
)
# A word that says approval and not only designation.
_APPROVAL = re.compile(
    r"\bapprov|\blicen[cs]|\bauthori[sz]|\bclear(?:ed|ance)\b|\bregister|\bregistration|\bgreen.?lit"
    r"|\bsigned off\b|\blegal|\bprescri|\bmarket"
)
_EMERGENCY = re.compile(r"\bemergency\b|\beua\b")


def check(page: Page, sentence: Sentence) -> Iterator[Finding]:
    """Findings on a sentence that says that the subject is approved, listed or authorised."""
    folded = sentence.folded
    if _ANOTHER_OBJECT.search(sentence.masked):
        return
    if _COMPOUND.search(folded):
        yield from _compounded(page, sentence)
        return
    for code in _places(sentence):
        if _EMERGENCY.search(folded):
            found = _ended(page, code, StatusKind.EMERGENCY_USE)
            if found is not None:
                yield _finding(page, sentence, "approval-ended", found, code, "it has ended")
                return
        answer = denial(page, code)
        if answer is None:
            continue
        status, ended = answer
        orphan = bool(_ORPHAN.search(folded))
        if orphan and not _APPROVAL.search(folded):
            continue
        rule = "designation-is-not-approval" if orphan else "approval"
        reason = (
            "an orphan designation is not an approval" if orphan else "the records say otherwise"
        )
        yield _finding(page, sentence, rule, status, code, "it has ended" if ended else reason)
        return


def _places(sentence: Sentence) -> tuple[str, ...]:
    """The jurisdictions named in a sentence, or else in the two before it."""
    for text in (sentence.folded, *(s.folded for s in reversed(sentence.before[-2:]))):
        if found := places_of(text):
            return found
    return ()


def places_of(folded: str) -> tuple[str, ...]:
    """The jurisdictions that a folded text names, by place or by agency.

    >>> places_of("brussels licensed it, and so did the fda")
    ('US', 'EU')
    """
    return tuple(
        code
        for code, agency, place in PLACES
        if re.search(
            rf"(?<!\w)(?:{agency}|{place}|{dict(_OF_PLACE).get(code, place)})(?!\w)", folded
        )
    )


def _ended(page: Page, code: str, kind: StatusKind) -> Status | None:
    """A status of this sort that ended before the day, with none in force."""
    ended = None
    for status in of_subject(page, code):
        if status.kind is kind and status.holds:
            if status.valid_to is None or status.valid_to.last >= page.dossier.day:
                return None
            ended = status
    return ended


def _compounded(page: Page, sentence: Sentence) -> Iterator[Finding]:
    """A statement that it may be compounded, against the claim that says so."""
    judged = next((j for j in page.judged if _on_compounding(j)), None)
    if judged is None:
        return
    yield page.finding(
        sentence,
        (0, len(sentence.text)),
        "compounding",
        Severity.ERROR,
        "the records say otherwise",
        expected=judged.told,
        claim=judged.claim.id,
        sources=judged.sources,
        suggestion=judged.because[0] if judged.because else judged.reason,
    )


def _on_compounding(judged: Judged) -> bool:
    said = judged.claim.text.casefold()
    return (
        judged.claim.kind is ClaimKind.REGULATORY
        and judged.verdict == Factual.FALSE
        and "compound" in said
    )


def _finding(
    page: Page, sentence: Sentence, rule: str, status: Status, code: str, reason: str
) -> Finding:
    claim = claim_of(page, code, StatusKind.APPROVAL) or claim_of(page, code, status.kind)
    ended = rule == "approval-ended"
    return page.finding(
        sentence,
        (0, len(sentence.text)),
        rule,
        Severity.WARNING if ended else Severity.ERROR,
        reason,
        expected=f"{status.what}" + (f" (until {status.valid_to})" if status.valid_to else ""),
        claim=claim.claim.id if claim else None,
        sources=tuple(cite.source for cite in status.cites),
        suggestion=status.what,
    )
