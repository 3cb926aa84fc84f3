"""Everything that a sample said to be a compound may turn out to be, each with its mass.

The compound itself, without its modifications, changed, shortened, with a slip of synthesis,
doubled; the other compounds of the dossier, its look-alikes first; the sequences that are
misprinted as its own. All of it comes from the records and the tables of changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from thymos.dossier.index import Dossier
from thymos.identity import changes, sequence
from thymos.identity import formula as chemistry
from thymos.identity.changes import Variant
from thymos.identity.formula import Atoms, Weights
from thymos.identity.invisible import invisible
from thymos.identity.sequence import Peptide
from thymos.records.compound import Compound

# The table by which average masses are computed, unless another is named.
WEIGHTS: Weights = "abridged2021"


class Kind(StrEnum):
    """What makes a candidate one; the value is the words shown."""

    SUBJECT = "the compound itself"
    UNMODIFIED = "without a modification"
    ISOMER = "another structure of the same atoms"
    CHANGED = "changed in making or storing it"
    TRUNCATED = "shortened"
    SLIP = "a slip of synthesis"
    DIMER = "two molecules as one"
    LOOK_ALIKE = "a look-alike"
    RELATED = "a related compound"
    MISPRINT = "a misprint taken at its word"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One composition that a sample may be made of.

    forms: the peptides of this composition that were thought of; none where atoms alone are
    known. compound: the record it comes from. Masses are of the neutral molecule, in daltons.
    """

    id: str
    name: str
    kind: Kind
    atoms: Atoms = field(hash=False)
    monoisotopic: float
    average: float
    forms: tuple[Peptide, ...] = ()
    compound: str | None = None
    sites: tuple[int, ...] = ()

    @property
    def formula(self) -> str:
        """The Hill formula."""
        return chemistry.formula(self.atoms)

    @property
    def proforma(self) -> str | None:
        """The structure in ProForma; None where several forms share the composition."""
        return self.forms[0].proforma if len(self.forms) == 1 else None


@dataclass(frozen=True, slots=True)
class Refused:
    """A compound that no mass can stand for, and why."""

    compound: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class CandidateSet:
    """All candidates, the subject first; every id is there once.

    invisible: what no mass shows of the subject, in sentences. impossible: changes of the table
    that its sequence has no site for, each with the sites it would need.
    """

    subject: Candidate | None
    candidates: tuple[Candidate, ...]
    refused: tuple[Refused, ...]
    invisible: tuple[str, ...]
    impossible: tuple[tuple[str, str], ...]

    def __getitem__(self, ident: str) -> Candidate:
        """The candidate of an id. Raises KeyError."""
        for candidate in self.candidates:
            if candidate.id == ident:
                return candidate
        raise KeyError(ident)


def candidates(dossier: Dossier) -> CandidateSet:
    """The candidates of a dossier's subject. An extract, or nonsense, is refused, not weighed."""
    return candidate_set(dossier.compounds.values(), dossier.head.subject)


def candidate_set(compounds: Iterable[Compound], subject: str) -> CandidateSet:
    """The same from compound records alone."""
    records = sorted(compounds, key=lambda c: (c.id != subject, c.role != "look-alike"))
    known: list[Candidate] = []
    refused: list[Refused] = []
    for record in records:
        try:
            known.append(_recorded(record, subject))
        except ValueError as error:
            refused.append(Refused(record.id, record.name, str(error)))
    main = next((c for c in known if c.compound == subject), None)
    peptide = main.forms[0] if main is not None and main.forms else None
    made = [*(_derived(main, peptide) if main and peptide else ()), *_misprinted(records)]
    if main is not None and peptide is None:
        made.append(_dimer(main))
    merged = _merged(known, made)
    return CandidateSet(
        next((c for c in merged if c.kind is Kind.SUBJECT), None),
        merged,
        tuple(refused),
        invisible(peptide) if peptide else (),
        changes.impossible(peptide) if peptide else (),
    )


def of(proforma: str, name: str | None = None) -> Candidate:
    """A candidate by hand, from ProForma. Raises ValueError in one line.

    >>> round(of("RKDVY").monoisotopic, 4)
    679.3653
    """
    peptide = sequence.parse(proforma)
    return _candidate(proforma, name or proforma, Kind.RELATED, (peptide,))


def same_mass(
    found: Sequence[Candidate], tolerance: float = 1e-6
) -> tuple[tuple[Candidate, ...], ...]:
    """Candidates in groups that lie within `tolerance` daltons of a neighbour, lightest first.

    Only groups of two or more are given: what a measurement of the monoisotopic mass with such
    an error cannot tell apart.
    """
    ordered = sorted(found, key=lambda c: c.monoisotopic)
    groups: list[list[Candidate]] = []
    for one in ordered:
        if groups and one.monoisotopic - groups[-1][-1].monoisotopic <= tolerance:
            groups[-1].append(one)
        else:
            groups.append([one])
    return tuple(tuple(group) for group in groups if len(group) > 1)


def refusal(compound: Compound) -> str:
    """Why a compound without structure has no single mass."""
    if compound.kind == "extract":
        return f"{compound.name} is an extract, a mixture without a single mass"
    if compound.kind == "biological product":
        return f"{compound.name} is a biological product; no single mass is on record"
    return f"no sequence and no formula of {compound.name} is on record, so it has no mass here"


def _recorded(record: Compound, subject: str) -> Candidate:
    """The candidate that a record states. Raises ValueError where it has no structure."""
    kind = Kind.SUBJECT if record.id == subject else Kind.RELATED
    if kind is Kind.RELATED and record.role == "look-alike":
        kind = Kind.LOOK_ALIKE
    if record.proforma is not None:
        peptide = sequence.parse(record.proforma)
        return _candidate(record.id, record.name, kind, (peptide,), compound=record.id)
    if record.formula is None or record.kind in ("extract", "biological product"):
        raise ValueError(refusal(record))
    atoms = chemistry.plus(chemistry.read(record.formula))
    return _weighed(record.id, record.name, kind, atoms, compound=record.id)


def _derived(main: Candidate, peptide: Peptide) -> Iterator[Candidate]:
    """What the subject may have become, and what may have been made in its stead."""
    for variant in changes.without_modification(peptide):
        bare = _variant(main, variant, Kind.UNMODIFIED)
        yield bare
        for change in changes.changed(variant.forms[0]):
            made = _variant(bare, change, Kind.CHANGED)
            # Putting back what was missing, in its place or elsewhere: the subject, or an isomer.
            if made.atoms != main.atoms:
                yield made
    for variant in changes.isomers(peptide):
        yield _variant(main, variant, Kind.ISOMER)
    for variant in changes.changed(peptide):
        yield _variant(main, variant, Kind.CHANGED)
    yield _dimer(main)
    for variant in changes.truncated(peptide):
        yield _variant(main, variant, Kind.TRUNCATED)
    for variant in (*changes.deleted(peptide), *changes.doubled(peptide)):
        yield _variant(main, variant, Kind.SLIP)


def _dimer(main: Candidate) -> Candidate:
    atoms = chemistry.plus(main.atoms, main.atoms)
    return _weighed(f"{main.id}+dimer", f"{main.name}, two as one", Kind.DIMER, atoms)


def _misprinted(records: Iterable[Compound]) -> Iterator[Candidate]:
    for record in records:
        for number, misprint in enumerate(record.misprints):
            try:
                peptide = sequence.parse(misprint.proforma or "")
            except ValueError:
                continue
            ident = f"{record.id}+misprint-{number + 1}"
            name = f"{record.name} as misprinted"
            yield _candidate(ident, name, Kind.MISPRINT, (peptide,), compound=record.id)


def _variant(main: Candidate, variant: Variant, kind: Kind) -> Candidate:
    words = variant.words
    if kind is Kind.CHANGED:
        words += _where(main.forms[0], variant.sites)
    return _candidate(
        f"{main.id}+{variant.id}", f"{main.name}, {words}", kind, variant.forms,
        compound=None, sites=variant.sites,
    )  # fmt: skip


def _where(peptide: Peptide, sites: tuple[int, ...]) -> str:
    """Where a change sits: at its one site, or how many there are to choose from."""
    if len(sites) > 1:
        return f" at one of {len(sites)} sites"
    site = sites[0]
    if not 0 < site <= len(peptide):
        return "" if site else " at the N-terminus"
    return f" at {peptide.sequence[site - 1]}{site}"


def _candidate(
    ident: str,
    name: str,
    kind: Kind,
    forms: tuple[Peptide, ...],
    *,
    compound: str | None = None,
    sites: tuple[int, ...] = (),
) -> Candidate:
    atoms = sequence.composition(forms[0])
    return _weighed(ident, name, kind, atoms, forms=forms, compound=compound, sites=sites)


def _weighed(
    ident: str,
    name: str,
    kind: Kind,
    atoms: Atoms,
    *,
    forms: tuple[Peptide, ...] = (),
    compound: str | None = None,
    sites: tuple[int, ...] = (),
) -> Candidate:
    light = chemistry.mass(atoms, "monoisotopic")
    mean = chemistry.mass(atoms, WEIGHTS)
    return Candidate(ident, name, kind, atoms, light, mean, forms, compound, sites)


def _merged(known: list[Candidate], made: list[Candidate]) -> tuple[Candidate, ...]:
    """Records first; a made one whose single structure a record has keeps the record's name."""
    named = {c.forms[0]: c for c in known if c.forms}
    kinds: dict[str, Kind] = {}
    rest: list[Candidate] = []
    renamed: dict[str, str] = {}
    for one in made:
        record = named.get(one.forms[0]) if len(one.forms) == 1 else None
        if record is None:
            rest.append(one)
        elif record.kind is not Kind.SUBJECT:
            kinds[record.id] = one.kind
            renamed[one.name] = record.name
    first = [replace(c, kind=kinds.get(c.id, c.kind)) for c in known]
    return (*first, *(_told(c, renamed) for c in rest))


def _told(one: Candidate, renamed: dict[str, str]) -> Candidate:
    """The candidate with the name that a record gives to what it is made from."""
    for made, record in renamed.items():
        if one.name.startswith(f"{made}, "):
            return replace(one, name=record + one.name.removeprefix(made))
    return one
