"""What a page leaves out: the records that decide what it speaks of.

For each condition that a page on the subject speaks of: the study that weighs most in the
records, with what it found (the largest admissible trial, or where there is none of size the
largest cohort that saw no benefit), and the corrections of the studies that the page names.
An omission is a note; it never makes a check fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from thymos.errors import Finding, Severity
from thymos.evidence.selection import Entry, select
from thymos.kernel.tests2x2 import chi_square
from thymos.prose.anchors import study_described
from thymos.prose.blocks import BlockKind
from thymos.prose.entities import What
from thymos.prose.figures import Figures
from thymos.prose.page import Page, Sentence
from thymos.prose.topics import condition_words
from thymos.prose.wordings import claim_on, sentence_of
from thymos.records.outcome import Outcome
from thymos.records.source import Notice
from thymos.records.study import Study, Tier
from thymos.records.wording import count
from thymos.verdict.clinical import result_says

# A trial smaller than this decides nothing that a page must name.
DECISIVE_PATIENTS = 200
SIGNIFICANT = 0.05
_CORRECTION = re.compile(r"\b(?:correct(?:ed|ion|s)|errat\w+|revised|superseded|retract\w+)\b")


class _Decisive(NamedTuple):
    outcome: Outcome
    entry: Entry

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """Randomised before observational, what matters to patients before markers, size."""
        randomised = self.entry.study.tier is Tier.RCT
        matters = self.outcome.importance == "patient-important"
        return (randomised, matters, self.entry.patients)


def check(page: Page) -> Iterator[Finding]:
    """The omissions of a page, by condition, then the corrections that it does not mention."""
    named = studies_named(page)
    told: set[str] = set()
    for decisive in _decisive(page):
        study = decisive.entry.study
        first = _speaks_of(page, decisive.outcome.condition)
        if first is not None and study.id not in named and study.id not in told:
            told.add(study.id)
            yield _trial(page, first, decisive)
    for study_id in sorted(named):
        yield from _corrections(page, page.dossier.studies[study_id])


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


def _decisive(page: Page) -> Iterator[_Decisive]:
    """The study that weighs most in each condition: a trial, or else the largest cohort."""
    best: dict[str, _Decisive] = {}
    for outcome in page.dossier.outcomes.values():
        for tier in (Tier.RCT, Tier.OBSERVATIONAL):
            for entry in select(page.dossier, outcome.id, outcome.measure, tier).entries:
                found = _Decisive(outcome, entry)
                if entry.patients < DECISIVE_PATIENTS:
                    continue
                if tier is Tier.OBSERVATIONAL and _favours(found):
                    continue
                known = best.get(outcome.condition)
                if known is None or found.rank > known.rank:
                    best[outcome.condition] = found
    yield from best.values()


def _favours(found: _Decisive) -> bool:
    """Whether a study shows benefit by itself; a cohort that does decides nothing."""
    outcome, entry = found
    if entry.events is None or entry.n is None:
        return result_says(entry.result, outcome) == "benefit"
    (a, c), (n1, n2) = entry.events, entry.n
    fell = a / n1 < c / n2
    p = float(chi_square(a, n1 - a, c, n2 - c).p.ravel()[0])
    return p < SIGNIFICANT and fell == (outcome.better == "lower")


def _speaks_of(page: Page, condition: str) -> Sentence | None:
    """The first sentence of the page's own that speaks of a condition."""
    words = condition_words(condition)
    for sentence in page.sentences:
        if sentence.block.kind is not BlockKind.REFERENCE and words.search(sentence.folded):
            return sentence
    return None


def _trial(page: Page, first: Sentence, decisive: _Decisive) -> Finding:
    outcome, entry = decisive
    study = entry.study
    words = condition_words(outcome.condition).search(first.folded)
    span = words.span() if words else (0, len(first.text))
    claim = claim_on(page.judged, outcome.id)
    sentence = sentence_of(study, entry.result, outcome.name)
    return page.finding(
        first,
        span,
        "omits-largest-study",
        Severity.NOTE,
        f"the page speaks of {_topic(outcome, first, span)} and never of {study.name}, the "
        f"largest {study.design.value} of it in the records ({count(entry.patients)} patients)",
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
    if any(_CORRECTION.search(s.folded) for s in page.sentences):
        return
    for report in study.reports:
        source = page.dossier.sources.get(report.source)
        for notice in source.notices if source else ():
            yield _correction(page, study, notice, report.source)


def _correction(page: Page, study: Study, notice: Notice, report: str) -> Finding:
    first, span = _first_mention(page, study)
    read = "" if notice.read else " (the notice itself was not read here)"
    sources = (report, *((notice.source,) if notice.source else ()))
    return page.finding(
        first,
        span,
        "omits-correction",
        Severity.NOTE,
        f"{study.name}: a {notice.kind.value} of {notice.date} is not mentioned{read}",
        expected=notice.what,
        sources=(*sources, *(cite.source for cite in notice.cites)),
        suggestion=f"{study.name} carries a {notice.kind.value} of {notice.date}: {notice.what}",
    )


def _first_mention(page: Page, study: Study) -> tuple[Sentence, tuple[int, int]]:
    for sentence in page.sentences:
        for mention in sentence.of(What.STUDY):
            if study.id in mention.ids:
                return sentence, (mention.start, mention.end)
    first = page.sentences[0]
    return first, (0, len(first.text))
