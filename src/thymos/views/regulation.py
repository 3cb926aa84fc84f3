"""Regulation by jurisdiction and date. A designation is not an approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thymos.records.regulation import Status, StatusKind
from thymos.verdict.factual import standing, weighs
from thymos.views.claims import Line, line
from thymos.views.ledger import known_on
from thymos.views.links import anchor, place_name
from thymos.views.provenance import Mark, mark
from thymos.views.reading import Reading
from thymos.views.wordings import day, title

_DESIGNATIONS = (StatusKind.ORPHAN_DESIGNATION, StatusKind.TRIAL_AGREEMENT)
_SPORT = "SPORT"
_LASTING = (
    StatusKind.APPROVAL,
    StatusKind.ORPHAN_DESIGNATION,
    StatusKind.COMPOUNDING_CATEGORY,
    StatusKind.COMPOUNDING_LIST,
    StatusKind.SPORT,
    StatusKind.GUIDELINE,
)


@dataclass(frozen=True, slots=True)
class Event:
    """One regulatory fact on a timeline.

    `state` is what holds on the day of the page: in force, ended, happened, or looked for
    and absent. `firm` says whether its sources suffice for a fact; what is not firm is shown as
    reported. `not_approval` marks what is easily mistaken for an approval.
    """

    anchor: str
    when: str
    sort: str
    kind: str
    authority: str
    what: str
    indication: str | None
    product: str | None
    state: str
    firm: bool
    standing: str | None
    until: str | None
    known: str
    looked_up: str | None
    not_approval: bool
    conflict: str | None
    subject: str | None
    note: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Place:
    """A jurisdiction with its timeline, oldest first, what has no date last.

    `approved` needs sources that suffice for a fact; else an approval is only `reported`.
    `approves` is false for sport, which bans and does not approve. `standing` says on what the
    summary rests, where its sources suffice.
    """

    code: str
    name: str
    anchor: str
    approved: bool
    reported: bool
    approves: bool
    summary: str
    standing: str | None
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class RegulationPage:
    """Where it is approved, where not, and everything else by place and date."""

    approved: tuple[Place, ...]
    places: tuple[Place, ...]
    claims: tuple[Line, ...]


def regulation_page(reading: Reading) -> RegulationPage:
    """All statuses by place: approvals first, then by how much is recorded."""
    grouped: dict[str, list[Status]] = {}
    for status in reading.dossier.statuses.values():
        grouped.setdefault(status.jurisdiction, []).append(status)
    places = [_place(reading, code, found) for code, found in grouped.items()]
    places.sort(key=lambda p: (not p.approved, not p.reported, -len(p.events), p.name))
    return RegulationPage(
        approved=tuple(place for place in places if place.approved),
        places=tuple(places),
        claims=tuple(
            line(reading, judged)
            for judged in reading.judged
            if judged.claim.kind.value == "regulatory"
        ),
    )


def _place(reading: Reading, code: str, found: list[Status]) -> Place:
    events = sorted((_event(reading, status) for status in found), key=lambda e: e.sort)
    own = [status for status in found if _own(reading, status)]
    held = [s for s in own if s.kind is StatusKind.APPROVAL and _holds(reading, s)]
    firm = [status for status in held if _firm(reading, status)]
    return Place(
        code=code,
        name=place_name(code),
        anchor=f"in-{code.lower()}",
        approved=bool(firm),
        reported=bool(held) and not firm,
        approves=code != _SPORT,
        summary=_summary(reading, own, firm or held, firm=bool(firm)),
        standing=_standing(reading, firm or [s for s in own if _evident(s)]),
        events=tuple(events),
    )


def _standing(reading: Reading, found: Sequence[Status]) -> str | None:
    """On what the best of some statuses rests, in words."""
    rests = (standing(reading.dossier, status.cites) for status in found)
    return next((r.words for r in rests if r is not None), None)


def _witnesses(reading: Reading, status: Status) -> str | None:
    """On what a status rests, where the marks beside its sources do not say it already."""
    found = standing(reading.dossier, status.cites)
    return found.words if found is not None and not found.read else None


def _evident(status: Status) -> bool:
    """Whether a missing approval was looked for on a known day: else it shows nothing."""
    return status.kind is StatusKind.NOT_APPROVED and status.looked_up is not None


def _firm(reading: Reading, status: Status) -> bool:
    return weighs(reading.dossier, status.cites)


def _own(reading: Reading, status: Status) -> bool:
    subject = reading.dossier.head.subject
    return (status.subject or subject) == subject


def _holds(reading: Reading, status: Status) -> bool:
    return status.holds and not (status.valid_to is not None and status.valid_to.last < reading.day)


def _summary(reading: Reading, found: list[Status], held: list[Status], *, firm: bool) -> str:
    """What the records say about approval there, in one sentence."""
    if held:
        what = dict.fromkeys(s.indication for s in held if s.indication)
        told = f" for {'; '.join(what)}" if what else ""
        return f"Approved{told}." if firm else f"Reported as approved{told}; not verified."
    refused = [s for s in found if s.kind is StatusKind.NOT_APPROVED]
    if refused:
        return _refused(reading, refused)
    if any(s.kind in _DESIGNATIONS for s in found):
        return "No approval recorded; a designation is not an approval."
    if not any(s.kind is StatusKind.SPORT for s in found):
        return "No approval recorded here, which is not proof that there is none."
    sport = [s for s in found if s.kind is StatusKind.SPORT]
    mark = "." if all(_firm(reading, s) for s in sport) else "; not verified."
    return "; ".join(s.what.rstrip(".") for s in sport) + mark


def _refused(reading: Reading, refused: list[Status]) -> str:
    """What a recorded absence of approval shows: without the day of the look-up, nothing."""
    dated = [s for s in refused if _evident(s)]
    if not dated:
        return (
            "Reported as not approved; the day of the look-up is not known, so that this is no "
            "evidence."
        )
    sure = [s for s in dated if _firm(reading, s)]
    last = day(max(str(s.looked_up) for s in sure or dated))
    when = f"(looked up {last})"
    return f"Not approved {when}." if sure else f"Reported as not approved {when}; not verified."


def _event(reading: Reading, status: Status) -> Event:
    subject = status.subject
    other = subject if subject and subject != reading.dossier.head.subject else None
    return Event(
        anchor=anchor("statuses", status.id),
        when=_when(status),
        sort=str(status.valid_from or status.known_from or status.looked_up or "9999"),
        kind=title(status.kind.value),
        authority=status.authority,
        what=status.what,
        indication=status.indication,
        product=status.product,
        state=_state(reading, status),
        firm=_firm(reading, status),
        standing=_witnesses(reading, status),
        known=day(known_on(reading.dossier, status)),
        until=day(status.valid_to) if status.valid_to else None,
        looked_up=day(status.looked_up) if status.looked_up else None,
        not_approval=status.kind in _DESIGNATIONS,
        conflict=status.conflict,
        subject=reading.dossier.name_of("compounds", other) if other else None,
        note=status.note,
        mark=mark(reading.dossier, status.cites),
    )


def _when(status: Status) -> str:
    if status.valid_from is not None:
        return day(status.valid_from)
    if status.known_from is not None:
        return f"known {day(status.known_from)}"
    return f"looked up {day(status.looked_up)}" if status.looked_up else "date unknown"


def _state(reading: Reading, status: Status) -> str:
    if status.kind is StatusKind.NOT_APPROVED or not status.holds:
        return "absent"
    if not _holds(reading, status):
        return "ended"
    return "in force" if status.kind in _LASTING else "happened"
