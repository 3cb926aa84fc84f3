"""Hazard ratios from what trials print of survival: log-rank tests, events, P values.

Tierney, Stewart, Ghersi, Burdett & Sydes 2007 (Trials 8:16) collect the routes, most of them from
Parmar, Torri & Stewart 1998 (Stat Med 17:2815). All assume proportional hazards.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Floats, refuse
from thymos.kernel.distributions import normal_quantile
from thymos.kernel.measures.columns import at_least, finite, together
from thymos.kernel.trail import Converted, Step, cautions

PARMAR, TIERNEY = "Parmar, Torri & Stewart 1998", "Tierney et al. 2007"


def hazard_from_logrank(excess: ArrayLike, v: ArrayLike) -> Converted:
    """Log hazard ratio from observed less expected events and their variance: steps `y`, `v`.

    excess: O - E in the treated group; v: the log-rank variance, above 0; (..., study).
    Source: Tierney et al. 2007; Yusuf et al. 1985.

    >>> found = hazard_from_logrank([-8.0], [20.0])
    >>> found["y"].tolist(), found["v"].tolist()
    ([-0.4], [0.05])
    """
    difference, spread = together(excess=excess, v=v)
    finite("excess", difference)
    at_least("v", spread, 0, "a variance", above=True)
    return Converted(
        (
            Step("y", difference / spread, "(O - E) / V", TIERNEY),
            Step("v", 1 / spread, "1 / V", TIERNEY),
        )
    )


def hazard_from_p(
    p: ArrayLike,
    d1i: ArrayLike,
    d2i: ArrayLike,
    sign: ArrayLike,
    *,
    sizes: tuple[ArrayLike, ArrayLike] | None = None,
) -> Converted:
    """Log hazard ratio from the two-sided log-rank P value and the events of both groups.

    p: above 0 and below 1; d1i, d2i: events in treated and control; sign: -1 where the treated
    fared better, else 1; (..., study). sizes: people randomised to each group: then V is
    d r1 r2 / (r1 + r2)^2, for groups of unlike size; otherwise d1 d2 / d. Steps `z`, `V`, `y`,
    `v`. Cautions for P values too coarse to invert.
    Source: Parmar, Torri & Stewart 1998; Tierney et al. 2007.

    >>> found = hazard_from_p([0.05], [40], [60], [-1])
    >>> found["y"].round(3), found["v"].round(4)
    (array([-0.4]), array([0.0417]))
    """
    chance, d1, d2, signs = together(p=p, d1i=d1i, d2i=d2i, sign=sign)
    refuse(~((chance > 0) & (chance < 1)), chance, "p", "a P value above 0 and below 1")
    refuse(np.abs(signs) != 1, signs, "sign", "1 or -1")
    at_least("d1i", d1, 0, "a count", above=True)
    at_least("d2i", d2, 0, "a count", above=True)
    spread, how = _logrank_variance(d1, d2, sizes)
    z = -normal_quantile(chance / 2)
    return Converted(
        (
            Step("z", z, "normal quantile at 1 - P/2", TIERNEY),
            Step("V", spread, how, PARMAR),
            Step("y", signs * z / np.sqrt(spread), "sign times z / sqrt(V)", PARMAR),
            Step("v", 1 / spread, "1 / V", PARMAR),
        ),
        cautions(
            ("P is so small that its rounding decides the effect", chance < 0.001),
            ("P is so near 1 that its rounding decides the effect", chance > 0.95),
        ),
    )


def variance_from_events(
    d1i: ArrayLike, d2i: ArrayLike, *, sizes: tuple[ArrayLike, ArrayLike] | None = None
) -> Converted:
    """Variance of a log hazard ratio that is printed without error, from the events: step `v`.

    An approximation: 1/d1 + 1/d2, or with sizes 1/V as in `hazard_from_p`.

    >>> variance_from_events([40], [60])["v"].round(4)
    array([0.0417])
    """
    d1, d2 = together(d1i=d1i, d2i=d2i)
    at_least("d1i", d1, 0, "a count", above=True)
    at_least("d2i", d2, 0, "a count", above=True)
    spread, how = _logrank_variance(d1, d2, sizes)
    everyone = np.ones(d1.shape, bool)
    return Converted(
        (Step("V", spread, how, PARMAR), Step("v", 1 / spread, "1 / V", PARMAR)),
        cautions(("approximate: from events alone, without an interval or P value", everyone)),
    )


def _logrank_variance(
    d1: Floats, d2: Floats, sizes: tuple[ArrayLike, ArrayLike] | None
) -> tuple[Floats, str]:
    if sizes is None:
        return d1 * d2 / (d1 + d2), "d1 d2 / (d1 + d2)"
    r1, r2, _ = together(r1=sizes[0], r2=sizes[1], d1=d1)
    at_least("r1", r1, 0, "a group size", above=True)
    at_least("r2", r2, 0, "a group size", above=True)
    return (d1 + d2) * r1 * r2 / (r1 + r2) ** 2, "d r1 r2 / (r1 + r2)^2"
