"""Judgements of studies by domain, as signs that differ in shape and mark, not in colour alone.

Rows are studies, columns are domains. A table with the same words belongs beside the plot.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Literal

from thymos.plots.ink import PAPER, RULE, Width, length, line, picture, shorten, text

Sign = Literal["good", "fair", "bad", "unknown"]

# The words of every tool, each with its sign.
_SIGNS: tuple[tuple[str, Sign], ...] = (
    ("low", "good"),
    ("no concerns", "good"),
    ("some concerns", "fair"),
    ("moderate", "fair"),
    ("high", "bad"),
    ("serious", "bad"),
    ("critical", "bad"),
    ("serious concerns", "bad"),
    ("no information", "unknown"),
    ("not assessable", "unknown"),
)
_INK: tuple[tuple[Sign, str], ...] = (
    ("good", "var(--yes, currentColor)"),
    ("fair", "var(--open, currentColor)"),
    ("bad", "var(--against, currentColor)"),
    ("unknown", "var(--soft, currentColor)"),
)
LEGEND: tuple[tuple[Sign, str], ...] = (
    ("good", "low risk, no concerns"),
    ("fair", "some concerns, moderate"),
    ("bad", "high, serious"),
    ("unknown", "cannot be assessed"),
)

RADIUS = 8.0
HEAD = 34.0
ROW = 30.0
STACKED = 50.0
STEP = 24.0
LABEL = 210.0


@dataclass(frozen=True, slots=True)
class TrafficRow:
    """One study: a judgement for each column, in the tool's words; None where there is none."""

    label: str
    judgements: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Traffic:
    """Everything that the plot shows; columns are (short head, name in full)."""

    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[TrafficRow, ...]


def sign(judgement: str) -> Sign:
    """The sign of a judgement. Raises KeyError for a word of no tool.

    >>> sign("moderate"), sign("not assessable")
    ('fair', 'unknown')
    """
    return dict(_SIGNS)[judgement]


def describe(plot: Traffic) -> str:
    """The plot in words.

    >>> row = TrafficRow("A 2013", ("low", None))
    >>> describe(Traffic("t", (("1", "Randomisation"), ("2", "Missing data")), (row,)))
    'Judgements by study. A 2013: Randomisation low.'
    """
    told = []
    for row in plot.rows:
        named = zip(plot.columns, row.judgements, strict=True)
        said = [f"{full} {judgement}" for (_, full), judgement in named if judgement]
        told.append(f" {row.label}: {', '.join(said)}.")
    return "Judgements by study." + "".join(told)


def draw(plot: Traffic, ident: str, layout: Width) -> str:
    """The plot as one SVG element; ident must be unique on its page."""
    wide = layout == "wide"
    width = 700.0 if wide else 330.0
    places = _places(plot, wide, width)
    body = [*_heads(plot, places)]
    top = HEAD
    for row in plot.rows:
        body += _row(row, plot.columns, places, top, wide)
        top += ROW if wide else STACKED
    body.append(line(0, top, width, top, RULE, 1))
    legend = list(_legend(top + 20, width))
    bottom = top + 20 + STEP * _legend_lines(width)
    return picture(
        "traffic", layout, ident, (plot.title, describe(plot)), (width, bottom), [*body, *legend]
    )


def _places(plot: Traffic, wide: bool, width: float) -> list[float]:
    """Where the columns stand."""
    left = LABEL if wide else 0.0
    step = (width - left) / max(len(plot.columns), 1)
    return [left + step * (i + 0.5) for i in range(len(plot.columns))]


def _heads(plot: Traffic, places: list[float]) -> Iterator[str]:
    for (short, _), x in zip(plot.columns, places, strict=True):
        yield text(x, 16, short, anchor="middle", size=12, muted=True)


def _row(
    row: TrafficRow,
    columns: tuple[tuple[str, str], ...],
    places: list[float],
    top: float,
    wide: bool,
) -> Iterator[str]:
    middle = top + (ROW / 2 if wide else 32.0)
    room = 28 if wide else 40
    yield text(0, middle + 4.5 if wide else top + 14, shorten(row.label, room))
    for (_, full), judgement, x in zip(columns, row.judgements, places, strict=True):
        if judgement is not None:
            yield _mark(sign(judgement), x, middle, f"{row.label}, {full}: {judgement}")


def _mark(which: Sign, x: float, y: float, said: str) -> str:
    """A sign with its words for a pointer held over it."""
    return f"<g><title>{escape(said)}</title>{_shape(which, x, y)}</g>"


def _shape(which: Sign, x: float, y: float) -> str:
    ink = dict(_INK)[which]
    r = RADIUS
    if which == "good":
        cross = _strokes(((x - 4, y, x + 4, y), (x, y - 4, x, y + 4)), PAPER)
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:g}" fill="{ink}"/>{cross}'
    if which == "fair":
        points = f"{x:.1f},{y - r:.1f} {x + r:.1f},{y + r - 1:.1f} {x - r:.1f},{y + r - 1:.1f}"
        dash = _strokes(((x - 3.5, y + 3, x + 3.5, y + 3),), ink)
        return (
            f'<polygon points="{points}" fill="none" stroke="{ink}" stroke-width="1.75" '
            f'stroke-linejoin="round"/>{dash}'
        )
    if which == "bad":
        cross = _strokes(((x - 4, y - 4, x + 4, y + 4), (x - 4, y + 4, x + 4, y - 4)), PAPER)
        square = f'x="{x - r + 0.5:.1f}" y="{y - r + 0.5:.1f}" width="{2 * r - 1:g}"'
        return f'<rect {square} height="{2 * r - 1:g}" fill="{ink}"/>{cross}'
    ring = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r - 0.5:g}" fill="none" stroke="{ink}" '
        'stroke-width="1.25" stroke-dasharray="3 2"/>'
    )
    return ring + text(x, y + 4, "?", anchor="middle", size=11, muted=True)


def _strokes(lines: tuple[tuple[float, float, float, float], ...], ink: str) -> str:
    return "".join(line(*ends, ink, 2) for ends in lines)


def _legend_entries(width: float) -> Iterator[tuple[Sign, str, float, int]]:
    """The signs with their words, each with its x and its line."""
    x, row = 0.0, 0
    for which, said in LEGEND:
        room = 2 * RADIUS + 8 + length(said, 12) + 14
        if x and x + room > width:
            x, row = 0.0, row + 1
        yield which, said, x, row
        x += room


def _legend_lines(width: float) -> int:
    return 1 + max(row for *_, row in _legend_entries(width))


def _legend(top: float, width: float) -> Iterator[str]:
    for which, said, x, row in _legend_entries(width):
        y = top + STEP * row
        yield _shape(which, x + RADIUS, y)
        yield text(x + 2 * RADIUS + 8, y + 4, said, size=12, muted=True)
