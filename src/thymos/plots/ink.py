"""The strokes that every plot is made of, and the frame that makes it readable without seeing.

Text is drawn in the colour of its surroundings. Other colours are CSS variables with a
fallback, so that a page decides on light and dark; `standalone` adds them for a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Literal

Width = Literal["wide", "narrow"]
Point = tuple[float, float]

MARK = "var(--plot-mark, currentColor)"
POOLED = "var(--plot-pooled, currentColor)"
RULE = "var(--plot-rule, currentColor)"
PAPER = "var(--paper, Canvas)"
SOFT = "var(--soft, currentColor)"

# A guess of a letter's width in the sans faces that pages use, in parts of the type's size.
LETTER = 0.57

# Air around a file that stands alone.
MARGIN = 14.0

# Colours of a file that stands alone; pages bring their own.
STYLE = (
    "svg{--paper:#fcfbf8;--plot-mark:#2b4a66;--plot-pooled:#8a4b12;--plot-rule:#9b968a;"
    "--soft:#565b61;color:#1c1e21;background:var(--paper);"
    "font-family:ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',"
    "'Liberation Sans',Arial,sans-serif;font-variant-numeric:tabular-nums lining-nums}"
    "@media(prefers-color-scheme:dark){svg{--paper:#15181b;--plot-mark:#9bbfe0;"
    "--plot-pooled:#eab06f;--plot-rule:#6d737a;--soft:#a8adb2;color:#e7e4dd}}"
)


def picture(
    kind: str,
    layout: Width,
    ident: str,
    words: tuple[str, str],
    size: tuple[float, float],
    body: Iterable[str],
) -> str:
    """One SVG element: title and description first, then what is drawn.

    ident must be unique on its page. words: title and description; size: width and height.

    >>> picture("dot", "wide", "a", ("T", "One dot."), (9, 9), [])[:50]
    '<svg class="dot dot-wide drawing drawing-wide" rol'
    """
    width, height = size
    return (
        f'<svg class="{kind} {kind}-{layout} drawing drawing-{layout}" role="img" '
        f'aria-labelledby="{ident}-title {ident}-desc" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" font-size="13">'
        f'<title id="{ident}-title">{escape(words[0])}</title>'
        f'<desc id="{ident}-desc">{escape(words[1])}</desc>{"".join(body)}</svg>'
    )


def standalone(svg: str) -> str:
    """A drawn plot as a file of its own: a namespace, a margin, colours for light and dark.

    >>> svg = picture("dot", "wide", "a", ("T", "One dot."), (9, 9), [])
    >>> 'viewBox="-14 -14 37 37" width="37" height="37"' in standalone(svg)
    True
    """
    box = re.search(r'viewBox="0 0 (\S+) (\S+)" width="\S+" height="\S+"', svg)
    if box is None:
        raise ValueError("expected a drawing of this package, found no viewBox")
    width, height = (float(side) + 2 * MARGIN for side in box.groups())
    sides = f'viewBox="-{MARGIN:g} -{MARGIN:g} {width:g} {height:g}"'
    wider = svg.replace(box[0], f'{sides} width="{width:g}" height="{height:g}"', 1)
    named = wider.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return named.replace("</desc>", f"</desc><style>{STYLE}</style>", 1)


def line(
    x1: float, y1: float, x2: float, y2: float, ink: str, width: float, *, dashed: bool = False
) -> str:
    """A straight stroke."""
    dashes = ' stroke-dasharray="4 3"' if dashed else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        f'stroke="{ink}" stroke-width="{width:g}"{dashes}/>'
    )


def text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: float = 13,
    strong: bool = False,
    muted: bool = False,
    halo: bool = False,
) -> str:
    """Words on a base line; `halo` keeps them clear of strokes that pass behind them."""
    weight = ' font-weight="600"' if strong else ""
    soft = ' class="muted"' if muted else ""
    ink = SOFT if muted else "currentColor"
    clear = (
        f' stroke="{PAPER}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke"'
        if halo
        else ""
    )
    at = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}"'
    return f'<text {at} fill="{ink}"{clear}{weight}{soft}>{escape(words)}</text>'


def path(
    points: Sequence[Point], ink: str, width: float, *, dashed: bool = False, clip: str = ""
) -> str:
    """An open stroke through points."""
    dashes = ' stroke-dasharray="4 3"' if dashed else ""
    kept = f' clip-path="url(#{clip})"' if clip else ""
    return (
        f'<polyline points="{_pairs(points)}" fill="none" stroke="{ink}" '
        f'stroke-width="{width:g}" stroke-linejoin="round"{dashes}{kept}/>'
    )


def area(points: Sequence[Point], ink: str, opacity: float, *, clip: str = "") -> str:
    """A tint; opacity is kept low, so that a tint never hides a mark or a word."""
    kept = f' clip-path="url(#{clip})"' if clip else ""
    return f'<polygon points="{_pairs(points)}" fill="{ink}" fill-opacity="{opacity:g}"{kept}/>'


def dot(at: Point, radius: float, label: str, *, hollow: bool = False, ink: str = MARK) -> str:
    """A study's circle; a pointer held over it shows its label."""
    fill = 'fill="none" pointer-events="all"' if hollow else f'fill="{ink}" fill-opacity="0.4"'
    return (
        f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{radius:.1f}" {fill} '
        f'stroke="{ink}" stroke-width="1.25"><title>{escape(label)}</title></circle>'
    )


def clip_box(ident: str, left: float, top: float, right: float, bottom: float) -> str:
    """A frame beyond which strokes that name it are cut off."""
    return (
        f'<clipPath id="{ident}"><rect x="{left:.1f}" y="{top:.1f}" '
        f'width="{right - left:.1f}" height="{bottom - top:.1f}"/></clipPath>'
    )


def length(words: str, size: float) -> float:
    """About how wide words are drawn.

    >>> length("abcd", 10)
    22.8
    """
    return round(len(words) * size * LETTER, 6)


def shorten(label: str, room: int) -> str:
    """A label cut to its room, the year at its end kept: it tells namesakes apart.

    The whole of it stands in the table and the description.

    >>> shorten("Gravenstein and Duthie 1989", 16), shorten("Knapp and Hartung", 9)
    ('Gravenstei… 1989', 'Knapp an…')
    """
    if len(label) <= room:
        return label
    name, _, last = label.rpartition(" ")
    if name and len(last) == 4 and last.isdigit() and room > 8:
        return f"{name[: room - 6].rstrip()}… {last}"
    return label[: room - 1].rstrip() + "…"


def _pairs(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
