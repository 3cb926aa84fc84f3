"""Votes of advisory committees: which way, when, and whether they have been taken.

A vote that is known only from sources without weight makes a note, never an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.page import SUBJECT, Page, Sentence
from thymos.prose.rules.approval import of_subject, subject_shown
from thymos.prose.stance import asserted, scope
from thymos.records.claim import Claim
from thymos.records.regulation import Status, StatusKind
from thymos.verdict.factual import weighs

_BODY = re.compile(r"\b(?:committee|advis[eo]rs?|advisory|panel|pcac)\b")
_FOR = re.compile(
    r"\bvot(?:ed|es?)\b(?:\s+\w+){0,2}?\s+(?:in favou?r|for (?:adding|inclusion|including|listing)"
    r"|to (?:add|include|put|place|list|allow|recommend|endorse|back|approve)|yes\b)"
    r"|\b(?:committee|advis[eo]rs|panel) (?:has |have )?(?:backed|endorsed|recommended|supported)\b"
)
_AGAINST = re.compile(r"\bvot(?:ed|es?)\b(?:\s+\w+){0,2}?\s+(?:against|not to|no\b)")
_OPEN = re.compile(
    r"\b(?:has|have) (?:yet to|not yet|still not) vot\w*|\bnot yet voted"
    r"|\bvote is (?:still )?pending"
)
_DATED = re.compile(r"\bvot(?:ed|es?|ing)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WENT_AGAINST = re.compile(r"\bagainst\b|\bnot to\b|\breject\w*|\bunfavou?rabl\w+|\bdid not\b")
_BREAKS = re.compile(r"\b(?:if|whether|would|could|should|may|might|will|had)\b|\?")


def check(page: Page) -> Iterator[Finding]:
    """Findings on votes about the dossier's subject."""
    votes = [s for s in of_subject(page) if s.kind is StatusKind.COMMITTEE_VOTE]
    if not votes:
        return
    for sentence in page.prose:
        masked = subject_shown(sentence)
        if _DATED.search(masked) and _BODY.search(masked) and re.search(SUBJECT, masked):
            yield from _one(page, sentence, votes)


def _one(page: Page, sentence: Sentence, votes: list[Status]) -> Iterator[Finding]:
    folded = sentence.folded
    if (match := _OPEN.search(folded)) and not _BREAKS.search(scope(folded, *match.span())):
        reason = "the vote has been taken"
        yield _finding(page, sentence, match.span(), votes[-1], Severity.WARNING, reason)
        return
    against = all(_WENT_AGAINST.search(vote.what.casefold()) for vote in votes)
    favour = not any(_WENT_AGAINST.search(vote.what.casefold()) for vote in votes)
    for pattern, contrary in ((_FOR, against), (_AGAINST, favour)):
        match = pattern.search(folded)
        if match and contrary and asserted(page, sentence, match.start(), match.start() + 4):
            reason = "the committee voted the other way"
            yield _finding(page, sentence, match.span(), votes[-1], Severity.ERROR, reason)
            return
    years = _YEAR.findall(folded)
    known = {str(vote.valid_from)[:4] for vote in votes if vote.valid_from}
    dated = any(_day_weighs(page, vote) for vote in votes)
    match = _YEAR.search(folded)
    if match and len(years) == 1 and known and years[0] not in known and not _BREAKS.search(folded):
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
