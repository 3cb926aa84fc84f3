"""Votes of advisory committees: which way, when, and whether they have been taken.

A vote that is known only from sources without weight makes no error: told the other way round
it is a warning, with another year a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.about import speaks_of_subject
from thymos.prose.clauses import Polarity, attributed, hedged, polarity, without
from thymos.prose.page import Page, Sentence
from thymos.prose.places import named
from thymos.prose.rules.approval import of_subject
from thymos.prose.stance import in_quotes, voiced
from thymos.records.claim import Claim
from thymos.records.regulation import Status, StatusKind
from thymos.verdict.factual import weighs

_BODY = re.compile(
    r"\b(?:committees?|advis[eo]rs?|advisory|panel(?:lists)?|pcac|(?:agency|fda"
    r"|outside)(?:'s)? experts)\b"
)
_VOTES = (
    r"\b(?:vot(?:ed?|es|ing)|decid(?:ed|es)|came (?:down|out)|plump(?:ed|s)|rul(?:ed|es)|were"
    r"|was)\b"
)
_FOR = re.compile(
    rf"{_VOTES}(?:\s+(?!against|not|no\b)[\w,-]+){{0,6}}?\s+(?:in favou?r|for (?:adding|inclusion"
    r"|including|listing|letting|allowing|it\b)|to (?:add|include|put|place|list|allow"
    r"|recommend|endorse|back|approve|let)|yes\b)|\b(?:committee|advis[eo]rs|panel|experts)"
    r" (?:(?:has|have|had|then|also|even|duly) )*(?:backed|endorsed|recommended|supported"
    r"|approved|accepted|said yes|waved it through|voted it (?:in|through|up)|gave (?:[\w-]+"
    r" ){0,4}?(?:its|their|the) (?:blessing|backing|support|nod|thumbs up|green light))\b"
)
_AGAINST = re.compile(
    rf"{_VOTES}(?:\s+[\w,-]+){{0,4}}?\s+(?:against|not to|no\b|down\b)"
    r"|\b(?:committee|advis[eo]rs|panel|experts) (?:(?:has|have|had|then|also|even)"
    r" )*(?:rejected|turned (?:it )?down|threw (?:it )?out|opposed|said no|refused|blocked"
    r"|voted it down)\b"
)
_OPEN = re.compile(
    r"\b(?:has|have) not (?:yet |so far )?voted\b|\b(?:has|have) (?:yet to|not yet|still not"
    r"|still to) (?:vot\w*|decid\w*|rul\w*|meet)|\bnot yet voted|\b(?:vote|decision"
    r"|verdict)(?: [\w-]+){0,5}? (?:is|are) (?:still )?(?:pending|awaited|expected|due|to come"
    r"|outstanding|scheduled)|\b(?:will|is due to|are due to|is to|are to|is about to|are"
    r" about to|is expected to) (?:soon |shortly )?vote\b(?! again)|\b(?:await\w*|waiting for)"
    r" (?:the|a|its|their) (?:\w+ )?vote\b|\bno vote has (?:yet )?been (?:taken|held)"
    r"|\b(?:hasnt|havent|hasn't|haven't) (?:even )?voted|\bnever (?:voted|got round to a vote)"
)
_DATED = re.compile(r"\bvot(?:e|ed|es|ing)\b")
# A vote on something else, in which the subject is named to be left out.
_OTHERS = re.compile(r"\bother (?:\w+ )?(?:peptides|substances|drugs)\b|\bnot among\b|\bagain\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WENT_AGAINST = re.compile(r"\bagainst\b|\bnot to\b|\breject\w*|\bunfavou?rabl\w+|\bdid not\b")
_BREAKS = re.compile(r"\b(?:if|whether|would|could|should|may|might|will|had)\b|\?")


def check(page: Page) -> Iterator[Finding]:
    """Findings on votes about the dossier's subject."""
    votes = [s for s in of_subject(page) if s.kind is StatusKind.COMMITTEE_VOTE]
    if not votes:
        return
    here = {vote.jurisdiction for vote in votes}
    for sentence in page.prose:
        if not _BODY.search(sentence.folded) or not speaks_of_subject(page, sentence):
            continue
        places = {found.code for found in named(sentence.text, sentence.folded)}
        if (not places or places & here) and voiced(page, sentence):
            yield from _one(page, sentence, votes)


def _one(page: Page, sentence: Sentence, votes: list[Status]) -> Iterator[Finding]:
    folded = sentence.folded
    match = _OPEN.search(folded)
    if match and not (_BREAKS.search(without(folded, *match.span())) or _OTHERS.search(folded)):
        past = any(vote.valid_from and vote.valid_from.last < page.dossier.day for vote in votes)
        if past and not attributed(folded, *match.span()):
            sure = any(_day_weighs(page, vote) for vote in votes)
            reason = "the vote has been taken"
            yield _finding(page, sentence, match.span(), votes[-1], Severity.WARNING, reason, sure)
        return
    against = all(_WENT_AGAINST.search(vote.what.casefold()) for vote in votes)
    favour = not any(_WENT_AGAINST.search(vote.what.casefold()) for vote in votes)
    for pattern, contrary in ((_FOR, against), (_AGAINST, favour)):
        match = pattern.search(folded)
        if match and contrary and _flat(folded, match.span()):
            yield _other_way(page, sentence, match.span(), votes[-1])
            return
    yield from _dated(page, sentence, votes)


def _flat(folded: str, span: tuple[int, int]) -> bool:
    return (
        polarity(folded, *span) is Polarity.AFFIRMED
        and not hedged(folded, *span)
        and not attributed(folded, *span)
        and not in_quotes(folded, *span)
    )


def _other_way(page: Page, sentence: Sentence, span: tuple[int, int], vote: Status) -> Finding:
    """A vote told the other way: an error, or a warning where no record of it has weight."""
    reason, severity = "the committee voted the other way", Severity.ERROR
    if not weighs(page.dossier, vote.cites):
        severity = Severity.WARNING
        reason = f"{reason}, in every source on record; none of them has weight by itself"
    return _finding(page, sentence, span, vote, severity, reason, sure=True)


def _dated(page: Page, sentence: Sentence, votes: list[Status]) -> Iterator[Finding]:
    """A vote in another year than the records give."""
    folded = sentence.folded
    if not _DATED.search(folded) or _BREAKS.search(folded):
        return
    years = _YEAR.findall(folded)
    known = {str(vote.valid_from)[:4] for vote in votes if vote.valid_from}
    dated = any(_day_weighs(page, vote) for vote in votes)
    match = _YEAR.search(folded)
    if match and len(years) == 1 and known and years[0] not in known:
        reason = "the records give another year for the vote"
        yield _finding(page, sentence, match.span(), votes[-1], Severity.ERROR, reason, dated)


def _finding(
    page: Page,
    sentence: Sentence,
    span: tuple[int, int],
    vote: Status,
    severity: Severity,
    reason: str,
    sure: bool | None = None,
) -> Finding:
    if not (weighs(page.dossier, vote.cites) if sure is None else sure):
        severity = Severity.NOTE
        reason = f"{reason}, as far as sources say that carry no weight by themselves"
    when = f" ({vote.valid_from})" if vote.valid_from else ""
    claim = next((j.claim.id for j in page.judged if _rests_on(j.claim, vote)), None)
    return page.finding(
        sentence,
        span,
        "committee-vote",
        severity,
        reason,
        expected=f"{vote.what}{when}",
        claim=claim,
        sources=tuple(cite.source for cite in vote.cites),
        suggestion=vote.what,
    )


def _day_weighs(page: Page, vote: Status) -> bool:
    """Whether the day of a vote is well sourced, by itself or by a record of the meeting."""
    year = str(vote.valid_from)[:4]
    meeting = (
        status
        for status in of_subject(page)
        if status.authority == vote.authority and (status.id == vote.id or year in status.what)
    )
    return any(weighs(page.dossier, status.cites) for status in meeting)


def _rests_on(claim: Claim, vote: Status) -> bool:
    test = claim.test.status if claim.test else None
    in_test = test is not None and vote.id in test.statuses
    return in_test or any(f"status:{vote.id}" in ground.records for ground in claim.grounds)
