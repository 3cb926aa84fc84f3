"""Whole numbers in prose that count people, or things that befell them.

A number counts events where a word for an event stands beside it ("27 deaths", "27 of them had
died", "deaths: 27"), and people where it is followed by them. A bare one ("27 on the drug and
132 on placebo") counts one or the other: what it is held against decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.prose.quantity import Part, Quantity, softened
from thymos.prose.spelled import SPELLED, spelled

PEOPLE = (
    r"(?:patients?|adults?|people|persons?|participants?|subjects?|volunteers?|men|women|children"
    r"|infants?|babies|newborns?|pupils|folks?|souls|individuals?)"
)
EVENT = (
    r"(?:deaths?|died|dead|dying|fatalit\w+|infections?|infected|survivors?|survived|alive"
    r"|respon(?:ses?|ders?|ded)|relaps\w+|recurrences?|bleeds?|seroconver\w+|recover(?:ed|ies)"
    r"|progressed|intubat\w+|events?|cases|developed|caught|fell ill|contracted|perished|lost"
    r"|(?:got|had) (?:tuberculosis|tb|an infection|the disease))"
)
_TOKEN = re.compile(
    r"(?<![\w.,;/$£€#+-])(?<!\d:)(?P<value>\d{1,3}(?:[,.]\d{3})+(?= [a-z])|\d{1,3}(?:,\d{3})+"
    r"|\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+"
    r"|\d+(?P<k>(?:\.\d)?k\b)?)(?![\w%/]|[.,]\d|-\d|:\d)"
    rf"|(?<![\w-])(?P<word>{SPELLED})(?=[- ](?:[a-z]+ )?(?:{PEOPLE}|{EVENT})\b)"
)
# What makes the number before it, or after it, no count.
_NAMES_IT = re.compile(
    r"(?:\b(?:days?|weeks?|months?|years?|phase|categor(?:y|ies)|tables?|figures?|fig\.|stage|type"
    r"|grade|level|pmid:?|pmcid:?|doi:?|isbn:?|pages?|pp?\.|version|part"
    r"|chapter|section|item|step|aged?|number|no\.?"
    r"|vol(?:ume|\.)|issue|article|top|class|appendix|by|per|(?<!more )(?<!fewer )(?<!less )than"
    r"|reference|refs?\.?|at least one"
    r"|jan\w*|feb\w*|march|april|may|june|july|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*|covid|isis|under"
    r"|age of|aged (?:over|under)|between|n =|n=|[a-z]{2,}-)|[(\[])\s*$"
)
_LABELLED = re.compile(r"\b(?:group|arm|cohort|trial|study)\s*$")
_FEW = 6
_UNIT = re.compile(
    r"\s*-?\s*(?:%|per\s?cent|percentage|points?|mg|mcg|µg|μg|g\b|kg|ml\b|l\b|mmol|iu\b|units?|mu\b"
    r"|hours?|hrs?\b|h\b|days?|d\b|weeks?|wks?|months?|mo\b|years?|yrs?|decades?|minutes?|mins?\b"
    r"|seconds?|km\b|miles?|met(?:er|re)s?|degrees?|times\b|fold|x\b|jan\w*\b|feb\w*\b|march|april"
    r"|may\b|june|july|august|sept\w*|october|november|december|million|billion|thousand|hundred"
    r"|or \d|to \d|da\b|amino|residues?|trials?|stud(?:y|ies)|rcts?|reviews?|reports?|papers?|arms?"
    r"|groups?|cent(?:er|re)s?|hospitals?|sites?|countries|nations|doses?|cycles?|courses?|letters?"
    r"|o'clock|a\.?m\b|p\.?m\b|pounds|dollars|euros|others?"
    r"|(?:and|or) (?:over|older|above|up|under|younger|below)\b)"
)
_ADJECTIVES = r"(?:(?!(?:of|on|in|with|had|and|were|died|who|from|to|was) )[a-z-]+ ){0,3}?"
_OF_PEOPLE = re.compile(rf"[- ]+{_ADJECTIVES}{PEOPLE}\b")
_BEFELL = re.compile(
    rf"\s+(?:(?:of (?:them|these|those|whom|the (?:treated|controls?|patients|[a-z]+ (?:patients"
    rf"|group|arm))|{PEOPLE})|{_ADJECTIVES}{PEOPLE})(?: (?:on|in|with|given|who|taking|among|of"
    rf"|from)\b[^\d;%.,]{{0,30}}?)?\s+)?(?:had |have |were |was |who |then |went on to |later )*"
    rf"(?:[a-z-]+ )?{EVENT}\b"
)
_HEAD = re.compile(
    rf"\b{EVENT}\b[^\d;%.]{{0,60}}$|\b{EVENT}\b[^;%.]{{0,60}}\d[^;%.a-z]{{0,3}}"
    rf"[^;%.\d]{{0,50}}$"
)
# A bare number ends there, or is held against another, or is told of a group.
_BARE = re.compile(
    r"\s*(?:$|[.;:,)!?|]|(?:on|off|with|given|in the|in its|among|for|against|versus|vs?\.?|and"
    r"|compared|of the|of those|to|out of|treated|controls?|without|when|did\b|not|but|while|who"
    r"|a side|apiece|a piece|on (?:each|either)|in (?:each|either|both)|per (?:arm|group)"
    r"|were (?:vaccinated|treated|given|enrolled|randomi[sz]ed|left|allotted|allocated|assigned)"
    r"|[\ue000-\ue003])(?!\w))"
)
_JOINED = re.compile(r"\s*(?:and|against|versus|vs?\.?|to|or|,|compared with|/)\s*$")
# Risks told of a thousand people count nobody.
_PER_THOUSAND = re.compile(
    r"\b(?:of|per|in|for|out of) (?:every |each |a )?(?:1,?000|100|10,?000|thousand|hundred)\b"
)
# Of so many: the whole of which some are counted.
_WHOLE = re.compile(r"\b(?:of|out of|among|from|in|of all)(?: the| all| its| their)?\s*$")
# Of three and more in a row nobody can tell which is which.
_LISTED = re.compile(r"\d, \d[\d,]*,? and $|\d(?<!19\d\d)(?<!20\d\d), $")
_LISTS = re.compile(r", \d[\d,]*,? (?:and|\d)")
_LEAST = 3
_YEARS = (1900, 2100)
_ROUND = (100, 1_000, 10_000, 100_000, 1_000_000)


def of_a_thousand(folded: str) -> bool:
    """Whether a text tells risks of a thousand or a hundred people, who are nobody's patients."""
    return bool(_PER_THOUSAND.search(folded))


def in_a_row(folded: str, start: int, end: int) -> bool:
    """Whether a number is one of three or more in a row, of which nobody can tell which is which.

    >>> in_a_row("in 7, 10, 6 and 12 patients", 16, 18), in_a_row("6 and 12 patients", 6, 8)
    (True, False)
    """
    return bool(_LISTED.search(folded[max(0, start - 24) : start]) or _LISTS.match(folded, end))


def tally(text: str, folded: str) -> Iterator[Quantity]:
    """The counts of people and of events in a folded and masked text.

    >>> text = "Deaths: 27 on the drug, 132 among 547 controls; 90 patients had died by day 28."
    >>> [(q.part.value, q.value) for q in tally(text, text.lower())]
    [('events', 27.0), ('events', 132.0), ('number of people', 547.0), ('events', 90.0)]
    """
    last: Quantity | None = None
    if of_a_thousand(folded):
        return
    for found in _TOKEN.finditer(folded):
        value = _value(found)
        part = _part(folded, found, value, last)
        if part is None:
            continue
        about = softened(folded, found.start()) or bool(found["k"])
        last = Quantity(part, value, 0, *found.span(), about=about)
        yield last


def _value(found: re.Match[str]) -> float:
    if found["word"]:
        return float(spelled(found["word"]) or 0)
    if found["k"]:
        return 1000 * float(found["value"][:-1])
    return float(re.sub(r"\D", "", found["value"]))


def _part(folded: str, found: re.Match[str], value: float, last: Quantity | None) -> Part | None:
    start, end = found.span()
    before = folded[max(0, start - 160) : start]
    year = _YEARS[0] <= value <= _YEARS[1] and "," not in found.group()
    labelled = _NAMES_IT.search(before) or (_LABELLED.search(before) and value < _FEW)
    if labelled or _UNIT.match(folded, end) or in_a_row(folded, start, end):
        return None
    if _BEFELL.match(folded, end) and not _WHOLE.search(before):
        return None if year or value < (3 if found["word"] else 0) else Part.EVENTS
    if _OF_PEOPLE.match(folded, end):
        return Part.TOTAL if value >= 10 else None
    if year or found["word"] or value in _ROUND or not _BARE.match(folded, end):
        return None
    part = _bare(before, folded[end:], last, folded[last.end : start] if last else "")
    # A number as small as this is counted by its noun, or held against another.
    return part if value >= _LEAST or (part is Part.EVENTS and last is not None) else None


def _bare(before: str, after: str, last: Quantity | None, between: str) -> Part | None:
    """The part of a number that no noun follows."""
    joined = last is not None and _JOINED.match(between)
    ahead = _AHEAD.match(after)
    if ahead is not None and _OF_PEOPLE.match(after, ahead.end()) and not _WHOLE.search(before):
        return Part.TOTAL
    if _WHOLE.search(before):
        return Part.TOTAL
    if last is not None and (joined or len(between) < _NEAR) and last.part is Part.EVENTS:
        return Part.EVENTS
    if last is not None and (joined or len(between) < _NEAR) and last.part is Part.TOTAL:
        return Part.COUNT
    return Part.EVENTS if _HEAD.search(before) else Part.COUNT


# How far apart two counts of one sort may stand.
_NEAR = 60
_AHEAD = re.compile(r"\s*(?:and|against|versus|vs?\.?|to)\s+(?:\d{1,3}(?:,\d{3})+|\d+)")
