"""A computed mass is no measurement, even where the document calls it one."""

from __future__ import annotations

from collections.abc import Iterator

from thymos.errors import Finding
from thymos.identity import sequence
from thymos.identity.certificates.case import Case, half_digit, shown, written
from thymos.identity.formula import Weights, mass
from thymos.identity.ions import mz
from thymos.records.certificate import Item, ItemKind

RULE = "restated-mass"

TABLES: tuple[Weights, ...] = ("monoisotopic", "abridged2021", "conventional1999")
# Coarser than this, a measured and a computed mass agree by chance.
TELLING_DECIMALS = 1


def restated_mass(case: Case) -> Iterator[Finding]:
    """A mass called observed that is the computed one to its last digit, or is not called so."""
    masses = list(case.items(ItemKind.MASS))
    computed = [i.value for _, i in masses if i.stated_as == "theoretical" and i.value is not None]
    for n, item in masses:
        if item.stated_as != "measured" or item.value is None:
            continue
        same = any(written(item.value) == written(value) for value in computed)
        if (same or _is_computed(case, item)) and _decimals(item) >= TELLING_DECIMALS:
            yield case.about(
                n,
                rule=RULE,
                severity="warning" if item.charge is None else "note",
                reason="the value called measured is the computed one to its last digit"
                + (
                    "; no charge state, m/z or spectrum stands beside it" if not item.charge else ""
                ),
                found=shown(item),
                expected="a measured m/z with its charge",
            )
    if masses and not any(i.stated_as == "measured" for _, i in masses):
        n, item = masses[0]
        yield case.about(
            n,
            rule=RULE,
            reason="no mass is stated as measured: a computed mass says what was ordered",
            found=f"{shown(item)}, {item.stated_as}",
            expected="an observed mass with charge, instrument and date",
        )


def _is_computed(case: Case, item: Item) -> bool:
    """Whether a value is what the sequence has by some table of weights, to its last digit."""
    if case.peptide is None or item.value is None:
        return False
    atoms = sequence.composition(case.peptide)
    slack = half_digit(item.value) * (1 + 1e-9)
    values = [mass(atoms, table) for table in TABLES]
    if item.charge is not None:
        values = [mz(value, item.charge) for value in values]
    return any(abs(item.value - value) <= slack for value in values)


def _decimals(item: Item) -> int:
    return len(written(item.value or 0.0).partition(".")[2])
