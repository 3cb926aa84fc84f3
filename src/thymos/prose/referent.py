"""Which report a page is speaking of: the study or the review that its numbers belong to.

Going down the page, a report is taken up where it is named, where it is described beyond doubt
(by the numbers of its groups, by an author or a condition that only it has), and kept until
another one, known or unknown, is brought up, or a new section begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from thymos.prose.blocks import BlockKind
from thymos.prose.countries import COUNTRIES
from thymos.prose.entities import What, first_author
from thymos.prose.figures import Figure, Figures, agrees
from thymos.prose.numbers import quantities
from thymos.prose.page import Page, Sentence
from thymos.prose.quantity import Part, Quantity
from thymos.prose.topics import condition_words
from thymos.records.atoms import admissible
from thymos.records.study import Study, Tier

# How many paragraphs a report is kept after the one that brought it up.
_REACH = 2
# A group smaller than this is shared by too many studies to tell one.
_TELLING = 90
# A group as large as this is that of one study.
_ALONE = 400


@dataclass(frozen=True, slots=True)
class Spoken:
    """The report that a sentence speaks of: a study, or a review by its source.

    named: whether this very sentence names or describes it.
    """

    study: Study | None = None
    review: str | None = None
    named: bool = False


NOBODY = Spoken()

_WORK = r"(?:trials?|stud(?:y|ies)|reviews?|meta-analys[ei]s|cohorts?|reports?|papers?|series)"
# Words that bring up a report that is not named: what was said of another no longer holds.
_BRINGS_UP = re.compile(
    rf"\b(?:an?|another|other|second|third|different|later|earlier|previous|larger|smaller|newer"
    rf"|older|recent|separate|subsequent|prior|published|pooled|combined|two|three|several|many|some"
    rf"|most|both|these|those|all|other|no|one of (?:them|the))\b[^.;]{{0,50}}\b{_WORK}\b"
    rf"|\bmeta-analys[ei]s\b|\bet al\b|\bone of them\b|\bthe other\b"
)
_SOMEBODYS = re.compile(
    r"\b(?:trial|study|review|series|cohort|report|paper|analysis|group)s? (?:of|by|from|led by)"
    r" [A-Z]|\b[Tt]he (?:\w+ )?(?:trial|study|cohort) (?:near|in|at|from|out of) [A-Z]"
    r"|\b[A-Z]\w+(?:'s|\u2019s) (?:\w+ ){0,2}(?:trial|study|review|series|cohort|paper"
    r"|analysis)\b"
)
_ALL = re.compile(
    r"\b(?:all|some|most|several|many|the|these|those) (?:the )?(?:\w+ ){0,2}(?:trials|studies)\b"
    r"|\b(?:weight|heterogeneity|model|random effects|common effect|power|known trial)\b"
)
# "Seven early ones together came to 25 deaths": of several, and of none that comes later.
_TOGETHER = re.compile(
    r"\b(?:ones|trials|studies) (?:together|combined|pooled|in all|between them|taken together)\b"
)
_FOUND = (
    r"(?:pooled|reported|found|gathered|published|combined|showed|had|gave|saw|described|review\w*)"
)
_SIZED = re.compile(
    r"\b(?:the|that|this) (?:(?P<big>big|large|largest|biggest|main|latest) )?"
    r"(?P<what>[^.;,]{0,40}?)\b(?:trial|study|rct)\b"
)


def spoken(page: Page, figures: Figures) -> tuple[Spoken, ...]:
    """For every sentence of a page, the report that it speaks of."""
    return page.kept("referents", partial(_track, page, figures))


def _track(page: Page, figures: Figures) -> tuple[Spoken, ...]:
    told: list[Spoken] = []
    now, blocks_since, block, section = NOBODY, 0, None, None
    for sentence in page.sentences:
        if sentence.block is not block:
            block = sentence.block
            blocks_since += 1
            if (
                block.kind is BlockKind.HEADING
                or block.headings != section
                or (blocks_since > _REACH)
            ):
                now, section = NOBODY, block.headings
        found = _brought_up(
            page, sentence, figures, settled=now.study is not None and not blocks_since
        )
        if found is not None:
            now, blocks_since = found, 0
            _look_back(page, told, sentence, found)
        told.append(found if found is not None else _kept(sentence, now, blocks_since))
    return tuple(told)


def _kept(sentence: Sentence, now: Spoken, blocks_since: int) -> Spoken:
    """What was spoken of before, unless a sentence speaks of all trials, or is a row of a table."""
    if now.study is not None and _ALL.search(sentence.masked):
        return NOBODY
    if blocks_since and sentence.block.kind in (BlockKind.ROW, BlockKind.CAPTION, BlockKind.ITEM):
        return NOBODY
    return Spoken(now.study, now.review)


def _look_back(page: Page, told: list[Spoken], sentence: Sentence, found: Spoken) -> None:
    """What a paragraph says before its report is known for certain is said of that report."""
    if found is NOBODY or any(m.what in _NAMED for m in sentence.mentions):
        return
    for earlier in reversed(page.sentences[: sentence.index]):
        if earlier.block is not sentence.block or told[earlier.index] != NOBODY:
            return
        if _TOGETHER.search(earlier.masked):
            return
        told[earlier.index] = Spoken(found.study, found.review)
        if _BRINGS_UP.search(earlier.masked):
            return


_NAMED = (What.STUDY, What.REVIEW, What.UNKNOWN)


def _brought_up(
    page: Page, sentence: Sentence, figures: Figures, *, settled: bool
) -> Spoken | None:
    """The report that a sentence brings up; nobody where it is unknown, None where it is none.

    Where a study was named in the paragraph before it, numbers of another do not bring that up:
    they may be misquoted.
    """
    mentions = sentence.of(*_NAMED)
    if mentions:
        one = {m.ids for m in mentions}
        if len(one) != 1 or len(ids := one.pop()) != 1:
            return NOBODY
        if mentions[0].what is What.STUDY:
            return Spoken(page.dossier.studies[ids[0]], named=True)
        return Spoken(review=ids[0], named=True)
    new = _BRINGS_UP.search(sentence.masked) or _SOMEBODYS.search(sentence.text)
    described = None if settled and not new else _described(page, sentence, figures)
    if described is not None:
        return described
    if new:
        return None if _ALL.search(sentence.masked) else NOBODY
    return None


def _described(page: Page, sentence: Sentence, figures: Figures) -> Spoken | None:
    found = quantities(sentence.text, sentence.masked)
    study = _by_numbers(found, figures)
    if study is not None:
        return Spoken(study, named=True)
    by_author = _by_author(page, sentence)
    if by_author is not None:
        return by_author
    if any(q.part in _COUNTED for q in found) and (study := _by_place(page, sentence)) is not None:
        return Spoken(study, named=True)
    study = _by_condition(page, sentence)
    return Spoken(study, named=True) if study is not None else None


def _by_numbers(found: tuple[Quantity, ...], figures: Figures) -> Study | None:
    """The only study that bears the telling numbers of a sentence."""
    alone = [q for q in found if _telling(q)]
    events = [q for q in found if q.part is Part.EVENTS]
    shares = [q for q in found if q.part is Part.PERCENT and q.digits >= 1]
    pairs = [
        pair for pair in (events, shares) if len(pair) == 2 and all(q.value >= 10 for q in pair)
    ]
    if not alone and not pairs:
        return None
    fits = [study for study in figures.studies() if _bears(alone, pairs, study.id, figures)]
    return fits[0] if len(fits) == 1 else None


def _bears(
    alone: list[Quantity], pairs: list[list[Quantity]], study: str, figures: Figures
) -> bool:
    if any(_same(q, f) for q in alone for f in figures.current(study, q.part)):
        return True
    return any(_one_result(pair, figures.current(study, pair[0].part)) for pair in pairs)


def _telling(quantity: Quantity) -> bool:
    if quantity.about:
        return False
    if quantity.part is Part.FRACTION:
        return (quantity.whole or 0) >= _TELLING
    return quantity.part is Part.TOTAL and quantity.value >= _TELLING


def _same(quantity: Quantity, figure: Figure) -> bool:
    """Whether a telling number is a figure of its sort."""
    if quantity.part is Part.TOTAL:
        whole = figure.of.study.randomised, figure.of.study.analysed
        large = quantity.value == figure.value and quantity.value >= _ALONE
        return large or quantity.value in whole
    return quantity.value == figure.value and quantity.whole == figure.whole


def _one_result(pair: list[Quantity], records: tuple[Figure, ...]) -> bool:
    """Whether one result bears both of two numbers of one sort."""
    first, *others = pair
    told = [(f.of.result.id, f) for f in records if f.of.result is not None and not f.computed]
    results = {result for result, f in told if agrees(first, f)}
    return any(
        all(any(agrees(q, f) for its, f in told if its == result) for q in others)
        for result in results
    )


_COUNTED = (Part.EVENTS, Part.FRACTION, Part.TOTAL)
# Words of a setting that name no place by themselves.
_NO_PLACE = frozenset(
    ("Royal", "Hospital", "Infirmary", "University", "General", "Central", "Medical", "School",
     "Department", "Institute", "Centre", "Center", "Study", "Group", "Trial")
)  # fmt: skip


def _by_place(page: Page, sentence: Sentence) -> Study | None:
    """The study at the only place that a sentence names, where one study alone was there."""
    told = [
        study
        for place, study in page.lexicon.kept("places", partial(_places, page))
        if place.search(sentence.text)
    ]
    return told[0] if len(told) == 1 else None


def _places(page: Page) -> tuple[tuple[re.Pattern[str], Study], ...]:
    """Towns and the like in the setting of a study, or in its name behind the first word."""
    by_name: dict[str, set[str]] = {}
    countries = "|".join(f"{name}|{whose}" for _, name, whose in COUNTRIES)
    for study in page.dossier.studies.values():
        words = re.findall(r"\b[A-Z][a-z]{3,}\b", study.population.setting or "")
        words += re.findall(r"(?<=[A-Z]{2} )[A-Z][a-z]{3,}\b", study.name)
        for word in words:
            if word not in _NO_PLACE and not re.fullmatch(countries, word.casefold()):
                by_name.setdefault(word, set()).add(study.id)
    return tuple(
        (re.compile(rf"\b(?i:near|in|at|from|around|outside|out of) {word}\b"
                    rf"|\b{word}(?='s|\u2019s| (?:team|trial|study|group|doctors|then|counted))"),
         page.dossier.studies[next(iter(ids))])
        for word, ids in by_name.items() if len(ids) == 1
    )  # fmt: skip


def _by_author(page: Page, sentence: Sentence) -> Spoken | None:
    """A report by the family name of its first author alone, where only one is by that name."""
    for family, fits in page.lexicon.kept("families", partial(_families, page)):
        match = family.search(sentence.text)
        if match is not None and len(fits) == 1:
            return fits[0]
    return None


def _families(page: Page) -> tuple[tuple[re.Pattern[str], tuple[Spoken, ...]], ...]:
    dossier = page.dossier
    by_name: dict[str, set[Spoken]] = {}

    def add(source: str, spoken_of: Spoken) -> None:
        known = dossier.sources.get(source)
        family, _ = first_author(known) if known else (None, "")
        if family and len(family) > 3:
            by_name.setdefault(family, set()).add(spoken_of)

    for study in dossier.studies.values():
        for report in study.reports:
            if report.role == "primary":
                add(report.source, Spoken(study, named=True))
    for pool in dossier.pools.values():
        if admissible(pool.cites) and not pool.keep_out:
            add(pool.source, Spoken(review=pool.source, named=True))
    return tuple(
        (re.compile(rf"\b(?i:{re.escape(family)})(?:'s|\u2019s)?\b(?=[^.;]{{0,40}}\b{_FOUND}\b)"
                    rf"|\b(?:by|of|from) {re.escape(family)}\b"), tuple(fits))
        for family, fits in by_name.items()
    )  # fmt: skip


def _by_condition(page: Page, sentence: Sentence) -> Study | None:
    """The only trial in a condition, or the largest where it is called the large one."""
    for match in _SIZED.finditer(sentence.folded):
        trials = [
            study
            for study in page.dossier.studies.values()
            if study.tier is Tier.RCT
            and condition_words(study.population.condition).search(match["what"])
        ]
        if len({study.population.condition for study in trials}) != 1:
            continue
        if len(trials) == 1:
            return trials[0]
        if match["big"] and match["big"] not in ("main", "latest"):
            return max(trials, key=lambda s: s.analysed or s.randomised or 0)
    return None


def studies_in(told: tuple[Spoken, ...]) -> Iterator[Study]:
    """The studies that a page speaks of, each once."""
    seen: set[str] = set()
    for one in told:
        if one.study is not None and one.study.id not in seen:
            seen.add(one.study.id)
            yield one.study
