"""The main spectrum of an answer as a drawing: peaks, who explains them, one ion enlarged."""

from __future__ import annotations

from string import ascii_uppercase

import numpy as np

from thymos.errors import UsageError
from thymos.identity.certificates.verdicts import Verdict
from thymos.identity.spectra.identify import Judged
from thymos.identity.spectra.weigh import Match, Weighed
from thymos.plots.ink import Width, standalone
from thymos.plots.spectrum import Closeup, Drawn, Peak, draw, kept
from thymos.records.wording import MINUS
from thymos.views.identify import SpectrumView

# Heights below this part of a percent of the tallest would be no stroke at all.
_LEAST = 0.05
_AROUND = 0.6


def drawing(view: SpectrumView) -> Drawn:
    """The spectrum with the most signal. Raises UsageError where no intact ion was measured."""
    main = view.found.main
    if main is None or main.weighed.signal <= 0:
        raise UsageError(f"{view.file}: no spectrum of intact ions to draw")
    weighed = main.weighed
    marks, key = _marks(view.found.judged, weighed)
    top = float(weighed.peaks.height.max())
    explained = _explained(view.found.judged, weighed)
    peaks = [
        Peak(float(mz), 100 * float(height) / top, row in explained, marks.get(row, ""))
        for row, (mz, height) in enumerate(zip(weighed.peaks.mz, weighed.peaks.height, strict=True))
        if 100 * height / top >= _LEAST or row in marks
    ]
    tallest = _tallest(view.found.judged, weighed)
    closeup = _closeup(*tallest, weighed, top) if tallest else None
    return Drawn(f"Spectrum held against {view.compound}", kept(peaks), key, closeup)


def svg(view: SpectrumView, layout: Width = "wide") -> str:
    """The drawing as a file of its own. Raises UsageError."""
    return standalone(draw(drawing(view), "spectrum", layout)) + "\n"


def _seen(judged: tuple[Judged, ...], weighed: Weighed) -> list[tuple[Judged, tuple[Match, ...]]]:
    """Consistent candidates with their ions in this spectrum, the most abundant first.

    Of candidates with the very same ions the first one stands for all.
    """
    found: dict[tuple[int, ...], tuple[Judged, tuple[Match, ...]]] = {}
    for one in judged:
        matches = weighed.matches[one.finding.candidate]
        if one.verdict is Verdict.CONSISTENT and matches:
            found.setdefault(tuple(sorted(m.row for m in matches)), (one, matches))
    return sorted(found.values(), key=lambda pair: -sum(m.height for m in pair[1]))


def _marks(
    judged: tuple[Judged, ...], weighed: Weighed
) -> tuple[dict[int, str], tuple[tuple[str, str], ...]]:
    """A letter for each candidate shown, and its ions' names on their tallest peaks."""
    marks: dict[int, str] = {}
    key: list[tuple[str, str]] = []
    for letter, (one, matches) in zip(ascii_uppercase, _seen(judged, weighed), strict=False):
        others = len(one.cannot_exclude)
        more = f" (cannot be told from {others} other{'s' * (others != 1)})" if others else ""
        key.append((letter, one.candidate.name + more))
        for match in matches:
            charge = int(weighed.library.charge[match.ion])
            sign = "+" if charge > 0 else MINUS
            adduct = int(weighed.library.adduct[match.ion])
            riding = f" {weighed.library.adducts[adduct - 1].id}" if adduct else ""
            marks.setdefault(match.row, f"{letter} {abs(charge)}{sign}{riding}")
    return marks, tuple(key)


def _explained(judged: tuple[Judged, ...], weighed: Weighed) -> set[int]:
    """Peaks within the isotopes of an ion of a consistent candidate that the fit explains."""
    inside = np.zeros(weighed.peaks.mz.size, bool)
    for _, matches in _seen(judged, weighed):
        for match in matches:
            mz = weighed.library.mz[match.ion][weighed.library.share[match.ion] > 0]
            room = weighed.library.slack[match.ion] + _AROUND / abs(
                int(weighed.library.charge[match.ion])
            )
            inside |= (weighed.peaks.mz > mz.min() - room) & (weighed.peaks.mz < mz.max() + room)
    return set(np.flatnonzero(inside & ~weighed.left).tolist())


def _tallest(judged: tuple[Judged, ...], weighed: Weighed) -> tuple[Judged, Match] | None:
    apart = [
        (one, match)
        for one, matches in _seen(judged, weighed)
        for match in matches
        if weighed.library.apart[match.ion]
    ]
    return max(apart, key=lambda pair: pair[1].height, default=None)


def _closeup(one: Judged, match: Match, weighed: Weighed, top: float) -> Closeup:
    library = weighed.library
    share = library.share[match.ion]
    there = share > 0
    mz = library.mz[match.ion][there] + match.off
    height = 100 * match.height * share[there] / top
    low, high = float(mz.min()) - _AROUND, float(mz.max()) + _AROUND
    near = (weighed.peaks.mz > low) & (weighed.peaks.mz < high)
    seen = tuple(
        Peak(float(a), 100 * float(b) / top, explained=not left)
        for a, b, left in zip(
            weighed.peaks.mz[near], weighed.peaks.height[near], weighed.left[near], strict=True
        )
    )
    name = f"{one.candidate.name}, {library.name(match.ion)}"
    return Closeup(name, seen, tuple(zip(mz.tolist(), height.tolist(), strict=True)))
