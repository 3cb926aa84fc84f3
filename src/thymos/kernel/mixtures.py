"""Distributions as functions: mixtures of normals, and what every distribution can be asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from thymos.kernel.batch import Floats, Ints, as_floats, check_level, choose
from thymos.kernel.roots import find_minimum, find_root

INTERVALS: tuple[str, ...] = ("central", "shortest")
# Points between which a highest density is looked for; a posterior has few peaks.
MODE_POINTS = 401


class Distribution(Protocol):
    """A continuous distribution: three functions of arrays and two moments."""

    @property
    def mean(self) -> float:
        """The mean; nan where there is none."""
        ...

    @property
    def sd(self) -> float:
        """The standard deviation; nan where there is none."""
        ...

    def density(self, x: ArrayLike) -> Floats:
        """Density at x, elementwise."""
        ...

    def cdf(self, x: ArrayLike) -> Floats:
        """Probability of at most x, elementwise."""
        ...

    def quantile(self, p: ArrayLike) -> Floats:
        """Value below which the share p lies, elementwise, p from 0 to 1."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class NormalMixture:
    """A finite mixture of normal distributions; weights, means, sds: (component,)."""

    weights: Floats
    means: Floats
    sds: Floats
    mean: float
    sd: float

    def density(self, x: ArrayLike) -> Floats:
        """Density at x, elementwise.

        >>> mixture([1.0], [0.0], [2.0]).density([0.0]).round(4)
        array([0.1995])
        """
        return self._sum(x, lambda z: np.exp(-0.5 * z * z) / (self.sds * np.sqrt(2 * np.pi)))

    def cdf(self, x: ArrayLike) -> Floats:
        """Probability of at most x, elementwise.

        >>> mixture([0.5, 0.5], [-1.0, 1.0], [1.0, 1.0]).cdf([0.0])
        array([0.5])
        """
        return self._sum(x, lambda z: np.asarray(special.ndtr(z)))

    def quantile(self, p: ArrayLike) -> Floats:
        """Value below which the share p lies, elementwise. Raises ValueError outside 0 to 1.

        >>> mixture([0.5, 0.5], [-1.0, 1.0], [1.0, 1.0]).quantile([0.5]).round(9) + 0.0
        array([0.])
        """
        share = check_share(p)
        flat = share.ravel()
        inside = np.clip(flat, 1e-300, 1 - 2**-53)
        each = special.ndtri(inside)[:, None] * self.sds + self.means
        answer = find_root(
            lambda x, rows: (self.cdf(x) - inside[rows], self.density(x)),
            each.min(-1),
            each.max(-1),
            rising=True,
            floor=self.sd,
        )
        answer = np.where(flat == 0, -np.inf, np.where(flat == 1, np.inf, answer))
        return answer.reshape(share.shape)

    def _sum(self, x: ArrayLike, of: Callable[[Floats], Floats]) -> Floats:
        points = as_floats("x", x)
        flat = points.reshape(-1, 1)
        return np.asarray(of((flat - self.means) / self.sds) @ self.weights).reshape(points.shape)


def mixture(weights: ArrayLike, means: ArrayLike, sds: ArrayLike) -> NormalMixture:
    """A mixture of normals from weights above 0 that need not sum to 1, means and sds.

    weights, means, sds: (component,). Raises ValueError when shapes differ, when a weight is
    negative or all are 0, or when a standard deviation is not positive.

    >>> found = mixture([1, 1], [-1, 1], [1, 1])
    >>> found.mean, round(found.sd, 4)
    (0.0, 1.4142)
    """
    w, m, s = as_floats("weights", weights), as_floats("means", means), as_floats("sds", sds)
    if not (w.shape == m.shape == s.shape and w.ndim == 1):
        raise ValueError(f"weights, means and sds must agree: {w.shape}, {m.shape}, {s.shape}")
    if not ((w >= 0).all() and w.sum() > 0 and (s > 0).all() and np.isfinite(m + s + w).all()):
        raise ValueError("a mixture needs finite means, weights of 0 or more, and sds above 0")
    w = w / w.sum()
    mean = float(w @ m)
    return NormalMixture(w, m, s, mean, float(np.sqrt(w @ (s * s + (m - mean) ** 2))))


def check_share(p: ArrayLike) -> Floats:
    """Probabilities as an array, refusing (ValueError) what is not from 0 to 1."""
    share = as_floats("p", p)
    if not ((share >= 0) & (share <= 1)).all():
        raise ValueError(f"a probability must lie from 0 to 1, got {share}")
    return share


def credible(
    distribution: Distribution, level: float = 0.95, *, kind: str = "central"
) -> tuple[float, float]:
    """The interval that holds a share of a distribution.

    kind: ``central`` leaves out as much below as above; ``shortest`` is the narrowest one, for
    a density with one peak that of highest density. Raises ValueError for an unknown kind or a
    level outside 0 to 1.

    >>> low, high = credible(mixture([1.0], [0.0], [1.0]), kind="shortest")
    >>> round(low, 6), round(high, 6)
    (-1.959964, 1.959964)
    """
    choose("interval", kind, INTERVALS)
    rest = 1.0 - check_level(level)
    if kind == "central":
        low, high = distribution.quantile([rest / 2, 1 - rest / 2])
        return float(low), float(high)

    def unequal(p: Floats, _: Ints) -> tuple[Floats, Floats]:
        ends = distribution.quantile(np.concatenate([p, p + 1 - rest]))
        low, high = np.split(distribution.density(ends), 2)
        return low - high, np.full(p.shape, np.nan)

    # The ends of the shortest interval are equally dense, or one of them is the support's end.
    least = 1e-6 * rest
    lower = find_root(
        unequal, np.array([least]), np.array([rest - least]), rising=True, floor=0.01 * rest
    )
    below = np.array([0.0, float(lower[0]), rest])
    ends = distribution.quantile(np.concatenate([below, np.minimum(below + 1 - rest, 1.0)]))
    lows, highs = np.split(ends, 2)
    narrowest = int((highs - lows).argmin())
    return float(lows[narrowest]), float(highs[narrowest])


def mode(distribution: Distribution) -> float:
    """Where the density is highest, for a distribution with few peaks.

    >>> round(mode(mixture([2.0, 1.0], [0.0, 5.0], [1.0, 1.0])), 4)
    0.0
    """
    points = distribution.quantile(np.linspace(0.0005, 0.9995, MODE_POINTS))
    edge = distribution.quantile([0.0])
    points = np.concatenate([edge[np.isfinite(edge)], points])
    best = int(distribution.density(points).argmax())
    low, high = points[max(best - 1, 0)], points[min(best + 1, points.size - 1)]
    found = find_minimum(
        lambda x, _: -distribution.density(x),
        np.array([low]),
        np.array([high]),
        floor=distribution.sd,
    )
    # At the end of the support a search by values stops short of it by rounding.
    ends = np.array([low, float(found[0])])
    return float(ends[distribution.density(ends).argmax()])
