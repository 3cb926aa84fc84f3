"""The matching of thymos written plainly on pyteomics: loops, dictionaries, one spectrum at a time.

It is what a chemist would write: masses from pyteomics, isotope shares from its table of
isotopes, peaks found by bisection, an ion left as soon as its tallest isotope is missing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from pyteomics import mass

PROTON = mass.nist_mass["H+"][0][0]
# Isotopes with this part of the tallest are kept; those with the second decide.
KEPT, MAIN = 0.002, 0.4

Ion = tuple[int, int, int, list[float], list[float]]
Found = tuple[int, int, int, float, float]


def shares(atoms: Mapping[str, int]) -> list[tuple[float, float]]:
    """Mass and share of each nominal isotope of some atoms, by repeated convolution."""
    total = [(0.0, 1.0)]
    for symbol, count in atoms.items():
        table: dict[int, tuple[float, float]] = mass.nist_mass[symbol]
        light = min(n for n in table if n and table[n][1] > 0)
        steps = {n - light: table[n] for n in table if n and table[n][1] > 0}
        for _ in range(count):
            grown: dict[int, list[float]] = {}
            for i, (weight, share) in enumerate(total):
                for step, (own, part) in steps.items():
                    cell = grown.setdefault(i + step, [0.0, 0.0])
                    cell[0] += (weight + own) * share * part
                    cell[1] += share * part
            size = min(max(grown) + 1, 40)
            total = [
                (grown[i][0] / grown[i][1], grown[i][1]) if i in grown else (0.0, 0.0)
                for i in range(size)
            ]
    return total


def ions(
    molecules: Sequence[tuple[int, int, Mapping[str, int]]], low: float, high: float, most: Any
) -> list[Ion]:
    """Every charge state of some (candidate, adduct, atoms) whose tallest isotope is in range."""
    made: list[Ion] = []
    for candidate, adduct, atoms in molecules:
        pattern = shares(atoms)
        top = max(share for _, share in pattern)
        tallest = max(range(len(pattern)), key=lambda i: pattern[i][1])
        exact = mass.calculate_mass(composition=mass.Composition(dict(atoms)))
        off = exact - pattern[0][0]
        for z in range(1, most(candidate) + 1):
            places = [(m + off + z * PROTON) / z for m, _ in pattern]
            if low <= places[tallest] <= high:
                kept = [s if s >= KEPT * top else 0.0 for _, s in pattern]
                made.append((candidate, adduct, z, places, kept))
    return made


def match(
    mz: Sequence[float], height: Sequence[float], every: Sequence[Ion], ppm: float
) -> list[Found]:
    """The ions that a spectrum shows: candidate, adduct, charge, height, cosine."""
    found: list[Found] = []
    for candidate, adduct, z, places, pattern in every:
        top = max(pattern)
        tallest = pattern.index(top)
        if not _tallest(mz, height, places[tallest], ppm):
            continue
        dot = seen = own = 0.0
        allowed = float("inf")
        for place, share in zip(places, pattern, strict=True):
            if not share:
                continue
            peak = _tallest(mz, height, place, ppm)
            dot += peak * share
            seen += peak * peak
            own += share * share
            if share >= MAIN * top:
                allowed = min(allowed, peak / share)
        found.append((candidate, adduct, z, allowed, dot / sqrt(seen * own)))
    return found


def _tallest(mz: Sequence[float], height: Sequence[float], place: float, ppm: float) -> float:
    reach = place * ppm * 1e-6
    i = bisect_left(mz, place - reach)
    best = 0.0
    while i < len(mz) and mz[i] <= place + reach:
        best = max(best, height[i])
        i += 1
    return best
