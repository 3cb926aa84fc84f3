"""An axis: where a value stands, where its ticks are, what leaves it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from thymos.records.wording import MINUS

# An axis that followed the widest interval would squeeze the others flat, so limits reach at
# most this far beyond the outermost estimate (a factor for ratios, the median length of an
# interval for differences); what is cut off gets an arrow.
RATIO_REACH = 4.0

MOST_TICKS = 7


@dataclass(frozen=True, slots=True)
class Axis:
    """Values from `low` to `high`, drawn from x = `left` to x = `right`, linear or log.

    An upright axis is one whose `left` is the y of its lower end and `right` that of its upper.
    """

    low: float
    high: float
    left: float
    right: float
    log: bool

    def at(self, value: float) -> float:
        """The x of a value, kept within the axis.

        >>> Axis(0.25, 4.0, 0.0, 200.0, log=True).at(1.0)
        100.0
        """
        low, high, here = (self._scale(v) for v in (self.low, self.high, value))
        share = (here - low) / (high - low)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def holds(self, value: float) -> bool:
        """Whether a value lies within the limits."""
        return self.low <= value <= self.high

    def ticks(self) -> tuple[float, ...]:
        """Round values inside the limits, at most seven, the same for every equal axis.

        >>> Axis(0.3, 4.0, 0.0, 1.0, log=True).ticks()
        (0.5, 1.0, 2.0)
        >>> Axis(-8.0, 5.0, 0.0, 1.0, log=False).ticks()
        (-8.0, -6.0, -4.0, -2.0, 0.0, 2.0, 4.0)
        """
        return _log_ticks(self.low, self.high) if self.log else _linear_ticks(self.low, self.high)

    def _scale(self, value: float) -> float:
        return math.log(max(value, 1e-12)) if self.log else value


def fit(
    spans: Iterable[tuple[float, float | None, float | None]],
    null: float,
    left: float,
    right: float,
    *,
    log: bool,
) -> Axis:
    """The axis that shows every estimate, the null, and intervals within reach.

    spans: (estimate, low, high), limits None where they could not be estimated.
    Raises ValueError where nothing can be shown, or a ratio is not positive.

    >>> axis = fit([(0.74, 0.54, 1.02), (0.9, 0.001, 60.0)], 1.0, 0, 1, log=True)
    >>> axis.low < 0.54, axis.high < 60
    (True, True)
    """
    every = [s for s in spans if math.isfinite(s[0])]
    if not every:
        raise ValueError("nothing to draw: no estimate")
    if log and min(s[0] for s in every) <= 0:
        raise ValueError("a ratio must be positive to be drawn on a log axis")
    points = [s[0] for s in every] + [null]
    inner_low, inner_high = min(points), max(points)
    lengths = [s[2] - s[1] for s in every if s[1] is not None and s[2] is not None]
    outer_low, outer_high = _reach(inner_low, inner_high, lengths, log=log)
    lows = [s[1] for s in every if s[1] is not None and math.isfinite(s[1])]
    highs = [s[2] for s in every if s[2] is not None and math.isfinite(s[2])]
    low = max(min([inner_low, *lows]), outer_low)
    high = min(max([inner_high, *highs]), outer_high)
    return Axis(*_padded(low, high, log=log), left, right, log)


def around(
    values: Iterable[float], left: float, right: float, *, log: bool = False, air: float = 0.05
) -> Axis:
    """The axis that holds every value, with air on both sides in parts of its length.

    Raises ValueError where there is no finite value, or a value on a log axis is not positive.

    >>> around([0.5, 2.0], 0, 1, log=True, air=0.0)
    Axis(low=0.5, high=2.0, left=0, right=1, log=True)
    """
    every = [v for v in values if math.isfinite(v)]
    if not every:
        raise ValueError("nothing to draw: no value")
    low, high = min(every), max(every)
    if log:
        if low <= 0:
            raise ValueError("a ratio must be positive to be drawn on a log axis")
        room = max((high / low) ** air, 1.0 if high > low else 1.02)
        return Axis(low / room, high * room, left, right, log)
    more = (high - low) * air if high > low else abs(high) * 0.05 or 1.0
    return Axis(low - more, high + more, left, right, log)


def _reach(low: float, high: float, lengths: list[float], *, log: bool) -> tuple[float, float]:
    if log:
        return low / RATIO_REACH, high * RATIO_REACH
    room = median(lengths) if lengths else 1.0
    return low - room, high + room


def _padded(low: float, high: float, *, log: bool) -> tuple[float, float]:
    """A little air on both sides, and never an axis of no length."""
    if log:
        room = max((high / low) ** 0.04, 1.02)
        return low / room, high * room
    room = (high - low) * 0.04 or 1.0
    return low - room, high + room


def _log_ticks(low: float, high: float) -> tuple[float, ...]:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    inside: tuple[float, ...] = ()
    for steps in ((1, 2, 5), (1, 3), (1,)):
        found = [s * 10.0**e for e in range(first, last + 1) for s in steps]
        inside = tuple(round(t, 12) for t in found if low <= t <= high)
        if len(inside) <= MOST_TICKS:
            break
    # A narrow axis may hold too few of them to show its scale: then it gets the linear ones,
    # still round.
    return inside if len(inside) > 2 else _linear_ticks(low, high)


def _linear_ticks(low: float, high: float) -> tuple[float, ...]:
    raw = (high - low) / MOST_TICKS
    base = 10.0 ** math.floor(math.log10(raw))
    step = next(base * m for m in (1, 2, 5, 10) if base * m >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return tuple(round(i * step, 12) for i in range(first, last + 1))


def tick_text(value: float) -> str:
    """A tick's label, as short as it can be.

    >>> tick_text(0.5), tick_text(-2.0)
    ('0.5', '−2')
    """
    return f"{value:g}".replace("-", MINUS)
