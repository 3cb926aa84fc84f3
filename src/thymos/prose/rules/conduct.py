"""What a page says of a study among others, and of its scope: rank, country, illness, endpoint.

Rank is by size and by date among the studies of the same condition on record. Where a later
study took the rank away, what is told is outdated; where an earlier one had it, it is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from thymos.errors import Finding, Severity
from thymos.prose import studied
from thymos.prose.clauses import clause, firm
from thymos.prose.countries import ABOUT, WHERE, WHOSE, akin, continent_of, country_of, names_of
from thymos.prose.entities import What
from thymos.prose.page import Page, Sentence
from thymos.prose.rules.design import described, primary, told_of
from thymos.prose.stance import voiced
from thymos.prose.topics import condition_words, days, groups
from thymos.records.study import Study, Tier
from thymos.verdict.words import Factual

_CUE = re.compile(
    r"looked|dealt|studied|concern|largest|biggest|smallest|\bonly\b|\bfirst\b|latest|newest"
    r"|most recent|\blast\b|endpoint"
    r"|end point|primary|main outcome|\bin\b|\bfrom\b|\bacross\b|ese\b|ian\b|an\b|ish\b"
)
_RANK = re.compile(
    r"\b(?P<rank>largest|biggest|smallest|only|first|latest|newest|most recent)"
    r" (?P<mods>(?:(?!of\b|in\b|and\b|one\b)[\w'-]+ ){0,4}?)(?P<noun>trial|study|rct"
    r"|experiment)\b"
)
_OF_ALL = re.compile(
    r"\b(?P<rank>largest|biggest|smallest|latest|newest|most recent) (?P<mods>)of (?:all"
    r" )?(?:the|these|them|its|our) ?(?:\w+ )?(?P<noun>trials|studies|rcts|all)?\b"
)
_ABOVE = re.compile(
    r"\b(?:nothing|no (?:[\w-]+ ){0,3}?(?:trial|study|rct)|none|no(?= (?:bigger|larger|newer"
    r"|later)))(?: [\w-]+){0,5}? ?(?P<rank>bigger|larger|newer|later|more recent)(?:"
    r" [\w\ue000-]+){0,6}? than (?:the )?\ue003+"
)
# What narrows a rank to fewer studies than the record can count.
_NARROWED = re.compile(
    r"\b(?:of its (?:day|time|kind|sort|era)|at (?:the|that) time|until|till|before|by then"
    r"|back then|of (?:the|its|their) (?:early|older|small|first|two|three|four|few)|of (?:two"
    r"|three|four)\b|among|outside|ever in|yet to|not yet|then|so-called|funded|run by|from"
    r"|one of|perhaps|in (?:older|younger|women|men|children|europe|asia|people (?:over|under"
    r"|aged)|adults (?:over|under|aged))|per protocol|part of|half|phase|week|day|dose|was"
    r" planned)\b"
)
_PURPOSE = re.compile(
    r"\s+(?:to|which|whose|in which|that(?! (?:we have|exists|there is|anyone))|with (?:a|both"
    r"|any|no))\b"
)
_STILL = re.compile(
    r"\b(?:remains?|still|is|to date|so far|that we have|ever|today|now|we have|on record|yet"
    r"|'s|currently|to this day)\b"
)
_MODIFIERS: tuple[tuple[str, studied.Answer], ...] = (
    (r"randomi[sz]ed|randomi[sz]ed-controlled", studied.randomised),
    (r"controlled|clinical|human|proper|real|published|sound|good|rigorous|single|large-scale",
     lambda _study: True),
    (r"double-blind(?:ed)?|blinded", studied.double_blind),
    (r"placebo-controlled", studied.placebo),
    (r"multi-?cent(?:re|er)", studied.many_centres),
    (r"large|big|larger|major", studied.large),
)  # fmt: skip
_ENDPOINT = re.compile(
    r"\b(?:primary|main|chief|principal) (?:outcome|end-?\s?point|measure)(?: measure)?\b"
    r"|\bend-?\s?point (?:was|of)\b|\b(?:as|for) its end-?\s?point\b"
)
_PEOPLE = (
    r"(?:trial|study|rct|enrolled|randomi[sz]ed|recruited|tested|treated|patients|people"
    r"|adults|participants|men|women)"
)


@dataclass(frozen=True, slots=True)
class _Wrong:
    """What is wrong: at which words, why, against which study, and whether it once was right."""

    span: tuple[int, int]
    reason: str
    expected: str
    sources: tuple[str, ...]
    outdated: bool = False


def check(page: Page) -> Iterator[Finding]:
    """Findings on the rank, the place, the illness and the endpoint of a study."""
    for sentence in page.prose:
        if not _CUE.search(sentence.folded):
            continue
        study = told_of(page, sentence)
        if study is None or not voiced(page, sentence):
            continue
        for look in (_rank, _country, _illness, _endpoint):
            wrong = look(page, sentence, study)
            if wrong is not None and firm(sentence.masked, *wrong.span):
                yield _finding(page, sentence, study, wrong)
                break


def _rank(page: Page, sentence: Sentence, study: Study) -> _Wrong | None:
    """A rank among the studies of its condition that another one has."""
    folded = sentence.masked
    match = _RANK.search(folded) or _OF_ALL.search(folded)
    if match is None and (above := _ABOVE.search(folded)) is not None:
        rank = "largest" if above["rank"] in ("bigger", "larger") else "latest"
        rivals = [s for s in studied.peers(page.dossier, study) if studied.randomised(s)]
        beaten = _beaten(page, study, rivals, rank)
        return _outranked(page, sentence, study, beaten, above.span())
    if match is None or study.tier is not Tier.RCT:
        return None
    begin, stop = clause(folded, *match.span())
    if (
        _PURPOSE.match(folded, match.end())
        or _NARROWED.search(folded[begin:stop])
        or _country_named(folded[match.end() : stop])
    ):
        return None
    asked = _asked(page, study, match["mods"])
    if asked is None or not _is_it(folded, match):
        return None
    rivals = [
        other
        for other in studied.peers(page.dossier, study)
        if studied.randomised(other) and all(answer(other) for answer in asked)
    ]
    beaten = _beaten(page, study, rivals, match["rank"])
    return _outranked(page, sentence, study, beaten, match.span())


def _is_it(folded: str, match: re.Match[str]) -> bool:
    """Whether the rank is said of the study itself: after "is", or in apposition to its name."""
    before, after = folded[: match.start()], folded[match.end() :]
    said = re.search(
        r"(?:\b(?:is|was|remains?|as|still|being|stays|became|'s|its|makes it|best and|newest"
        r" and|latest and)|,|\ue003\)?|\()\s*(?:still |now |today |yet |by far |easily |far"
        r" and away )?(?:the |our |its )?$",
        before,
    )
    return bool(said) or bool(re.match(r"[^.;,]{0,50},? \ue003|\s*(?:is|was) \ue003", after))


def _country_named(text: str) -> bool:
    return bool(
        WHERE.search(f"trial {text}")
        or re.search(
            r"\bin (?:europe|asia|africa)\b",
            text,
        )
    )


def _asked(page: Page, study: Study, mods: str) -> tuple[studied.Answer, ...] | None:
    """What the modifiers of a rank ask of its rivals; None where one of them is not known."""
    found: list[studied.Answer] = []
    own = condition_words(study.population.condition)
    for word in mods.split():
        if own.search(word) or own.search(mods) or word in ("the", "single"):
            continue
        answer = next((ask for words, ask in _MODIFIERS if re.fullmatch(words, word)), None)
        if answer is None:
            return None
        found.append(answer)
    return tuple(found)


def _beaten(page: Page, study: Study, rivals: list[Study], rank: str) -> Study | None:
    """The rival that has the rank in truth; None where none does, or the record cannot tell."""
    own, when = studied.size(study), studied.year(page.dossier, study)
    size = studied.size
    year = partial(studied.year, page.dossier)
    if rank == "only":
        return max(rivals, key=lambda s: size(s) or 0, default=None)
    if rank == "smallest":
        less = [s for s in rivals if own is not None and (size(s) or own) < own]
        return min(less, key=lambda s: size(s) or 0, default=None)
    if rank in ("largest", "biggest"):
        more = [s for s in rivals if own is not None and (size(s) or 0) > own]
        return max(more, key=lambda s: size(s) or 0, default=None)
    if when is None:
        return None
    if rank == "first":
        earlier = [s for s in rivals if (year(s) or when) < when]
        return min(earlier, key=lambda s: year(s) or when, default=None)
    later = [s for s in rivals if (year(s) or when) > when]
    return max(later, key=lambda s: year(s) or when, default=None)


def _outranked(
    page: Page, sentence: Sentence, study: Study, other: Study | None, span: tuple[int, int]
) -> _Wrong | None:
    if other is None:
        return None
    folded = sentence.masked
    begin, stop = clause(folded, *span)
    when, then = studied.year(page.dossier, study), studied.year(page.dossier, other)
    later = when is not None and then is not None and then > when
    told = re.search(r"\b(?:was|were|had been|became)\b", folded[begin : span[0]])
    if later and told and not _STILL.search(folded[begin:stop]):
        return None
    people = studied.size(other)
    which = f"{other.name}{f' ({then})' if then and str(then) not in other.name else ''}"
    shown = f"{which}, {people:,} people" if people else which
    reason = "a later study has taken that rank" if later else "the records hold another study"
    return _Wrong(span, f"{reason}: {shown}", shown, primary(other), outdated=later)


def _country(page: Page, sentence: Sentence, study: Study) -> _Wrong | None:
    """A country in which the study did not run."""
    known = study.population.countries
    place = f"{study.population.setting or ''} {study.population.text}".casefold()
    if not known or re.search(r"\bcountries\b|\binternational", place):
        return None
    about = ABOUT.search(sentence.folded)
    if about is not None and continent_of(about, known):
        where = ", ".join(known)
        return _Wrong(about.span(), f"the records place it in {where}", where, primary(study))
    for match in (*WHERE.finditer(sentence.folded), *WHOSE.finditer(sentence.folded)):
        country = country_of(match)
        before = sentence.folded[: match.start()]
        if akin(country, known) or re.search(rf"\b(?:{names_of(country)})\b", place):
            continue
        if re.search(r"\b(?:other|another|like|unlike|outside|by|from) (?:\w+ )?$", before):
            continue
        where = ", ".join(known)
        return _Wrong(match.span(), f"the records place it in {where}", where, primary(study))
    return None


def _illness(page: Page, sentence: Sentence, study: Study) -> _Wrong | None:
    """Another illness than the people of the study had."""
    folded = sentence.masked
    if not sentence.of(What.STUDY) or studied.treats(study, folded):
        return None
    conditions = {s.population.condition for s in page.dossier.studies.values()}
    for condition in sorted(conditions - {study.population.condition, "healthy", "cancer"}):
        kin = page.dossier.head.is_kind_of
        if kin(condition, study.population.condition) or kin(study.population.condition, condition):
            continue
        words = condition_words(condition).pattern
        match = re.search(
            rf"(?:\b{_PEOPLE}\b|\ue003)[^.;,]{{0,40}}?\b(?:in|with|for|who had) (?:[\w-]+"
            rf" ){{0,2}}?{words}|\ue003 (?:looked (?:at|into)|studied|dealt with|concerned|was"
            rf" about) (?:[\w-]+ ){{0,2}}?{words}",
            folded,
        )
        if match is not None:
            people = study.population.text
            return _Wrong(match.span(), "the records name other people", people, primary(study))
    return None


def _endpoint(page: Page, sentence: Sentence, study: Study) -> _Wrong | None:
    """Another primary outcome, or another time for it, than a claim on record gives."""
    match = _ENDPOINT.search(sentence.folded)
    if match is None:
        return None
    begin, stop = clause(sentence.folded, *match.span())
    said = sentence.folded[begin:stop]
    for judged in page.judged:
        text = judged.claim.text
        if judged.verdict != Factual.TRUE or study.name not in text:
            continue
        if not re.search(r"\bend-?\s?point\b|\bprimary outcome\b", text.casefold()):
            continue
        when, what = days(said), groups(said)
        if (when and days(text) and not when & days(text)) or (
            what and groups(text) and not what & groups(text)
        ):
            reason = "the records give another endpoint"
            return _Wrong(match.span(), reason, text, judged.sources)
    return None


def _finding(page: Page, sentence: Sentence, study: Study, wrong: _Wrong) -> Finding:
    return page.finding(
        sentence,
        wrong.span,
        "outdated" if wrong.outdated else "misdescribed-design",
        Severity.WARNING if wrong.outdated else Severity.ERROR,
        wrong.reason,
        expected=wrong.expected,
        sources=wrong.sources,
        suggestion=f"{study.name}: {described(study)}.",
    )
