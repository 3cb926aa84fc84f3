"""Dates told of a permit, of letters or of a guideline, against the records of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from thymos.errors import Finding, Severity
from thymos.prose.about import speaks_of_subject
from thymos.prose.dates import Dated, dates
from thymos.prose.entities import What
from thymos.prose.page import Page, Sentence
from thymos.prose.stance import voiced
from thymos.prose.text import fold
from thymos.records.atoms import PartialDate, admissible
from thymos.records.regulation import Status, StatusKind
from thymos.records.source import Source

# What is done to a permit, and of which kinds of status it is told.
_EVENTS: tuple[tuple[re.Pattern[str], tuple[StatusKind, ...]], ...] = (
    (re.compile(r"\bemergency\b|\beua\b"), (StatusKind.EMERGENCY_USE,)),
    (
        re.compile(r"\b(?:authori[sz]\w+|allow(?:s|ed|ing)|permitted|revok\w+|withdr[ae]w\w*)\b"),
        (StatusKind.EMERGENCY_USE, StatusKind.APPROVAL),
    ),
    (re.compile(r"\b(?:approv\w+|licen[cs]\w+|registered)\b"), (StatusKind.APPROVAL,)),
    (re.compile(r"\borphan\b|\bdesignat\w+"), (StatusKind.ORPHAN_DESIGNATION,)),
    (re.compile(r"\bwarning letters?\b"), (StatusKind.WARNING_LETTER, StatusKind.ENFORCEMENT)),
)
_GUIDELINE = re.compile(
    r"\b(?:position papers?|positions?|guidelines?|guidance|recommendations?)\b"
)
_LETTERS = re.compile(r"\b(?P<n>\d[\d,]*)\s+(?:warning )?letters?\b")


def check(page: Page) -> Iterator[Finding]:
    """Findings on dates, and on numbers of letters, that no record bears out."""
    for sentence in page.prose:
        folded = sentence.folded
        if not any(mark.isdigit() for mark in folded):
            continue
        if sentence.of(What.STUDY, What.REVIEW, What.UNKNOWN) or not voiced(page, sentence):
            continue
        told = dates(folded)
        yield from _of_permits(page, sentence, told)
        if told and _GUIDELINE.search(folded):
            yield from _of_guidelines(page, sentence, told)


def _of_permits(page: Page, sentence: Sentence, told: tuple[Dated, ...]) -> Iterator[Finding]:
    kinds = {k for words, those in _EVENTS if words.search(sentence.folded) for k in those}
    statuses = [s for s in page.dossier.statuses.values() if s.kind in kinds and s.holds]
    if not statuses or not speaks_of_subject(page, sentence):
        return
    known = [(s, day) for s in statuses for day in (s.valid_from, s.valid_to) if day is not None]
    complete = known and all(s.valid_from is not None for s in statuses)
    for one in told:
        if one.year is None or not complete or _recent(page, one):
            continue
        right = any(one.may_be(day) for _, day in known)
        if right or _NOT_THEN.search(sentence.folded[: one.start]):
            continue
        status, _ = min(known, key=lambda pair: _apart(one, pair[1]))
        yield _finding(page, sentence, (one.start, one.end), status, _days(status))
    for letters in _LETTERS.finditer(sentence.folded):
        yield from _of_letters(page, sentence, letters, statuses)


_NOT_THEN = re.compile(r"\b(?:not|never|no|n't)\b[^,;.]{0,30}$")


def _recent(page: Page, one: Dated) -> bool:
    """Whether a date is later than all that the records can know."""
    day = page.dossier.day
    return (one.year or 0, one.month) > (day.year, day.month)


def _apart(one: Dated, day: PartialDate) -> int:
    """How many months two dates are apart."""
    return abs(12 * ((one.year or 0) - day.first.year) + one.month - day.first.month)


def _days(status: Status) -> str:
    until = f" to {status.valid_to}" if status.valid_to else ""
    return f"{status.valid_from}{until}"


def _of_letters(
    page: Page, sentence: Sentence, said: re.Match[str], statuses: list[Status]
) -> Iterator[Finding]:
    counted = [(s, m["n"]) for s in statuses for m in _LETTERS.finditer(fold(s.what))]
    if counted and said["n"] not in {n for _, n in counted}:
        status, n = counted[0]
        yield _finding(page, sentence, said.span("n"), status, f"{n} letters")


def _finding(
    page: Page, sentence: Sentence, span: tuple[int, int], status: Status, expected: str
) -> Finding:
    return page.finding(
        sentence,
        span,
        "misquoted-number",
        Severity.ERROR if admissible(status.cites) else Severity.WARNING,
        f"the record of this ({status.kind.value}, {status.authority}) says otherwise",
        expected=expected,
        sources=tuple(cite.source for cite in status.cites),
        suggestion=f"{status.what} ({expected})",
    )


def _of_guidelines(page: Page, sentence: Sentence, told: tuple[Dated, ...]) -> Iterator[Finding]:
    bodies = page.lexicon.kept("bodies", partial(_bodies, page))
    for words, sources in bodies:
        if not words.search(sentence.folded):
            continue
        days = [day for source in sources for day in _issued(source)]
        for one in told:
            if one.year is None or any(one.may_be(day) for day in days):
                continue
            source = sources[0]
            yield page.finding(
                sentence,
                (one.start, one.end),
                "misquoted-number",
                Severity.ERROR,
                f"the record of {source.label} gives another date",
                expected=", ".join(days),
                sources=tuple(s.id for s in sources),
                suggestion=f"{source.title or source.label} ({days[0]}).",
            )


def _bodies(page: Page) -> tuple[tuple[re.Pattern[str], tuple[Source, ...]], ...]:
    """Bodies that issued guidelines on record, by their name and its initials."""
    found: dict[str, list[Source]] = {}
    for source in page.dossier.sources.values():
        literal = source.authors[0].literal if source.authors else None
        if source.kind == "guideline" and literal and source.issued:
            found.setdefault(literal, []).append(source)
    return tuple((re.compile(rf"\b(?:{re.escape(fold(name))}|{_initials(name)})\b"), tuple(sources))
                 for name, sources in found.items())  # fmt: skip


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper()).lower()


def _issued(source: Source) -> Iterator[PartialDate]:
    """The days that a source bears: when it was issued, and what its title says."""
    if source.issued:
        yield PartialDate(source.issued)
    for one in dates(fold(source.title or "")):
        if one.year is not None:
            yield PartialDate(f"{one.year:04d}-{one.month:02d}")
