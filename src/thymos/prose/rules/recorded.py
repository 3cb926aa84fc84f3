"""Numbers with a unit told of the subject or of a study, against the records on the same thing.

A sentence is held against the record whose words are nearest to its own. Years, doses and spans
said of a named study are held against that study. Where two records speak of the thing and one
of them has the number, or where no record is near enough, nothing is said.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from thymos.errors import Finding, Severity
from thymos.prose.about import speaks_of_subject
from thymos.prose.anchors import study_meant
from thymos.prose.dates import dates
from thymos.prose.entities import What
from thymos.prose.measures import Measure, Sort, measures
from thymos.prose.page import Page, Sentence
from thymos.prose.stance import denied, voiced
from thymos.prose.text import fold
from thymos.records.atoms import admissible
from thymos.records.study import Study
from thymos.verdict.judge import Judged
from thymos.verdict.words import Factual

# How near the words of a record must be, and how near to the nearest others count too.
NEAR = 0.42
ALSO = 0.8
_SHARED = 2
# The length of a peptide has a rule of its own, which knows whose it is.
_COMPARED = (
    Sort.YEAR,
    Sort.COUNTRIES,
    Sort.AMOUNT,
    Sort.SPAN,
    Sort.SCHEDULE,
    Sort.STUDIES,
    Sort.PEOPLE,
    Sort.PERCENT,
)  # fmt: skip
_OF_STUDY = (Sort.AMOUNT, Sort.SCHEDULE)
_WORD = re.compile(r"[^\W\d_]{3,}")
# Sorts so rare in records that the unit alone tells what is meant, beside a word of use.
_TELLING = (Sort.COUNTRIES,)
_USED = re.compile(r"\b(?:approv|licen|authori|regist|market|sold|use|availab|prescri)\w*")
_STOP = frozenset(
    [
        "the",
        "and",
        "for",
        "was",
        "were",
        "with",
        "that",
        "this",
        "has",
        "have",
        "had",
        "are",
        "not",
        "but",
        "from",
        "its",
        "their",
        "than",
        "then",
        "which",
        "who",
        "whom",
        "when",
        "where",
        "been",
        "being",
        "about",
        "over",
        "under",
        "more",
        "less",
        "some",
        "any",
        "all",
        "one",
        "two",
        "each",
        "per",
        "into",
        "out",
        "also",
        "only",
        "just",
        "may",
        "can",
        "did",
        "does",
        "what",
        "how",
        "many",
        "most",
        "much",
        "such",
        "other",
        "after",
        "before",
    ]
)
_CONDUCT = re.compile(r"\b(?:given|gave|received|got|treated|dose[sd]?|dosing|injected|infused"
                      r"|course"
                      r"|regimen|administered|schedule)\b")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Entry:
    """A record's sentence with its numbers, its words, and where it comes from."""

    text: str
    words: frozenset[str]
    numbers: tuple[Measure, ...]
    sources: tuple[str, ...]
    claim: str | None
    study: str | None


@dataclass(frozen=True, slots=True)
class _Index:
    entries: tuple[_Entry, ...]
    weight: dict[str, float]

    def likeness(self, words: frozenset[str], entry: _Entry) -> float:
        """Cosine of two sets of words, rare ones counting more; 0 where too few are shared."""
        shared = words & entry.words
        if len(shared) < _SHARED:
            return 0.0
        top = self._square(shared)
        return top / math.sqrt(self._square(words) * self._square(entry.words))

    def _square(self, words: frozenset[str]) -> float:
        most = max(self.weight.values(), default=1.0)
        return sum(self.weight.get(word, most) ** 2 for word in words)


def check(page: Page) -> Iterator[Finding]:
    """Findings on numbers that the nearest record, or the study named, does not bear out."""
    index: _Index | None = None
    for sentence in page.prose:
        found = tuple(
            m for m in measures(sentence.folded) if m.sort in _COMPARED and not _dated(sentence, m)
        )
        if not found or not voiced(page, sentence):
            continue
        study = study_meant(page, sentence)
        if study is not None:
            yield from _of_study(page, sentence, study, found)
        elif not sentence.of(What.STUDY, What.REVIEW, What.UNKNOWN) and speaks_of_subject(
            page, sentence
        ):
            index = index or page.lexicon.kept("recorded", lambda: _index(page))
            yield from _of_subject(page, sentence, found, index)


def _dated(sentence: Sentence, measure: Measure) -> bool:
    """Whether a year belongs to a date with its month, which other rules read."""
    if measure.sort is not Sort.YEAR:
        return False
    return any(d.start <= measure.start < d.end for d in dates(sentence.folded))


def _of_study(
    page: Page, sentence: Sentence, study: Study, found: tuple[Measure, ...]
) -> Iterator[Finding]:
    known = _numbers_of(page, study)
    named = tuple((m.start, m.end) for m in sentence.of(What.STUDY))
    for sort in _OF_STUDY:
        said = [m for m in found if m.sort is sort and not _inside(m, named)]
        have = [m for m in known if m.sort is sort]
        if len(said) != 1 or not have or any(said[0].fits(m) for m in have):
            continue
        if sort is Sort.YEAR and _recent(page, said[0]):
            continue
        if denied(sentence.folded, said[0].start, said[0].end):
            continue
        expected = ", ".join(dict.fromkeys(_shown(m) for m in have))
        yield page.finding(
            sentence,
            (said[0].start, said[0].end),
            "misquoted-number",
            Severity.ERROR,
            f"the records of {study.name} give another {_NAMES[sort]}",
            expected=expected,
            sources=tuple(r.source for r in study.reports if r.role == "primary"),
            suggestion=f"{study.name}: {expected}.",
        )


def _inside(measure: Measure, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= measure.start < end for start, end in spans)


def _recent(page: Page, year: Measure) -> bool:
    """Whether a year is that of the page's own writing rather than of a study."""
    return year.value >= page.dossier.day.year


_NAMES = {Sort.YEAR: "year", Sort.AMOUNT: "amount", Sort.SCHEDULE: "schedule"}


def _numbers_of(page: Page, study: Study) -> tuple[Measure, ...]:
    dossier = page.dossier
    told = [study.period or "", study.available or "", study.started or ""]
    for report in study.reports:
        source = dossier.sources.get(report.source)
        if source is not None:
            told.append(source.issued or "")
            told += [str(notice.date) for notice in source.notices]
    years = " ; ".join(re.sub(r"\b((?:19|20)\d\d)-\d\d(?:-\d\d)?\b", r"\1", str(t)) for t in told)
    given = [p for p in dossier.parameters.values() if p.study == study.id]
    texts = [years, *(f"{p.amount or ''} ; {p.schedule or ''} ; {p.duration or ''}" for p in given)]
    if not given:
        texts += [arm.text for arm in study.arms]
    found: list[Measure] = []
    for text in texts:
        found += measures(fold(text))
    return tuple(found)


def _shown(measure: Measure) -> str:
    low, high = f"{measure.value:g}", f"{measure.high:g}"
    unit = "" if measure.sort is Sort.YEAR else f" {measure.sort.value}"
    return f"{low}{unit}" if low == high else f"{low} to {high}{unit}"


def _of_subject(
    page: Page, sentence: Sentence, found: tuple[Measure, ...], index: _Index
) -> Iterator[Finding]:
    words = _words(page, sentence.masked)
    ranked = sorted(
        ((index.likeness(words, entry), entry) for entry in index.entries),
        key=lambda pair: -pair[0],
    )
    for said in found:
        fits = [(score, e) for score, e in ranked if any(m.sort is said.sort for m in e.numbers)]
        alone = said.sort in _TELLING and bool(_USED.search(sentence.folded))
        if not fits or (fits[0][0] < NEAR and not alone):
            continue
        best = fits[0][0]
        if any(
            said.sort is m.sort and said.fits(m)
            for score, e in fits
            if alone or score >= ALSO * best
            for m in e.numbers
        ):
            continue
        if denied(sentence.folded, said.start, said.end):
            continue
        entry = fits[0][1]
        yield page.finding(
            sentence,
            (said.start, said.end),
            "misquoted-number",
            Severity.ERROR,
            "the record on this gives another number",
            expected=entry.text,
            claim=entry.claim,
            sources=entry.sources,
            suggestion=entry.text,
        )


def _index(page: Page) -> _Index:
    entries = tuple(e for e in _entries(page) if e.numbers and len(e.words) >= _SHARED)
    counts = Counter(word for entry in entries for word in entry.words)
    total = len(entries) + 1
    return _Index(entries, {word: math.log(total / n) for word, n in counts.items()})


def _entries(page: Page) -> Iterator[_Entry]:
    dossier = page.dossier
    for fact in dossier.facts.values():
        counted = any(m.sort in _TELLING for m in measures(fold(fact.text)))
        if (admissible(fact.cites) or counted) and not fact.study:
            yield _entry(page, fact.text, fact.cites, None, fact.study)
    for status in dossier.statuses.values():
        when = f"{str(status.valid_from or '')[:4]} {str(status.valid_to or '')[:4]}"
        kind = status.kind.value
        yield _entry(
            page, f"{status.what} {kind} {status.authority or ''} {when}", status.cites, None, None
        )
    for judged in page.judged:
        if judged.verdict == Factual.TRUE:
            yield _claimed(page, judged)


def _entry(page: Page, text: str, cites: object, claim: str | None, study: str | None) -> _Entry:
    folded = fold(text)
    sources = tuple(cite.source for cite in cites)  # type: ignore[attr-defined]
    return _Entry(text, _words(page, folded), measures(folded), sources, claim, study)


def _claimed(page: Page, judged: Judged) -> _Entry:
    folded = fold(judged.claim.text)
    return _Entry(judged.claim.text, _words(page, folded), measures(folded), judged.sources,
                  judged.claim.id, None)  # fmt: skip


def _words(page: Page, folded: str) -> frozenset[str]:
    return frozenset(_stem(w) for w in _WORD.findall(folded) if w not in _STOP)


def _stem(word: str) -> str:
    for ending in ("ations", "ation", "ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
