"""The isotope pattern of a molecule: one peak for each extra neutron, with its centroid mass.

Peaks of one nominal mass are summed (their fine structure is a few millidaltons wide, which
takes a resolution of a million to see at 3 kDa). Shares and first moments of the elements are
multiplied as polynomials (Rockwood & Haimi 2006, J Am Soc Mass Spectrom 17:415), so the
centroids are exact and nothing is sampled.

Not to be confused with a pattern by averagine, which knows only the mass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from thymos.identity.formula import MOST_ATOMS, Atoms
from thymos.tables import rows

Floats = NDArray[np.float64]
Nature = Literal["usual", "light", "heavy"]

# Peaks are computed this many standard deviations beyond the mean: the rest is below 1e-12.
_REACH = 9.0
_MARGIN = 12
_STEP = 1.00335483534  # carbon-13 less carbon-12, AME2020


@dataclass(frozen=True, slots=True)
class Pattern:
    """Peaks of a neutral molecule, lightest first.

    mass: (peak,) centroids in daltons; the first is the monoisotopic mass, and peak k has k
    neutrons more than it.
    share: (peak,) fractions of all molecules; they sum to 1 but for what was cut off at the end.
    """

    mass: Floats
    share: Floats

    @property
    def monoisotopic(self) -> float:
        """The mass with the lightest isotope of every element."""
        return float(self.mass[0])

    @property
    def tallest(self) -> int:
        """Which peak is the tallest, counted from 0."""
        return int(self.share.argmax())

    @property
    def average(self) -> float:
        """The mean mass that these isotopes give; no weights table enters."""
        return float(self.mass @ self.share / self.share.sum())


def pattern(atoms: Atoms, *, least: float = 1e-6, nature: Nature = "usual") -> Pattern:
    """The isotope pattern of some atoms, up to the last peak whose share is at least `least`.

    nature: `usual` shares, or those at the `light` or the `heavy` end of what normal materials
    span, all elements at once: what lies between the two may be found in nature.
    Raises ValueError for an unknown element, no atoms, or more atoms than any molecule has.

    >>> water = pattern({"H": 2, "O": 1})
    >>> water.mass[:3].round(4).tolist(), water.share[:3].round(5).tolist()
    ([18.0106, 19.0156, 20.0148], [0.99734, 0.00061, 0.00205])
    """
    count = sum(atoms.values())
    if not 0 < count <= MOST_ATOMS or min(atoms.values()) < 0:
        raise ValueError(f"expected between 1 and {MOST_ATOMS:,} atoms, found {count:,}")
    parts = [(_element(symbol, nature), number) for symbol, number in atoms.items()]
    peaks = _width(parts)
    share, moment = _one(peaks)
    for (base_share, base_mass), number in parts:
        base = _padded(base_share, peaks), _padded(base_share * base_mass, peaks)
        share, moment = _times((share, moment), _power(base, number, peaks), peaks)
    first = sum(float(mass[0]) * number for (_, mass), number in parts)
    # A peak that no isotopes make has share 0; it stands where a carbon-13 would put it.
    mass: Floats = first + _STEP * np.arange(peaks, dtype=np.float64)
    np.divide(moment, share, out=mass, where=share > 0)
    mass[0] = first
    last = int(np.flatnonzero(share >= min(least, share.max()))[-1])
    return Pattern(mass[: last + 1], share[: last + 1])


def patterns(molecules: Sequence[Atoms], peaks: int) -> tuple[Floats, Floats]:
    """Patterns of many molecules side by side: masses and shares, each (molecule, peak).

    Beyond the last peak of a pattern stand zeros.

    >>> mass, share = patterns([{"C": 1}, {"C": 60}], 4)
    >>> share.round(3).tolist()
    [[0.989, 0.011, 0.0, 0.0], [0.524, 0.34, 0.109, 0.023]]
    """
    mass = np.zeros((len(molecules), peaks))
    share = np.zeros((len(molecules), peaks))
    for row, atoms in enumerate(molecules):
        found = pattern(atoms)
        here = min(peaks, found.mass.size)
        mass[row, :here], share[row, :here] = found.mass[:here], found.share[:here]
    return mass, share


@cache
def _element(symbol: str, nature: Nature) -> tuple[Floats, Floats]:
    """Shares and masses of an element's isotopes, by nominal mass above the lightest."""
    table = [row for row in rows("isotopes") if row["symbol"] == symbol]
    if not table:
        raise ValueError(f"'{symbol}' is no element whose isotopes are on record")
    first = int(table[0]["number"])
    size = int(table[-1]["number"]) - first + 1
    share, mass = np.zeros(size), np.zeros(size)
    for row in table:
        share[int(row["number"]) - first] = _share(row, nature)
        mass[int(row["number"]) - first] = float(row["mass"])
    share[0] = 1 - share[1:].sum()
    share.flags.writeable = mass.flags.writeable = False
    return share, mass


def _share(row: dict[str, str], nature: Nature) -> float:
    column = {"usual": "share", "light": "low", "heavy": "high"}[nature]
    return float(row[column] or row["share"])


def _width(parts: list[tuple[tuple[Floats, Floats], int]]) -> int:
    """How many peaks hold all but a vanishing part of the molecules."""
    mean = spread = 0.0
    for (share, _), number in parts:
        steps = np.arange(share.size)
        middle = float(share @ steps)
        mean += number * middle
        spread += number * float(share @ (steps - middle) ** 2)
    return int(np.ceil(mean + _REACH * np.sqrt(spread))) + _MARGIN


def _one(peaks: int) -> tuple[Floats, Floats]:
    return _padded(np.ones(1), peaks), np.zeros(peaks)


def _padded(values: Floats, peaks: int) -> Floats:
    out = np.zeros(peaks)
    out[: min(values.size, peaks)] = values[:peaks]
    return out


def _times(
    one: tuple[Floats, Floats], two: tuple[Floats, Floats], peaks: int
) -> tuple[Floats, Floats]:
    """Two independent parts together: shares multiply, masses add up."""
    share = np.convolve(one[0], two[0])[:peaks]
    moment = (np.convolve(one[1], two[0]) + np.convolve(one[0], two[1]))[:peaks]
    return share, moment


def _power(base: tuple[Floats, Floats], number: int, peaks: int) -> tuple[Floats, Floats]:
    """A part some times over, by squaring."""
    out = _one(peaks)
    while number:
        if number & 1:
            out = _times(out, base, peaks)
        number >>= 1
        if number:
            base = _times(base, base, peaks)
    return out
