"""Safety, and what studies gave: reports, never recommendations."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from thymos.records.atoms import Citations, Count, EventDate, Id, Record, Text, Truth
from thymos.records.eligibility import Whom


class Caution(Record):
    """Whom a label, a trial or a theory warns about, and how strongly."""

    id: Id
    population: Text
    whom: Whom | None = Field(None, description="the same as data, to be matched with a profile")
    text: Text
    strength: Literal["contraindicated", "warning", "precaution", "theoretical", "no data"]
    basis: Literal["label", "trial", "observational", "theory", "page"]
    cites: Citations
    known_from: EventDate | None = None
    note: Text | None = None


class Interaction(Record):
    """Another treatment, and what is known of the two together."""

    id: Id
    other: Text
    medicines: tuple[Id, ...] = Field((), description="the same as ids, to be matched")
    text: Text
    direction: Literal["used together", "opposing", "additive", "unknown", "disputed"]
    basis: Literal["label", "trial", "in vitro", "theory", "page"]
    cites: Citations
    note: Text | None = None


class AdverseEvent(Record):
    """An adverse event with numerator and denominator where a source gives them."""

    id: Id
    event: Text
    serious: Truth | None = Field(None, description="null: the source does not say")
    study: Id | None = None
    arm: Id | None = None
    events: Count | None = None
    n: Count | None = None
    frequency: Text | None = None
    causality: Text | None = None
    urgent: Truth = Field(False, description="a sign for which the source calls for urgent care")
    text: Text
    cites: Citations
    note: Text | None = None


class Monitoring(Record):
    """What a study or a label monitored; not what anyone should."""

    id: Id
    what: Text
    by: Text = Field(description="study or label that monitored it")
    study: Id | None = None
    cites: Citations
    note: Text | None = None


class Parameter(Record):
    """A dose as a named study gave it: a report of the past."""

    id: Id
    study: Id | None = None
    given_by: Text = Field(description="study, label or volunteer study, by name")
    population: Text
    amount: Text
    route: Text | None = None
    schedule: Text | None = None
    duration: Text | None = None
    cites: Citations
    note: Text | None = None
