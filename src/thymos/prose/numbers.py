"""Numbers in prose with the part they play: a share, a P value, a ratio, a count of people.

Only a number whose part is certain is returned; years, doses and durations are not. All
positions are those of the folded text, which are those of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from thymos.prose.quantity import NUMBER as _NUMBER
from thymos.prose.quantity import Part, Quantity, number, softened
from thymos.prose.shares import MEASURES, PART_NAMES, changes, shares
from thymos.prose.spelled import SPELLED
from thymos.prose.tally import EVENT, in_a_row, of_a_thousand, tally

__all__ = ["Part", "Quantity", "number", "quantities"]

_INTEGER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?![\d.%]*\d|\s*%)"
_PEOPLE = (
    r"(?:patients?|adults?|people|persons?|participants?|subjects?|volunteers?|men|women|children)"
)
_UNITS = r"(?:days?|d|weeks?|months?|years?|hours?)"

_RATIO = re.compile(
    rf"\b(?P<name>hazard ratios?|relative risks?|risk ratios?|rate ratios?|odds ratios?|hr|rr|or)\b"
    rf"(?P<gap>(?:\d+[- ]?{_UNITS}\b|[^;%=:\d.]){{0,60}}?)(?:[=:]\s*)?(?P<value>\d+\.\d+)(?![\d%])"
    rf"(?:\s*[,;]?\s*[(\[]?\s*(?:(?P<level>9\d)(?:\.\d)?\s*%\s*)?"
    rf"(?P<word>ci|confidence intervals?|confidence limits?|interval)?[:,=]?\s*(?:of |from |was )?"
    rf"(?P<low>\d*\.\d+|\d+)\s*(?:-|to|,|and)\s*(?P<high>\d*\.\d+|\d+)(?![\d%]))?"
)
# "A rate ratio of 0.89 to 1.59" tells limits, and no estimate.
_RANGE = re.compile(r"\s*(?:to|-|and|up to)\s*\d*\.\d")
# "A risk ratio of 0.74 that runs from 0.54 up to 1.02": limits told with a verb, or as such.
_RUNS = re.compile(
    r"[\s,;]*(?:[a-z%]+[ ,]+){0,4}?(?:runs?|running|rang(?:es?|ing|ed)|goes|going|spans?|spanning"
    r"|stretch\w+|reach\w*|intervals?|limits?|ci|confidence)\b[ :,]*(?:(?:was|is|of|from|between"
    r"|at|being|all the way) ){0,3}(?P<low>\d*\.\d+)\s*(?:up to|to|-|and|all the way to)\s*"
    r"(?P<high>\d*\.\d+|\d+)(?![\d%])"
)
# A number after these words is a limit, and no estimate.
_LIMITS = re.compile(r"\b(?:intervals?|limits?|ci|range[sd]?|between|from)\b")
_P = re.compile(
    r"(?<![\w-])p(?:[ -]?values?)?\b(?P<gap>[^;.=<>%:]{0,70}?)"
    r"(?:(?P<relation>[=<>:])|\b(?:of|was|is|at)\b|(?=\s+0?\.\d))\s*(?P<value>0?\.\d+|1\.0+)(?![\d%])"
)
_PAIRED = re.compile(
    rf"(?<![\w.,/-])(?P<value>{_NUMBER})"
    rf"(?=\s*(?:vs?\.?|versus|and|against|to|compared (?:with|to)|or)"
    rf"\s*(?:{_NUMBER})\s*(?:%|percent|per cent))"
)
_PAIRED_AFTER = re.compile(
    rf"(?:%|percent|per cent)\s*(?:\([^)]{{0,30}}\)\s*)?(?:vs?\.?|versus|against|compared (?:with"
    rf"|to)|and)"
    rf"\s*(?P<value>{_NUMBER})(?![\d.,]*\d|\s*(?:%|percent|per cent|[a-z]*\s?(?:patients|people"
    rf"|of\b|days|mg"
    r"|weeks|months|years|trials|studies)))"
)
_TOLD_AS = re.compile(
    rf"\b(?:as percentages|in percentages|in per ?cent)\b[^.;\d]{{0,40}}?(?P<value>{_NUMBER})"
    rf"(?:\s*(?:and|against|versus|vs\.?)\s*(?P<other>{_NUMBER}))?(?![\d.]*\s*%)"
)
_PERCENT = re.compile(
    rf"(?<![\w.,/])(?P<value>\d{{1,2}},\d{{1,2}}(?=\s*%)|{_NUMBER}|{SPELLED}(?= per))"
    r"\s*(?:%|percent\b|per cent\b)(?!\s*age points)"
)
_LEVEL = re.compile(r"\s*[- ]?(?:ci|cis|confidence|credible|prediction|power|limits?)\b")
# A share that changed is no share of people.
_CHANGE_AFTER = re.compile(
    r"\s*(?:-?age points?|points?|(?:absolute|relative|overall|significant)?\s*"
    r"(?:risk |mortality )?(?:reduc\w+|decreas\w+|lower\b|less\b|fewer|drop|declin\w+|increas\w+"
    r"|higher|more\b|better|improv\w+|differences?|cut\b|benefit|gain))"
)
_CHANGE_BEFORE = re.compile(
    r"(?:\bby|reduction of|reductions? in \w+ of|increase of|difference of|points of|cut)\s*"
    r"(?:about|around|nearly|roughly|almost|up to|over|more than|some|as much as|~)?\s*[-+]?$"
)
_FRACTION = re.compile(
    rf"(?<![\w./-])(?P<value>\d{{1,3}}(?:,\d{{3}})+|\d+|{SPELLED}(?= ))\s*"
    rf"(?:(?:of )?{EVENT} |{EVENT} of [a-z]+ |people |patients )?"
    r"(?:/|of(?: the| its)?|out of(?: the)?|among(?: the)?)\s*"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?![\d/%-]|\.\d|\s*%"
    r"|\s+(?:[a-z-]+ )?(?:trials|studies|cent(?:er|re)s|countries|hospitals|reviews|days|months))"
)
# "62 cases in 13,598 vaccinated people and 248 in 12,867 others".
_CASES_IN = re.compile(
    rf"(?<![\w.,/-])(?P<value>{_INTEGER})\s+(?:[a-z]+ )?(?:cases|{EVENT})\s+(?:in|among|of|out of"
    rf"|from)(?: the| its| all)?\s+(?P<whole>{_INTEGER})(?!\s+(?:[a-z-]+ )?(?:trials|studies|cent"
    r"|countries|hospitals|days|weeks|months|years))"
)
_AND_IN = re.compile(
    rf"(?:\band|against|versus|vs\.?|to|,)\s+(?P<value>{_INTEGER})\s+(?:in|among|of|out of)"
    rf"(?: the| its)?\s+(?P<whole>{_INTEGER})(?!\s+(?:[a-z-]+ )?(?:trials|studies|cent|countries"
    r"|hospitals|days|weeks|months|years))"
)
_BACKWARDS = re.compile(
    rf"\b(?:of|out of|among)(?: the| its| all)? (?P<whole>{_INTEGER})\b[^.;:\d]{{0,70}}?[, ]"
    rf"(?P<value>{_INTEGER}) (?:of (?:them|these|those) )?(?:had |have |were )?{EVENT}\b"
    r"(?! of \d)"
)
_TOTAL = re.compile(
    rf"\bn\s*=\s*(?P<n>{_INTEGER})"
    rf"|(?<![\w.,/-])(?P<people>{_INTEGER})[- ]+(?:[a-z-]+ ){{0,4}}?{_PEOPLE}\b"
    rf"|\b(?:enrol(?:l)?ed|randomi[sz]ed|recruited)\s+"
    rf"(?:a total of |about |nearly |over )?(?P<verb>{_INTEGER})"
)
_CENTRE = (
    r"(?:(?!(?:in|at|from|of|on|with|and|patients|people) )[a-z-]+ ){0,3}?"
    r"(?:cent(?:er|re)|hospital|site|icu|clinic|(?:coronary|intensive) care unit)"
)
_CENTRES = re.compile(rf"(?<![\w.,/-])(?P<value>{_INTEGER}|{SPELLED})\s+{_CENTRE}s\b")
_ONE_CENTRE = re.compile(
    rf"\b(?:in|at|from|was|were|is)\s+(?:just |only )?(?P<value>one|a single)\s+{_CENTRE}\b"
)
_COUNTRIES = re.compile(
    rf"(?<![\w.,/-])(?P<value>{_INTEGER}|{SPELLED})\s+(?:different |other )?(?:countries|nations)\b"
)
_STUDIES = re.compile(
    rf"(?<![\w.,/-])(?P<value>{_INTEGER}|{SPELLED})\s+(?:[a-z-]+ ){{0,3}}?"
    r"(?:studies|trials|rcts|randomi[sz]ed controlled trials)\b"
)
_I2 = re.compile(r"(?<!\w)i(?:2|-squared)\b[^\d%;]{0,16}(?P<value>\d+(?:\.\d+)?)\s*%")
# Risks are told of a thousand, which is no number of people counted.
_FEW = 4
_ROUND = (100, 1_000, 10_000, 100_000, 1_000_000)
_SPAN = r"(?:months|days|weeks|years|hours)\b(?!\s+(?:of age|old|later|ago|after))"
_HELD = r"(?:vs?\.?|versus|against|and|compared (?:with|to))"
_MEDIAN = re.compile(
    r"\bmedians?\b(?! (?:age|follow|delay|duration|number|dose|time (?:from|between|to treat)))"
    rf"[^.;\d]{{0,60}}?(?P<value>{_NUMBER})(?:\s*{_SPAN})?"
    rf"(?:[^.;\d]{{0,30}}?\b{_HELD}\s[^.;\d]{{0,20}}?(?P<other>{_NUMBER})(?:\s*{_SPAN})?)?"
    rf"|(?<![\w.,/-])(?P<first>{_NUMBER})(?:\s*{_SPAN})?\s*(?!and){_HELD}\s*"
    rf"(?P<second>{_NUMBER})\s*{_SPAN}"
)
# "The odds of dying come out at 0.89": a ratio told by what it is one of.
_OF_DYING = re.compile(
    r"\b(?P<name>odds|hazard|risk|rate) of (?:dying|death|infection|tuberculosis)\b[^;.\d]{0,40}?"
    r"\b(?:at|of|to|by|was|were|is|as)\s+(?P<value>[0-2]\.\d\d?)(?![\d.]*\d|\s*(?:%|per ?cent))"
)
# A ratio told without its name, as people do of a review.
_BARE = re.compile(
    r"\b(?:got|gave|found|com(?:es?|ing) (?:to|out at)|came (?:to|out at)|landed on|arrived at)\s+"
    r"(?P<value>[0-2]\.\d\d)(?![\d.]*\d|\s*(?:%|per ?cent|m[gl]|points?))"
)
# A text in which none of these stands holds no number of any sort.
_ANY_NUMBER = re.compile(rf"\d|\b(?:{SPELLED}|{PART_NAMES}|single)\b")


@lru_cache(maxsize=4096)
def quantities(text: str, folded: str) -> tuple[Quantity, ...]:
    """The numbers whose part is certain, in order, none overlapping another.

    >>> text = "HR 0.97 (0.76-1.24), P=.82"
    >>> [(q.part.value, q.value) for q in quantities(text, text.lower())]
    [('ratio', 0.97), ('P value', 0.82)]
    """
    if not _ANY_NUMBER.search(folded):
        return ()
    taken: list[Quantity] = []
    for finder in _FINDERS:
        for quantity in finder(text, folded):
            if all(quantity.end <= q.start or quantity.start >= q.end for q in taken):
                taken.append(quantity)
    return tuple(sorted(taken, key=lambda q: q.start))


def _ratios(text: str, folded: str) -> Iterator[Quantity]:
    for found in _RATIO.finditer(folded):
        name = found["name"]
        if len(name) == 2 and not text[found.start() : found.start() + 2].isupper():
            continue  # the word "or"
        if _LIMITS.search(found["gap"]) or _RANGE.match(folded, found.end("value")):
            continue
        measure = next((code for word, code in MEASURES if name.startswith(word)), name.upper())
        value, digits = number(found["value"])
        interval, interval_digits, end = None, 0, found.end("value")
        runs = None if found["low"] else _RUNS.match(folded, end)
        if runs is not None:
            (low, one), (high, other) = number(runs["low"]), number(runs["high"])
            interval, interval_digits, end = (low, high), min(one, other), runs.end("high")
        elif found["low"] and (
            found["word"] or re.search(r"[(\[]", found.group()[end - found.start() :])
        ):
            (low, one), (high, other) = number(found["low"]), number(found["high"])
            if low <= value <= high or found["word"]:
                interval, interval_digits, end = (low, high), min(one, other), found.end("high")
        yield Quantity(
            Part.RATIO, value, digits, found.start(), end, "=", measure, interval, interval_digits,
            about=softened(folded, found.start("value")),
        )  # fmt: skip


def _p_values(text: str, folded: str) -> Iterator[Quantity]:
    for found in _P.finditer(folded):
        value, digits = number(found["value"])
        relation = found["relation"] or "="
        relation = "=" if relation == ":" else relation
        about = softened(folded, found.start("value")) and relation == "="
        yield Quantity(Part.P, value, digits, found.start(), found.end(), relation, about=about)


def _percents(text: str, folded: str) -> Iterator[Quantity]:
    for found in _TOLD_AS.finditer(folded):
        for name in ("value", "other"):
            if found[name]:
                value, digits = number(found[name])
                if value <= 100:
                    yield Quantity(Part.PERCENT, value, digits, *found.span(name))
    for found in _PAIRED_AFTER.finditer(folded):
        value, digits = number(found["value"])
        if value <= 100:
            yield Quantity(Part.PERCENT, value, digits, *found.span("value"))
    for pattern in (_PERCENT, _PAIRED):
        for found in pattern.finditer(folded):
            value, digits = number(found["value"])
            if value > 100 or _LEVEL.match(folded, found.end()):
                continue
            last = found if pattern is _PERCENT else _PERCENT.search(folded, found.end())
            after = last.end() if last else found.end()
            if _CHANGE_AFTER.match(folded, after) or _CHANGE_BEFORE.search(folded[: found.start()]):
                continue
            about = softened(folded, found.start())
            yield Quantity(Part.PERCENT, value, digits, found.start(), found.end(), about=about)


def _fractions(text: str, folded: str) -> Iterator[Quantity]:
    cases = tuple(_CASES_IN.finditer(folded))
    elliptic = tuple(_AND_IN.finditer(folded)) if cases else ()
    for found in (*_FRACTION.finditer(folded), *_BACKWARDS.finditer(folded), *cases, *elliptic):
        value, whole = int(number(found["value"])[0]), int(number(found["whole"])[0])
        if found["value"][0].isalpha() and value < _FEW:
            continue  # "one of 22", "two of the 12 authors"
        year = 1900 <= whole <= 2100 and "," not in found["whole"]
        if value <= whole and whole >= 10 and not year and whole not in _ROUND:
            start = found.start("value") if found.re is _AND_IN else found.start()
            yield Quantity(Part.FRACTION, value, 0, start, found.end(), whole=whole)


def _totals(text: str, folded: str) -> Iterator[Quantity]:
    for found in _TOTAL.finditer(folded):
        name = next(name for name in ("n", "people", "verb") if found[name])
        if of_a_thousand(folded) or in_a_row(folded, *found.span(name)):
            continue
        value, _ = number(found[name])
        if value >= 10 and not (1900 <= value <= 2100 and "," not in found[name]):
            about = softened(folded, found.start(name))
            yield Quantity(Part.TOTAL, value, 0, found.start(name), found.end(name), about=about)


def _centres(text: str, folded: str) -> Iterator[Quantity]:
    yield from _counted(Part.CENTRES, _CENTRES, folded)
    for found in _ONE_CENTRE.finditer(folded):
        yield Quantity(Part.CENTRES, 1.0, 0, found.start("value"), found.end())


def _countries(text: str, folded: str) -> Iterator[Quantity]:
    yield from _counted(Part.COUNTRIES, _COUNTRIES, folded)


def _studies(text: str, folded: str) -> Iterator[Quantity]:
    yield from _counted(Part.STUDIES, _STUDIES, folded)


def _heterogeneity(text: str, folded: str) -> Iterator[Quantity]:
    for found in _I2.finditer(folded):
        value, digits = number(found["value"])
        yield Quantity(Part.I2, value, digits, *found.span())


def _bare_ratios(text: str, folded: str) -> Iterator[Quantity]:
    for found in _OF_DYING.finditer(folded):
        value, digits = number(found["value"])
        measure = dict(MEASURES)[found["name"]]
        yield Quantity(Part.RATIO, value, digits, *found.span("value"), measure=measure)
    for found in _BARE.finditer(folded):
        value, digits = number(found["value"])
        yield Quantity(Part.RATIO, value, digits, *found.span("value"))


def _medians(text: str, folded: str) -> Iterator[Quantity]:
    """Times until something, or scores, of which groups have medians."""
    for found in _MEDIAN.finditer(folded):
        for name in ("value", "other", "first", "second"):
            if found[name]:
                value, digits = number(found[name])
                about = softened(folded, found.start(name))
                yield Quantity(Part.MEDIAN, value, digits, *found.span(name), about=about)


def _counted(part: Part, pattern: re.Pattern[str], folded: str) -> Iterator[Quantity]:
    for found in pattern.finditer(folded):
        value, _ = number(found["value"])
        if 1 < value < 1900:
            about = softened(folded, found.start("value"))
            yield Quantity(part, value, 0, found.start(), found.end(), about=about)


_FINDERS = (
    _ratios, _medians, _heterogeneity, changes, _p_values, _percents, shares, _fractions,
    _countries, _centres, _studies, tally, _totals, _bare_ratios,
)  # fmt: skip
