"""Candidates as an instrument would see them: every adduct and charge, isotopes apart or not.

At a given resolution the isotopes of an ion stand apart, or run into one hump; what lies
between is left out, because neither picture is right there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from thymos.identity.candidates import Candidate
from thymos.identity.ions import PROTON, Adduct, adducts
from thymos.identity.isotopes import patterns
from thymos.identity.spectra.accuracy import Resolving
from thymos.identity.spectra.spectrum import Floats, Polarity

Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

# Isotope peaks kept of an ion: those with at least this part of its tallest. What is cut off and
# still stands above the noise would have to be explained by something else.
LEAST_SHARE = 5e-5
# Enough peaks to hold those of any peptide: the tallest moves up by one in some 1,800 Da.
_FIRST_PEAKS, _PEAKS_A_DALTON = 12, 1.2e-3
# Isotopes are apart when this many widths lie between them, and one hump up to the second.
APART, MERGED = 1.5, 0.75
SPACING = 1.00335
# From a width at half height to a standard deviation of a Gaussian peak, and back.
FWHM = 2.3548
# A larger molecule takes more charges: at most so many, and one for each so many daltons more.
FIRST_CHARGES, DALTONS_A_CHARGE = 2, 500.0
MOST_CHARGES = 30
# Below it stand solvents and matrix; a peptide's charge states mostly lie above.
LOWEST_MZ = 200.0


@dataclass(frozen=True, slots=True)
class Library:
    """Ions of all candidates in a range of m/z.

    owner, adduct, charge: (ion,) which candidate, which adduct (0 is none, else one more than
    its place in `adducts`), how many charges.
    mz, share: (ion, peak) positions and the part of the ion that each is; 0 where there is none.
    slack: (ion,) half the range in which the one hump of unresolved isotopes may stand.
    breadth: (ion,) full width at half height of a peak, or of the hump; 0 where unknown.
    """

    candidates: tuple[Candidate, ...]
    adducts: tuple[Adduct, ...]
    owner: Ints
    adduct: Ints
    charge: Ints
    mz: Floats
    share: Floats
    slack: Floats
    breadth: Floats
    apart: Bools

    def __len__(self) -> int:
        return int(self.owner.size)

    def of(self, ions: Ints) -> Library:
        """Some of the ions, in the order given."""
        return Library(
            self.candidates, self.adducts, self.owner[ions], self.adduct[ions], self.charge[ions],
            self.mz[ions], self.share[ions], self.slack[ions], self.breadth[ions],
            self.apart[ions],
        )  # fmt: skip

    def name(self, ion: int) -> str:
        """As a table shows it: `3+`, `3+ with sodium in place of a proton`."""
        sign = "+" if self.charge[ion] > 0 else "−"
        words = f"{abs(int(self.charge[ion]))}{sign}"
        number = int(self.adduct[ion])
        return f"{words} with {self.adducts[number - 1].words}" if number else words


@dataclass(frozen=True, slots=True)
class Masses:
    """Isotope patterns of every candidate with every adduct: the part that no spectrum changes.

    mass, share: (candidate, adduct, peak), weak peaks with a share of 0; adduct 0 is none.
    """

    candidates: tuple[Candidate, ...]
    adducts: tuple[Adduct, ...]
    mass: Floats
    share: Floats


def masses(candidates: Sequence[Candidate]) -> Masses:
    """The isotope patterns of candidates, bare and with each adduct of the table."""
    return _masses(tuple(candidates))


@lru_cache(maxsize=4)
def _masses(candidates: tuple[Candidate, ...]) -> Masses:
    known = adducts()
    atoms = [one.atoms for one in candidates]
    every = [a for one in atoms for a in (one, *(adduct.on(one) for adduct in known))]
    heaviest = max((one.monoisotopic for one in candidates), default=0.0)
    mass, share = patterns(every, _FIRST_PEAKS + int(heaviest * _PEAKS_A_DALTON))
    share = np.where(share >= LEAST_SHARE * share.max(axis=1, keepdims=True), share, 0.0)
    last = int(np.flatnonzero(share.any(axis=0))[-1]) + 1 if every else 1
    shape = (len(candidates), 1 + len(known), last)
    mass, share = mass[:, :last].reshape(shape), share[:, :last].reshape(shape)
    mass.flags.writeable = share.flags.writeable = False
    return Masses(candidates, known, mass, share)


def library(
    found: Masses,
    window: tuple[float, float],
    resolving: Resolving | None,
    polarity: Polarity = 1,
    most_charges: int = MOST_CHARGES,
) -> Library:
    """The ions of candidates that a spectrum may show.

    resolving: None where nothing is known of it; isotopes then count as one peak that may stand
    anywhere from the lightest isotope to the middle of all.
    """
    low, high = max(window[0], LOWEST_MZ), window[1]
    heaviest = float(found.mass[:, 0, 0].max(initial=0.0))
    top = min(most_charges, FIRST_CHARGES + int(heaviest // DALTONS_A_CHARGE))
    parts = [_at(found, z, polarity) for z in range(1, top + 1)]
    mz = np.concatenate([part[0] for part in parts])
    share = np.concatenate([part[1] for part in parts])
    labels = np.concatenate([part[2] for part in parts])
    tallest = share.argmax(axis=1)
    main = mz[np.arange(len(mz)), tallest]
    few = labels[:, 2] <= FIRST_CHARGES + found.mass[labels[:, 0], 0, 0] // DALTONS_A_CHARGE
    kept = np.flatnonzero((main >= low) & (main <= high) & few)
    mz, share, labels, main = mz[kept], share[kept], labels[kept], main[kept]
    z = labels[:, 2]
    width = np.zeros(len(kept)) if resolving is None else resolving.width(main)
    apart = np.zeros(len(kept), bool) if resolving is None else SPACING / z >= APART * width
    merged = np.ones(len(kept), bool) if resolving is None else SPACING / z <= MERGED * width
    hump_mz, slack, breadth = _humps(mz, share, width, known=resolving is not None)
    mz = np.where(merged[:, None], hump_mz, mz)
    share = np.where(merged[:, None], np.eye(1, mz.shape[1]), share)
    usable = np.flatnonzero(apart | merged)
    return Library(
        found.candidates, found.adducts, labels[usable, 0], labels[usable, 1],
        polarity * z[usable], mz[usable], share[usable],
        np.where(merged, slack, 0.0)[usable], np.where(merged, breadth, width)[usable],
        apart[usable],
    )  # fmt: skip


def _at(found: Masses, z: int, polarity: Polarity) -> tuple[Floats, Floats, Ints]:
    """m/z and shares of every candidate and adduct at one charge, weak isotopes left out."""
    candidates, kinds, peaks = found.mass.shape
    mz = (found.mass + polarity * z * PROTON) / z
    labels = np.stack(
        np.broadcast_arrays(np.arange(candidates)[:, None], np.arange(kinds)[None, :], z), axis=-1
    )
    flat = mz.reshape(-1, peaks), found.share.reshape(-1, peaks)
    return flat[0], flat[1], labels.reshape(-1, 3).astype(np.intp)


def _humps(
    mz: Floats, share: Floats, width: Floats, *, known: bool
) -> tuple[Floats, Floats, Floats]:
    """Where the one hump of an ion stands, by how much that is open, and how broad it is.

    Between the tallest isotope and the middle of all; from the lightest one on, where nothing
    is known of the resolution and a list may hold the masses of lightest isotopes.
    """
    total = share.sum(axis=1)
    middle = (mz * share).sum(axis=1) / total
    spread = np.sqrt(np.maximum(((mz - middle[:, None]) ** 2 * share).sum(axis=1) / total, 0))
    tallest = mz[np.arange(len(mz)), share.argmax(axis=1)]
    first = np.minimum(tallest, middle) if known else mz[:, 0]
    last = np.maximum(tallest, middle)
    hump = np.zeros_like(mz)
    hump[:, 0] = (first + last) / 2
    breadth = np.hypot(width, FWHM * spread) if known else np.zeros(len(mz))
    return hump, (last - first) / 2, breadth
