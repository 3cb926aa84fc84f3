"""The documented JSON of the comparison with look-alikes."""

from __future__ import annotations

from typing_extensions import TypedDict


class SideJson(TypedDict):
    """One compound; masses are of the neutral molecule, in daltons, as printed."""

    id: str
    name: str
    role: str
    kind: str
    dossier: str
    residues: int | None
    proforma: str | None
    formula: str | None
    average: str | None
    monoisotopic: str | None
    no_mass: str | None
    origin: str | None
    status: list[str]
    status_words: str
    told_apart: str | None


class AgreementJson(TypedDict):
    """An alignment with the subject; `chance` is what unrelated chains show."""

    name: str
    subject: str
    other: str
    matches: int
    columns: int
    chance: int
    longest_run: int
    words: str


class ConfusionJson(TypedDict):
    """What is taken for what; `arithmetic` says how figures show that it is wrong."""

    what: str
    between: list[str]
    text: str
    arithmetic: str | None
    sources: list[str]


class ComparisonJson(TypedDict):
    """`thymos compare`, and `comparison.json` of a site."""

    dossier: str
    as_of: str
    weights: str
    compounds: list[SideJson]
    alignments: list[AgreementJson]
    confusions: list[ConfusionJson]
