"""Looking more than once: boundaries that spend the error rate, and what is believed at a stop.

The statistic at information fraction t is Z(t), and S(t) = Z(t) sqrt(t) has independent normal
increments with mean drift times the step. So the chance of crossing a boundary at each look is
a chain of integrals, one look a link (Armitage, McPherson & Rowe 1969, J R Stat Soc A 132:235).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import e

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Floats, as_floats, check_level, choose
from thymos.kernel.distributions import normal_quantile, normal_upper
from thymos.kernel.roots import Rows, find_root

SIDES: tuple[int, ...] = (1, 2)
NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)
REACH = 9.0  # standard deviations; beyond lies less than 1e-18
# Panels of 16 nodes are at most so many standard deviations of the narrowest step wide.
PANEL = 1.5
# So far from a drift, in standard errors of the last look, is what it carried used.
NEAR = 2.0
NUDGE = 1e-5  # of the drift, for the slopes that Newton's steps follow


def _obrien_fleming(t: Floats, alpha: float) -> Floats:
    with np.errstate(divide="ignore"):
        return 2 * normal_upper(normal_quantile(1 - alpha / 2) / np.sqrt(t))


def _pocock(t: Floats, alpha: float) -> Floats:
    return np.asarray(alpha * np.log1p((e - 1) * t), dtype=np.float64)


# Error spent on one side up to information fraction t, of alpha in all (Lan & DeMets 1983).
SPENDING: tuple[tuple[str, Callable[[Floats, float], Floats]], ...] = (
    ("OF", _obrien_fleming),
    ("Pocock", _pocock),
    ("linear", lambda t, alpha: alpha * t),
)


@dataclass(frozen=True, slots=True, eq=False)
class Boundaries:
    """Boundaries of Z, (look,), above and, for two sides, mirrored below.

    fractions: information so far as a share of what is required. upper: infinite where there
    is nothing to spend. spent: error spent up to each look, over all sides.
    """

    fractions: Floats
    upper: Floats
    spent: Floats
    alpha: float
    sides: int
    spending: str

    @property
    def lower(self) -> Floats:
        """The mirrored boundaries; minus infinity for one side."""
        return -self.upper if self.sides == 2 else np.full(self.upper.shape, -np.inf)


def boundaries(
    fractions: ArrayLike, *, alpha: float = 0.05, sides: int = 2, spending: str = "OF"
) -> Boundaries:
    """Alpha-spending boundaries for looks at given information fractions.

    fractions: (look,), above 0 and increasing. Error is spent up to fraction 1; a look beyond
    spends the rest, and looks after that have none left. alpha: error in all, shared equally
    by the sides. spending: ``OF``, the O'Brien-Fleming type, 2 - 2 Phi(z / sqrt(t)) with z the
    normal quantile at 1 - alpha / (2 sides); ``Pocock``, alpha ln(1 + (e - 1) t) over the sides;
    ``linear``, alpha t. Raises ValueError for fractions that do not increase, alpha outside 0
    to 1, and unknown words. Source: Lan & DeMets 1983, Biometrika 70:659.

    >>> boundaries([0.2, 0.4, 0.6, 0.8, 1.0]).upper.round(4)
    array([4.8769, 3.357 , 2.6803, 2.2898, 2.031 ])
    """
    t = check_fractions(fractions)
    _check_sides(sides)
    choose("spending function", spending, tuple(name for name, _ in SPENDING))
    function = next(f for name, f in SPENDING if name == spending)
    part = check_level(alpha) / sides
    total = np.minimum(function(np.minimum(t, 1.0), part), part)
    upper = np.full(t.shape, np.inf)
    chain = _Chain(t, 0.0)
    for look, due in enumerate(np.diff(total, prepend=0.0)):
        upper[look] = chain.level_of(look, float(due))
        chain.move(look, -upper[look] if sides == 2 else -np.inf, upper[look])
    return Boundaries(t, upper, total * sides, alpha, sides, spending)


def crossing(bounds: Boundaries, drift: float = 0.0) -> tuple[Floats, Floats]:
    """Chances of first crossing the upper and the lower boundary at each look, both (look,).

    drift: expected Z at information fraction 1; 0 under no effect. Power is the sum over looks.
    Raises ValueError for a drift that is not finite.

    >>> above, below = crossing(boundaries([0.5, 1.0]), drift=3.0)
    >>> above.round(4), below.max() < 1e-6
    (array([0.2001, 0.6495]), np.True_)
    """
    if not np.isfinite(drift):
        raise ValueError(f"drift must be finite, got {drift}")
    chain = _Chain(bounds.fractions, float(drift))
    out = np.zeros((2, bounds.upper.size))
    for look, (low, high) in enumerate(zip(bounds.lower, bounds.upper, strict=True)):
        out[:, look] = chain.beyond(look, high), chain.short_of(look, low)
        chain.move(look, low, high)
    return out[0], out[1]


def enlargement(bounds: Boundaries, power: float = 0.8) -> float:
    """How many times the plain required information the looks need for the same power.

    bounds: planned up to fraction 1. The fractions are then of the enlarged size. Raises
    ValueError for a power outside alpha to 1, or a plan that does not end at fraction 1.
    Source: Jennison & Turnbull 2000, Group Sequential Methods, section 7.2.

    >>> round(enlargement(boundaries([0.5, 1.0])), 4)
    1.0037
    """
    if bounds.fractions[-1] != 1:
        raise ValueError(f"the last look must be at fraction 1, got {bounds.fractions[-1]}")
    if not bounds.alpha < power < 1:
        raise ValueError(f"power must lie between alpha and 1, got {power}")
    plain = normal_quantile(1 - bounds.alpha / bounds.sides) + normal_quantile(power)

    def lacking(drift: Floats, _: Rows) -> tuple[Floats, Floats]:
        chance = crossing(bounds, float(drift[0]))[0].sum()
        nudged = crossing(bounds, float(drift[0]) + NUDGE)[0].sum()
        return np.array([chance - power]), np.array([(nudged - chance) / NUDGE])

    drift = find_root(lacking, np.zeros(1), np.array([10 * float(plain)]), rising=True)
    return float((drift[0] / plain) ** 2)


@dataclass(frozen=True, slots=True, eq=False)
class Stagewise:
    """P value and interval that allow for the looks; on the scale of the drift.

    p: two-sided; median: the drift under which half of all courses would be more extreme.
    """

    p: float
    median: float
    low: float
    high: float
    level: float


def stagewise(bounds: Boundaries, look: int, z: float, *, level: float = 0.95) -> Stagewise:
    """What a course that stood at z at its last look says, by the stage-wise ordering.

    look: index of the last look, from 0, no earlier one having crossed; z: the statistic
    there. Courses that crossed earlier above count as more extreme, whatever their z. To turn
    drift into an effect, divide by sqrt(required information). Raises ValueError for a look
    that is not there, or a z that is not finite.
    Source: Tsiatis, Rosner & Mehta 1984, Biometrics 40:797; Fairbanks & Madsen 1982.

    >>> found = stagewise(boundaries([0.5, 1.0]), 0, 3.2)
    >>> round(found.p, 5), round(found.low, 3), round(found.high, 3)
    (0.00137, 1.754, 7.297)
    """
    if not 0 <= look < bounds.upper.size:
        raise ValueError(f"look must be from 0 to {bounds.upper.size - 1}, got {look}")
    if not np.isfinite(z):
        raise ValueError(f"z must be finite, got {z}")
    rest = 1 - check_level(level)
    courses = _Courses(bounds, look, z)
    above = courses.above(0.0)
    wanted = np.array([rest / 2, 0.5, 1 - rest / 2])
    scale = 1 / np.sqrt(bounds.fractions[look])
    reach = (REACH + abs(z)) * scale
    # Below the first boundary's own noise an earlier exit is as good as a late one.
    reach = max(reach, float((REACH + abs(z)) / np.sqrt(bounds.fractions[0])))

    def excess(drift: Floats, rows: Rows) -> tuple[Floats, Floats]:
        chance = np.array([courses.above(float(d)) for d in drift])
        nudged = np.array([courses.above(float(d) + NUDGE) for d in drift])
        return chance - wanted[rows], (nudged - chance) / NUDGE

    ends = np.full(3, reach)
    low, middle, high = find_root(excess, -ends, ends, rising=True, floor=1e-3)
    return Stagewise(2 * min(above, 1 - above), float(middle), float(low), float(high), level)


class _Courses:
    """Chances of courses at least as far up as z at a look, or of an earlier exit above.

    What is carried from look to look under one drift serves all near it: a course that has
    come to s by time t is exp((d - r) s - (d^2 - r^2) t / 2) times as likely under d as under r.
    """

    def __init__(self, bounds: Boundaries, look: int, z: float) -> None:
        self.bounds, self.look, self.z = bounds, look, z
        self.known: list[tuple[float, list[tuple[Floats, Floats]]]] = []

    def above(self, drift: float) -> float:
        """The chance under a drift."""
        root = float(np.sqrt(self.bounds.fractions[self.look]))
        known = min(self.known, key=lambda one: abs(one[0] - drift), default=None)
        if known is None or abs(known[0] - drift) * root > NEAR:
            known = drift, self._carried(drift)
            self.known.append(known)
        reference, stages = known
        t, total = self.bounds.fractions, 0.0
        for place, (at, mass) in enumerate(stages):
            before = t[place - 1] if place else 0.0
            step = t[place] - before
            limit = self.z if place == self.look else self.bounds.upper[place]
            apart = drift - reference
            turned = mass * np.exp(apart * (at - 0.5 * (drift + reference) * before))
            away = (limit * np.sqrt(t[place]) - at - drift * step) / np.sqrt(step)
            total += float(turned @ normal_upper(away))
        return total

    def _carried(self, drift: float) -> list[tuple[Floats, Floats]]:
        """Where courses stand before each look, and how many, under a drift."""
        chain = _Chain(self.bounds.fractions, drift)
        stages = [(chain.at, chain.mass)]
        for place in range(self.look):
            chain.move(place, self.bounds.lower[place], self.bounds.upper[place])
            stages.append((chain.at, chain.mass))
        return stages


class _Chain:
    """The density of S over courses that have not stopped, carried from look to look."""

    def __init__(self, fractions: Floats, drift: float) -> None:
        self.t, self.drift = fractions, drift
        self.steps = np.diff(fractions, prepend=0.0)
        # Before the first look all courses are at 0.
        self.at, self.mass = np.zeros(1), np.ones(1)

    def beyond(self, look: int, z: float) -> float:
        """Chance of going on to this look and being above z there."""
        return float(self.mass @ normal_upper(self._away(look, z)))

    def short_of(self, look: int, z: float) -> float:
        """The same for being below z."""
        return float(self.mass @ normal_upper(-self._away(look, z)))

    def level_of(self, look: int, chance: float) -> float:
        """The z above which that chance lies; infinite for none."""
        if chance < np.finfo(float).tiny:
            return float("inf")
        top = 2 * float(np.sqrt(-2 * np.log(chance))) + REACH

        def excess(z: Floats, _: Rows) -> tuple[Floats, Floats]:
            away = self._away(look, float(z[0]))
            slope = np.exp(-0.5 * away**2) * np.sqrt(self.t[look] / self.steps[look])
            slope = -(self.mass @ slope) / np.sqrt(2 * np.pi)
            # In logarithms the tail is nearly straight, however small the chance.
            have = max(self.beyond(look, float(z[0])), np.finfo(float).tiny)
            return np.array([np.log(have / chance)]), np.array([slope / have])

        return float(find_root(excess, np.array([-REACH]), np.array([top]), floor=1.0)[0])

    def move(self, look: int, low: float, high: float) -> None:
        """Keep the courses between low and high at this look."""
        root, step = np.sqrt(self.t[look]), self.steps[look]
        ends = np.clip([low * root, high * root], *self._span(look))
        finest = np.sqrt(self.steps[look : look + 2].min())
        panels = max(1, int(np.ceil((ends[1] - ends[0]) / (PANEL * finest))))
        edges = np.linspace(ends[0], ends[1], panels + 1)
        half = 0.5 * np.diff(edges)[:, None]
        points = (edges[:-1, None] + half * (1 + NODES)).ravel()
        apart = (points[:, None] - self.at - self.drift * step) / np.sqrt(step)
        density = np.exp(-0.5 * apart**2) @ self.mass / np.sqrt(2 * np.pi * step)
        self.at, self.mass = points, density * (half * WEIGHTS).ravel()

    def _span(self, look: int) -> tuple[float, float]:
        centre, reach = self.drift * self.t[look], REACH * np.sqrt(self.t[look])
        return float(centre - reach), float(centre + reach)

    def _away(self, look: int, z: float) -> Floats:
        step = self.steps[look]
        limit = z * np.sqrt(self.t[look])
        return np.asarray((limit - self.at - self.drift * step) / np.sqrt(step))


def check_fractions(fractions: ArrayLike) -> Floats:
    """Information fractions as an array, refusing what is not positive and increasing."""
    t = np.atleast_1d(as_floats("fractions", fractions))
    if t.ndim != 1 or t.size == 0:
        raise ValueError(f"fractions must have shape (look,), got {t.shape}")
    bad = np.flatnonzero(~(np.isfinite(t) & (np.diff(t, prepend=0.0) > 0)))
    if bad.size:
        raise ValueError(
            f"fractions: look {bad[0] + 1} is {t[bad[0]]}, expected a finite value above "
            f"{t[bad[0] - 1] if bad[0] else 0}"
        )
    return t


def _check_sides(sides: int) -> None:
    if sides not in SIDES:
        raise ValueError(f"sides must be 1 or 2, got {sides}")
