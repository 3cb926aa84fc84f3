"""A mass-spectrometric assay follows ions that the molecule can give.

Fails: 778.0 to 300.0 for a chain without any b or y ion at 300. Passes: 778.0 to 316.0, where
the chain has a b3 ion at 316.11. Read at unit resolution, to half a unit of m/z either way.
"""

from __future__ import annotations

from collections.abc import Iterator

from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.identity import sequence
from thymos.identity.assays import UNIT, explained
from thymos.records.compound import Compound, Transition

RULE = "transition"


def transitions(dossier: Dossier) -> Iterator[Finding]:
    """Ions of an assay that no charge state and no fragment of the sequence explains."""
    for compound in dossier.compounds.values():
        if compound.proforma is None:
            continue
        try:
            peptide = sequence.parse(compound.proforma)
        except ValueError:
            continue  # `molecule` says so
        for index, assay in enumerate(compound.transitions):
            told = explained(peptide, assay.precursor, assay.product)
            if told.precursor is None:
                yield _finding(dossier, compound, index, assay, "precursor", assay.precursor)
            if not told.products:
                yield _finding(dossier, compound, index, assay, "product", assay.product)


def _finding(
    dossier: Dossier, compound: Compound, index: int, assay: Transition, field: str, value: float
) -> Finding:
    place = dossier.place("compounds", compound.id, ("transitions", index, field))
    ion = "charge state" if field == "precursor" else "b or y ion"
    return Finding(
        place.file,
        place.line,
        place.column,
        rule=RULE,
        severity=Severity.WARNING,
        field=f"transitions[{index}].{field}",
        found=f"m/z {value:g}",
        expected=f"an ion of the sequence within {UNIT:g}",
        reason=f"no {ion} of the sequence lies there",
        sources=tuple(dict.fromkeys(cite.source for cite in assay.cites)),
    )
