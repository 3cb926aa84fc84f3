"""Regulatory statuses: what holds where, since when, and since when that is known."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from thymos.records.atoms import Citations, EventDate, Id, PartialDate, Record, Text, Truth


class StatusKind(StrEnum):
    """What sort of regulatory fact; neither a designation nor emergency use is an approval."""

    APPROVAL = "approval"
    NOT_APPROVED = "not approved"
    EMERGENCY_USE = "emergency use authorisation"
    ORPHAN_DESIGNATION = "orphan designation"
    TRIAL_AGREEMENT = "trial agreement"
    COMPOUNDING_CATEGORY = "compounding category"
    COMPOUNDING_LIST = "compounding list"
    NOMINATION_WITHDRAWN = "nomination withdrawn"
    COMMITTEE_VOTE = "committee vote"
    NOTICE = "notice"
    WARNING_LETTER = "warning letter"
    ENFORCEMENT = "enforcement"
    FILING = "filing"
    SPORT = "sport"
    GUIDELINE = "guideline"
    LITIGATION = "litigation"


class Status(Record):
    """One regulatory fact with its valid time and its known time.

    `holds` is false for a recorded absence (not approved, on no list): such a record is
    evidence only together with `looked_up`, the date of the look-up.
    """

    id: Id
    jurisdiction: Text = Field(description="ISO 3166 code, or EU, or SPORT")
    authority: Text
    kind: StatusKind
    what: Text = Field(description="the fact in one sentence of ours")
    holds: Truth = True
    subject: Id | None = Field(None, description="compound it is about; default the dossier's own")
    indication: Text | None = None
    product: Text | None = None
    valid_from: PartialDate | None = Field(None, description="when it began; null is unknown")
    valid_to: PartialDate | None = None
    known_from: EventDate | None = Field(None, description="when it could be known; default begin")
    looked_up: EventDate | None = None
    conflict: Text | None = Field(None, description="what another source says against it")
    cites: Citations
    note: Text | None = None
