"""From peaks to masses, without a candidate: charges by isotope spacing, or by their ladder.

Where isotopes stand apart, a peak and its neighbours tell the charge by their distance, and the
lightest isotope by the pattern of an average peptide (averagine: Senko et al. 1995, J Am Soc
Mass Spectrom 6:229). Where they do not, a mass is a ladder of two or more charge states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from thymos.identity.ions import PROTON
from thymos.identity.isotopes import pattern
from thymos.identity.spectra.accuracy import Resolving, Tolerance
from thymos.identity.spectra.library import APART, SPACING, Bools
from thymos.identity.spectra.peaks import Peaks
from thymos.identity.spectra.spectrum import Floats, Polarity

# How far a peak may be from its place, in m/z units, at some m/z.
Gate = Callable[[float], float]

MOST_CHARGE = 12
# Isotopes of a peptide are this far apart on average, a little less than carbon's.
STEP = 1.00235
_UNIT = (("C", 4.9384), ("H", 7.7583), ("N", 1.3577), ("O", 1.4773), ("S", 0.0417))
_UNIT_MASS = 111.0543
# Cosine with the average peptide's pattern from which neighbours count as isotopes.
_LIKE = 0.9
_FEWEST = 3
_MOST_SEEDS = 200
# How far isotopes may scatter where nothing is known of an instrument, in m/z units.
_LOOSE = 0.02
_LADDER_CHARGES = 25
# Two peaks part from so many widths on (two standard deviations of a Gaussian); one pair may be
# a slip of peak picking, so the third counts.
_PARTS, _DOUBLETS = 0.85, 3
_LIGHTEST = 200.0


@dataclass(frozen=True, slots=True)
class Mass:
    """A molecule that a spectrum holds, whatever it is.

    mass: neutral; monoisotopic where isotopes stand apart, else of the middle of the hump.
    charges: states seen, ascending. height: sum over their peaks. mz: the tallest peak.
    """

    mass: float
    monoisotopic: bool
    charges: tuple[int, ...]
    height: float
    mz: float


@dataclass(frozen=True, slots=True)
class _Envelope:
    charge: int
    mass: float
    height: float
    like: float
    rows: tuple[int, ...]
    mz: float


def masses(
    peaks: Peaks, tolerance: Tolerance, *, polarity: Polarity = 1, apart: bool = True
) -> tuple[Mass, ...]:
    """The masses in a spectrum, the most abundant first.

    apart: whether isotopes stand apart; else ladders of charges are sought.
    """
    if not apart:
        return tuple(_ladders(peaks, tolerance, polarity))
    found = list(_envelopes(peaks, lambda mz: 0.5 * float(tolerance.at(mz)), polarity))
    return _merged(found, tolerance)


def inferred(peaks: Peaks) -> Resolving | None:
    """The least resolving power that shows the isotopes which a peak list shows; None for none.

    >>> at, heights = np.array([500.0, 500.5, 501.0]), np.array([9.0, 5.0, 2.0])
    >>> round(inferred(Peaks(at, heights, 0.1, 0.03, (100.0, 999.0))).power)
    1495
    """
    seen = [
        APART * e.mz * e.charge / SPACING
        for e in _envelopes(peaks, lambda mz: min(_LOOSE, 4e-5 * mz), 1)
    ]
    if not seen:
        return None
    return Resolving(max(*seen, *_doublets(peaks), 0.0), 1000.0, 1.0, "inferred")


def _doublets(peaks: Peaks) -> list[float]:
    """The resolving power that strong peaks close to each other need, unless there are few."""
    mz = peaks.mz[peaks.strong()]
    if mz.size < 2:
        return []
    needed = np.sort(_PARTS * mz[1:] / np.diff(mz))
    return [float(needed[-_DOUBLETS])] if needed.size >= _DOUBLETS else []


def _envelopes(peaks: Peaks, gate: Gate, polarity: Polarity) -> Iterator[_Envelope]:
    """Isotope patterns, the tallest peak first; each peak belongs to one of them."""
    free = peaks.height > 0
    order = np.argsort(-peaks.height)[:_MOST_SEEDS]
    for seed in order.tolist():
        if not free[seed] or peaks.height[seed] < 2 * peaks.least:
            continue
        tried = [
            found
            for z in range(1, MOST_CHARGE + 1)
            if (found := _around(peaks, free, seed, z, gate, polarity)) is not None
        ]
        if tried:
            best = max(tried, key=lambda e: e.height * e.like**4)
            free[list(best.rows)] = False
            yield best


def _around(
    peaks: Peaks, free: Bools, seed: int, z: int, gate: Gate, polarity: Polarity
) -> _Envelope | None:
    """The isotope pattern of one charge around a peak; None where it is none."""
    mz = float(peaks.mz[seed])
    share = _average(round(z * (mz - polarity * PROTON) / _UNIT_MASS))
    size = share.size
    steps = np.arange(-size, size + 1)
    wanted = mz + steps * STEP / z
    right = np.clip(np.searchsorted(peaks.mz, wanted), 1, max(peaks.mz.size - 1, 1))
    near = np.where(
        np.abs(peaks.mz[right - 1] - wanted) < np.abs(peaks.mz[right % peaks.mz.size] - wanted),
        right - 1,
        right % peaks.mz.size,
    )
    # What isotopes are apart differs from the average by up to a thousandth a step.
    room = gate(mz) + np.abs(steps) * 1.5e-3 / z
    there = (np.abs(peaks.mz[near] - wanted) <= room) & free[near]
    heights = np.where(there, peaks.height[near], 0.0)
    best: tuple[float, int] = (0.0, 0)
    top = int(share.argmax())
    for first in (-top - 1, -top, -top + 1):
        if first > 0 or first + size < 0:
            continue
        window = heights[size + first : 2 * size + first]
        norm = float(np.linalg.norm(window) * np.linalg.norm(share))
        best = max(best, (float(window @ share) / norm if norm else 0.0, first))
    like, first = best
    inside = there & (steps >= first) & (steps < first + size)
    inside &= _unbroken(inside, size)
    rows = near[inside]
    if like < _LIKE or rows.size < _FEWEST:
        return None
    mass = z * (mz + first * STEP / z - polarity * PROTON)
    at_first = there[size + first]
    if at_first:
        mass = z * (float(peaks.mz[near[size + first]]) - polarity * PROTON)
    return _Envelope(z, mass, float(peaks.height[rows].sum()), like, tuple(rows.tolist()), mz)


def _unbroken(inside: Bools, middle: int) -> Bools:
    """Only what hangs together with the middle."""
    kept = np.zeros_like(inside)
    for step in (1, -1):
        at = middle
        while 0 <= at < inside.size and inside[at]:
            kept[at] = True
            at += step
    return kept


@cache
def _average(units: int) -> Floats:
    """Shares of the isotope peaks of an average peptide of so many units, weak ones left out."""
    atoms = {symbol: max(round(number * max(units, 1)), 0) for symbol, number in _UNIT}
    share = pattern({s: n for s, n in atoms.items() if n}).share
    return np.asarray(share[share >= 0.02 * share.max()])


def _merged(found: list[_Envelope], tolerance: Tolerance) -> tuple[Mass, ...]:
    """Envelopes of one mass at several charges, put together; a slip of one isotope is mended."""
    left = sorted(found, key=lambda e: -e.height)
    out: list[Mass] = []
    while left:
        first = left[0]
        room = 2 * float(tolerance.at(first.mz)) * first.charge
        group = [
            e
            for e in left
            if any(abs(e.mass - first.mass - k * STEP) <= room + 2e-3 for k in (-1, 0, 1))
            and (e is first or e.charge != first.charge)
        ]
        left = [e for e in left if e not in group]
        charges = tuple(sorted({e.charge for e in group}))
        height = sum(e.height for e in group)
        out.append(Mass(first.mass, True, charges, height, first.mz))
    return tuple(sorted(out, key=lambda m: -m.height))


def _ladders(peaks: Peaks, tolerance: Tolerance, polarity: Polarity) -> Iterator[Mass]:
    """Masses that explain two or more peaks by neighbouring charges, the best first."""
    strong = np.flatnonzero(peaks.strong())
    strong = strong[np.argsort(-peaks.height[strong])][:_MOST_SEEDS]
    left = dict.fromkeys(strong.tolist())
    while left:
        best: tuple[float, float, list[tuple[int, int]]] = (0.0, 0.0, [])
        seed = next(iter(left))
        for z in range(1, _LADDER_CHARGES + 1):
            mass = z * (float(peaks.mz[seed]) - polarity * PROTON)
            if mass < _LIGHTEST:
                continue
            ladder = [(z, seed)]
            for step in (1, -1):
                state = z + step
                while state > 0 and (row := _peak_at(peaks, left, mass, state, tolerance)) >= 0:
                    ladder.append((state, row))
                    state += step
            height = float(sum(peaks.height[row] for _, row in ladder))
            if len(ladder) > 1 and height > best[0] * 1.001:
                best = (height, mass, ladder)
        height, mass, ladder = best
        if ladder:
            total = sum(peaks.height[r] for _, r in ladder)
            mean = (
                sum(peaks.height[r] * z * (peaks.mz[r] - polarity * PROTON) for z, r in ladder)
                / total
            )
            charges = tuple(sorted(z for z, _ in ladder))
            yield Mass(float(mean), False, charges, height, float(peaks.mz[seed]))
        for row in {seed, *(r for _, r in ladder)}:
            left.pop(row, None)


def _peak_at(peaks: Peaks, left: dict[int, None], mass: float, z: int, tolerance: Tolerance) -> int:
    wanted = mass / z + PROTON
    near = int(np.abs(peaks.mz - wanted).argmin())
    close = abs(float(peaks.mz[near]) - wanted) <= float(tolerance.at(wanted))
    return near if close and near in left else -1
