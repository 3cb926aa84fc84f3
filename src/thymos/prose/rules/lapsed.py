"""What is told as in force or as the word of a body, and has ended or been replaced.

A category, a guideline or a claim of the dossier that was right once, told with a word for the
present ("still", "right now", "keeps").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding
from thymos.prose.about import speaks_of_subject
from thymos.prose.clauses import Polarity, clause, hedged, polarity
from thymos.prose.page import Page, Sentence
from thymos.prose.places import named
from thymos.prose.rules.approval import ended, of_subject
from thymos.prose.rules.outdated import Overtaken, plain, told
from thymos.prose.stance import voiced
from thymos.records.regulation import Status, StatusKind
from thymos.verdict.judge import Judged
from thymos.verdict.words import Factual

_CUE = re.compile(
    r"still|latest|newest|recent|current|now\b|today|at present|keep|remain|category|stands"
    r"|lists?\b"
    r"|to this day|up to date|under ?way|these days|nowadays|continue"
)
_STILL = re.compile(
    r"\b(?:still|remains?|currently|right now|now|today|at present|presently|to this day|to"
    r" date|so far"
    r"|keeps?|these days|as we speak|at the moment|nowadays|continues?|latest|newest|most"
    r" recent|current)\b"
)
_GUIDANCE = re.compile(
    r"\b(?:position(?: paper)?|guidelines?|guidance|statement|advice|recommendations?|word"
    r"|paper|stance|policy)\b"
)
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_WORLD_HEALTH = re.compile(r"\bgeneva\b|\b(?:world|un|global) health (?:body|agency)\b")
# An authorisation told as in force: one that has ended was withdrawn, or ran out.
_AUTHORISED = re.compile(
    r"\b(?:emergency (?:use )?)?(?:authori[sz]ation|permission|permit|licen[cs]e|approval|clearance"
    r"|eua)\b"
)
_STANDS = re.compile(
    r"\b(?:is|are|remains?|stays?|stands?|still|continues? to be) (?:still )?(?:in force|in effect"
    r"|valid|in place|standing|active|good)\b|\b(?:has|have|had|was|were) (?:not|never)"
    r" (?:been )?(?:yet )?(?:withdrawn|revoked|cancelled|canceled|lifted|rescinded|pulled"
    r"|taken back)"
    r"|\bstill (?:stands|holds|applies|runs)\b|\b(?:stands|holds) (?:to this day|today|still|now)\b"
)
_CATEGORY = re.compile(r"\bcategory ([12])\b")
_HOLDS = re.compile(
    r"\b(?:is|are|sits|stands|lists|remains|keeps?|still|currently|belongs|in effect)\b"
    r"|\b(?:it|that|this|there|which)'s\b"
)
_HELD = re.compile(r"\b(?:was|were|stood|had|left|removed|taken out|off|out of)\b")
_MEANS = re.compile(
    r"\s*,? (?:is|are|means?|holds|lists|covers) ?(?:for|the|where|what|an?"
    r"|substances|those)?\b"
)
_OTHER_ONES = re.compile(r"\b(?:other|these|those|many|several|some|twelve|\d+) [a-z]+")
_WORD = re.compile(r"[a-z]{4,}")


def check(page: Page) -> Iterator[Finding]:
    """Findings on statuses, guidelines and claims told as current that are not."""
    for sentence in page.prose:
        if not _CUE.search(sentence.folded) or not voiced(page, sentence):
            continue
        looks = (_guidance, _in_category, _authorised, _claimed)
        found = next((f for look in looks if (f := look(page, sentence)) is not None), None)
        if found is not None:
            yield told(page, sentence, found)


def _guidance(page: Page, sentence: Sentence) -> Overtaken | None:
    """A position or guideline told as the current one, of a year before the latest on record."""
    folded = sentence.folded
    match = _GUIDANCE.search(folded)
    still = _STILL.search(folded)
    years = [int(year) for year in _YEAR.findall(folded)]
    if match is None or still is None or len(years) != 1 or not plain(sentence, still.span()):
        return None
    if polarity(folded, *still.span()) is not Polarity.AFFIRMED:
        return None
    context = " ".join(s.folded for s in (*sentence.before[-2:], sentence))
    later = [
        status
        for status in of_subject(page)
        if status.kind is StatusKind.GUIDELINE and status.valid_from is not None
        and status.valid_from.first.year > years[0] and _of_authority(status, context)
    ]  # fmt: skip
    if not later:
        return None
    last = max(later, key=lambda s: str(s.valid_from))
    return _of_status(match.span(), last, f"a later one is on record, of {last.valid_from}")


def _of_authority(status: Status, context: str) -> bool:
    """Whether a text speaks of the body that issued a guideline."""
    name = status.authority.casefold()
    if name == "world health organization" and _WORLD_HEALTH.search(context):
        return True
    initials = "".join(word[0] for word in name.split() if word not in ("of", "the", "for", "and"))
    return name in context or bool(re.search(rf"\b{re.escape(initials)}\b", context))


def _in_category(page: Page, sentence: Sentence) -> Overtaken | None:
    """A category told as in force that has ended."""
    match = _CATEGORY.search(sentence.folded)
    if match is None or not _in_force(sentence, match.span()):
        return None
    if not speaks_of_subject(page, sentence):
        return None
    places = {found.code for found in named(sentence.text, sentence.folded)}
    for status in of_subject(page):
        if status.kind is not StatusKind.COMPOUNDING_CATEGORY or not ended(page, status):
            continue
        if f"category {match[1]}" in status.what.casefold() and (
            not places or status.jurisdiction in places
        ):
            return _of_status(match.span(), status, f"it ended on {status.valid_to}")
    return None


def _authorised(page: Page, sentence: Sentence) -> Overtaken | None:
    """An authorisation of a place told as in force that has ended there."""
    folded = sentence.folded
    match, stands = _AUTHORISED.search(folded), _STANDS.search(folded)
    if match is None or stands is None or not plain(sentence, stands.span()):
        return None
    if hedged(folded, *stands.span()) or not speaks_of_subject(page, sentence):
        return None
    places = {found.code for found in named(sentence.text, folded)}
    kinds: tuple[StatusKind, ...] = (StatusKind.APPROVAL, StatusKind.EMERGENCY_USE)
    if not places and re.match(r"\W*(?:that|this|the) \w", folded):
        earlier = " ".join(s.text for s in sentence.before[-2:])
        places = {found.code for found in named(earlier, earlier.casefold())}
    if not places and "emergency" in match.group():
        kinds = (StatusKind.EMERGENCY_USE,)
        places = {status.jurisdiction for status in of_subject(page) if status.kind in kinds}
        places = places if len(places) == 1 else set()
    here = [s for s in of_subject(page) if s.kind in kinds and s.jurisdiction in places]
    over = [status for status in here if ended(page, status)]
    if not over or any(status.holds and not ended(page, status) for status in here):
        return None
    return _of_status(stands.span(), over[-1], f"it ended on {over[-1].valid_to}")


def _in_force(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether a category is told as holding now, of the subject itself."""
    folded, masked = sentence.folded, sentence.masked
    begin, stop = clause(folded, *span)
    around = folded[begin:stop]
    if (
        not _HOLDS.search(around)
        or _HELD.search(around)
        or _OTHER_ONES.search(masked[begin : span[0]])
    ):
        return False
    if _MEANS.match(folded, span[1]) or not plain(sentence, span):
        return False
    affirmed = polarity(masked, *span) is Polarity.AFFIRMED
    return affirmed and not hedged(masked[: span[1]], *span)


def _of_status(span: tuple[int, int], status: Status, reason: str) -> Overtaken:
    until = f" (until {status.valid_to})" if status.valid_to else ""
    sources = tuple(cite.source for cite in status.cites)
    return Overtaken(span, reason, f"{status.what}{until}", sources)


def _claimed(page: Page, sentence: Sentence) -> Overtaken | None:
    """The wording of a claim that is outdated, told with a word for the present."""
    still = _STILL.search(sentence.folded) or re.search(r"\bunder ?way\b", sentence.folded)
    if still is None or not plain(sentence, still.span()):
        return None
    if polarity(sentence.masked, *still.span()) is not Polarity.AFFIRMED:
        return None
    if _YEAR.search(sentence.folded) or not speaks_of_subject(page, sentence):
        return None
    said = _stems(sentence.folded)
    for judged in page.judged:
        if judged.verdict == Factual.OUTDATED and _same(said, judged):
            told = judged.because[0] if judged.because else judged.reason
            return Overtaken(still.span(), judged.reason, told, judged.sources, judged.claim.id)
    return None


_EMPTY = frozenset(
    [
        "with",
        "from",
        "that",
        "this",
        "have",
        "been",
        "they",
        "their",
        "under",
        "into",
        "also",
        "more",
        "than",
        "still",
    ]
)


def _stems(folded: str) -> frozenset[str]:
    return frozenset(word[:6] for word in _WORD.findall(folded) if word not in _EMPTY)


def _same(said: frozenset[str], judged: Judged) -> bool:
    """Whether a sentence has nearly all the words of a claim."""
    own = _stems(judged.claim.text.casefold())
    return len(own) >= 3 and len(own & said) >= max(3, round(0.75 * len(own)))
