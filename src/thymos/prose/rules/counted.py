"""How many people a study had, in how many places: against the records of that study.

A number of people is compared where it is told of a study as a whole ("enrolled 361", "its 361
patients") or of one of its groups ("181 on the drug"); part of either may be any size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.anchors import study_of
from thymos.prose.arms import alone
from thymos.prose.figures import Figure, Figures, agrees, figures_of
from thymos.prose.numbers import quantities
from thymos.prose.page import STUDY, Page, Sentence
from thymos.prose.quantity import Part, Quantity
from thymos.prose.stance import in_quotes
from thymos.prose.tally import PEOPLE
from thymos.prose.wordings import listed
from thymos.records.study import Study

_COUNTED = (
    (Part.TOTAL, "people"), (Part.CENTRES, "centres"), (Part.COUNTRIES, "countries"),
)  # fmt: skip
_SOME_OF = re.compile(
    r"\b(?:of (?:the|its|these|those|them|all)|only|another|other|each|every|first|further"
    r"|additional|remaining|per|than|up to|out of)\s*$"
)
# Where only those are known whose results were counted, more may have taken part.
_UNCOUNTED = 1.2
_ENROLLED = (
    r"(?:enrol\w*|randomi[sz]\w*|recruit\w*|includ\w+|involv\w+|stud(?:y|ied|ying)|allocat\w+"
    r"|assign\w+|split\w*|divid\w+|follow(?:ed|ing)|drew on|took in|takes in|tested|join\w*"
    r"|entered|signed up|numbered|covered|cover(?:s|ing)|compris\w+|consist\w+ of|of only|of just"
    r"|made up of|looked at|treated|counted|gathered|had|has|having|held|with|its|their|some|about"
    r"|nearly|almost|over|roughly|a total of|in all|all told|altogether|between)"
)
_LEADS = re.compile(
    rf"\b{_ENROLLED}[,:]?\s*(?:only |just |a total of |about |nearly |over |some |more than |all "
    rf"|almost |roughly |as many as |the |its |\d[\d,]* (?:and|or) )*$|(?:^|[,;:(]|n\s*=)\s*$"
    rf"|{STUDY}\W{{0,3}}(?:trial |study |rct )?(?:of |in |on )$|\b(?:trial|study|rct) (?:of|in) $"
    rf"|\b(?:an?|the|this|that) $"
)
_FOLLOWS = re.compile(
    rf"[- ]*(?:(?!(?:of|with|who|whose|had) )[a-z-]+ ){{0,3}}?{PEOPLE}\s*(?:$|[.,;:)?!]"
    rf"|(?:were |was |had been |who )?(?:{_ENROLLED}|took part|taking part|in all|in total|entered"
    rf"|between them|at \d|across|from \d|in \d|in the trial|in it|for|over|to)\b)"
)
_CALLED = re.compile(
    rf"-?\s?(?:patient|person|adult|subject|participant|people)s?[ -]"
    rf"(?:(?!of )[a-z-]+ ){{0,2}}?(?:trial|study|rct|{STUDY})"
)
_OF_ONE_SEX = re.compile(r"[- ]*(?:[a-z-]+ )?(?:women|men|boys|girls)\b(?! and (?:wo)?men)")
# Part of the people of a study, of whom the records may not tell.
_PART = re.compile(
    rf"[- ]*(?:[a-z-]+ ){{0,3}}?{PEOPLE},?\s+(?:with(?!out)|who|whose|aged|older|younger|over|under"
    rf"|needed|required|received|stopped|withdr\w+|dropped|left|lost|completed|refused|were (?:over"
    rf"|under|aged|men|women|older|younger|lost|excluded|left|screened)|screened|excluded)\b"
)
_FIRMLY = re.compile(
    r"\b(?:enrol\w*|randomi[sz]\w*|recruit\w*|a total of|drew on|took in|n\s*=)[,:]?\s*$"
)


def check(page: Page) -> Iterator[Finding]:
    """Findings on numbers of people, of centres and of countries."""
    figures = figures_of(page)
    counted = tuple(part for part, _ in _COUNTED)
    for sentence in page.prose:
        found = quantities(sentence.text, sentence.masked)
        for quantity in found:
            if quantity.part not in counted:
                continue
            if in_quotes(sentence.folded, quantity.start, quantity.end):
                continue
            study = study_of(page, sentence, quantity, found, figures)
            finding = _judge(page, sentence, quantity, study, figures) if study else None
            if finding is not None:
                yield finding


def _judge(
    page: Page, sentence: Sentence, quantity: Quantity, study: Study, figures: Figures
) -> Finding | None:
    every = [f for f in figures.of(study.id) if f.part is quantity.part]
    before = sentence.masked[: quantity.start]
    if any(agrees(quantity, f) for f in every):
        return None
    group = alone(sentence.masked, quantity.start, quantity.end)
    if _SOME_OF.search(before) and (quantity.part is not Part.TOTAL or group is None):
        return None
    if quantity.part is not Part.TOTAL:
        known = [f for f in every if not f.computed]
        return _finding(page, sentence, quantity, study, known[:1]) if known else None
    if group is not None:
        wanted = [f for f in every if f.arm == group and not f.computed]
        sizes = {f.value for f in every if f.arm == group}
        exact = any(arm.randomised for arm in study.arms)
    elif _of_whole(sentence, quantity):
        wanted = _wholes(study, every)
        sizes = {f.value for f in wanted}
        exact = study.randomised is not None
    else:
        return None
    if not wanted or (not exact and _left_out(quantity, sizes)):
        return None
    return _finding(page, sentence, quantity, study, wanted)


def _wholes(study: Study, every: list[Figure]) -> list[Figure]:
    """The sizes of a study: as recorded, or as its results count them."""
    told = [f for f in every if f.value in (study.randomised, study.analysed)]
    return told or [f for f in every if f.of.result is not None and f.arm is None] or every[:1]


def _left_out(quantity: Quantity, sizes: set[float]) -> bool:
    """Whether a number can be that of all, of whom only those with results are on record."""
    most = max(sizes, default=0.0)
    return most <= quantity.value <= _UNCOUNTED * most


def _of_whole(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a count of people is that of the study spoken of, not of a part of it."""
    before, after = sentence.masked[: quantity.start], sentence.masked[quantity.end :]
    if _PART.match(after) and not _FIRMLY.search(before):
        return False
    if _OF_ONE_SEX.match(after):
        return False
    if sentence.block.cell_at(sentence.start + quantity.start) is not None:
        return False
    return bool(_LEADS.search(before) or _FOLLOWS.match(after) or _CALLED.match(after))


def _finding(
    page: Page, sentence: Sentence, quantity: Quantity, study: Study, wanted: list[Figure]
) -> Finding:
    what = dict(_COUNTED)[quantity.part]
    cites = (c.source for f in wanted if f.of.result is not None for c in f.of.result.cites)
    primary = tuple(report.source for report in study.reports if report.role == "primary")
    return page.finding(
        sentence,
        (quantity.start, quantity.end),
        "misquoted-number",
        Severity.ERROR,
        f"the records of {study.name} give another number of {what}",
        expected=listed(wanted),
        sources=(*primary, *cites),
        suggestion=f"{study.name}: {study.design.value}, {listed(wanted)} {what}.",
    )
