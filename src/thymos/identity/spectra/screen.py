"""Many spectra against all ions at once: who could be in which, for a closer look.

Peaks of a block of spectra are looked up among the tallest isotopes of all ions. Where one is
met, the other isotopes of the ion are looked up among the peaks. An ion's height is what the
smallest of its main isotopes allows, its likeness the cosine between its pattern and the peaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from thymos.identity.spectra.accuracy import Tolerance
from thymos.identity.spectra.assign import main_isotopes
from thymos.identity.spectra.library import Ints, Library
from thymos.identity.spectra.peaks import Peaks
from thymos.identity.spectra.spectrum import Floats

# Spectra looked up together: few enough for their peaks to stay in the processor's cache.
BLOCK = 32
# Isotopes looked up: those with at least this part of an ion's tallest.
LOOKED_UP = 0.002
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
        self._tallest = library.share.argmax(axis=1)
        centre = library.mz[np.arange(len(library)), self._tallest]
        self._order = np.argsort(centre, kind="stable")
        self._centre = centre[self._order]
        # Wide enough for every isotope: a tolerance in ppm grows with m/z.
        self._reach = np.asarray(tolerance.at(library.mz)) + library.slack[:, None]
        self._reach_of_tallest = np.asarray(tolerance.at(self._centre)) + library.slack[self._order]
        self._widest = float(self._reach_of_tallest.max(initial=0.0))
        self._main = main_isotopes(library)
        share = library.share
        self._share = np.where(share >= LOOKED_UP * share.max(axis=1, keepdims=True), share, 0.0)
        self._norm = np.linalg.norm(self._share, axis=1)

    def look_up(self, spectra: Sequence[Peaks]) -> Screened:
        """Every ion that some spectra show: those whose tallest isotope is met."""
        which = np.repeat(np.arange(len(spectra)), [p.mz.size for p in spectra])
        mz = np.concatenate([p.mz for p in spectra]) if spectra else np.zeros(0)
        height = np.concatenate([p.height for p in spectra]) if spectra else np.zeros(0)
        peak, place = self._met(mz)
        row = np.unique(which[peak] * max(len(self.library), 1) + self._order[place])
        spectrum, ion = np.divmod(row, max(len(self.library), 1))
        found, off = self._isotopes(mz, height, which, spectrum, ion)
        share = self._share[ion]
        norm = np.linalg.norm(found, axis=1) * self._norm[ion]
        allowed = np.full(found.shape, np.inf)
        np.divide(found, share, out=allowed, where=self._main[ion])
        return Screened(
            spectrum,
            ion,
            allowed.min(axis=1),
            np.einsum("ij,ij->i", found, share) / np.maximum(norm, 1e-300),
            off,
            np.count_nonzero(found, axis=1),
        )

    def _met(self, mz: Floats) -> tuple[Ints, Ints]:
        """Pairs of a peak and a tallest isotope in whose reach it is, by its place in order."""
        first = np.searchsorted(self._centre, mz - self._widest)
        last = np.searchsorted(self._centre, mz + self._widest, side="right")
        some = np.flatnonzero(last > first)
        count = (last - first)[some]
        peak = np.repeat(some, count)
        before = np.concatenate(([0], np.cumsum(count)[:-1])) if count.size else count
        place = np.repeat(first[some] - before, count) + np.arange(peak.size)
        near = np.abs(self._centre[place] - mz[peak]) <= self._reach_of_tallest[place]
        return peak[near], place[near]

    def _isotopes(
        self, mz: Floats, height: Floats, which: Ints, spectrum: Ints, ion: Ints
    ) -> tuple[Floats, Floats]:
        """The tallest peak in reach of each isotope, (row, isotope), and the main one's offset."""
        places, share = self.library.mz[ion], self._share[ion]
        found = np.zeros(share.shape)
        if not ion.size:
            return found, np.zeros(0)
        # One long axis: spectra one after another, none near the next.
        span = max(float(mz.max()), float(places.max())) + 2 * self._widest + 1.0
        axis, shift = mz + which * span, spectrum * span
        there = share > 0
        wanted, reach = (places + shift[:, None])[there], self._reach[ion][there]
        first = np.searchsorted(axis, wanted - reach)
        last = np.searchsorted(axis, wanted + reach, side="right")
        tallest = np.where(last > first, height[np.minimum(first, height.size - 1)], 0.0)
        several = np.flatnonzero(last > first + 1)
        if several.size:
            pairs = np.column_stack((first[several], last[several])).ravel()
            tallest[several] = np.maximum.reduceat(np.append(height, 0.0), pairs)[::2]
        found[there] = tallest
        top = places[np.arange(ion.size), self._tallest[ion]] + shift
        right = np.clip(np.searchsorted(axis, top), 1, max(axis.size - 1, 1))
        left, right = right - 1, np.minimum(right, axis.size - 1)
        near = np.where(np.abs(axis[left] - top) <= np.abs(axis[right] - top), left, right)
        return found, np.asarray(axis[near] - top, np.float64)
