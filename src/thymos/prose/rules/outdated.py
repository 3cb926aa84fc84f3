"""What is told as current and has been overtaken, by the day of the dossier.

A first or latest study or review that is no longer that; trials told as awaited that have
reported. A page that dates what it says
("as of 2019", "at the time") is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from thymos.errors import Finding, Severity
from thymos.prose import studied
from thymos.prose.about import speaks_of_subject
from thymos.prose.clauses import Polarity, attributed, polarity, without
from thymos.prose.countries import COUNTRIES
from thymos.prose.entities import What
from thymos.prose.licence import matter_of, scope
from thymos.prose.page import Page, Sentence
from thymos.prose.rules.design import primary, told_of
from thymos.prose.stance import in_quotes, voiced
from thymos.prose.topics import DISEASES, condition_words
from thymos.records.atoms import admissible
from thymos.records.study import Study

_CUE = re.compile(
    r"since|looking|\bdue\b|has not|wait|await|pending|yet|still|latest|newest|recent|current"
    r"|now\b|today|at present"
    r"|keep|remain|last|under ?way|ongoing|recruit|not reported|category|stands|lists?\b|to"
    r" this day|up to date|holding out|crying|\bafter\b|\black|\bneed"
)
# A page that says of what day it speaks, or of a time that is over.
_DATED = re.compile(
    r"\b(?:as of|at (?:the|that) time|back then|by (?:19|20)\d\d|until|till|in those days"
    r"|then,|when|was still|were still|had (?:been|not|yet)|would|in (?:19|20)\d\d,? (?:we|the"
    r"|they|it|there|people)|used to|once|before|no longer|not any ?more|earlier|years ago)\b"
    r"|\bany ?more\b"
)
_TRIAL = r"(?:trials?|stud(?:y|ies)|rcts?)"
_SINCE = re.compile(
    rf"\b(?:no|not (?:a|one|a single)|nobody (?:has )?(?:run|done) an?(?:other)?|never (?:been"
    rf" )?an?(?:other)?|nothing) (?P<mods>(?:[\w-]+ ){{0,4}}?)(?P<noun>{_TRIAL}|new"
    rf"|evidence)\b[^.;]{{0,60}}?\b(?:since|has followed)\b"
    r" ?(?P<what>[^.;]{0,40})"
)
_AFTER_IT = re.compile(
    rf"(?:^\W*(?:since|after)|\b(?:years|ages|months|long) since) (?P<what>[^.;,]{{1,30}}?),?"
    rf" (?:and )?(?:there (?:has|have|was|were)(?: been)? |we have (?:had |seen )?)?(?:no|not"
    rf" one|not a single|nobody (?:has )?(?:ran|run|done) an?(?=nother| )) ?(?P<mods>(?:[\w-]+"
    rf" ){{0,4}}?)(?P<noun>{_TRIAL}|new)\b"
)
_AWAITED = re.compile(
    rf"\b(?:(?:still |yet )?(?:waiting|waits|await|awaits|awaiting|hoping|looking out|holding"
    rf" out|crying out) (?:for )?|pending (?:is |are )?|(?:has|have) yet to (?:see|get|have"
    rf"|run|do) |(?:we|there) (?:still )?(?:lack|need|want) )(?:the |an? |any |their |its |his"
    rf" |our )?(?:very )?(?P<mods>(?:[\w-]+ ){{0,4}}?){_TRIAL}\b|\b(?:first|larger?|bigger?"
    rf"|proper|definitive) (?P<mods2>(?:[\w-]+ ){{0,3}}?){_TRIAL}(?: [\w-]+){{0,8}}? (?:has"
    rf"|have|is|are) (?:still |yet )"
    r"(?:to (?:report|come|be (?:done|run|published))|awaited|under ?way|running|recruiting"
    r"|ongoing|pending|missing)"
    rf"|\bfor (?:an?|the) (?P<mods3>(?:[\w-]+ ){{1,4}}?){_TRIAL}\b[^.;]{{0,60}}?\b(?:we|you|one"
    r"|everyone|doctors|patients) (?:(?:will|shall|still|must) )*(?:(?:have|has) to wait|(?:are|is)"
    r" (?:still )?waiting)\b"
)
_FIRST = re.compile(r"\b(?:first|large|larger|big|proper|randomi[sz]ed|definitive|real)\b")
_FURTHER = re.compile(r"\b(?:next|second|third|another|further|more|results? of|confirm\w*)\b")
_UNREPORTED = re.compile(
    r"\b(?:has|have) (?:yet to|not yet|still not|still to) (?:report|publish|be published"
    r"|finish|read out|come out|reported|published|finished)|\b(?:is|are) (?:still running"
    r"|(?:still |now )?(?:recruiting|ongoing|under ?way|enrolling|in progress))|\b(?:results?"
    r"|findings|outcome) (?:\w+ ){0,4}?(?:is|are|remain) (?:still )?(?:awaited|pending"
    r"|expected|outstanding|not (?:yet )?(?:out|known|published)|due(?= soon|\W*$|[.;,]))|\bhas not"
    r" (?:yet )?(?:reported|been published|published(?=\W*$|[.;,]| (?:on|its|anything|yet)\b))"
    r"|\bis under ?way\b"
)
# "We look forward to what NAME will find": a study named, of which something is still awaited.
_LOOKED_FOR = re.compile(
    r"\b(?:are|is|am|'re) (?:all |still |now )?(?:looking forward to|waiting (?:for|to"
    r" (?:see|hear|learn))|awaiting)(?: what)?(?: the results of)?"
    r" \ue003+(?: will\b|\W*$|'s? results?)"
)
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_REVIEW = re.compile(
    r"\b(?:latest|newest|most recent|current|last|only|up-to-date) (?:\w+ ){0,3}?(?:review"
    r"|meta-analys[ie]s|overview|pooled analysis)\b"
)


@dataclass(frozen=True, slots=True)
class Overtaken:
    """What was overtaken: at which words, by what, and by which record."""

    span: tuple[int, int]
    reason: str
    expected: str
    sources: tuple[str, ...]
    claim: str | None = None


def check(page: Page) -> Iterator[Finding]:
    """Findings on what is told as current and has been overtaken."""
    for sentence in page.prose:
        if not _CUE.search(sentence.folded) or not voiced(page, sentence):
            continue
        looks = (_since, _awaited, _unreported, _review)
        found = next((f for look in looks if (f := look(page, sentence)) is not None), None)
        if found is not None:
            yield told(page, sentence, found)


def plain(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether the page itself says it, of its own day."""
    folded = sentence.masked
    rest = without(folded, *span)
    return not (
        attributed(folded, *span) or in_quotes(folded, *span) or _DATED.search(rest)
        or re.search(r"\b(?:if|whether|would|should)\b", rest.partition(" | ")[0])
    )  # fmt: skip


def conditions_of(page: Page, sentence: Sentence) -> tuple[str, ...] | None:
    """The conditions that a sentence is about, none where all may be; None where it is"
    " another.
    """
    matter = matter_of(page, sentence)
    if matter.elsewhere or _wider(sentence.folded, matter.conditions):
        return None
    only = scope(page.dossier)
    return matter.conditions or ((only,) if only else ())


def _wider(folded: str, conditions: tuple[str, ...]) -> bool:
    """Whether the words of a condition stand only inside those of another ("long Covid")."""
    for disease in DISEASES.finditer(folded):
        for condition in conditions:
            inside = condition_words(condition).search(disease.group())
            if inside is not None and inside.group() != disease.group():
                return True
    return False


def trials_of(page: Page, sentence: Sentence, mods: str) -> tuple[Study, ...]:
    """The trials on record of the sort that some modifiers ask for; none where one is unknown."""
    conditions = conditions_of(page, sentence)
    if conditions is None:
        return ()
    every = studied.trials(page.dossier, conditions)
    own = [condition_words(condition) for condition in conditions]
    for word in mods.split():
        if word in _SORTS:
            every = tuple(study for study in every if _SORTS[word](study))
        elif (country := _country(word)) is not None:
            every = tuple(study for study in every if country in study.population.countries)
        elif word not in _PLAIN and not any(w.search(word) or w.search(mods) for w in own):
            return ()
    return every


def _country(word: str) -> str | None:
    """The country of an adjective, as records name it."""
    return next((name for name, _, whose in COUNTRIES if re.fullmatch(whose, word)), None)


_PLAIN = frozenset(
    [
        "first",
        "further",
        "other",
        "another",
        "new",
        "newer",
        "more",
        "real",
        "proper",
        "good",
        "serious",
        "decent",
        "definitive",
        "human",
        "clinical",
        "controlled",
        "single",
        "such",
        "independent",
    ]
)
# A trial that a page may call large where most trials of the field have tens of people.
_SIZEABLE = 500


def _sizeable(study: Study) -> bool | None:
    people = studied.size(study)
    return None if people is None else people >= _SIZEABLE


_LARGE = dict.fromkeys(("large", "larger", "big", "bigger", "major", "sizeable", "great"), 1)
_SORTS: dict[str, studied.Answer] = {
    **dict.fromkeys(_LARGE, _sizeable),
    **dict.fromkeys(("randomised", "randomized"), studied.randomised),
    **dict.fromkeys(("double-blind", "blinded"), studied.double_blind),
    **dict.fromkeys(("placebo-controlled", "placebo"), studied.placebo),
}


def _since(page: Page, sentence: Sentence) -> Overtaken | None:
    """No trial since X: where one came out after it."""
    match = _SINCE.search(sentence.folded) or _AFTER_IT.search(sentence.folded)
    if match is None or not plain(sentence, match.span()):
        return None
    from_year = _year_of(page, sentence, match)
    if from_year is None:
        return None
    mods = match["mods"]
    later = [
        study
        for study in trials_of(page, sentence, mods)
        if (year := studied.year(page.dossier, study)) is not None and year > from_year
    ]
    return _by(page, match.span(), later, "a later trial is on record")


def _year_of(page: Page, sentence: Sentence, match: re.Match[str]) -> int | None:
    """The year of what follows "since": a study named there, or a year."""
    for mention in sentence.of(What.STUDY):
        if match.start("what") - 1 <= mention.start < match.end() and len(mention.ids) == 1:
            return studied.year(page.dossier, page.dossier.studies[mention.ids[0]])
    told = _YEAR.search(match["what"])
    if told is not None:
        return int(told[1])
    if re.match(r"(?:then|it|that)\b|\W*$", match["what"]):
        study = told_of(page, sentence)
        return studied.year(page.dossier, study) if study else None
    return None


def _awaited(page: Page, sentence: Sentence) -> Overtaken | None:
    """A first, large or proper trial told as awaited, where there are some."""
    match = _AWAITED.search(sentence.folded)
    if match is None or not plain(sentence, match.span()):
        return None
    said, masked = match.group(), sentence.masked
    before = sentence.folded[max(0, match.start() - 20) : match.start()]
    if not _FIRST.search(said) or _FURTHER.search(before + said):
        return None
    past = re.search(r"\b(?:was|were|had|did)\b", without(masked, *match.span()))
    if past or polarity(masked, *match.span()) is not Polarity.AFFIRMED:
        return None
    if not speaks_of_subject(page, sentence):
        return None
    mods = "".join(match[name] or "" for name in ("mods", "mods2", "mods3"))
    return _by(page, match.span(), list(trials_of(page, sentence, mods)), "it has been done")


def _unreported(page: Page, sentence: Sentence) -> Overtaken | None:
    """A study told as not yet reported whose results are on record."""
    match = _UNREPORTED.search(sentence.folded) or _LOOKED_FOR.search(sentence.masked)
    if match is None or not plain(sentence, match.span()):
        return None
    study = told_of(page, sentence)
    if study is None or not any(result.admissible for result in study.results):
        return None
    return _by(page, match.span(), [study], "its results are on record")


def _by(page: Page, span: tuple[int, int], studies: list[Study], reason: str) -> Overtaken | None:
    if not studies:
        return None
    first = max(studies, key=lambda s: studied.size(s) or 0)
    year, people = studied.year(page.dossier, first), studied.size(first)
    shown = first.name if not year or str(year) in first.name else f"{first.name} ({year})"
    shown += f", {people:,} people" if people else ""
    return Overtaken(span, f"{reason}: {shown}", shown, primary(first))


def _review(page: Page, sentence: Sentence) -> Overtaken | None:
    """A review told as the latest, where a later one on the same condition is on record."""
    match = _REVIEW.search(sentence.folded)
    if match is None or not plain(sentence, match.span()):
        return None
    if polarity(sentence.masked, *match.span()) is not Polarity.AFFIRMED:
        return None
    dossier = page.dossier
    named_here = [m.ids for m in sentence.of(What.REVIEW)]
    if len(named_here) != 1 or len(named_here[0]) != 1:
        return None
    source = named_here[0][0]
    conditions = {
        dossier.outcomes[pool.outcome].condition for pool in dossier.pools.values()
        if pool.source == source and pool.outcome in dossier.outcomes
    }  # fmt: skip
    issued = (dossier.sources[source].issued or "")[:4]
    later = [
        pool.source
        for pool in dossier.pools.values()
        if admissible(pool.cites) and (dossier.sources[pool.source].issued or "")[:4] > issued > ""
        and dossier.outcomes[pool.outcome].condition in conditions
    ]  # fmt: skip
    if not later:
        return None
    last = max(later, key=lambda one: dossier.sources[one].issued or "")
    label = dossier.sources[last].label
    return Overtaken(match.span(), f"a later review is on record: {label}", label, (last,))


def told(page: Page, sentence: Sentence, found: Overtaken) -> Finding:
    """The finding on what was overtaken."""
    return page.finding(
        sentence,
        found.span,
        "outdated",
        Severity.WARNING,
        f"told as current, and overtaken: {found.reason}",
        expected=found.expected,
        claim=found.claim,
        sources=found.sources,
        suggestion=found.expected,
    )
