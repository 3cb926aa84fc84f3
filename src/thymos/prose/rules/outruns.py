"""Effects stated flatly as fact, against the verdict on the claim that they make.

Only a few frames, all of certainty: it cures, it is proven to, it saves lives. The claim is
found by its condition; where any claim on that condition is supported, or the words are
hedged, asked or laid to others, the rule is silent. A claim that no study has tested has no
source, and its finding none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.entities import What
from thymos.prose.page import SUBJECT as S
from thymos.prose.page import Page, Sentence
from thymos.prose.rules.approval import subject_shown
from thymos.prose.stance import asserted
from thymos.prose.topics import condition_words, groups, outcome_groups
from thymos.verdict.judge import Judged
from thymos.verdict.words import MEANINGS, Clinical

_TAIL = (
    r"(?:\s*\([^)]{0,60}\))?"
    r"(?:\s+(?!(?:and|or|with|versus|vs|like|unlike|than|plus|to)\b)[\w'-]+){0,3}?\s*"
)
_ADVERB = (
    r"(?:(?:reliably|completely|truly|simply|really|quickly|always|definitely|now|also|actually"
    r"|directly)\s+)*"
)
_CURES = r"(?:cures?s?|eradicates?|eliminates?|kills|heals|wipes out|conquers|defeats|beats)"
_CUTS = r"(?:reduces|cuts|lowers|slashes|halves|decreases|prevents|stops)"
_DEATHS = r"(?:mortality|deaths?|the risk of (?:death|dying)|death rates?)"
_PROVEN = r"(?:proven|guaranteed|certain|confirmed|established|shown beyond doubt|known) to"
_STOPS = r"(?:prevents|wards off|fends off)\s+(?:colds?|flu|infections?)"
_BOOSTS = r"(?:supercharges|boosts|strengthens|turbocharges)"
_SURE = r"(?:has been|is) (?:confirmed|proven|beyond (?:doubt|question))"
_MEANS = r"(?:cure|proven \w+|effective (?:cure|treatment|therapy)) (?:for|of|against)"
_ON = r"(?:(?!\band\b)[^.;,?!]){0,70}"

# Firm words, with the verdicts that they outrun.
_FIRM = (
    Clinical.PROBABLE,
    Clinical.UNSETTLED,
    Clinical.NOT_SUPPORTED,
    Clinical.CONTRADICTED,
    Clinical.UNTESTED,
)
_FRAMES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{S}{_TAIL}\b{_ADVERB}{_CURES}\b{_ON}",
        rf"{S}{_TAIL}\b(?:is |are |has been )?(?:clinically )?{_PROVEN}\b{_ON}",
        rf"{S}{_TAIL}\b(?:is|was) (?:an?|the) (?:\w+ )?{_MEANS}\b{_ON}",
        rf"{S}{_TAIL}\b{_ADVERB}saves? lives{_ON}",
        rf"{S}{_TAIL}\b{_ADVERB}{_CUTS}\s+(?:[\w-]+\s+){{0,3}}?{_DEATHS}{_ON}",
        rf"{S}{_ON}\bof proven (?:[\w-]+ )?(?:benefit|efficacy|value)\b",
        rf"\b(?:cure|proven (?:cure|treatment)) (?:for|in) {_ON}{S}",
        rf"{S}[^.;?!]{{0,70}}\b(?:benefit|efficacy)\s+{_SURE}\b",
        rf"{S}{_TAIL}\b{_ADVERB}{_STOPS}\b{_ON}",
        rf"{S}{_TAIL}\b{_ADVERB}{_BOOSTS}\s+(?:\w+ ){{0,4}}(?:immun\w+){_ON}",
    )
)
_CUE = re.compile(
    r"cur|prevent|wards|fends|eradicat|eliminat|kill|heal|wipes|conquer|defeat|beats|prove|guarant|confirm"
    r"|saves? li|mortality|death|effective|supercharg|boost|strengthen"
)
# Work in animals or dishes is not a statement about people.
_NOT_PEOPLE = re.compile(
    r"\b(?:mice|mouse|rats?|animals?|in vitro|lab(?:oratory)?|cells? lines?|models?)\b"
)


def check(page: Page) -> Iterator[Finding]:
    """Findings on effects that outrun their verdict."""
    claims = [(j, words) for j in page.judged if (words := _condition(page, j)) is not None]
    for sentence in page.prose:
        if not _CUE.search(sentence.folded) or sentence.of(What.STUDY, What.REVIEW, What.UNKNOWN):
            continue
        masked = subject_shown(sentence)
        match = next((m for frame in _FRAMES if (m := frame.search(masked))), None)
        if match is None or _NOT_PEOPLE.search(sentence.folded):
            continue
        judged = _claim(page, sentence, claims)
        if judged is not None and asserted(page, sentence, *match.span()):
            yield _finding(page, sentence, match.span(), judged)


def _condition(page: Page, judged: Judged) -> re.Pattern[str] | None:
    """The words of the condition that a claim of benefit is about."""
    pico = judged.claim.pico
    if pico is None or not judged.claim.kind.clinical or judged.claim.expects != "benefit":
        return None
    if pico.outcome is None or pico.outcome not in page.dossier.outcomes:
        return None
    return condition_words(page.dossier.outcomes[pico.outcome].condition)


def _claim(
    page: Page, sentence: Sentence, claims: list[tuple[Judged, re.Pattern[str]]]
) -> Judged | None:
    """The claim that a sentence makes; None where any on its condition is supported."""
    fits = [judged for judged, words in claims if words.search(sentence.folded)]
    if not fits or any(j.verdict == Clinical.SUPPORTED for j in fits):
        return None
    about = groups(sentence.folded)

    def near(judged: Judged) -> tuple[bool, bool]:
        pico = judged.claim.pico
        outcome = page.dossier.outcomes[pico.outcome] if pico and pico.outcome else None
        same = bool(outcome and about & outcome_groups(outcome))
        return (not same, not judged.claim.front)

    best = min(fits, key=near)
    return best if best.verdict in _FIRM else None


def _finding(page: Page, sentence: Sentence, span: tuple[int, int], judged: Judged) -> Finding:
    meaning = dict(MEANINGS)[judged.verdict]
    told = judged.claim.plain or judged.claim.text
    return page.finding(
        sentence,
        span,
        "outruns-evidence",
        Severity.WARNING,
        f"stated as fact; the verdict on it is {judged.verdict}: {judged.reason}",
        expected=f"{judged.verdict} ({meaning})",
        claim=judged.claim.id,
        sources=judged.sources,
        suggestion=f"{told} This is {judged.verdict}: {meaning}.",
    )
