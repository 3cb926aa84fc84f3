"""Totals that are printed in several places must be one number."""

from __future__ import annotations

from collections.abc import Iterator

from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity

RULE = "totals"


def totals(dossier: Dossier) -> Iterator[Finding]:
    """Totals that differ between reports, arms above their total, reviews that do not add up."""
    for study in dossier.studies.values():
        counted = study.randomised or study.analysed
        for index, printed in enumerate(study.reported_totals):
            if printed.value is None or counted is None or printed.value == counted:
                continue
            place = dossier.place("studies", study.id, ("reported_totals", index))
            yield Finding(
                place.file,
                place.line,
                place.column,
                rule=RULE,
                severity=Severity.WARNING,
                field=f"reported_totals[{index}]",
                reason="reports of one study give different totals",
                found=f"{printed.value:g}" + (f" ({printed.note})" if printed.note else ""),
                expected=f"{counted}, as extracted",
                sources=tuple(report.source for report in study.reports),
            )
    yield from _above_the_arm(dossier)
    yield from _review_tables(dossier)


def _above_the_arm(dossier: Dossier) -> Iterator[Finding]:
    """Results that count more people in an arm than were randomised to it."""
    for study, result in dossier.results():
        most = {arm.id: arm.randomised for arm in study.arms}
        for name in ("counts", "means"):
            for index, row in enumerate(getattr(result, name)):
                whole = most.get(row.arm)
                if whole is None or row.n <= whole:
                    continue
                place = dossier.place("results", f"{study.id}/{result.id}", (name, index, "n"))
                yield Finding(
                    place.file,
                    place.line,
                    place.column,
                    rule=RULE,
                    severity=Severity.WARNING,
                    field=f"{name}[{index}].n",
                    reason="a result counts more people than its arm has",
                    found=f"{row.n}",
                    expected=f"at most {whole}, the number randomised to '{row.arm}'",
                    sources=tuple(dict.fromkeys(cite.source for cite in result.cites)),
                )


def _review_tables(dossier: Dossier) -> Iterator[Finding]:
    for pool in dossier.pools.values():
        rows = [(trial.treated, trial.control) for trial in pool.trials]
        if pool.patients is None or not rows or any(None in row for row in rows):
            continue
        treated = sum(t or 0 for t, _ in rows)
        control = sum(c or 0 for _, c in rows)
        if treated + control == pool.patients or (pool.k and pool.k != len(rows)):
            continue
        place = dossier.place("pools", pool.id, ("patients",))
        yield Finding(
            place.file,
            place.line,
            place.column,
            rule=RULE,
            field="patients",
            reason="the arms of the review's own table do not add up to its total",
            found=f"{pool.patients}",
            expected=f"{treated} + {control} = {treated + control}",
            sources=(pool.source,),
        )
