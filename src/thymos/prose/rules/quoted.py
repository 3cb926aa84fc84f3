"""Numbers quoted from a study, against the records of that study.

A number is compared only when its part is certain (a share, a P value, a ratio, a number of
events), the study is certain, and the records hold a figure of the same part for the
same kind of outcome at a compatible time-point. A number that any record of the study bears
out is right; a superseded one is a note until the correction itself has been read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.dossier.index import absolute
from thymos.errors import Finding, Severity
from thymos.prose.anchors import study_of
from thymos.prose.arms import group_of
from thymos.prose.compared import bears_out, candidates, comparable
from thymos.prose.figures import Figure, Figures, agrees, close, figures_of
from thymos.prose.numbers import quantities
from thymos.prose.page import Page, Sentence
from thymos.prose.quantity import Part, Quantity
from thymos.prose.stance import in_quotes
from thymos.prose.wordings import claim_on, listed, sentence_of
from thymos.records.source import NoticeKind
from thymos.records.study import Result, Study
from thymos.records.wording import estimate

_COMPARED = (
    Part.PERCENT, Part.P, Part.RATIO, Part.FRACTION, Part.EVENTS, Part.COUNT, Part.MEDIAN,
    Part.POINTS,
)  # fmt: skip
_CORRECTED = re.compile(
    r"\b(?:correct(?:ed|ion|s)?|errat\w+|revis\w+|supersed\w+|original(?:ly)?|updated)\b"
)
# A share of something else than the people of an arm.
_SHARE_OF = re.compile(
    r"\s*of (?:all |the |its |their )*(?:deaths|events|cases|varia\w+|weight|episodes|information"
    r"|evidence|trials|studies|world|countries|total|time|data)\b"
)
# Words that make a share one of a part of the patients, which the records may not hold.
_PART_OF = re.compile(
    r"\b(?:subgroups?|among (?:patients|women|men)"
    r"|among those (?!who (?:got|did|had|were|took)|given|on\b|treated|not\b"
    r"|taking|in the|with it|\ue000)|in (?:women|men|older|younger)|aged"
    r"|diabet\w+|per.protocol|adjusted|interaction|sensitivity|combin\w+"
    r"|together with|plus|both drugs)\b"
)


def check(page: Page) -> Iterator[Finding]:
    """Findings on the quoted numbers of a page."""
    figures = figures_of(page)
    for sentence in page.prose:
        found = quantities(sentence.text, sentence.masked)
        told: set[str] = set()
        for quantity in found:
            if quantity.part not in _COMPARED:
                continue
            if in_quotes(sentence.folded, quantity.start, quantity.end):
                continue
            study = study_of(page, sentence, quantity, found, figures)
            finding = _judge(page, sentence, quantity, study, figures) if study else None
            if finding is None or (finding.rule == "superseded-number" and finding.reason in told):
                continue
            told.add(finding.reason)
            yield finding


def _judge(
    page: Page, sentence: Sentence, quantity: Quantity, study: Study, figures: Figures
) -> Finding | None:
    every = candidates(quantity, figures.of(study.id))
    if not every or _is_size(quantity, study, figures) or _taken_off(quantity, study, figures):
        return None
    hits = [f for f in every if bears_out(quantity, f, sentence)]
    current = [f for f in hits if not f.of.superseded]
    if current:
        meant = _of_another_outcome(sentence, quantity, current, every)
        if meant:
            return _misquoted(page, sentence, quantity, study, meant)
        return _judge_interval(page, sentence, quantity, current, every)
    if hits:
        return _superseded(page, sentence, quantity, hits[0])
    near = comparable(sentence, quantity, every)
    if not near or _PART_OF.search(sentence.folded) or _share_of_else(sentence, quantity):
        return None
    arm = group_of(sentence.masked, quantity.start, quantity.end)
    wanted = [f for f in near if f.arm == arm] or near if arm else near
    return _misquoted(page, sentence, quantity, study, wanted)


def _of_another_outcome(
    sentence: Sentence, quantity: Quantity, hits: list[Figure], every: list[Figure]
) -> list[Figure]:
    """The figures of the outcome that is told, where the number is that of another outcome."""
    if quantity.part is not Part.FRACTION or any(f.of.result is None for f in hits):
        return []
    told = comparable(sentence, quantity, every)
    same = [f for f in told if f.whole == quantity.whole]
    of = {f.of.result.id for f in same if f.of.result}
    meant = frozenset().union(*(f.of.groups for f in same)) if same else frozenset()
    apart = all(f.of.result and f.of.result.id not in of and not f.of.groups & meant for f in hits)
    return same if same and apart else []


def _taken_off(quantity: Quantity, study: Study, figures: Figures) -> bool:
    """Whether "2.8 % lower" is told of the difference of two shares."""
    points = 100 * (1 - quantity.value)
    return quantity.relation == "-" and any(
        f.part is Part.POINTS and close(points, max(quantity.digits - 2, 0), f.value, f.digits)
        for f in figures.of(study.id)
    )


def _is_size(quantity: Quantity, study: Study, figures: Figures) -> bool:
    """Whether a bare number, or both of `36/40`, are sizes of groups and no events."""
    sizes = {f.value for f in figures.of(study.id) if f.part is Part.TOTAL}
    if quantity.part is Part.FRACTION:
        return {quantity.value, float(quantity.whole or 0)} <= sizes
    return quantity.part in (Part.COUNT, Part.EVENTS) and quantity.value in sizes


def _share_of_else(sentence: Sentence, quantity: Quantity) -> bool:
    return bool(_SHARE_OF.match(sentence.folded, quantity.end))


def _misquoted(
    page: Page, sentence: Sentence, quantity: Quantity, study: Study, wanted: list[Figure]
) -> Finding:
    of = wanted[0].of
    result, outcome = of.result, of.outcome
    assert result is not None
    name = outcome.name if outcome else result.outcome
    claim = claim_on(page.judged, result.outcome)
    return page.finding(
        sentence,
        (quantity.start, quantity.end),
        "misquoted-number",
        Severity.ERROR,
        f"the records of {study.name} give another figure for {name}",
        expected=listed(wanted),
        claim=claim.claim.id if claim else None,
        sources=tuple(c.source for f in wanted if f.of.result for c in f.of.result.cites),
        suggestion=sentence_of(study, result, name),
    )


def _judge_interval(
    page: Page, sentence: Sentence, quantity: Quantity, hits: list[Figure], every: list[Figure]
) -> Finding | None:
    """A right estimate with an interval that no record of it bears."""
    if quantity.interval is None:
        return None
    known = [f for f in every if f.interval is not None and agrees(quantity, f)]
    if not known or any(_same_interval(quantity, f) for f in known):
        return None
    best = next((f for f in hits if f.interval is not None), None)
    return _misquoted(page, sentence, quantity, best.of.study, [best]) if best else None


def _same_interval(quantity: Quantity, figure: Figure) -> bool:
    if quantity.interval is None or figure.interval is None:
        return False
    limits = (
        (quantity.interval[0], figure.interval.low),
        (quantity.interval[1], figure.interval.high),
    )
    return all(close(printed, quantity.interval_digits, record, 2) for printed, record in limits)


def _superseded(
    page: Page, sentence: Sentence, quantity: Quantity, figure: Figure
) -> Finding | None:
    """A figure that was right until it was corrected."""
    around = " ".join((sentence.folded, *(s.folded for s in sentence.before)))
    result, study = figure.of.result, figure.of.study
    if result is None or result.superseded_by is None or _CORRECTED.search(around):
        return None
    _, newer = page.dossier.result(absolute(study.id, result.superseded_by))
    notices = [
        (notice, report.source)
        for report in study.reports
        if report.source in page.dossier.sources
        for notice in page.dossier.sources[report.source].notices
        if notice.kind is NoticeKind.CORRECTION
    ]
    notice, where = notices[-1] if notices else (None, None)
    day = str(notice.date) if notice else str(newer.valid_from or "a later date")
    read = notice is not None and notice.read
    known = "" if read else "; the correction notice itself was not read here"
    sources = [c.source for c in (*newer.cites, *result.cites)]
    sources += [s for s in (notice.source if notice else None, where) if s]
    claim = claim_on(page.judged, result.outcome)
    name = figure.of.outcome.name if figure.of.outcome else result.outcome
    return page.finding(
        sentence,
        (quantity.start, quantity.end),
        "superseded-number",
        Severity.WARNING if read else Severity.NOTE,
        f"this figure of {study.name} was corrected on {day}{known}",
        expected=_newer_figure(newer, quantity),
        claim=claim.claim.id if claim else None,
        sources=tuple(sources),
        suggestion=sentence_of(study, newer, f"{name} (as corrected)"),
    )


def _newer_figure(newer: Result, quantity: Quantity) -> str | None:
    if quantity.part is Part.RATIO and newer.effect is not None:
        limits = newer.effect.interval
        low, high = (limits.low, limits.high) if limits else (None, None)
        return f"{newer.effect.measure} {estimate(newer.effect.estimate, low, high)}"
    if quantity.part is Part.P:
        values = [r.value for r in newer.reported if r.statistic == "p" and r.value is not None]
        return f"P = {values[0]:g}" if values else None
    return None
