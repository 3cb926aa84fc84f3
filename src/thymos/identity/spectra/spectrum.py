"""One mass spectrum with what its file says of how it was measured."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Polarity = Literal[1, -1]

# Beyond it no instrument measures; a larger value is a slip or another unit.
MOST_MZ = 1e6


class Analyser(StrEnum):
    """What separated the ions; the value is the words shown."""

    FTICR = "ion cyclotron resonance"
    ORBITRAP = "orbitrap"
    TOF = "time of flight"
    SECTOR = "magnetic sector"
    QUADRUPOLE = "quadrupole"
    TRAP = "ion trap"


class Source(StrEnum):
    """How ions were made; the value is the words shown."""

    ESI = "electrospray"
    MALDI = "MALDI"


@dataclass(frozen=True, slots=True)
class Precursor:
    """What was broken up: its m/z, its charge where stated, and half the isolated window.

    by_electrons: whether electrons broke it, which gives other ions than collisions do.
    """

    mz: float
    charge: int | None = None
    reach: float | None = None
    by_electrons: bool = False


@dataclass(frozen=True, slots=True)
class Spectrum:
    """A spectrum: m/z in rising order, and as many intensities.

    profile: whether points trace the shape of peaks; None where the file does not say.
    window: the m/z range that was scanned. resolving_power: m/Δm at half height, as stated.
    seconds: when it was measured, from the start of the run.
    """

    mz: Floats
    intensity: Floats
    id: str = ""
    level: int = 1
    polarity: Polarity | None = None
    profile: bool | None = None
    window: tuple[float, float] | None = None
    precursor: Precursor | None = None
    analyser: Analyser | None = None
    source: Source | None = None
    resolving_power: float | None = None
    seconds: float | None = None

    def __len__(self) -> int:
        return int(self.mz.size)


def points(mz: ArrayLike, intensity: ArrayLike) -> tuple[Floats, Floats]:
    """Two columns of numbers as a spectrum holds them: in order of m/z, and each possible.

    Raises ValueError naming the first value that no instrument gives.

    >>> points([2.0, 1.0], [5, 0])[0].tolist()
    [1.0, 2.0]
    >>> points([100.0], [-3])
    Traceback (most recent call last):
    ...
    ValueError: expected intensities of 0 and above, found -3 at m/z 100
    """
    where, much = np.array(mz, np.float64), np.array(intensity, np.float64)
    if where.shape != much.shape or where.ndim != 1:
        raise ValueError(f"{where.size} m/z values beside {much.size} intensities")
    wrong = ~((where >= 0) & (where < MOST_MZ))
    if wrong.any():
        raise ValueError(f"expected m/z from 0 up to {MOST_MZ:,.0f}, found {where[wrong][0]:g}")
    wrong = ~((much >= 0) & np.isfinite(much))
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        kind = "of 0 and above" if much[first] < 0 else "that are numbers"
        raise ValueError(
            f"expected intensities {kind}, found {much[first]:g} at m/z {where[first]:g}"
        )
    if np.any(where[1:] < where[:-1]):
        order = np.argsort(where, kind="stable")
        where, much = where[order], much[order]
    return where, much
