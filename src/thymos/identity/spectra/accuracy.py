"""How exact a spectrum is: tolerance of m/z, and the width of peaks over m/z."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, overload

import numpy as np
from numpy.typing import ArrayLike

from thymos.errors import UsageError
from thymos.identity.spectra.spectrum import Analyser, Floats, Source

Unit = Literal["ppm", "Da"]

_TOLERANCE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(ppm|da|th|m/z|mda|mmu)?\s*", re.IGNORECASE)
_POWER = re.compile(
    r"\s*(\d+(?:\.\d+)?)\s*(k)?\s*(?:(?:@|at)\s*(?:m/z)?\s*(\d+(?:\.\d+)?))?\s*", re.IGNORECASE
)
_WIDEST_PPM, _WIDEST_DA = 5000.0, 5.0


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far an m/z may be off, calibration and all: parts per million, or m/z units (Da)."""

    value: float
    unit: Unit
    stated: bool = True

    def __str__(self) -> str:
        return f"{self.value:g} {self.unit}"

    @overload
    def at(self, mz: float) -> float: ...
    @overload
    def at(self, mz: Floats) -> Floats: ...
    def at(self, mz: float | Floats) -> float | Floats:
        """The tolerance in m/z units at some m/z.

        >>> Tolerance(10, "ppm").at(1000.0)
        0.01
        """
        return mz * self.value * 1e-6 if self.unit == "ppm" else 0 * mz + self.value


# By analyser. Choices, on the wide side of what instruments in calibration reach, because a
# tolerance too narrow excludes what is there, and one too wide only tells less.
USUAL: tuple[tuple[Analyser, Tolerance], ...] = (
    (Analyser.FTICR, Tolerance(5, "ppm", stated=False)),
    (Analyser.ORBITRAP, Tolerance(10, "ppm", stated=False)),
    (Analyser.TOF, Tolerance(20, "ppm", stated=False)),
    (Analyser.SECTOR, Tolerance(20, "ppm", stated=False)),
    (Analyser.QUADRUPOLE, Tolerance(0.5, "Da", stated=False)),
    (Analyser.TRAP, Tolerance(0.5, "Da", stated=False)),
)
MALDI_TOF = Tolerance(100, "ppm", stated=False)
# Where the file names no analyser: by whether isotopes stand apart.
UNKNOWN_RESOLVED = Tolerance(20, "ppm", stated=False)
UNKNOWN = Tolerance(0.5, "Da", stated=False)
# Without isotopes apart even a time of flight gives no more than this.
UNRESOLVED = Tolerance(0.5, "Da", stated=False)

# Peak width grows with this power of m/z (Marshall & Hendrickson 2008, Annu Rev Anal Chem 1:579
# give the laws of resolving power: constant, falling with the root of m/z, with m/z; rising).
EXPONENTS: tuple[tuple[Analyser, float], ...] = (
    (Analyser.FTICR, 2.0),
    (Analyser.ORBITRAP, 1.5),
    (Analyser.TOF, 1.0),
    (Analyser.SECTOR, 1.0),
    (Analyser.QUADRUPOLE, 0.0),
    (Analyser.TRAP, 0.0),
)
# The m/z at which makers state the resolving power of an orbitrap.
ORBITRAP_AT = 200.0


@dataclass(frozen=True, slots=True)
class Resolving:
    """Resolving power m/Δm (full width at half maximum) at one m/z, and how widths grow."""

    power: float
    at: float
    exponent: float = 1.0
    ground: Literal["stated", "measured", "inferred"] = "stated"

    def width(self, mz: ArrayLike) -> Floats:
        """Full width at half maximum, in m/z units.

        >>> Resolving(60_000, 200.0, 1.5).width([200.0, 800.0]).round(5).tolist()
        [0.00333, 0.02667]
        """
        return self.at / self.power * (np.asarray(mz, float) / self.at) ** self.exponent

    def power_at(self, mz: float) -> float:
        """The resolving power at some m/z."""
        return float(mz / self.width(mz))


def read_tolerance(text: str) -> Tolerance:
    """A tolerance as people write it: `10 ppm`, `0.5 Da`, `20mDa`. Raises UsageError.

    >>> str(read_tolerance("20 mDa"))
    '0.02 Da'
    """
    match = _TOLERANCE.fullmatch(text)
    if not match or not match[2]:
        raise UsageError(f"expected a tolerance such as '10 ppm' or '0.5 Da', found '{text}'")
    unit = match[2].lower()
    value = float(match[1]) * (1e-3 if unit in ("mda", "mmu") else 1)
    widest = _WIDEST_PPM if unit == "ppm" else _WIDEST_DA
    if not 0 < value <= widest:
        raise UsageError(f"expected a tolerance above 0 and up to {widest:g}, found '{text}'")
    return Tolerance(value, "ppm" if unit == "ppm" else "Da")


def read_resolving(text: str) -> Resolving:
    """A resolving power as people write it: `60000`, `60k`, `60000@200`. Raises UsageError.

    Without an m/z it is taken to be the same at every m/z.

    >>> read_resolving("60k").power, read_resolving("60000 @ 400").exponent
    (60000.0, 1.5)
    """
    match = _POWER.fullmatch(text)
    if not match or not 0 < float(match[1]) < 1e9:
        raise UsageError(f"expected a resolving power such as 60000 or 60000@200, found '{text}'")
    power = float(match[1]) * (1000 if match[2] else 1)
    if match[3] is None:
        return Resolving(power, 1000.0)
    at = float(match[3])
    if at <= 0:
        raise UsageError(f"expected a resolving power such as 60000 or 60000@200, found '{text}'")
    # Only of Fourier-transform instruments is it stated at an m/z; the milder law is taken.
    return Resolving(power, at, 1.5)


def usual(analyser: Analyser | None, source: Source | None, *, resolved: bool) -> Tolerance:
    """The tolerance to take where nobody states one."""
    if analyser is None:
        return UNKNOWN_RESOLVED if resolved else UNKNOWN
    if not resolved:
        return UNRESOLVED
    if analyser is Analyser.TOF and source is Source.MALDI:
        return MALDI_TOF
    return dict(USUAL)[analyser]


def stated(power: float, analyser: Analyser | None) -> Resolving:
    """The resolving power that a file states, by the law of its analyser."""
    at = ORBITRAP_AT if analyser in (Analyser.ORBITRAP, Analyser.FTICR) else 1000.0
    return Resolving(power, at, dict(EXPONENTS)[analyser] if analyser else 1.0)
