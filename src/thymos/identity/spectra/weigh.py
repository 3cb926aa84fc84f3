"""One spectrum against all candidates: what it holds of each, and the most that it may hold.

First a bound that needs no fit: an ion cannot be more than the smallest of its isotope peaks
allows, and a peak that is missing allows no more than the noise would hide. What survives is
fitted jointly, cluster by cluster, by non-negative least squares. The calibration error of a
spectrum is one number, unknown within the tolerance: every value of a grid is tried, those that
explain the spectrum as well as the best are kept, and of the bounds the largest counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from thymos.identity.spectra import nnls
from thymos.identity.spectra.accuracy import Tolerance
from thymos.identity.spectra.assign import COMPANY, Gates, accompanied, caps, gates, main_isotopes
from thymos.identity.spectra.joint import Cluster, Joint, joint
from thymos.identity.spectra.library import SPACING, Bools, Ints, Library
from thymos.identity.spectra.peaks import Peaks
from thymos.identity.spectra.spectrum import Floats

# Isotope ratios hold to this part of a peak's height, one standard deviation.
RATIO = 0.05
# Chi-square by which a fit may grow until a value is no longer believed (three and five
# standard deviations), and until another calibration is no longer as good.
BELIEVED, NEEDED, AS_GOOD = 9.0, 25.0, 25.0
# Ions that cannot hold this part of the signal are not fitted.
_TOO_LITTLE = 1e-3
# Mean square of the deviations of an ion's own peaks that is still a fit.
_FITS = 6.0
# Peaks inside an ion's pattern that nothing explains may sum up to this part of the ion.
_CROWDED = 0.5
# From so many charges on, a molecule is seen with one fewer or one more as well.
_NEIGHBOURS_FROM = 3
# What can be this part of a candidate's ions can stand in its place.
_MOST_OF = 0.5


@dataclass(frozen=True, slots=True)
class Match:
    """An ion that a spectrum shows, by its place in the library.

    off: found less computed m/z of its tallest isotope, calibration error included.
    height: what the fit gives it, isotopes together. alike: cosine between its isotope pattern
    and the peaks. peaks: how many isotopes were found; row: the peak of the tallest.
    """

    ion: int
    off: float
    height: float
    alike: float
    peaks: int
    row: int


@dataclass(frozen=True, slots=True)
class Weighed:
    """What one spectrum says of each candidate of its library; heights are of bare ions.

    signal: sum of the heights of peaks well above the noise; total: what bare ions explain of
    it and what neither they nor their adducts explain. estimate, upper: (candidate,) height
    that the fit gives, and the most that it may be. shown: (candidate,) whether its ions are
    needed to explain what was seen. covered: (candidate,) how many of its charge states fall
    into the window. matches: (candidate,) the ions seen. alike: (candidate,) other candidates,
    each with an adduct or 0, whose ions could be the same peaks. touching: (candidate,) others
    whose ions share a peak with it. left: (peak,) whether nothing explains a strong peak.
    """

    peaks: Peaks
    library: Library
    signal: float
    total: float
    estimate: Floats
    upper: Floats
    shown: Bools
    covered: Ints
    matches: tuple[tuple[Match, ...], ...]
    alike: tuple[frozenset[tuple[int, int]], ...]
    touching: tuple[frozenset[int], ...]
    left: Bools


def weigh(peaks: Peaks, library: Library, tolerance: Tolerance, ratio: float = RATIO) -> Weighed:
    """Hold one spectrum against the ions of a library.

    ratio: how far isotope ratios may be off, one standard deviation as a part of a height.
    """
    signal = float(peaks.height[peaks.strong()].sum())
    gate = gates(library, tolerance)
    cap, whole = caps(peaks, library, gate, ratio)
    fitting = whole & (cap > _TOO_LITTLE * signal) & accompanied(library, cap, whole)
    live = np.flatnonzero(fitting) if signal else np.zeros(0, np.intp)
    part = library.of(live)
    near = Gates(gate.tolerance[live], gate.scatter[live], gate.hidden[live])
    tried = [joint(peaks, part, near, shift, ratio) for shift in near.shifts(part).tolist()]
    best = min(one.rest for one in tried)
    kept = [_Told(peaks, part, near, one) for one in tried if one.rest <= best + AS_GOOD]
    return _summed(peaks, library, kept, cap, live, signal)


class _Told:
    """What one joint fit says of each ion that takes part in it."""

    def __init__(self, peaks: Peaks, library: Library, gate: Gates, fit: Joint) -> None:
        self.peaks, self.library, self.gate, self.fit = peaks, library, gate, fit
        self.main = main_isotopes(library)
        self._most: dict[tuple[int, int], float] = {}

    @cached_property
    def left(self) -> Bools:
        """Strong peaks of which the fit explains less than half."""
        short = self.fit.fitted < 0.5 * self.peaks.height
        return np.asarray(self.peaks.strong() & short)

    def most(self, ion: int) -> float:
        """The most that an ion may be, those like it included."""
        place = self.fit.place.get(ion)
        if place is None:
            # Of its main isotopes one is missing at least.
            gone = self.main[ion] & (self.fit.where.row[ion] < 0)
            return self.peaks.least / float(self.library.share[ion][gone].max())
        if place not in self._most:
            cluster = self.fit.clusters[place[0]]
            self._most[place] = nnls.most(
                cluster.patterns, cluster.seen, cluster.best, place[1], BELIEVED
            )
        return self._most[place]

    def fits(self, ion: int) -> bool:
        """Whether an ion is found, its peaks have its ratios, and it is not lost in others."""
        place = self.fit.place.get(ion)
        if place is None or not self.fit.found(ion, self.main):
            return False
        if self._cluster(ion).misfit(place[1]) > _FITS:
            return False
        if not self.library.apart[ion]:
            return self._is_hump(ion)
        where = self.library.mz[ion][self.library.share[ion] > 0]
        inside = (self.peaks.mz > where.min() - 0.1) & (self.peaks.mz < where.max() + 0.1)
        foreign = float(self.peaks.height[inside & self.left].sum())
        return foreign <= _CROWDED * self.fit.height(ion) and not self._goes_on_below(ion)

    def _goes_on_below(self, ion: int) -> bool:
        """Whether a pattern has a peak before its first, as a comb of noise or another ion has."""
        first = float(self.library.mz[ion, 0])
        at = first - SPACING / abs(int(self.library.charge[ion]))
        room = float(self.gate.tolerance[ion] + self.gate.scatter[ion])
        before = np.abs(self.peaks.mz - at) <= room
        own = self.fit.height(ion) * float(self.library.share[ion, 0])
        return bool((self.peaks.height[before & self.left] > _CROWDED * own).any())

    def _is_hump(self, ion: int) -> bool:
        """Whether a peak stands alone, as one that is all isotopes of an ion must."""
        row = int(self.fit.where.row[ion, 0])
        reach = 0.5 * float(self.library.breadth[ion])
        near = np.abs(self.peaks.mz - self.peaks.mz[row]) < reach
        near[row] = False
        return not bool((self.peaks.height[near] > _CROWDED * self.peaks.height[row]).any())

    def needed(self, ions: list[int]) -> float:
        """How much worse the fit becomes without some ions and those like them.

        At one charge state, where it is the most: errors of ratios, and of peaks that run into
        one, come again at every charge, and a sum over them would take one for many.
        """
        grown = 0.0
        for number in {self.fit.place[ion][0] for ion in ions}:
            cluster = self.fit.clusters[number]
            gone = np.zeros(len(cluster.members), bool)
            gone[[self.fit.place[i][1] for i in ions if self.fit.place[i][0] == number]] = True
            rest = nnls.without(cluster.patterns, cluster.seen, gone)
            grown = max(grown, rest - cluster.best.rest)
        return grown

    def match(self, ion: int) -> Match:
        """How an ion that was found fits."""
        where, share = self.fit.where, self.library.share[ion]
        found = where.merged[ion]
        heights = np.where(found, self.peaks.height[where.row[ion]], 0.0)
        norm = float(np.linalg.norm(heights) * np.linalg.norm(share))
        tallest = int(np.where(found, share, -1.0).argmax())
        shift = self.fit.shift * float(self.gate.tolerance[ion])
        return Match(
            ion,
            float(where.off[ion, tallest]) + shift,
            self.fit.height(ion),
            float(heights @ share) / norm if norm else 0.0,
            int(found.sum()),
            int(where.row[ion, tallest]),
        )

    def place(self, ion: int) -> tuple[int, ...]:
        """The peaks that are an ion's main isotopes."""
        return tuple(self.fit.where.row[ion][self.main[ion]].tolist())

    def rows(self, ion: int) -> set[int]:
        """Peaks that an ion has a part in."""
        return set(self.fit.where.row[ion].tolist()) - {-1}

    def _cluster(self, ion: int) -> Cluster:
        return self.fit.clusters[self.fit.place[ion][0]]


def _summed(
    peaks: Peaks, library: Library, kept: list[_Told], cap: Floats, live: Ints, signal: float
) -> Weighed:
    """What holds under every calibration error that was kept."""
    size = len(library.candidates)
    covered = np.bincount(library.owner[library.adduct == 0], minlength=size)
    bounds = np.where(np.isin(np.arange(len(library)), live), np.inf, cap)
    parts = [_Part.of(one, library, live, bounds) for one in kept]
    best = max(parts, key=lambda part: part.estimate.max(initial=0.0))
    left = np.all([one.left for one in kept], axis=0)
    estimate = np.max([part.estimate for part in parts], axis=0)
    return Weighed(
        peaks,
        library,
        signal,
        best.total,
        np.where(best.estimate > 0, best.estimate, estimate),
        np.max([part.upper for part in parts], axis=0),
        np.any([part.shown for part in parts], axis=0),
        covered,
        tuple(max((part.matches[c] for part in parts), key=_worth) for c in range(size)),
        _alike(kept, parts, size),
        _touching(kept, size),
        np.asarray(left),
    )


def _worth(matches: tuple[Match, ...]) -> float:
    return sum(match.height * match.alike for match in matches)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one joint fit says of each candidate; as in Weighed.

    heights: (candidate,) of each of its bare ions, by the peaks that are its main isotopes.
    """

    estimate: Floats
    upper: Floats
    shown: Bools
    total: float
    matches: tuple[tuple[Match, ...], ...]
    heights: tuple[dict[tuple[int, ...], float], ...]

    @classmethod
    def of(cls, told: _Told, library: Library, live: Ints, bounds: Floats) -> _Part:
        """Of every candidate. bounds: (ion of the library,) inf for those that were fitted."""
        size = len(library.candidates)
        most = bounds.copy()
        most[live] = [told.most(ion) if library.adduct[live[ion]] == 0 else np.inf
                      for ion in range(live.size)]  # fmt: skip
        most = _neighbourly(library, most)
        estimate, upper = np.zeros(size), np.zeros(size)
        shown = np.zeros(size, bool)
        seen: list[tuple[Match, ...]] = []
        heights_at: list[dict[tuple[int, ...], float]] = []
        parts: dict[tuple[int, int], float] = {}
        riders: set[tuple[int, int]] = set()
        of_candidate = _by_owner(library)
        place = {int(ion): at for at, ion in enumerate(live)}
        for candidate, ions in enumerate(of_candidate):
            bare = [ion for ion in ions if library.adduct[ion] == 0]
            fine = [
                place[ion]
                for ion in bare
                if ion in place
                and told.fits(place[ion])
                and told.fit.height(place[ion]) <= most[ion]
            ]
            heights = {int(live[at]): told.fit.height(at) for at in fine}
            estimate[candidate] = sum(heights.values())
            above = np.array([most[ion] - heights.get(ion, 0.0) for ion in bare])
            fitted = np.isin(bare, live)
            # What noise hides is independent from charge to charge; errors of ratios are not.
            upper[candidate] = estimate[candidate] + above[fitted].sum()
            upper[candidate] += float(np.linalg.norm(above[~fitted]))
            shown[candidate] = bool(fine) and told.needed(fine) > NEEDED
            parts |= {told.fit.place[at]: told.fit.height(at) for at in fine}
            heights_at.append({told.place(at): told.fit.height(at) for at in fine})
            riding = [place[i] for i in ions if i not in bare and i in place] if fine else []
            riding = [at for at in riding if told.fits(at)]
            riders |= {told.fit.place[at] for at in riding}
            matches = [told.match(at) for at in (*fine, *riding)]
            seen.append(tuple(replace(m, ion=int(live[m.ion])) for m in matches))
        strong = told.peaks.strong()
        rest = np.maximum(told.peaks.height - told.fit.explained_by({*parts, *riders}), 0.0)[strong]
        total = sum(parts.values()) + float(rest.sum())
        return cls(estimate, upper, shown, total, tuple(seen), tuple(heights_at))


def _alike(
    kept: list[_Told], parts: list[_Part], size: int
) -> tuple[frozenset[tuple[int, int]], ...]:
    """For each candidate those whose ions could be the same peaks, each with an adduct or 0.

    Under whichever calibration error: one that moves a candidate off its peaks may move
    another onto them.
    """
    there: dict[tuple[int, ...], set[tuple[int, int]]] = {}
    for told in kept:
        for ion in told.fit.place:
            if told.fit.found(ion, told.main):
                who = int(told.library.owner[ion]), int(told.library.adduct[ion])
                there.setdefault(told.place(ion), set()).add(who)
    out: list[frozenset[tuple[int, int]]] = []
    for c in range(size):
        common: dict[tuple[int, int], float] = {}
        most = max((sum(part.heights[c].values()) for part in parts), default=0.0)
        for place, height in {p: h for part in parts for p, h in part.heights[c].items()}.items():
            for who in there.get(place, set()):
                common[who] = common.get(who, 0.0) + height
        out.append(
            frozenset(who for who, h in common.items() if who[0] != c and h >= _MOST_OF * most)
        )
    return tuple(out)


def _by_owner(library: Library) -> list[list[int]]:
    order = np.argsort(library.owner, kind="stable")
    edges = np.searchsorted(library.owner[order], np.arange(len(library.candidates) + 1))
    return [order[a:b].tolist() for a, b in pairwise(edges)]


def _neighbourly(library: Library, most: Floats) -> Floats:
    """Bounds of bare ions that heed their neighbours.

    A molecule that takes three charges or more also takes one fewer or one more: of the two the
    more frequent has at least a part of it. Where both would be seen and are not, neither is it.
    """
    bare = library.adduct == 0
    z = np.abs(library.charge)
    table = np.full((len(library.candidates), int(z.max(initial=0)) + 2), np.nan)
    table[library.owner[bare], z[bare]] = most[bare]
    beside = np.maximum(table[library.owner, z - 1], table[library.owner, z + 1])
    bound = bare & (z >= _NEIGHBOURS_FROM) & ~np.isnan(beside)
    return np.where(bound, np.minimum(most, beside / COMPANY), most)


def _touching(kept: list[_Told], size: int) -> tuple[frozenset[int], ...]:
    """For each candidate those whose ions share a peak with its ions."""
    rows: list[set[int]] = [set() for _ in range(size)]
    for told in kept:
        for ion in told.fit.place:
            rows[int(told.library.owner[ion])] |= told.rows(ion)
    return tuple(
        frozenset(d for d in range(size) if d != c and rows[c] & rows[d]) for c in range(size)
    )
