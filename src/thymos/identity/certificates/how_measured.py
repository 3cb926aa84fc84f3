"""A number without method and instrument cannot be repeated."""

from __future__ import annotations

from collections.abc import Iterator

from thymos.errors import Finding
from thymos.identity.certificates.case import Case, shown
from thymos.records.certificate import ItemKind

RULE = "how-measured"

# Items that are a measurement by some method; looks and solubility need none.
MEASURED = (
    *(ItemKind.MASS, ItemKind.PURITY, ItemKind.RELATED, ItemKind.UNSPECIFIED),
    *(ItemKind.CONTENT, ItemKind.COUNTER_ION, ItemKind.RESIDUAL_TFA, ItemKind.WATER),
    *(ItemKind.ENDOTOXIN, ItemKind.CHIRALITY, ItemKind.SOLVENTS, ItemKind.METALS),
)
# A spectrometer decides by its resolution what a mass can tell apart.
WITH_INSTRUMENT = (ItemKind.MASS,)


def how_measured(case: Case) -> Iterator[Finding]:
    """A measured value without its method, or a mass without the instrument."""
    for n, item in case.items(*MEASURED):
        if item.stated_as == "theoretical" or (
            item.item is ItemKind.MASS and item.stated_as != "measured"
        ):
            continue
        if item.method is None:
            yield case.about(
                n,
                rule=RULE,
                reason="no method is stated",
                found=f"{item.item.value.replace('-', ' ')} {shown(item)}",
                expected="a method",
            )
        if item.item in WITH_INSTRUMENT and item.instrument is None:
            yield case.about(
                n,
                rule=RULE,
                reason="no instrument is stated, and with it no resolution",
                found=f"{item.item.value} {shown(item)}",
                expected="an instrument, or the resolution",
            )
        if item.item is ItemKind.MASS and item.charge is None and item.weights is None:
            yield case.about(
                n,
                rule=RULE,
                severity="note",
                reason="neither charge nor kind of mass is stated",
                found=shown(item),
                expected="an m/z with its charge, or monoisotopic or average",
            )
