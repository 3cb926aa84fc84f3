"""RoB 2: from answers to judgements, by the tool's own algorithms.

Source: Sterne et al. 2019, BMJ 366:l4898, and Higgins, Savović, Page, Sterne (editors), Revised
Cochrane risk-of-bias tool for randomized trials (RoB 2), full guidance of 22 August 2019, for
trials that randomise individuals to parallel groups: the algorithm of each domain and the rule
for the whole. An answer "yes" and one "probably yes" lead the same way, and so do the two "no".
"""

from __future__ import annotations

from collections.abc import Mapping

from thymos.evidence.appraisal.trees import Tree, Walk, ask, walk
from thymos.records.questions import NA, NI, NO, YES, Effect

LOW, SOME, HIGH = "low", "some concerns", "high"
SCALE = (LOW, SOME, HIGH)

_YES_NI, _NO_NI = (*YES, *NI), (*NO, *NI)

_RANDOMISATION = ask(
    "1.2",
    (
        YES,
        ask("1.1", (NO, SOME), (_YES_NI, ask("1.3", (_NO_NI, LOW), (YES, SOME)))),
    ),
    (NI, ask("1.3", (_NO_NI, SOME), (YES, HIGH))),
    (NO, HIGH),
)

_DEVIATIONS = ask(
    "2.3",
    (NO, LOW),
    (NI, SOME),
    (
        YES,
        ask("2.4", (NO, SOME), (_YES_NI, ask("2.5", (YES, SOME), (_NO_NI, HIGH)))),
    ),
)
_CONTEXT = ask("2.1", (NO, ask("2.2", (NO, LOW), (_YES_NI, _DEVIATIONS))), (_YES_NI, _DEVIATIONS))
_ANALYSIS = ask("2.6", (YES, LOW), (_NO_NI, ask("2.7", (NO, SOME), (_YES_NI, HIGH))))

_RESCUE = ask("2.6", (YES, SOME), (_NO_NI, HIGH))
_DELIVERY = ask(
    "2.4",
    ((*NO, *NA), ask("2.5", ((*NO, *NA), LOW), (_YES_NI, _RESCUE))),
    (_YES_NI, _RESCUE),
)
_BALANCE = ask("2.3", ((*YES, *NA), _DELIVERY), (_NO_NI, _RESCUE))
_ADHERENCE = ask("2.1", (NO, ask("2.2", (NO, _DELIVERY), (_YES_NI, _BALANCE))), (_YES_NI, _BALANCE))

_MISSING = ask(
    "3.1",
    (YES, LOW),
    (
        _NO_NI,
        ask(
            "3.2",
            (YES, LOW),
            (
                NO,
                ask("3.3", (NO, LOW), (_YES_NI, ask("3.4", (NO, SOME), (_YES_NI, HIGH)))),
            ),
        ),
    ),
)


def _assessors(best: str) -> Tree:
    """The end of domain 4; `best` is what it comes to where knowing could do no harm."""
    influence = ask("4.4", (NO, best), (_YES_NI, ask("4.5", (NO, SOME), (_YES_NI, HIGH))))
    return ask("4.3", (NO, best), (_YES_NI, influence))


_MEASUREMENT = ask(
    "4.1",
    (YES, HIGH),
    (_NO_NI, ask("4.2", (YES, HIGH), (NO, _assessors(LOW)), (NI, _assessors(SOME)))),
)

_SELECTION = ask(
    "5.2",
    (YES, HIGH),
    (
        NO,
        ask("5.3", (YES, HIGH), (NI, SOME), (NO, ask("5.1", (YES, LOW), (_NO_NI, SOME)))),
    ),
    (NI, ask("5.3", (YES, HIGH), (_NO_NI, SOME))),
)


def domain(number: str, answers: Mapping[str, str], effect: Effect = "assignment") -> Walk:
    """What the answers amount to in one domain; several judgements while answers are missing.

    answers: question to reply (Y, PY, PN, N, NI, NA). Raises KeyError for an unknown domain.

    >>> domain("1", {"1.1": "Y", "1.2": "PY", "1.3": "N"}).judgement
    'low'
    >>> sorted(domain("1", {"1.1": "Y", "1.2": "PY"}).possible)
    ['low', 'some concerns']
    """
    if number == "2" and effect == "assignment":
        return _both(walk(_CONTEXT, answers), walk(_ANALYSIS, answers))
    trees = {
        "1": _RANDOMISATION,
        "2": _ADHERENCE,
        "3": _MISSING,
        "4": _MEASUREMENT,
        "5": _SELECTION,
    }
    return walk(trees[number], answers)


def _both(one: Walk, other: Walk) -> Walk:
    """The worse of two parts of a domain."""
    possible = frozenset(worst(a, b) for a in one.possible for b in other.possible)
    return Walk(possible, (*one.path, *other.path), (*one.open, *other.open))


def worst(*judgements: str) -> str:
    """The worst of some judgements.

    >>> worst("low", "some concerns")
    'some concerns'
    """
    return max(judgements, key=SCALE.index)


def overall(domains: tuple[str | None, ...]) -> str | None:
    """The result's judgement from those of its domains; None where one is open and none is high.

    Several domains with some concerns may amount to high risk: the guidance leaves that to
    people, who then give the overall judgement themselves.

    >>> overall(("low", "some concerns", "low", "low", "low"))
    'some concerns'
    >>> overall(("low", None, "high", "low", "low"))
    'high'
    """
    known = [judgement for judgement in domains if judgement is not None]
    if HIGH in known:
        return HIGH
    return worst(*known) if len(known) == len(domains) else None
