"""From a mass to what an instrument sees: charge, m/z, adducts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thymos.identity import formula
from thymos.identity.formula import Atoms
from thymos.tables import rows

Floats = NDArray[np.float64]

# CODATA 2018 (Tiesinga et al. 2021, Rev Mod Phys 93:025010), in daltons. A proton weighs
# 0.00055 Da less than an atom of hydrogen; to add the atom is a common slip.
PROTON = 1.007276466621


@dataclass(frozen=True, slots=True)
class Adduct:
    """What rides on a molecule, as the net change of the neutral molecule."""

    id: str
    words: str
    change: Atoms

    @property
    def shift(self) -> float:
        """Daltons that it adds to the monoisotopic mass."""
        return formula.mass(self.change, "monoisotopic")

    def on(self, atoms: Atoms, number: int = 1) -> dict[str, int]:
        """The atoms of a molecule with this adduct some times over. Raises ValueError."""
        return formula.plus(atoms, formula.times(self.change, number))


@cache
def adducts() -> tuple[Adduct, ...]:
    """The adducts of the table.

    >>> [(a.id, round(a.shift, 4)) for a in adducts()][:2]
    [('Na', 21.9819), ('K', 37.9559)]
    """
    return tuple(
        Adduct(row["id"], row["words"], MappingProxyType(formula.read(row["change"])))
        for row in rows("adducts")
    )


@overload
def mz(mass: float, charge: int) -> float: ...
@overload
def mz(mass: ArrayLike, charge: ArrayLike) -> Floats: ...
def mz(mass: ArrayLike, charge: ArrayLike) -> float | Floats:
    """m/z of neutral masses at some charges; the arrays broadcast.

    A positive charge is that many protons more, a negative one that many fewer.
    Raises ValueError for a charge of 0.

    >>> round(mz(3106.5041, 4), 4), round(mz(3106.5041, -3), 4)
    (777.6333, 1034.4941)
    """
    neutral_mass, z = np.asarray(mass, float), np.asarray(charge)
    if not np.all(z):
        raise ValueError("an ion has a charge; found 0")
    found = (neutral_mass + z * PROTON) / abs(z)
    return float(found) if found.ndim == 0 else found


@overload
def neutral(at: float, charge: int) -> float: ...
@overload
def neutral(at: ArrayLike, charge: ArrayLike) -> Floats: ...
def neutral(at: ArrayLike, charge: ArrayLike) -> float | Floats:
    """Neutral masses of ions at some m/z and charge: what `mz` turns round.

    >>> round(neutral(777.6333, 4), 3)
    3106.504
    """
    where, z = np.asarray(at, float), np.asarray(charge)
    if not np.all(z):
        raise ValueError("an ion has a charge; found 0")
    found = where * abs(z) - z * PROTON
    return float(found) if found.ndim == 0 else found


def ladder(mass: ArrayLike, charges: ArrayLike) -> Floats:
    """The charge ladder: m/z of each mass at each charge, (mass, charge).

    >>> ladder([3106.5041, 3064.4936], [2, 3, 4]).round(3).tolist()
    [[1554.259, 1036.509, 777.633], [1533.254, 1022.505, 767.131]]
    """
    return mz(np.atleast_1d(np.asarray(mass, float))[:, None], np.atleast_1d(charges)[None, :])
