"""The drawings of how far an answer hangs on choices, from the view alone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from thymos import kernel
from thymos.plots import contrasts, gosh, specification
from thymos.plots.ink import standalone
from thymos.plots.raster import Raster
from thymos.views.fragility import FragilityView, by_estimate, studies_json
from thymos.views.wordings import title

# Cells of the drawing of all choices: on a page, and in a file of its own, where a cell is as
# small as a point and each bin of the summary has one.
COARSE, FINE = (64, 44), (256, 128)
# Cells of a page end at the outermost of these shares: with all, they would be too coarse.
EDGES = (0.0005, 0.9995)
# Of more points than this each is a cell of a raster, about as large as a pixel.
MOST_DOTS = 1_200
RASTER = (636, 382)
# The shade of one choice alone, which must be seen; the most frequent cell is full.
FAINTEST, FULL = 80.0, 255.0
# Studies whose contrasts are drawn; the table has all.
MOST_STUDIES = 40


def density(view: FragilityView, cells: tuple[int, int] = COARSE) -> gosh.Gosh | None:
    """Every choice of studies, as points or in so many cells; None where there is none."""
    choices = view.found.choices
    if choices is None or choices.summary.analyses < 2:
        return None
    summary, pooling = choices.summary, view.found.pooling
    quartiles = sorted(view.shown(float(summary.quantile(q))) for q in (0.25, 0.5, 0.75))
    points, cloud = _points(view)
    estimates, heights, counts = ((), (), ()) if points or cloud else _cells(view, cells)
    return gosh.Gosh(
        title=f"{view.title}: every choice of studies",
        measure=_measure(view),
        estimates=estimates,
        heights=heights,
        counts=counts,
        whole=(pooling.main.shown[0], pooling.I2 or 0.0),
        quartiles=(quartiles[0], quartiles[1], quartiles[2]),
        below=float(summary.below),
        above=float(summary.above),
        choices=summary.analyses,
        sampled=choices.sampled,
        left_out=choices.left_out or 0,
        points=points,
        null=_null(view),
        log=_log(view),
        cloud=cloud,
        beyond=summary.analyses - sum(map(sum, counts)) if counts else 0,
    )


def _points(view: FragilityView) -> tuple[tuple[tuple[float, float], ...], gosh.Cloud | None]:
    """Every choice as a point, or as a cell of a raster; neither where they were not kept."""
    points = view.found.choices.points if view.found.choices else None
    if points is None:
        return (), None
    use = np.isfinite(points.estimate)
    shown, heights = _shown(view, points.estimate[use]), np.maximum(points.I2[use], 0.0)
    if shown.size <= MOST_DOTS:
        pairs = zip(shown, heights, strict=True)
        return tuple((float(e), float(h)) for e, h in pairs), None
    if shown.min() == shown.max():
        return (), None
    low, high, top = float(shown.min()), float(shown.max()), max(float(heights.max()), 1e-9)
    columns, rows = RASTER
    at, ends = (
        (np.log(shown), np.log([low, high])) if _log(view) else (shown, np.array([low, high]))
    )
    across = np.minimum((at - ends[0]) / (ends[1] - ends[0]) * columns, columns - 1).astype(int)
    up = np.minimum(heights / top * rows, rows - 1).astype(int)
    counts = np.bincount((rows - 1 - up) * columns + across, minlength=rows * columns)
    dark = np.log(np.maximum(counts, 1)) / max(np.log(counts.max()), 1e-9)
    shades = np.where(counts, FAINTEST + (FULL - FAINTEST) * dark, 0.0).astype(np.uint8)
    return (), gosh.Cloud(Raster(columns, shades.tobytes()), low, high, top)


def _shown(view: FragilityView, values: np.ndarray) -> np.ndarray:
    """Values of the analysis scale on the reader's."""
    pooling = view.found.pooling
    return np.asarray(kernel.to_display(pooling.measure, values, pooling.size), float)


Cells = tuple[tuple[float, ...], tuple[float, ...], tuple[tuple[int, ...], ...]]


def _cells(view: FragilityView, most: tuple[int, int]) -> Cells:
    """The histogram in as many cells as can be seen; on a page without its outermost parts."""
    choices = view.found.choices
    if choices is None:
        return (), (), ()
    summary = choices.summary
    counts = np.asarray(summary.histogram)
    if most == FINE:
        held = np.flatnonzero(counts.sum(0))
        first, last = int(held[0]), int(held[-1]) + 1
    else:
        used = np.cumsum(counts.sum(0)) / counts.sum()
        first = int(np.searchsorted(used, EDGES[0]))
        last = int(min(np.searchsorted(used, EDGES[1]) + 1, counts.shape[1]))
    rows = np.flatnonzero(counts.sum(1))
    top = int(rows[-1]) + 1 if rows.size else 1
    inner = counts[:top, first:last]
    columns, lines = _steps(inner.shape[1], most[0]), _steps(top, most[1])
    joined = np.add.reduceat(np.add.reduceat(inner, lines[:-1], 0), columns[:-1], 1)
    estimates = [float(summary.estimate_edges[first + i]) for i in columns]
    heights = tuple(float(summary.heterogeneity_edges[i]) for i in lines)
    shown = [view.shown(each) for each in estimates]
    if shown[0] > shown[-1]:
        shown, joined = shown[::-1], joined[:, ::-1]
    return tuple(shown), heights, tuple(tuple(int(n) for n in row) for row in joined)


def _steps(count: int, most: int) -> list[int]:
    """The edges of up to `most` groups of so many bins, all of one size but the last.

    >>> _steps(10, 4)
    [0, 3, 6, 9, 10]
    """
    size = -(-count // most)
    return [*range(0, count, size), count]


def curve(view: FragilityView) -> specification.SpecificationCurve | None:
    """Every defensible analysis, by its estimate; None where there are fewer than two."""
    crossed = view.found.crossed
    if crossed.analyses < 2:
        return None
    order = by_estimate(view)
    order = order[np.isfinite(crossed.estimate[order])]
    main = None
    if crossed.main is not None:
        main = int(np.flatnonzero(order == crossed.main)[0])
    kept = specification.thinned(order.size, main)
    made = crossed.made
    rows = []
    for place in order[list(kept)]:
        ends = [_drawable(view, crossed.ci_low[place]), _drawable(view, crossed.ci_high[place])]
        rows.append(
            specification.SpecificationRow(
                estimate=view.shown(float(crossed.estimate[place])),
                low=min(ends),
                high=max(ends),
                decided=bool(crossed.side[place]),
                codes=tuple(tuple(map(int, np.flatnonzero(one[place]))) for one in made),
            )
        )
    decided = float((crossed.side != 0).mean())
    return specification.SpecificationCurve(
        title=f"{view.title}: every defensible analysis",
        measure=_measure(view),
        rows=tuple(rows),
        dimensions=tuple(
            (title(one.name), tuple(choice.name for choice in one.choices))
            for one in crossed.material.dimensions
        ),
        analyses=crossed.analyses,
        decided=decided,
        main=None if main is None else kept.index(main),
        null=_null(view),
        log=_log(view),
        level=view.found.pooling.options.level,
    )


def _drawable(view: FragilityView, value: float) -> float:
    return view.shown(float(value)) if np.isfinite(value) else float(value)


def inclusion(view: FragilityView) -> contrasts.Contrasts | None:
    """What each study does to the choices with it; None where there are too few studies."""
    choices = view.found.choices
    if choices is None or view.k < 3:
        return None
    found = [
        one
        for one in studies_json(view, choices)
        if one["mean_with"] is not None and one["mean_without"] is not None
    ]
    found.sort(key=lambda one: -abs(one["contrast"] or 0.0))
    if not found:
        return None
    return contrasts.Contrasts(
        title=f"{view.title}: with each study and without it",
        measure=_measure(view),
        rows=tuple(
            contrasts.Contrast(
                one["label"],
                view.shown(one["mean_with"] or 0.0),
                view.shown(one["mean_without"] or 0.0),
            )
            for one in found[:MOST_STUDIES]
        ),
        null=_null(view),
        log=_log(view),
    )


def figures(view: FragilityView) -> Iterator[tuple[str, str]]:
    """Every drawing that there is, as (name, standalone SVG)."""
    if (drawn := density(view, FINE)) is not None:
        yield "gosh", standalone(gosh.draw(drawn, "gosh"))
    if (lines := curve(view)) is not None:
        yield "specification-curve", standalone(specification.draw(lines, "curve"))
    if (rows := inclusion(view)) is not None:
        yield "inclusion", standalone(contrasts.draw(rows, "inclusion"))


def _measure(view: FragilityView) -> str:
    return title(view.found.pooling.measure.name)


def _log(view: FragilityView) -> bool:
    return bool(view.found.pooling.measure.log_scale)


def _null(view: FragilityView) -> float:
    null = view.found.pooling.measure.null
    return null if np.isfinite(null) else view.found.pooling.main.shown[0]
