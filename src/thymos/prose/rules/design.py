"""What a page says that a study showed: a benefit, against its record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.entities import What
from thymos.prose.figures import Figure, Figures
from thymos.prose.numbers import Part
from thymos.prose.page import STUDY, Page, Sentence
from thymos.prose.stance import asserted
from thymos.prose.topics import groups
from thymos.prose.wordings import claim_on, sentence_of

_SHOWED = re.compile(
    rf"{STUDY}\s*(?:trial|study)?\s*(?:has |clearly |finally )*(?:confirmed|proved"
    r"|demonstrated|established)\s+(?:that\s+)?(?:an?|the|its)?\s*(?:[\w-]+\s+){0,3}?"
    r"(?:(?:mortality|survival)\s+(?:benefit|advantage|gain)|reduction in (?:mortality|deaths?))"
)
# Above this, no benefit was shown; the field's convention, as in the trials themselves.
_SIGNIFICANT = 0.05


def check(page: Page) -> Iterator[Finding]:
    """Findings on a benefit that a study did not show."""
    figures = Figures(page.dossier)
    for sentence in page.prose:
        yield from _showed(page, sentence, figures)


def _showed(page: Page, sentence: Sentence, figures: Figures) -> Iterator[Finding]:
    match = _SHOWED.search(sentence.masked)
    if match is None or not asserted(page, sentence, *match.span()):
        return
    mention = next((m for m in sentence.of(What.STUDY) if m.start == match.start()), None)
    if mention is None or len(mention.ids) != 1:
        return
    study = page.dossier.studies[mention.ids[0]]
    about = groups(sentence.folded[match.start() : match.end()])
    tests = [f for f in figures.of(study.id) if f.part in (Part.P, Part.RATIO) and _current(f)]
    near = [f for f in tests if about & f.of.groups]
    if not near or not all(_null(f) for f in near):
        return
    of = near[0].of
    assert of.result is not None
    assert of.outcome is not None
    claim = claim_on(page.judged, of.outcome.id)
    yield page.finding(
        sentence,
        match.span(),
        "contradicts-result",
        Severity.ERROR,
        f"{study.name} showed no difference in {of.outcome.name}",
        expected=sentence_of(study, of.result, of.outcome.name),
        claim=claim.claim.id if claim else None,
        sources=tuple(cite.source for cite in of.result.cites),
        suggestion=sentence_of(study, of.result, of.outcome.name),
    )


def _current(figure: Figure) -> bool:
    result = figure.of.result
    return result is not None and result.subgroup is None and not figure.of.superseded


def _null(figure: Figure) -> bool:
    """Whether a figure shows no difference: a P value above 0.05, an interval over 1."""
    if figure.part is Part.P:
        return figure.value > _SIGNIFICANT
    return figure.interval is None or figure.interval.low <= 1 <= figure.interval.high
