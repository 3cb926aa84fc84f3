"""A specification curve: every defensible analysis, by its estimate, above the choices it makes.

Analyses share their data, so that agreement among them is no evidence in itself. Source:
Simonsohn, Simmons & Nelson 2020 (Nat Hum Behav 4:1208). Of plain values: this module draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from thymos.plots.axis import Axis, fit, tick_text
from thymos.plots.ink import LETTER, MARK, POOLED, RULE, Width, line, picture, shorten, text
from thymos.records.wording import count, number, span

# More lines than this run together at the width they are drawn; the rest is thinned out evenly.
MOST_LINES = 220


@dataclass(frozen=True, slots=True)
class SpecificationRow:
    """One analysis on the reader's scale; decided: whether its interval leaves no effect out.

    codes: for each dimension the choices by which it is reached, by their places; several
    where they come to the same.
    """

    estimate: float
    low: float
    high: float
    decided: bool
    codes: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class SpecificationCurve:
    """Everything the plot shows. rows: ordered by estimate; main: the place of the main one.

    dimensions: names with the names of their choices. analyses: how many there are, of which
    `rows` may be an even selection. decided: the share of all that leave no effect out.
    """

    title: str
    measure: str
    rows: tuple[SpecificationRow, ...]
    dimensions: tuple[tuple[str, tuple[str, ...]], ...]
    analyses: int
    decided: float
    main: int | None = None
    null: float = 1.0
    log: bool = True
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class _Layout:
    width: float
    left: float
    upper: float
    row: float
    size: float
    chars: int


LAYOUTS: tuple[tuple[Width, _Layout], ...] = (
    ("wide", _Layout(700.0, 256.0, 190.0, 14.0, 12.0, 36)),
    ("narrow", _Layout(330.0, 136.0, 150.0, 13.0, 10.0, 23)),
)
TOP = 30.0
GAP = 9.0


def thinned(count: int, main: int | None) -> tuple[int, ...]:
    """The places of up to MOST_LINES of so many lines, evenly, the ends and the main one kept.

    >>> thinned(3, None), len(thinned(10_000, 5)), 5 in thinned(10_000, 5)
    ((0, 1, 2), 221, True)
    """
    if count <= MOST_LINES:
        return tuple(range(count))
    kept = {round(i * (count - 1) / (MOST_LINES - 1)) for i in range(MOST_LINES)}
    return tuple(sorted(kept | ({main} if main is not None else set())))


def draw(plot: SpecificationCurve, ident: str, layout: Width = "wide") -> str:
    """The plot as one SVG element; `ident` must be unique on its page.

    Raises ValueError where there is nothing to draw.

    >>> rows = (
    ...     SpecificationRow(0.7, 0.5, 0.9, True, ((0,),)),
    ...     SpecificationRow(0.8, 0.6, 1.1, False, ((1,),)),
    ... )
    >>> curve = SpecificationCurve(
    ...     "Death", "Risk ratio", rows, (("model", ("random", "common")),), 2, 0.5, main=0
    ... )
    >>> "2 analyses" in draw(curve, "s")
    True
    """
    if not plot.rows:
        raise ValueError("nothing to draw: no analysis")
    place = dict(LAYOUTS)[layout]
    lines = sum(len(choices) for _, choices in plot.dimensions)
    height = TOP + place.upper + GAP * (len(plot.dimensions) + 1) + place.row * lines + 6
    shown = (plot.title, describe(plot))
    return picture("curve", layout, ident, shown, (place.width, height), _body(plot, place))


def describe(plot: SpecificationCurve) -> str:
    """The plot in words: the range, the main analysis, the share that leaves no effect out."""
    estimates = [row.estimate for row in plot.rows]
    said = [
        f"{count(plot.analyses)} analyses by their estimate, {plot.measure}; "
        f"{tick_text(plot.null)} means no difference. "
        f"They give {span(min(estimates), max(estimates))}, and {100 * plot.decided:.0f} % "
        f"of them leave {tick_text(plot.null)} out of their {100 * plot.level:g} % interval."
    ]
    if plot.main is not None:
        row = plot.rows[plot.main]
        said.append(f"The main analysis gives {number(row.estimate)} ({span(row.low, row.high)}).")
    said += [f"{name}: {', '.join(choices)}." for name, choices in plot.dimensions]
    if len(plot.rows) < plot.analyses:
        said.append(f"{count(len(plot.rows))} of them are drawn.")
    return " ".join(said)


def _body(plot: SpecificationCurve, place: _Layout) -> Iterator[str]:
    bottom = TOP + place.upper
    spans = [(row.estimate, row.low, row.high) for row in plot.rows]
    y = fit(spans, plot.null, bottom, TOP, log=plot.log)
    step = (place.width - place.left - 6) / len(plot.rows)
    at = [place.left + (i + 0.5) * step for i in range(len(plot.rows))]
    head = f"{plot.measure} ({100 * plot.level:g} % interval)"
    yield text(
        place.width,
        14,
        shorten(head, int(place.width / (place.size + 1) / LETTER)),
        anchor="end",
        muted=True,
        size=place.size + 1,
    )
    for tick in y.ticks():
        yield line(place.left, y.at(tick), place.width, y.at(tick), RULE, 0.35)
        yield text(place.left - 8, y.at(tick) + 4, tick_text(tick), anchor="end", size=place.size)
    yield line(place.left, y.at(plot.null), place.width, y.at(plot.null), RULE, 1)
    yield from _intervals(plot, at, y, step)
    yield from _main(plot, at, place)
    yield from _choices(plot, place, at, step)


def _intervals(
    plot: SpecificationCurve, at: Sequence[float], y: Axis, step: float
) -> Iterator[str]:
    wide = min(max(step * 0.6, 0.6), 3.0)
    for decided, opacity in ((False, 0.35), (True, 1.0)):
        lines = "".join(
            f"M{x:.1f} {y.at(row.low):.1f}V{y.at(row.high):.1f}"
            for x, row in zip(at, plot.rows, strict=True)
            if row.decided is decided
        )
        if lines:
            yield (
                f'<path d="{lines}" stroke="{MARK}" stroke-opacity="{opacity:g}" '
                f'stroke-width="{wide:.2g}" fill="none"/>'
            )
    size = min(max(step, 1.6), 5.0)
    marks = "".join(
        f"M{x - size / 2:.1f} {y.at(row.estimate):.1f}h{size:.1f}"
        for x, row in zip(at, plot.rows, strict=True)
    )
    yield f'<path d="{marks}" stroke="{POOLED}" stroke-width="{size:.1f}" fill="none"/>'


def _main(plot: SpecificationCurve, at: Sequence[float], place: _Layout) -> Iterator[str]:
    if plot.main is None:
        return
    x = at[plot.main]
    lines = sum(len(choices) for _, choices in plot.dimensions)
    foot = TOP + place.upper + GAP * len(plot.dimensions) + place.row * lines
    yield line(x, TOP - 8, x, foot, POOLED, 0.8, dashed=True)
    middle = (place.left + place.width) / 2
    side, shift = ("start", 4.0) if x < middle else ("end", -4.0)
    yield text(
        x + shift, TOP - 4, "main analysis", anchor=side, size=place.size, strong=True, halo=True
    )


def _choices(
    plot: SpecificationCurve, place: _Layout, at: Sequence[float], step: float
) -> Iterator[str]:
    """A line a choice, with a mark below each analysis that makes it."""
    top = TOP + place.upper + GAP
    for dimension, (title, choices) in enumerate(plot.dimensions):
        yield line(0, top, place.width, top, RULE, 0.5)
        for code, name in enumerate(choices):
            base = top + place.row * (code + 0.5) + GAP / 2
            # Several dimensions begin with all studies; their names tell them apart.
            label = f"{title}: {name}" if code == 0 else name
            indent = 0 if code == 0 else 8
            yield text(indent, base + 4, shorten(label, place.chars), size=place.size)
            makes = [code in row.codes[dimension] for row in plot.rows]
            drawn = "".join(
                f"M{at[first] - step / 2 + 0.1:.1f} {base:.1f}H{at[stop - 1] + step / 2 - 0.1:.1f}"
                for first, stop in _runs(makes)
            )
            if drawn:
                yield (
                    f'<path d="{drawn}" stroke="{MARK}" stroke-width="{place.row - 5:g}" '
                    'stroke-opacity="0.75" fill="none"/>'
                )
        top += place.row * len(choices) + GAP


def _runs(makes: Sequence[bool]) -> Iterator[tuple[int, int]]:
    first = None
    for place, here in enumerate([*makes, False]):
        if here and first is None:
            first = place
        elif not here and first is not None:
            yield first, place
            first = None
