"""Denials of what is on record of effect and harm: a supported benefit, side effects, a label.

An effect is denied wrongly only where a claim on it is supported, or probable, and the denial is
not narrowed to some people, times or doses; a warning only where a label on record gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.about import others, speaks_of_subject
from thymos.prose.clauses import Polarity, attributed, clause, hedged, polarity
from thymos.prose.entities import What
from thymos.prose.licence import matter_of, scope
from thymos.prose.page import SUBJECT, Page, Sentence
from thymos.prose.stance import in_quotes, voiced
from thymos.prose.text import fold
from thymos.prose.topics import groups, outcome_groups
from thymos.records.claim import ClaimKind
from thymos.records.safety import Caution
from thymos.verdict.judge import Judged
from thymos.verdict.words import Clinical

# Fewer spaces than this make a label, and no statement.
_FEWEST = 3
_CUE = re.compile(
    r"\bno\b|\bnot\b|n't|never|nothing|useless|worthless|ineffective|without|free of|zero"
    r"|nobody|none|fail|didnt|doesnt|dont|silent|lacks?\b"
)
_ACTS = re.compile(
    r"\b(?:lower(?:s|ed|ing)?|reduc(?:e[sd]?|ing)|cut(?:s|ting)?|br(?:ing|ings|ought)(?:"
    r" [\w-]+){1,3}? down|affect(?:s|ed)?|chang(?:e[sd]?)|prevent(?:s|ed)?|sav(?:e[sd]?|ing)"
    r"|protect(?:s|ed|ion)?|alter(?:s|ed)?|improv(?:e[sd]?)|decreas(?:e[sd]?)"
    r"|influenc(?:e[sd]?)|mov(?:e[sd]) the needle|work(?:s|ed)?|help(?:s|ed)?|(?:make|makes"
    r"|made|making) (?:any |a |the slightest |the least |much )?difference|do(?:es)? anything"
    r"|did anything)\b"
)
_IDLE = re.compile(
    r"\b(?:useless|worthless|ineffective|did nothing|does nothing|do nothing|no (?:\w+"
    r" ){0,2}?(?:effect|impact|influence|bearing|benefit|difference|use)|no better than"
    r" (?:nothing|placebo|a dummy|doing nothing)|makes? no odds|fail(?:s|ed) to (?:lower"
    r"|reduce|cut|prevent|save|change|protect|help|work))\b"
)
_GIVEN = re.compile(r"\bthe (?:infusions?|injections?|drip|therapy|vaccination|jab)\b")
_DOUBTED = re.compile(
    r"\b(?:doubt\w*|den(?:y|ies|ied)|disput\w+|question\w*|myth|wrong\w*|mistaken\w*|untrue)\b"
)
_NARROWED = re.compile(
    r"\b(?:always|everyone|everybody|every|all|completely|fully|entirely|enough|alone|by"
    r" itself|forever|for ever|for (?:long|good|life)|lifelong|in (?:adults|women|men|children"
    r"|infants|older|younger|those|people (?:over|under|who|with)|patients (?:over|under|who"
    r"|with)|whom)|over \d|under \d|aged|elderly|after (?:\d|six|twelve|a day|the first)|late"
    r"|later|too late|beyond|once|near|equator|tropic\w*|latitude|lung|pulmonary|infection"
    r"|reinfect\w*|other (?:infections|diseases|illnesses)|subgroup\w*|small(?:er)? trials?"
    r"|some|many|most|than|instead|unless|if|when|without|dose|per cent|%|in mice|animal\w*"
    r"|further|additional|extra|more|as much|as well|equally|less|same|bleeding|stroke|at"
    r" first|short|alteplase|only|long[- ]term|first trials?|individual|any one|single|each"
    r"|early trials|significant\w*|to show|not show|detect\w*)\b"
)
_HARMS = (
    r"(?:side[- ]effects?|adverse (?:events?|effects?|reactions?)|bad (?:effects?|reactions?)"
    r"|ill effects?|harms?|reactions?|downsides?|problems?|complications?|safety (?:issues?"
    r"|signals?|concerns?))"
)
_HARMLESS = re.compile(
    rf"\b(?:no|not (?:one|a single)|zero|never (?:any|a)|none of|without (?:a single |any )?"
    rf"|free (?:of|from)(?: all)?) ?(?:known |recorded |reported |real |documented |single "
    rf"|other |whatsoever |bad )*{_HARMS}\b(?P<rest>[^.;]{{0,60}})"
)
_NOBODY = re.compile(
    rf"\b(?:nobody|no[- ]one|not a soul)(?: has| have| had)?(?: ever)? (?:reported|recorded"
    rf"|seen|described|had|suffered|noticed) (?:(?:a|an|any|one|the) )?(?:(?:single|slightest"
    rf"|known) )?{_HARMS}\b(?P<rest>[^.;]{{0,60}})"
)
_ON_RECORD = re.compile(
    r"^(?: (?:of|from|with|to) [^.;,]{1,30}?)?\W*(?:$|(?:has|have|was|were|is|are"
    r"|had)?\s?(?:ever |yet |so far )?(?:been )?(?:reported|recorded|described|documented|seen"
    r"|known|noted|observed|on record|found|in the (?:records|literature))\b|on record|at all"
    r"|whatsoever|ever\b)"
)
_FOR = re.compile(r"^\s*(?:for|in|to|with|between) ")
_NO_PROOF = re.compile(r"\bmeans?\b|\bproof\b|\bproves?\b|\bthat there (?:is|are) none\b")
_LABEL = re.compile(
    r"\b(?:no|not (?:one|a single|any)|neither) (?:[\w-]+ ){0,3}?(?:label|leaflet|package"
    r" insert|prescribing information)s?\b(?: \w+){0,3}? (?:says?|has|have|mentions?|warns?"
    r"|contains?|speaks?|lists?|advises|names?|carries|cautions?|breathes|to say)\b|\b(?:label"
    r"|leaflet|package insert|prescribing information)s? (?:[^.;,]{0,40} )?(?:(?:is|are|stays?"
    r"|remains?) silent|says? nothing|has nothing|have nothing|(?:does|do) not (?:mention|warn"
    r"|name|list|caution|speak)|doesn't (?:mention|warn|name|list)|contains? no|lists? no"
    r"|names? no|gives? no|carries no|warns? nobody|warns? no one)\b|\bnothing (?:about|on)"
    r" [^.;,]{0,40} (?:on|in) (?:the|any) label\b|\bno (?:known |absolute |official"
    r" )*contra-?indications?\b"
)
_WORD = re.compile(r"[a-z]{5,}")
# Words of warnings in general, cut as all words are here.
_PLAIN = frozenset((
    "about", "absolu", "agains", "anythi", "carrie", "contai", "contra", "foreig", "inform",
    "known", "label", "labels", "leafle", "lists", "medici", "mentio", "named", "names",
    "nothin", "offici", "patien", "people", "peptid", "prescr", "produc", "recipi", "should",
    "silent", "taking", "their", "there", "those", "treatm", "warnin", "warns", "whatso",
    "where", "which", "would",
))  # fmt: skip


def check(page: Page) -> Iterator[Finding]:
    """Findings on effects, harms and warnings that are denied and on record."""
    for sentence in page.prose:
        if sentence.text.count(" ") < _FEWEST or not _CUE.search(sentence.folded):
            continue
        if sentence.of(What.STUDY, What.REVIEW, What.UNKNOWN):
            continue
        folded = sentence.folded
        if not (
            _no_effect(sentence)
            or _LABEL.search(folded)
            or _HARMLESS.search(folded)
            or _NOBODY.search(folded)
        ):
            continue
        if not _of_subject(page, sentence) or not voiced(page, sentence):
            continue
        found = _effect(page, sentence) or _label(page, sentence) or _harm(page, sentence)
        if found is not None:
            yield found


def _of_subject(page: Page, sentence: Sentence) -> bool:
    """Whether a sentence speaks of the subject: also as "the infusion" of a page about it."""
    if speaks_of_subject(page, sentence):
        return True
    named = sentence.of(What.SUBJECT, What.LOOKALIKE, What.COMPOUND) or others(page, sentence)
    return not named and page.mostly_subject and bool(_GIVEN.search(sentence.folded))


def _flat(sentence: Sentence, span: tuple[int, int]) -> bool:
    folded = sentence.masked
    return not (hedged(folded, *span) or attributed(folded, *span) or in_quotes(folded, *span))


def _effect(page: Page, sentence: Sentence) -> Finding | None:
    """A benefit on record that is denied."""
    span = _no_effect(sentence)
    if span is None or not _flat(sentence, span):
        return None
    begin, stop = clause(sentence.masked, *span)
    around = sentence.masked[begin:stop]
    if _NARROWED.search(around.replace("no better than", "")) or _DOUBTED.search(sentence.folded):
        return None
    judged = _supported(page, sentence, around)
    if judged is None:
        return None
    sure = judged.verdict == Clinical.SUPPORTED
    return page.finding(
        sentence,
        span,
        "contradicts",
        Severity.ERROR if sure else Severity.WARNING,
        f"the verdict on it is {judged.verdict}: {judged.reason}",
        expected=str(judged.verdict),
        claim=judged.claim.id,
        sources=judged.sources,
        suggestion=f"{judged.claim.plain or judged.claim.text} This is {judged.verdict}.",
    )


def _no_effect(sentence: Sentence) -> tuple[int, int] | None:
    """Where a sentence denies an effect."""
    masked = sentence.masked
    idle = _IDLE.search(masked)
    if idle is not None:
        return idle.span() if polarity(masked, *idle.span()) is Polarity.AFFIRMED else None
    for match in _ACTS.finditer(masked):
        if polarity(masked, *match.span()) is Polarity.DENIED:
            return match.span()
    return None


def _supported(page: Page, sentence: Sentence, around: str) -> Judged | None:
    """The claim of benefit that the records support and a clause denies."""
    matter = matter_of(page, sentence)
    only = scope(page.dossier)
    conditions = matter.conditions or ((only,) if only else ())
    if matter.elsewhere or not conditions:
        return None
    about = groups(around)
    for judged in page.judged:
        pico = judged.claim.pico
        outcome = page.dossier.outcomes.get(pico.outcome or "") if pico else None
        if outcome is None or judged.claim.expects != "benefit" or not judged.claim.kind.clinical:
            continue
        if judged.verdict not in (Clinical.SUPPORTED, Clinical.PROBABLE):
            continue
        kin = any(page.dossier.head.is_kind_of(outcome.condition, c) for c in conditions)
        if kin and (about & outcome_groups(outcome) or _condition_is_outcome(around, outcome.name)):
            return judged
    return None


def _condition_is_outcome(around: str, name: str) -> bool:
    """Whether the outcome is the illness itself ("tuberculosis"), and the clause names it."""
    return len(name.split()) == 1 and fold(name) in around


def _label(page: Page, sentence: Sentence) -> Finding | None:
    """A warning of a label that is denied."""
    match = _LABEL.search(sentence.folded)
    if match is None or not _flat(sentence, match.span()):
        return None
    if re.search(r"\bbut\b|\bexcept\b|\bother than\b|\bbeyond\b|\bapart from\b", sentence.folded):
        return None
    told = [c for c in page.dossier.cautions.values() if c.basis == "label"]
    warned = [c for c in told if c.strength in ("contraindicated", "warning", "precaution")]
    said = _stems(re.sub(SUBJECT, " ", sentence.masked)) - _PLAIN
    fits = [caution for caution in warned if said & _topic(caution)]
    first = next(iter(fits or [c for c in warned if c.strength == "contraindicated"]), None)
    general = bool(re.search(r"\bcontra-?indication", match.group())) and not _FOR.search(
        sentence.folded, match.end()
    )
    if first is None or (said and not fits and not general):
        return None
    return page.finding(
        sentence,
        match.span(),
        "contradicts",
        Severity.WARNING,
        f"a label on record speaks of {first.population}",
        expected=first.text,
        sources=tuple(cite.source for cite in first.cites),
        suggestion=first.text,
    )


def _topic(caution: Caution) -> frozenset[str]:
    """The words of whom a caution is about."""
    traits = " ".join(str(caution.whom.traits).replace("-", " ").split()) if caution.whom else ""
    return _stems(fold(f"{caution.population} {caution.text} {traits}")) - _PLAIN


def _stems(folded: str) -> frozenset[str]:
    return frozenset(word[:6] for word in _WORD.findall(folded))


def _harm(page: Page, sentence: Sentence) -> Finding | None:
    """Side effects on record that are denied."""
    match = _HARMLESS.search(sentence.folded) or _NOBODY.search(sentence.folded)
    listed = match is not None and (match.re is _NOBODY or _ON_RECORD.match(match["rest"]))
    if match is None or not listed or not _flat(sentence, match.span()):
        return None
    begin, stop = clause(sentence.folded, *match.span())
    around = sentence.folded[begin:stop]
    if re.search(
        r"\b(?:serious|severe|grave|new|further|unexpected|trial|study|laid to|attributed"
        r"|related)\b",
        around,
    ):
        return None
    before = sentence.folded[begin : match.start()]
    if _NO_PROOF.search(around) or re.search(r"\bnot\b|n't|\bcan", before):
        return None
    judged = next((j for j in page.judged if _shown_harm(j)), None)
    events = [e for e in page.dossier.adverse_events.values() if e.frequency or e.events]
    if judged is None and not events:
        return None
    sources = tuple(cite.source for event in events[:2] for cite in event.cites)
    told = judged.claim.text if judged else events[0].text
    return page.finding(
        sentence,
        match.span(),
        "contradicts",
        Severity.WARNING,
        "the records hold side effects",
        expected=told,
        claim=judged.claim.id if judged else None,
        sources=(judged.sources if judged else ()) or sources,
        suggestion=told,
    )


def _shown_harm(judged: Judged) -> bool:
    return (
        judged.claim.kind is ClaimKind.SAFETY
        and judged.claim.expects == "harm"
        and judged.verdict in (Clinical.SUPPORTED, Clinical.PROBABLE)
    )
