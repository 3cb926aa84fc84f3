"""The compound beside its look-alikes, from their own dossiers where these are at hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from thymos.dossier.index import Dossier
from thymos.identity import sequence
from thymos.identity.align import LONGEST, align, by_chance
from thymos.identity.candidates import refusal
from thymos.identity.formula import formula, mass
from thymos.identity.printed import contradictions, shift_words
from thymos.identity.sequence import Peptide
from thymos.plots.alignment import Aligned
from thymos.records.atoms import Citation
from thymos.records.compound import Compound
from thymos.records.regulation import Status
from thymos.records.wording import number, plural
from thymos.views.comparison_shapes import AgreementJson, SideJson
from thymos.views.links import Link, anchor, outside, place_name, source_path
from thymos.views.reading import Reading
from thymos.views.wordings import title

ORDER = ("subject", "look-alike", "related", "precursor")
WEIGHTS = "IUPAC abridged weights of 2021"
NOTHING = "No status is on record"


@dataclass(frozen=True, slots=True)
class Told:
    """Where something was read, and how well that was verified."""

    source: Link
    locator: str | None
    level: str
    used: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One regulatory fact about a compound, from the dossier that holds it."""

    place: str
    what: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One compound of the comparison.

    told_in: the dossier whose record this is. no_mass: why there is no mass, where there is none.
    """

    id: str
    anchor: str
    name: str
    role: str
    kind: str
    card: Link
    told_in: str
    described: str
    told_apart: str | None
    residues: int | None
    sequence: str | None
    proforma: str | None
    formula: str | None
    average: str | None
    monoisotopic: str | None
    no_mass: str | None
    origin: str | None
    origin_told: tuple[Told, ...]
    statuses: tuple[Standing, ...]
    status_words: str
    other_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The subject's sequence against another: how many columns agree, and what chance gives."""

    anchor: str
    name: str
    plot: Aligned
    matches: int
    columns: int
    chance: int
    longest_run: int
    words: str


@dataclass(frozen=True, slots=True)
class Confusion:
    """Something taken for something else: what, and what arithmetic says where it says anything."""

    what: str
    between: tuple[str, ...]
    text: str
    arithmetic: str | None
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """The compound and its look-alikes side by side."""

    dossier: str
    as_of: str
    subject: str
    weights: str
    sides: tuple[Side, ...]
    agreements: tuple[Agreement, ...]
    confusions: tuple[Confusion, ...]

    def as_json(self) -> dict[str, Any]:
        """Keys: dossier, as_of, weights, compounds, alignments, confusions."""
        sides = [
            {key: getattr(s, key) for key in SideJson.__annotations__ if hasattr(s, key)}
            | {"dossier": s.told_in, "status": [f"{x.place}: {x.what}" for x in s.statuses]}
            for s in self.sides
        ]
        aligned = [
            {key: getattr(a, key) for key in AgreementJson.__annotations__ if hasattr(a, key)}
            | {"subject": a.plot.one, "other": a.plot.two}
            for a in self.agreements
        ]
        confused = [
            {k: v for k, v in asdict(c).items() if k != "told"}
            | {"between": list(c.between), "sources": [told.source.text for told in c.told]}
            for c in self.confusions
        ]
        return {
            "dossier": self.dossier,
            "as_of": self.as_of,
            "weights": self.weights,
            "compounds": sides,
            "alignments": aligned,
            "confusions": confused,
        }


@dataclass(frozen=True, slots=True)
class _Kept:
    """A compound's record, the dossier that it was taken from, and how it is called here."""

    record: Compound
    dossier: Dossier
    here: Compound


def comparison_page(reading: Reading) -> ComparisonPage | None:
    """The comparison; None for a dossier that names no look-alike."""
    own = reading.dossier.compounds
    if all(compound.role != "look-alike" for compound in own.values()):
        return None
    kept = [_kept(reading, compound) for compound in own.values()]
    kept.sort(key=lambda k: ORDER.index(k.here.role))
    main = next(k for k in kept if k.here.id == reading.dossier.head.subject)
    return ComparisonPage(
        dossier=reading.dossier.head.id,
        as_of=reading.day.isoformat(),
        subject=main.here.name,
        weights=WEIGHTS,
        sides=tuple(_side(reading, k) for k in kept),
        agreements=tuple(_agreements(main, kept)),
        confusions=tuple(_confusions(reading, kept)),
    )


def _kept(reading: Reading, compound: Compound) -> _Kept:
    """The record of a compound in its own dossier, where it points to one that holds it."""
    other = reading.others.get(compound.dossier or "")
    record = other.compounds.get(compound.id) if other is not None else None
    if other is None or record is None:
        return _Kept(compound, reading.dossier, compound)
    return _Kept(record, other, compound)


def _side(reading: Reading, kept: _Kept) -> Side:
    record, here = kept.record, kept.here
    peptide = _peptide(record)
    atoms = sequence.composition(peptide) if peptide else None
    statuses = tuple(_statuses(reading, kept))
    return Side(
        id=here.id,
        anchor=f"compared-{here.id}",
        name=here.name,
        role=here.role,
        kind=here.kind,
        card=Link(here.name, f"identity.html#{anchor('compounds', here.id)}"),
        told_in=kept.dossier.head.id,
        described=record.described,
        told_apart=here.told_apart,
        residues=len(peptide) if peptide else None,
        sequence=peptide.sequence if peptide else None,
        proforma=record.proforma,
        formula=formula(atoms) if atoms else record.formula,
        average=f"{number(mass(atoms), 2)} Da" if atoms else None,
        monoisotopic=f"{number(mass(atoms, 'monoisotopic'), 4)} Da" if atoms else None,
        no_mass=None if atoms else f"{title(refusal(record))}.",
        origin=record.origin.text if record.origin else None,
        origin_told=_told(reading, kept.dossier, record.origin.cites) if record.origin else (),
        statuses=statuses,
        status_words=_status_words(reading, kept, statuses),
        other_names=tuple(name.text for name in record.names),
    )


def _peptide(record: Compound) -> Peptide | None:
    try:
        return sequence.parse(record.proforma) if record.proforma else None
    except ValueError:
        return None


def _statuses(reading: Reading, kept: _Kept) -> Iterator[Standing]:
    """What its dossier holds on a look-alike; the subject's own fill a page of theirs."""
    if kept.here.id == reading.dossier.head.subject:
        return
    for status in kept.dossier.statuses.values():
        if _is_about(status, kept):
            told = _told(reading, kept.dossier, status.cites)
            yield Standing(place_name(status.jurisdiction), status.what, told)


def _is_about(status: Status, kept: _Kept) -> bool:
    return (status.subject or kept.dossier.head.subject) == kept.record.id


def _status_words(reading: Reading, kept: _Kept, statuses: tuple[Standing, ...]) -> str:
    if kept.here.id == reading.dossier.head.subject:
        found = [s for s in reading.dossier.statuses.values() if _is_about(s, kept)]
        places = len({status.jurisdiction for status in found})
        where = plural(places, "place")
        return f"{plural(len(found), 'fact')} on record in {where}: see Regulation."
    return "" if statuses else f"{NOTHING} in the dossier {kept.dossier.head.id}."


def _told(reading: Reading, dossier: Dossier, cites: tuple[Citation, ...]) -> tuple[Told, ...]:
    """Citations of whichever dossier; a source that this one does not hold leads to its address."""
    return tuple(dict.fromkeys(_one(reading, dossier, cite) for cite in cites))


def _one(reading: Reading, dossier: Dossier, cite: Citation) -> Told:
    source = dossier.sources.get(cite.source)
    label = source.label if source else cite.source
    href = None
    if cite.source in reading.dossier.sources:
        href = source_path(cite.source)
    elif source is not None:
        href = next((link.href for link in outside(source) if link.href), None)
    return Told(Link(label, href), cite.locator, cite.level.mark, cite.level.admissible)


def _agreements(main: _Kept, kept: list[_Kept]) -> Iterator[Agreement]:
    """The subject's chain against every other order of residues that is on record."""
    own = _peptide(main.record)
    if own is None:
        return
    for other in kept:
        peptide = _peptide(other.record)
        if peptide is None or peptide.sequence == own.sequence:
            continue
        if max(len(own), len(peptide)) > LONGEST:
            continue
        found = align(own.sequence, peptide.sequence)
        chance = by_chance(own.sequence, peptide.sequence)
        names = (main.here.name, other.here.name)
        yield Agreement(
            anchor=f"aligned-{other.here.id}",
            name=other.here.name,
            plot=Aligned(f"{names[0]} and {names[1]}, aligned", names, found.one, found.two),
            matches=found.matches,
            columns=len(found.one),
            chance=chance,
            longest_run=found.run,
            words=_agreement_words(own, peptide, found.matches, chance),
        )


def _agreement_words(own: Peptide, other: Peptide, matches: int, chance: int) -> str:
    if own.sequence == other.sequence:
        return (
            f"The same residues in the same order; as a molecule it is {shift_words(other, own)}."
        )
    if other.sequence in own.sequence or own.sequence in other.sequence:
        return "The shorter one is a piece of the longer one."
    shorter = min(len(own), len(other))
    told = f"{matches} of {shorter} residues of the shorter chain agree"
    if matches - chance <= max(2, 0.1 * shorter):
        return (
            f"{told}; the same residues in other orders agree in {chance}. "
            "That is no more than chance gives."
        )
    return f"{told}; the same residues in other orders agree in {chance}."


def _confusions(reading: Reading, kept: list[_Kept]) -> Iterator[Confusion]:
    """What is taken for what: by name, by a group more or less, by a misprint."""
    for one in kept:
        for name in one.record.names:
            if name.ambiguous is not None:
                yield Confusion(
                    "a name of several things", (one.here.name,), f"{name.text}: {name.ambiguous}",
                    None, _told(reading, one.dossier, name.cites),
                )  # fmt: skip
    yield from _shared_names(kept)
    yield from _near(kept)
    for one in kept:
        for misprint in one.record.misprints:
            wrong = [f"{c.what}: {c.why}" for c in contradictions(misprint, one.record)]
            yield Confusion(
                f"a misprint: {misprint.what}", (one.here.name,), misprint.found,
                "; ".join(wrong) or None, _told(reading, one.dossier, misprint.cites),
            )  # fmt: skip


def _shared_names(kept: list[_Kept]) -> Iterator[Confusion]:
    for one, two in combinations(kept, 2):
        names = {name.text.casefold(): name.text for name in one.record.names}
        names[one.here.name.casefold()] = one.here.name
        for name in (two.here.name, *(n.text for n in two.record.names)):
            if name.casefold() in names:
                yield Confusion(
                    "one name on two things", (one.here.name, two.here.name), name, None, ()
                )


def _near(kept: list[_Kept]) -> Iterator[Confusion]:
    """Chains of the same residues that differ in what is bound to them, and pieces of others."""
    for one, two in combinations(kept, 2):
        a, b = _peptide(one.record), _peptide(two.record)
        if a is None or b is None:
            continue
        names = (one.here.name, two.here.name)
        if a.sequence == b.sequence:
            text = "The same residues; only what is bound to them differs."
            yield Confusion("alike but for a group", names, text, shift_words(b, a), ())
        elif a.sequence in b.sequence or b.sequence in a.sequence:
            longer = (a, b) if len(a) > len(b) else (b, a)
            first = longer[0].sequence.index(longer[1].sequence) + 1
            place = f"residues {first} to {first + len(longer[1]) - 1}"
            text = f"The shorter chain is {place} of the longer one."
            words = f"{number(_light(longer[0]) / _light(longer[1]), 1)} times as heavy"
            yield Confusion("a piece of the other", names, text, words, ())


def _light(peptide: Peptide) -> float:
    return mass(sequence.composition(peptide), "monoisotopic")
