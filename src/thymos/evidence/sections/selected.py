"""Models that suppose that results were published by their P values or their size."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from thymos import kernel
from thymos.evidence.sections.section import Cell, Section, cell, data, nothing, shown
from thymos.evidence.synthesis import Pooling

# One cut is the three-parameter model; two tell significant from merely positive results; the
# last are those of Vevea & Hedges 1995 (Psychometrika 60:419), told apart in larger sets only.
CUTS: tuple[tuple[float, ...], ...] = ((0.025,), (0.025, 0.5), (0.025, 0.05, 0.5))
ADJUSTMENTS = (
    ("expectation", "limit meta-analysis, expectation"),
    ("slope", "limit meta-analysis, slope of the limits"),
    ("origin", "limit meta-analysis, without intercept"),
)
HEADS = ("method", "estimate", "ci_low", "ci_high", "tau2", "p", "note")
Row = tuple[Cell, ...]


def selection(pooling: Pooling) -> Section:
    """Step and beta selection models, the side taken from the sign of the pooled effect.

    A model that these studies cannot tell is a row with its reason. The effect is measured from
    no effect, which is where the P values come from.
    """
    y, v = data(pooling)
    null = nothing(pooling)
    if null is None:
        raise ValueError("selection models need a measure that has a value of no effect")
    side = "less" if pooling.main.estimate < null else "greater"
    method = "CE" if pooling.main.method == "CE" else "ML"
    level = pooling.options.level
    rows: list[Row] = [("as pooled", *pooling.main.shown, cell(pooling.tau2), None, None)]
    for cuts in CUTS:
        told = ", ".join(f"{cut:g}" for cut in cuts)
        name = f"steps at P = {told}"
        rows.append(
            _row(
                pooling,
                name,
                null,
                lambda cuts=cuts: kernel.step_selection(  # type: ignore[misc]
                    y - null, v, cuts=cuts, side=side, method=method, level=level
                ),
            )
        )
    rows.append(
        _row(
            pooling,
            "beta weight",
            null,
            lambda: kernel.beta_selection(y - null, v, side=side, method=method, level=level),
        )
    )
    remark = (
        f"one-sided P values for an effect {'below' if side == 'less' else 'above'} none; p tests "
        "against no selection; weights are beside results up to the first cut; a few studies "
        "cannot tell such a model: a sensitivity analysis, no correction"
    )
    return Section("selection", "If P values decided on publication", HEADS, tuple(rows), remark)


def _row(pooling: Pooling, name: str, null: float, make: Callable[[], kernel.Selected]) -> Row:
    try:
        found = make()
    except ValueError as error:
        return (name, None, None, None, None, None, f"not fitted: {error}")
    limits = shown(
        pooling, *(np.array([null + x]) for x in (found.estimate, found.low, found.high))
    )
    weights = ", ".join(f"{weight:.3g}" for weight in found.weights)
    note = f"{'a, b' if not found.counts else 'weights'} {weights}"
    if found.counts:
        note += f"; studies by step {', '.join(str(n) for n in found.counts)}"
    if found.resting.any():
        note += "; a parameter rests on its limit"
    return (name, *(cell(x[0]) for x in limits), cell(found.tau2), cell(found.ratio_p), note)


def limit(pooling: Pooling) -> Section:
    """The effect of a study of endless precision (Rücker et al. 2011, Biostatistics 12:122)."""
    y, v = data(pooling)
    o = pooling.options
    rows: list[Row] = [("as pooled", *pooling.main.shown, cell(pooling.tau2), None, None)]
    found = None
    for adjustment, name in ADJUSTMENTS:
        found = kernel.limit_meta_analysis(
            y, v, adjustment=adjustment, method=pooling.main.method, level=o.level
        )
        limits = shown(pooling, *(np.array([x]) for x in (found.estimate, found.low, found.high)))
        rows.append((name, *(cell(x[0]) for x in limits), cell(found.tau2), cell(found.p), None))
    assert found is not None
    remark = "; ".join(_told(found))
    return Section("limit", "Were every study endlessly precise", HEADS, tuple(rows), remark)


def _told(found: kernel.Limit) -> Iterator[str]:
    yield (
        f"Q = {found.q:.2f}, of which small-study effects {found.q_small:.2f} on 1 df, "
        f"P = {found.q_small_p:.3g}"
    )
    yield f"rest {found.q_residual:.2f} on {found.k - 2} df, P = {found.q_residual_p:.3g}"
    yield f"G² = {100 * found.g2:.1f} %"
    yield "small studies differ for many reasons; selective publication is one of them"
