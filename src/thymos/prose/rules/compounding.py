"""What a page says that pharmacies may make up, against the records on compounding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.about import speaks_of_subject
from thymos.prose.clauses import Polarity, attributed, hedged, polarity
from thymos.prose.page import SUBJECT, Page, Sentence
from thymos.prose.places import named
from thymos.prose.stance import in_quotes, voiced
from thymos.records.claim import ClaimKind
from thymos.records.regulation import StatusKind
from thymos.verdict.judge import Judged
from thymos.verdict.words import Factual

_CUE = re.compile(r"pharmac|compound|503|chemist|\bbulks?\b")
_PHARMACY = (
    r"(?:pharmac(?:y|ies|ists?)|compounders?|compounding (?:labs?|chemists?|shops?|houses?)"
    r"|chemists?|503[ab](?: \w+)?|outsourcing facilit\w+)"
)
_MAKE = (
    r"(?:mak(?:e|ing)|compound(?:ing)?|prepar(?:e|ing)|mix(?:ing)?|produc(?:e|ing)"
    r"|brew(?:ing)?|put together|whip up|cook up|knock up|run up)"
)
_FREELY = (
    r"(?:now |also |still |legally |lawfully |freely |currently |again |openly |simply |just "
    r"|happily |perfectly |fully |officially )*"
)
_LEGAL = (
    r"(?:legal|lawful|allowed|permitted|above board|within the law|ok|okay|fine|sanctioned"
    r"|authori[sz]ed|approved|cleared)"
)
_IT = rf"(?:it|this|that|them|the peptide|the drug|this peptide|{SUBJECT})"
_FRAMES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_PHARMACY}\b[^.;,]{{0,40}}?\b(?:can|may|(?:is|are|has been|have been|were|was)"
        rf" {_FREELY}(?:allowed|permitted|free|entitled|licen[sc]ed|cleared|authori[sz]ed"
        rf"|able) to|has the right to|have the right to) {_FREELY}{_MAKE}\b",
        rf"\b(?:let|lets|allow(?:s|ed)?|permit(?:s|ted)?|free[sd]?|authori[sz]e[sd]?|cleared)"
        rf" (?:\w+ ){{0,3}}?{_PHARMACY} (?:to )?{_MAKE}\b",
        rf"\b(?:can|may) {_FREELY}be {_FREELY}(?:compounded|made up)\b",
        rf"\b(?:is|are|being) {_FREELY}(?:legally|lawfully|freely) compounded\b",
        rf"\bcompounding (?:of )?(?:{_IT} )?(?:by \w+ )?(?:is|remains?|was made|has been)"
        rf" {_FREELY}{_LEGAL}\b",
        rf"\b(?:is|'s|remains?) {_FREELY}{_LEGAL} (?:for (?:\w+ ){{1,4}})?(?:to compound|to be"
        rf" compounded|for compounding)\b",
        rf"\b(?:can|could) {_FREELY}(?:get|have) {_IT} {_FREELY}(?:made(?: up)?|compounded)\b",
        r"\b(?:is|'s|sits|stands|was put|was added|has been added|has been put|got|made it|went) "
        rf"{_FREELY}(?:back )?(?:on|to|onto|in) (?:the )?(?:(?!no\b|any\b|every\b)[\w']+"
        rf" ){{0,3}}list\b[^.;]{{0,60}}\b(?:compound\w*|{_PHARMACY}|503[ab])",
        r"\bcompounders?\b[^.;,]{0,30}\b(?:can|may) (?!not )(?:\w+ )?(?:fill|dispense|supply)\b",
        rf"\b(?:lawful|legal) (?:source|supply) (?:is|through|from) (?:\w+ ){{0,2}}{_PHARMACY}\b",
    )
)
_PAST = re.compile(
    r"\b(?:used to|until|till|once|formerly|at one time|no longer|for a while|before (?:19"
    r"|20)\d\d|had been|only (?:if|when|after|once)|prohibited|banned)\b"
)
# The words that only say which things are meant: "the list of substances pharmacies may make".
_WHICH = re.compile(
    r"\b(?:substances?|bulks?|drugs|medicines|ingredients|things|those|ones|what|whatever)"
    r" (?:that |which )?(?:\w+ )?$"
)


def check(page: Page) -> Iterator[Finding]:
    """Findings on compounding told as permitted where the records deny it."""
    for sentence in page.prose:
        if not _CUE.search(sentence.folded) or not voiced(page, sentence):
            continue
        match = _permit(sentence.masked)
        if match is None or not _flat(sentence, match.span()):
            continue
        if speaks_of_subject(page, sentence):
            yield from permitted(page, sentence, match.span())


def _permit(masked: str) -> re.Match[str] | None:
    found = (frame.search(masked) for frame in _FRAMES)
    return next((m for m in found if m and not _WHICH.search(masked[: m.start()])), None)


def _flat(sentence: Sentence, span: tuple[int, int]) -> bool:
    folded = sentence.masked
    return not (
        polarity(folded, *span) is not Polarity.AFFIRMED
        or hedged(folded, *span)
        or attributed(folded, *span)
        or in_quotes(folded, *span)
        or _PAST.search(folded)
    )


def permitted(page: Page, sentence: Sentence, span: tuple[int, int]) -> Iterator[Finding]:
    """A statement that it may be compounded, against the claim or the status that denies it."""
    judged = next((j for j in page.judged if _on_compounding(j)), None)
    if judged is None:
        return
    test = judged.claim.test.status if judged.claim.test else None
    places = {found.code for found in named(sentence.text, sentence.folded)}
    if test is not None and places and test.jurisdiction not in places:
        return
    against = [
        status
        for status in page.dossier.statuses.values()
        if status.kind is StatusKind.COMPOUNDING_LIST and not status.holds
    ]
    told = against[0].what if against else judged.reason
    yield page.finding(
        sentence,
        span,
        "compounding",
        Severity.ERROR,
        "the records say otherwise",
        expected=judged.told,
        claim=judged.claim.id,
        sources=judged.sources or tuple(c.source for s in against for c in s.cites),
        suggestion=judged.because[0] if judged.because else told,
    )


def _on_compounding(judged: Judged) -> bool:
    said = judged.claim.text.casefold()
    return (
        judged.claim.kind is ClaimKind.REGULATORY
        and judged.verdict == Factual.FALSE
        and "compound" in said
    )
