"""The identity card: what the molecule is, what it is called, what it is confused with."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.identity import sequence
from thymos.identity.candidates import refusal
from thymos.identity.printed import contradictions
from thymos.records.compound import Compound, Mass
from thymos.records.wording import count, number
from thymos.views.claims import Line, line
from thymos.views.facts import FactGroup, fact_groups
from thymos.views.links import Link, anchor
from thymos.views.provenance import Cited, Mark, cited, mark
from thymos.views.reading import Reading
from thymos.views.weighed import WeighedMolecule, weighed
from thymos.views.wordings import title

_WEIGHTS: tuple[tuple[sequence.Weights, str, int], ...] = (
    ("monoisotopic", "Monoisotopic, from isotope masses", 4),
    ("abridged2021", "Average, IUPAC abridged weights of 2021", 3),
    ("conventional1999", "Average, conventional weights of 1999", 3),
)
_CURRENT = _WEIGHTS[1][1]
_REGISTRIES: tuple[tuple[str, str], ...] = (
    ("uniprot", "https://www.uniprot.org/uniprotkb/{}"),
    ("pubchem", "https://pubchem.ncbi.nlm.nih.gov/compound/{}"),
    ("pubchem cid", "https://pubchem.ncbi.nlm.nih.gov/compound/{}"),
    ("chembl", "https://www.ebi.ac.uk/chembl/explore/compound/{}"),
    ("drugbank", "https://go.drugbank.com/drugs/{}"),
    ("unii", "https://precision.fda.gov/uniisearch/srs/unii/{}"),
    ("kegg", "https://www.kegg.jp/entry/{}"),
)


@dataclass(frozen=True, slots=True)
class ComputedMass:
    """A mass computed from the sequence, and by which atomic weights."""

    weights: str
    value: str


@dataclass(frozen=True, slots=True)
class StatedMass:
    """A mass as some source states or measured it."""

    kind: str
    value: str
    weights: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class NameRow:
    """A name in use."""

    text: str
    kind: str
    ambiguous: str | None
    cites: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class IdRow:
    """An identifier in a registry."""

    registry: str
    id: Link
    mark: Mark


@dataclass(frozen=True, slots=True)
class MisprintRow:
    """A wrong sequence, mass or number in circulation; `wrong` is what arithmetic says of it."""

    what: str
    found: str
    wrong: tuple[str, ...]
    note: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Card:
    """One compound: names, structure, masses, identifiers, traps."""

    anchor: str
    name: str
    kind: str
    role: str
    described: str
    told_apart: str | None
    product: str | None
    origin: str | None
    names: tuple[NameRow, ...]
    proforma: str | None
    residues: str | None
    computed_formula: str | None
    stated_formula: str | None
    computed: tuple[ComputedMass, ...]
    stated: tuple[StatedMass, ...]
    ids: tuple[IdRow, ...]
    misprints: tuple[MisprintRow, ...]
    note: str | None
    mark: Mark

    @property
    def average(self) -> str | None:
        """The average mass computed from the sequence by current atomic weights."""
        named = {mass.weights: mass.value for mass in self.computed}
        return named.get(_CURRENT)

    @property
    def formula(self) -> str | None:
        """The formula computed from the sequence, else the one stated."""
        return self.computed_formula or self.stated_formula


@dataclass(frozen=True, slots=True)
class IdentityPage:
    """The subject, the look-alikes told apart from it, and the other compounds.

    weighed: what follows from the subject's composition; None where it has no one mass, and
    then `no_mass` says why.
    """

    subject: Card
    weighed: WeighedMolecule | None
    no_mass: str | None
    look_alikes: tuple[Card, ...]
    others: tuple[Card, ...]
    facts: tuple[FactGroup, ...]
    claims: tuple[Line, ...]


def identity_page(reading: Reading) -> IdentityPage:
    """The identity card of the dossier's subject."""
    subject = reading.dossier.head.subject
    cards = {key: card(reading, c) for key, c in reading.dossier.compounds.items()}
    rest = [c for key, c in cards.items() if key != subject]
    molecule = weighed(reading)
    return IdentityPage(
        subject=cards[subject],
        weighed=molecule,
        no_mass=None if molecule else title(refusal(reading.dossier.compounds[subject])),
        look_alikes=tuple(c for c in rest if c.role == "look-alike"),
        others=tuple(c for c in rest if c.role != "look-alike"),
        facts=fact_groups(reading, "identity"),
        claims=tuple(line(reading, j) for j in reading.judged if j.claim.kind.value == "identity"),
    )


def card(reading: Reading, compound: Compound) -> Card:
    """One compound as a card; masses are computed from its sequence where it has one."""
    residues, formula, computed = _structure(compound)
    return Card(
        anchor=anchor("compounds", compound.id),
        name=compound.name,
        kind=title(compound.kind),
        role=compound.role,
        described=compound.described,
        told_apart=compound.told_apart,
        product=compound.product,
        origin=compound.origin.text if compound.origin else None,
        names=tuple(
            NameRow(n.text, n.kind, n.ambiguous, cited(reading.dossier, n.cites))
            for n in compound.names
        ),
        proforma=compound.proforma,
        residues=residues,
        computed_formula=formula,
        stated_formula=compound.formula,
        computed=computed,
        stated=tuple(_stated(reading, mass) for mass in compound.masses),
        ids=tuple(
            IdRow(i.registry, _registered(i.registry, i.id), mark(reading.dossier, i.cites))
            for i in compound.ids
        ),
        misprints=tuple(
            MisprintRow(
                title(m.what),
                m.found,
                tuple(title(c.why) for c in contradictions(m, compound)),
                m.note,
                mark(reading.dossier, m.cites),
            )
            for m in compound.misprints
        ),
        note=compound.note,
        mark=mark(reading.dossier, compound.cites),
    )


def _structure(
    compound: Compound,
) -> tuple[str | None, str | None, tuple[ComputedMass, ...]]:
    """Length, formula and masses from the sequence; nothing where it cannot be read."""
    if compound.proforma is None:
        return None, None, ()
    try:
        peptide = sequence.parse(compound.proforma)
    except ValueError:
        return None, None, ()
    atoms = sequence.composition(peptide)
    masses = tuple(
        ComputedMass(words, f"{number(sequence.mass(atoms, table), digits)} Da")
        for table, words, digits in _WEIGHTS
    )
    return f"{count(len(peptide))} amino acids", sequence.formula(atoms), masses


def _stated(reading: Reading, mass: Mass) -> StatedMass:
    value = f"{mass.value:,.10g} Da"
    return StatedMass(title(mass.kind), value, mass.weights, mark(reading.dossier, mass.cites))


def _registered(name: str, ident: str) -> Link:
    address = dict(_REGISTRIES).get(name.casefold())
    return Link(ident, address.format(ident) if address else None)
