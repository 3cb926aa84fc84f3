"""The page on certificates of analysis: what to look for in one about this compound."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

from thymos.dossier.index import Dossier
from thymos.identity import sequence
from thymos.identity.certificates import RULES
from thymos.identity.certificates.absorbance import absorption
from thymos.identity.certificates.salt import salts
from thymos.identity.formula import mass
from thymos.identity.ions import mz
from thymos.identity.sequence import Peptide
from thymos.records.compound import Compound
from thymos.records.limit import Limit
from thymos.records.wording import number
from thymos.tables import rows
from thymos.views.certificate import NOTICE
from thymos.views.facts import FactGroup, fact_groups
from thymos.views.links import anchor
from thymos.views.provenance import Mark, mark
from thymos.views.reading import Reading

# Facts about certificates as such, whatever the compound.
ABOUT = "certificates"


@dataclass(frozen=True, slots=True)
class ItemRow:
    """What one item of a certificate shows, and what it does not."""

    words: str
    may_conclude: str
    must_not_conclude: str


@dataclass(frozen=True, slots=True)
class SaltRow:
    """The most that a full salt of a compound can hold of the peptide, and of the acid."""

    compound: str
    bases: int
    contents: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Impossible:
    """A statement that this sequence rules out, or allows, and why."""

    what: str
    possible: bool
    why: str


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A limit that somebody set, with its standing and its source."""

    anchor: str
    item: str
    demand: str
    issuer: str
    sort: str
    status: str
    applies_to: str
    note: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule that a certificate is held against."""

    name: str
    finds: str


@dataclass(frozen=True, slots=True)
class CertificatesPage:
    """The page; `salts` and `impossible` are empty where the subject has no sequence."""

    notice: str
    compound: str
    items: tuple[ItemRow, ...]
    salts: tuple[SaltRow, ...]
    acids: tuple[str, ...]
    impossible: tuple[Impossible, ...]
    limits: tuple[LimitRow, ...]
    rules: tuple[RuleRow, ...]
    facts: tuple[FactGroup, ...]
    sample: str


def certificates_page(reading: Reading) -> CertificatesPage | None:
    """The page; None where neither a sequence nor a limit is on record."""
    dossier = reading.dossier
    subject = dossier.compounds[dossier.head.subject]
    peptide = _peptide(subject)
    if peptide is None and not dossier.limits:
        return None
    return CertificatesPage(
        notice=NOTICE,
        compound=subject.name,
        items=tuple(
            ItemRow(row["words"], row["may_conclude"], row["must_not_conclude"])
            for row in rows("certificate_items")
        ),
        salts=tuple(_salts(dossier)),
        acids=tuple(salt.acid for salt in salts(peptide)) if peptide else (),
        impossible=_impossible(peptide) if peptide else (),
        limits=tuple(_limit(dossier, limit) for limit in dossier.limits.values()),
        rules=tuple(RuleRow(rule.__name__, _first(rule)) for rule in RULES),
        facts=tuple(g for g in fact_groups(reading, "identity") if ABOUT in g.about.casefold()),
        sample=_sample(subject, peptide),
    )


def _salts(dossier: Dossier) -> list[SaltRow]:
    """The subject first, then every other compound whose sequence is on record."""
    first = dossier.head.subject
    ordered = sorted(dossier.compounds.values(), key=lambda c: c.id != first)
    return [
        SaltRow(
            compound.name,
            salts(peptide)[0].bases,
            tuple((salt.acid, f"{number(100 * salt.content, 1)} %") for salt in salts(peptide)),
        )
        for compound in ordered
        if (peptide := _peptide(compound)) is not None
    ]


def _impossible(peptide: Peptide) -> tuple[Impossible, ...]:
    """What this chain can and cannot be said to show."""
    count = peptide.sequence.count
    absorbs, sulfur, bonds = absorption(peptide), count("M"), peptide.cysteines
    return (
        Impossible(
            "A content or a purity by absorbance at 280 nm",
            absorbs > 0,
            f"molar absorption {absorbs:,} per M and cm, from {count('W')} tryptophan, "
            f"{count('Y')} tyrosine and {bonds // 2} disulfide bonds at the most"
            if absorbs
            else "no tryptophan, no tyrosine and no disulfide bond: nothing absorbs there",
        ),
        Impossible(
            "Oxidised methionine",
            sulfur > 0,
            f"{sulfur} methionine" if sulfur else "no methionine in the chain",
        ),
        Impossible(
            "A disulfide bond",
            bonds > 1,
            f"{bonds} cysteines" if bonds > 1 else "fewer than two cysteines in the chain",
        ),
    )


def _limit(dossier: Dossier, limit: Limit) -> LimitRow:
    return LimitRow(
        anchor=anchor("limits", limit.id),
        item=next(r["words"] for r in rows("certificate_items") if r["id"] == limit.item.value),
        demand=limit.demand,
        issuer=limit.issuer,
        sort=limit.sort,
        status=limit.status,
        applies_to=limit.applies_to,
        note=limit.note,
        mark=mark(dossier, limit.cites),
    )


def _sample(compound: Compound, peptide: Peptide | None) -> str:
    """How a certificate is written down for the program; the m/z is computed, as an example."""
    light = mass(sequence.composition(peptide), "monoisotopic") if peptide else 1000.0
    charge = max(1, round(light / 800))
    return "\n".join(
        (
            f"compound: {compound.name}",
            "lot: EX-1",
            "analysed: 2026-05-04",
            "form: acetate",
            "items:",
            f"  - {{item: mass, value: {mz(light, charge):.3f}, charge: {charge}, "
            "stated_as: measured, weights: monoisotopic, tolerance: 5, tolerance_unit: ppm, "
            "method: ESI-MS, instrument: time of flight}",
            '  - {item: purity, value: 98.6, unit: "%", method: "RP-HPLC, 214 nm", '
            "specification: {low: 95}}",
            '  - {item: content, value: 85.1, unit: "%", method: nitrogen}',
        )
    )


def _first(rule: object) -> str:
    return (inspect.getdoc(rule) or "").split("\n\n")[0].replace("\n", " ")


def _peptide(compound: Compound) -> Peptide | None:
    try:
        return sequence.parse(compound.proforma) if compound.proforma else None
    except ValueError:
        return None
