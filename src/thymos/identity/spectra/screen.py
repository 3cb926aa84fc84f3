"""Many spectra against all ions at once: who could be in which, for a closer look.

Peaks of a block of spectra are looked up in one sorted table of every isotope of every ion.
An ion counts as found when its tallest isotope is; its height is what the smallest of its main
isotopes allows, its likeness the cosine between its pattern and the peaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from thymos.identity.spectra.accuracy import Tolerance
from thymos.identity.spectra.assign import main_isotopes
from thymos.identity.spectra.library import Bools, Ints, Library
from thymos.identity.spectra.peaks import Peaks
from thymos.identity.spectra.spectrum import Floats

# Spectra looked up together; their dense table of isotopes stays within some 100 MB.
BLOCK = 128
_MOST_CELLS = 12_000_000
# Cosine from which a pattern counts as an ion's.
_LIKE = 0.9


@dataclass(frozen=True, slots=True)
class Screened:
    """Ions found in a block of spectra, one row each, in order of spectrum and ion.

    spectrum, ion: (row,). height: all isotopes together. alike: cosine of the pattern.
    off: found less computed m/z of the tallest isotope. peaks: isotopes found.
    """

    spectrum: Ints
    ion: Ints
    height: Floats
    alike: Floats
    off: Floats
    peaks: Ints

    def best(self, library: Library, spectra: int) -> Floats:
        """(spectrum, candidate): the height of its bare ions whose pattern is like it."""
        good = (library.adduct[self.ion] == 0) & (self.alike >= _LIKE)
        size = len(library.candidates)
        cell = self.spectrum[good] * size + library.owner[self.ion[good]]
        summed = np.bincount(cell, self.height[good], spectra * size)
        return np.asarray(summed.reshape(spectra, size), np.float64)


class Screen:
    """A library made ready to be looked up; its tolerance is that of all spectra."""

    def __init__(self, library: Library, tolerance: Tolerance) -> None:
        self.library = library
        there = library.share > 0
        self._ion, self._isotope = np.nonzero(there)
        centre = library.mz[there]
        self._reach = np.asarray(tolerance.at(centre)) + library.slack[self._ion]
        order = np.argsort(centre, kind="stable")
        self._centre = centre[order]
        self._ion, self._isotope = self._ion[order], self._isotope[order]
        self._reach = self._reach[order]
        self._widest = float(self._reach.max(initial=0.0))
        self._tallest = library.share.argmax(axis=1)
        self._main = main_isotopes(library)
        self._norm = np.linalg.norm(library.share, axis=1)

    def block(self) -> int:
        """How many spectra to look up together."""
        return max(1, min(BLOCK, _MOST_CELLS // max(self.library.share.size, 1)))

    def look_up(self, spectra: Sequence[Peaks]) -> Screened:
        """Every ion that some spectra show."""
        ions, width = self.library.share.shape
        which = np.repeat(np.arange(len(spectra)), [p.mz.size for p in spectra])
        mz = np.concatenate([p.mz for p in spectra]) if spectra else np.zeros(0)
        height = np.concatenate([p.height for p in spectra]) if spectra else np.zeros(0)
        peak, place = self._hits(mz)
        cell = (which[peak] * ions + self._ion[place]) * width + self._isotope[place]
        seen = np.zeros(len(spectra) * ions * width)
        np.maximum.at(seen, cell, height[peak])
        top = self._isotope[place] == self._tallest[self._ion[place]]
        row = np.unique(which[peak[top]] * ions + self._ion[place[top]])
        found = seen.reshape(-1, width)[row]
        spectrum, ion = np.divmod(row, max(ions, 1))
        share = self.library.share[ion]
        norm = np.linalg.norm(found, axis=1) * self._norm[ion]
        allowed = np.where(self._main[ion], found / np.maximum(share, 1e-300), np.inf)
        return Screened(
            spectrum,
            ion,
            allowed.min(axis=1),
            np.einsum("ij,ij->i", found, share) / np.maximum(norm, 1e-300),
            self._offs(mz, which, spectrum, ion),
            np.count_nonzero(found, axis=1),
        )

    def _hits(self, mz: Floats) -> tuple[Ints, Ints]:
        """Pairs of a peak and an isotope whose reach it is in."""
        first = np.searchsorted(self._centre, mz - self._widest)
        last = np.searchsorted(self._centre, mz + self._widest, side="right")
        count = last - first
        peak = np.repeat(np.arange(mz.size), count)
        start = np.repeat(first - np.concatenate(([0], np.cumsum(count)[:-1])), count)
        place = start + np.arange(peak.size)
        near: Bools = np.abs(self._centre[place] - mz[peak]) <= self._reach[place]
        return peak[near], place[near]

    def _offs(self, mz: Floats, which: Ints, spectrum: Ints, ion: Ints) -> Floats:
        """How far the peak nearest to each tallest isotope is from it."""
        if not mz.size:
            return np.zeros(0)
        # One long axis: spectra one after another, none near the next.
        span = float(max(mz.max(), self._centre.max(initial=0.0))) + 1e3
        axis = mz + which * span
        computed = self.library.mz[ion, self._tallest[ion]]
        wanted = computed + spectrum * span
        right = np.clip(np.searchsorted(axis, wanted), 1, max(axis.size - 1, 1))
        left = right - 1
        right = np.minimum(right, axis.size - 1)
        nearer = np.abs(axis[left] - wanted) <= np.abs(axis[right] - wanted)
        near = np.where(nearer, left, right)
        return np.asarray(mz[near] - computed, np.float64)
