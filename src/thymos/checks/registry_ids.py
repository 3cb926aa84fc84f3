"""A CAS number carries a check digit: the sum of its digits, counted from the right, modulo 10.

Fails: 7591-33-4. Passes: 77591-33-4. A wrong last digit is always found; elsewhere a slip
can cancel out, since a place that counts five times forgives every even error. Source: the rule
that CAS publishes for its registry numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.identity.cas import check_digit, is_cas

RULE = "registry-id"


def registry_ids(dossier: Dossier) -> Iterator[Finding]:
    """CAS numbers whose form or check digit is wrong."""
    for compound in dossier.compounds.values():
        for index, entry in enumerate(compound.ids):
            if entry.registry.upper() != "CAS" or is_cas(entry.id):
                continue
            place = dossier.place("compounds", compound.id, ("ids", index, "id"))
            yield Finding(
                place.file, place.line, place.column, rule=RULE, severity=Severity.ERROR,
                field=f"ids[{index}].id", reason=_reason(entry.id),
                found=entry.id, expected="a CAS number whose last digit fits the others",
                sources=tuple(dict.fromkeys(cite.source for cite in entry.cites)),
            )  # fmt: skip


def _reason(text: str) -> str:
    digit = check_digit(text)
    if digit is None:
        return "it has not the form of a CAS number"
    return f"the check digit does not fit: it would have to be {digit}"
