"""Large trials told as still to come, where the records hold one that has reported.

"Larger trials are still emerging" was true of a condition until one of size was printed. That
more trials are needed is an opinion, and left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.about import speaks_of_subject
from thymos.prose.blocks import BlockKind
from thymos.prose.decisive import Weight, weights
from thymos.prose.flatly import flatly
from thymos.prose.page import Page, Sentence
from thymos.prose.topics import condition_words
from thymos.prose.wordings import sentence_of
from thymos.records.wording import count
from thymos.verdict.words import Factual

_LARGE = (
    r"(?:(?:large|larger|big|bigger|definitive|decisive|confirmatory|randomi[sz]ed|controlled"
    r"|phase (?:3|iii|three)|full-scale|adequately powered|well-powered|rigorous|proper|sizeable"
    r"|sizable|major|placebo|blinded|double-blind|placebo-controlled|multicent(?:re|er))[\s,-]+"
    r"(?:and\s+)?){1,3}(?:[\w-]+\s+){0,2}?(?:trials?|studies|study|rcts?)"
)
_STILL = r"(?:\s+(?:still|yet|only now|now|currently|only just|all))*"
_TO_COME = (
    r"(?:emerging|pending|awaited|under ?way|ongoing|in progress|recruiting|enrolling|to come"
    r"|coming|lacking|missing|yet to (?:report|come|be (?:done|run|reported|published))|to report"
    r"|being (?:run|done|conducted|planned)|in the (?:works|pipeline))"
)
_FRAMES = (
    re.compile(
        rf"{_LARGE}(?:\s+(?:in|of|with|on)\s[^.;:,]{{1,60}}?)?\s+(?:is|are|remain|remains){_STILL}\s+"
        rf"{_TO_COME}\b"
    ),
    re.compile(
        rf"{_LARGE}(?:\s+(?:in|of|with|on)\s[^.;:,]{{1,60}}?)?\s+(?:have|has)\s+(?:not yet"
        r"|yet to|still not)\s+(?:been (?:done|run|reported|published|carried out)|reported|report"
        r"|be (?:done|run))\b"
    ),
    re.compile(
        rf"\b(?:still )?(?:awaiting|waiting (?:for|on)|await)\s+(?:(?:the|an?)\s+)?(?:first\s+)?"
        rf"(?:really\s+)?{_LARGE}"
    ),
)  # fmt: skip
# A page that dates itself tells what was so then.
_THEN = re.compile(
    r"\bas of\b|\bat (?:the|that) time\b|\bback then\b|\bin (?:19|20)\d\d\b|\bwere\b"
)
# How far back, in sentences, the condition of a list item may stand.
_REACH = 2


def check(page: Page) -> Iterator[Finding]:
    """Findings on trials told as awaited, of a condition in which a large one has reported."""
    known: dict[str, Weight] | None = None
    for sentence in page.prose:
        text = sentence.folded
        if "trial" not in text and "stud" not in text and "rct" not in text:
            continue
        match = next((m for frame in _FRAMES if (m := frame.search(text))), None)
        if match is None or _THEN.search(text) or not speaks_of_subject(page, sentence):
            continue
        known = weights(page) if known is None else known
        weight = _reported(page, sentence, known)
        if weight is not None and flatly(page, sentence, *match.span()):
            yield _finding(page, sentence, match.span(), weight)


def _reported(page: Page, sentence: Sentence, known: dict[str, Weight]) -> Weight | None:
    """The large trial of the condition that a sentence, or what it stands under, is about."""
    block = sentence.block
    near = [sentence.folded, *(s.folded for s in reversed(sentence.before[-_REACH:]))]
    if block.kind is BlockKind.ITEM:
        back = page.sentences[max(0, sentence.index - _REACH) : sentence.index]
        near += [s.folded for s in reversed(back)]
    near += [text.casefold() for text in (block.lead or "", *block.headings[-1:])]
    for text in near:
        told = [c for c in known if condition_words(c).search(text)]
        if told:
            trials = [known[c] for c in told if known[c].first.randomised]
            return trials[0] if trials and len(trials) == len(told) else None
    return None


def _finding(page: Page, sentence: Sentence, span: tuple[int, int], weight: Weight) -> Finding:
    outcome, entry = weight.first
    study = entry.study
    words = condition_words(outcome.condition)
    claim = next(
        (j.claim.id for j in page.judged
         if j.verdict == Factual.OUTDATED and words.search(j.claim.text.casefold())),
        None,
    )  # fmt: skip
    told = sentence_of(study, entry.result, outcome.name)
    return page.finding(
        sentence,
        span,
        "outdated",
        Severity.WARNING,
        f"{study.name} has reported, with {count(entry.patients)} patients",
        expected=told,
        claim=claim,
        sources=tuple(cite.source for cite in entry.result.cites),
        suggestion=told,
    )
