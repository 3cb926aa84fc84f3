"""One group by itself: a proportion, a mean, a spread."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Floats, choose, refuse
from thymos.kernel.measures.columns import (
    at_least,
    finish,
    finite,
    together,
    variance_type,
    weighted_mean,
)
from thymos.kernel.measures.table import Effects, codes
from thymos.kernel.measures.zeros import constant, receives


def proportion_effects(
    code: str,
    xi: ArrayLike,
    ni: ArrayLike,
    *,
    add: float | None = None,
    to: str = "only0",
    vtype: str = "LS",
) -> Effects:
    """The share of a group that had an event: plain, or on a scale with a steadier variance.

    code: PR, PLN (logarithm), PLO (log odds), PAS (arcsine of the root) or PFT (Freeman and
    Tukey's double arcsine). xi: events; ni: group size; (..., study). add, to: the constant,
    by default 1/2, goes to events and non-events of studies where either is 0; PAS and PFT
    receive none by default. vtype: ``LS``; ``AV``, at the share of all studies of a row; for
    PR also ``UB``, unbiased.
    Raises ValueError for unknown words, negative counts, events above the group size.
    Sources: Freeman & Tukey 1950; Miller 1978 (Am Stat 32:138).

    >>> proportion_effects("PLO", [2], [10]).y.round(4)
    array([-1.3863])
    """
    choose("measure of one proportion", code, codes("proportions"))
    added = constant(code, add)
    allowed = {"PR": ("LS", "UB", "AV"), "PLN": ("LS", "AV"), "PLO": ("LS", "AV")}
    variance_type(code, vtype, allowed.get(code, ("LS",)))
    x, n = together(xi=xi, ni=ni)
    at_least("xi", x, 0, "a count")
    at_least("ni", n, 0, "a group size", above=True)
    refuse(x > n, x, "xi", "no more events than the group has members")
    corrected = receives(to, (x == 0) | (x == n)) & (added > 0)
    x, n = x + added * corrected, n + 2 * added * corrected
    with np.errstate(divide="ignore", invalid="ignore"):
        y, v = _proportion(code, x, n, vtype)
    return finish(code, y, v, corrected)


def _proportion(code: str, x: Floats, n: Floats, vtype: str) -> tuple[Floats, Floats]:
    p = x / n
    at = weighted_mean(p, n) if vtype == "AV" else p
    if code == "PR":
        return p, at * (1 - at) / (n - 1 if vtype == "UB" else n)
    if code == "PLN":
        return np.log(p), 1 / (at * n) - 1 / n
    if code == "PLO":
        return np.log(x / (n - x)), 1 / (at * n) + 1 / ((1 - at) * n)
    if code == "PAS":
        return np.arcsin(np.sqrt(p)), 1 / (4 * n)
    low, high = np.sqrt(x / (n + 1)), np.sqrt((x + 1) / (n + 1))
    return (np.arcsin(low) + np.arcsin(high)) / 2, 1 / (4 * n + 2)


def level_effects(code: str, mi: ArrayLike, sdi: ArrayLike, ni: ArrayLike) -> Effects:
    """The mean or the spread of one group.

    code: MN; MNLN, the logarithm of the mean; SDLN, of the standard deviation; CVLN, of the
    coefficient of variation, the last two with Nakagawa's correction for small groups
    (Nakagawa et al. 2015, Methods Ecol Evol 6:143). mi: means (any number for SDLN); sdi:
    standard deviations, not standard errors; ni: group sizes; (..., study).
    Raises ValueError for unknown words, negative deviations, groups below 2, and for means
    that are not positive where a logarithm is asked for.

    >>> level_effects("MNLN", [20.0], [5.0], [25]).v.tolist()
    [0.0025]
    """
    choose("measure of one mean", code, codes("levels"))
    m, sd, n = together(mi=mi, sdi=sdi, ni=ni)
    if code in ("MNLN", "CVLN"):
        at_least("mi", m, 0, "a mean", above=True)
    finite("mi", m)
    at_least("sdi", sd, 0, "a standard deviation")
    at_least("ni", n, 2, "a group size")
    with np.errstate(divide="ignore", invalid="ignore"):
        share, small = (sd / m) ** 2 / n, 1 / (2 * (n - 1))
        if code == "MN":
            y, v = m, sd**2 / n
        elif code == "MNLN":
            y, v = np.log(m), share
        elif code == "SDLN":
            y, v = np.log(sd) + small, small
        else:
            y, v = np.log(sd / m) + small, small + share
    return finish(code, y, v)
