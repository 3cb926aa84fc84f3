"""When a study came out, as a page tells it, against the dates of its reports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.anchors import study_meant
from thymos.prose.blocks import BlockKind
from thymos.prose.dates import Dated, dates
from thymos.prose.entities import What
from thymos.prose.page import Page, Sentence
from thymos.prose.stance import in_quotes, voiced
from thymos.records.atoms import PartialDate
from thymos.records.study import Study

_YEAR = re.compile(r"(?<![\w.,/-])(?:19|20)\d\d(?![\w%]|[.,]\d|-\d)")
_OUT = re.compile(
    r"\b(?:publish\w*|publication|report(?:ed|s|ing)?|appear\w*|came|come|out in|announc\w*"
    r"|print\w*|releas\w*|present\w*|land(?:ed|s)|arriv\w+|follow(?:ed|s)|brought|results?|journal"
    r"|paper)\b"
)
# What a study did before it came out, of which the records may hold no date.
_RUN = re.compile(
    r"\b(?:ran|run|recruit\w*|enrol\w*|between|began|start\w*|conduct\w*|carried out|took place"
    r"|follow-up|planned)\b"
)
_RELATIVE = re.compile(
    r"\b(?:before|after|as of|by|as at|updated|accessed|checked|(?<!took )until|from|since"
    r"|during)\s*(?:\w+ )?$"
)
_DENIED = re.compile(r"\b(?:not|never|nor|neither)\b|n't\b")
# A year this near to the name of a study is its year.
_BESIDE = 14


def check(page: Page) -> Iterator[Finding]:
    """Findings on dates of publication that no report of the study has."""
    for sentence in page.prose:
        years = list(_YEAR.finditer(sentence.masked))
        if (
            len(years) != 1
            or sentence.block.kind is BlockKind.ROW
            or in_quotes(sentence.folded, *years[0].span())
        ):
            continue
        study = study_meant(page, sentence)
        if study is not None and voiced(page, sentence):
            yield from _of_study(page, sentence, study, years[0])


def _of_study(
    page: Page, sentence: Sentence, study: Study, year: re.Match[str]
) -> Iterator[Finding]:
    masked = sentence.masked
    if not _tells_when(sentence, year) or int(year.group()) >= page.dossier.day.year:
        return
    full = next((d for d in dates(masked) if d.start <= year.start() < d.end), None)
    start, end = (full.start, full.end) if full else year.span()
    if _RELATIVE.search(masked[:start]) or _DENIED.search(masked[:start]):
        return
    known = _known(page, study)
    if not known or any(_may_be(full, year, day) for day in known):
        return
    shown = " or ".join(dict.fromkeys(str(day) for day in known))
    yield page.finding(
        sentence,
        (start, end),
        "misquoted-number",
        Severity.ERROR,
        f"the records of {study.name} give another date",
        expected=shown,
        sources=tuple(r.source for r in study.reports if r.role == "primary"),
        suggestion=f"{study.name}: {shown}.",
    )


def _tells_when(sentence: Sentence, year: re.Match[str]) -> bool:
    """Whether a year is that in which the study of the sentence came out."""
    if _RUN.search(sentence.masked):
        return False
    named = sentence.of(What.STUDY)
    apart = (max(year.start() - m.end, m.start - year.end()) for m in named)
    return min(apart, default=_BESIDE + 1) <= _BESIDE or bool(_OUT.search(sentence.masked))


def _may_be(full: Dated | None, year: re.Match[str], day: PartialDate) -> bool:
    return full.may_be(day) if full else int(year.group()) == day.first.year


def _known(page: Page, study: Study) -> list[PartialDate]:
    """Every date on record of a study: of its conduct, its own reports and their notices."""
    found = [study.available, study.started]
    for report in study.reports:
        source = page.dossier.sources.get(report.source)
        if source is not None and report.role != "secondary":
            found += [source.issued, *(notice.date for notice in source.notices)]
    years = re.findall(r"\b(?:19|20)\d\d\b", f"{study.period or ''} {study.name}")
    return [PartialDate(day) for day in (*found, *years) if day is not None]
