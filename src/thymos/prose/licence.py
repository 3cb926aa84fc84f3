"""What the records license a page to say: the strongest claim on the same matter.

Three degrees of saying so: plainly (it lowers deaths), firmly (it is proven to), and absolutely
(it always does). A verdict licenses up to one of them; what a page says beyond it outruns the
evidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from thymos.dossier.index import Dossier
from thymos.prose.page import Page, Sentence
from thymos.prose.topics import DISEASES, condition_words, groups, outcome_groups
from thymos.records.claim import ClaimKind
from thymos.verdict.judge import Judged
from thymos.verdict.words import Clinical


class Degree(IntEnum):
    """How strongly something is said, or may be."""

    NOT_AT_ALL = 0
    PLAINLY = 1
    FIRMLY = 2
    ABSOLUTELY = 3


# What each verdict on an effect licenses.
LICENSED: tuple[tuple[Clinical, Degree], ...] = (
    (Clinical.SUPPORTED, Degree.FIRMLY),
    (Clinical.PROBABLE, Degree.PLAINLY),
    (Clinical.UNSETTLED, Degree.NOT_AT_ALL),
    (Clinical.NOT_SUPPORTED, Degree.NOT_AT_ALL),
    (Clinical.CONTRADICTED, Degree.NOT_AT_ALL),
    (Clinical.UNTESTED, Degree.NOT_AT_ALL),
)

_ABSOLUTE = re.compile(
    r"\b(?:always|never|can ?not|can't|can no longer|guarante\w+"
    r"|every (?:single |last )?(?:patient|case|one|person|child|time)"
    r"|everyone|everybody|all (?:patients|people|cases)|100 ?%|hundred per ?cent|cures?|cured"
    r"|curing"
    r"|miracle|completely|totally|entirely|eradicat\w+|eliminat\w+|no matter|anyone|any patient"
    r"|regardless of|whatever (?:the|your)|lifelong|for life|full(?:y)? protect\w*|foolproof"
    r"|without fail|in all|(?:is|are|stays?|has|have) gone|gone for good|for good"
    r"|(?:do(?:es)?|will|did) not (?:come back|return|recur))\b"
)
_FIRM = re.compile(
    r"\b(?:proven?|proves|proved|confirmed|confirms|established|settled|conclusive\w*|definitive\w*"
    r"|beyond (?:any |all )?(?:doubt|question|dispute)|undeniabl\w+|indisputabl\w+|certain(?:ly"
    r"|ty)?"
    r"|no (?:doubt|question)|unquestion\w+|overwhelming\w*|clearly|the science is|robust(?:ly)?"
    r"|solid|gold standard|scientifically)\b"
)


def degree(folded: str) -> Degree:
    """How strongly a statement is put, by its words.

    >>> degree("it is proven to help").name, degree("it cures").name, degree("it helps").name
    ('FIRMLY', 'ABSOLUTELY', 'PLAINLY')
    """
    if _ABSOLUTE.search(folded):
        return Degree.ABSOLUTELY
    return Degree.FIRMLY if _FIRM.search(folded) else Degree.PLAINLY


@dataclass(frozen=True, slots=True)
class Licence:
    """The most that may be said, and the claim that was compared; None where no claim is near."""

    most: Degree
    judged: Judged | None


def scope(dossier: Dossier) -> str | None:
    """The one condition that a dossier is about, if it is about one."""
    conditions = {outcome.condition for outcome in dossier.outcomes.values()}
    return conditions.pop() if len(conditions) == 1 else None


@dataclass(frozen=True, slots=True)
class Matter:
    """What a sentence is about: conditions that the dossier holds, or one that it does not."""

    conditions: tuple[str, ...] = ()
    elsewhere: bool = False


def matter_of(page: Page, sentence: Sentence) -> Matter:
    """What a sentence is about: by its own words, else those before it, else its headings."""
    known = _patterns(tuple(sorted({o.condition for o in page.dossier.outcomes.values()})))
    block = sentence.block
    nearby = (sentence.folded, *(s.folded for s in reversed(sentence.before[-2:])),
              (block.question or "").casefold(), (block.lead or "").casefold(),
              block.headings[-1].casefold() if block.headings else "")  # fmt: skip
    for text in nearby:
        found = tuple(name for name, words in known if words.search(text))
        if found:
            return Matter(found)
        if DISEASES.search(text):
            return Matter((), elsewhere=True)
    # Far above, "that malaria tablet" may be no more than a name.
    above = " ".join(block.headings[:-1]).casefold()
    return Matter(tuple(name for name, words in known if words.search(above)))


@lru_cache(maxsize=64)
def _patterns(names: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, condition_words(name)) for name in names)


def of_benefit(page: Page, sentence: Sentence, conditions: tuple[str, ...]) -> Licence:
    """What may be said of a benefit in some conditions; in any, where none is named."""
    claims = [j for j in page.judged if _promises(j) and _on(page, j, conditions)]
    about = groups(sentence.folded)
    near = [j for j in claims if about & _groups(page, j)]
    return _best(_nearest(sentence.folded, near) or claims)


_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
# So many words in common tell which of several like claims is meant.
_COMMON = 2


def _nearest(folded: str, claims: list[Judged]) -> list[Judged]:
    """Of claims on one kind of outcome, those that share most words with a sentence, if enough."""
    words = set(_LONG_WORD.findall(folded))
    shared = [len(words & set(_LONG_WORD.findall(_said(j)))) for j in claims]
    most = max(shared, default=0)
    if most < _COMMON:
        return claims
    return [j for j, n in zip(claims, shared, strict=True) if n == most]


def of_kind(page: Page, words: re.Pattern[str]) -> Licence:
    """What may be said on a matter that is known by its words alone, such as ageing."""
    claims = [j for j in page.judged if _promises(j) and words.search(_said(j))]
    return _best(claims)


def of_safety(page: Page) -> Licence:
    """What may be said of its safety as a whole."""
    claims = [j for j in page.judged if j.claim.kind is ClaimKind.SAFETY]
    record = [j for j in claims if j.claim.expects == "no harm"]
    return Licence(Degree.NOT_AT_ALL, min(record or claims, key=_front, default=None))


def _best(claims: list[Judged]) -> Licence:
    """The claim that licenses most; of those alike, one that the front page shows."""
    if not claims:
        return Licence(Degree.NOT_AT_ALL, None)
    first = min(claims, key=lambda j: (-_licensed(j), *_front(j)))
    return Licence(_licensed(first), first)


def _front(judged: Judged) -> tuple[bool, bool]:
    return (not judged.claim.front, not judged.sources)


def _licensed(judged: Judged) -> Degree:
    return next(
        (most for verdict, most in LICENSED if verdict == judged.verdict), Degree.NOT_AT_ALL
    )


def _promises(judged: Judged) -> bool:
    return judged.claim.kind.clinical and judged.claim.expects == "benefit"


def _on(page: Page, judged: Judged, conditions: tuple[str, ...]) -> bool:
    """Whether a claim is on one of some conditions, or on a kind of one."""
    if not conditions:
        return True
    pico = judged.claim.pico
    outcome = page.dossier.outcomes.get(pico.outcome or "") if pico else None
    if outcome is not None:
        return any(page.dossier.head.is_kind_of(outcome.condition, c) for c in conditions)
    said = _said(judged)
    return any(condition_words(c).search(said) for c in conditions)


def _groups(page: Page, judged: Judged) -> frozenset[str]:
    pico = judged.claim.pico
    outcome = page.dossier.outcomes.get(pico.outcome or "") if pico else None
    return outcome_groups(outcome) if outcome else groups(_said(judged))


def _said(judged: Judged) -> str:
    claim = judged.claim
    population = claim.pico.population if claim.pico else ""
    return f"{claim.id.replace('-', ' ')}. {claim.text} {claim.plain or ''} {population}".casefold()
