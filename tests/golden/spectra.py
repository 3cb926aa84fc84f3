"""A spectrum with numbers written down, so that a look is kept apart from a computation."""

from __future__ import annotations

from thymos.plots.spectrum import Closeup, Drawn, Peak

ISOTOPES = (64.0, 100.0, 85.0, 51.0, 24.0, 10.0)
RATIOS = (1.02, 0.97, 1.01, 1.0, 0.98, 1.05)


def mixture() -> Drawn:
    """Two peptides, one with a salt's adduct, and something that no candidate explains."""
    at = [1036.509 + k / 3 for k in range(len(ISOTOPES))]
    seen = tuple(
        Peak(mz, height * ratio, explained=True)
        for mz, height, ratio in zip(at, ISOTOPES, RATIOS, strict=True)
    )
    named = (
        Peak(777.884, 88.0, True, "A 4+"),
        Peak(767.381, 42.0, True, "B 4+"),
        Peak(783.380, 15.0, True, "A 4+ Na"),
        Peak(1022.839, 52.0, True, "B 3+"),
        Peak(1036.843, 100.0, True, "A 3+"),
        Peak(1554.761, 21.0, True, "A 2+"),
        Peak(912.480, 34.0, False),
        Peak(912.981, 22.0, False),
    )
    return Drawn(
        "Spectrum held against a peptide",
        tuple(sorted(named, key=lambda p: p.mz)),
        (("A", "the peptide (cannot be told from 2 others)"), ("B", "the chain without acetyl")),
        Closeup("the peptide, 3+", seen, tuple(zip(at, ISOTOPES, strict=True))),
    )
