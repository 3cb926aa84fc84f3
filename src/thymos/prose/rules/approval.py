"""Approval by place and date: what a page says is approved, against the status records.

Fires only where the page itself says, flatly, of the dossier's subject that an agency
approved it, or that it is approved in a place, and a status record that carries weight says
otherwise. A designation that is called an approval is the same mistake with its own name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.page import SUBJECT as S
from thymos.prose.page import Page, Sentence
from thymos.prose.places import known
from thymos.prose.stance import asserted
from thymos.records.regulation import Status, StatusKind
from thymos.verdict.factual import weighs
from thymos.verdict.judge import Judged

_ADVERB = (
    r"(?:(?:now|also|already|fully|officially|currently|formally|recently|long|still|even|actually"
    r"|finally|indeed|both)\s+)*"
)
_COPULA = r"(?:is|are|was|were|has been|have been|had been|became|got|gets|remains|'s)"
# What may stand between the name and its verb: a few words, a bracket, a remark in commas.
_TAIL = (
    r"(?:\s*\([^)]{0,60}\))?(?:\s+(?!(?:and|or|with|versus|vs|like|unlike|than|plus|is|was|are|to)\b)"
    r"[\w'-]+){0,3}?(?:,[^,;.]{0,60},|,\s*(?:which|that)|,)?\s*"
)
_GENERIC = (
    r"(?:(?:drug|medicine|medication|peptide|immune|immune-modulating|immunotherapy|therapy|treatment"
    r"|prescription|brand|product|version of|form of|synthetic|injectable|pharmaceutical|use of|the"
    r"|generic|called|named)\s+)"
)
_APPROVED = r"(?:approved|licen[sc]ed|authori[sz]ed|cleared|greenlit|green-lit|okayed)"
_APPROVAL = r"(?:approval|authori[sz]ation|clearance|licen[sc]e)"
_HOLDS = (
    r"(?:has|have|had|with|holds?|received|receives|won|gained|got|obtained|earned|secured|carries"
    r"|boasts|enjoys|was granted|was given)"
)
_KIND = (
    r"(?:(?:full|formal|official|marketing|regulatory|market|drug|an?|its|the|us|u\.s\.)\s+){0,4}"
)
_FOR = r"(?:\s+(?:for|as|to)\s+(?:(?!(?:in|and|but|or)\b)[\w-]+\s*){1,6})?"
# What an agency can approve that is not the medicine.
_OTHER_OBJECT = re.compile(
    r"[^.;,]{0,40}\b(?:trials?|stud(?:y|ies)|investigational|ind\b|phase|protocol|compassionate"
    r"|emergency|expanded access|facilit\w+|pharmac(?:y|ies)|labs?|labell?ing|import)\b"
)
_ORPHAN_NEAR = re.compile(r"[^.;]{0,40}\borphan\b")
_ORPHAN = re.compile(
    r"\borphan(?:[- ]drug)?[- ]approv(?:al|ed)\b|\bapproved[^.;,]{0,30}\bas an? orphan\b"
    r"|\borphan(?: drug)? (?:designation|status)[^.;]{0,30}\b"
    r"(?:is|means|equals|amounts to|counts as|confers|so)\b[^.;]{0,30}\b"
    r"(?:fda |us )?approv(?:ed|al)\b"
)
_MENTIONS = re.compile(r"approv|licen|authori|clear|green-?lit|okay|\bgot\b|made it|passed|orphan")


def frames(agency: str, place: str) -> tuple[re.Pattern[str], ...]:
    """The ways in which prose says that the subject is approved there; for masked text."""
    by = rf"(?:{agency}[- ]{_APPROVED}|{_APPROVED} by (?:the )?{agency})\b"
    there = rf"{_APPROVED}{_FOR}\s+(?:in|for (?:use|sale) in|across|throughout) (?:the )?{place}\b"
    here = rf"{place}[- ]{_APPROVED}\b"
    given = (
        rf"(?:(?:{agency}|{place}) {_KIND}{_APPROVAL}|{_APPROVAL} (?:from|by) (?:the )?{agency}"
        rf"|{_APPROVAL} in (?:the )?{place})\b"
    )
    ends = r"(?=\W*$|\s*[^\w\s-]|\s+(?:for|in|and|since|drug|medicine|peptide|treatment|therapy)\b)"
    patterns = (
        rf"{S}{_TAIL}\b{_COPULA}\s+{_ADVERB}(?:an?\s+|the\s+only\s+)?(?:{by}|{there}|{here})",
        rf"{S}[^\w\ue000-\ue003]{{1,8}}(?:{by}|{here}){ends}",
        rf"\b(?:{agency}|{place})[- ]{_APPROVED}\s+{_GENERIC}{{0,4}}{S}",
        rf"\b{agency} (?:has |have |had )?{_ADVERB}{_APPROVED}\s+{_GENERIC}{{0,3}}{S}",
        rf"{S}{_TAIL}\b{_HOLDS}\s+{_ADVERB}{_KIND}{given}",
        rf"\bwith (?:its |full )*{agency} {_APPROVAL},\s+{S}",
        rf"{S}{_TAIL}\b(?:got|made it|went|came|sailed|passed)\s+(?:thru |through |past )?"
        rf"(?:the )?{agency}\b(?!'s|\s+(?:advis|commit|review|warn|approv|inspect|list))",
    )
    return tuple(re.compile(pattern) for pattern in patterns)


def check(page: Page) -> Iterator[Finding]:
    """Findings on approvals that the records deny."""
    places = {s.jurisdiction for s in page.dossier.statuses.values()}
    compiled = [(code, frames(*names)) for code in sorted(places) if (names := known(code))]
    for sentence in page.prose:
        if _MENTIONS.search(sentence.folded):
            masked = subject_shown(sentence)
            yield from _designation(page, sentence, masked)
            for code, patterns in compiled:
                yield from _approved(page, sentence, masked, code, patterns)


def subject_shown(sentence: Sentence) -> str:
    """The masked text, with "it" masked too where it can only mean the subject."""
    if not sentence.pronoun_is_subject:
        return sentence.masked
    pattern = (
        r"\bit\b|\bthis (?:\w+ )?(?:peptide|drug|medicine|molecule|compound|treatment|therapy)"
    )
    return re.sub(pattern, lambda m: "\ue000" * len(m.group()), sentence.masked, count=1)


def _approved(
    page: Page, sentence: Sentence, masked: str, code: str, patterns: tuple[re.Pattern[str], ...]
) -> Iterator[Finding]:
    match = next((m for pattern in patterns if (m := pattern.search(masked))), None)
    if match is None or not asserted(page, sentence, *match.span()):
        return
    if _OTHER_OBJECT.match(masked, match.end()) or _ORPHAN_NEAR.match(masked, match.end()):
        return
    answer = denial(page, code)
    if answer is None:
        return
    status, ended = answer
    claim = claim_of(page, code, StatusKind.APPROVAL)
    yield page.finding(
        sentence,
        match.span(),
        "approval-ended" if ended else "approval",
        Severity.WARNING if ended else Severity.ERROR,
        "it was approved there and no longer is" if ended else "the records say otherwise",
        expected=status.what,
        claim=claim.claim.id if claim else None,
        sources=tuple(cite.source for cite in status.cites),
        suggestion=status.what,
    )


def denial(page: Page, code: str) -> tuple[Status, bool] | None:
    """The record that denies an approval, and whether there once was one; None if none does."""
    ended: Status | None = None
    absent: Status | None = None
    for status in of_subject(page, code):
        if status.kind is StatusKind.APPROVAL and status.holds:
            if status.valid_to is None or status.valid_to.last >= page.dossier.day:
                return None
            ended = status
        elif status.kind in (StatusKind.NOT_APPROVED, StatusKind.APPROVAL):
            denies = status.kind is StatusKind.NOT_APPROVED or not status.holds
            judged = claim_of(page, code, StatusKind.APPROVAL)
            settled = judged is not None and judged.verdict == "false"
            if denies and (weighs(page.dossier, status.cites) or settled):
                absent = status
    if ended is not None:
        return ended, True
    return (absent, False) if absent is not None else None


def of_subject(page: Page, code: str | None = None) -> Iterator[Status]:
    """The status records of the dossier's own subject, in one jurisdiction or in all."""
    subject = page.dossier.head.subject
    for status in page.dossier.statuses.values():
        if (status.subject or subject) == subject and code in (None, status.jurisdiction):
            yield status


def claim_of(page: Page, code: str, kind: StatusKind) -> Judged | None:
    """The claim that a status record of this kind decides."""
    for judged in page.judged:
        test = judged.claim.test.status if judged.claim.test else None
        if test is None or test.jurisdiction != code or test.what != kind:
            continue
        if test.expect == "in force":
            return judged
    return None


def _designation(page: Page, sentence: Sentence, masked: str) -> Iterator[Finding]:
    """An orphan designation that is called an approval."""
    match = _ORPHAN.search(masked)
    if match is None or not re.search(S, masked) or not asserted(page, sentence, *match.span()):
        return
    heaviest_first = sorted(of_subject(page), key=lambda s: not weighs(page.dossier, s.cites))
    for status in heaviest_first:
        if status.kind is not StatusKind.ORPHAN_DESIGNATION or not status.holds:
            continue
        names = known(status.jurisdiction)
        named = names is not None and any(re.search(rf"\b{n}\b", masked) for n in names)
        denied = denial(page, status.jurisdiction)
        if denied is None or not (named or status.jurisdiction == "US"):
            continue
        claim = claim_of(page, status.jurisdiction, StatusKind.APPROVAL)
        yield page.finding(
            sentence,
            match.span(),
            "designation-is-not-approval",
            Severity.ERROR,
            "an orphan designation is not an approval",
            expected=status.what,
            claim=claim.claim.id if claim else None,
            sources=tuple(c.source for s in (status, denied[0]) for c in s.cites),
            suggestion=f"{status.what} {denied[0].what}",
        )
        return
