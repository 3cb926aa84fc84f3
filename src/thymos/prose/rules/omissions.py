"""What a page leaves out: the records that decide what it speaks of.

For each condition in which a page speaks of the subject: the study that weighs most in the
records, or a large one that shows no benefit; the corrections and retractions of what it names;
the cautions of labels, where it speaks of safety; and who gains (`rules.untold`). An omission is
a note; it never makes a check fail. A page that only mentions the subject leaves out nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.about import speaks_of_subject
from thymos.prose.anchors import study_described
from thymos.prose.blocks import BlockKind
from thymos.prose.decisive import Decisive, Weight, favours, weights
from thymos.prose.entities import What
from thymos.prose.figures import Figures
from thymos.prose.page import Page, Sentence
from thymos.prose.rules import untold
from thymos.prose.topics import condition_words
from thymos.prose.wordings import claim_on, sentence_of
from thymos.records.outcome import Outcome
from thymos.records.source import Notice, NoticeKind, Source
from thymos.records.study import Study
from thymos.records.wording import count
from thymos.verdict.words import Clinical

_CORRECTION = re.compile(r"\b(?:correct(?:ed|ion|s)|errat\w+|revised|superseded|retract\w+)\b")
# How it is sold says nothing of how it does.
_SOLD = re.compile(r"\bwarning letters?\b|\b(?:sold|marketed|advertised|promoted) (?:as|for)\b")
_RETRACTION = re.compile(r"\b(?:retract\w+|withdr[ae]w\w*|expressions? of concern|concerns?)\b")
# Words in which a page tells of a benefit, whoever it lays it to.
_BENEFIT = re.compile(
    r"\b(?:benefit\w*|improv\w+|reduc\w+|lower\w*|fewer|effective\w*|help(?:s|ed|ing)?|promising"
    r"|surviv\w+|enhanc\w+|better|works?|positive)\b"
)


def check(page: Page) -> Iterator[Finding]:
    """The omissions of a page: studies by condition, corrections, cautions, interests."""
    if not page.mostly_subject:
        return
    named = studies_named(page)
    yield from _studies(page, named)
    for study_id in sorted(named):
        yield from _corrections(page, page.dossier.studies[study_id])
    for review in _reviews_named(page):
        yield from _noticed(page, page.dossier.sources[review])
    yield from untold.cautions(page)
    yield from untold.interests(page, named)


def _studies(page: Page, named: frozenset[str]) -> Iterator[Finding]:
    told: set[str] = set()
    for condition, weight in weights(page).items():
        found = _left_out(weight, named)
        if found is None or found.entry.study.id in told:
            continue
        first = _speaks_of(page, condition)
        if first is None or (found is not weight.first and not _one_sided(page, first, found)):
            continue
        told.add(found.entry.study.id)
        yield _study(page, first, found, largest=found is weight.first)


def _one_sided(page: Page, first: Sentence, null: Decisive) -> bool:
    """Whether a page tells of a benefit that the records do not bear out as a whole."""
    claim = claim_on(page.judged, null.outcome.id)
    settled = claim is not None and claim.verdict == Clinical.SUPPORTED
    return not settled and bool(_BENEFIT.search(first.folded))


def _left_out(weight: Weight, named: frozenset[str]) -> Decisive | None:
    """What a page that speaks of a condition should have named: the largest, or else the null."""
    if weight.first.entry.study.id not in named:
        return weight.first
    if weight.null is None or weight.null.entry.study.id in named or not favours(weight.first):
        return None
    return weight.null


def studies_named(page: Page) -> frozenset[str]:
    """The studies that a page names or unmistakably describes, in references too."""
    figures = Figures(page.dossier)
    found: set[str] = set()
    for sentence in page.sentences:
        for mention in sentence.of(What.STUDY):
            found.update(mention.ids)
        described = study_described(page, sentence, figures)
        if described is not None:
            found.add(described.id)
    return frozenset(found)


def _reviews_named(page: Page) -> tuple[str, ...]:
    found = (m for s in page.sentences for m in s.of(What.REVIEW) if len(m.ids) == 1)
    return tuple(dict.fromkeys(m.ids[0] for m in found if m.ids[0] in page.dossier.sources))


def _speaks_of(page: Page, condition: str) -> Sentence | None:
    """The first sentence of the page's own that speaks of the subject in a condition."""
    words = condition_words(condition)
    for sentence in page.sentences:
        if sentence.block.kind is BlockKind.REFERENCE or not words.search(sentence.folded):
            continue
        if speaks_of_subject(page, sentence) and not _SOLD.search(sentence.folded):
            return sentence
    return None


def _study(page: Page, first: Sentence, decisive: Decisive, *, largest: bool) -> Finding:
    outcome, entry = decisive
    study = entry.study
    words = condition_words(outcome.condition).search(first.folded)
    span = words.span() if words else (0, len(first.text))
    claim = claim_on(page.judged, outcome.id)
    sentence = sentence_of(study, entry.result, outcome.name)
    what = "the largest" if largest else "a large"
    shown = "" if favours(decisive) else ", which shows no benefit by itself"
    return page.finding(
        first,
        span,
        "omits-largest-study" if largest else "omits-null-result",
        Severity.NOTE,
        f"the page speaks of {_topic(outcome, first, span)} and never of {study.name}, {what} "
        f"{study.design.value} of it in the records ({count(entry.patients)} patients){shown}",
        expected=sentence,
        claim=claim.claim.id if claim else None,
        sources=tuple(cite.source for cite in entry.result.cites),
        suggestion=sentence,
    )


def _topic(outcome: Outcome, first: Sentence, span: tuple[int, int]) -> str:
    """The condition in the page's own words, or in the records' where these are many."""
    said = first.text[span[0] : span[1]]
    return said if len(said) < len(first.text) else outcome.condition.replace("-", " ")


def _corrections(page: Page, study: Study) -> Iterator[Finding]:
    """A study that was corrected or retracted, on a page that says nothing of it."""
    for report in study.reports:
        source = page.dossier.sources.get(report.source)
        for notice in source.notices if source else ():
            if not _told(page, notice):
                where = _first_mention(page, study.id)
                yield _correction(page, study.name, notice, report.source, where)


def _noticed(page: Page, source: Source) -> Iterator[Finding]:
    """The same of a review."""
    for notice in source.notices:
        if not _told(page, notice):
            where = _first_mention(page, source.id)
            yield _correction(page, where[0].text[slice(*where[1])], notice, source.id, where)


def _told(page: Page, notice: Notice) -> bool:
    """Whether a page says that something was corrected, or that it was taken back."""
    words = _CORRECTION if notice.kind is NoticeKind.CORRECTION else _RETRACTION
    return any(words.search(s.folded) for s in page.sentences)


def _correction(
    page: Page, name: str, notice: Notice, report: str, where: tuple[Sentence, tuple[int, int]]
) -> Finding:
    read = "" if notice.read else " (the notice itself was not read here)"
    sources = (report, *((notice.source,) if notice.source else ()))
    return page.finding(
        *where,
        "omits-correction",
        Severity.NOTE,
        f"{name}: a {notice.kind.value} of {notice.date} is not mentioned{read}",
        expected=notice.what,
        sources=(*sources, *(cite.source for cite in notice.cites)),
        suggestion=f"{name} carries a {notice.kind.value} of {notice.date}: {notice.what}",
    )


def _first_mention(page: Page, record: str) -> tuple[Sentence, tuple[int, int]]:
    for sentence in page.sentences:
        for mention in sentence.of(What.STUDY, What.REVIEW):
            if record in mention.ids:
                return sentence, (mention.start, mention.end)
    first = page.sentences[0]
    return first, (0, len(first.text))
