"""The masses that a certificate states as measured, as masses of the neutral molecule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from thymos.identity.certificates.case import Case, half_digit
from thymos.identity.ions import neutral
from thymos.records.certificate import Item, ItemKind

# Where a document states no tolerance: a published specification of a peptide takes ±1 u for its
# mass (J Nucl Med 2021, 62:149, Table 1), and instruments at unit resolution reach it.
USUAL_TOLERANCE = 1.0
# Beyond this even a poorly calibrated instrument is not off; between the two nothing is said.
FAR = 3.0
# Average and monoisotopic mass of a peptide differ by about 6 in 10,000.
BETWEEN_KINDS = 6.5e-4


@dataclass(frozen=True, slots=True)
class Measured:
    """A measured mass: of which item, the neutral mass, and how exact it is stated to be."""

    number: int
    item: Item
    neutral: float
    tolerance: float
    stated: bool
    weights: Literal["average", "monoisotopic"] | None

    @property
    def between_kinds(self) -> float:
        """How far average and monoisotopic mass of such a molecule lie apart."""
        return BETWEEN_KINDS * self.neutral


def measured(case: Case) -> tuple[Measured, ...]:
    """Every mass that the certificate states as measured."""
    found = []
    for number, item in case.items(ItemKind.MASS):
        if item.stated_as != "measured" or item.value is None:
            continue
        charge = item.charge or 0
        mass = float(neutral(item.value, charge)) if charge else float(item.value)
        stated = item.tolerance is not None
        if item.tolerance is None:
            tolerance = max(USUAL_TOLERANCE, half_digit(item.value) * (charge or 1))
        elif item.tolerance_unit == "ppm":
            tolerance = item.tolerance * mass / 1e6
        else:
            tolerance = item.tolerance * (charge or 1)
        found.append(Measured(number, item, mass, tolerance, stated, item.weights))
    return tuple(found)
