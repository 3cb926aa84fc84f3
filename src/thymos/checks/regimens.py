"""A regimen in numbers must say what its report says in words.

Fails: 16 mg where the report reads "1.6 mg". Passes: 1.6 where it reads "0.8 mg or 1.6 mg", and
any amount within "0.8 to 6.4 mg".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity

RULE = "regimen"
_NUMBER = r"(\d+(?:\.\d+)?)"
_AMOUNT = re.compile(rf"{_NUMBER}(?: to {_NUMBER})?\s*(mg|µg)")
_SAME = 1e-9


def regimens(dossier: Dossier) -> Iterator[Finding]:
    """Regimens whose amount their report does not state."""
    for regimen in dossier.regimens.values():
        report = dossier.parameters[regimen.reports]
        stated = amounts(report.amount)
        if any(low - _SAME <= regimen.amount_mg <= high + _SAME for low, high in stated):
            continue
        place = dossier.place("regimens", regimen.id, ("amount_mg",))
        yield Finding(
            place.file, place.line, place.column, rule=RULE, severity=Severity.ERROR,
            field="amount_mg", found=f"{regimen.amount_mg:g} mg",
            expected=f"an amount that its report states ({report.amount})",
            reason="its report states another amount",
            sources=tuple(dict.fromkeys(cite.source for cite in report.cites)),
        )  # fmt: skip


def amounts(text: str) -> tuple[tuple[float, float], ...]:
    """Amounts in mg that a text states, each from low to high.

    >>> amounts("0.8 mg or 1.6 mg"), amounts("0.8 to 6.4 mg"), amounts("900 µg/m²")
    (((0.8, 0.8), (1.6, 1.6)), ((0.8, 6.4),), ((0.9, 0.9),))
    """
    found = []
    for low, high, unit in _AMOUNT.findall(text):
        parts = 1.0 if unit == "mg" else 1000.0
        found.append((float(low) / parts, float(high or low) / parts))
    return tuple(found)
