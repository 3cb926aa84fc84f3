"""One number of one registry names one compound.

Fails: CAS 62304-98-7 on two compounds of a dossier. Passes: two compounds with a number each.
The check digit says nothing of that: a right number on the wrong molecule has a right digit.
"""

from __future__ import annotations

from collections.abc import Iterator

from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity

RULE = "shared-number"


def shared_numbers(dossier: Dossier) -> Iterator[Finding]:
    """Numbers of a registry that two compounds of the dossier lay claim to."""
    first: dict[tuple[str, str], str] = {}
    for compound in dossier.compounds.values():
        for index, entry in enumerate(compound.ids):
            owner = first.setdefault((entry.registry.casefold(), entry.id), compound.id)
            if owner == compound.id:
                continue
            place = dossier.place("compounds", compound.id, ("ids", index, "id"))
            yield Finding(
                place.file, place.line, place.column, rule=RULE, severity=Severity.ERROR,
                field=f"ids[{index}].id", found=f"{entry.registry} {entry.id}",
                expected="a number of its own", reason=f"{owner} has the same number",
                sources=tuple(dict.fromkeys(cite.source for cite in entry.cites)),
            )  # fmt: skip
