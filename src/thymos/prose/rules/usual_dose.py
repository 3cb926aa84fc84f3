"""A range of doses told as the standard, that the records know from volunteers only.

What was given to healthy people to measure levels is no regimen. Where a label or a trial gave
the same range to patients, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.about import speaks_of_subject
from thymos.prose.flatly import flatly
from thymos.prose.measures import Measure, Sort, measures
from thymos.prose.page import Page, Sentence
from thymos.prose.text import fold
from thymos.records.safety import Parameter

_USUAL = re.compile(
    r"\b(?:standard|usual(?:ly)?|typical(?:ly)?|normal(?:ly)?|recommended|regular|conventional"
    r"|routine(?:ly)?|established|therapeutic|common(?:ly)?)\b"
)
_DOSE = re.compile(r"\b(?:dos(?:e|es|ed|ing|age|ages)|regimens?|given|amounts?|range[sd]?)\b")
_VOLUNTEERS = re.compile(r"\bvolunteers?\b|\bhealthy\b", re.IGNORECASE)


def check(page: Page) -> Iterator[Finding]:
    """Findings on ranges of volunteer studies told as usual."""
    known = page.lexicon.kept("usual doses", lambda: _volunteered(page))
    if not known:
        return
    for sentence in page.prose:
        text = sentence.folded
        if not _USUAL.search(text) or not _DOSE.search(text) or _VOLUNTEERS.search(text):
            continue
        for told in _ranges(text):
            given = next((p for m, p in known if _same(told, m)), None)
            if given is not None and _said(page, sentence, told):
                yield _finding(page, sentence, told, given)
                break


def _ranges(folded: str) -> tuple[Measure, ...]:
    return tuple(m for m in measures(folded) if m.sort is Sort.AMOUNT and m.high > m.value)


def _same(told: Measure, known: Measure) -> bool:
    return (told.value, told.high) == (known.value, known.high)


def _volunteered(page: Page) -> tuple[tuple[Measure, Parameter], ...]:
    """The ranges that volunteers were given and that no patient was."""
    every = [
        (measure, one)
        for one in page.dossier.parameters.values()
        for measure in _ranges(fold(one.amount))
    ]
    patients = [m for m, one in every if not _VOLUNTEERS.search(one.population)]
    return tuple(
        (m, one) for m, one in every
        if _VOLUNTEERS.search(one.population) and not any(_same(m, p) for p in patients)
    )  # fmt: skip


def _said(page: Page, sentence: Sentence, told: Measure) -> bool:
    return speaks_of_subject(page, sentence) and flatly(page, sentence, told.start, told.end)


def _finding(page: Page, sentence: Sentence, told: Measure, given: Parameter) -> Finding:
    claim = next(
        (j.claim.id for j in page.judged
         if not j.claim.kind.clinical and any(_same(told, m) for m in _ranges(fold(j.claim.text)))),
        None,
    )  # fmt: skip
    true = f"{given.amount} was given to {given.population} ({given.given_by})."
    return page.finding(
        sentence,
        (told.start, told.end),
        "overclaim",
        Severity.WARNING,
        "a range that volunteers were given is told as the usual dose",
        expected=true,
        claim=claim,
        sources=tuple(cite.source for cite in given.cites),
        suggestion=true,
    )
