"""Regulation by jurisdiction and date. A designation is not an approval."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.records.regulation import Status, StatusKind
from thymos.tables import rows
from thymos.verdict.factual import weighs
from thymos.views.claims import Line, line
from thymos.views.links import anchor
from thymos.views.provenance import Mark, mark
from thymos.views.reading import Reading
from thymos.views.wordings import day, title

_DESIGNATIONS = (StatusKind.ORPHAN_DESIGNATION, StatusKind.TRIAL_AGREEMENT)
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
    until: str | None
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
    """

    code: str
    name: str
    anchor: str
    approved: bool
    reported: bool
    summary: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class RegulationPage:
    """Where it is approved, where not, and everything else by place and date."""

    approved: tuple[Place, ...]
    places: tuple[Place, ...]
    claims: tuple[Line, ...]


def place_name(code: str) -> str:
    """A jurisdiction in words; the code itself where the table does not know it.

    >>> place_name("US"), place_name("EU"), place_name("XQ")
    ('United States', 'European Union', 'XQ')
    """
    return next((r["name"] for r in rows("jurisdictions") if r["code"] == code), code)


def regulation_page(reading: Reading) -> RegulationPage:
    """All statuses by place: approvals first, then by how much is recorded."""
    grouped: dict[str, list[Status]] = {}
    for status in reading.dossier.statuses.values():
        grouped.setdefault(status.jurisdiction, []).append(status)
    places = [_place(reading, code, found) for code, found in grouped.items()]
    places.sort(key=lambda place: (-len(place.events), place.name))
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
        summary=_summary(reading, own, firm or held, firm=bool(firm)),
        events=tuple(events),
    )


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
        looked = [s.looked_up for s in refused if s.looked_up]
        when = f" (looked up {day(max(looked))})" if looked else ""
        sure = any(_firm(reading, status) for status in refused)
        return f"Not approved{when}." if sure else f"Reported as not approved{when}; not verified."
    if any(s.kind in _DESIGNATIONS for s in found):
        return "No approval recorded; a designation is not an approval."
    if not any(s.kind is StatusKind.SPORT for s in found):
        return "No approval recorded here, which is not proof that there is none."
    return "; ".join(s.what.rstrip(".") for s in found if s.kind is StatusKind.SPORT) + "."


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
