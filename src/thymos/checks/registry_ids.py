"""A CAS number carries a check digit: the sum of its digits, counted from the right, modulo 10.

Fails: 7591-33-4. Passes: 77591-33-4. A wrong digit is always found, a swap of two neighbours
nearly always. Source: the rule that CAS publishes for its registry numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity

RULE = "registry-id"
_CAS = re.compile(r"([1-9]\d{1,6})-(\d\d)-(\d)")


def registry_ids(dossier: Dossier) -> Iterator[Finding]:
    """CAS numbers whose form or check digit is wrong."""
    for compound in dossier.compounds.values():
        for index, entry in enumerate(compound.ids):
            if entry.registry.upper() != "CAS" or is_cas(entry.id):
                continue
            place = dossier.place("compounds", compound.id, ("ids", index, "id"))
            yield Finding(
                place.file, place.line, place.column, rule=RULE, severity=Severity.ERROR,
                field=f"ids[{index}].id", reason="the check digit does not fit",
                found=entry.id, expected="a CAS number whose last digit fits the others",
                sources=tuple(dict.fromkeys(cite.source for cite in entry.cites)),
            )  # fmt: skip


def is_cas(text: str) -> bool:
    """Whether a text has the form and the check digit of a CAS number.

    >>> is_cas("77591-33-4"), is_cas("7591-33-4")
    (True, False)
    """
    match = _CAS.fullmatch(text.strip())
    if match is None:
        return False
    digits = [int(x) for x in match[1] + match[2]]
    return sum(k * x for k, x in enumerate(reversed(digits), 1)) % 10 == int(match[3])
