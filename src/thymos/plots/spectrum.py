"""A mass spectrum with its ions named, and below it the isotopes of the tallest one enlarged.

Of plain values. A peak that a candidate explains is a full stroke, one that nothing explains a
thin dashed one; computed isotopes are rings on the strokes. Names stand beside their peaks.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from thymos.plots.axis import Axis
from thymos.plots.ink import MARK, POOLED, RULE, Width, length, line, picture, shorten, text
from thymos.plots.panel import Panel, frame

# More strokes than these are closer than they are wide; the tallest are kept.
MOST_PEAKS = 600
_MOST_NAMES = 12
_TOP = 108.0  # percent, with room for names

SIZES: tuple[tuple[Width, Panel, Panel], ...] = (
    (
        "wide",
        Panel(700.0, 560.0, 40.0, 688.0, 30.0, 270.0, 12, 40, 12),
        Panel(700.0, 560.0, 40.0, 688.0, 356.0, 506.0, 12, 40, 12),
    ),
    (
        "narrow",
        Panel(330.0, 500.0, 40.0, 322.0, 30.0, 230.0, 11, 24, 6),
        Panel(330.0, 500.0, 40.0, 322.0, 316.0, 446.0, 11, 24, 6),
    ),
)


@dataclass(frozen=True, slots=True)
class Peak:
    """A stroke: its m/z, its height in percent of the tallest, and who explains it.

    mark: the letter and charge shown beside it, such as `A 3+`; empty for most.
    """

    mz: float
    height: float
    explained: bool
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Closeup:
    """The isotopes of one ion: what was seen, and (m/z, height) as computed, same scale."""

    name: str
    seen: tuple[Peak, ...]
    computed: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Everything the plot shows. key: each letter with the name that it stands for."""

    title: str
    peaks: tuple[Peak, ...]
    key: tuple[tuple[str, str], ...]
    closeup: Closeup | None = None


def draw(plot: Drawn, ident: str, layout: Width = "wide") -> str:
    """The plot as one SVG element; `ident` must be unique on its page.

    Raises ValueError without a peak, or for values that are not finite.

    >>> svg = draw(Drawn("A spectrum", (Peak(500.0, 100.0, True, "A 1+"),), (("A", "one"),)), "s")
    >>> "1 peak" in svg and "A: one" in svg
    True
    """
    _check(plot)
    upper, lower = next((a, b) for name, a, b in SIZES if name == layout)
    rows = list(_key_rows(plot, upper))
    closeup = plot.closeup
    bottom = (lower.bottom if closeup else upper.bottom) + 52
    height = bottom + 18 * len(rows) + 4
    body = list(_field(upper, plot.peaks, "m/z", "Height, % of the tallest"))
    if closeup is not None:
        body += _enlarged(lower, closeup)
    body += [text(0, bottom + 14 + 18 * i, row, size=12) for i, row in enumerate(rows)]
    words = (plot.title, describe(plot))
    return picture("spectrum", layout, ident, words, (upper.width, height), body)


def describe(plot: Drawn) -> str:
    """The plot in words: how many peaks, which are explained, the tallest and its name.

    >>> describe(Drawn("S", (Peak(500.0, 100.0, True, "A 1+"), Peak(600.0, 9.0, False)), ()))
    '2 peaks from m/z 500 to 600; candidates explain 1 of them. The tallest stands at m/z 500.000.'
    """
    count = len(plot.peaks)
    tallest = max(plot.peaks, key=lambda p: p.height)
    explained = sum(peak.explained for peak in plot.peaks)
    low, high = plot.peaks[0].mz, plot.peaks[-1].mz
    told = [
        f"{count} peak{'s' * (count != 1)} from m/z {low:.0f} to {high:.0f}; "
        f"candidates explain {explained} of them.",
        f"The tallest stands at m/z {tallest.mz:.3f}.",
    ]
    told += [f"{letter}: {name}." for letter, name in plot.key]
    if plot.closeup is not None:
        told.append(f"Enlarged: {plot.closeup.name}, seen and computed.")
    return " ".join(told)


def kept(peaks: Sequence[Peak]) -> tuple[Peak, ...]:
    """The tallest peaks, as many as a drawing can hold, in order of m/z; none with a mark lost."""
    ordered = sorted(peaks, key=lambda p: (not p.mark, -p.height))[:MOST_PEAKS]
    return tuple(sorted(ordered, key=lambda p: p.mz))


def _check(plot: Drawn) -> None:
    if not plot.peaks:
        raise ValueError("nothing to draw: no peak")
    values = [v for p in plot.peaks for v in (p.mz, p.height)]
    if not all(map(math.isfinite, values)):
        raise ValueError("expected finite m/z and heights")


def _field(panel: Panel, peaks: Sequence[Peak], below: str, above: str) -> Iterator[str]:
    x, y = _axes(panel, [p.mz for p in peaks])
    yield from frame(panel, x, y, (below, above))
    yield from _strokes(panel, peaks, x, y)
    yield from _names(panel, peaks, x, y)


def _axes(panel: Panel, places: Sequence[float]) -> tuple[Axis, Axis]:
    low, high = min(places), max(places)
    room = 0.04 * (high - low) or 1.0
    x = Axis(low - room, high + room, panel.left, panel.right, log=False)
    return x, Axis(0.0, _TOP, panel.bottom, panel.top, log=False)


def _strokes(panel: Panel, peaks: Sequence[Peak], x: Axis, y: Axis) -> Iterator[str]:
    for peak in sorted(peaks, key=lambda p: p.explained):
        at = x.at(peak.mz)
        ink, width = (MARK, 1.75) if peak.explained else (RULE, 1.0)
        yield line(at, panel.bottom, at, y.at(peak.height), ink, width, dashed=not peak.explained)


def _names(panel: Panel, peaks: Sequence[Peak], x: Axis, y: Axis) -> Iterator[str]:
    """Marks above their peaks, the tallest first; one that meets another is left out."""
    taken: list[tuple[float, float, float]] = []
    named = sorted((p for p in peaks if p.mark), key=lambda p: -p.height)
    for peak in named[:_MOST_NAMES]:
        room = length(peak.mark, panel.label_size)
        base = y.at(peak.height) - 5
        left, anchor = _beside(x.at(peak.mz), room, panel, [x.at(p.mz) for p in peaks
                                                            if p.height > peak.height])  # fmt: skip
        meets = any(left < b[1] + 3 and b[0] < left + room + 3 and abs(base - b[2]) < 14
                    for b in taken)  # fmt: skip
        if meets:
            continue
        taken.append((left, left + room, base))
        at = {"start": left, "middle": left + room / 2, "end": left + room}[anchor]
        yield text(at, base, peak.mark, anchor=anchor, size=panel.label_size, halo=True)


def _beside(at: float, room: float, panel: Panel, taller: Sequence[float]) -> tuple[float, str]:
    """Where a name begins, and its anchor: above its peak, or on the side without taller ones."""
    near = [other for other in taller if abs(other - at) < room / 2 + 2]
    left, anchor = at - room / 2, "middle"
    if near:
        right_free = all(other < at for other in near)
        left, anchor = (at - 2, "start") if right_free else (at + 2 - room, "end")
    return min(max(left, panel.left), panel.right - room), anchor


def _enlarged(panel: Panel, closeup: Closeup) -> Iterator[str]:
    places = [p.mz for p in closeup.seen] + [mz for mz, _ in closeup.computed]
    x, y = _axes(panel, places)
    words = shorten(closeup.name, int(panel.width / (0.57 * 13)))
    yield text(0, panel.top - 14, words, muted=True)
    # The axis of the upper field already says what is counted.
    yield from (part for part in frame(panel, x, y, ("m/z", "")) if "></text>" not in part)
    yield from _strokes(panel, closeup.seen, x, y)
    for mz, height in closeup.computed:
        yield (
            f'<circle cx="{x.at(mz):.1f}" cy="{y.at(height):.1f}" r="4.5" fill="none" '
            f'stroke="{POOLED}" stroke-width="1.5"/>'
        )


def _key_rows(plot: Drawn, panel: Panel) -> Iterator[str]:
    room = int(panel.width / (12 * 0.57))
    for letter, name in plot.key:
        yield shorten(f"{letter}: {name}", room)
    yield "Dashed: explained by no candidate"
    if plot.closeup is not None:
        yield "Strokes: seen; rings: computed"
