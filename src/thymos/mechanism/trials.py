"""Trials run in the model, beside what the real ones counted.

The model knows no death. A readout above a value is taken for one, and in each biology patients
of different states are mixed so that the untreated die as often as the trial's controls did: the
risk among controls is put in, only the difference comes out. Theory, not evidence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thymos.kernel.distributions import normal_quantile, normal_upper
from thymos.kernel.tests2x2 import risk_difference_interval
from thymos.mechanism.twoway import Share, share

Floats = NDArray[np.float64]

# Less than a hundredth of a percentage point is called no difference.
NOTHING = 1e-4
# Whoever does not come into the state is not in the trial. A state into which fewer than this
# part come hardly exists in a biology, and is left out.
LEAST_ENROLLED = 0.1
# A mixture is tilted towards the sicker by at most exp(this) a unit of risk: pure, to ten digits.
MOST_TILT = 1e4
DOTS = 50
HALVINGS = 80
ALPHA = 0.05
# A ratio of likelihoods between a third and three is barely worth a mention (Jeffreys 1961).
BARELY = 3.0


@dataclass(frozen=True, slots=True)
class Observed:
    """What a real trial counted, and its risk difference with Wald's interval at 95 %."""

    treated_events: int
    treated_n: int
    control_events: int
    control_n: int
    difference: float
    low: float
    high: float

    @property
    def control_risk(self) -> float:
        """The share of controls with an event."""
        return self.control_events / self.control_n

    def se(self, treated_risk: Floats | float) -> Floats:
        """Standard error of the difference in a trial of this size at given risks, any shape."""
        p, q = np.clip(np.asarray(treated_risk), 0.0, 1.0), self.control_risk
        variance = p * (1 - p) / self.treated_n + q * (1 - q) / self.control_n
        return np.asarray(np.sqrt(np.maximum(variance, 1e-12)))


@dataclass(frozen=True, slots=True)
class Prediction:
    """Risk differences over biologies, as parts of one, and what a trial could see of them.

    points: the 2.5th, 25th, 50th, 75th and 97.5th percentile. dots: the middles of fifty equal
    shares of the biologies, rising; each stands for two in a hundred. better, worse: the share of
    biologies in which fewer, or more, of the treated die. inside: the share in the observed
    interval. none_inside: whether no difference lies there too. wins, loses: the chance that a
    trial of this size finds fewer, or more, deaths at a two-sided P below 0.05; `by_chance` is
    that without any effect. ratio: how much likelier the observed difference is under the model
    than under no effect. left_out: biologies in which no mixture gives the risk of the controls.
    """

    points: tuple[float, float, float, float, float]
    dots: tuple[float, ...]
    better: Share
    worse: Share
    inside: Share
    none_inside: bool
    wins: float
    loses: float
    by_chance: float
    ratio: float
    left_out: int


def observed(treated: tuple[int, int], control: tuple[int, int]) -> Observed:
    """Two arms as (events, n). Raises ValueError for events above n or an empty arm.

    >>> found = observed((47, 181), (63, 180))
    >>> [round(100 * x, 1) for x in (found.difference, found.low, found.high)]
    [-9.0, -18.5, 0.4]
    """
    (a, n), (c, m) = treated, control
    found = risk_difference_interval(a, n - a, c, m - c, method="wald")
    return Observed(a, n, c, m, found.estimate.item(), found.low.item(), found.high.item())


def differences(
    control: Floats, treated: Floats, strata: NDArray[np.intp], control_risk: float
) -> Floats:
    """The risk difference of each biology, (biology,), nan where it cannot be told.

    control, treated: (biology, patient), 1 for a death and 0 for none, of the same patients
    untreated and treated; nan where a patient never came into the state. strata: (patient,), from
    0 on. Strata are mixed so that the untreated die with `control_risk`, and otherwise as evenly
    as can be (the mixture of greatest entropy, Jaynes 1957, Phys Rev 106:620). Raises ValueError
    for arrays of other shapes.

    >>> control, treated = np.array([[0.0, 0.0, 1.0, 1.0]]), np.array([[0.0, 0.0, 1.0, 0.0]])
    >>> differences(control, treated, np.array([0, 0, 1, 1]), 0.3).round(3)
    array([-0.15])
    """
    if control.shape != treated.shape or strata.shape != control.shape[1:]:
        shapes = f"{control.shape}, {treated.shape} and {strata.shape}"
        raise ValueError(f"expected patients of one shape, found {shapes}")
    risks = [_risks(*pair, strata) for pair in zip(control, treated, strict=True)]
    return np.array([_mixed(before, after, control_risk) for before, after in risks])


def _risks(control: Floats, treated: Floats, strata: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Risks in each stratum that has patients, untreated and treated, (stratum,)."""
    seen = np.isfinite(control) & np.isfinite(treated)
    found = []
    for stratum in range(int(strata.max()) + 1):
        mine = strata == stratum
        enrolled = mine & seen
        if enrolled.sum() >= max(1.0, LEAST_ENROLLED * mine.sum()):
            found.append((control[enrolled].mean(), treated[enrolled].mean()))
    before, after = np.array(found).T if found else np.zeros((2, 0))
    return before, after


def _mixed(before: Floats, after: Floats, risk: float) -> float:
    """The difference of strata mixed to a risk among the untreated; nan where none gives it."""
    if not before.size or not before.min() <= risk <= before.max():
        return float("nan")
    weights = _evenly(before, risk)
    return float(weights @ (after - before))


def _evenly(values: Floats, mean: float) -> Floats:
    """Weights of a given mean, as even as can be: in proportion to exp(tilt · value)."""
    if np.ptp(values) == 0:
        return np.full(values.size, 1 / values.size)

    def tilted(tilt: float) -> Floats:
        logs = tilt * (values - values.mean())
        weights = np.exp(logs - logs.max())
        return np.asarray(weights / weights.sum())

    low, high = -MOST_TILT, MOST_TILT
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if tilted(middle) @ values < mean else (low, middle)
    return tilted((low + high) / 2)


def predict(found: Floats, seen: Observed) -> Prediction | None:
    """What the biologies say together, (biology,); None where none can be judged."""
    known = found[np.isfinite(found)]
    if not known.size:
        return None
    wins, loses = _chances(known, seen)
    points = np.quantile(known, [0.025, 0.25, 0.5, 0.75, 0.975]).tolist()
    return Prediction(
        points=(points[0], points[1], points[2], points[3], points[4]),
        dots=tuple(np.quantile(known, (np.arange(DOTS) + 0.5) / DOTS).tolist()),
        better=share(known < -NOTHING),
        worse=share(known > NOTHING),
        inside=share((known >= seen.low) & (known <= seen.high)),
        none_inside=seen.low <= 0 <= seen.high,
        wins=float(wins.mean()),
        loses=float(loses.mean()),
        by_chance=ALPHA / 2,
        ratio=_ratio(known, seen),
        left_out=int(found.size - known.size),
    )


def _chances(known: Floats, seen: Observed) -> tuple[Floats, Floats]:
    """Chances that a trial of this size wins and loses, (biology,), by the normal approximation."""
    z = float(normal_quantile(1 - ALPHA / 2))
    se = seen.se(seen.control_risk + known)
    return normal_upper(z + known / se), normal_upper(z - known / se)


def _ratio(known: Floats, seen: Observed) -> float:
    """Likelihood of the observed difference under the model over that under no effect."""

    def density(difference: Floats) -> Floats:
        se = seen.se(seen.control_risk + difference)
        return np.exp(-0.5 * ((seen.difference - difference) / se) ** 2) / se

    return float(density(known).mean() / density(np.zeros(1))[0])
