"""Priors for the heterogeneity tau, a standard deviation on the analysis scale.

A prior is a density, a distribution function and a quantile function of tau. An improper one
has no quantiles; its distribution function is then the integral of its density from 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from thymos.kernel.batch import Floats
from thymos.tables import rows

ROOT_HALF_PI = float(np.sqrt(np.pi / 2))


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """A prior for tau > 0: functions of arrays, elementwise.

    log_density and cdf take tau, quantile takes a probability. proper: whether the density
    integrates to 1. tail: the power of tau with which the density falls in the end, infinite
    where it falls faster. upper: where tau ends. label: the distribution in words. doubt: why
    its figures may be wrong.
    """

    label: str
    log_density: Callable[[Floats], Floats]
    cdf: Callable[[Floats], Floats]
    quantile: Callable[[Floats], Floats]
    proper: bool = True
    tail: float = float("inf")
    upper: float = float("inf")
    doubt: str = ""


def half_normal(scale: float) -> Prior:
    """tau = |z| times scale, z standard normal.

    scale: above 0, in the unit of the effects; for log odds ratios 0.5 and 1.0 are common
    (Friede et al. 2017, Res Synth Methods 8:79). Raises ValueError for any other scale.

    >>> half_normal(0.5).quantile(np.array([0.5, 0.95])).round(3)
    array([0.337, 0.98 ])
    """
    s = _scale(scale)
    return Prior(
        f"half-normal({scale:g})",
        lambda tau: -0.5 * (tau / s) ** 2 - np.log(s * ROOT_HALF_PI),
        lambda tau: np.asarray(special.erf(tau / (s * np.sqrt(2)))),
        lambda p: np.asarray(s * np.sqrt(2) * special.erfinv(p)),
    )


def half_cauchy(scale: float) -> Prior:
    """tau = |c| times scale, c standard Cauchy: a long tail (Gelman 2006, Bayesian Anal 1:515).

    scale: above 0, the median of tau. Raises ValueError for any other scale.

    >>> half_cauchy(0.5).quantile(np.array([0.5, 0.95])).round(3)
    array([0.5  , 6.353])
    """
    s = _scale(scale)
    return Prior(
        f"half-Cauchy({scale:g})",
        lambda tau: np.log(2 / (np.pi * s)) - np.log1p((tau / s) ** 2),
        lambda tau: 2 / np.pi * np.arctan(tau / s),
        lambda p: s * np.tan(np.pi / 2 * np.asarray(p)),
        tail=2.0,
    )


def uniform(upper: float | None = None) -> Prior:
    """All tau alike, up to a bound; without one the prior is improper.

    upper: above 0, or None. Without a bound the posterior exists from three studies on.
    Raises ValueError for any other bound.

    >>> uniform(2.0).cdf(np.array([0.5, 3.0]))
    array([0.25, 1.  ])
    """
    if upper is None:
        return Prior(
            "uniform, improper",
            lambda tau: np.zeros(np.shape(tau)),
            lambda tau: np.asarray(tau, float),
            lambda p: np.full(np.shape(p), np.nan),
            proper=False,
            tail=0.0,
        )
    top = _scale(upper)
    return Prior(
        f"uniform(0, {upper:g})",
        lambda tau: np.where(tau <= top, -np.log(top), -np.inf),
        lambda tau: np.minimum(tau / top, 1.0),
        lambda p: top * np.asarray(p, float),
        upper=top,
    )


def log_normal(location: float, scale: float) -> Prior:
    """ln(tau) is normal; location and scale are of ln(tau), half of those of ln(tau squared).

    Raises ValueError when location is not finite or scale is not above 0.

    >>> log_normal(-1.28, 0.87).quantile(np.array([0.5])).round(3)
    array([0.278])
    """
    m, s = _location(location), _scale(scale)

    def log_density(tau: Floats) -> Floats:
        x = np.log(tau)
        return np.asarray(-0.5 * ((x - m) / s) ** 2 - x - np.log(s * np.sqrt(2 * np.pi)))

    return Prior(
        f"log-normal({location:g}, {scale:g})",
        log_density,
        lambda tau: np.asarray(special.ndtr((_log(tau) - m) / s)),
        lambda p: np.exp(m + s * np.asarray(special.ndtri(p))),
    )


def log_t(location: float, scale: float, df: float = 5.0) -> Prior:
    """ln(tau) is Student's t with df degrees of freedom, moved and stretched.

    location, scale: of ln(tau). Raises ValueError when location is not finite, or scale or df
    not above 0.

    >>> log_t(-1.72, 1.295).quantile(np.array([0.5, 0.95])).round(3)
    array([0.179, 2.434])
    """
    m, s, n = _location(location), _scale(scale), _scale(df)
    constant = special.gammaln((n + 1) / 2) - special.gammaln(n / 2) - 0.5 * np.log(n * np.pi)

    def log_density(tau: Floats) -> Floats:
        x = np.log(tau)
        tail = (n + 1) / 2 * np.log1p(((x - m) / s) ** 2 / n)
        return np.asarray(constant - np.log(s) - tail - x)

    return Prior(
        f"log-t({location:g}, {scale:g}; {df:g} df)",
        log_density,
        lambda tau: np.asarray(special.stdtr(n, (_log(tau) - m) / s)),
        lambda p: np.exp(m + s * np.asarray(special.stdtrit(n, p))),
        tail=1.0,
    )


def turner(outcome: str = "any", comparison: str = "any") -> Prior:
    """Prior for log odds ratios, from published meta-analyses (Turner et al. 2015).

    outcome, comparison: as in `tables/turner2015.csv`, such as ``mortality`` and
    ``drug-control``; ``any`` for both is the distribution over all. Raises ValueError naming
    the choices for what is not there. Source: Stat Med 34:984, Table IV.

    >>> turner("mortality", "drug-control").quantile(np.array([0.5, 0.975])).round(3)
    array([0.139, 0.516])
    """
    found = _row("turner2015", {"outcome": outcome, "comparison": comparison})
    prior = log_normal(float(found["location"]) / 2, float(found["scale"]) / 2)
    return _renamed(prior, f"Turner 2015, {outcome}, {comparison}", found["doubt"])


def rhodes(outcome: str = "any", comparison: str = "any", area: str = "") -> Prior:
    """Prior for standardised mean differences from published meta-analyses (Rhodes et al. 2015).

    outcome, comparison, area: as in `tables/rhodes2015.csv`; ``any`` is the distribution over
    all; area: ``general`` unless given, ``respiratory`` or ``cancer``. Two figures break the
    pattern of their table; their priors say so in `doubt`. Raises ValueError naming the choices
    for what is not there. Source: J Clin Epidemiol 68:52, Tables 3, A.3.1 and A.3.2.

    >>> rhodes("mental-health", "other-any").doubt
    'location -3.85 of ln(tau2): its row and column suggest -2.85'
    """
    place = area or ("any" if outcome == comparison == "any" else "general")
    found = _row("rhodes2015", {"outcome": outcome, "comparison": comparison, "area": place})
    prior = log_t(float(found["location"]) / 2, float(found["scale"]) / 2)
    doubt = found["doubt"] and f"location {found['location']} of ln(tau2): {found['doubt']}"
    return _renamed(prior, f"Rhodes 2015, {outcome}, {comparison}, {place}", doubt)


def _row(table: str, wanted: dict[str, str]) -> dict[str, str]:
    left = rows(table)
    for column, value in wanted.items():
        known = dict.fromkeys(row[column] for row in left)
        if value not in known:
            raise ValueError(f"unknown {column} {value!r}; choose one of {', '.join(known)}")
        left = tuple(row for row in left if row[column] == value)
    return left[0]


def _renamed(prior: Prior, name: str, doubt: str) -> Prior:
    return replace(prior, label=f"{prior.label} ({name})", doubt=doubt)


def _log(tau: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(tau), dtype=np.float64)


def _scale(scale: float) -> float:
    if not (np.isfinite(scale) and scale > 0):
        raise ValueError(f"a prior's scale, bound or df must be finite and above 0, got {scale}")
    return float(scale)


def _location(location: float) -> float:
    if not np.isfinite(location):
        raise ValueError(f"a prior's location must be finite, got {location}")
    return float(location)
