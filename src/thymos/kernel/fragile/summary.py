"""What many analyses say together, in whole numbers: mergeable in any order, to the bit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thymos.kernel.batch import Bools, Floats, Ints
from thymos.kernel.fragile.frame import (
    ESTIMATE_BITS,
    HETEROGENEITY_BITS,
    RULE_BITS,
    STEP_BITS,
    STEPS,
    Frame,
)

# Sums outgrow 64 bits: they are kept as high * 2^40 + low.
LIMB = 1 << STEP_BITS
FAR = 1 << 62
EXTREMES: tuple[str, ...] = ("lowest", "highest", "most heterogeneous")


class Extreme(NamedTuple):
    """An analysis at one end: its number in the plan, its studies, and the value there."""

    number: int
    mask: Bools
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class Summary:
    """Analyses of a plan, counted. Merge with `merged`; keep with `arrays` and `Summary.of`.

    frame: as `Frame.array`. tallies: analyses; estimates below and above no effect; decided
    below and above. totals: (4, 2), sums of steps of the estimate, of its square, of
    heterogeneity, of its square, each as two limbs. cells: (heterogeneity, estimate), the
    picture. rule: finer bins of the estimate. members: (study, 4), for each study the
    analyses with it, those decided, and the limbs of the sum of its steps; without masks, as in
    a bootstrap, with each study once however often it was drawn. ends: (3, 2), steps and number of
    the lowest and the highest estimate and the most heterogeneous analysis, number -1 where
    there is none; masks: (3, study), their studies.
    """

    frame: Floats
    tallies: Ints
    totals: Ints
    cells: Ints
    rule: Ints
    members: Ints
    ends: Ints
    masks: Bools

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything by name; `of` reads it."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Summary:
        """A summary from what `arrays` gave. Raises KeyError where one is missing."""
        return cls(**{field.name: arrays[field.name] for field in fields(cls)})

    @property
    def axes(self) -> Frame:
        """What steps mean."""
        return Frame.of(self.frame)

    @property
    def analyses(self) -> int:
        """How many analyses."""
        return int(self.tallies[0])

    @property
    def below(self) -> float:
        """Share of analyses whose estimate lies below no effect; nan of none."""
        return self._share(1)

    @property
    def above(self) -> float:
        """Share of analyses whose estimate lies above no effect; nan of none."""
        return self._share(2)

    @property
    def decided_below(self) -> float:
        """Share of analyses whose interval lies below no effect."""
        return self._share(3)

    @property
    def decided_above(self) -> float:
        """Share of analyses whose interval lies above no effect."""
        return self._share(4)

    def _share(self, place: int) -> float:
        return float(self.tallies[place] / self.tallies[0]) if self.analyses else float("nan")

    @property
    def mean(self) -> float:
        """Mean estimate; nan of none."""
        return self.axes.estimate(self._mean(0)) if self.analyses else float("nan")

    @property
    def sd(self) -> float:
        """Standard deviation of the estimates over all analyses; nan of none."""
        axes = self.axes
        if not self.analyses:
            return float("nan")
        wide = axes.highest - axes.lowest
        # The squares are about the centre, so that little cancels.
        away = self.mean - axes.centre
        return float(np.sqrt(max(self._mean(1) / STEPS * wide**2 - away**2, 0.0)))

    @property
    def heterogeneity_mean(self) -> float:
        """Mean of I2 in percent, or of tau; nan of none."""
        return self.axes.heterogeneity(self._mean(2)) if self.analyses else float("nan")

    @property
    def heterogeneity_sd(self) -> float:
        """Standard deviation of I2 in percent, or of tau; nan of none."""
        if not self.analyses:
            return float("nan")
        share = (self._mean(2) - 0.5) / STEPS
        return self.axes.ceiling * float(np.sqrt(max(self._mean(3) / STEPS - share**2, 0.0)))

    def _mean(self, place: int) -> float:
        return _whole(self.totals[place]) / self.analyses

    def quantile(self, q: ArrayLike) -> Floats:
        """Estimates that a share q of the analyses does not exceed, the shape of q; nan of none.

        At most `resolution` from the least estimate of which that is true.
        """
        wanted = np.asarray(q, dtype=np.float64)
        if not self.analyses:
            return np.full(wanted.shape, np.nan)
        rank = np.clip(np.ceil(wanted * self.analyses), 1, self.analyses)
        upto = np.cumsum(self.rule)
        at = np.searchsorted(upto, rank)
        within = (rank - upto[at] + self.rule[at] - 0.5) / self.rule[at]
        return np.asarray(self.axes.lowest + (at + within) * self.resolution)

    @property
    def resolution(self) -> float:
        """The width of a bin of the rule, which bounds the error of a quantile."""
        return (self.axes.highest - self.axes.lowest) / (1 << RULE_BITS)

    @property
    def estimate_edges(self) -> Floats:
        """Edges of the picture's columns, (columns + 1,)."""
        return _edges(self.axes.lowest, self.axes.highest, 1 << ESTIMATE_BITS)

    @property
    def heterogeneity_edges(self) -> Floats:
        """Edges of the picture's rows, (rows + 1,), in percent of I2, or in tau."""
        return _edges(0.0, self.axes.ceiling, 1 << HETEROGENEITY_BITS)

    @property
    def histogram(self) -> Ints:
        """The picture: analyses by heterogeneity and estimate, (row, column)."""
        return self.cells

    @property
    def analyses_with(self) -> Ints:
        """How many analyses hold each study, (study,)."""
        return self.members[:, 0]

    @property
    def with_study(self) -> Floats:
        """Mean estimate of the analyses with each study, (study,); nan where there are none."""
        sums = [_whole(limbs) for limbs in self.members[:, 2:]]
        return self._means(sums, self.members[:, 0])

    @property
    def without_study(self) -> Floats:
        """Mean estimate of the analyses without each study, (study,); nan of none."""
        total = _whole(self.totals[0])
        sums = [total - _whole(limbs) for limbs in self.members[:, 2:]]
        return self._means(sums, self.analyses - self.members[:, 0])

    def _means(self, sums: list[int], counts: Ints) -> Floats:
        found = [
            self.axes.estimate(total / int(n)) if n else float("nan")
            for total, n in zip(sums, counts, strict=True)
        ]
        return np.array(found)

    @property
    def contrast(self) -> Floats:
        """Mean estimate with each study less that without it, (study,)."""
        return self.with_study - self.without_study

    @property
    def decided_with(self) -> Floats:
        """Share decided, on either side, of the analyses with each study; nan of none."""
        return _ratio(self.members[:, 1], self.members[:, 0])

    @property
    def decided_without(self) -> Floats:
        """Share decided, on either side, of the analyses without each study; nan of none."""
        decided = int(self.tallies[3] + self.tallies[4])
        return _ratio(decided - self.members[:, 1], self.analyses - self.members[:, 0])

    @property
    def lowest(self) -> Extreme:
        """The analysis of the lowest estimate, the first of equals. Raises ValueError of none."""
        return self._end(0)

    @property
    def highest(self) -> Extreme:
        """The analysis of the highest estimate, the first of equals. Raises ValueError of none."""
        return self._end(1)

    @property
    def most_heterogeneous(self) -> Extreme:
        """The analysis of the largest I2, or tau. Raises ValueError of none."""
        return self._end(2)

    def _end(self, which: int) -> Extreme:
        steps, number = (int(value) for value in self.ends[which])
        if number < 0:
            raise ValueError(f"of no analysis there is none that is {EXTREMES[which]}")
        axes = self.axes
        value = axes.heterogeneity(steps) if which == 2 else axes.estimate(steps)
        return Extreme(number, self.masks[which], value)


def empty(frame: Frame, k: int) -> Summary:
    """A summary of no analysis of k studies."""
    return Summary(
        frame=frame.array(),
        tallies=np.zeros(5, np.int64),
        totals=np.zeros((4, 2), np.int64),
        cells=np.zeros((1 << HETEROGENEITY_BITS, 1 << ESTIMATE_BITS), np.int64),
        rule=np.zeros(1 << RULE_BITS, np.int64),
        members=np.zeros((k, 4), np.int64),
        ends=np.array([[FAR, -1], [-1, -1], [-1, -1]], np.int64),
        masks=np.zeros((3, k), bool),
    )


def merged(parts: Iterable[Summary]) -> Summary:
    """One summary of all analyses of the parts, whatever their order.

    Raises ValueError for no part, and for parts on other axes or of other studies.
    """
    found: Summary | None = None
    alone = True
    for part in parts:
        if found is None:
            found = part
        else:
            found = _copied(found) if alone else found
            alone = False
            _add(found, part)
    if found is None:
        raise ValueError("expected one summary or more, got none")
    return found


def _copied(a: Summary) -> Summary:
    return Summary(**{name: array.copy() for name, array in a.arrays().items()})


def _add(to: Summary, part: Summary) -> None:
    """Add a part to a summary in place."""
    if to.masks.shape != part.masks.shape or to.frame.tobytes() != part.frame.tobytes():
        raise ValueError("summaries of other studies, axes or levels cannot be merged")
    for which in range(3):
        if _beats(part.ends[which], to.ends[which], lower=which == 0):
            to.ends[which], to.masks[which] = part.ends[which], part.masks[which]
    for sums, more in (
        (to.tallies, part.tallies),
        (to.totals, part.totals),
        (to.cells, part.cells),
        (to.rule, part.rule),
        (to.members, part.members),
    ):
        np.add(sums, more, out=sums)
    to.totals[:] = carried(to.totals)
    to.members[:, 2:] = carried(to.members[:, 2:])


def _beats(new: Ints, old: Ints, *, lower: bool) -> bool:
    if new[1] < 0 or old[1] < 0:
        return bool(new[1] >= 0)
    if new[0] == old[0]:
        return bool(new[1] < old[1])
    return bool(new[0] < old[0]) == lower


def limbs(sums: Ints) -> Ints:
    """Sums of steps, (n,), each as high and low limb, (n, 2)."""
    return carried(np.stack([np.zeros(sums.shape, np.int64), sums], -1))


def carried(a: Ints) -> Ints:
    """The same sums with every low limb, (..., 1), below 2^40."""
    return np.stack([a[..., 0] + (a[..., 1] >> STEP_BITS), a[..., 1] & (LIMB - 1)], -1)


def _whole(limbs: Ints) -> int:
    return int(limbs[0]) * LIMB + int(limbs[1])


def _edges(low: float, high: float, bins: int) -> Floats:
    return np.asarray(low + (high - low) * (np.arange(bins + 1) / bins))


def _ratio(top: Ints, bottom: Ints) -> Floats:
    out = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=out, where=bottom > 0)
    return out
