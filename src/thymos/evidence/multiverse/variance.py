"""Which choice carries the spread of the answers.

The estimates of all possible crossings have a variance, and so have their verdicts: the side on
which the interval lies, -1, 0 or 1. A dimension carries what is left of it within the crossings
that agree in everything else: what it does by itself and in company (the total index of a
variance decomposition: Homma & Saltelli 1996, Reliab Eng Syst Saf 52:1). Shares count company
once for each that is in it, and impossible crossings leave gaps, so that they need not add up to
one. The share that lies between the choices of one dimension alone is not told: where another
choice bars some of them, it would lend them what that one does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from thymos.evidence.multiverse.crossing import Crossed
from thymos.evidence.multiverse.dimensions import Choice, Dimension, Floats, Ints

# Spreads below this part of the estimates' size are rounding.
ROUNDING = 1e-20
# And shares below this are.
ROUNDING_OF_SHARES = 1e-12


@dataclass(frozen=True, slots=True)
class ByChoice:
    """The analyses that make one choice: how many, their middle, how many on either side."""

    choice: Choice
    analyses: int
    median: float | None
    below: float | None
    above: float | None


@dataclass(frozen=True, slots=True)
class Carried:
    """One dimension: the shares of variance that it carries, and what each choice gives.

    estimate, verdict: the share of either variance; None where they do not differ at all.
    """

    dimension: Dimension
    estimate: float | None
    verdict: float | None
    choices: tuple[ByChoice, ...]


def carried(crossed: Crossed) -> tuple[Carried, ...]:
    """Every dimension with what it carries, the greatest first; in the order of codes else."""
    found = [
        _carried(crossed, place, dimension)
        for place, dimension in enumerate(crossed.material.dimensions)
    ]
    return tuple(sorted(found, key=lambda one: (-(one.verdict or 0.0), -(one.estimate or 0.0))))


def _carried(crossed: Crossed, place: int, dimension: Dimension) -> Carried:
    codes = np.unravel_index(crossed.crossings, crossed.shape)[place]
    stride = int(np.prod(crossed.shape[place + 1 :], dtype=np.int64))
    others = crossed.crossings - codes * stride
    choices = tuple(
        _by_choice(crossed, crossed.analysis[codes == each], choice)
        for each, choice in enumerate(dimension.choices)
    )
    return Carried(
        dimension,
        _share(crossed.estimate[crossed.analysis], others),
        _share(crossed.side[crossed.analysis].astype(float), others),
        choices,
    )


def _share(values: Floats, group: Ints) -> float | None:
    """The share of the variance of values, those that are finite, that lies within groups."""
    use = np.isfinite(values)
    values, group = values[use], group[use]
    if not values.size:
        return None
    whole = float(((values - values.mean()) ** 2).sum())
    if whole <= ROUNDING * float((values**2).sum()):
        return None
    size = np.bincount(group)
    mean = np.bincount(group, values) / np.maximum(size, 1)
    share = float(((values - mean[group]) ** 2).sum()) / whole
    return share if share > ROUNDING_OF_SHARES else 0.0


def _by_choice(crossed: Crossed, analyses: Ints, choice: Choice) -> ByChoice:
    made = np.zeros(crossed.analyses, bool)
    made[analyses] = True
    which = np.flatnonzero(made)
    if not which.size:
        return ByChoice(choice, 0, None, None, None)
    side = crossed.side[which]
    return ByChoice(
        choice,
        int(which.size),
        float(np.median(crossed.estimate[which])),
        float((side < 0).mean()),
        float((side > 0).mean()),
    )
