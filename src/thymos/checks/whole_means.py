"""Means and SDs of whole numbers must be those of whole numbers: GRIM, GRIMMER, DEBIT.

Fails: a mean of 5.19 of 28 whole numbers. Passes: 5.18 of 28. Runs only where the record says
that the values are whole (`items`) or noughts and ones (`binary`).
"""

from __future__ import annotations

from collections.abc import Iterator

from thymos.checks.printed import Fault, at_result, unit
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.kernel.reported import debit, grim, grimmer
from thymos.records.study import ArmMean

RULE = "whole-means"


def whole_means(dossier: Dossier) -> Iterator[Finding]:
    """Means and SDs that no whole numbers have."""
    for study, result in dossier.results():
        for index, row in enumerate(result.means):
            reason = _impossible(row)
            if reason is not None:
                fault = Fault(
                    reason,
                    f"mean {_shown(row.mean)}, SD {_shown(row.sd)} of {row.n} in arm '{row.arm}'",
                    "a mean and an SD that whole numbers have",
                    # The scale may have been misread, or people left out of the item.
                    Severity.WARNING,
                )
                field = f"means[{index}]"
                yield at_result(dossier, study, result, ("means", index), RULE, fault, field)


def _impossible(row: ArmMean) -> str | None:
    if row.items is None and not row.binary:
        return None
    items = row.items or 1
    steps = unit(row.mean), unit(row.sd)
    if not grim(row.mean, row.n, steps[0], items):
        return f"no {row.n * items} whole numbers have this mean (GRIM)"
    if row.binary and not debit(row.mean, row.sd, row.n, *steps):
        return f"no {row.n} noughts and ones have this mean and SD (DEBIT)"
    if not grimmer(row.mean, row.sd, row.n, *steps, items=items):
        return f"no {row.n} whole numbers have this mean and SD together (GRIMMER)"
    return None


def _shown(value: float) -> str:
    return getattr(value, "written", None) or f"{value:g}"
