"""What an estimate with its interval implies, over all values that round to what is printed."""

from __future__ import annotations

import math
from dataclasses import dataclass

from thymos.checks.printed import NEARLY, RATIOS, logs, span
from thymos.kernel.distributions import normal_quantile, t_quantile
from thymos.records.atoms import Interval


@dataclass(frozen=True, slots=True)
class Implied:
    """Ranges on the analysis scale (logarithms of ratios): the estimate and its two limits."""

    estimate: tuple[float, float]
    low: tuple[float, float]
    high: tuple[float, float]
    level: float

    @property
    def width(self) -> tuple[float, float]:
        """The smallest and the largest width; the smallest is never below 0."""
        return max(self.high[0] - self.low[1], 0.0), self.high[1] - self.low[0]

    @property
    def off_centre(self) -> float:
        """How far the estimate must lie from the middle, in half widths; 0 where it need not."""
        middle = [(a + b) / 2 for a, b in zip(self.low, self.high, strict=True)]
        gap = max(self.estimate[0] - middle[1], middle[0] - self.estimate[1])
        half = self.width[1] / 2
        if math.isnan(gap) or not math.isfinite(half) or half <= 0:
            return 0.0
        return max(gap - NEARLY * half, 0.0) / half

    @property
    def outside(self) -> bool:
        """Whether the estimate cannot lie within the limits."""
        return self.estimate[1] < self.low[0] or self.estimate[0] > self.high[1]

    def se(self, df: float | None = None) -> tuple[float, float]:
        """The smallest and the largest standard error, of Wald's interval or of t."""
        tail = 0.5 + self.level / 2
        quantile = float(normal_quantile(tail) if df is None else t_quantile(tail, df))
        narrow, wide = self.width
        return narrow * (1 - NEARLY) / (2 * quantile), wide * (1 + NEARLY) / (2 * quantile)

    def z(self, df: float | None = None) -> tuple[float, float]:
        """The smallest and the largest size of estimate over standard error."""
        small, large = self.se(df)
        low, high = self.estimate
        least = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
        most = max(abs(low), abs(high))
        lowest = least / large if large > 0 and math.isfinite(large) else 0.0
        return lowest, most / small if small > 0 else math.inf


def implied(code: str, value: float, interval: Interval) -> Implied:
    """The ranges that a printed estimate and interval stand for.

    >>> from thymos.records.atoms import Interval
    >>> round(implied("HR", 0.99, Interval(low=0.77, high=1.77)).off_centre, 2)
    0.37
    """
    middle, low, high = (span(x) for x in (value, interval.low, interval.high))
    if code in RATIOS:
        middle, low, high = logs(*middle), logs(*low), logs(*high)
    return Implied(middle, low, high, interval.level)
