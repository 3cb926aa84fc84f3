"""What a summary of many analyses is measured on: axes fixed by the data, and whole numbers.

A pooled estimate lies between the smallest and the largest effect, and heterogeneity below a
bound that the data give, whichever studies are chosen. So the axes can be ruled before the first
analysis, and every value becomes a whole number of steps along its axis. Sums of whole numbers
do not hang on their order: two ways to cut a plan into pieces give the same summary to the bit.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np

from thymos.kernel.batch import Floats, Ints, check_level, choose
from thymos.kernel.distributions import normal_quantile
from thymos.kernel.likelihood import bound

# 2^40 steps: a trillionth of an axis each, and so few that 4 million of them add up in 64 bits.
STEP_BITS = 40
STEPS = 2.0**STEP_BITS - 2.0
MOST_AT_ONCE = 1 << (62 - STEP_BITS)
# Bins of the picture, (heterogeneity, estimate), and of the finer rule along the estimate.
ESTIMATE_BITS, HETEROGENEITY_BITS, RULE_BITS = 8, 7, 14
AXES: tuple[str, ...] = ("I2", "tau")
# Effects closer than this, in roots of the mean variance, are one place on the axis: the steps of
# a shorter one, and its square, are beyond the floats.
NARROW = 1e-150


@dataclass(frozen=True, slots=True)
class Frame:
    """The axes of a summary. Two summaries can be merged when their frames are equal.

    lowest, highest: ends of the axis of estimates. centre, unit: estimates are reckoned from
    the centre, in roots of the unit, the mean variance. ceiling: end of the axis of
    heterogeneity, I2 in percent or tau. null, critical: no effect, and the z that an analysis
    must exceed to be decided. smallest: studies that count as an analysis. tau: 1.0 where the
    axis of heterogeneity is tau, 0.0 where it is I2.
    """

    lowest: float
    highest: float
    centre: float
    unit: float
    ceiling: float
    null: float
    critical: float
    smallest: float
    tau: float

    def array(self) -> Floats:
        """All of it as numbers, (9,)."""
        return np.array(astuple(self), dtype=np.float64)

    @classmethod
    def of(cls, array: Floats) -> Frame:
        """The frame that `array` wrote."""
        return cls(*(float(value) for value in array))

    @property
    def root(self) -> float:
        """The length in which estimates are reckoned."""
        return float(np.sqrt(self.unit))

    @property
    def stretch(self) -> float:
        """Reckoned estimates times this are shares of the axis; 0 where all effects are equal."""
        wide = (self.highest - self.lowest) / self.root
        return 1.0 / wide if wide > NARROW else 0.0

    @property
    def start(self) -> float:
        """The lower end of the axis as it is reckoned."""
        return (self.lowest - self.centre) / self.root

    @property
    def shift(self) -> float:
        """From a reckoned estimate to its distance from no effect."""
        return (self.centre - self.null) / self.root

    def rule(self) -> Floats:
        """What makes steps of numbers: slope, offset, stretch, shift, critical², tau, ceiling²."""
        slope = self.stretch * STEPS
        # Where all effects are equal, so is every tau2: 0 of an axis that must not be 0 long.
        top = max(self.ceiling / self.root, NARROW) ** 2 if self.tau else 1.0
        return np.array(
            [
                slope,
                1.0 - self.start * slope,
                self.stretch,
                self.shift,
                self.critical**2,
                self.tau,
                top,
            ]
        )

    def estimate(self, steps: float) -> float:
        """The estimate at a number of steps along the axis."""
        return self.lowest + (steps - 0.5) / STEPS * (self.highest - self.lowest)

    def heterogeneity(self, steps: float) -> float:
        """I2 in percent, or tau, at a number of steps along its axis."""
        return (steps - 0.5) / STEPS * self.ceiling


def framed(y: Floats, v: Floats, *, smallest: int, null: float, level: float, axis: str) -> Frame:
    """The frame of all analyses of some of these studies, (study,).

    Raises ValueError for a level, an axis, a null or a smallest number that is none.

    >>> frame = framed(np.array([0.0, 1.0]), np.ones(2), smallest=2, null=0, level=0.95, axis="I2")
    >>> frame.lowest, frame.highest, frame.ceiling
    (0.0, 1.0, 100.0)
    """
    choose("axis", axis, AXES)
    if not np.isfinite(null):
        raise ValueError(f"null: expected a number, got {null}")
    if not 1 <= smallest <= y.size:
        raise ValueError(f"smallest: expected 1 to {y.size} studies, got {smallest}")
    w = 1.0 / v
    tau = axis == "tau"
    return Frame(
        lowest=float(y.min()),
        highest=float(y.max()),
        centre=float((w * y).sum() / w.sum()),
        unit=float(v.mean()),
        ceiling=float(np.sqrt(highest_tau2(y, v))) if tau else 100.0,
        null=float(null),
        critical=float(normal_quantile(0.5 + check_level(level) / 2)),
        smallest=float(smallest),
        tau=float(tau),
    )


def highest_tau2(y: Floats, v: Floats) -> float:
    """No tau2 of any choice of these studies, (study,), lies above this.

    By the moments, Q or the likelihood, tau2 is at most half the square of the range, or the
    bound of the likelihood's slope for the largest mean square that two studies can have.

    >>> highest_tau2(np.array([0.0, 2.0]), np.array([0.5, 0.5]))
    2.0
    """
    square = np.array([np.ptp(y) ** 2 / 2.0])
    # The mean square of k studies over k, not k - 1, is smaller still.
    top = bound(square, np.ones(1), np.array([v.min()]), np.array([v.max()]))
    return float(max(square[0], top[0]))


def steps(share: Floats) -> Ints:
    """Whole steps along an axis for shares of it from 0 to 1."""
    return np.asarray(share * STEPS + 1.0, dtype=np.int64)
