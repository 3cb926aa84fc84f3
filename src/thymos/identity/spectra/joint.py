"""The joint fit of all ions that a spectrum may show, under one calibration error.

Ions that share peaks make a cluster. Inside a cluster, ions whose patterns are alike are one
part of the fit, because no fit can divide between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from thymos.identity.spectra import nnls
from thymos.identity.spectra.assign import Assigned, Gates, assigned, complete, tallest
from thymos.identity.spectra.library import FWHM, Bools, Ints, Library
from thymos.identity.spectra.peaks import Peaks
from thymos.identity.spectra.spectrum import Floats

# Patterns whose cosine is above cannot be told apart at five percent.
_ALIKE = 1 - 1e-4
# Beside a tall peak, within so many m/z, heights are no surer than this part of it.
_BESIDE, _FAINT = 1.2, 0.005


@dataclass(frozen=True, slots=True)
class Cluster:
    """Ions that share peaks: their scaled patterns, the peaks, and the best fit.

    members: (part,) ions that are alike. rows: (row,) peaks. patterns: (row + ion, part), the
    last rows saying what is missing; seen: as long. best: the fit of parts to what was seen.
    """

    members: tuple[tuple[int, ...], ...]
    rows: Ints
    patterns: Floats
    seen: Floats
    best: nnls.Fit

    def misfit(self, part: int) -> float:
        """Mean square of the scaled deviations on the peaks that a part has."""
        count = self.rows.size
        off = (self.seen - self.patterns @ self.best.x)[:count]
        own = self.patterns[:count, part] > 0
        return float(np.mean(off[own] ** 2)) if own.any() else 0.0


@dataclass(frozen=True, slots=True)
class Joint:
    """The fit of one spectrum under one calibration error.

    place: cluster and part of each ion that takes part. sigma: (peak,) standard deviations of
    heights; fitted: (peak,) heights explained. rest: the chi-square of all strong peaks and of
    all peaks that an ion touches.
    """

    shift: float
    where: Assigned
    clusters: tuple[Cluster, ...]
    place: dict[int, tuple[int, int]]
    sigma: Floats
    fitted: Floats
    rest: float

    def height(self, ion: int) -> float:
        """The height that the fit gives an ion and those like it; 0 where it takes no part."""
        if ion not in self.place:
            return 0.0
        cluster, part = self.place[ion]
        return float(self.clusters[cluster].best.x[part])

    def explained_by(self, places: Iterable[tuple[int, int]]) -> Floats:
        """(peak,) heights that some parts of some clusters explain."""
        heights = np.zeros_like(self.fitted)
        for number, part in places:
            one = self.clusters[number]
            scaled = one.patterns[: one.rows.size, part] * one.best.x[part]
            heights[one.rows] += scaled * self.sigma[one.rows]
        return heights

    def found(self, ion: int, main: Bools) -> bool:
        """Whether main isotopes of an ion stand at their place, or have run into others there."""
        own = main[ion]
        return bool(self.where.merged[ion][own].all() and self.where.found[ion][own].any())


def joint(peaks: Peaks, library: Library, gate: Gates, shift: float, ratio: float) -> Joint:
    """Fit the ions of a library to one spectrum, its calibration error taken as given."""
    where = assigned(peaks, library, gate, shift)
    columns = np.flatnonzero(complete(library, where))
    sigma = _scatter(peaks, ratio)
    clusters = tuple(_clusters(peaks, library, where, columns, sigma))
    fitted = np.zeros(peaks.mz.size)
    for one in clusters:
        fitted[one.rows] = (one.patterns[: one.rows.size] @ one.best.x) * sigma[one.rows]
    # A peak at which no isotope belongs is not explained, whatever may hide beside it.
    found = np.zeros(peaks.mz.size, bool)
    found[where.row[columns][where.merged[columns]]] = True
    alone = peaks.strong() & ~found
    rest = sum(one.best.rest for one in clusters)
    rest += float(((peaks.height[alone] / sigma[alone]) ** 2).sum())
    place = {
        ion: (number, part)
        for number, one in enumerate(clusters)
        for part, members in enumerate(one.members)
        for ion in members
    }
    return Joint(shift, where, clusters, place, sigma, fitted, rest)


def _scatter(peaks: Peaks, ratio: float) -> Floats:
    """The standard deviation of each height: of ratios, of noise, and beside a tall peak."""
    beside = tallest(peaks, peaks.mz - _BESIDE, peaks.mz + _BESIDE)
    noise = np.hypot(max(peaks.noise, 1e-300), _FAINT * beside)
    return np.asarray(np.hypot(ratio * peaks.height, noise))


def _clusters(
    peaks: Peaks, library: Library, where: Assigned, columns: Ints, sigma: Floats
) -> Iterator[Cluster]:
    for ions in _connected(where, columns):
        rows = np.unique(where.row[ions][where.row[ions] >= 0])
        patterns = np.zeros((rows.size + ions.size, ions.size))
        for part, ion in enumerate(ions.tolist()):
            here = where.row[ion] >= 0
            at = np.searchsorted(rows, where.row[ion][here])
            np.add.at(patterns[:, part], at, library.share[ion][here] / sigma[rows[at]])
            missing = np.where(here, 0.0, library.share[ion]).max()
            # A missing isotope says that the ion is no more than what the noise hides.
            patterns[rows.size + part, part] = missing / max(peaks.least, 1e-300)
        seen = np.concatenate((peaks.height[rows] / sigma[rows], np.zeros(ions.size)))
        groups = _alike(patterns, rows.size)
        patterns = patterns[:, [group[0] for group in groups]]
        members = tuple(tuple(int(ions[i]) for i in group) for group in groups)
        best = nnls.fit(patterns, seen)
        wider = _merging(library, where, members, rows, patterns[: rows.size] * best.x)
        if (wider > 0).any():
            # Of peaks that run into one the heights do not quite add up: such a row says less.
            grown = np.hypot(1.0, wider * seen[: rows.size])
            patterns[: rows.size] /= grown[:, None]
            seen[: rows.size] /= grown
            sigma[rows] *= grown
            best = nnls.fit(patterns, seen)
        yield Cluster(members, rows, patterns, seen, best)


def _merging(
    library: Library,
    where: Assigned,
    members: tuple[tuple[int, ...], ...],
    rows: Ints,
    parts: Floats,
) -> Floats:
    """By which part each peak is lower than the sum of those that have run into it.

    parts: (row, part) what each part gives to a peak. Gaussian peaks of one width s, strewn about
    their middle with a variance v, have a top lower by the factor of s / sqrt(s² + v).
    """
    places, widths = np.zeros_like(parts), np.zeros(parts.shape[1])
    for part, (ion, *_) in enumerate(members):
        here = where.row[ion] >= 0
        places[np.searchsorted(rows, where.row[ion][here]), part] = library.mz[ion][here]
        widths[part] = library.breadth[ion] if library.apart[ion] else np.inf
    total = np.maximum(parts.sum(axis=1), 1e-300)
    middle = (parts * places).sum(axis=1) / total
    strewn = (parts * ((places - middle[:, None]) * FWHM / widths) ** 2).sum(axis=1) / total
    return np.asarray(1 - 1 / np.sqrt(1 + strewn))


def _connected(where: Assigned, columns: Ints) -> list[Ints]:
    """Ions in groups that share peaks, directly or through others."""
    parent = {ion: ion for ion in columns.tolist()}

    def root(ion: int) -> int:
        while parent[ion] != ion:
            parent[ion] = parent[parent[ion]]
            ion = parent[ion]
        return ion

    first: dict[int, int] = {}
    for ion in columns.tolist():
        for row in set(where.row[ion].tolist()) - {-1}:
            parent[root(ion)] = root(first.setdefault(row, ion))
    groups: dict[int, list[int]] = {}
    for ion in columns.tolist():
        groups.setdefault(root(ion), []).append(ion)
    return [np.array(ions, np.intp) for ions in groups.values()]


def _alike(patterns: Floats, rows: int) -> list[list[int]]:
    """Parts whose patterns point the same way, in groups."""
    # What each ion lacks stands in a row of its own; it is compared as one.
    unit = np.vstack((patterns[:rows], patterns[rows:].sum(axis=0)))
    unit /= np.maximum(np.linalg.norm(unit, axis=0), 1e-300)
    cosine = unit.T @ unit
    left, groups = list(range(patterns.shape[1])), []
    while left:
        group = [i for i in left if cosine[left[0], i] >= _ALIKE]
        groups.append(group)
        left = [i for i in left if i not in group]
    return groups
