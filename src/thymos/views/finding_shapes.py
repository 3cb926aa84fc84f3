"""The documented JSON of what is found: by lint in a dossier, by check in pages."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class Finding(TypedDict):
    """One finding, the same everywhere; null where a part does not apply."""

    file: str | None
    line: int | None
    column: int | None
    end_line: int | None
    end_column: int | None
    text: str | None
    rule: str
    severity: Literal["error", "warning", "note"]
    reason: str
    found: str | None
    expected: str | None
    field: str | None
    claim: str | None
    sources: list[str]
    suggestion: str | None


class Lint(TypedDict):
    """`thymos lint`."""

    findings: list[Finding]


class AllowedFinding(Finding):
    """A finding that a remark in the page lets stand, and the reason given there."""

    allowed: str


class Citation(TypedDict):
    """A source that findings name: as people call it, and its address where it has one."""

    source: str
    dossier: str
    label: str
    url: str | None


class CheckedAgainst(TypedDict):
    """A dossier that pages were checked against, and the day as of which."""

    id: str
    as_of: str


class Check(TypedDict):
    """`thymos check`; `pages` were read, also those that name no subject of a dossier."""

    findings: list[Finding]
    omissions: list[Finding]
    allowed: list[AllowedFinding]
    citations: list[Citation]
    dossiers: list[CheckedAgainst]
    pages: int
