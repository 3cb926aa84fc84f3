"""Fragment spectra: which structure of a mass they speak for, and where a group sits.

b and y ions of every structure whose mass was isolated are looked up. Structures of one mass
differ in some ions: one whose own ions are missing, where the same ions of another are there,
is at most what the noise would hide of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from thymos.identity.candidates import Candidate
from thymos.identity.fragments import Fragment, fragments
from thymos.identity.ions import mz as mz_of
from thymos.identity.sequence import Peptide
from thymos.identity.spectra.accuracy import Tolerance
from thymos.identity.spectra.library import Bools, Ints
from thymos.identity.spectra.settle import Settled
from thymos.identity.spectra.spectrum import Floats, Precursor

# An instrument may isolate a heavier isotope than the lightest, and up to this many above.
_ISOTOPES = 3
_STEP = 1.00335
_MOST_CHARGE = 9
# Isolated without a stated window: as most instruments do.
_REACH = 1.0
# Ions that speak for a structure: fewer are chance.
FEWEST = 4
# A structure's own ions decide where the other's are seen at least so often.
_OWN = 2
_CHARGES = 3
_NEAR_END = 3
# Part of the height that the ions of a structure must explain; internal pieces and losses are
# not counted, so much is left over even where a structure is right.
_EXPLAINED = 0.05
# Standard deviations by which the ions found must pass what chance gives.
_DEVIATES = 4.0
# Strong peaks from which on a fragment spectrum can speak against a structure.
_MANY = 15


@dataclass(frozen=True, slots=True)
class Seen:
    """A fragment that a spectrum shows, with found less computed m/z and its height."""

    fragment: Fragment
    off: float
    height: float
    mz: float


@dataclass(frozen=True, slots=True)
class Structure:
    """A structure against one fragment spectrum.

    seen: its ions that are there. most: the most that it may be, as a part of the structure
    that fits best; 1 where nothing tells them apart. told_by: ions of the best that it lacks.
    """

    candidate: Candidate
    peptide: Peptide
    charge: int
    seen: tuple[Seen, ...]
    explained: float
    most: float = 1.0
    told_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fragments:
    """A fragment spectrum with the structures whose mass was isolated, the best first."""

    settled: Settled
    structures: tuple[Structure, ...]

    @property
    def best(self) -> Structure | None:
        """The structure that most ions speak for; None where chance would do as much."""
        first = self.structures[0] if self.structures else None
        if first is None or first.explained < _EXPLAINED:
            return None
        chance = _chance(self.settled, _ions(first.peptide, min(first.charge, _CHARGES)))
        fewest = max(FEWEST, chance + _DEVIATES * chance**0.5)
        return first if len(first.seen) >= fewest else None

    @property
    def telling(self) -> bool:
        """Whether so much was seen that a structure which fits would show."""
        return int(self.settled.peaks.strong().sum()) >= _MANY


def isolated(settled: Settled, candidates: Sequence[Candidate]) -> list[tuple[Candidate, int]]:
    """Candidates that the isolated m/z may be, each with its charge."""
    precursor = settled.spectrum.precursor
    if precursor is None:
        return []
    shaped = [one for one in candidates if one.forms]
    light = np.array([one.monoisotopic for one in shaped])
    charges = (precursor.charge,) if precursor.charge else tuple(range(1, _MOST_CHARGE))
    found: dict[int, int] = {}
    for z in charges:
        at = mz_of(light, np.full(light.size, settled.polarity * z))
        for i in np.flatnonzero(_is_it(precursor, at, z, settled.tolerance)).tolist():
            found.setdefault(i, z)
    return [(shaped[i], z) for i, z in sorted(found.items())]


def _is_it(precursor: Precursor, light: Floats, z: int, tolerance: Tolerance) -> Bools:
    """Which of some m/z of lightest isotopes was isolated."""
    steps = np.arange(_ISOTOPES + 1) * _STEP / z
    near = np.abs(precursor.mz - light[:, None] - steps) <= tolerance.at(light)[:, None]
    # An m/z of few digits is the middle of a window, not a measurement.
    coarse = abs(precursor.mz * 100 - round(precursor.mz * 100)) < 1e-6
    wide = min(precursor.reach if precursor.reach is not None else _REACH, _REACH)
    inside = coarse & (np.abs(light - precursor.mz) <= wide)
    return np.asarray(near.any(axis=1) | inside)


def _chance(settled: Settled, ions: Sequence[Fragment]) -> float:
    """How many of some ions peaks strewn at random would meet."""
    peaks = settled.peaks
    low, high = peaks.window
    at = np.array([ion.monoisotopic for ion in ions])
    at = at[(at >= low) & (at <= high)]
    if not at.size or high <= low:
        return 0.0
    covered = 2 * float(np.sum(settled.tolerance.at(peaks.mz))) / (high - low)
    return float(at.size * min(covered, 1.0))


def read(settled: Settled, candidates: Sequence[Candidate]) -> Fragments:
    """Every structure of every candidate that was isolated, against the fragments."""
    made: list[Structure] = []
    total = float(settled.peaks.height.sum())
    for candidate, z in isolated(settled, candidates):
        for peptide in candidate.forms:
            seen = _seen(settled, _ions(peptide, min(z, _CHARGES)))
            rows = {one.mz: one.height for one in seen}
            explained = sum(rows.values()) / total if total else 0.0
            made.append(Structure(candidate, peptide, z, seen, explained))
    made.sort(key=lambda s: (-len(s.seen), -s.explained))
    if not made:
        return Fragments(settled, ())
    best = made[0]
    return Fragments(settled, (best, *(_against(settled, one, best) for one in made[1:])))


@cache
def _ions(peptide: Peptide, most: int) -> tuple[Fragment, ...]:
    return fragments(peptide, charges=range(1, most + 1))


def _seen(settled: Settled, ions: Sequence[Fragment]) -> tuple[Seen, ...]:
    rows, off = _looked_up(settled, np.array([f.monoisotopic for f in ions]))
    peaks = settled.peaks
    return tuple(
        Seen(ion, float(d), float(peaks.height[row]), float(peaks.mz[row]))
        for ion, row, d in zip(ions, rows.tolist(), off.tolist(), strict=True)
        if row >= 0
    )


def _looked_up(settled: Settled, wanted: Floats) -> tuple[Ints, Floats]:
    """The tallest peak within the tolerance of each m/z, or -1, and how far off it is."""
    peaks = settled.peaks
    room = np.asarray(settled.tolerance.at(wanted))
    first = np.searchsorted(peaks.mz, wanted - room)
    last = np.searchsorted(peaks.mz, wanted + room, side="right")
    rows = np.array(
        [
            a + int(peaks.height[a:b].argmax()) if b > a else -1
            for a, b in zip(first.tolist(), last.tolist(), strict=True)
        ],
        np.intp,
    )
    off = peaks.mz[rows] - wanted if peaks.mz.size else np.zeros(wanted.size)
    return rows, np.where(rows >= 0, off, np.nan)


def _against(settled: Settled, one: Structure, best: Structure) -> Structure:
    """How much of a structure there can be beside the one that fits best.

    An ion of the best that the other has elsewhere tells them apart where it is seen. The most
    that the other may be is then what stands at its place, or what the noise would hide there,
    as a part of both together; of all such ions the median counts, since ions differ in how
    easily they form.
    """
    theirs = {(f.series, f.number, f.charge): f for f in _ions(one.peptide, _CHARGES)}
    shares: list[float] = []
    names: list[str] = []
    for seen in best.seen:
        ion = seen.fragment
        other = theirs.get((ion.series, ion.number, ion.charge))
        room = float(settled.tolerance.at(ion.monoisotopic))
        if other is None or abs(other.monoisotopic - ion.monoisotopic) <= 2 * room:
            continue
        row, _ = _looked_up(settled, np.array([other.monoisotopic]))
        there = float(settled.peaks.height[int(row[0])]) if row[0] >= 0 else 0.0
        there = max(there, settled.peaks.least)
        shares.append(there / (there + seen.height))
        names.append(ion.name)
    if len(shares) < _OWN:
        return one
    return Structure(
        one.candidate, one.peptide, one.charge, one.seen, one.explained,
        float(np.median(shares)), tuple(names),
    )  # fmt: skip


def located(best: Structure, tolerance: Tolerance) -> str | None:
    """What the first b ions say of a group at the N-terminus; None where they say nothing."""
    name = best.peptide.n_terminus
    if name is None:
        return None
    bare = Peptide(best.peptide.sequence, None, best.peptide.c_terminus, best.peptide.modified)
    without = {f.number: f.monoisotopic for f in _ions(bare, 1) if f.series == "b"}
    first = [
        s
        for s in best.seen
        if s.fragment.series == "b" and s.fragment.charge == 1 and s.fragment.number <= _NEAR_END
    ]
    told = [
        f"{s.fragment.name} at {s.mz:.2f} (without {name}: {without[s.fragment.number]:.2f})"
        for s in sorted(first, key=lambda s: s.fragment.number)
        if abs(without[s.fragment.number] - s.fragment.monoisotopic) > 2 * float(tolerance.at(s.mz))
    ]
    if not told:
        return None
    last = min(s.fragment.number for s in first)
    where = best.peptide.sequence[0] + "1" if last == 1 else f"the first {last} residues"
    return f"{'; '.join(told)}: the mass of {name} sits on {where}."


def runs(best: Structure) -> str:
    """Which ions were seen, in short: `b1–b3, b5, y4–y9`.

    >>> from thymos.identity.candidates import of
    >>> made = of("SDAAV")
    >>> ions = [Seen(f, 0.0, 1.0, 1.0) for f in _ions(made.forms[0], 1)]
    >>> runs(Structure(made, made.forms[0], 1, tuple(ions[:3] + ions[-1:]), 1.0))
    'b1–b3, y4'
    """
    parts: list[str] = []
    for series in ("b", "y"):
        numbers = sorted({s.fragment.number for s in best.seen if s.fragment.series == series})
        starts = [n for i, n in enumerate(numbers) if i == 0 or numbers[i - 1] != n - 1]
        for start, following in pairwise([*starts, 10**9]):
            end = max(n for n in numbers if n < following)
            parts.append(f"{series}{start}" + (f"–{series}{end}" if end > start else ""))
    return ", ".join(parts)
