"""For whom a study was, and against what: ages, sex and comparator, against its record.

Only what a page says of all its people ("only under 65s", "in young women") is held against the
record, and only where the record gives the bound, the sex or the comparator itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.clauses import firm
from thymos.prose.drugs import others as other_drugs
from thymos.prose.page import Page, Sentence
from thymos.prose.rules.design import described, primary, told_of
from thymos.prose.stance import in_quotes, voiced
from thymos.prose.text import fold
from thymos.records.study import Control, Study

_CUE = re.compile(
    r"\bunder\b|under-|\bover\b|over-|younger|older|women|woman|girls|\bmen\b|compar|against"
)
_N = r"(?P<n>\d\d)"
_AGED = (
    r"(?:people|patients|adults|men|women|those|anyone|everyone|folk|volunteers|subjects)"
    r" (?:aged |who were )?"
)
_YOUNGER = re.compile(
    rf"\b(?:only (?:let in |took |enrolled |admitted |recruited |for |in )?(?:{_AGED})?(?:under"
    rf"|below|younger than)[- ]{_N}s?\b|(?:{_AGED})?(?:under|below|younger than)[- ](?P<m>\d\d)s?"
    rf"\b(?: years)?(?: of age)? only\b|(?:let in|took|enrolled|admitted|recruited|was for) only"
    rf" (?:{_AGED})?(?:under|below|younger than)[- ](?P<k>\d\d)s?\b)"
)
_OLDER = re.compile(
    rf"\b(?:only (?:let in |took |enrolled |admitted |recruited |for |in )?(?:{_AGED})?(?:over"
    rf"|above|older than)[- ]{_N}s?\b|(?:{_AGED})?(?:over|above|older than)[- ](?P<m>\d\d)s?"
    rf"\b(?: years)?(?: of age)? only\b|(?:let in|took|enrolled|admitted|recruited|was for) only"
    rf" (?:{_AGED})?(?:over|above|older than)[- ](?P<k>\d\d)s?\b)"
)
_FROM = re.compile(r"\b(?:of|aged|over|from) (\d\d) (?:years )?(?:or|and) (?:more|over|older)")
_SPAN = re.compile(r"\b(\d\d)\s*(?:-|to)\s*(\d\d)\b")
_OF_ONE_SEX = re.compile(
    r"\b(?:to|in|of|among|on|with|for|only|enrolled|recruited|studied|took|tested|\d[\d,]*"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?)"
    r" (?:(?:older|young|elderly|younger|healthy|pregnant|old) )?(?P<sex>women|men|girls|boys)\b"
    r"(?! (?:and|or) (?:wo)?men)"
)
_BOTH = re.compile(r"\bmen (?:and|or|as well as) women\b|\bwomen (?:and|or|as well as) men\b")
_HELD_AGAINST = re.compile(
    r"\b(?:compared (?:it |them |the \w+ |\ue000+ )?(?:with|to|against)|(?:was|were) (?:compared"
    r"|held|set|tested|pitted|weighed) (?:with|to|against)|(?:pitted|tested|set|weighed|tried)"
    r" (?:it |\ue000+ |the \w+ )?against)\s+(?P<with>[^.;,]{3,40})"
    r"|\bhad (?P<as>[^.;,]{3,30}?) as (?:its|the) (?:comparator|control)\b"
)


def check(page: Page) -> Iterator[Finding]:
    """Findings on the ages, the sex and the comparator of one study."""
    for sentence in page.prose:
        if not _CUE.search(sentence.folded):
            continue
        study = told_of(page, sentence)
        if study is None or not voiced(page, sentence):
            continue
        for look in (_ages, _sex, _against):
            span = look(sentence, study)
            if span is None or in_quotes(sentence.masked, *span):
                continue
            if firm(sentence.masked, *span):
                yield _finding(page, sentence, study, span)
                break


def _people(study: Study) -> str:
    return fold(f"{study.population.text}; {study.population.ages or ''}")


def _ages(sentence: Sentence, study: Study) -> tuple[int, int] | None:
    """Only the younger, or only the older, where the record has the others."""
    people = _people(study)
    span, over = _SPAN.search(people), _FROM.search(people)
    if (match := _YOUNGER.search(sentence.masked)) is not None:
        least = int(over[1]) if over else int(span[1]) if span else None
        most = int(span[2]) if span else None
        told = int(match["n"] or match["m"] or match["k"])
        older = (least is not None and told <= least) or (most is not None and told < most - 1)
        return match.span() if older else None
    if (match := _OLDER.search(sentence.masked)) is not None and span is not None:
        told = int(match["n"] or match["m"] or match["k"])
        return match.span() if told > int(span[1]) + 1 else None
    return None


def _sex(sentence: Sentence, study: Study) -> tuple[int, int] | None:
    """One sex, where the record has the other one alone."""
    people = _people(study)
    men, women = re.search(r"\bmen\b", people), re.search(r"\bwomen\b", people)
    if bool(men) == bool(women) or _BOTH.search(sentence.folded):
        return None
    match = _OF_ONE_SEX.search(sentence.masked)
    if match is None:
        return None
    told_men = match["sex"] in ("men", "boys")
    both = re.search(r"\bmen\b" if not told_men else r"\bwomen\b", sentence.folded)
    return match.span() if told_men is not bool(men) and both is None else None


def _against(sentence: Sentence, study: Study) -> tuple[int, int] | None:
    """Another medicine as the comparator, where the record has a placebo or nothing."""
    if study.control not in (Control.PLACEBO, Control.UNTREATED) or len(study.arms) > 2:
        return None
    match = _HELD_AGAINST.search(sentence.masked)
    if match is None:
        return None
    name = "with" if match["with"] else "as"
    drug = next(iter(other_drugs(match[name])), None)
    if drug is None or re.search(r"\bplacebo|\bdummy|\bplus\b|\band\b|\bwith\b", match[name]):
        return None
    arms = " ".join(arm.text for arm in study.arms)
    known = fold(f"{study.note or ''} {study.population.text} {arms}")
    return None if drug.group() in known else match.span()


def _finding(page: Page, sentence: Sentence, study: Study, span: tuple[int, int]) -> Finding:
    return page.finding(
        sentence,
        span,
        "misdescribed-design",
        Severity.ERROR,
        f"the record of {study.name} names other people, or another comparator",
        expected=described(study),
        sources=primary(study),
        suggestion=f"{study.name}: {described(study)}.",
    )
