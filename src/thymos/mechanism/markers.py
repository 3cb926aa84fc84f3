"""Which readout, when, tells a model from the one without an arm, and with how many patients.

Treated patients of both structures are compared; the untreated are the same in both, so that
the difference between treated and control moves by as much. Readouts are on a logarithm.
Theory, not evidence: it tells which measurement would question the theory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thymos.kernel.distributions import normal_quantile
from thymos.mechanism.twoway import Share, share

Floats = NDArray[np.float64]

ALPHA = 0.05
POWERS = (0.8, 0.9)
# A readout below this is taken for it: a laboratory has a limit too, and a logarithm needs one.
FLOOR = 1e-6
# Differences below this, in standard deviations, are rounding.
TINY = 1e-6
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Marker:
    """One readout at one hour after the first dose.

    difference: mean logarithm with the arm less without. spread: standard deviation between
    patients, pooled over both structures and all biologies. standardised: the one over the
    other. n80, n90: patients per arm at a power of 80 and 90 %; None where no number would do.
    same_way: biologies in which the difference has the sign of `difference`. told: those in
    which `most` per arm would do at 80 %. noise: measurement error, in spreads between
    patients, from which on `most` per arm would not do; None where they never do.
    """

    scenario: str
    readout: str
    hour: float
    difference: float
    spread: float
    standardised: float
    n80: int | None
    n90: int | None
    same_way: Share
    told: Share
    noise: float | None


@dataclass(frozen=True, slots=True)
class Blinding:
    """A parameter that decides whether a marker tells: its rank correlation with the difference.

    correlation: Spearman's, with the size of the standardised difference over biologies.
    telling, silent: medians of the parameter where `most` per arm would do, and where not;
    None where there is none of the sort.
    """

    parameter: str
    correlation: float
    telling: float | None
    silent: float | None


def per_arm(standardised: ArrayLike, power: float) -> Floats:
    """Patients per arm for a two-sided 5 % test of two means, any shape; inf for no difference.

    2 (z_{1-α/2} + z_power)² / d² (Julious 2004, Stat Med 23:1921), before rounding up.

    >>> per_arm([0.5, 0.2], 0.8).round(1)
    array([ 62.8, 392.4])
    """
    z = float(normal_quantile(1 - ALPHA / 2) + normal_quantile(power))
    d = np.abs(np.asarray(standardised, dtype=float))
    with np.errstate(divide="ignore"):
        return np.where(d > TINY, 2 * z**2 / np.square(np.maximum(d, TINY)), np.inf)


def logarithm(values: Floats) -> Floats:
    """Readouts on the scale on which they are compared, nan kept."""
    return np.log(np.maximum(values, FLOOR))


def marker(
    where: tuple[str, str, float], with_arm: Floats, without: Floats, most: int
) -> Marker | None:
    """Compare one readout at one hour; None where it differs in nobody.

    where: scenario, readout, hour. with_arm, without: (biology, patient) on the logarithm, the
    same patients; nan where they cannot be judged.
    """
    seen = np.isfinite(with_arm) & np.isfinite(without)
    one, two = (np.where(seen, each, np.nan) for each in (with_arm, without))
    apart = standardised(one, two)
    difference = float(np.nanmean(one - two)) if seen.any() else 0.0
    spread = _spread(one.ravel(), two.ravel())
    whole = difference / spread if spread > 0 else 0.0
    if abs(whole) <= TINY:
        return None
    n80, n90 = (per_arm(whole, power).item() for power in POWERS)
    known = apart[np.isfinite(apart)]
    return Marker(
        *where,
        difference=difference,
        spread=spread,
        standardised=whole,
        n80=_whole(n80),
        n90=_whole(n90),
        same_way=share(np.sign(known) == np.sign(difference)),
        told=share(per_arm(known, POWERS[0]) <= most),
        # Error of the measurement adds to the variance: n grows by 1 + noise².
        noise=float(np.sqrt(most / n80 - 1)) if n80 <= most else None,
    )


def standardised(with_arm: Floats, without: Floats) -> Floats:
    """The difference in standard deviations between patients, (biology,), nan where unknown.

    Zero where a biology shows no difference; both arrays (biology, patient).
    """
    found = np.full(with_arm.shape[0], np.nan)
    for i, (one, two) in enumerate(zip(with_arm, without, strict=True)):
        if np.isfinite(one).sum() > 1:
            difference, spread = np.nanmean(one - two), _spread(one, two)
            found[i] = difference / spread if spread > 0 else 0.0
    return found


def ranked(found: Sequence[Marker]) -> tuple[Marker, ...]:
    """The fewest patients first."""
    return tuple(sorted(found, key=lambda each: (-abs(each.standardised), each.hour)))


def blindings(
    apart: Floats, parameters: Floats, names: Sequence[str], most: int
) -> tuple[Blinding, ...]:
    """The parameters on which it hangs whether a marker tells, the strongest first.

    apart: (biology,) of `standardised`; parameters: (biology, parameter), those that biologies
    differ in.
    """
    known = np.isfinite(apart)
    size, drawn = np.abs(apart[known]), parameters[known]
    if size.size < 3 or np.ptp(size) == 0:
        return ()
    tells = per_arm(size, POWERS[0]) <= most
    found = []
    for column, name in enumerate(names):
        values = drawn[:, column]
        if np.ptp(values) > 0:
            r = float(np.corrcoef(_ranks(size), _ranks(values))[0, 1])
            found.append(Blinding(name, r, _median(values[tells]), _median(values[~tells])))
    return tuple(sorted(found, key=lambda each: -abs(each.correlation))[:MOST_NAMED])


def _spread(one: Floats, two: Floats) -> float:
    """Standard deviation pooled over both structures; nan is left out."""
    known_one, known_two = one[np.isfinite(one)], two[np.isfinite(two)]
    if known_one.size < 2 or known_two.size < 2:
        return 0.0
    return float(np.sqrt((known_one.var(ddof=1) + known_two.var(ddof=1)) / 2))


def _whole(n: float) -> int | None:
    return int(np.ceil(max(n, 2.0))) if np.isfinite(n) else None


def _ranks(values: Floats) -> Floats:
    """Ranks with those of equal values shared."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[place])


def _median(values: Floats) -> float | None:
    return float(np.median(values)) if values.size else None
