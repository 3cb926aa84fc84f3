"""Events over person-time: two groups compared, or one group by itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Floats, choose
from thymos.kernel.measures.columns import at_least, finish, together
from thymos.kernel.measures.table import Effects, codes
from thymos.kernel.measures.zeros import constant, receives


def rate_effects(
    code: str,
    x1i: ArrayLike,
    t1i: ArrayLike,
    x2i: ArrayLike,
    t2i: ArrayLike,
    *,
    add: float | None = None,
    to: str = "only0",
    drop00: bool = False,
) -> Effects:
    """Effects that compare the incidence rates of two groups.

    code: IRR, IRD, or IRSD (difference of square roots). x1i, x2i: events; t1i, t2i:
    person-time, in one unit; all (..., study). add, to: as for `effect_sizes`; the constant
    goes to the events alone; by default 1/2, and 0 for IRSD. drop00: leave out studies
    without an event in either group. Variances from Poisson counts by the delta method
    (Rothman, Greenland & Lash 2008, ch. 14).
    Raises ValueError for unknown words, negative counts, person-time that is not positive.

    >>> found = rate_effects("IRR", [9], [413], [19], [398])
    >>> found.y.round(4), found.v.round(4)
    (array([-0.7842]), array([0.1637]))
    """
    choose("measure of two rates", code, codes("rates"))
    added = constant(code, add)
    x1, t1, x2, t2 = rates(x1i, t1i, x2i, t2i)
    empty = (x1 == 0) & (x2 == 0)
    corrected = receives(to, (x1 == 0) | (x2 == 0)) & (added > 0)
    if drop00:
        corrected = corrected & ~empty
    x1, x2 = x1 + added * corrected, x2 + added * corrected
    with np.errstate(divide="ignore", invalid="ignore"):
        if code == "IRR":
            y, v = np.log(x1 / t1) - np.log(x2 / t2), 1 / x1 + 1 / x2
        elif code == "IRD":
            y, v = x1 / t1 - x2 / t2, x1 / t1**2 + x2 / t2**2
        else:
            y, v = np.sqrt(x1 / t1) - np.sqrt(x2 / t2), 1 / (4 * t1) + 1 / (4 * t2)
    return finish(code, np.where(empty & drop00, np.nan, y), v, corrected)


def rates(
    x1i: ArrayLike, t1i: ArrayLike, x2i: ArrayLike, t2i: ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    """Check events and person-time of two groups and give them one shape, (..., study).

    >>> [x.tolist() for x in rates([1], [10], 2, 20)]
    [[1.0], [10.0], [2.0], [20.0]]
    """
    x1, t1, x2, t2 = together(x1i=x1i, t1i=t1i, x2i=x2i, t2i=t2i)
    for name, x in (("x1i", x1), ("x2i", x2)):
        at_least(name, x, 0, "a count")
    for name, t in (("t1i", t1), ("t2i", t2)):
        at_least(name, t, 0, "person-time", above=True)
    return x1, t1, x2, t2


def incidence_effects(
    code: str, xi: ArrayLike, ti: ArrayLike, *, add: float | None = None, to: str = "only0"
) -> Effects:
    """The incidence rate of one group: plain, as logarithm or root, or by Freeman and Tukey.

    code: IR, IRLN, IRS or IRFT. xi: events; ti: person-time; (..., study). add, to: as for
    `rate_effects`; by default 1/2, and 0 for IRS and IRFT. The double root is
    (sqrt(x/t) + sqrt((x + 1)/t)) / 2 (Freeman & Tukey 1950, Ann Math Stat 21:607).
    Raises ValueError for unknown words, negative counts, person-time that is not positive.

    >>> incidence_effects("IRLN", [4], [100]).y.round(4)
    array([-3.2189])
    """
    choose("measure of one rate", code, codes("incidence"))
    added = constant(code, add)
    x, t = together(xi=xi, ti=ti)
    at_least("xi", x, 0, "a count")
    at_least("ti", t, 0, "person-time", above=True)
    corrected = receives(to, x == 0) & (added > 0)
    x = x + added * corrected
    with np.errstate(divide="ignore"):
        if code == "IR":
            y, v = x / t, x / t**2
        elif code == "IRLN":
            y, v = np.log(x / t), 1 / x
        elif code == "IRS":
            y, v = np.sqrt(x / t), 1 / (4 * t)
        else:
            y, v = (np.sqrt(x / t) + np.sqrt((x + 1) / t)) / 2, 1 / (4 * t)
    return finish(code, y, v, corrected)
