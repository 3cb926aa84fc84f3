"""Statements on approval and compounding that a reader has found, against the records.

The class of the sentence is learned (`asserted`); here the place, the sort of status and the
record are looked up. What the words of approval give away themselves is left to `approval`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.page import Page, Sentence
from thymos.prose.permits import ORPHAN, permits
from thymos.prose.places import named
from thymos.prose.rules.approval import claim_of, denial, of_subject, settled
from thymos.prose.rules.compounding import permitted
from thymos.records.regulation import Status, StatusKind

_COMPOUND = re.compile(
    r"\bcompound\w*\b|\bpharmac(?:y|ies)\b|\b503[ab]\b|\bbulk\b|\bcategory [12]\b"
)
# "FDA-approved antivirals", "studies approved by": what is approved is something else.
_ANOTHER_OBJECT = re.compile(
    r"\b(?:approved|licensed|authori[sz]ed)\s+(?!(?:for|in|by|to|as|and|or|across|throughout"
    r"|since|there"
    r"|here|on|it|this|medic\w*|drugs?|products?|therap\w*|treatments?|peptides?|use|vaccines?"
    r"|tablets?"
    r"|pills?|version|form|generic|the|only|under|at|with|but|long|years?|ages)\b)[a-z]"
    r"|\b(?:stud(?:y|ies)|trials?|protocols?)\s+(?:that (?:was|were) )?approved"
    r"|\banything but\b|\bstatus[^.;]{0,40}:\s*none\b"
)
# A word that says approval and not only designation.
_APPROVAL = re.compile(
    r"\bapprov|\blicen[cs]|\bauthori[sz]|\bclear(?:ed|ance)\b|\bregister|\bregistration"
    r"|\bgreen.?lit"
    r"|\bsigned off\b|\blegal|\bprescri|\bmarket"
)


def check(page: Page, sentence: Sentence) -> Iterator[Finding]:
    """Findings on a sentence that says that the subject is approved, listed or authorised."""
    folded = sentence.folded
    if _ANOTHER_OBJECT.search(sentence.masked):
        return
    if _COMPOUND.search(folded):
        yield from permitted(page, sentence, (0, len(sentence.text)))
        return
    if any(True for _ in permits(page, sentence)) or not _APPROVAL.search(folded):
        # The words tell by themselves, and the rule on approvals has held them to the record.
        return
    found = _against(page, _places(sentence))
    if found is None:
        return
    status, over = found
    orphan = bool(ORPHAN.search(folded))
    rule = "designation-is-not-approval" if orphan else "approval"
    reason = "an orphan designation is not an approval" if orphan else "the records say otherwise"
    yield _finding(page, sentence, rule, status, "it has ended" if over else reason)


def _against(page: Page, codes: tuple[str, ...]) -> tuple[Status, bool] | None:
    """The record that denies it in the places named; None where one of them has approved it."""
    if any(
        s.kind is StatusKind.APPROVAL and s.holds and s.jurisdiction in codes
        for s in of_subject(page)
    ):
        return None
    return next((found for code in codes if (found := denial(page, code))), None)


def _places(sentence: Sentence) -> tuple[str, ...]:
    """The jurisdictions named in a sentence, or else in the two before it."""
    for one in (sentence, *reversed(sentence.before[-2:])):
        if found := named(one.text, one.folded):
            return tuple(dict.fromkeys(place.code for place in found))
    return ()


def _finding(page: Page, sentence: Sentence, rule: str, status: Status, reason: str) -> Finding:
    code = status.jurisdiction
    claim = claim_of(page, code, StatusKind.APPROVAL) or claim_of(page, code, status.kind)
    return page.finding(
        sentence,
        (0, len(sentence.text)),
        rule,
        Severity.ERROR if settled(page, status) else Severity.WARNING,
        reason,
        expected=f"{status.what}" + (f" (until {status.valid_to})" if status.valid_to else ""),
        claim=claim.claim.id if claim else None,
        sources=tuple(cite.source for cite in status.cites),
        suggestion=status.what,
    )
