"""INSPECT-SR: whether a trial took place, and gave these results, as reported.

Source: Wilkinson et al. 2025, medRxiv 2025.09.03.25334905, and its guidance document. The tool
has no algorithm from checks to a domain: people judge. Two things follow without them. A
retraction warrants serious concerns, whatever its reason, unless a new version replaced the
paper; an expression of concern warrants some concerns at least. And the whole is typically at
least as severe as its worst domain.
"""

from __future__ import annotations

from collections.abc import Iterable

from thymos.records.source import Notice, NoticeKind

NO_CONCERNS, SOME, SERIOUS = "no concerns", "some concerns", "serious concerns"
SCALE = (NO_CONCERNS, SOME, SERIOUS)


def floor(notices: Iterable[Notice]) -> tuple[str, Notice] | None:
    """The least that the notices on a study's reports come to, with the notice; None for none."""
    found = tuple(notices)
    for kind, judgement in ((NoticeKind.RETRACTION, SERIOUS), (NoticeKind.CONCERN, SOME)):
        for notice in found:
            if notice.kind is kind:
                return judgement, notice
    return None


def worst(*judgements: str) -> str:
    """The worst of some judgements."""
    return max(judgements, key=SCALE.index)


def overall(domains: tuple[str | None, ...]) -> str | None:
    """The study's judgement from those of its domains; None where one is open and none serious.

    >>> overall(("serious concerns", None, None, None))
    'serious concerns'
    >>> overall(("no concerns", "some concerns", "no concerns", None)) is None
    True
    """
    known = [judgement for judgement in domains if judgement is not None]
    if SERIOUS in known:
        return SERIOUS
    return worst(*known) if len(known) == len(domains) else None
