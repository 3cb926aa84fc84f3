"""Certificates of analysis: one rule a file, each `(Case) -> Iterator[Finding]`; RULES is all.

The rules look for contradictions inside a document, and between it and the molecule it names.
What they do not find is not thereby true: no document shows that it belongs to a vial.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from thymos.dossier.certificate import Sheet
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.identity import sequence
from thymos.identity.candidates import CandidateSet, candidate_set
from thymos.identity.certificates.absorbance import absorbance
from thymos.identity.certificates.case import Case
from thymos.identity.certificates.counter_ion import counter_ion
from thymos.identity.certificates.dates import dates
from thymos.identity.certificates.disulfide import disulfide
from thymos.identity.certificates.how_measured import how_measured
from thymos.identity.certificates.mass_balance import mass_balance
from thymos.identity.certificates.masses_agree import masses_agree
from thymos.identity.certificates.own_limits import own_limits
from thymos.identity.certificates.oxidation import oxidation
from thymos.identity.certificates.restated_mass import restated_mass
from thymos.identity.certificates.shares import shares
from thymos.identity.certificates.sourced_limits import sourced_limits
from thymos.identity.certificates.stated_molecule import stated_molecule
from thymos.identity.certificates.sterile import sterile
from thymos.identity.certificates.traceable import traceable
from thymos.identity.certificates.verdicts import Judged, judge
from thymos.records.compound import Compound

Rule = Callable[[Case], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    stated_molecule,
    restated_mass,
    masses_agree,
    mass_balance,
    counter_ion,
    shares,
    absorbance,
    oxidation,
    disulfide,
    sterile,
    own_limits,
    sourced_limits,
    how_measured,
    traceable,
    dates,
)

_RANK = tuple(Severity)


@dataclass(frozen=True)
class Examined:
    """A certificate examined: against which compound, what was found, and the candidates.

    `doubts` tell what has to be known about the answer as a whole.
    """

    case: Case
    known: CandidateSet
    findings: tuple[Finding, ...]
    judged: tuple[Judged, ...]
    doubts: tuple[str, ...]


def examine(sheet: Sheet, dossier: Dossier, today: date) -> Examined:
    """Hold a certificate against a dossier: its rules, then the candidates."""
    compound, doubts = _compound(sheet, dossier)
    case = Case(sheet, today, compound, _peptide(compound), tuple(dossier.limits.values()))
    findings = tuple(
        sorted(
            (finding for rule in RULES for finding in rule(case)),
            key=lambda f: (f.line or 0, _RANK.index(f.severity), f.rule, f.field or ""),
        )
    )
    known = candidate_set(dossier.compounds.values(), compound.id)
    refused = tuple(r.reason for r in known.refused if r.compound == compound.id)
    return Examined(
        case,
        known,
        findings,
        judge(case, known, findings),
        (*sheet.doubts, *doubts, *refused),
    )


def _compound(sheet: Sheet, dossier: Dossier) -> tuple[Compound, tuple[str, ...]]:
    """The record that the certificate's name means, and what is doubtful about that."""
    subject = dossier.compounds[dossier.head.subject]
    name = sheet.certificate.compound
    if name is None:
        told = f"The certificate names no compound; it is held against {subject.name}."
        return subject, (told,)
    wanted = _plain(name)
    for compound in dossier.compounds.values():
        meant = [other for known, other in _names(compound) if _plain(known) == wanted]
        if meant:
            others = dict.fromkeys(other for other in meant if other)
            return compound, tuple(f"“{name}” may mean something else: {o}." for o in others)
    told = f"No compound of the dossier is called “{name}”; it is held against {subject.name}."
    return subject, (told,)


def _names(compound: Compound) -> Iterator[tuple[str, str | None]]:
    yield compound.name, None
    yield compound.id, None
    for name in compound.names:
        yield name.text, name.ambiguous


def _plain(name: str) -> str:
    """A name without what certificates add or drop: case, spaces, hyphens, salts.

    >>> _plain("Oxytocin Acetate (OT)"), _plain("β-Endorphin")
    ('oxytocin', 'betaendorphin')
    """
    words = name.partition("(")[0] if name.partition("(")[0].strip() else name
    kept = [w for w in words.casefold().replace("-", " ").split() if w not in _ADDED]
    return "".join(kept).translate(_GREEK)


_ADDED = ("acetate", "tfa", "trifluoroacetate", "hydrochloride", "hcl", "salt")
_GREEK = str.maketrans({"α": "alpha", "β": "beta", "γ": "gamma"})


def _peptide(compound: Compound) -> sequence.Peptide | None:
    if compound.proforma is None:
        return None
    try:
        return sequence.parse(compound.proforma)
    except ValueError:
        return None


__all__ = ["RULES", "Case", "Examined", "Rule", "examine"]
