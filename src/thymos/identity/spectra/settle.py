"""A spectrum made ready: its peaks, how exact it is, and by whose word."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from thymos.identity.spectra.accuracy import Resolving, Tolerance, usual
from thymos.identity.spectra.deconvolve import inferred
from thymos.identity.spectra.library import APART, SPACING
from thymos.identity.spectra.peaks import Peaks, pick
from thymos.identity.spectra.spectrum import Polarity, Source, Spectrum

# Where isotopes of three charges stand apart at m/z 1000, an instrument counts as resolving.
_CHARGES, _AT = 3, 1000.0


@dataclass(frozen=True, slots=True)
class Wished:
    """What the user states in place of the file, or None."""

    tolerance: Tolerance | None = None
    resolving: Resolving | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """A spectrum ready to be weighed; `peaks` know the resolving power that holds.

    Of `spectrum` only what its file says is kept: its points are in `peaks` as far as needed.
    """

    spectrum: Spectrum
    peaks: Peaks
    tolerance: Tolerance
    apart: bool

    @property
    def polarity(self) -> Polarity:
        """The sign of its ions; positive where nothing is said."""
        return self.spectrum.polarity or 1

    @property
    def maldi(self) -> bool:
        """Whether ions carry mostly one charge."""
        return self.spectrum.source is Source.MALDI


def settle(spectrum: Spectrum, wished: Wished) -> Settled:
    """Reduce a spectrum to peaks, and settle resolving power and tolerance.

    What the user says goes before what was measured on the peaks, that before what the file
    states, and that before what the spacing of isotopes shows.
    """
    peaks = pick(spectrum)
    resolving = wished.resolving or peaks.resolving or inferred(peaks)
    peaks = replace(peaks, resolving=resolving)
    apart = resolving is not None and APART * float(resolving.width(_AT)) <= SPACING / _CHARGES
    tolerance = wished.tolerance or usual(spectrum.analyser, spectrum.source, resolved=apart)
    bare = replace(spectrum, mz=np.zeros(0), intensity=np.zeros(0))
    return Settled(bare, peaks, tolerance, apart)


def told(settled: Settled) -> tuple[str, ...]:
    """How exact the spectrum is taken to be, in sentences."""
    resolving, tolerance = settled.peaks.resolving, settled.tolerance
    said: list[str] = []
    analyser = settled.spectrum.analyser
    if not tolerance.stated:
        ground = f"usual for {analyser.value}" if analyser else "the file names no analyser"
        said.append(f"Tolerance {tolerance}: not stated, {ground}.")
    if resolving is None:
        said.append(
            "Nothing tells the resolution, and no isotopes stand apart: an ion counts as one peak."
        )
    elif resolving.ground == "inferred":
        power = resolving.power_at(_AT)
        said.append(
            f"Resolving power taken as {power:,.0f}, the least that shows these isotopes: "
            "the file states none. More may be excluded where it is known."
        )
    return tuple(said)
