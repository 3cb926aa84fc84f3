"""Which of the two groups of a study a number is told of, from the order of words.

Pairs of numbers and names of groups come in few orders: "27 on A and 132 on B", "on A 27, on B
132", "27 and 132 on A and B", "A against B: 27 against 132". Where the order does not tell,
nothing is said.
"""

from __future__ import annotations

import re

from thymos.prose.quantity import Quantity
from thymos.prose.tally import PEOPLE

TREATED, CONTROL, OTHER = "treated", "control", "other"

_CONTROL = re.compile(
    r"\b(?:placebo(?![- ]control)|controls?(?! of\b)|comparator|untreated|unvaccinated"
    r"|without(?:(?: the)? \ue000+)?|usual care|off it"
    r"|(?:those )?not (?:on it|on|given|taking|receiving|treated|vaccinated)"
    r"|those not|(?:had|got|were|was|did) (?:not|none)|weren't|didn't|dummy|sham|saline"
    r"|standard (?:care|treatment|therapy)"
    r"|no (?:treatment|drug|vaccine|drip|infusion|tablet))(?:\b|(?<=\ue000))"
)
_TREATED = re.compile(
    r"\ue000+|\b(?:(?<!un)treated|treatment (?:arm|group)|active (?:arm|group)|drug|peptide"
    r"|tablets?|vaccinated|vaccine|infusion|(?:on|with|given|got|had|taking) it)\b"
)
_OTHER = re.compile(
    r"\b(?:the|in the|of the) (?:others?|rest)\b(?: (?:arm|group|half))?|\bthe remainder\b"
)
# What joins two numbers that are held against each other.
_AGAINST = re.compile(r"\b(?:against|versus|vs?\.?|compared|rather than|and|to)\b|/|,")
# "From 12 to 7" gives the later one second, whichever arm that is.
_FROM = re.compile(r"\bfrom\s*$")
# Right after a name of the subject, these make it a thing spoken about and no group.
_NO_GROUP = re.compile(r"\s*(?:for|in (?:people|patients|adults)|was (?:tested|studied)|'s\b)")
# "Treated (with what): 47 of 181 (" stands before the number that it labels.
_LABEL = re.compile(
    r"(?:(?P<treated>\btreated|\ue000+)|\b(?:control|placebo))[^:;.\d]{0,80}:\s*"
    r"(?:\d[\d,.]*\s*of\s*\d[\d,]*\s*\()?$"
)
_GIVEN = (
    r"(?:on|with|given|taking|receiving|received|got|who got|in the|of the|among|among the|to|were"
    r"|treated with|assigned(?: to)?|allocated(?: to)?)(?: the)?"
)
_EITHER = rf"(?:(?P<treated>{_TREATED.pattern})|(?P<control>{_CONTROL.pattern}))"
# "on placebo", "in the treated group", "controls" soon after a number.
_OUTRIGHT = re.compile(rf"^[^,]{{0,30}}?(?:\b{_GIVEN}\s+|^\s*(?:(?:{PEOPLE}\s+)?who\s+)?){_EITHER}")
# "on placebo, " or "in the treated group " right before it.
_AT_LAST = re.compile(rf"\b{_GIVEN}\s+{_EITHER}(?: (?:arm|group|half|side))?,?\s*$")
# Beyond these another thing is spoken of.
_PAUSE = re.compile(r"[;!?]|\.\s|\)\s*\.|:(?=.*:)")
_CUT = re.compile(r"\d|;|\.\s|\b(?:versus|vs|against|compared|and|but|while|whereas)\b")


# "23.4 % and 24.1 %, placebo first" says outright which is which.
_TOLD_FIRST = re.compile(
    rf"[(,;]\s*(?:the )?{_EITHER}(?: (?:group|arm|share|figure|side))?s?"
    r" (?P<order>first|second|last)\b"
)
# "Blinded and with placebo, it had 28 dead of 75": what the trial was, and no group of it.
_BY_DESIGN = re.compile(
    r"(?:\b(?:compared|held|blinded|trial|tested|randomi[sz]ed|study|and|run|done)|,)\s+"
    r"(?:with|using|against|versus|vs|to|by)(?: an?| the)? (?:matching |saline )?"
    r"(?:placebo|dummy|sham|controls?|usual care|standard care)\b[^;.\d]*$"
    r"|\b(?:against|versus|vs\.?) (?:placebo|dummy|sham|usual care|standard care)\s*[:(]\s*$"
)


def groups_in(masked: str) -> list[str]:
    """The groups that a masked text names, in order, each once in a row.

    >>> groups_in("fewer deaths on \\ue000 than on placebo")
    ['treated', 'control']
    """
    found: list[tuple[int, int, str]] = []
    for pattern, group in ((_CONTROL, CONTROL), (_OTHER, OTHER), (_TREATED, TREATED)):
        for match in pattern.finditer(masked):
            if all(match.end() <= start or match.start() >= end for start, end, _ in found):
                found.append((*match.span(), group))
    told: list[str] = []
    for _, end, group in sorted(found):
        if masked[end - 1] == "\ue000" and _NO_GROUP.match(masked, end):
            continue
        if group == OTHER and not told:
            continue
        named = _opposite(told[-1]) if group == OTHER else group
        if not told or told[-1] != named:
            told.append(named)
    return told


def _opposite(group: str) -> str:
    return CONTROL if group == TREATED else TREATED


def group_of(masked: str, start: int, end: int) -> str | None:
    """The group of a number that stands alone, from the words right after it or before it."""
    label = _LABEL.search(masked[:start])
    if label is not None:
        return TREATED if label["treated"] else CONTROL
    after = _CUT.split(masked[end:], maxsplit=1)[0]
    before = re.split(r"\d|;|\.\s|,", masked[:start])[-1]
    for text in (after, before):
        told = set(groups_in(text))
        if len(told) == 1:
            return told.pop()
    return None


def alone(masked: str, start: int, end: int) -> str | None:
    """The group of a single number, where the words say outright that it is of that group.

    >>> alone("26 % of those on \ue000 died", 0, 4), alone("\ue000 was given; 26 % died", 14, 18)
    ('treated', None)
    """
    after = _CUT.split(masked[end:], maxsplit=1)[0]
    before = re.split(r"\d|;|\.\s", masked[:start])[-1]
    for match in (_OUTRIGHT.search(after), _AT_LAST.search(before)):
        if match is not None:
            return CONTROL if match["control"] else TREATED
    return None


def groups_of(masked: str, one: Quantity, two: Quantity) -> tuple[str, str] | None:
    """The groups of two numbers of a sentence, the first and the second, if they are two."""
    before, between, after = masked[: one.start], masked[one.end : two.start], masked[two.end :]
    ahead = groups_in(_PAUSE.split(before)[-1])
    amid, behind = groups_in(between), groups_in(_PAUSE.split(after, maxsplit=1)[0])
    labels = [_LABEL.search(masked[: q.start]) for q in (one, two)]
    if all(labels):
        told = [TREATED if label and label["treated"] else CONTROL for label in labels]
        return (told[0], told[1]) if told[0] != told[1] else None
    if _FROM.search(before) and re.match(r"\s*(?:[^\s,;]+\s+){0,5}?to\b", between):
        return None
    order = _TOLD_FIRST.search(after)
    if order is not None:
        group = CONTROL if order["control"] else TREATED
        group = group if order["order"] == "first" else _opposite(group)
        return (group, _opposite(group))
    if ahead == [CONTROL] and _BY_DESIGN.search(before):
        ahead = []
    first = _first(ahead, amid, behind, between)
    return (first, _opposite(first)) if first else None


def _first(ahead: list[str], amid: list[str], behind: list[str], between: str) -> str | None:
    """The group of the first of two numbers, from the groups named before, between and after."""
    if len(amid) == 1:
        return _around(ahead, amid[0], behind, between)
    order = amid or _in_order(ahead, behind)
    if len(order) == 2:
        return order[0]
    if amid or not _AGAINST.search(between):
        return None
    if len(ahead) == 1 and behind in ([], [_opposite(ahead[0])]):
        return ahead[0]
    # "27 against 132 with the drug" may name the drug of both, "with placebo" only the second's.
    return TREATED if behind == [CONTROL] and not ahead else None


def _in_order(ahead: list[str], behind: list[str]) -> list[str]:
    """Both groups where both stand on one side: "27 and 132 on A and on B"."""
    return ahead if not behind else behind if not ahead else []


def _around(ahead: list[str], amid: str, behind: list[str], between: str) -> str | None:
    if behind and behind[0] != amid and len(ahead) < 2:
        return amid
    if ahead and not behind:
        return ahead[-1]
    if ahead or behind:
        return None
    # "27 on the drug, 132" or "132 and, on the drug, 27": the group is of what it stands beside.
    where = (_CONTROL if amid == CONTROL else _TREATED).search(between)
    if where is None:
        return None
    return amid if _AGAINST.search(between, where.end()) else _opposite(amid)
