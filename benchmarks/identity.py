"""Spectra held against all candidates: how often the verdict is wrong, how fast, in what memory.

usage: python benchmarks/identity.py [confusion|speed|memory] [--all]

confusion  Spectra made up from known mixtures, over resolving power × mixture × noise × adducts
           × form (profile, or peak list with or without its resolving power), each with a
           calibration error within the stated tolerance. "consistent" is wrong where neither the
           candidate nor any named as indistinguishable is there; "excluded" is wrong where the
           candidate makes up the limit or more. Exit 1 for any.
speed      10,000 peak lists against every candidate, adduct and charge, beside the same matching
           written plainly with pyteomics; both must find the same. Exit 1 below 20 times.
memory     A file of 2 GB, read and judged by a process that may grow by little. Exit 1 if not.

--all      every combination, and all spectra through both programs: some hours.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from made_spectra import Instrument, Part, listed, profile

from thymos.api import load
from thymos.identity.candidates import Candidate, CandidateSet, candidates, of
from thymos.identity.ions import adducts
from thymos.identity.spectra.accuracy import Tolerance
from thymos.identity.spectra.identify import Judged, Settings, identify
from thymos.identity.spectra.settle import Wished
from thymos.identity.spectra.spectrum import Spectrum

SUBJECT = "thymosin-alpha-1"
LIMIT = 0.05
STRANGER = "a stranger"
GOAL = 20.0
SPECTRA = 10_000
# Spectra that the plain program is timed on, unless --all is given.
TIMED = 60
MOST_GROWTH_MB = 400

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
    ppm = case.tolerance.value if case.tolerance.unit == "ppm" else 0.2 * 1e6 / 2000
    instrument = Instrument(
        power=case.power, noise=case.noise, off_ppm=float(draw.uniform(-0.8, 0.8) * ppm),
        scatter_ppm=0.03 * ppm, low=300.0 if case.power > 1000 else 400.0,
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
    alike = [name for name in judged.cannot_exclude if "(beside it" not in name]
    named = any(other.startswith(one.name) for other in alike for one, _ in there)
    return not named and not any(near(one, judged, case) for one, _ in there)


def near(one: Candidate, judged: Judged, case: Case) -> bool:
    """Whether a stranger, or an adduct of it, is nearer to a candidate than m/z can tell.

    Its m/z may be off by the tolerance, and so may the place where it is looked for.
    """
    if one.name != STRANGER:
        return False
    charges = [abs(int(z)) for z in _charges(judged)]
    shifts = [0.0, *(a.shift for a in adducts() if a.id in case.riders)]
    off = min(abs(one.average + shift - judged.candidate.average) for shift in shifts)
    return all(off / z <= 2 * case.tolerance.at(one.average / z) for z in charges)


def _charges(judged: Judged) -> list[int]:
    best = judged.finding.best
    if best is None:
        return []
    matches = best.weighed.matches[judged.finding.candidate]
    return [best.weighed.library.charge[m.ion] for m in matches]


def confusion(every: bool) -> int:
    """Print verdicts by truth and resolving power; how many are wrong."""
    known = candidates(load(SUBJECT).known)
    table: Counter[tuple[float, str, str]] = Counter()
    mistakes: list[str] = []
    for case in cases(every):
        settings = Settings(Wished(case.tolerance), LIMIT)
        found = identify([made(case, known)], known, settings)
        there = [(who(known, i).atoms, share) for i, share in case.mixture]
        for judged in found.judged:
            share = max((s for atoms, s in there if atoms == judged.candidate.atoms), default=0.0)
            truth = "absent" if not share else "minor" if share < LIMIT else "present"
            table[case.power, truth, judged.verdict.value] += 1
            if wrong(judged, case, known):
                mistakes.append(f"{judged.candidate.id} {judged.verdict.value} {case}")
    verdicts = ("consistent", "cannot tell", "excluded")
    print("resolving power  truth     " + "".join(f"{v:>13}" for v in verdicts))
    for (power, _), truth in product(POWERS, ("present", "minor", "absent")):
        row = "".join(f"{table[power, truth, v]:>13,}" for v in verdicts)
        print(f"{power:>15,.0f}  {truth:<9} {row}")
    for mistake in mistakes[:20]:
        print("WRONG", mistake)
    print(f"{sum(table.values()):,} verdicts, wrong: {len(mistakes)}")
    return len(mistakes)


def main(arguments: list[str]) -> int:
    """Run what is asked for; 1 when a goal is missed."""
    every = "--all" in arguments
    asked = [a for a in arguments if not a.startswith("-")] or ["confusion", "speed", "memory"]
    missed = 0
    if "confusion" in asked:
        missed += confusion(every) > 0
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
