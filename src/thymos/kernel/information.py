"""How much information a meta-analysis needs before it can decide.

Required information size: what one trial of the same power would need, enlarged for the
spread between trials. Sizes are of both groups together, equally large.
"""

from __future__ import annotations

from math import floor

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Floats, as_floats, check_level, refuse
from thymos.kernel.distributions import normal_quantile
from thymos.kernel.pool import Pooled


def required_information(
    effect: float, *, alpha: float = 0.05, power: float = 0.8, sides: int = 2
) -> float:
    """Statistical information, 1 / variance, to find an effect: ((z_alpha + z_beta) / effect)^2.

    effect: on the analysis scale, not 0. alpha: over all sides, 1 or 2. Raises ValueError for
    an effect of 0, and for alpha or power outside 0 to 1.

    >>> round(required_information(np.log(0.8)), 2)
    157.63
    """
    if not np.isfinite(effect) or effect == 0:
        raise ValueError(f"effect must be finite and not 0, got {effect}")
    return float(_distance(alpha, power, sides) ** 2 / effect**2)


def participants_for_risks(
    control: float, treated: float, *, alpha: float = 0.05, power: float = 0.8, sides: int = 2
) -> float:
    """Participants in all to tell two risks apart: 4 (z_alpha + z_beta)^2 p (1 - p) / (c - t)^2.

    control, treated: risks above 0 and below 1; p is their mean. Not rounded up. Raises
    ValueError for equal or impossible risks. Source: Wetterslev et al. 2008, J Clin
    Epidemiol 61:64; Wetterslev, Jakobsen & Gluud 2017, BMC Med Res Methodol 17:39.

    >>> round(participants_for_risks(0.1, 0.09, power=0.9), 1)
    36135.0
    """
    for name, risk in (("control", control), ("treated", treated)):
        if not 0 < risk < 1:
            raise ValueError(f"{name} must be a risk above 0 and below 1, got {risk}")
    mean = (control + treated) / 2
    return _participants(control - treated, mean * (1 - mean), (alpha, power, sides))


def participants_for_means(
    difference: float, sd: float, *, alpha: float = 0.05, power: float = 0.8, sides: int = 2
) -> float:
    """Participants in all to find a difference of means: 4 (z_alpha + z_beta)^2 sd^2 / d^2.

    sd: within groups, above 0. Not rounded up. Raises ValueError for a difference of 0 or an
    impossible sd. Source: as `participants_for_risks`.

    >>> round(participants_for_means(0.5, 1.0), 1)
    125.6
    """
    if not (np.isfinite(sd) and sd > 0):
        raise ValueError(f"sd must be above 0, got {sd}")
    return _participants(difference, sd * sd, (alpha, power, sides))


def events_for_hazards(
    ratio: float, *, alpha: float = 0.05, power: float = 0.8, sides: int = 2
) -> float:
    """Events in all to find a hazard ratio: 4 (z_alpha + z_beta)^2 / ln(ratio)^2.

    ratio: above 0 and not 1. Not rounded up. For groups of one size and hazards in proportion,
    where d events carry information d / 4. Raises ValueError for an impossible ratio.
    Source: Schoenfeld 1983, Biometrics 39:499.

    >>> round(events_for_hazards(0.7), 1)
    246.8
    """
    if not (np.isfinite(ratio) and ratio > 0 and ratio != 1):
        raise ValueError(f"ratio must be above 0 and not 1, got {ratio}")
    effect = float(np.log(ratio))
    return 4 * required_information(effect, alpha=alpha, power=power, sides=sides)


def diversity(random: Pooled, common: Pooled) -> Floats:
    """D2, the share of the random-effects variance that spread between trials adds, (batch,).

    random, common: two models of the same studies with plain standard errors, as of
    `pool(..., test="z")`. At least I2. Raises ValueError when the two are not of one batch, or
    either has Knapp-Hartung errors. Source: Wetterslev et al. 2009, BMC Med Res Methodol 9:86.

    >>> from thymos.kernel.pool import pool
    >>> y, v = [0.1, 0.3, 0.8], [0.01, 0.02, 0.03]
    >>> diversity(pool(y, v, method="DL"), pool(y, v, method="CE")).round(3)
    array([0.856])
    """
    if random.k.shape != common.k.shape or (random.k != common.k).any():
        raise ValueError(f"the models are of different studies: k = {random.k} and {common.k}")
    if {random.test, common.test} & {"knha", "adhoc"}:
        raise ValueError("diversity is a ratio of plain variances; pool with test z or t")
    return np.asarray(1 - (common.se / random.se) ** 2, dtype=np.float64)


def enlarged(required: float, share: ArrayLike) -> Floats:
    """A required size divided by 1 - share: share is D2, or I2 as a fraction.

    Raises ValueError for a share that is not from 0 to below 1, or a size not above 0.

    >>> enlarged(12080, [0.2, 0.3])
    array([15100.        , 17257.14285714])
    """
    part = as_floats("share", share)
    refuse(~((part >= 0) & (part < 1)), part, "share", "a share from 0 to below 1")
    if not (np.isfinite(required) and required > 0):
        raise ValueError(f"required must be above 0, got {required}")
    return np.asarray(required / (1 - part), dtype=np.float64)


def fewest_trials(
    effect: float, tau2: float, *, alpha: float = 0.05, power: float = 0.8, sides: int = 2
) -> int:
    """Trials short of which no number of participants has the power.

    The variance of the mean of k trials is above tau2 / k, so k must exceed tau2 times the
    information. effect, tau2: on the analysis
    scale. Raises ValueError for a negative tau2 and as `required_information`.
    Source: Kulinskaya & Wood 2014, Res Synth Methods 5:212.

    >>> fewest_trials(np.log(0.9), 0.05)
    36
    """
    if not (np.isfinite(tau2) and tau2 >= 0):
        raise ValueError(f"tau2 must be 0 or more, got {tau2}")
    needed = tau2 * required_information(effect, alpha=alpha, power=power, sides=sides)
    return floor(needed) + 1


def _participants(difference: float, variance: float, error: tuple[float, float, int]) -> float:
    if not np.isfinite(difference) or difference**2 == 0:
        raise ValueError("the two groups must differ for a size to be enough")
    return float(4 * _distance(*error) ** 2 * variance / difference**2)


def _distance(alpha: float, power: float, sides: int) -> float:
    if sides not in (1, 2):
        raise ValueError(f"sides must be 1 or 2, got {sides}")
    for name, value in (("alpha", alpha), ("power", power)):
        if not 0 < value < 1:
            raise ValueError(f"{name} must lie between 0 and 1, got {value}")
    upper = 1 - check_level(alpha) / sides
    return float(normal_quantile(upper) + normal_quantile(power))
