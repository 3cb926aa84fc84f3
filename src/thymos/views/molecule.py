"""`thymos molecule`: what a molecule weighs, and what a sample of it may turn out to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from typing_extensions import TypedDict

from thymos.dossier.index import Dossier
from thymos.errors import UsageError
from thymos.identity import formula as chemistry
from thymos.identity import sequence
from thymos.identity.candidates import Candidate, CandidateSet, Kind, candidates, of, refusal
from thymos.identity.changes import impossible
from thymos.identity.formula import Weights
from thymos.identity.fragments import Fragment, fragments
from thymos.identity.invisible import invisible
from thymos.identity.ions import adducts, mz
from thymos.identity.isotopes import Pattern, pattern
from thymos.identity.sequence import Peptide

AVERAGES: tuple[tuple[Weights, str], ...] = (
    ("abridged2021", "IUPAC abridged weights of 2021"),
    ("conventional1999", "IUPAC weights of 1999"),
)
MOST_CHARGES = 60
# Shares below this are left out of the pattern that is told.
_LEAST = 1e-4


class IonJson(TypedDict):
    """The whole molecule at a charge, in m/z."""

    charge: int
    monoisotopic: float
    tallest: float
    average: float


class PeakJson(TypedDict):
    """A peak of the isotope pattern; low and high are what normal materials span."""

    neutrons: int
    mass: float
    share: float
    low: float
    high: float


class AdductJson(TypedDict):
    """An adduct: what it adds, and its m/z at each charge asked for."""

    id: str
    words: str
    shift: float
    mz: list[float]


class FragmentJson(TypedDict):
    """A b or y ion."""

    ion: str
    series: str
    number: int
    charge: int
    residues: str
    formula: str
    monoisotopic: float
    average: float


class CandidateJson(TypedDict):
    """Something that a sample may turn out to be; `off` is its distance from the molecule."""

    id: str
    name: str
    kind: str
    compound: str | None
    proforma: str | None
    formula: str
    monoisotopic: float
    average: float
    off: float
    sites: list[int]
    mz: list[float]


class RefusedJson(TypedDict):
    """A compound of the dossier that has no mass, and why."""

    compound: str
    name: str
    reason: str


class ImpossibleJson(TypedDict):
    """A change that the sequence has no site for; ^ is a free N-terminus, $ a free C-terminus."""

    change: str
    needs: list[str]


class MoleculeJson(TypedDict):
    """`thymos molecule`; without a dossier there are no candidates."""

    dossier: str | None
    as_of: str | None
    name: str
    proforma: str | None
    formula: str
    residues: int | None
    monoisotopic: float
    average: float
    weights: str
    charges: list[int]
    isotopes: list[PeakJson]
    ions: list[IonJson]
    adducts: list[AdductJson]
    fragments: list[FragmentJson]
    candidates: list[CandidateJson]
    refused: list[RefusedJson]
    invisible: list[str]
    impossible: list[ImpossibleJson]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked: charges, the table of weights, fragments, every candidate."""

    charges: tuple[int, ...] = (1, 2, 3, 4, 5)
    weights: Weights = "abridged2021"
    fragments: bool = False
    every: bool = False


@dataclass(frozen=True)
class MoleculeView:
    """A molecule, from a dossier or by hand."""

    main: Candidate
    found: CandidateSet | None
    dossier: Dossier | None
    wish: Wish

    @property
    def weights(self) -> str:
        """The table of atomic weights in words."""
        return dict(AVERAGES)[self.wish.weights]

    @property
    def peptide(self) -> Peptide | None:
        """The chain, where there is one."""
        return self.main.forms[0] if self.main.forms else None

    @property
    def pattern(self) -> Pattern:
        """The isotope pattern of the neutral molecule."""
        return pattern(self.main.atoms, least=_LEAST)

    @property
    def shown(self) -> tuple[Candidate, ...]:
        """The candidates asked for: shortened chains and slips only where every one is."""
        if self.found is None:
            return ()
        few = (Kind.TRUNCATED, Kind.SLIP)
        return tuple(c for c in self.found.candidates if self.wish.every or c.kind not in few)

    @property
    def ions(self) -> tuple[Fragment, ...]:
        """b and y ions at the charges asked for, where fragments are."""
        if not self.wish.fragments or self.peptide is None:
            return ()
        return fragments(self.peptide, charges=self.wish.charges)

    def average(self, one: Candidate) -> float:
        """The average mass by the table asked for."""
        return chemistry.mass(one.atoms, self.wish.weights)

    def rungs(self) -> list[IonJson]:
        """The charge ladder."""
        usual = self.pattern
        tallest = float(usual.mass[usual.tallest])
        mean = self.average(self.main)
        return [
            IonJson(
                charge=z,
                monoisotopic=_at(self.main.monoisotopic, z),
                tallest=_at(tallest, z),
                average=_at(mean, z),
            )
            for z in self.wish.charges
        ]

    @property
    def impossible(self) -> tuple[tuple[str, str], ...]:
        """Changes that the sequence has no site for, each with the sites it would need."""
        return impossible(self.peptide) if self.peptide else ()

    def adducts(self) -> list[AdductJson]:
        """Every adduct of the table at the charges asked for."""
        return [self._adduct(a.id, a.words, a.shift) for a in adducts()]

    def as_json(self) -> dict[str, Any]:
        """The documented keys of `MoleculeJson`."""
        main, peptide = self.main, self.peptide
        refused = self.found.refused if self.found else ()
        return {
            "dossier": self.dossier.head.id if self.dossier else None,
            "as_of": self.dossier.day.isoformat() if self.dossier else None,
            "name": main.name,
            "proforma": main.proforma,
            "formula": main.formula,
            "residues": len(peptide) if peptide else None,
            "monoisotopic": round(main.monoisotopic, 6),
            "average": round(self.average(main), 6),
            "weights": self.wish.weights,
            "charges": list(self.wish.charges),
            "isotopes": self._isotopes(),
            "ions": self.rungs(),
            "adducts": self.adducts(),
            "fragments": [_fragment(one) for one in self.ions],
            "candidates": [self._candidate(one) for one in self.shown],
            "refused": [{"compound": r.compound, "name": r.name, "reason": r.reason}
                        for r in refused],
            "invisible": list(invisible(peptide)) if peptide else [],
            "impossible": [{"change": c, "needs": needs.split()} for c, needs in self.impossible],
        }  # fmt: skip

    def _isotopes(self) -> list[PeakJson]:
        usual = self.pattern
        light, heavy = (pattern(self.main.atoms, nature=n) for n in ("light", "heavy"))
        made = []
        for k, (mass, share) in enumerate(zip(usual.mass, usual.share, strict=True)):
            ends = sorted(float(p.share[k]) if k < p.share.size else 0.0 for p in (light, heavy))
            made.append(
                PeakJson(
                    neutrons=k,
                    mass=round(float(mass), 6),
                    share=round(float(share), 6),
                    low=round(ends[0], 6),
                    high=round(ends[1], 6),
                )
            )
        return made

    def _adduct(self, ident: str, words: str, shift: float) -> AdductJson:
        places = [_at(self.main.monoisotopic + shift, z) for z in self.wish.charges]
        return AdductJson(id=ident, words=words, shift=round(shift, 6), mz=places)

    def _candidate(self, one: Candidate) -> CandidateJson:
        return CandidateJson(
            id=one.id,
            name=one.name,
            kind=one.kind.value,
            compound=one.compound,
            proforma=one.proforma,
            formula=one.formula,
            monoisotopic=round(one.monoisotopic, 6),
            average=round(self.average(one), 6),
            off=round(one.monoisotopic - self.main.monoisotopic, 6),
            sites=list(one.sites),
            mz=[_at(one.monoisotopic, z) for z in self.wish.charges],
        )


def by_hand(proforma: str, wish: Wish) -> MoleculeView:
    """A molecule from ProForma alone. Raises UsageError in one line for nonsense."""
    try:
        return MoleculeView(of(proforma), None, None, wish)
    except ValueError as error:
        raise UsageError(str(error)) from None


def of_dossier(dossier: Dossier, wish: Wish) -> MoleculeView:
    """The subject of a dossier with its candidates. Raises UsageError where it has no mass."""
    found = candidates(dossier)
    if found.subject is None:
        subject = dossier.compounds[dossier.head.subject]
        told = [r.reason for r in found.refused if r.compound == subject.id]
        raise UsageError(told[0] if told else refusal(subject))
    return MoleculeView(found.subject, found, dossier, wish)


def wish(
    *,
    charges: str = "1-5",
    weights: str = "abridged2021",
    fragments: bool = False,
    every: bool = False,
) -> Wish:
    """What is asked, from what was typed. Raises UsageError.

    >>> wish(charges="2-4").charges, wish(charges="3").charges
    ((2, 3, 4), (3,))
    """
    table = next((name for name, _ in AVERAGES if name == weights), None)
    if table is None:
        names = ", ".join(name for name, _ in AVERAGES)
        raise UsageError(f"expected weights among {names}, found '{weights}'")
    low, dash, high = charges.partition("-")
    ends = (low, high) if dash else (low, low)
    if not all(end.strip().isdecimal() and end.isascii() for end in ends):
        raise UsageError(f"expected charges such as 3 or 1-5, found '{charges}'")
    first, last = (int(end[:9]) for end in ends)
    if not 1 <= first <= last <= MOST_CHARGES:
        raise UsageError(f"expected charges from 1 to {MOST_CHARGES}, found '{charges}'")
    return Wish(tuple(range(first, last + 1)), table, fragments, every)


def _at(mass: float, charge: int) -> float:
    return round(mz(mass, charge), 6)


def _fragment(one: Fragment) -> FragmentJson:
    return FragmentJson(
        ion=one.name,
        series=one.series,
        number=one.number,
        charge=one.charge,
        residues=one.residues,
        formula=sequence.formula(one.atoms),
        monoisotopic=round(one.monoisotopic, 6),
        average=round(one.average, 6),
    )
