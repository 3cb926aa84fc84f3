"""The regulatory ledger in groups, and from when each entry could be known.

An approval, a designation, an entry about compounding, a rule of sport and a letter of
enforcement answer different questions, so that no group mixes them.
"""

from __future__ import annotations

from enum import StrEnum

from thymos.dossier.asof import Clock
from thymos.dossier.index import Dossier
from thymos.records.regulation import Status, StatusKind

SPORT = "SPORT"


class Group(StrEnum):
    """What sort of question an entry answers, in the order in which doors show them."""

    APPROVALS = "approvals"
    DESIGNATIONS = "designations"
    COMPOUNDING = "compounding"
    SPORT = "sport"
    ENFORCEMENT = "enforcement"
    OTHER = "other"


_GROUPS: tuple[tuple[Group, tuple[StatusKind, ...]], ...] = (
    (
        Group.APPROVALS,
        (
            StatusKind.APPROVAL,
            StatusKind.NOT_APPROVED,
            StatusKind.EMERGENCY_USE,
            StatusKind.FILING,
        ),
    ),
    (Group.DESIGNATIONS, (StatusKind.ORPHAN_DESIGNATION, StatusKind.TRIAL_AGREEMENT)),
    (
        Group.COMPOUNDING,
        (
            StatusKind.COMPOUNDING_CATEGORY,
            StatusKind.COMPOUNDING_LIST,
            StatusKind.NOMINATION_WITHDRAWN,
            StatusKind.COMMITTEE_VOTE,
        ),
    ),
    (Group.SPORT, (StatusKind.SPORT,)),
    (
        Group.ENFORCEMENT,
        (StatusKind.WARNING_LETTER, StatusKind.ENFORCEMENT, StatusKind.LITIGATION),
    ),
    (Group.OTHER, (StatusKind.NOTICE, StatusKind.GUIDELINE)),
)


def group_of(status: Status) -> Group:
    """The group of an entry; everything about sport is one group."""
    if status.jurisdiction == SPORT:
        return Group.SPORT
    return next((group for group, kinds in _GROUPS if status.kind in kinds), Group.OTHER)


def known_on(dossier: Dossier, status: Status) -> str:
    """The day from which an entry counts as known: its known time, not its valid time."""
    return Clock(dossier.whole or dossier).record(status).isoformat()
