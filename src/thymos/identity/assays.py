"""A published assay explained: which charge state was chosen, which fragment is followed."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.identity import sequence
from thymos.identity.formula import mass
from thymos.identity.fragments import MassKind, Reading, explain
from thymos.identity.ions import mz
from thymos.identity.sequence import Peptide

# What a quadrupole at unit resolution passes to either side of the m/z that is set.
UNIT = 0.5
# A chain takes one proton at its end and one at each basic residue, and seldom many more.
_BASIC = frozenset("KRH")
_MORE = 3


@dataclass(frozen=True, slots=True)
class Precursor:
    """The whole molecule at a charge: m/z of the lightest and of the mean molecule.

    by: which of the two lies nearer to what was set; off: how far it is from it.
    """

    charge: int
    monoisotopic: float
    average: float
    by: MassKind
    off: float


@dataclass(frozen=True, slots=True)
class Explained:
    """A transition read as ions; no precursor or no products where nothing lies there."""

    precursor: Precursor | None
    products: tuple[Reading, ...]


def explained(
    peptide: Peptide, precursor: float, product: float, *, tolerance: float = UNIT
) -> Explained:
    """The charge state and the b or y ions that a transition follows, nearest first.

    >>> found = explained(sequence.parse("[Acetyl]-SDAAVK"), 316.66, 316.1)
    >>> found.precursor.charge, [r.fragment.name for r in found.products]
    (2, ['b3'])
    """
    states = [_state(peptide, precursor, z) for z in range(1, most_charges(peptide) + 1)]
    near = [state for state in states if abs(state.off) <= tolerance]
    chosen = min(near, key=lambda state: abs(state.off), default=None)
    charges = range(1, chosen.charge + 1) if chosen else (1,)
    return Explained(chosen, explain(peptide, product, tolerance=tolerance, charges=charges))


def most_charges(peptide: Peptide) -> int:
    """The highest charge that is looked for.

    >>> most_charges(sequence.parse("SDKK"))
    6
    """
    return 1 + sum(letter in _BASIC for letter in peptide.sequence) + _MORE


def _state(peptide: Peptide, at: float, charge: int) -> Precursor:
    atoms = sequence.composition(peptide)
    light, mean = mz(mass(atoms, "monoisotopic"), charge), mz(mass(atoms), charge)
    kinds: tuple[tuple[MassKind, float], ...] = (("monoisotopic", light), ("average", mean))
    by, computed = min(kinds, key=lambda kind: abs(at - kind[1]))
    return Precursor(charge, light, mean, by, at - computed)
