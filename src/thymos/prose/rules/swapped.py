"""Numbers of a study that are right, and stand at the wrong group of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.anchors import study_of
from thymos.prose.arms import alone, groups_in, groups_of
from thymos.prose.compared import is_whole
from thymos.prose.figures import Figure, Figures, agrees, figures_of
from thymos.prose.numbers import quantities
from thymos.prose.page import Page, Sentence
from thymos.prose.quantity import Part, Quantity
from thymos.prose.stance import in_quotes
from thymos.prose.wordings import claim_on, listed, sentence_of
from thymos.records.study import Study

# Sorts of numbers that groups have, each with the sort of figure that it is held against.
_SORTS = (
    (Part.PERCENT, (Part.PERCENT,)),
    (Part.FRACTION, (Part.FRACTION,)),
    (Part.EVENTS, (Part.EVENTS, Part.COUNT)),
    (Part.TOTAL, (Part.TOTAL,)),
)


def check(page: Page) -> Iterator[Finding]:
    """Findings on pairs of numbers told of each other's group."""
    figures = figures_of(page)
    for sentence in page.prose:
        found = [
            q for q in quantities(sentence.text, sentence.masked)
            if not in_quotes(sentence.folded, q.start, q.end)
        ]  # fmt: skip
        for sort, parts in _SORTS:
            alike = [q for q in found if q.part in parts]
            if len(alike) in (1, 2) and any(q.part is sort for q in alike):
                yield from _of_sort(page, sentence, alike, sort, figures)


def _of_sort(
    page: Page, sentence: Sentence, alike: list[Quantity], sort: Part, figures: Figures
) -> Iterator[Finding]:
    told = _told(sentence, alike)
    if told is None:
        return
    studies = {study_of(page, sentence, q, alike, figures) for q in alike}
    study = studies.pop() if len(studies) == 1 else None
    if study is None:
        return
    by_result: dict[str, list[Figure]] = {}
    for figure in figures.of(study.id):
        if figure.part is sort and figure.of.result is not None and is_whole(figure):
            by_result.setdefault(figure.of.result.id, []).append(figure)
    swapped: list[Figure] = []
    for rows in by_result.values():
        fits = [{f.arm for f in rows if agrees(q, f)} - {None} for q in alike]
        if all(arm in fit for arm, fit in zip(told, fits, strict=True)):
            return
        if all(fit and arm not in fit for arm, fit in zip(told, fits, strict=True)):
            swapped = rows
    if swapped:
        yield _finding(page, sentence, alike, study, swapped)


def _told(sentence: Sentence, alike: list[Quantity]) -> tuple[str, ...] | None:
    """The groups that the numbers are told of, where the words say."""
    if len(alike) == 2:
        told = groups_of(sentence.masked, alike[0], alike[1])
        return told or _as_before(sentence)
    group = alone(sentence.masked, alike[0].start, alike[0].end)
    return (group,) if group else None


# "That works out at 7 against 13 per cent": in the order of the sentence before.
_AGAIN = re.compile(
    r"^\W*(?:that|this|those|these|they|it|put|told|taken|expressed|as|in|which|or|the (?:rates"
    r"|shares|figures|percentages))\b"
)


def _as_before(sentence: Sentence) -> tuple[str, str] | None:
    """The order of the groups in the sentence before, where this one only says it again."""
    if not sentence.before or not _AGAIN.search(sentence.folded) or groups_in(sentence.masked):
        return None
    earlier = sentence.before[-1]
    found = quantities(earlier.text, earlier.masked)
    for _, parts in _SORTS:
        pair = [q for q in found if q.part in parts]
        if len(pair) == 2 and (told := groups_of(earlier.masked, pair[0], pair[1])):
            return told
    return None


def _finding(
    page: Page, sentence: Sentence, alike: list[Quantity], study: Study, rows: list[Figure]
) -> Finding:
    of = rows[0].of
    assert of.result is not None
    name = of.outcome.name if of.outcome else of.result.outcome
    claim = claim_on(page.judged, of.result.outcome)
    return page.finding(
        sentence,
        (alike[0].start, alike[-1].end),
        "swapped-arms",
        Severity.ERROR,
        f"the two groups of {study.name} have changed places",
        expected=", ".join(dict.fromkeys(listed([f]) for f in rows if f.arm)),
        claim=claim.claim.id if claim else None,
        sources=tuple(c.source for c in of.result.cites),
        suggestion=sentence_of(study, of.result, name),
    )
