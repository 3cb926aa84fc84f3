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
    r"|made up of|looked at|gathered|a total of|in all|all told|altogether)"
)
_MORE = (
    r"(?:only |just |a total of |about |nearly |over |some |more than |all |almost |roughly "
    r"|as many as |the |its |\d[\d,]* (?:and|or) )*"
)
_LEADS = re.compile(
    rf"\b{_ENROLLED}[,:]?\s*{_MORE}$|n\s*=\s*$|\b(?:trial|study|rct) (?:of|in) $"
    rf"|{STUDY}\W{{0,3}}(?:trial |study |rct )?(?:of |in |on |\()$"
)
_PEOPLE_THERE = (
    rf"(?: (?:and|or|against|versus) \d[\d,]*)?[- ]*"
    rf"(?:(?!(?:of|with|who|whose|had|women|men) )[a-z-]+ ){{0,3}}?{PEOPLE}"
)
# "NAME had 108 participants." tells of the whole, however few.
_HAD = re.compile(rf"{STUDY} (?:had|counted|numbered|comprised|involved) {_MORE}$")
_AND_NO_MORE = re.compile(rf"[- ]*(?:adult |sick |ill )?{PEOPLE}\W*$")
_FOLLOWS = re.compile(
    rf"{_PEOPLE_THERE}\s*(?:were |was |had been |who )?(?:{_ENROLLED}|took part|taking part"
    r"|in total|between them|in the trial|in it)\b"
)
# These go before a part of the people too: only a number of some size is that of all.
_MAY_LEAD = re.compile(
    rf"(?:^|[,;:(]|\b(?:had|has|having|held|with|its|their|some|about|nearly|almost|over|roughly"
    rf"|between|in|from|of|on|counted|treated|an?|the|this|that))\s*{_MORE}$"
)
_MAY_FOLLOW = re.compile(
    rf"{_PEOPLE_THERE}\s*(?:$|[.,;:)?!]|(?:from|in|at|across|between)\b)|[- ]*{PEOPLE}[ -]"
)
_LEAST_SHARE = 0.25
# What a study had by some day, before it was whole.
_SO_FAR = re.compile(
    r"\b(?:when|by (?:then|that)|after|so far|interim|the first|until)\b[^.;]{0,30}$"
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
    some = _SOME_OF.search(before)
    if quantity.part is not Part.TOTAL:
        wanted = [] if some else [f for f in every if not f.computed][:1]
    else:
        wanted = _sizes(sentence, quantity, study, every, part=some is not None)
    return _finding(page, sentence, quantity, study, wanted) if wanted else None


def _sizes(
    sentence: Sentence, quantity: Quantity, study: Study, every: list[Figure], *, part: bool
) -> list[Figure]:
    """The sizes of the group, or of the study, that a wrong number of people is told of."""
    if _SO_FAR.search(sentence.masked[: quantity.start]):
        return []
    group = alone(sentence.masked, quantity.start, quantity.end)
    most = max((f.value for f in every), default=0.0)
    if group is not None:
        wanted = [f for f in every if f.arm == group and not f.computed]
        exact = any(arm.randomised for arm in study.arms)
    elif not part and _of_whole(sentence, quantity, most):
        wanted = _wholes(study, every)
        exact = study.randomised is not None
    else:
        return []
    left_out = _left_out(quantity, {f.value for f in wanted})
    return wanted if exact or not left_out else []


def _wholes(study: Study, every: list[Figure]) -> list[Figure]:
    """The sizes of a study: as recorded, or as its results count them."""
    told = [f for f in every if f.value in (study.randomised, study.analysed)]
    return told or [f for f in every if f.of.result is not None and f.arm is None] or every[:1]


def _left_out(quantity: Quantity, sizes: set[float]) -> bool:
    """Whether a number can be that of all, of whom only those with results are on record."""
    most = max(sizes, default=0.0)
    return most <= quantity.value <= _UNCOUNTED * most


def _of_whole(sentence: Sentence, quantity: Quantity, most: float) -> bool:
    """Whether a count of people is that of the study spoken of, not of a part of it."""
    before, after = sentence.masked[: quantity.start], sentence.masked[quantity.end :]
    if _PART.match(after) and not _FIRMLY.search(before):
        return False
    if _OF_ONE_SEX.match(after):
        return False
    if sentence.block.cell_at(sentence.start + quantity.start) is not None:
        return False
    if _LEADS.search(before) or _FOLLOWS.match(after) or _CALLED.match(after):
        return True
    if _HAD.search(before) and _AND_NO_MORE.match(after):
        return True
    large = quantity.value >= _LEAST_SHARE * most
    return large and bool(_MAY_LEAD.search(before) and _MAY_FOLLOW.match(after))


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
