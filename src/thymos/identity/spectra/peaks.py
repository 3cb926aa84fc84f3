"""From points to peaks: centroids, heights, widths, and what is only noise.

A profile is reduced to one peak for each local maximum that stands out of the noise; a peak
list is taken as it is. `least` is the height up to which a peak that is there may be missing,
so it decides what may be excluded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from thymos.identity.spectra.accuracy import EXPONENTS, Resolving, stated
from thymos.identity.spectra.spectrum import Analyser, Floats, Spectrum

# Normal deviates of the noise: above the first a maximum is a peak; up to the second a peak
# may be missing, because noise may have pulled it down.
PICKED, MISSED = 4.0, 7.0
# How many times what may be missing a peak must be to count as signal.
SIGNAL = 3.0
# A list of fewer peaks was picked by somebody: each is signal, to so small a part of the
# smallest, and the smallest tells where picking ended.
MANY, _SURE = 50, 0.1
# A profile has so many points, and steps between them that hardly change (in logarithms) in so
# great a part of them. Isotopes are spaced evenly too, but hang together a dozen at a time;
# a profile without its noise comes in pieces as well, but of dense points.
_FEWEST_POINTS, _EVEN = 100, 0.22
_TRACED, _PIECES, _DENSE = 0.85, 0.6, 0.03
# Peaks whose widths tell the resolving power.
_WIDTHS = 40
# Two maxima are one peak unless the valley between them falls to this part of the smaller.
_VALLEY = 0.9
# Many times the smallest, as the middle of the lower half of a list: no noise any more.
_SPREAD = 5.0
_SCALE = 1.4826  # from the median absolute deviation to the standard deviation of a normal


@dataclass(frozen=True, slots=True)
class Peaks:
    """Peaks in order of m/z, heights above the baseline, and what is known of their width.

    least: height up to which a peak may be missing. signal: height from which a peak counts as
    signal. noise: standard deviation of heights. window: the m/z range that was looked through.
    """

    mz: Floats
    height: Floats
    least: float
    noise: float
    window: tuple[float, float]
    resolving: Resolving | None = None
    signal: float = 0.0

    def strong(self) -> NDArray[np.bool_]:
        """Which peaks count as signal."""
        return np.asarray(self.height > self.signal)


def is_profile(spectrum: Spectrum) -> bool:
    """Whether points trace peaks: as the file says, else by how evenly they are spaced.

    >>> from thymos.identity.spectra.spectrum import points
    >>> is_profile(Spectrum(*points([100.0, 200.0, 300.0], [1, 2, 3])))
    False
    """
    if spectrum.profile is not None:
        return spectrum.profile
    steps = np.diff(spectrum.mz)
    if steps.size < _FEWEST_POINTS or not (steps > 0).all():
        return False
    even = float(np.mean(np.abs(np.log(steps[1:] / steps[:-1])) < _EVEN))
    return even > _TRACED or (even > _PIECES and float(np.median(steps)) < _DENSE)


def pick(spectrum: Spectrum) -> Peaks:
    """The peaks of a spectrum, by whichever of the two ways fits it."""
    found = _from_profile(spectrum) if is_profile(spectrum) else _from_list(spectrum)
    if spectrum.resolving_power is not None and found.resolving is None:
        power = stated(spectrum.resolving_power, spectrum.analyser)
        return replace(found, resolving=power)
    return found


def _from_list(spectrum: Spectrum) -> Peaks:
    there = (spectrum.intensity > 0) & (spectrum.mz > 0)
    mz, height = spectrum.mz[there], spectrum.intensity[there]
    least = noise = signal = 0.0
    if height.size:
        least = float(height.min())
        noise = _SURE * least
        if height.size >= MANY:
            low = np.sort(height)[: height.size // 2]
            noise, middle = least / 3, float(np.median(low))
            # Noise is of one size; what spreads over much more is signal without its noise.
            if middle < _SPREAD * least:
                noise = max(noise, _SCALE * float(np.median(np.abs(low - middle))))
            least += (MISSED - PICKED) * noise
            signal = SIGNAL * least
    return Peaks(mz, height, least, noise, _window(spectrum), None, signal)


def _window(spectrum: Spectrum) -> tuple[float, float]:
    if spectrum.window is not None:
        return spectrum.window
    if not len(spectrum):
        return (0.0, 0.0)
    return float(spectrum.mz[0]), float(spectrum.mz[-1])


def _from_profile(spectrum: Spectrum) -> Peaks:
    mz, y = spectrum.mz, spectrum.intensity
    base, noise = _baseline(y)
    empty = np.zeros(0)
    if y.size < 3 or not y.any():
        return Peaks(empty, empty, MISSED * noise, noise, _window(spectrum))
    smooth = _smoothed(mz, y, base + PICKED * noise)
    tops = _tops(smooth, base + PICKED * noise, noise)
    top_mz, height = _apex(mz, smooth, tops)
    height -= base
    there = (height > 0) & (top_mz > 0)
    tops, top_mz, height = tops[there], top_mz[there], height[there]
    resolving = _measured(mz, smooth - base, tops, spectrum.analyser)
    order = np.argsort(top_mz, kind="stable")
    return Peaks(top_mz[order], height[order], MISSED * noise, noise, _window(spectrum), resolving)


def _baseline(y: Floats) -> tuple[float, float]:
    """Baseline and noise: median and scatter of the points; of those above 0 where most are 0."""
    some = y[y > 0]
    if not some.size:
        return 0.0, 0.0
    if 2 * some.size < y.size:
        # The instrument left out its noise: what it kept at the least is where it cut.
        low = float(np.quantile(some, 0.05))
        return 0.0, low / PICKED
    middle = float(np.median(y))
    below = y[y <= middle]
    # From what lies below the middle: peaks are all above.
    return middle, max(_SCALE * float(np.median(middle - below)), 1e-9 * float(y.max()))


def _smoothed(mz: Floats, y: Floats, threshold: float) -> Floats:
    """The profile, smoothed over a third of a peak where peaks have many points."""
    tops = _maxima(y, threshold)
    if not tops.size:
        return y
    tallest = tops[np.argsort(y[tops])[-_WIDTHS:]]
    widths = _widths_in_points(y, tallest)
    reach = int(np.median(widths) // 3)
    if reach < 2:
        return y
    steps = np.arange(-reach, reach + 1)
    kernel = np.exp(-0.5 * (steps / (0.5 * reach)) ** 2)
    return np.asarray(np.convolve(y, kernel / kernel.sum(), mode="same"), np.float64)


def _maxima(y: Floats, threshold: float) -> NDArray[np.intp]:
    inner = y[1:-1]
    here = (inner > y[:-2]) & (inner >= y[2:]) & (inner > threshold)
    return np.flatnonzero(here) + 1


def _tops(y: Floats, threshold: float, noise: float) -> NDArray[np.intp]:
    """Maxima, without those that only noise parts from a taller neighbour."""
    tops = _maxima(y, threshold)
    if tops.size < 2:
        return tops
    valleys = np.minimum.reduceat(y, np.ravel(np.column_stack((tops[:-1], tops[1:]))))[::2]
    kept: list[int] = [int(tops[0])]
    floor = float("inf")
    for top, valley in zip(tops[1:].tolist(), valleys.tolist(), strict=True):
        floor = min(floor, valley)
        lower = min(y[kept[-1]], y[top])
        if floor <= _VALLEY * lower and lower - floor > PICKED * noise:
            kept.append(top)
            floor = float("inf")
        elif y[top] > y[kept[-1]]:
            kept[-1] = top
            floor = float("inf")
    return np.array(kept, np.intp)


def _apex(mz: Floats, y: Floats, tops: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """m/z and height at the top of the parabola through the logs of three points.

    For a Gaussian peak it is exact (Comisarow & Melka 1979, Anal Chem 51:2198, for the idea).
    """
    left, middle, right = (np.log(np.maximum(y[tops + step], 1e-300)) for step in (-1, 0, 1))
    a, b = mz[tops] - mz[tops - 1], mz[tops + 1] - mz[tops]
    down, up = (middle - left) / np.maximum(a, 1e-12), (right - middle) / np.maximum(b, 1e-12)
    bend = (up - down) / np.maximum(a + b, 1e-12)
    slope = (down * b + up * a) / np.maximum(a + b, 1e-12)
    # A flat top, or a neighbour of zero, has no parabola.
    fine = (bend < 0) & (y[tops - 1] > 0) & (y[tops + 1] > 0)
    shift = np.where(fine, -slope / np.where(fine, 2 * bend, 1.0), 0.0)
    shift = np.clip(shift, -a, b)
    grown = np.where(fine, np.clip(-(slope**2) / np.where(fine, 4 * bend, 1.0), 0, 0.5), 0.0)
    return mz[tops] + shift, y[tops] * np.exp(grown)


def _widths_in_points(y: Floats, tops: NDArray[np.intp]) -> Floats:
    found = []
    for top in tops.tolist():
        half, left, right = y[top] / 2, top, top
        while left > 0 and y[left] > half:
            left -= 1
        while right < y.size - 1 and y[right] > half:
            right += 1
        found.append(right - left)
    return np.array(found, np.float64)


def _measured(
    mz: Floats, y: Floats, tops: NDArray[np.intp], analyser: Analyser | None
) -> Resolving | None:
    """The resolving power from the narrow half of the widths at half height of tall peaks."""
    if not tops.size:
        return None
    tallest = tops[np.argsort(y[tops])[-_WIDTHS:]]
    centres, widths = [], []
    for top in tallest.tolist():
        width = _width(mz, y, top)
        if width is not None:
            centres.append(mz[top])
            widths.append(width)
    if not widths:
        return None
    exponent = dict(EXPONENTS)[analyser] if analyser else 1.0
    middle = float(np.median(centres))
    at_middle = np.array(widths) * (middle / np.array(centres)) ** exponent
    # Unresolved neighbours widen a peak and nothing narrows it, so the lower middle is taken.
    width = float(np.quantile(at_middle, 0.35))
    return Resolving(middle / width, middle, exponent, "measured")


def _width(mz: Floats, y: Floats, top: int) -> float | None:
    """Twice the narrower half width at half the height of a top; None beside a taller point.

    A neighbour that is not quite apart widens one side alone.
    """
    half, sides = y[top] / 2, []
    for step in (-1, 1):
        here = top
        while 0 < here < y.size - 1 and half < y[here] <= y[top]:
            here += step
        if y[here] <= half and here != top:
            before = here - step
            share = (y[before] - half) / (y[before] - y[here])
            sides.append(abs(mz[before] + share * (mz[here] - mz[before]) - mz[top]))
    return 2 * float(min(sides)) or None if sides else None
