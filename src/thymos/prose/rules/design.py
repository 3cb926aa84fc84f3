"""What a page says of how a study was done: blinding, comparator, allocation, people, place.

Only where it is certain which study is meant (named, or taken up from the sentences before),
and where the record of that study answers otherwise. What the record leaves open is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.anchors import study_meant
from thymos.prose.blocks import BlockKind
from thymos.prose.clauses import Polarity, attributed, clause, hedged, polarity
from thymos.prose.designwords import CUE, FEATURES, Feature
from thymos.prose.drugs import others as other_drugs
from thymos.prose.entities import What
from thymos.prose.figures import figures_of
from thymos.prose.page import Page, Sentence
from thymos.prose.referent import spoken
from thymos.prose.stance import in_quotes, voiced
from thymos.prose.studied import bare_control, one_centre, placebo
from thymos.records.study import Study

_NAMED = (What.STUDY, What.REVIEW, What.UNKNOWN)
# What takes up a study: it, its people, its arms; or what can only be said of one.
_TAKES_UP = re.compile(
    r"^(?:\W*(?:and|but|also|yet|so|because|since|as|still|besides|plus|even|worse"
    r"|besides)\b,?\s*)*(?:it|its|this|that|both|here|there (?:was|were|had)|half|neither|no"
    r" ?body|no one|every ?one|every ?body|all (?:of them|patients|participants)|none of"
    r"|patients|participants|doctors|staff|people|nurses|volunteers|the (?:others?|rest"
    r"|remainder)|chance|treatment|allocation|nothing)\b|\b(?:the|this|that|its|their) (?:\w+"
    r" )?(?:trial|study|cohort|authors|investigators|paper|report|series|rct|controls?"
    r"|comparators?|comparison|patients|participants|doctors|staff|researchers|nurses|team"
    r"|design|strength|weakness|allocation|placebo|other (?:half|group|arm))\b"
)
_IS_ONE = re.compile(
    r"^\W*(?:(?:and|but|so|yet),? )?(?:it|this|that|which)(?:'s| is| was|s)"
    r" an? "
)
# What is said of studies in general, of another study, or of what a study should have been.
_GENERAL = re.compile(
    r"^\W*(?:in|with|for|by|under|what)? ?(?:an?|any|every|each|most|many|such|good|proper)"
    r" (?:\S+ ){0,2}?(?:trial|study|rct|design|placebo)s?\b|\bmeans?\b|\bis (?:when|where"
    r"|called)\b|\bdefin\w+|\bshould\b|\bought\b|\bwould have\b|\bhad it\b|\bif it had\b"
    r"|\bnext (?:trial|study)\b|\bideally\b|\bin general\b"
    r"|\bother(?:wise)?\b[^.;]{0,20}\b(?:trials|studies)\b"
)
_ANOTHER = re.compile(
    r"\b(?:unlike|other|another|later|earlier|previous|subsequent|most|many|some|all|these"
    r"|those|such|any|every|each|following|after|before|than|several|no|never|included in"
    r"|first|second|against|as (?:the|an?|in)|whereas|while)\b[^.;,]{0,40}$"
)
# "It was no randomised trial" is said of the study itself.
_IS_NO = re.compile(r"\b(?:was|is|were) (?:simply |certainly |in fact )?no $")
_ENDS_IN_WHO = re.compile(r"\b(?:who|which|whom|what|chose|decided|settled|picked)$")
_WHO_WOULD = re.compile(r"(?: (?:who|which|whom))?(?: \w+)? would\b")
# A study was at one place; that one place took part in it is something else.
_AT = re.compile(r"(?:\b(?:at|in|from|was|is|of|by|just|only|to|a|as|within|inside)|,|^)\s*$")
_STUDIES = re.compile(
    r"\b(?:trials|studies|cohorts|reviews?|meta-analys[ei]s|experiments|reports)\b"
)
# Words beside which a feature is another's: of what came before, of a sub-study, of a plan.
_ELSEWHERE = re.compile(
    r"\b(?:unlike|in contrast|followed by|following|after|before|based on|built on|led to"
    r"|prompted|preceded|earlier|previous(?:ly)?|compared (?:with|to) the|than (?:the|an?|in)"
    r"|versus the|sub-?stud\w+|subgroup|protocol|pool\w*|review(?:s|ed)?|meta-analys\w+"
    r"|included in|registered|excluded?|excluding|later (?:on|cohort|trial|study)|cohorts?"
    r" (?:of|from|found|that)|emulat\w+|target trial|as if|as good as|like an?|almost|nearly"
    r"|editorial|another (?:question|matter|story)|says? nothing|took part|alone gave|joined"
    r" in|historical|added|group (?:that|which|who)|(?:the|one|a) (?!(?:control|placebo"
    r"|comparison|treated|treatment|active|other) arm)(?:[\w-]+ )?(?:part|phase"
    r"|arm|extension)|run-in)\b"
)


def check(page: Page) -> Iterator[Finding]:
    """Findings on how a study was done, where one study is meant."""
    for sentence in page.prose:
        if not CUE.search(sentence.folded):
            continue
        study = told_of(page, sentence)
        if study is not None and voiced(page, sentence):
            yield from _features(page, sentence, study)


def told_of(page: Page, sentence: Sentence) -> Study | None:
    """The one study that a sentence speaks of: named, or taken up from what went before."""
    study = study_meant(page, sentence)
    if study is not None or sentence.of(*_NAMED):
        return study
    told = spoken(page, figures_of(page))
    if told[sentence.index].named:
        return told[sentence.index].study
    if not _TAKES_UP.search(sentence.folded) or _GENERAL.search(sentence.folded):
        return None
    before = sentence.before[-1:]
    if _IS_ONE.match(sentence.folded) and before:
        # "It was a double-blind study": a study of the sentence, and no other one.
        return study_meant(page, before[0]) or told[before[0].index].study
    return told[sentence.index].study


def _features(page: Page, sentence: Sentence, study: Study) -> Iterator[Finding]:
    """The first feature that the record tells otherwise."""
    masked = sentence.masked
    for feature in FEATURES:
        for match in feature.words.finditer(masked):
            if _contradicted(page, sentence, study, feature, match):
                yield _finding(page, sentence, study, match.span())
                return


def _contradicted(
    page: Page, sentence: Sentence, study: Study, feature: Feature, match: re.Match[str]
) -> bool:
    """Whether the record answers otherwise than these words do."""
    answer = feature.asks(study)
    if answer is None:
        return False
    folded, (start, end) = sentence.masked, match.span()
    way = polarity(folded, start, end)
    said = way * feature.sign
    # In a row of a table a "not" may be of another cell, or of a mark beside the words.
    if way is Polarity.DENIED and sentence.block.kind is BlockKind.ROW:
        return False
    if said == Polarity.UNCLEAR or answer == (said == Polarity.AFFIRMED):
        return False
    # "They chose who would have it" supposes nothing.
    would = _WHO_WOULD.match(folded, end) if _ENDS_IN_WHO.search(match.group()) else None
    if (
        hedged(folded, start, would.end() if would else end)
        or attributed(folded, start, end)
        or in_quotes(folded, start, end)
    ):
        return False
    return not _of_another(sentence, feature, match)


def _of_another(sentence: Sentence, feature: Feature, match: re.Match[str]) -> bool:
    """Whether the words are of another study, of studies at large, or of another medicine."""
    folded = sentence.masked
    begin, stop = clause(folded, *match.span())
    around = f"{folded[begin : match.start()]} | {folded[match.end() : stop]}"
    if _ELSEWHERE.search(around) or _STUDIES.search(folded[match.start() : stop]):
        return True
    ahead = _IS_NO.sub(" ", folded[begin : match.start()])
    if _ANOTHER.search(ahead) and re.search(
        r"\b(?:trial|study|rct)\b", match.group() + folded[match.end() : match.end() + 30]
    ):
        return True
    if _taken_for_another(sentence, match):
        return True
    if feature.asks is one_centre and not _AT.search(folded[: match.start()]):
        return True
    # A trial of several medicines may have had a placebo for one and none for another.
    return feature.asks in (placebo, bare_control) and bool(other_drugs(folded[begin:stop]))


def _taken_for_another(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether the words point at a study, rather than say how the one spoken of was done.

    "The randomised trial saw": said after another design was spoken of, that is another one. "A
    retrospective analysis of GRAND": not GRAND, but what looked at it again.
    """
    folded, (start, end) = sentence.masked, match.span()
    named = sentence.of(*_NAMED)
    if not named:
        the = re.search(r"\b(?:the|that|this|those|these) (?:[\w-]+ )?$", folded[:start])
        return bool(the and re.match(r"[\s-]*(?:[\w-]+ )?(?:trial|study|rct)\b", folded[end:]))
    between = folded[end : max(end, named[0].start)]
    return bool(re.search(r"\b(?:of|from|after|behind|following)\s+(?:the )?$", between))


def _finding(page: Page, sentence: Sentence, study: Study, span: tuple[int, int]) -> Finding:
    return page.finding(
        sentence,
        span,
        "misdescribed-design",
        Severity.ERROR,
        f"the record of {study.name} says otherwise",
        expected=described(study),
        sources=primary(study),
        suggestion=f"{study.name}: {described(study)}.",
    )


def described(study: Study) -> str:
    """A study in the words of its record: design, blinding, comparator, people, places."""
    people = study.population
    centres = f"; {people.centres} centres" if people.centres and people.centres > 1 else (
        "; one centre" if people.centres else "")  # fmt: skip
    setting = f"; {people.setting}" if people.setting else ""
    blinding = study.blinding.value if study.blinding.value != "not reported" else (
        "blinding not reported")  # fmt: skip
    where = f"; {', '.join(people.countries)}" if people.countries else ""
    return (
        f"{study.design.value}, {blinding}, control: {study.control.value};"
        f" {people.text}{setting}{centres}{where}"
    )


def primary(study: Study) -> tuple[str, ...]:
    """The sources of a study's main report."""
    return tuple(r.source for r in study.reports if r.role == "primary") or (
        study.reports[0].source,
    )
