"""Which peak is which isotope of which ion: gates, bounds without a fit, assignments.

Three distances matter. An isotope is *found* where a peak stands within the scatter of its
place, after the calibration error of the spectrum. It may be *hidden* beside a taller peak up
to two widths away. Beyond that it is *missing*, and then is no taller than the noise would hide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from thymos.identity.spectra.accuracy import Tolerance
from thymos.identity.spectra.library import Bools, Ints, Library
from thymos.identity.spectra.peaks import Peaks
from thymos.identity.spectra.spectrum import Floats

# A minor peak can hide beside a taller one up to so many widths away: a Gaussian shoulder of
# 3 % shows as a maximum of its own from 1.8 widths on.
HIDES = 2.0
# Peaks of one spectrum scatter about its calibration error by this part of a width, or of the
# tolerance, whichever is more.
_SCATTER_WIDTH, _SCATTER_TOLERANCE = 0.2, 0.25
# Two peaks that do not part stand within so many widths of the one that is seen.
_BETWEEN = 0.5
# Isotopes with at least this part of the tallest decide whether an ion can be there.
MAIN = 0.4
# An adduct does not come without the bare ion: that has at least this part of it.
COMPANY = 0.05


@dataclass(frozen=True, slots=True)
class Gates:
    """Distances for each ion, in m/z units: calibration, scatter, and what a peak may hide."""

    tolerance: Floats
    scatter: Floats
    hidden: Floats

    def shifts(self, library: Library) -> Floats:
        """Calibration errors to try, in parts of the tolerance: close enough to miss none."""
        apart = library.apart
        if not apart.any():
            return np.zeros(1)
        steps = int(np.ceil(np.median(self.tolerance[apart] / self.scatter[apart])))
        return np.linspace(-1, 1, 2 * steps + 1) if steps > 1 else np.zeros(1)


def gates(library: Library, tolerance: Tolerance) -> Gates:
    """The distances of every ion of a library."""
    main = np.take_along_axis(library.mz, library.share.argmax(axis=1)[:, None], 1)[:, 0]
    allowed = tolerance.at(main)
    scatter = np.maximum(_SCATTER_WIDTH * library.breadth, _SCATTER_TOLERANCE * allowed)
    # One hump has no fine place of its own: the whole tolerance is its scatter.
    scatter = np.where(library.apart, np.minimum(scatter, allowed), allowed)
    return Gates(allowed, scatter, HIDES * library.breadth)


def caps(peaks: Peaks, library: Library, gate: Gates, ratio: float) -> tuple[Floats, Bools]:
    """The most that each ion may be, all isotopes together, whatever else is there.

    Returns the heights, (ion,), and whether peaks stand wherever its main isotopes would be.
    """
    main = main_isotopes(library)
    reach = (gate.tolerance + gate.scatter + gate.hidden + library.slack)[:, None]
    above = tallest(peaks, library.mz - reach, library.mz + reach)
    may = np.maximum(above * (1 + 3 * ratio), peaks.least)
    allowed = np.full(may.shape, np.inf)
    np.divide(may, library.share, out=allowed, where=main)
    whole = np.asarray(np.where(main, above > 0, True).all(axis=1))
    return np.asarray(allowed.min(axis=1)), whole


def accompanied(library: Library, cap: Floats, whole: Bools) -> Bools:
    """Whether each ion is bare, or an adduct of which the bare molecule can be there too."""
    size, kinds = len(library.candidates), 1 + len(library.adducts)
    # An ion that lacks a main isotope is none, whatever the noise would hide.
    most = np.bincount(
        library.owner * kinds + library.adduct, np.where(whole, cap, 0), size * kinds
    )
    bare = most.reshape(size, kinds)[library.owner, 0]
    own = most.reshape(size, kinds)[library.owner, library.adduct]
    return np.asarray((library.adduct == 0) | (bare >= COMPANY * own))


def main_isotopes(library: Library) -> Bools:
    """The isotopes, (ion, peak), that decide whether an ion can be there."""
    share = library.share
    return np.asarray((share > 0) & (share >= MAIN * share.max(axis=1, keepdims=True)))


def tallest(peaks: Peaks, low: Floats, high: Floats) -> Floats:
    """The tallest peak in each range of m/z; 0 where there is none."""
    first = np.searchsorted(peaks.mz, low.ravel())
    last = np.searchsorted(peaks.mz, high.ravel(), side="right")
    heights = np.append(peaks.height, 0.0)
    pairs = np.column_stack((first, np.maximum(last, first))).ravel()
    found = np.maximum.reduceat(heights, pairs)[::2] if pairs.size else np.zeros(0)
    return np.where(last > first, found, 0.0).reshape(low.shape)


@dataclass(frozen=True, slots=True)
class Assigned:
    """Which peak each isotope of some ions is, under one calibration error; -1 is none.

    found: whether it stands at its place. merged: whether it does, or so near that it may have
    run into one peak with another; else it is at most hidden beside a taller peak.
    off: found less computed m/z of what is merged, after the calibration error.
    """

    row: Ints
    found: Bools
    merged: Bools
    off: Floats


def assigned(peaks: Peaks, library: Library, gate: Gates, shift: float) -> Assigned:
    """The peak of every isotope of every ion under one calibration error."""
    wanted = library.mz + shift * gate.tolerance[:, None]
    near, off = _nearest(peaks, wanted)
    slack = library.slack[:, None]
    distance = np.maximum(np.abs(off) - slack, 0.0)
    there = library.share > 0
    found = there & (distance <= gate.scatter[:, None])
    # One peak made of two stands between their places, half a width from either at the most.
    middle = np.where(library.apart, _BETWEEN * library.breadth, 0.0)
    merged = found | (there & (distance <= middle[:, None]))
    reach = (gate.scatter + gate.hidden)[:, None] + slack
    beside = _which_tallest(peaks, wanted - reach, wanted + reach)
    row = np.where(merged, near, np.where(there, beside, -1))
    return Assigned(row, found, merged, np.where(merged, off, np.nan))


def complete(library: Library, where: Assigned) -> Bools:
    """Whether every main isotope of an ion is found or may be hidden."""
    return np.asarray(np.where(main_isotopes(library), where.row >= 0, True).all(axis=1))


def _nearest(peaks: Peaks, wanted: Floats) -> tuple[Ints, Floats]:
    if not peaks.mz.size:
        return np.full(wanted.shape, -1, np.intp), np.full(wanted.shape, np.inf)
    right = np.clip(np.searchsorted(peaks.mz, wanted), 0, peaks.mz.size - 1)
    left = np.maximum(right - 1, 0)
    nearer = np.abs(peaks.mz[left] - wanted) <= np.abs(peaks.mz[right] - wanted)
    near = np.where(nearer, left, right)
    return near, peaks.mz[near] - wanted


def _which_tallest(peaks: Peaks, low: Floats, high: Floats) -> Ints:
    """The index of the tallest peak in each range; -1 where there is none."""
    top = tallest(peaks, low, high)
    first = np.searchsorted(peaks.mz, low)
    which = np.full(low.shape, -1, np.intp)
    some = top > 0
    which[some] = first[some]
    # Ranges hold a few peaks at most: walk each to the tallest.
    for _ in range(peaks.mz.size):
        behind = some & (which >= 0)
        behind[behind] = peaks.height[which[behind]] < top[behind]
        if not behind.any():
            break
        which[behind] += 1
    return which
