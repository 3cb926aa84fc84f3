"""What a molecule weighs: isotopes, charges, adducts, assays, and what a mass cannot show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from thymos.identity.assays import explained
from thymos.identity.candidates import Candidate, CandidateSet, Kind, candidates, same_mass
from thymos.identity.ions import adducts, mz
from thymos.identity.isotopes import Pattern, pattern
from thymos.identity.sequence import Peptide
from thymos.plots.isotopes import Isotopes, Stick
from thymos.records.compound import Compound, Transition
from thymos.records.wording import number, percent, span
from thymos.tables import rows
from thymos.views.provenance import Mark, mark
from thymos.views.reading import Reading
from thymos.views.wordings import title

CHARGES = (1, 2, 3, 4, 5)
# Peaks that less than one molecule in a thousand belongs to are left out of table and drawing.
_SHOWN = 1e-3
# Daltons: closer than this, two molecules need more than a common instrument to be told apart.
_CLOSE = 0.02
# What an instrument of low resolution calls the same.
_A_DALTON = 1.1
# Pieces and slips of synthesis are many; the page names the rest, `thymos molecule` all of them.
_LISTED = (
    Kind.SUBJECT,
    Kind.UNMODIFIED,
    Kind.ISOMER,
    Kind.CHANGED,
    Kind.DIMER,
    Kind.LOOK_ALIKE,
    Kind.RELATED,
    Kind.MISPRINT,
)


@dataclass(frozen=True, slots=True)
class Peak:
    """One peak of the isotope pattern; `natural` is what normal materials span."""

    neutrons: str
    mass: str
    share: str
    natural: str


@dataclass(frozen=True, slots=True)
class Rung:
    """The molecule at one charge: m/z by the lightest, the most common and the mean molecule."""

    charge: str
    monoisotopic: str
    tallest: str
    average: str


@dataclass(frozen=True, slots=True)
class Rider:
    """An adduct: what it adds, and its m/z at each charge, by the lightest molecule."""

    name: str
    words: str
    shift: str
    at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assay:
    """A published transition, and the ions that it follows."""

    text: str
    precursor: str
    product: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Weight:
    """Something that a sample may turn out to be, and how far its mass is from the subject's.

    close: whether its mass is that of the subject, or within some hundredths of a dalton.
    """

    id: str
    name: str
    kind: str
    formula: str
    monoisotopic: str
    average: str
    off: str
    at: tuple[str, ...]
    close: bool


@dataclass(frozen=True, slots=True)
class WeighedMolecule:
    """Everything that follows from the composition of the subject."""

    name: str
    plot: Isotopes
    peaks: tuple[Peak, ...]
    tallest: str
    charges: tuple[str, ...]
    ladder: tuple[Rung, ...]
    riders: tuple[Rider, ...]
    assays: tuple[Assay, ...]
    weights: tuple[Weight, ...]
    left_out: int
    alike: tuple[str, ...]
    invisible: tuple[str, ...]
    impossible: tuple[str, ...]
    refused: tuple[str, ...]


def weighed(reading: Reading) -> WeighedMolecule | None:
    """What the subject weighs, and what it may be taken for; None where it has no one mass."""
    found = candidates(reading.dossier)
    main = found.subject
    if main is None:
        return None
    usual = pattern(main.atoms)
    shown = tuple(c for c in found.candidates if c.kind in _LISTED)
    return WeighedMolecule(
        name=main.name,
        plot=_plot(main, usual),
        peaks=_peaks(main, usual),
        tallest=_tallest(usual),
        charges=tuple(f"{z}+" for z in CHARGES),
        ladder=tuple(_rung(main, usual, z) for z in CHARGES),
        riders=tuple(_riders(main)),
        assays=tuple(_assays(reading, found)),
        weights=tuple(_weight(main, one) for one in shown),
        left_out=len(found.candidates) - len(shown),
        alike=tuple(_alike(main, shown)),
        invisible=found.invisible,
        impossible=impossible_words(found.impossible),
        refused=tuple(f"{title(refused.reason)}." for refused in found.refused),
    )


def impossible_words(impossible: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Changes that a sequence cannot undergo, and what it would need for them.

    >>> impossible_words((("oxidised", "M W C H"),))
    ('Oxidised: it has no methionine, tryptophan, cysteine or histidine.',)
    """
    said = []
    for row in rows("changes"):
        needs = dict(impossible).get(row["id"])
        if needs is not None:
            said.append(f"{title(row['words'])}: it has no {_sites(needs)}.")
    return tuple(said)


def _sites(needs: str) -> str:
    names = {row["code"]: row["name"] for row in rows("residues")}
    words = [
        {"^": "free N-terminus", "$": "free C-terminus"}.get(site)
        or (f"{names[site[1:]]} at a free N-terminus" if site[0] == "^" else names[site])
        for site in needs.split()
    ]
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]


def _plot(main: Candidate, usual: Pattern) -> Isotopes:
    light, heavy = (pattern(main.atoms, nature=n) for n in ("light", "heavy"))
    sticks = tuple(
        Stick(float(usual.mass[k]), float(usual.share[k]), *_natural(k, light, heavy))
        for k in _visible(usual)
    )
    return Isotopes(f"Isotope pattern of {main.name}", sticks)


def _visible(usual: Pattern) -> range:
    return range(int(np.flatnonzero(usual.share >= _SHOWN)[-1]) + 1)


def _natural(k: int, light: Pattern, heavy: Pattern) -> tuple[float, float]:
    ends = [float(p.share[k]) if k < p.share.size else 0.0 for p in (light, heavy)]
    return min(ends), max(ends)


def _peaks(main: Candidate, usual: Pattern) -> tuple[Peak, ...]:
    light, heavy = (pattern(main.atoms, nature=n) for n in ("light", "heavy"))
    made = []
    for k in _visible(usual):
        low, high = _natural(k, light, heavy)
        made.append(
            Peak(
                f"+{k}" if k else "none",
                f"{number(float(usual.mass[k]), 4)} Da",
                percent(float(usual.share[k]), 1),
                f"{span(100 * low, 100 * high, 1)} %",
            )
        )
    return tuple(made)


def _tallest(usual: Pattern) -> str:
    k = usual.tallest
    if k == 0:
        return "The lightest peak is the tallest."
    more = "one neutron" if k == 1 else f"{k} neutrons"
    share = percent(float(usual.share[0]), float(usual.share[k]), 0)
    return (
        f"The tallest peak is not the lightest: it has {more} more, and the monoisotopic peak is "
        f"{share} as high. To take the one for the other is a common slip of {k} Da."
    )


def _rung(main: Candidate, usual: Pattern, charge: int) -> Rung:
    tallest = float(usual.mass[usual.tallest])
    three = (main.monoisotopic, tallest, main.average)
    light, common, mean = (mz(mass, charge) for mass in three)
    return Rung(f"{charge}+", number(light, 4), number(common, 4), number(mean, 2))


def _riders(main: Candidate) -> list[Rider]:
    made = []
    for adduct in adducts():
        light = main.monoisotopic + adduct.shift
        at = tuple(number(mz(light, z), 4) for z in CHARGES)
        made.append(Rider(adduct.id, adduct.words, f"{number(adduct.shift, 4)} Da", at))
    return made


def _assays(reading: Reading, found: CandidateSet) -> list[Assay]:
    """Every transition of a compound whose sequence is on record, the subject's first."""
    made = []
    for one in found.candidates:
        record = reading.dossier.compounds.get(one.compound or "")
        if record is not None and one.kind is not Kind.MISPRINT and len(one.forms) == 1:
            made += [_assay(reading, record, one.forms[0], t) for t in record.transitions]
    return made


def _assay(reading: Reading, record: Compound, peptide: Peptide, printed: Transition) -> Assay:
    told = explained(peptide, printed.precursor, printed.product)
    precursor = "no charge state of the sequence lies there"
    if told.precursor is not None:
        light, mean = (number(x, 2) for x in (told.precursor.monoisotopic, told.precursor.average))
        precursor = (
            f"{record.name} with {told.precursor.charge} protons: m/z {light} by the lightest "
            f"molecule, {mean} by the mean one"
        )
    products = [
        f"{r.fragment.name} ({r.fragment.residues}), m/z {number(r.fragment.monoisotopic, 3)}"
        for r in told.products
    ]
    return Assay(
        f"{printed.precursor:.1f} to {printed.product:.1f}",
        precursor,
        "; ".join(products) or "no b or y ion of the sequence lies there",
        mark(reading.dossier, printed.cites),
    )


def _weight(main: Candidate, one: Candidate) -> Weight:
    off = one.monoisotopic - main.monoisotopic
    return Weight(
        id=one.id,
        name=one.name,
        kind=title(one.kind.value),
        formula=one.formula,
        monoisotopic=number(one.monoisotopic, 4),
        average=number(one.average, 2),
        off="0" if one.atoms == main.atoms else f"{'+' if off > 0 else ''}{number(off, 4)}",
        at=tuple(number(mz(one.monoisotopic, z), 4) for z in CHARGES),
        close=one is not main and abs(off) <= _CLOSE,
    )


def _alike(main: Candidate, shown: tuple[Candidate, ...]) -> Iterator[str]:
    """What a mass leaves open: equals, neighbours, isotopes and adducts that fall together."""
    for group in same_mass(shown, _CLOSE):
        width = group[-1].monoisotopic - group[0].monoisotopic
        names = "; ".join(one.name for one in group)
        if width < 1e-6:
            yield f"The same to the last digit: {names}."
        else:
            yield f"Within {number(1000 * width, 0)} mDa: {names}."
    usual = pattern(main.atoms)
    for one in shown:
        yield from _under_isotopes(main, usual, one)
        yield from _as_adduct(main, one)


def _under_isotopes(main: Candidate, usual: Pattern, one: Candidate) -> Iterator[str]:
    """A candidate whose lightest peak falls beside a heavier peak of the subject."""
    for k in range(1, usual.tallest + 2):
        apart = abs(one.monoisotopic - float(usual.mass[k]))
        if apart <= _CLOSE:
            needed = one.monoisotopic / apart
            yield (
                f"{one.name}: its lightest peak lies {number(1000 * apart, 0)} mDa from the peak "
                f"of {main.name} with {k} more neutron{'s' if k > 1 else ''}. To see a little of "
                f"it beside much of the other takes a resolution of about "
                f"{round(needed, -4):,.0f}."
            )


def _as_adduct(main: Candidate, one: Candidate) -> Iterator[str]:
    """A candidate that an adduct brings to within a dalton or so of the subject."""
    if one is main or one.kind not in (Kind.UNMODIFIED, Kind.LOOK_ALIKE, Kind.RELATED):
        return
    for adduct in adducts():
        off = one.monoisotopic + adduct.shift - main.monoisotopic
        if abs(off) <= _A_DALTON:
            yield (
                f"{one.name} with {adduct.id} ({adduct.words}): {number(abs(off), 2)} Da "
                f"{'heavier' if off > 0 else 'lighter'}. At low resolution it passes for it."
            )
