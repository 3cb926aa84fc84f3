"""What somebody printed about a molecule, held against the molecule by arithmetic alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from thymos.identity import cas, sequence
from thymos.identity.align import Difference, differences
from thymos.identity.formula import Weights, mass
from thymos.identity.sequence import Peptide
from thymos.records.compound import Compound, Misprint
from thymos.records.wording import number

# Weights tables in use differ by less than this at 5 kDa; a wrong residue differs by more.
AVERAGE_TOLERANCE = 0.15
MONOISOTOPIC_TOLERANCE = 0.002
AVERAGES: tuple[Weights, ...] = ("abridged2021", "conventional1999")
# More differences than these are not one slip; they are not listed one by one.
_LISTED = 4


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A printed value that the molecule does not have: which, and what arithmetic says."""

    what: str
    found: str
    expected: str
    why: str


def contradictions(printed: Misprint, compound: Compound) -> tuple[Contradiction, ...]:
    """What is wrong with printed figures about a compound; empty where nothing is.

    Only fields that hold figures are looked at, and only those that the record can answer.
    """
    peptide = _peptide(compound)
    return tuple(_of_sequence(printed, peptide)) + tuple(_of_numbers(printed, compound, peptide))


def is_checkable(printed: Misprint, compound: Compound) -> bool:
    """Whether arithmetic has anything to say on printed figures."""
    figures = (printed.proforma, printed.part, printed.residues, printed.mass)
    structured = any(figure is not None for figure in figures) and _peptide(compound) is not None
    return structured or printed.cas is not None


def agrees(value: float, peptide: Peptide) -> bool:
    """Whether a printed mass is one of the peptide's, by any table of weights in use.

    The printed digits are not looked at: a mass to the nearest dalton agrees with a tenth.
    """
    atoms = sequence.composition(peptide)
    near = abs(value - mass(atoms, "monoisotopic")) <= MONOISOTOPIC_TOLERANCE
    return near or any(abs(value - mass(atoms, t)) <= AVERAGE_TOLERANCE for t in AVERAGES)


def told(found: tuple[Difference, ...]) -> str:
    """Differences in words, a few of them one by one."""
    if len(found) > _LISTED:
        return f"it departs in {len(found)} places"
    return "; ".join(one.words for one in found)


def shift_words(peptide: Peptide, right: Peptide) -> str:
    """How much heavier or lighter a peptide is than another.

    >>> shift_words(sequence.parse("AEG"), sequence.parse("AVG"))
    '29.9742 Da heavier'
    """
    off = _light(peptide) - _light(right)
    if abs(off) < MONOISOTOPIC_TOLERANCE:
        return "of the same mass"
    return f"{number(abs(off), 4)} Da {'heavier' if off > 0 else 'lighter'}"


def _of_sequence(printed: Misprint, right: Peptide | None) -> Iterator[Contradiction]:
    if right is None:
        return
    if printed.part is not None and printed.part not in right.sequence:
        why = f"no part of the {len(right)} residues reads so"
        yield Contradiction("sequence", printed.part, right.sequence, why)
    if printed.residues is not None and printed.residues != len(right):
        yield Contradiction(
            "length",
            f"{printed.residues} residues",
            f"{len(right)} residues",
            _length(printed, right),
        )
    if printed.proforma is None:
        return
    try:
        peptide = sequence.parse(printed.proforma)
    except ValueError as error:
        yield Contradiction("sequence", printed.proforma, right.proforma, str(error))
        return
    if peptide != right:
        yield Contradiction("sequence", printed.proforma, right.proforma, _departs(peptide, right))


def _length(printed: Misprint, right: Peptide) -> str:
    told = f"{len(right)} residues are on record"
    if printed.mass is None:
        return told
    if agrees(printed.mass, right):
        return f"{told}, and the mass printed beside it belongs to them"
    return f"{told}, and the mass printed beside it is not theirs"


def _departs(peptide: Peptide, right: Peptide) -> str:
    slips = differences(right.sequence, peptide.sequence)
    words = told(slips) if slips else "the residues are right, what is bound to them is not"
    return f"{words}; {shift_words(peptide, right)}"


def _of_numbers(
    printed: Misprint, compound: Compound, peptide: Peptide | None
) -> Iterator[Contradiction]:
    if printed.mass is not None and peptide is not None and not agrees(printed.mass, peptide):
        atoms = sequence.composition(peptide)
        expected = " or ".join(f"{number(mass(atoms, t), 2)} Da" for t in AVERAGES[:1])
        off = f"{number(abs(printed.mass - mass(atoms)), 2)} Da from the average mass"
        yield Contradiction("mass", f"{printed.mass:g} Da", expected, off)
    if printed.cas is not None:
        yield from _of_cas(printed.cas, compound)


def _of_cas(text: str, compound: Compound) -> Iterator[Contradiction]:
    known = [entry.id for entry in compound.ids if entry.registry.upper() == "CAS"]
    digit = cas.check_digit(text)
    expected = " or ".join(known) or "a CAS number whose last digit fits the others"
    if digit is None:
        yield Contradiction("CAS number", text, expected, "it has not the form of a CAS number")
    elif not cas.is_cas(text):
        near = cas.meant(text, known)
        slip = f"; it is one slip from {near}" if near else ""
        why = f"its check digit would have to be {digit}{slip}"
        yield Contradiction("CAS number", text, expected, why)
    elif known and text not in known:
        yield Contradiction(
            "CAS number", text, expected, "it is another number than the recorded one"
        )


def _peptide(compound: Compound) -> Peptide | None:
    try:
        return sequence.parse(compound.proforma) if compound.proforma else None
    except ValueError:
        return None


def _light(peptide: Peptide) -> float:
    return mass(sequence.composition(peptide), "monoisotopic")
