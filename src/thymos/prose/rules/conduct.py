"""What a page says of how a study was done: its design, its people, its rank by size.

Only where the sentence names one study, or one that it describes beyond doubt, and where the
record of that study says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from thymos.errors import Finding, Severity
from thymos.prose.anchors import study_meant
from thymos.prose.page import Page, Sentence
from thymos.prose.stance import denied, voiced
from thymos.records.study import Blinding, Control, Design, Study, Tier


class Feature(NamedTuple):
    """Words for one feature of a study, and how the record is asked about it.

    wrong: whether the record says that the study was not so; None where it does not tell.
    """

    words: re.Pattern[str]
    wrong: Callable[[Page, Study], bool | None]
    says: Callable[[Page, Study], str]


_CHILDREN = re.compile(r"child|paediatric|pediatric|infant|newborn|neonat|school|bab(?:y|ies)")
_LONE = re.compile(r"\b(?:unlike|whereas|while|compared (?:with|to)|than|but|other|another|later"
                   r"|earlier"
                   r"|previous|subsequent)\b")  # fmt: skip


def _designed(*designs: Design) -> Callable[[Page, Study], bool | None]:
    return lambda _page, study: study.design not in designs


def _design(_page: Page, study: Study) -> str:
    return study.design.value


def _blinding(_page: Page, study: Study) -> str:
    return study.blinding.value


def _blinded(*kinds: Blinding) -> Callable[[Page, Study], bool | None]:
    def wrong(_page: Page, study: Study) -> bool | None:
        return None if study.blinding is Blinding.NOT_REPORTED else study.blinding not in kinds

    return wrong


def _placebo(_page: Page, study: Study) -> bool | None:
    """Wrong where it was open or compared with usual care; a record can name one control only."""
    return study.control in (
        Control.USUAL_CARE,
        Control.UNTREATED,
        Control.NONE,
        Control.HISTORICAL,
    )


def _in_children(_page: Page, study: Study) -> bool | None:
    people = f"{study.population.text} {study.population.ages or ''}".casefold()
    if _CHILDREN.search(people):
        return False
    return (
        True if re.search(r"\badults?\b|elder|older|1[68] years|over 1[68]|≥ ?18", people) else None
    )


def _people(_page: Page, study: Study) -> str:
    ages = f", {study.population.ages}" if study.population.ages else ""
    return f"{study.population.text}{ages}"


def _largest(page: Page, study: Study) -> bool | None:
    own = study.analysed or study.randomised
    if own is None or study.tier is not Tier.RCT:
        return None
    return any((s.analysed or s.randomised or 0) > own for s in _peers(page, study))


def _biggest(page: Page, study: Study) -> str:
    first = max(_peers(page, study), key=lambda s: s.analysed or s.randomised or 0, default=study)
    size = first.analysed or first.randomised
    return f"{first.name}, {size} people, is larger" if first is not study else study.name


def _peers(page: Page, study: Study) -> list[Study]:
    return [
        s for s in page.dossier.studies.values()
        if s.tier is study.tier and s.population.condition == study.population.condition
    ]  # fmt: skip


_OBSERVED = (Design.COHORT, Design.CASE_CONTROL, Design.NON_RANDOMISED, Design.CASE_SERIES,
             Design.SINGLE_ARM)  # fmt: skip
FEATURES: tuple[Feature, ...] = (
    Feature(re.compile(r"\brandomi[sz]ed\b(?! to\b)|\brct\b"), _designed(Design.RCT), _design),
    Feature(
        re.compile(r"\b(?:observational|retrospective|cohort|uncontrolled|case series"
                   r"|registry study)\b"),
        _designed(*_OBSERVED), _design,
    ),
    Feature(
        re.compile(r"\b(?:animal|mouse|rat|in vitro|test-tube) (?:study|experiment|trial|work)\b"),
        _designed(Design.ANIMAL, Design.IN_VITRO), _design,
    ),
    Feature(re.compile(r"\b(?:meta-analysis|systematic review)\b"), lambda _p, _s: True, _design),
    Feature(re.compile(r"\bdouble[- ]?blind(?:ed)?\b"), _blinded(Blinding.DOUBLE), _blinding),
    Feature(re.compile(r"\bsingle[- ]?blind(?:ed)?\b"), _blinded(Blinding.SINGLE), _blinding),
    Feature(re.compile(r"\b(?:open[- ]label|unblinded)\b"), _blinded(Blinding.OPEN), _blinding),
    Feature(re.compile(r"\bplacebo[- ]controlled\b|\bwith a placebo\b"), _placebo,
            lambda _p, s: f"control: {s.control.value}"),
    Feature(re.compile(r"\b(?:children|paediatric|pediatric|infants|newborns|toddlers)\b"),
            _in_children, _people),
    Feature(re.compile(r"\b(?:largest|biggest)\b(?! (?:effect|benefit|reduction|difference"
                       r"|of (?:its|the "
                       r"(?:early|first|small))))"), _largest, _biggest),
)  # fmt: skip
# What turns a word for a design into something else.
_NOT_OF_IT = re.compile(
    r"\b(?:pooled|pooling|combin\w+|review(?:s|ed)?|meta-analys[ie]s (?:of|by|that|in)"
    r"|included in|followed by"
    r"|no (?:randomi|placebo)|not (?:a |an )?(?:randomi|blind|placebo|double)|non-?randomi"
    r"|excluded?"
    r"|excluding|than (?:any|the)|sub-?stud\w+|protocol)\b"
)


def check(page: Page) -> Iterator[Finding]:
    """Findings on the design, the people and the rank of a study that a sentence names."""
    for sentence in page.prose:
        study = study_meant(page, sentence)
        if study is None or not voiced(page, sentence) or _LONE.search(sentence.folded):
            continue
        if _NOT_OF_IT.search(sentence.masked):
            continue
        yield from _features(page, sentence, study)


def _features(page: Page, sentence: Sentence, study: Study) -> Iterator[Finding]:
    for feature in FEATURES:
        match = feature.words.search(sentence.masked)
        if match is None or not feature.wrong(page, study):
            continue
        if denied(sentence.folded, *match.span()):
            continue
        yield page.finding(
            sentence,
            match.span(),
            "misdescribed-design",
            Severity.ERROR,
            f"the record of {study.name} says otherwise",
            expected=feature.says(page, study),
            sources=tuple(r.source for r in study.reports if r.role == "primary"),
            suggestion=f"{study.name}: {study.design.value}, {study.blinding.value}, "
            f"{study.control.value}; {study.population.text}.",
        )
        return
