"""Verdicts on candidates from what spectra weigh and what fragments say.

*Consistent* needs signal that nothing but the candidate, or what is alike, explains. *Excluded*
needs a bound: no more than the limit of the signal could be it. Everything else cannot be told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from thymos.identity.candidates import Candidate, CandidateSet
from thymos.identity.certificates.verdicts import Verdict
from thymos.identity.ions import PROTON
from thymos.identity.spectra.msms import Fragments, Structure
from thymos.identity.spectra.settle import Settled
from thymos.identity.spectra.weigh import Match, Weighed

# What is less than this part of the signal does not count as being there, unless it is seen.
LIMIT = 0.05
# Nothing below this part of the limit is called consistent: it may come from anything.
_TRACE = 0.2
# Charge states that must fall into the window before an absence says anything.
_ENOUGH = 2
# Isotopes that must be found where so many would show, and the cosine of their pattern.
_ISOTOPES, _LIKE = 3, 0.9


@dataclass(frozen=True, slots=True)
class Closer:
    """A spectrum that was weighed."""

    settled: Settled
    weighed: Weighed


@dataclass(frozen=True, slots=True)
class Finding:
    """What the spectra of intact ions say of one candidate.

    best: where it stands out most, None where it is not seen. share, most: as fitted and at the
    most, of the signal of `best` where it is consistent, else of the strongest spectrum.
    alike: candidates, each with an adduct or 0, that could be what is seen of it. beside:
    candidates that share its peaks and cannot be told. beneath: those seen above it. reason: why
    it cannot be told, in short.
    """

    candidate: int
    verdict: Verdict
    best: Closer | None
    share: float
    most: float
    covered: int
    alike: tuple[tuple[int, int], ...] = ()
    beside: tuple[int, ...] = ()
    beneath: tuple[int, ...] = ()
    reason: str = ""


def intact(
    closer: Sequence[Closer], size: int, limit: float, passed: Mapping[int, float] | None = None
) -> tuple[Finding, ...]:
    """A verdict on each of `size` candidates from spectra of intact ions.

    passed: by candidate, the height that it may have in a spectrum which was not weighed.
    """
    speaking = [one for one in closer if one.weighed.signal > 0]
    if not speaking:
        why = "no peak stands above the noise" if closer else "no spectrum of intact ions"
        return tuple(
            Finding(c, Verdict.CANNOT_TELL, None, 0.0, 1.0, 0, reason=why) for c in range(size)
        )
    total = max(one.weighed.total for one in speaking)
    elsewhere = passed or {}
    drafts = [
        _one(c, speaking, total, limit, elsewhere.get(c, 0.0) / total if total else 0.0)
        for c in range(size)
    ]
    verdicts = [draft.verdict for draft in drafts]
    return tuple(_beside(draft, speaking, verdicts) for draft in drafts)


def _one(
    c: int, speaking: Sequence[Closer], total: float, limit: float, elsewhere: float
) -> Finding:
    shares = [one.weighed.estimate[c] / one.weighed.total for one in speaking]
    most = max(float(one.weighed.upper[c]) for one in speaking) / total
    most = max(most, elsewhere)
    covered = max(int(one.weighed.covered[c]) for one in speaking)
    seen = [
        (share, one)
        for share, one in zip(shares, speaking, strict=True)
        if one.weighed.shown[c] and share >= _TRACE * limit and _convincing(one, c)
    ]
    if seen:
        share, best = max(seen, key=lambda pair: pair[1].weighed.estimate[c])
        # Both of the spectrum in which it stands out; others may be stronger and hold others.
        own = max(float(best.weighed.upper[c]) / best.weighed.total, share)
        return Finding(c, Verdict.CONSISTENT, best, float(share), min(own, 1.0), covered)
    best = max(zip(shares, speaking, strict=True), key=lambda pair: pair[0])[1]
    share = max(float(one.weighed.estimate[c]) for one in speaking) / total
    enough = 1 if any(one.settled.maldi for one in speaking) else _ENOUGH
    if covered >= enough and most <= limit:
        return Finding(c, Verdict.EXCLUDED, None, float(share), most, covered)
    reason = "window" if covered < enough else "bound"
    best_or_none = best if best.weighed.matches[c] else None
    return Finding(
        c, Verdict.CANNOT_TELL, best_or_none, float(share), min(most, 1.0), covered, reason=reason
    )


def _convincing(one: Closer, c: int) -> bool:
    """Whether the ions seen tell their charge: by isotopes, by a ladder, or by MALDI."""
    library, peaks = one.weighed.library, one.weighed.peaks
    bare = [m for m in one.weighed.matches[c] if library.adduct[m.ion] == 0]
    humps: dict[int, Match] = {}
    for match in bare:
        if library.apart[match.ion]:
            share = library.share[match.ion]
            expected = int(np.count_nonzero(share * match.height > 2 * peaks.least))
            if match.peaks >= max(2, min(_ISOTOPES, expected)) and match.alike >= _LIKE:
                return True
        elif match.height > peaks.signal:
            humps[abs(int(library.charge[match.ion]))] = match
    if one.settled.maldi and humps:
        return True
    ladder = [z for z in humps if z + 1 in humps]
    return bool(ladder) and not _twice(one, humps)


def _twice(one: Closer, humps: dict[int, Match]) -> bool:
    """Whether peaks between the rungs of a ladder say that the mass is twice as large.

    Every second charge state of a molecule stands where one of half its mass would.
    """
    peaks, sign = one.weighed.peaks, one.settled.polarity
    strong = peaks.mz[peaks.strong()]
    z, match = max(humps.items(), key=lambda pair: pair[1].height)
    double = 2 * z * (float(peaks.mz[match.row]) - sign * PROTON)
    for odd in range(2 * min(humps) + 1, 2 * max(humps), 2):
        at = double / odd + sign * PROTON
        if np.any(np.abs(strong - at) <= one.settled.tolerance.at(at)):
            return True
    return False


def _beside(draft: Finding, speaking: Sequence[Closer], verdicts: Sequence[Verdict]) -> Finding:
    """The finding with who could be meant in its place, beside it, or above it."""
    c = draft.candidate
    if draft.verdict is Verdict.EXCLUDED:
        return draft
    touching = set().union(*(one.weighed.touching[c] for one in speaking))
    if draft.verdict is Verdict.CANNOT_TELL:
        above = (d for d in touching if verdicts[d] is Verdict.CONSISTENT)
        return replace(draft, beneath=tuple(sorted(above)))
    alike = set().union(*(one.weighed.alike[c] for one in speaking))
    alike = {(d, a) for d, a in alike if a or verdicts[d] is not Verdict.EXCLUDED}
    beside = {d for d in touching if verdicts[d] is Verdict.CANNOT_TELL} - {d for d, _ in alike}
    return replace(draft, alike=tuple(sorted(alike)), beside=tuple(sorted(beside)))


@dataclass(frozen=True, slots=True)
class Spoken:
    """What fragment spectra say: structures that fit, and those that they leave no room for.

    fits: by candidate, the structure of it that most ions speak for, with its spectrum.
    beside: by candidate, others that the same fragments fit as well. at_most: by candidate, the
    largest part of its mass that it may be, where fragments tell structures of one mass apart.
    against: fragment spectra of a candidate's mass that no structure fits.
    """

    fits: dict[int, tuple[Fragments, Structure]]
    beside: dict[int, frozenset[int]]
    at_most: dict[int, float]
    against: dict[int, Fragments]


def spoken(read: Sequence[Fragments], known: CandidateSet) -> Spoken:
    """Sum up fragment spectra; of several the one that fits with most ions counts."""
    place = {candidate.id: i for i, candidate in enumerate(known.candidates)}
    fits: dict[int, tuple[Fragments, Structure]] = {}
    beside: dict[int, frozenset[int]] = {}
    at_most: dict[int, float] = {}
    against: dict[int, Fragments] = {}
    for one in read:
        best = one.best
        if best is None:
            if one.telling:
                against.update({place[s.candidate.id]: one for s in one.structures})
            continue
        most: dict[int, float] = {}
        open_ones: dict[int, Structure] = {}
        for structure in one.structures:
            c = place[structure.candidate.id]
            if _one_mass(structure.candidate, best.candidate):
                most[c] = max(most.get(c, 0.0), structure.most)
            if structure.most == 1.0:
                open_ones.setdefault(c, structure)
        for c, structure in open_ones.items():
            if c not in fits or len(structure.seen) > len(fits[c][1].seen):
                fits[c] = one, structure
                beside[c] = frozenset(open_ones) - {c}
        for c, share in most.items():
            at_most[c] = min(at_most.get(c, 1.0), share)
    return Spoken(fits, beside, at_most, {c: f for c, f in against.items() if c not in fits})


def _one_mass(one: Candidate, other: Candidate) -> bool:
    return abs(one.monoisotopic - other.monoisotopic) < 1e-3
