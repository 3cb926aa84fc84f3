"""b and y ions of a linear peptide, and which of them explains a product that was measured.

Nomenclature: Roepstorff & Fohlman 1984, Biomed Mass Spectrom 11:601. A b ion is the first n
residues, a y ion the last n with water; each carries as many protons as its charge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from thymos.identity import sequence
from thymos.identity.formula import Atoms, mass, plus
from thymos.identity.ions import mz
from thymos.identity.sequence import Peptide

Series = Literal["b", "y"]
MassKind = Literal["monoisotopic", "average"]


@dataclass(frozen=True, slots=True)
class Fragment:
    """One b or y ion."""

    series: Series
    number: int
    charge: int
    residues: str
    atoms: Atoms
    monoisotopic: float  # m/z
    average: float  # m/z, by the abridged weights of 2021

    @property
    def name(self) -> str:
        """As chemists write it: `b3`, and `y26 3+` for a charge above one."""
        return f"{self.series}{self.number}" + (f" {self.charge}+" if self.charge > 1 else "")


@dataclass(frozen=True, slots=True)
class Reading:
    """A measured m/z read as one ion: by which kind of mass, and how far off (found − computed)."""

    fragment: Fragment
    by: MassKind
    off: float


def fragments(
    peptide: Peptide, *, series: Iterable[Series] = ("b", "y"), charges: Iterable[int] = (1,)
) -> tuple[Fragment, ...]:
    """All b and y ions but the whole molecule, by series, number and charge.

    >>> from thymos.identity.sequence import parse
    >>> [(f.name, round(f.monoisotopic, 3)) for f in fragments(parse("[Acetyl]-SDA"))]
    [('b1', 130.05), ('b2', 245.077), ('y1', 90.055), ('y2', 205.082)]
    """
    states = tuple(charges)
    made: list[Fragment] = []
    for one in series:
        for number in range(1, len(peptide)):
            residues, atoms = _part(peptide, one, number)
            light, mean = mass(atoms, "monoisotopic"), mass(atoms)
            made += [
                Fragment(one, number, z, residues, atoms, mz(light, z), mz(mean, z)) for z in states
            ]
    return tuple(made)


def explain(
    peptide: Peptide, at: float, *, tolerance: float, charges: Iterable[int] = (1,)
) -> tuple[Reading, ...]:
    """Ions of a peptide within `tolerance` (m/z units) of a measured m/z, the nearest first.

    A product read at unit resolution may stand for the monoisotopic peak or for the middle of
    all isotopes, so each ion is tried by both masses and told by the nearer.

    >>> from thymos.identity.sequence import parse
    >>> [r.fragment.name for r in explain(parse("[Acetyl]-SDAAV"), 316.0, tolerance=0.5)]
    ['b3']
    """
    found = [_nearer(fragment, at) for fragment in fragments(peptide, charges=charges)]
    return tuple(sorted((r for r in found if abs(r.off) <= tolerance), key=lambda r: abs(r.off)))


def _nearer(fragment: Fragment, at: float) -> Reading:
    kinds: tuple[tuple[MassKind, float], ...] = (
        ("monoisotopic", fragment.monoisotopic),
        ("average", fragment.average),
    )
    by, computed = min(kinds, key=lambda kind: abs(at - kind[1]))
    return Reading(fragment, by, at - computed)


def _part(peptide: Peptide, series: Series, number: int) -> tuple[str, Atoms]:
    """Residues and neutral atoms of a b or y ion: an end group stays with its end."""
    size = len(peptide)
    first, last = (1, number) if series == "b" else (size - number + 1, size)
    residues = peptide.sequence[first - 1 : last]
    return residues, plus(*_counted(peptide, series, first, last))


def _counted(peptide: Peptide, series: Series, first: int, last: int) -> Iterator[Atoms]:
    for letter in peptide.sequence[first - 1 : last]:
        yield sequence.residue(letter)
    for place, name in peptide.modified:
        if first <= place <= last:
            yield sequence.change(name)
    if series == "b" and peptide.n_terminus:
        yield sequence.change(peptide.n_terminus)
    if series == "y":
        yield sequence.WATER
        if peptide.c_terminus:
            yield sequence.change(peptide.c_terminus)
