"""A stated formula or mass must belong to the sequence it is printed beside."""

from __future__ import annotations

from collections.abc import Iterator

from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.identity import sequence
from thymos.identity.printed import AVERAGE_TOLERANCE, AVERAGES, MONOISOTOPIC_TOLERANCE
from thymos.records.compound import Compound, Mass
from thymos.records.wording import number

RULE = "molecule"


def molecule(dossier: Dossier) -> Iterator[Finding]:
    """Sequences that cannot be read, and formulas or masses that they contradict."""
    for compound in dossier.compounds.values():
        if compound.proforma is None:
            continue
        try:
            atoms = sequence.composition(sequence.parse(compound.proforma))
        except ValueError as error:
            yield _finding(dossier, compound, ("proforma",), reason=str(error))
            continue
        formula = sequence.formula(atoms)
        if compound.formula is not None and compound.formula.replace(" ", "") != formula:
            yield _finding(
                dossier, compound, ("formula",), found=compound.formula, expected=formula,
                reason="the formula does not belong to the sequence",
            )  # fmt: skip
        for index, mass in enumerate(compound.masses):
            yield from _mass(dossier, compound, index, mass, atoms)


def _mass(
    dossier: Dossier, compound: Compound, index: int, mass: Mass, atoms: dict[str, int]
) -> Iterator[Finding]:
    if mass.kind == "observed":
        return
    mono = mass.kind == "monoisotopic"
    tables: tuple[sequence.Weights, ...] = ("monoisotopic",) if mono else AVERAGES
    values = [sequence.mass(atoms, table) for table in tables]
    tolerance = MONOISOTOPIC_TOLERANCE if mono else AVERAGE_TOLERANCE
    if min(abs(mass.value - value) for value in values) > tolerance:
        yield _finding(
            dossier,
            compound,
            ("masses", index),
            reason=f"the sequence has another {mass.kind} mass",
            found=f"{mass.value:g}",
            expected=" or ".join(number(value, 4) for value in values),
        )


def _finding(
    dossier: Dossier, compound: Compound, path: tuple[str | int, ...], **told: str
) -> Finding:
    place = dossier.place("compounds", compound.id, path)
    return Finding(
        place.file,
        place.line,
        place.column,
        rule=RULE,
        severity=Severity.ERROR,
        field=".".join(str(step) for step in path),
        sources=tuple(dict.fromkeys(cite.source for cite in compound.cites)),
        reason=told.get("reason", ""),
        found=told.get("found"),
        expected=told.get("expected"),
    )
