"""Small-study effects: whether small studies say something else, and what that would change.

None of these can tell selective publication from the other reasons why small studies differ.
"""

from __future__ import annotations

from collections.abc import Iterator

from thymos.evidence.sections.section import Cell, Section, cell, data, shown, tables
from thymos.evidence.synthesis import Pooling
from thymos.kernel.small_study import asymmetry, excess, trimfill

CAUTION = "small studies differ for many reasons; selective publication is one of them"

# With fewer studies the tests of a funnel have next to no power (Sterne 2011, BMJ 343:d4002).
ENOUGH = 10


def small_study(pooling: Pooling) -> Section:
    """Tests of asymmetry, and of more significant results than there should be."""
    y, v = data(pooling)
    level = pooling.options.level
    rows: list[tuple[Cell, ...]] = [
        _slope("Egger", asymmetry.funnel_regression(y, v, level=level)),
        _slope("Egger, on the variance", asymmetry.funnel_regression(y, v, predictor="v")),
        _slope("Thompson-Sharp", asymmetry.funnel_regression(y, v, model="random", level=level)),
        *_on_counts(pooling),
    ]
    ranks = asymmetry.begg(y, v)
    rows.append(("Begg's rank correlation", cell(ranks.tau[0]), None, cell(ranks.p[0])))
    found = excess.excess_significance(y, v)
    told = f"excess significance: {found.observed} found, {found.expected:.1f} expected"
    rows.append((told, cell(found.ratio), None, cell(found.exact_p)))
    remark = CAUTION
    if pooling.k < ENOUGH:
        remark += f"; with {pooling.k} studies these tests say little"
    columns = ("test", "slope or correlation", "se", "p")
    return Section("small_study", "Small-study effects", columns, tuple(rows), remark)


def _on_counts(pooling: Pooling) -> Iterator[tuple[Cell, ...]]:
    if not all(row.events and row.n for row in pooling.rows):
        return
    a, b, c, d = tables(pooling)
    for name, test in (("Harbord", asymmetry.harbord), ("Peters", asymmetry.peters)):
        yield _slope(name, test(a, a + b, c, c + d, level=pooling.options.level))


def _slope(name: str, found: asymmetry.FunnelTest) -> tuple[Cell, ...]:
    return (name, cell(found.slope[0]), cell(found.slope_se[0]), cell(found.p[0]))


def adjusted(pooling: Pooling) -> Section:
    """The estimate as methods that suppose selection would have it, beside the plain one."""
    y, v = data(pooling)
    o = pooling.options
    rows: list[tuple[Cell, ...]] = [("as pooled", *pooling.main.shown, None)]
    for name in ("L0", "R0", "Q0"):
        found = trimfill.trim_and_fill(
            y, v, estimator=name, method=pooling.main.method, test=o.test, level=o.level
        )
        fit = found.adjusted
        limits = shown(pooling, fit.estimate, fit.ci_low, fit.ci_high)
        told = f"{found.missing} filled in on the {found.side}" if found.missing else "none missing"
        note = f"{told}; {found.note}" if found.note else told
        rows.append((f"trim and fill, {name}", *(cell(x[0]) for x in limits), note))
    pet = asymmetry.pet_peese(y, v, level=o.level)
    limits = shown(pooling, pet.estimate, pet.low, pet.high)
    chosen = "PEESE" if pet.uses_peese[0] else "PET"
    rows.append(("PET-PEESE", *(cell(x[0]) for x in limits), f"{chosen} chosen"))
    remark = f"sensitivity analyses under strong assumptions; {CAUTION}"
    columns = ("method", "estimate", "ci_low", "ci_high", "note")
    return Section("adjusted", "If small studies were selected", columns, tuple(rows), remark)
