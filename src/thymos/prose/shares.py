"""Shares and changes of a risk told in words: "one in ten", "a third of them", "cut by half"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.prose.quantity import NUMBER, Part, Quantity, number, softened
from thymos.prose.spelled import SPELLED

MEASURES = (
    ("hazard", "HR"), ("relative", "RR"), ("risk", "RR"), ("rate", "RR"), ("odds", "OR"),
)  # fmt: skip
_PEOPLE = (
    r"(?:patients?|adults?|people|persons?|participants?|subjects?|volunteers?|men|women|children)"
)
_PARTS = (
    ("half", 1 / 2), ("third", 1 / 3), ("quarter", 1 / 4), ("fifth", 1 / 5), ("sixth", 1 / 6),
    ("tenth", 1 / 10), ("twentieth", 1 / 20), ("two thirds", 2 / 3), ("three quarters", 3 / 4),
    ("two fifths", 2 / 5), ("four fifths", 4 / 5), ("seventh", 1 / 7), ("eighth", 1 / 8),
    ("ninth", 1 / 9), ("three fifths", 3 / 5), ("three fourths", 3 / 4), ("fourth", 1 / 4),
    ("nine tenths", 9 / 10),
)  # fmt: skip
PART_NAMES = "|".join(sorted((name.replace(" ", "[ -]") for name, _ in _PARTS), key=len)[::-1])
# Of these a number in order ("the seventh of the patients") is more likely than a share.
_ORDINAL = r"(?:fourth|fifth|sixth|seventh|eighth|ninth|tenth|twentieth)"
_GROUP = r"(?:group|arm|side|half)s?"
# People of a group, of whom a share is told.
_THEM = (
    rf"(?:of (?:the |all |those |them\b|its |their |these |every )*(?:[a-z-]+ |\ue003+ )?"
    rf"(?:{_PEOPLE}|treated|controls?|group|arm|placebo|vaccinated|others?\b|rest\b|\ue000+)"
    rf"|of (?:those|them|whom)\b|(?:in|on|of) (?:each|either|both|every) {_GROUP}\b)"
)
_ONES = rf"(?:{SPELLED}|\d{{1,2}})"
_SHARE = re.compile(
    rf"(?<![\w-])(?P<share>(?:an? |one )?(?P<part>{PART_NAMES})) {_THEM}"
    rf"|(?<![\w-])(?P<share2>(?P<few>{_ONES}) (?:of them |(?:[a-z]+ )?{_PEOPLE} )?(?:in|out of)"
    rf" (?:every |each )?(?P<many>{_ONES}))(?![\w%/-]|[.,]\d"
    r"| of \d| (?:days?|weeks?|months?|years?|trials|studies|hospitals|cent|countries))"
)
# "23 in every hundred" is a share; of so few nobody counts people.
_OF_A_HUNDRED = re.compile(
    rf"(?<![\w.,/-])(?P<value>{NUMBER}|{SPELLED}) (?:{_PEOPLE} )?(?:in|out of|of|per)"
    r" (?:every |each |an? |the )?"
    r"(?:hundred|100)\b(?![\d,.]*\d|[ -](?:days|people-years|person|patient))"
)
# "From 13 in a hundred down to 7", "26 in a hundred against 35": the second of a pair.
_THEN = re.compile(
    r"(?:[^;.\d]{0,30}?\b(?:down |up )?to|,?[^;.,\d]{0,40}?,? (?:against|versus|vs\.?"
    r"|compared with))"
    rf" (?P<value>{NUMBER}|{SPELLED})(?![\d.]*[\d%]| ?(?:per ?cent|in\b|out\b|of\b|days?|weeks?"
    r"|months?|years?|hours?|[a-z]* ?(?:patients|people|centres|hospitals|trials)))"
)
_TIMES = (("twice", 2.0), ("double", 2.0), ("three times", 3.0), ("four times", 4.0),
          ("five times", 5.0), ("ten times", 10.0))  # fmt: skip
_MULTIPLE = re.compile(
    rf"\b(?P<n>{'|'.join(word for word, _ in _TIMES)}) (?:as (?:many|much|likely|common|frequent"
    r"|high|often)|the (?:risk|rate|odds|number|mortality|deaths))\b"
)
_POINTS = re.compile(
    rf"(?<![\w.,/-])(?P<value>{NUMBER})[- ](?:percentage|per ?cent)[- ]?(?:age )?points?\b"
    rf"|(?<![\w.,/-])(?P<bare>{NUMBER}|{SPELLED}) points?,?"
    r" (?:lower|higher|fewer|less|down|apart)\b"
)
_SOFT = r"(?:about |around |roughly |nearly |almost |some |a good |just over |just under )?"
_RISK = (
    r"(?P<name>odds|hazard|risk|rate|mortality|deaths?|death rates?|tuberculosis|infections?|cases"
    r"|relapses?|recurrences?|necrosis|dying|fatalities)"
)
_LESS = (
    r"(?:reduc\w+|cut\w*|lower\w*|fell|fall\w*|drop\w*|decreas\w+|down|fewer|less|shrank|shrunk"
    r"|slash\w*)"
)
_PART = rf"(?:an?|one|the)?\s*(?P<part>{PART_NAMES})\b(?! of the\b)"
_REDUCED = re.compile(
    rf"(?:\b{_LESS}\b[^;.%\d]{{0,40}}?\b{_RISK}\b|\b{_RISK.replace('name', 'after')}\b"
    rf"[^;.%\d]{{0,40}}?\b{_LESS}\b)[^;.%\d]{{0,30}}?\b(?:by|of)\s+{_SOFT}"
    rf"(?:(?P<value>{NUMBER})\s*(?:%|per ?cent\b)|{_PART})"
)
# "Deaths at four weeks in 2,316 people were lower by half": what was counted stands far before.
_LOWER_BY = re.compile(
    rf"\b{_LESS} (?:\w+ )?by {_SOFT}(?:an? |one )?(?P<part>{PART_NAMES})\b(?! of the\b)"
)
_HALVED = re.compile(
    rf"\bhalv(?:ed|es|ing)\b(?= [^;.%\d]{{0,40}}?\b{_RISK}\b)"
    rf"|\b{_RISK.replace('name', 'after')} (?:was |were |is |had been )?(?:{_SOFT})(?:halved|cut in"
    r" (?:half|two))\b|\b(?:was|were|had been) (?:more than |almost |nearly |roughly )?halved\b"
)
_DOUBLED = re.compile(
    rf"\bdoubl(?:ed|es|ing)\b(?= (?:the )?(?:risk of )?{_RISK}\b)"
    rf"|\b{_RISK.replace('name', 'after')} (?:was |were |had )?{_SOFT}doubled\b"
)
_LOWER = re.compile(
    rf"(?<![\w.,/-])(?P<value>{NUMBER})\s*(?:%|per ?cent)\s*(?:relative |overall )?(?:risk )?"
    r"(?:lower|fewer|less|reduc\w+|drop|fall|cut|decrease)\b"
)
_RISKS = re.compile(
    r"\b(?:odds|hazard|risk|rate|mortality|deaths?|died|infections?|cases|tuberculosis|necrosis)\b"
)
_REMAINS = re.compile(
    rf"{_SOFT}(?:an?\s+|one[ -])?(?P<part>{PART_NAMES})\s+(?:as (?:common|likely|frequent|many|much"
    rf"|high|often)|of what (?:it|they) (?:was|were)|the (?:risk|rate|odds|number|deaths|mortality"
    r"|cases))"
)


def shares(text: str, folded: str) -> Iterator[Quantity]:
    """Shares of people in words, and multiples: "a third of them", "one in ten", "twice"."""
    for found in _OF_A_HUNDRED.finditer(folded):
        yield from _of_a_hundred(folded, found)
    for found in _SHARE.finditer(folded):
        if found["part"]:
            before = folded[max(0, found.start() - 4) : found.start()]
            if before.endswith("the ") and re.match(_ORDINAL, found["part"]):
                continue
            value = dict(_PARTS)[found["part"].replace("-", " ")]
        else:
            few, many = number(found["few"])[0], number(found["many"])[0]
            if not 0 < few < many < 100:
                continue
            value = few / many
        span = found.span("share" if found["part"] else "share2")
        yield Quantity(Part.PERCENT, 100 * value, 0, *span, "~", about=True)
    for found in _MULTIPLE.finditer(folded):
        value = dict(_TIMES).get(found["n"]) or number(found["n"].split()[0].split("-")[0])[0]
        if value > 1:
            yield Quantity(Part.RATIO, value, 1, *found.span("n"), "~", about=True)
    for found in _POINTS.finditer(folded):
        name = "value" if found["value"] else "bare"
        value, digits = number(found[name])
        about = softened(folded, found.start(name))
        yield Quantity(Part.POINTS, value, digits, *found.span(name), about=about)


def _of_a_hundred(folded: str, found: re.Match[str]) -> Iterator[Quantity]:
    """A share of a hundred, and the one that it is held against."""
    for told in (found, _THEN.match(folded, found.end())):
        if told is None:
            continue
        value, digits = number(told["value"])
        if value < 100:
            about = softened(folded, told.start("value"))
            yield Quantity(Part.PERCENT, value, digits, *told.span("value"), about=about)


def changes(text: str, folded: str) -> Iterator[Quantity]:
    """A risk cut by a share, or to a share, told as the ratio that it is."""
    for found in _REDUCED.finditer(folded):
        measure = _measure(found)
        part = dict(_PARTS).get((found["part"] or "").replace("-", " "))
        start, end = found.span("value" if found["value"] else "part")
        if part is not None:
            yield Quantity(Part.RATIO, 1 - part, 1, start, end, measure=measure, about=True)
            continue
        value, digits = number(found["value"])
        about = softened(folded, start)
        yield Quantity(Part.RATIO, 1 - value / 100, digits + 2, start, end, "-", measure,
                       about=about)  # fmt: skip
    for found in _LOWER_BY.finditer(folded):
        if _RISKS.search(folded, max(0, found.start() - 80), found.start()):
            part = dict(_PARTS)[found["part"].replace("-", " ")]
            yield Quantity(Part.RATIO, 1 - part, 1, *found.span("part"), about=True)
    for pattern, ratio in ((_HALVED, 0.5), (_DOUBLED, 2.0)):
        for found in pattern.finditer(folded):
            if not _RISKS.search(folded, max(0, found.start() - 60), found.end() + 40):
                continue
            measure = _measure(found)
            yield Quantity(Part.RATIO, ratio, 1, *found.span(), measure=measure, about=True)
    for found in _LOWER.finditer(folded):
        around = folded[max(0, found.start() - 40) : found.end() + 40]
        value, digits = number(found["value"])
        if _RISKS.search(around) and value < 100:
            about = softened(folded, found.start())
            yield Quantity(Part.RATIO, 1 - value / 100, digits + 2, *found.span("value"), "-",
                           about=about)  # fmt: skip
    for found in _REMAINS.finditer(folded):
        part = dict(_PARTS)[found["part"].replace("-", " ")]
        yield Quantity(Part.RATIO, part, 1, *found.span("part"), about=True)


def _measure(found: re.Match[str]) -> str | None:
    """The measure that the word for a risk tells: a hazard, odds, or none."""
    name = found["name"] or found["after"] or ""
    return next((code for word, code in MEASURES if name.startswith(word)), None)
