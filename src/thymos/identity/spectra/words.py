"""What was found in spectra, in sentences: evidence for verdicts, and what a test cannot show."""

from __future__ import annotations

from enum import StrEnum

from thymos.identity.candidates import CandidateSet
from thymos.identity.spectra.judge import Finding
from thymos.identity.spectra.msms import Fragments, Structure, located, runs
from thymos.identity.spectra.weigh import Match, Weighed
from thymos.records.wording import MINUS

_MOST_IONS = 4


class Test(StrEnum):
    """Kinds of tests that a file of spectra may hold."""

    ISOTOPES = "intact mass, isotopes apart"
    HUMPS = "intact mass, isotopes not apart"
    FRAGMENTS = "fragments"


# What each kind of test leaves open, whatever it finds.
NOT_SHOWN: tuple[tuple[Test, tuple[str, ...]], ...] = (
    (
        Test.ISOTOPES,
        (
            "An intact mass shows a composition, not a structure: any molecule of the same atoms "
            "has the same mass.",
            "A minor species whose isotopes fall on those of a major one is seen only from the "
            "share on that is given for it.",
        ),
    ),
    (
        Test.HUMPS,
        (
            "Where isotopes do not stand apart, a difference of a dalton or so cannot be seen: "
            "deamidation, an amide at the end, or a neighbour in mass with an adduct.",
        ),
    ),
    (
        Test.FRAGMENTS,
        (
            "b and y ions do not tell leucine from isoleucine, aspartate from isoaspartate, or an "
            "amino acid from its mirror image.",
            "Fragments speak for the mass that was isolated, and for nothing else in the sample.",
        ),
    ),
)
ALWAYS = (
    "Shares are parts of the signal, not of the amount: molecules differ in how easily they "
    "become ions, and salts, water and what does not fly leave no signal.",
    "Ions lose water or ammonia, and break, on their way: a species seen so need not be in the "
    "sample.",
    "A spectrum shows neither how much a vial holds, nor its purity, nor whether it is sterile, "
    "nor that the spectrum belongs to the vial in hand.",
)
HEADING = "What this does not show"


def not_shown(tests: tuple[Test, ...], known: CandidateSet) -> tuple[str, ...]:
    """What tests of some kinds leave open, for the subject of a dossier."""
    kinds = dict(NOT_SHOWN)
    own = [sentence for test in tests for sentence in kinds[test]]
    intact = Test.ISOTOPES in tests or Test.HUMPS in tests
    return (*own, *(known.invisible if intact else ()), *ALWAYS)


def ion_told(weighed: Weighed, match: Match) -> str:
    """One ion: `3+ at m/z 1036.5085 (off by 0.2 ppm, 9 isotopes, pattern 0.9997)`."""
    library = weighed.library
    mz = float(weighed.peaks.mz[match.row])
    if not library.apart[match.ion]:
        off = _signed(match.off, 2)
        return f"{library.name(match.ion)} at m/z {mz:.2f} (one peak, off by {off})"
    ppm = 1e6 * match.off / mz
    return (
        f"{library.name(match.ion)} at m/z {mz:.4f} (off by {_signed(ppm, 1)} ppm, "
        f"{match.peaks} isotopes, pattern {match.alike:.4f})"
    )


def evidence(finding: Finding, known: CandidateSet) -> tuple[str, ...]:
    """Why a verdict on a candidate from intact ions is what it is."""
    if finding.verdict.value == "excluded":
        return (_absent(finding),)
    said: list[str] = []
    if finding.best is not None:
        weighed = finding.best.weighed
        bare = [m for m in weighed.matches[finding.candidate] if not weighed.library.adduct[m.ion]]
        riding = [m for m in weighed.matches[finding.candidate] if m not in bare]
        shown = sorted(bare, key=lambda m: -m.height)[:_MOST_IONS]
        told = "; ".join(ion_told(weighed, m) for m in shown)
        if told:
            said.append(f"{told}.")
        if riding and finding.verdict.value == "consistent":
            names = sorted({weighed.library.name(m.ion).partition(" with ")[2] for m in riding})
            said.append(f"Seen also with {', '.join(names)}.")
    if finding.verdict.value == "consistent":
        said.append(
            f"{percent(finding.share)} of that spectrum’s signal is its, or of what cannot be told "
            f"from it; "
            f"at most {percent(finding.most)}."
        )
    else:
        said.append(_open(finding, known))
    return tuple(said)


def _absent(finding: Finding) -> str:
    states = "1 charge state" if finding.covered == 1 else f"{finding.covered} charge states"
    return (
        f"At most {percent(finding.most)} of the signal could be it: "
        f"{states} in the range, none with a signal that only it explains."
    )


def _open(finding: Finding, known: CandidateSet) -> str:
    if finding.reason == "window":
        if not finding.covered:
            return "None of its charge states falls into the range that was measured."
        return "Only one of its charge states falls into the range: an absence there says little."
    if finding.reason != "bound":
        return f"{finding.reason[:1].upper()}{finding.reason[1:]}."
    if finding.beneath:
        # One name for each mass: isomers would only be listed again.
        first = {round(known.candidates[c].monoisotopic, 3): c for c in reversed(finding.beneath)}
        names = listed([known.candidates[c].name for c in sorted(first.values())])
        return f"Up to {percent(finding.most)} of the signal could be it, beneath that of {names}."
    return f"Up to {percent(finding.most)} of the signal could be it."


def fragments_told(read: Fragments, structure: Structure) -> tuple[str, ...]:
    """What a fragment spectrum says for a structure."""
    precursor = read.settled.spectrum.precursor
    at = f" of m/z {precursor.mz:.4f}" if precursor is not None else ""
    of = f" as {structure.peptide.proforma}" if len(structure.candidate.forms) > 1 else ""
    share = percent(structure.explained)
    said = [f"Fragments{at} fit{of}: {runs(structure)}, {share} of their signal."]
    where = located(structure, read.settled.tolerance)
    return (*said, where) if where else tuple(said)


def percent(share: float) -> str:
    """A share in percent, as exact as it needs to be.

    >>> percent(0.9731), percent(0.0314), percent(0.00042), percent(1e-6)
    ('97 %', '3.1 %', '0.04 %', 'less than 0.01 %')
    """
    value = 100 * share
    if value < 0.01:
        return "less than 0.01 %"
    digits = 0 if value >= 9.95 else 1 if value >= 0.995 else 2
    return f"{value:.{digits}f} %"


def listed(names: list[str], most: int = 3) -> str:
    """Names in a row, the last ones counted where there are many.

    >>> listed(["a", "b"]), listed(["a", "b", "c", "d", "e"])
    ('a and b', 'a, b, c and 2 others')
    """
    if len(names) > most + 1:
        return f"{', '.join(names[:most])} and {len(names) - most} others"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def _signed(value: float, digits: int) -> str:
    return f"{value:+.{digits}f}".replace("-", MINUS)
