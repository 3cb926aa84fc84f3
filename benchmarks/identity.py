"""Spectra held against all candidates: how often the verdict is wrong, how fast, in what memory.

usage: python benchmarks/identity.py [confusion|speed|memory] [--all]

confusion  Spectra made up from known mixtures, over resolving power × mixture × noise × adducts
           × form (profile, or peak list with or without its resolving power), each with a
           calibration error of up to 95 % of the stated tolerance. "consistent" is wrong where
           neither the candidate nor any named as indistinguishable is there; "excluded" is wrong
           where the candidate makes up the limit or more. Exit 1 for any.
speed      10,000 peak lists against every candidate, adduct and charge, beside the same matching
           written plainly with pyteomics, on the same lists in the same run; both must find the
           same. Neither counts making its list of ions. Exit 1 below 20 times.
memory     A file of 2 GB, read and judged by a process that may grow by little. Exit 1 if not.

--all      every combination of the first: a quarter of an hour, alone on two cores.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from time import perf_counter

import numpy as np
import plain_identity
from made_spectra import Instrument, Part, listed, mzml, profile

from thymos.api import load
from thymos.identity.candidates import Candidate, CandidateSet, candidates, of
from thymos.identity.ions import adducts
from thymos.identity.spectra.accuracy import Resolving, Tolerance
from thymos.identity.spectra.identify import Judged, Settings, identify
from thymos.identity.spectra.library import (
    DALTONS_A_CHARGE,
    FIRST_CHARGES,
    SPACING,
    Library,
    library,
    masses,
)
from thymos.identity.spectra.peaks import Peaks, pick
from thymos.identity.spectra.screen import BLOCK, Screen, Screened
from thymos.identity.spectra.settle import Wished
from thymos.identity.spectra.spectrum import Spectrum

SUBJECT = "thymosin-alpha-1"
LIMIT = 0.05
STRANGER = "a stranger"
EVERY = "all"
GOAL = 20.0
SPECTRA = 10_000
# Calibration errors go up to this part of the stated tolerance; peaks scatter by some more.
OFF, SCATTER = 0.95, 0.03
FILE_BYTES = 2e9
MOST_GROWTH_MB = 50

# Resolving power, and the tolerance stated with it.
POWERS: tuple[tuple[float, Tolerance], ...] = (
    (1_000, Tolerance(0.5, "Da")),
    (10_000, Tolerance(20, "ppm")),
    (30_000, Tolerance(20, "ppm")),
    (60_000, Tolerance(10, "ppm")),
    (140_000, Tolerance(10, "ppm")),
    (400_000, Tolerance(5, "ppm")),
)
NOISES = (1e-4, 1e-3, 5e-3)
RIDERS: tuple[dict[str, float], ...] = (
    {},
    {"Na": 0.2, "K": 0.1},
    {"acetonitrile": 0.15, "TFA": 0.1, "acetate": 0.05, "NH4": 0.1},
)
FORMS = ("profile", "list", "bare list")
# By id below the subject's, or of a record; `?` is a peptide that is no candidate; () is noise.
MIXTURES: tuple[tuple[tuple[str, float], ...], ...] = (
    (("", 1.0),),
    (("des-acetyl-thymosin-alpha-1", 1.0),),
    (("+deamidated", 1.0),),
    (("+amidated", 1.0),),
    (("+misprint-1", 1.0),),
    (("+free-n+carbamylated", 1.0),),
    (("thymosin-beta-4", 1.0),),
    (("tb-500", 1.0),),
    (("thymulin", 1.0),),
    (("thymopentin", 1.0),),
    (("+dimer", 1.0),),
    (("+1-27", 1.0),),
    (("", 0.95), ("+deamidated", 0.05)),
    (("", 0.9), ("des-acetyl-thymosin-alpha-1", 0.1)),
    (("", 0.97), ("des-acetyl-thymosin-alpha-1", 0.03)),
    (("", 0.5), ("des-acetyl-thymosin-alpha-1", 0.5)),
    (("", 0.5), ("+deamidated", 0.5)),
    (("", 0.9), ("+amidated", 0.1)),
    (("", 0.8), ("+less-t", 0.1), ("+twice-e", 0.1)),
    (("", 0.6), ("thymosin-beta-4", 0.4)),
    (("des-acetyl-thymosin-alpha-1", 0.8), ("+amidated", 0.2)),
    (("tb-500", 0.7), ("lkktetq", 0.3)),
    (("?SDAAVDTSAEITTKDLKEKKEVVEEAEN", 1.0),),
    (("?GHRPLDKAELQSTFWNVIKDE", 1.0),),
    (("", 0.7), ("?KVEAEQDLRTSPNGIWK", 0.3)),
    (),
)


@dataclass(frozen=True)
class Case:
    """One made-up spectrum with what is in it: candidates (or strangers) and their shares."""

    power: float
    tolerance: Tolerance
    mixture: tuple[tuple[str, float], ...]
    noise: float
    riders: dict[str, float]
    form: str
    seed: int


def cases(every: bool) -> Iterator[Case]:
    """All combinations, or of each resolving power and mixture one drawn by its number."""
    combined = list(product(NOISES, RIDERS, FORMS))
    for i, ((power, tolerance), mixture) in enumerate(product(POWERS, MIXTURES)):
        chosen = combined if every else [combined[(7 * i) % 27], combined[(7 * i + 13) % 27]]
        for k, (noise, riders, form) in enumerate(chosen):
            yield Case(power, tolerance, mixture, noise, riders, form, 1000 * i + k)


def who(known: CandidateSet, ident: str) -> Candidate:
    """A candidate by its short id, or a stranger."""
    if ident.startswith("?"):
        return of(ident[1:], STRANGER)
    return known[ident if ident and ident[0] != "+" else SUBJECT + ident]


def made(case: Case, known: CandidateSet) -> Spectrum:
    """The spectrum of a case."""
    draw = np.random.default_rng(case.seed)
    # Half a dalton is 250 ppm where the range ends, and less of the tolerance below.
    ppm = case.tolerance.value if case.tolerance.unit == "ppm" else 0.5e6 / 2000
    instrument = Instrument(
        power=case.power, noise=case.noise, off_ppm=float(draw.uniform(-OFF, OFF) * ppm),
        scatter_ppm=SCATTER * ppm, low=300.0 if case.power > 1000 else 400.0,
    )  # fmt: skip
    parts = [Part(who(known, i).atoms, share, case.riders) for i, share in case.mixture]
    if not parts:
        return noise_alone(instrument, draw)
    seen: Spectrum = profile(parts, instrument, draw)
    if case.form == "profile":
        return seen
    peaks: Spectrum = listed(seen, power=case.power if case.form == "list" else None)
    return peaks


def noise_alone(instrument: Instrument, draw: np.random.Generator) -> Spectrum:
    """A profile in which there is nothing."""
    grid = np.arange(instrument.low, instrument.high, 0.05)
    return Spectrum(
        grid, np.abs(draw.standard_normal(grid.size) + 2), id="noise", polarity=1, profile=True
    )


def wrong(judged: Judged, case: Case, known: CandidateSet) -> bool:
    """Whether a verdict on a candidate contradicts what is in the spectrum."""
    there = [(who(known, ident), share) for ident, share in case.mixture]
    same = [share for one, share in there if one.atoms == judged.candidate.atoms]
    if judged.verdict.value == "excluded":
        return any(share >= LIMIT for share in same)
    if judged.verdict.value == "cannot tell" or same:
        return False
    named = {name.partition(" (beside it")[0] for name in judged.cannot_exclude}
    same_as = {c.name for c in known.candidates if any(c.atoms == one.atoms for one, _ in there)}
    if any(_is_named(name, named) for name in same_as):
        return False
    return not any(near(one, judged, case) for one, _ in there)


def _is_named(name: str, named: Collection[str]) -> bool:
    """Whether a candidate, alone or with an adduct, is among those named as indistinguishable."""
    return any(other == name or other.startswith(f"{name} with ") for other in named)


def near(one: Candidate, judged: Judged, case: Case) -> bool:
    """Whether a stranger, or an adduct of it, is nearer to a candidate than m/z can tell.

    Its m/z may be off by the tolerance, and so may the place where it is looked for.
    """
    best = judged.finding.best
    if one.name != STRANGER or best is None:
        return False
    library, candidate = best.weighed.library, judged.candidate
    shifts = [0.0, *(a.shift for a in adducts() if a.id in case.riders)]
    for match in best.weighed.matches[judged.finding.candidate]:
        z = abs(int(library.charge[match.ion]))
        if library.adduct[match.ion]:
            continue
        if library.apart[match.ion]:
            # Whichever isotope of the one lies on an isotope of the other.
            off = min(abs(one.monoisotopic + s - candidate.monoisotopic) % SPACING for s in shifts)
            off = min(off, SPACING - off)
        else:
            # A tenth more for the top of a hump, which is not its middle.
            off = min(abs(one.average + s - candidate.average) for s in shifts) - 0.1 * z
        if off / z > 2 * case.tolerance.at(one.average / z):
            return False
    return True


def confusion(every: bool) -> int:
    """Print verdicts by truth and resolving power; how many are wrong."""
    known = candidates(load(SUBJECT).known)
    table: Counter[tuple[str, str, str]] = Counter()
    mistakes: list[str] = []
    for case in cases(every):
        settings = Settings(Wished(case.tolerance), LIMIT)
        found = identify([made(case, known)], known, settings)
        there = [(who(known, i).atoms, share) for i, share in case.mixture]
        for judged in found.judged:
            share = max((s for atoms, s in there if atoms == judged.candidate.atoms), default=0.0)
            truth = "absent" if not share else "minor" if share < LIMIT else "present"
            for condition in _conditions(case):
                table[condition, truth, judged.verdict.value] += 1
            if wrong(judged, case, known):
                mistakes.append(f"{judged.candidate.id} {judged.verdict.value} {case}")
    _print(table)
    for mistake in mistakes[:20]:
        print("WRONG", mistake)
    count = sum(n for (condition, _, _), n in table.items() if condition == EVERY)
    print(f"{count:,} verdicts, wrong: {len(mistakes)}")
    return len(mistakes)


def _conditions(case: Case) -> Iterator[str]:
    """Under which headings of the table a case counts."""
    yield EVERY
    yield f"R {case.power:,.0f}"
    yield f"noise {case.noise:g}"
    yield f"adducts: {', '.join(case.riders) or 'none'}"
    yield case.form if case.mixture else "noise alone"


def _rank(condition: str) -> int:
    """Conditions of one kind stand together, in the order in which they were met."""
    starts = (EVERY, "R ", "noise 0", "adducts", "")
    return next(i for i, start in enumerate(starts) if condition.startswith(start))


def _print(table: Mapping[tuple[str, str, str], int]) -> None:
    """The confusion table: truth and verdict, over all and by each condition."""
    verdicts = ("consistent", "cannot tell", "excluded")
    print(f"{'':<44}{'truth':<9}" + "".join(f"{v:>13}" for v in verdicts))
    for condition in sorted(dict.fromkeys(key[0] for key in table), key=_rank):
        for truth in ("present", "minor", "absent"):
            cells = [table.get((condition, truth, v), 0) for v in verdicts]
            if any(cells):
                print(f"{condition:<44}{truth:<9}" + "".join(f"{n:>13,}" for n in cells))


def lists(count: int) -> Iterator[Peaks]:
    """Peak lists of mixtures with 900 peaks of chemical noise each, made up one by one."""
    known = candidates(load(SUBJECT).known)
    draw = np.random.default_rng(20_261_121)
    few = [
        pick(profile([Part(who(known, i).atoms, s) for i, s in m], Instrument(), draw))
        for m in MIXTURES
        if m
    ]
    for number in range(count):
        peaks = few[number % len(few)]
        mz = np.concatenate((peaks.mz, draw.uniform(400, 2000, 900)))
        height = np.concatenate((peaks.height, 300 + draw.exponential(300, 900)))
        order = np.argsort(mz)
        yield replace(peaks, mz=mz[order], height=height[order])


def speed() -> float:
    """Times the plain program's seconds for each spectrum over those of thymos."""
    known = candidates(load(SUBJECT).known)
    spectra = list(lists(SPECTRA))
    found = library(masses(known.candidates), (400.0, 2000.0), Resolving(60_000.0, 1000.0))
    screen = Screen(found, Tolerance(10, "ppm"))
    start = perf_counter()
    screened = [screen.look_up(spectra[i : i + BLOCK]) for i in range(0, SPECTRA, BLOCK)]
    ours = perf_counter() - start
    molecules = [
        (i, k, adduct.on(one.atoms) if adduct else one.atoms)
        for i, one in enumerate(known.candidates)
        for k, adduct in enumerate((None, *adducts()))
    ]
    ions = plain_identity.ions(molecules, 400.0, 2000.0, lambda c: _most(known.candidates[c]))
    start = perf_counter()
    plain = [plain_identity.match(p.mz.tolist(), p.height.tolist(), ions, 10.0) for p in spectra]
    theirs = perf_counter() - start
    print(f"{len(known.candidates)} candidates, {len(found):,} ions; 900 and more peaks a spectrum")
    print(f"thymos: {ours:.2f} s for {SPECTRA:,} spectra")
    print(f"plain, on pyteomics: {theirs:.1f} s for the same")
    print(f"agreement: {_agreement(found, screened, plain):.4f} of the ions found by either")
    print(f"ratio: {theirs / ours:.1f} (goal {GOAL:g})")
    return theirs / ours


def _most(one: Candidate) -> int:
    return FIRST_CHARGES + int(one.monoisotopic // DALTONS_A_CHARGE)


def _agreement(
    found: Library, screened: Sequence[Screened], plain: Sequence[Sequence[plain_identity.Found]]
) -> float:
    """Of the ions that either program finds, the part that both do, with the same likeness."""
    same = either = 0
    for number, theirs in enumerate(plain):
        block = screened[number // BLOCK]
        rows = np.flatnonzero(block.spectrum == number % BLOCK)
        ours = {
            (int(found.owner[i]), int(found.adduct[i]), int(found.charge[i])): float(alike)
            for i, alike in zip(block.ion[rows], block.alike[rows], strict=True)
        }
        other = {(c, a, z): alike for c, a, z, _, alike in theirs}
        either += len(ours.keys() | other.keys())
        same += sum(abs(ours[key] - other[key]) < 0.01 for key in ours.keys() & other.keys())
    return same / either


def memory() -> float:
    """Megabytes that a process grows by while it reads and judges a file of 2 GB."""
    known = candidates(load(SUBJECT).known)
    draw = np.random.default_rng(1)
    part = Part(known[SUBJECT].atoms)
    seen = profile([part], Instrument(power=30_000.0), draw)
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.mzML", Path(folder) / "large.mzML"
        whole = mzml([seen], deflate=False)
        start = whole.index("<spectrum ")
        body, tail = whole[start:].split("</spectrumList>")
        head, tail = whole[:start], "</spectrumList>" + tail
        small.write_text(head + 3 * body + tail)
        copies = int(FILE_BYTES / len(body)) + 1
        with large.open("w") as stream:
            stream.write(head)
            for _ in range(copies):
                stream.write(body)
            stream.write(tail)
        used = [_used(file) for file in (small, large)]
        size = large.stat().st_size / 1e9
    print(f"a file of 3 spectra: {used[0][0]:.0f} MB at the most, {used[0][1]:.1f} s")
    print(f"a file of {copies:,}, {size:.2f} GB: {used[1][0]:.0f} MB, {used[1][1]:.1f} s")
    growth = used[1][0] - used[0][0]
    print(f"growth: {growth:.0f} MB (goal: at most {MOST_GROWTH_MB})")
    return growth


def _used(file: Path) -> tuple[float, float]:
    """Peak memory in MB and seconds of `thymos identify` on a file, in a process of its own."""
    program = (
        "import resource, sys; from thymos import api; "
        "api.load(sys.argv[1]).identify(sys.argv[2], tolerance='20 ppm'); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    start = perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program, SUBJECT, str(file)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(done.stdout), perf_counter() - start


def main(arguments: list[str]) -> int:
    """Run what is asked for; 1 when a goal is missed."""
    every = "--all" in arguments
    asked = [a for a in arguments if not a.startswith("-")] or ["confusion", "speed", "memory"]
    missed = 0
    if "speed" in asked:
        missed += speed() < GOAL
    if "memory" in asked:
        missed += memory() > MOST_GROWTH_MB
    if "confusion" in asked:
        missed += confusion(every) > 0
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
