"""Plots of molecules: numbers written down, so that a look is kept apart from a computation."""

from __future__ import annotations

from thymos.plots.alignment import Aligned
from thymos.plots.isotopes import Isotopes, Stick


def isotopes() -> Isotopes:
    """A peptide of 28 residues: usual shares, and what normal materials span."""
    peaks = (
        (3106.504, 0.1889, 0.1574, 0.2274),
        (3107.507, 0.2949, 0.2732, 0.3148),
        (3108.510, 0.2501, 0.2399, 0.2550),
        (3109.513, 0.1509, 0.1310, 0.1682),
        (3110.515, 0.0721, 0.0569, 0.0874),
        (3111.518, 0.0288, 0.0208, 0.0379),
    )
    return Isotopes("Isotope pattern of a peptide", tuple(Stick(*peak) for peak in peaks))


def aligned() -> Aligned:
    """Two chains that have nothing to do with each other, on more than one line where narrow."""
    return Aligned(
        "Two peptides of a like name",
        ("the first", "the second"),
        "SDAAVDTSSEITTKD-LKEKKEVVEEAEN-----------------",
        "SD-KPD-MAEIEKFDKSKLKKTETQE-KNPLPSKETIEQEKQAGES",
    )
