"""The three reasons to rate observational evidence up; each needs that nothing rates it down.

Source: Guyatt et al. 2011, J Clin Epidemiol 64:1311.
"""

from __future__ import annotations

import math

from thymos.evidence.certainty import thresholds as t
from thymos.evidence.certainty.body import Body, Domain, Rating


def large(body: Body) -> Rating:
    """A ratio beyond 2 or 5, by the limit of the interval that lies nearer to no effect."""
    if not body.log_scale:
        return Rating(Domain.LARGE, 0, "no ratio is at hand")
    near = min(abs(body.low), abs(body.high)) if body.low * body.high > 0 else 0.0
    numbers = (("ratio at the nearer limit", math.exp(near)),)
    said = f"the nearer limit is a ratio of {math.exp(near):.2f}"
    if near > math.log(t.VERY_LARGE):
        return Rating(Domain.LARGE, 2, said, numbers)
    if near > math.log(t.LARGE):
        return Rating(Domain.LARGE, 1, said, numbers)
    return Rating(Domain.LARGE, 0, said, numbers)


def dose(body: Body) -> Rating:
    """A slope of the effect on the dose that the studies gave, where they record one."""
    if body.dose is None:
        return Rating(Domain.DOSE, 0, "the studies record no range of doses")
    slope, p = body.dose
    numbers = (("slope", slope), ("P", p))
    stronger = slope * body.estimate > 0
    if stronger and p < t.GRADIENT_P:
        return Rating(Domain.DOSE, 1, f"the effect grows with the dose (P = {p:.2g})", numbers)
    return Rating(Domain.DOSE, 0, f"no gradient with the dose is shown (P = {p:.2g})", numbers)


def confounding(body: Body) -> Rating:
    """How strong unmeasured confounding would have to be; a person must say that it opposes.

    The E-value of the limit nearer to no effect (VanderWeele & Ding 2017, Ann Intern Med 167:268).
    Which way confounding works is no matter of arithmetic: this never rates up by itself.
    """
    if not body.log_scale:
        return Rating(Domain.CONFOUNDING, 0, "no ratio is at hand")
    near = min(abs(body.low), abs(body.high)) if body.low * body.high > 0 else 0.0
    ratio = math.exp(near)
    value = ratio + math.sqrt(ratio * (ratio - 1))
    said = (
        f"confounders tied to both by a ratio of {value:.2f} could explain the limit away; that "
        "they work against the effect needs a judgement"
    )
    return Rating(Domain.CONFOUNDING, 0, said, (("E-value of the limit", value),))
