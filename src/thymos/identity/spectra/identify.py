"""A file of spectra against a compound and everything it is confused with.

>>> from thymos.identity.candidates import CandidateSet, of
>>> import numpy as np
>>> from thymos.identity.spectra.spectrum import Spectrum
>>> one = of("[Acetyl]-SDAAVDTSSEITTKDLKEKKEVVEEAEN", "the peptide")
>>> known = CandidateSet(one, (one, of("RKDVY")), (), (), ())
>>> heights = np.array([64.0, 100, 85, 51, 24]) * 1e4
>>> mz = [(3106.5041 + k * 1.0028) / z + 1.00728 for z in (4, 3) for k in range(5)]
>>> seen = Spectrum(np.array(mz), np.tile(heights, 2), window=(500.0, 1500.0))
>>> [(j.candidate.name, j.verdict.value) for j in identify([seen], known).judged]
[('the peptide', 'consistent'), ('RKDVY', 'cannot tell')]
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from thymos.identity.candidates import Candidate, CandidateSet
from thymos.identity.certificates.verdicts import Verdict
from thymos.identity.ions import adducts
from thymos.identity.spectra import msms
from thymos.identity.spectra.deconvolve import Mass, masses
from thymos.identity.spectra.judge import LIMIT, Closer, Finding, Spoken, intact, spoken
from thymos.identity.spectra.msms import Fragments, Structure
from thymos.identity.spectra.run import Counts, Run
from thymos.identity.spectra.settle import Settled, Wished, told
from thymos.identity.spectra.spectrum import Spectrum
from thymos.identity.spectra.weigh import RATIO, Weighed, weigh
from thymos.identity.spectra.words import (
    Test,
    evidence,
    fragments_told,
    listed,
    not_shown,
    percent,
)
from thymos.records.wording import MINUS

# Masses that nothing explains are told from this part of the signal on, and so many.
_WORTH_TELLING, _MOST_MASSES = 0.02, 5


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user may state. limit: the share from which on something counts as there."""

    wished: Wished = field(default_factory=Wished)
    limit: float = LIMIT
    ratio: float = RATIO


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with its verdict.

    share, most: of the signal, as fitted and at the most; None where it is not known.
    cannot_exclude: who could stand in its place, then who could hide beside it, in words.
    """

    candidate: Candidate
    verdict: Verdict
    evidence: tuple[str, ...]
    cannot_exclude: tuple[str, ...]
    share: float | None
    most: float | None
    finding: Finding


@dataclass(frozen=True, slots=True)
class Identified:
    """What a file of spectra says of every candidate.

    main: the spectrum with the most signal, None without one of intact ions. masses: what is
    in it, candidate or not; unexplained: those that no candidate explains.
    """

    known: CandidateSet
    settings: Settings
    judged: tuple[Judged, ...]
    tests: tuple[Test, ...]
    not_shown: tuple[str, ...]
    warnings: tuple[str, ...]
    counts: Counts
    main: Closer | None
    masses: tuple[Mass, ...]
    unexplained: tuple[Mass, ...]
    fragments: tuple[tuple[Fragments, Structure], ...]


def identify(
    spectra: Iterable[Spectrum], known: CandidateSet, settings: Settings | None = None
) -> Identified:
    """Hold spectra against candidates. Raises ValueError where there is no spectrum with a peak."""
    chosen = settings or Settings()
    run = Run(known, chosen.wished)
    kept = run.kept(spectra)
    if not kept.counts.read:
        raise ValueError("expected a spectrum, found none")
    if kept.counts.empty == kept.counts.read:
        many = kept.counts.read
        raise ValueError("the spectrum is empty" if many == 1 else f"all {many} spectra are empty")
    closer = [_closer(run, settled, chosen) for settled in kept.intact]
    kept.counts.weighed = len(closer)
    findings = intact(closer, len(known.candidates), chosen.limit, kept.passed)
    read = [msms.read(settled, known.candidates) for settled in kept.fragments]
    said = spoken(read, known)
    judged = _judged(findings, said, known, chosen.limit)
    main = closer[0] if closer else None
    every, left = _masses(main)
    tests = _tests(closer, read)
    return Identified(
        known, chosen, judged, tests, not_shown(tests, known),
        tuple(_warnings(kept.counts, main, left, said, known, read)), kept.counts, main,
        every, left, tuple(said.fits.values()),
    )  # fmt: skip


def _closer(run: Run, settled: Settled, chosen: Settings) -> Closer:
    found = weigh(settled.peaks, run.library(settled), settled.tolerance, chosen.ratio)
    return Closer(settled, found)


def _judged(
    findings: Sequence[Finding], said: Spoken, known: CandidateSet, limit: float
) -> tuple[Judged, ...]:
    """Both kinds of spectra put together."""
    seen = {f.candidate for f in findings if f.verdict is Verdict.CONSISTENT}
    first = [_with_fragments(finding, said, known, limit, seen) for finding in findings]
    gone = {one.finding.candidate for one in first if one.verdict is Verdict.EXCLUDED}
    return tuple(
        replace(one, cannot_exclude=_cannot_exclude(one, first, gone, said, known)) for one in first
    )


def _with_fragments(
    finding: Finding, said: Spoken, known: CandidateSet, limit: float, seen: set[int]
) -> Judged:
    """The verdict of intact ions on a candidate, and what fragments make of it.

    seen: candidates that intact ions show; fragments that fit them as well need no other.
    """
    c = finding.candidate
    share, most = (finding.share, finding.most) if finding.covered else (None, None)
    base = Judged(
        known.candidates[c], finding.verdict, evidence(finding, known), (), share, most, finding
    )
    if finding.verdict is Verdict.EXCLUDED:
        return base
    if c in said.at_most and said.at_most[c] <= limit:
        why = (
            f"Fragments of its mass leave room for at most {percent(said.at_most[c])} of it: "
            "where they differ, those of another structure are there."
        )
        return replace(base, verdict=Verdict.EXCLUDED, evidence=(why,))
    if c in said.fits:
        if c not in seen and said.beside[c] & seen:
            return base
        told_by = fragments_told(*said.fits[c])
        return replace(base, verdict=Verdict.CONSISTENT, evidence=(*base.evidence, *told_by))
    if c in said.against and finding.verdict is Verdict.CONSISTENT:
        why = "The mass agrees, but the fragments of it fit no structure of this candidate."
        return replace(base, verdict=Verdict.CANNOT_TELL, evidence=(*base.evidence, why))
    return base


def _cannot_exclude(
    one: Judged, every: Sequence[Judged], gone: set[int], said: Spoken, known: CandidateSet
) -> tuple[str, ...]:
    """In words: who else could be meant, by name, with the most that it may be beside it."""
    if one.verdict is Verdict.EXCLUDED:
        return ()
    c = one.finding.candidate
    bare = {d for d, adduct in one.finding.alike if not adduct}
    bare |= said.beside.get(c, frozenset()) if one.verdict is Verdict.CONSISTENT else frozenset()
    alike = [known.candidates[d].name for d in sorted(bare - gone - {c})]
    riders = adducts()
    riding = [
        f"{known.candidates[d].name} with {riders[adduct - 1].words}"
        for d, adduct in one.finding.alike
        if adduct and d not in bare | {c}
    ]
    beside = [
        f"{known.candidates[d].name} (beside it, up to {percent(every[d].most or 0.0)})"
        for d in one.finding.beside
        if d not in gone | bare | {c}
    ]
    return (*alike, *riding, *beside)


def _masses(main: Closer | None) -> tuple[tuple[Mass, ...], tuple[Mass, ...]]:
    """Masses in the main spectrum, and those whose tallest peak no candidate explains."""
    if main is None:
        return (), ()
    settled, weighed = main.settled, main.weighed
    found = masses(settled.peaks, settled.tolerance, polarity=settled.polarity, apart=settled.apart)
    worth = [m for m in found if m.height >= _WORTH_TELLING * max(weighed.signal, 1e-300)]
    left = [m for m in worth if _is_left(m, weighed)]
    return tuple(worth), tuple(left[:_MOST_MASSES])


def _is_left(mass: Mass, weighed: Weighed) -> bool:
    peaks = weighed.peaks
    return bool(weighed.left[int(abs(peaks.mz - mass.mz).argmin())])


def _tests(closer: Sequence[Closer], read: Sequence[Fragments]) -> tuple[Test, ...]:
    kinds = {Test.ISOTOPES if one.settled.apart else Test.HUMPS for one in closer}
    if any(one.structures for one in read):
        kinds.add(Test.FRAGMENTS)
    return tuple(test for test in Test if test in kinds)


def _warnings(
    counts: Counts,
    main: Closer | None,
    left: Sequence[Mass],
    said: Spoken,
    known: CandidateSet,
    read: Sequence[Fragments],
) -> Iterable[str]:
    if counts.empty:
        yield f"{counts.empty} of {counts.read} spectra are empty and were passed over."
    if counts.unread:
        yield (
            f"{counts.unread} fragment spectra, of negative ions or made by electrons, hold other "
            "ions than b and y and were passed over."
        )
    if main is not None:
        yield from told(main.settled)
    elif read:
        yield from told(read[0].settled)
    if main is not None and main.weighed.signal > 0:
        rest = float(main.weighed.peaks.height[main.weighed.left].sum()) / main.weighed.signal
        if rest >= _WORTH_TELLING:
            yield f"No candidate explains {percent(rest)} of the signal."
    for mass in left:
        yield _left_over(mass, main)
    if said.against:
        yield (
            "Fragments of a candidate's mass fit none of its structures: the mass agrees, the "
            "sequence may be another."
        )
    for one in known.refused:
        yield f"{one.reason[:1].upper()}{one.reason[1:]}; no spectrum can be held against it."


def _left_over(mass: Mass, main: Closer | None) -> str:
    share = mass.height / main.weighed.signal if main is not None else 0.0
    sign = "+" if main is None or main.settled.polarity > 0 else MINUS
    states = listed([f"{z}{sign}" for z in mass.charges])
    kind, digits = ("monoisotopic mass", 4) if mass.monoisotopic else ("mass", 1)
    value = f"{mass.mass:.{digits}f} Da"
    return f"Unexplained: {kind} {value} ({states}), {percent(share)} of the signal."
