"""Two sequences under each other, with a stroke between residues that agree, in lines that fit.

Of plain values: this module draws, it does not align.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from thymos.plots.ink import MARK, Width, area, line, picture, text
from thymos.records.wording import plural

# Columns on a line, the width of one, and the height of the lines of a block.
_COLUMNS: tuple[tuple[Width, int, float], ...] = (("wide", 50, 12.6), ("narrow", 20, 13.0))
_LEFT = 34.0
_TOP = 20.0
_ROW = 19.0
_BLOCK = 84.0
_LAST = 48.0


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two chains of one width, `-` where one has nothing, and what each is called."""

    title: str
    names: tuple[str, str]
    one: str
    two: str


def draw(plot: Aligned, ident: str, layout: Width = "wide") -> str:
    """The alignment as one SVG element; `ident` must be unique on its page.

    Raises ValueError for chains of unequal width, or none.

    >>> svg = draw(Aligned("t", ("a", "b"), "SDA", "S-A"), "x")
    >>> "2 of 3 columns agree" in svg
    True
    """
    if not plot.one or len(plot.one) != len(plot.two):
        raise ValueError("expected two aligned chains of one width")
    columns, step = next((n, w) for name, n, w in _COLUMNS if name == layout)
    columns = min(columns, len(plot.one))
    blocks = range(0, len(plot.one), columns)
    width = _LEFT + step * columns + 34
    height = _TOP + _BLOCK * (len(blocks) - 1) + _LAST
    words = (plot.title, describe(plot))
    size = (max(width, 160.0), height)
    return picture("alignment", layout, ident, words, size, _body(plot, blocks, columns, step))


def describe(plot: Aligned) -> str:
    """The alignment in words: how many columns agree, and which.

    >>> describe(Aligned("t", ("a", "b"), "SDA", "S-A"))
    'a above b; 2 of 3 columns agree: S1, A3 of a.'
    """
    places, place = [], 0
    for a, b in zip(plot.one, plot.two, strict=True):
        place += a != "-"
        if a == b:
            places.append(f"{a}{place}")
    size = plural(len(plot.one), "column")
    which = f": {', '.join(places)} of {plot.names[0]}" if places else ""
    return f"{plot.names[0]} above {plot.names[1]}; {len(places)} of {size} agree{which}."


def _body(plot: Aligned, blocks: range, columns: int, step: float) -> Iterator[str]:
    done = [0, 0]
    for number, start in enumerate(blocks):
        top = _TOP + number * _BLOCK
        rows = (plot.one[start : start + columns], plot.two[start : start + columns])
        yield from _agreeing(rows, top, step)
        for i, row in enumerate(rows):
            base = top + i * (_ROW + 14)
            yield from _letters(row, rows[1 - i], base, step)
            first = done[i] + 1
            done[i] += len(row.replace("-", ""))
            if done[i] >= first:
                yield text(_LEFT - 8, base, str(first), anchor="end", size=11, muted=True)
                yield text(_LEFT + step * len(row) + 4, base, str(done[i]), size=11, muted=True)


def _agreeing(rows: tuple[str, str], top: float, step: float) -> Iterator[str]:
    for column, (a, b) in enumerate(zip(*rows, strict=True)):
        if a == b:
            left, middle = _LEFT + step * column, _LEFT + step * (column + 0.5)
            corners = [(left, top - 14), (left + step, top - 14)]
            corners += [(left + step, top + 39), (left, top + 39)]
            yield area(corners, MARK, 0.12)
            yield line(middle, top + 6, middle, top + 17, MARK, 1.75)


def _letters(row: str, other: str, base: float, step: float) -> Iterator[str]:
    for column, letter in enumerate(row):
        at = _LEFT + step * (column + 0.5)
        same = letter == other[column]
        shown = "·" if letter == "-" else letter
        yield text(at, base, shown, anchor="middle", size=13, strong=same, muted=letter == "-")
