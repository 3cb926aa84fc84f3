"""Two opposite answers from one set of parameters: how often they come, and on what it hangs.

A share of an ensemble is a share of what was assumed: it measures the ranges, not the world.
Theory, not evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thymos.kernel.tests2x2 import proportion_interval

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Each range is cut into so many parts of equal draws.
PARTS = 3
SPREAD = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, with Wilson's interval at 95 %; None where there are none."""

    count: int
    total: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Spread:
    """The tenth, half and ninetieth percentile of a change in parts; None where nobody has one."""

    low: float | None
    middle: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class AtMargin:
    """Of the draws that can be judged, those that answer by a margin (percent) or more.

    both: the first quantity rises and the second falls. up, down: the one of them, whatever the
    other does. worse: what should fall rises. opposed: the first falls and the second rises.
    """

    margin: float
    both: Share
    up: Share
    down: Share
    worse: Share
    opposed: Share


@dataclass(frozen=True, slots=True)
class Leaning:
    """The share at a margin in the lowest and the highest third of a parameter's range."""

    parameter: str
    lowest: Share
    highest: Share

    @property
    def swing(self) -> float:
        """Highest less lowest third."""
        return (self.highest.share or 0.0) - (self.lowest.share or 0.0)


def share(hits: Flags) -> Share:
    """The share of true values with its interval.

    >>> found = share(np.array([True, False, False, False]))
    >>> found.count, found.total, round(found.low or 0, 3), round(found.high or 0, 3)
    (1, 4, 0.046, 0.699)
    """
    total, count = int(hits.size), int(hits.sum())
    if not total:
        return Share(0, 0, None, None, None)
    found = proportion_interval(count, total)
    return Share(count, total, count / total, found.low.item(), found.high.item())


def spread(changes: Floats) -> Spread:
    """The middle of some changes and that of eight tenths of them, any shape; nan is left out.

    >>> spread(np.array([0.0, 0.5, 1.0, np.nan]))
    Spread(low=0.1, middle=0.5, high=0.9)
    """
    seen = changes[np.isfinite(changes)]
    if not seen.size:
        return Spread(None, None, None)
    low, middle, high = np.quantile(seen, SPREAD).tolist()
    return Spread(low, middle, high)


def judged(changes: Floats) -> Flags:
    """Which draws have both changes, (draw,), from changes (draw, 2)."""
    return np.asarray(np.isfinite(changes).all(axis=-1))


def at_margin(changes: Floats, margin: float) -> AtMargin:
    """Shares at one margin.

    changes: (draw, 2), in parts: of what should rise, then of what should fall; nan where a
    draw cannot be judged. margin: in percent. Raises ValueError for another shape.

    >>> found = at_margin(np.array([[0.2, -0.2], [0.2, 0.0], [-0.1, 0.3], [np.nan, 0.0]]), 5)
    >>> found.both.count, found.up.count, found.worse.count, found.both.total
    (1, 2, 1, 3)
    """
    if changes.ndim != 2 or changes.shape[1] != 2:
        raise ValueError(f"expected changes of shape (draw, 2), found {changes.shape}")
    seen = changes[judged(changes)]
    least = margin / 100
    rises, falls = seen >= least, seen <= -least
    return AtMargin(
        margin=margin,
        both=share(rises[:, 0] & falls[:, 1]),
        up=share(rises[:, 0]),
        down=share(falls[:, 1]),
        worse=share(rises[:, 1]),
        opposed=share(falls[:, 0] & rises[:, 1]),
    )


def leanings(
    changes: Floats, parameters: Floats, names: Sequence[str], margin: float
) -> tuple[Leaning, ...]:
    """On which ranges the share at a margin hangs, the most decisive first.

    parameters: (draw, parameter), those of no range left out. Thirds are of the draws that can
    be judged.
    """
    seen = judged(changes)
    known, drawn = changes[seen], parameters[seen]
    hits = (known[:, 0] >= margin / 100) & (known[:, 1] <= -margin / 100)
    found = []
    for column, name in enumerate(names):
        values = drawn[:, column]
        if not values.size or values.min() == values.max():
            continue
        low, high = np.quantile(values, [1 / PARTS, 1 - 1 / PARTS])
        found.append(Leaning(name, share(hits[values <= low]), share(hits[values >= high])))
    return tuple(sorted(found, key=lambda each: -abs(each.swing)))
