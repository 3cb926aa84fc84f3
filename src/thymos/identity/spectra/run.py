"""A file of spectra, read once: what is kept of it for a closer look.

However long the file, what is kept is bounded: for each candidate the spectrum in which it
stands out most, the spectrum with the most signal, and the strongest fragment spectra of masses
that a candidate has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from thymos.identity.candidates import CandidateSet
from thymos.identity.spectra import msms
from thymos.identity.spectra.library import Library, Masses, library, masses
from thymos.identity.spectra.screen import Screen
from thymos.identity.spectra.settle import Settled, Wished, settle
from thymos.identity.spectra.spectrum import Spectrum

# Fragment spectra kept; one of each candidate would do.
MOST_FRAGMENTS = 48
# Spectra weighed whatever they hold. Beyond them only those count in which a candidate has at
# least such a part of the strongest signal; the rest bound it by their height alone.
MOST_WEIGHED, WORTH_WEIGHING = 24, 0.01
_PENDING = 64
_MOST_LIBRARIES = 6


@dataclass(slots=True)
class Counts:
    """How many spectra a file holds, by kind; `unread` are fragments of another chemistry."""

    read: int = 0
    empty: int = 0
    intact: int = 0
    fragments: int = 0
    unread: int = 0
    weighed: int = 0


@dataclass(slots=True)
class Kept:
    """What a run leaves behind: spectra of intact ions, the strongest first, and fragments.

    passed: by candidate, its height in the spectrum in which it stands out most, where that one
    was not worth weighing.
    """

    counts: Counts
    intact: list[Settled] = field(default_factory=list)
    fragments: list[Settled] = field(default_factory=list)
    passed: dict[int, float] = field(default_factory=dict)


class Run:
    """Goes through the spectra of a file once."""

    def __init__(self, known: CandidateSet, wished: Wished) -> None:
        self.known, self.wished = known, wished
        self.masses: Masses = masses(known.candidates)
        self.counts = Counts()
        self._libraries: dict[tuple[object, ...], Library] = {}
        self._pending: list[Settled] = []
        self._champions: list[tuple[float, Settled] | None] = [None] * len(known.candidates)
        self._strongest: tuple[float, Settled] | None = None
        self._fragments: list[tuple[float, int, Settled]] = []

    def kept(self, spectra: Iterable[Spectrum]) -> Kept:
        """Read every spectrum; what is worth a closer look."""
        for spectrum in spectra:
            self.counts.read += 1
            if not spectrum.intensity.any():
                self.counts.empty += 1
            elif spectrum.level == 1:
                self.counts.intact += 1
                self._pending.append(settle(spectrum, self.wished))
                if len(self._pending) >= _PENDING:
                    self._screen()
            elif spectrum.precursor is not None:
                self.counts.fragments += 1
                self._fragment(settle(spectrum, self.wished))
        self._screen()
        weighed, passed = self._intact()
        return Kept(self.counts, weighed, [s for _, _, s in self._fragments], passed)

    def library(self, settled: Settled) -> Library:
        """The ions that a spectrum may show; alike spectra share one."""
        peaks, resolving = settled.peaks, settled.peaks.resolving
        # A twentieth more or less of resolving power makes no other picture.
        power = None if resolving is None else round(20 * float(np.log(resolving.power_at(1000.0))))
        key = (*(round(edge) for edge in peaks.window), settled.polarity, settled.maldi, power)
        if key not in self._libraries:
            if len(self._libraries) >= _MOST_LIBRARIES:
                self._libraries.clear()
            most = {"most_charges": 2} if settled.maldi else {}
            self._libraries[key] = library(
                self.masses, peaks.window, resolving, settled.polarity, **most
            )
        return self._libraries[key]

    def _screen(self) -> None:
        groups: dict[tuple[int, str], list[Settled]] = {}
        for settled in self._pending:
            where = id(self.library(settled)), str(settled.tolerance)
            groups.setdefault(where, []).append(settled)
        self._pending = []
        for group in groups.values():
            self._screen_alike(group)

    def _screen_alike(self, group: list[Settled]) -> None:
        found = self.library(group[0])
        screen = Screen(found.of(np.flatnonzero(found.adduct == 0)), group[0].tolerance)
        screened = screen.look_up([s.peaks for s in group])
        heights = screened.best(screen.library, len(group))
        for candidate, row in enumerate(heights.argmax(axis=0).tolist()):
            height = float(heights[row, candidate])
            champion = self._champions[candidate]
            if height > 0 and (champion is None or height > champion[0]):
                self._champions[candidate] = height, group[row]
        for settled in group:
            signal = _signal(settled)
            if self._strongest is None or signal > self._strongest[0]:
                self._strongest = signal, settled

    def _intact(self) -> tuple[list[Settled], dict[int, float]]:
        """The strongest spectrum, then the champions, the tallest first, each once; the rest."""
        if self._strongest is None:
            return [], {}
        signal, strongest = self._strongest
        champions = sorted(
            ((one[0], c, one[1]) for c, one in enumerate(self._champions) if one),
            key=lambda champion: -champion[0],
        )
        kept = {id(strongest): strongest}
        passed: dict[int, float] = {}
        for height, candidate, settled in champions:
            worth = len(kept) < MOST_WEIGHED or height >= WORTH_WEIGHING * signal
            if worth or id(settled) in kept:
                kept[id(settled)] = settled
            else:
                passed[candidate] = height
        return list(kept.values()), passed

    def _fragment(self, settled: Settled) -> None:
        if not msms.isolated(settled, self.known.candidates):
            return
        precursor = settled.spectrum.precursor
        if settled.polarity < 0 or (precursor is not None and precursor.by_electrons):
            # Neither gives the b and y ions that are computed here.
            self.counts.unread += 1
            return
        self._fragments.append((_signal(settled), -self.counts.read, settled))
        if len(self._fragments) > MOST_FRAGMENTS:
            self._fragments.remove(min(self._fragments, key=lambda one: one[:2]))


def _signal(settled: Settled) -> float:
    peaks = settled.peaks
    return float(peaks.height[peaks.strong()].sum())
