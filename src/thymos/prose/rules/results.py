"""What a page says that a study found, in words: a benefit, nothing, or harm, against its record.

The record speaks where every result on the matter says the same: each test beyond chance, or
none. Words for counts ("fewer died") are held against the counts alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from thymos.errors import Finding, Severity
from thymos.prose.clauses import Polarity, attributed, clause, hedged, polarity
from thymos.prose.drugs import others as other_drugs
from thymos.prose.entities import What
from thymos.prose.figures import Figure, Figures, figures_of, two_by_two
from thymos.prose.licence import matter_of, scope
from thymos.prose.page import STUDY, Page, Sentence
from thymos.prose.quantity import Part
from thymos.prose.rules.design import primary, told_of
from thymos.prose.stance import voiced
from thymos.prose.studied import size, trials
from thymos.prose.topics import days, groups
from thymos.prose.wordings import claim_on, sentence_of
from thymos.records.outcome import Outcome
from thymos.records.study import Result, Study

Says = Literal["benefit", "nothing", "harm"]

# Above this, chance is not ruled out; the field's convention, as in the trials themselves.
_SIGNIFICANT = 0.05

_FOUND = (
    r"(?:found|finds|saw|sees|show(?:s|ed|n)?|report(?:s|ed)|demonstrat(?:es|ed)|confirm(?:s"
    r"|ed)|prove[sd]?|establish(?:es|ed)|reveal(?:s|ed)|record(?:s|ed)|deliver(?:s|ed)|brought"
    r"|yield(?:s|ed)|gave|detect(?:s|ed)|there (?:was|were)|had|ended (?:in|with)|made|come up"
    r" with|came up with|produced|with|noted)"
)
_MOST = r"(?:[\w,-]+ ){0,4}?"
_GAIN = (
    r"(?:benefit|advantage|gain|improvement|protection|effect|difference|reduction|drop|fall"
    r"|impact)"
)
_DEATHS = (
    r"(?:mortality|deaths?|death rates?|dying|the risk of (?:death|dying)|tuberculosis"
    r"|infections?|cases|infected necrosis|necrosis|relapses?|recurrences?|progression"
    r"|intubations?|organ failure|bleeding)"
)
_LOWERS = (
    r"(?:reduce[sd]?|lower(?:s|ed)|cuts?|halve[sd]|slash(?:es|ed)|br(?:ought|ings?) (?:\w+"
    r" ){0,3}?down|decreased?|prevent(?:s|ed))"
)
_SURE = (
    r"(?:clear|clearly|significant|significantly|real|definite|proven|firm|striking|marked|big"
    r"|large|obvious)"
)

# What was found, in the order in which the words are tried; the sign of the last is its own.
_TOLD: tuple[tuple[Says, str], ...] = (
    (
        "nothing",
        rf"\b{_FOUND} (?:\w+ ){{0,3}}?no {_MOST}(?:{_GAIN})s?\b(?! between the (?:ages"
        rf"|centres))|\bno better\b|\bdid nothing\b|\bdr(?:ew|awn) a blank\b|\bcame (?:up|away"
        rf"|out) (?:empty|with nothing)\b|\bfound nothing\b|\bwas (?:a )?(?:negative|null|flop"
        rf"|failure)\b|\bmade no odds\b|\bnot (?:a|any|the slightest) {_MOST}{_GAIN}\b|\bcould"
        rf" not tell (?:the groups|them) apart\b",
    ),
    (
        "benefit",
        rf"\b{_FOUND} (?:that )?{_MOST}{_SURE} {_MOST}(?:benefit|advantage|gain|improvement"
        rf"|protection|reduction|drop|fall)\b|\b{_FOUND} {_MOST}(?:survival|mortality)"
        rf" (?:benefit|advantage|gain)\b|\b{_LOWERS} {_MOST}{_DEATHS}\b|\bsav(?:e[sd]?|ing)"
        rf" (?:\w+ )?lives\b|\bbr(?:ought|ings?) (?:\w+ )?{_DEATHS} down\b|\bsignificantly"
        rf" fewer (?:\w+ )?(?:deaths|died|people died|patients died)\b|\b(?:came out|was|were)"
        rf" positive\b|\b(?:mortality|deaths?) (?:was|were|fell|dropped) (?:\w+"
        rf" )?significantly (?:lower|fewer)?|\bwas a (?:clear )?(?:success|triumph|win"
        rf"|vindication)\b|\ba clear (?:win|success|victory|triumph)\b|\bsettled (?:it|the"
        rf" matter) in (?:its|the drug's) favou?r\b",
    ),
)
_WORDS: tuple[tuple[Says, re.Pattern[str]], ...] = tuple(
    (says, re.compile(words)) for says, words in _TOLD
)
_COUNTED: tuple[tuple[Says, re.Pattern[str]], ...] = (
    ("benefit", re.compile(r"\b(?:fewer (?:\w+ ){0,2}?(?:deaths|died|dead|people died|patients"
    r" died)|more (?:of (?:them|those|the treated) )?(?:lived|survived))\b")),
    ("harm", re.compile(r"\bmore (?:\w+ ){0,2}?(?:deaths|died|dead|people died|patients"
    r" died)\b|\bfewer (?:of (?:them|those|the treated) )?(?:lived|survived)\b")),
)  # fmt: skip
_CUE = re.compile(
    r"benefit|advantage|gain|improve|protect|effect|differen|reduc|lower|sav(?:e|ing)|brought"
    r"|bring|positive|cut|halv|slash|brought down|decreas|prevent|saved|nothing|blank|empty"
    r"|negative|null|flop|failure|no better|no odds|fewer|more\b|success|triumph|\bwin\b"
    r"|favou?r|apart|drop|fell"
)
# Parts of the people, of the time or of the analysis, of which the whole tells nothing.
_PART_OF = re.compile(
    r"\bsub-?group|\byounger\b|\bolder\b|\baged?\b|\bunder \d|\bover \d|\bdiabet\w+|\bwomen\b"
    r"|\bmen\b|\binfants?\b|\bper[- ]protocol\b|\badjust\w+|\bhint\w*|\btrend\w*"
    r"|\bnumerically\b|\bslight\w*|\bat first\b|\binterim\b|\bcost\w*|\bstay\b|\bhalf of\b"
    r"|\bhours?\b|\blate\b|\bwithin\b|\bsome\b|\bthose who\b|\bpatients who\b|\bpeople who\b"
    r"|\bexcept\b|\bonly (?:in|among|when|if)\b|\bwhether\b|\bdesigned\b|\bpowered\b|\blooked"
    r" for\b|\bset out\b|\bmeant to\b|\brule[sd]? out\b|\bexclude[sd]?\b|\bboth (?:groups|arms"
    r"|trials)\b|\binteraction\b|\bcombin\w+|\btogether\b|\bpool\w*|\blong(?:er)?[- ]term\b"
    r"|\beach\b|\bpromis\w+|\bwould\b|\bexpected\b|\bthan (?:in|the other)\b|\bearlier\b"
    r"|\bprevious\b|\breview\b"
)
_A_WORK = re.compile(
    r"\b(?:an?|another|one|largest|biggest|other|second|third|later|earlier|two|three|several"
    r"|some|many) (?:[\w-]+ ){0,3}?(?:cohorts?|trials?|stud(?:y|ies)|reviews?|analys[ei]s"
    r"|reports?)\b"
)
_THE_LARGEST = re.compile(
    r"\bthe (?:largest|biggest)(?: of (?:the|these|those|all|them)(?: the| these| those)?)?(?:"
    r" [\w-]+){0,2}? ?(?:trials?|study|studies)\b"
)


class _Found(NamedTuple):
    says: Says
    span: tuple[int, int]
    counted: bool


def check(page: Page) -> Iterator[Finding]:
    """Findings on what a study found, told the other way round."""
    for sentence in page.prose:
        if not _CUE.search(sentence.folded) or _PART_OF.search(sentence.folded):
            continue
        study = _study(page, sentence)
        if study is None or not voiced(page, sentence):
            continue
        found = _said(sentence)
        if found is not None:
            yield from _judge(page, sentence, study, found)


def _study(page: Page, sentence: Sentence) -> Study | None:
    """The study meant: by name, by "the largest of the trials", or as the one spoken of."""
    if not sentence.of(What.STUDY, What.REVIEW, What.UNKNOWN) and _THE_LARGEST.search(
        sentence.folded
    ):
        known = matter_of(page, sentence).conditions or tuple(filter(None, (scope(page.dossier),)))
        every = trials(page.dossier, known) if len(known) == 1 else ()
        return every[0] if every and size(every[0]) else None
    return told_of(page, sentence)


def _said(sentence: Sentence) -> _Found | None:
    """What the sentence says was found; None where it says nothing, or not flatly."""
    folded = sentence.masked
    for counted, table in ((False, _WORDS), (True, _COUNTED)):
        for says, words in table:
            match = words.search(folded)
            if match is None:
                continue
            span = match.span()
            if (
                hedged(folded, *span)
                or attributed(folded, *span)
                or _other_drug(sentence, span)
                or (sentence.of(What.STUDY) and _another_work(sentence, span))
            ):
                return None
            way = polarity(folded, *span)
            if way is Polarity.AFFIRMED:
                return _Found(says, span, counted)
            if way is Polarity.DENIED and says == "benefit" and not counted:
                return _Found("nothing", span, counted)
            return None
    return None


def _another_work(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether the clause brings up a study of its own, and not the one named elsewhere."""
    begin, stop = clause(sentence.masked, *span)
    words = sentence.masked[begin:stop]
    return not re.search(STUDY, words) and bool(_A_WORK.search(words))


def _other_drug(sentence: Sentence, span: tuple[int, int]) -> bool:
    begin, stop = clause(sentence.masked, *span)
    return bool(other_drugs(sentence.masked[begin:stop]) or sentence.of(What.COMPOUND))


def _judge(page: Page, sentence: Sentence, study: Study, found: _Found) -> Iterator[Finding]:
    figures = figures_of(page)
    rows = _rows(page, sentence, study, figures)
    if not rows:
        return
    if found.counted:
        other = "harm" if found.says == "benefit" else "benefit"
        wrong = all(_leans(study, result, outcome) == other for result, outcome in rows)
    else:
        tested = [row for row in rows if _tests(study, row[0], figures)]
        shown = {_shows(study, result, outcome, figures) for result, outcome in tested}
        wrong = len(shown) == 1 and shown.isdisjoint({None, found.says})
        # A benefit that was beyond chance is denied; harm that was is no benefit either.
        wrong = wrong and not (found.says == "nothing" and shown == {"harm"})
    if not wrong:
        return
    result, outcome = rows[0]
    claim = claim_on(page.judged, outcome.id)
    told = sentence_of(study, result, outcome.name)
    yield page.finding(
        sentence,
        found.span,
        "contradicts-result",
        Severity.ERROR,
        f"the record of {study.name} says otherwise of: {outcome.name}",
        expected=told,
        claim=claim.claim.id if claim else None,
        sources=tuple(cite.source for cite in result.cites) or primary(study),
        suggestion=told,
    )


def _rows(
    page: Page, sentence: Sentence, study: Study, figures: Figures
) -> list[tuple[Result, Outcome]]:
    """The results on what the sentence speaks of: its outcome, its time; the whole study only."""
    about, when = groups(sentence.folded), days(sentence.folded)
    found: dict[str, tuple[Result, Outcome]] = {}
    for figure in figures.of(study.id):
        result, outcome = figure.of.result, figure.of.outcome
        if result is None or outcome is None or result.subgroup or figure.of.superseded:
            continue
        if not result.admissible:
            continue
        if about and not about & figure.of.groups:
            continue
        if not about and outcome.importance != "patient-important":
            continue
        if when and figure.of.days and not when & figure.of.days:
            continue
        found[result.id] = (result, outcome)
    return list(found.values())


def _shows(study: Study, result: Result, outcome: Outcome, figures: Figures) -> Says | None:
    """What a result shows: None where its tests do not all say the same."""
    beyond = {_beyond_chance(figure) for figure in _tests(study, result, figures)}
    if len(beyond) != 1:
        return None
    return _leans(study, result, outcome) if beyond.pop() else "nothing"


def _tests(study: Study, result: Result, figures: Figures) -> list[Figure]:
    """The P values and intervals of a result, reported or computed."""
    return [f for f in figures.of(study.id) if f.of.result is result and _is_test(f)]


def _is_test(figure: Figure) -> bool:
    if figure.part is Part.P:
        return True
    return figure.part is Part.RATIO and figure.interval is not None


def _beyond_chance(figure: Figure) -> bool:
    if figure.part is Part.P:
        return figure.value <= _SIGNIFICANT
    assert figure.interval is not None
    return not figure.interval.low <= 1 <= figure.interval.high


def _leans(study: Study, result: Result, outcome: Outcome) -> Says | None:
    """Whether the counts, or the ratio, lie on the side of benefit or of harm."""
    cells = two_by_two(study, result)
    more: float
    if cells is not None:
        (a, n1), (c, n2) = cells
        more = a * n2 - c * n1
    elif result.effect is not None and result.effect.measure in ("RR", "OR", "HR", "SHR", "IRR"):
        more = result.effect.estimate - 1
    else:
        return None
    if not more:
        return None
    return "harm" if (more > 0) == (outcome.better == "lower") else "benefit"
