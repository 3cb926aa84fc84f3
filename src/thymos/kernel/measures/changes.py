"""One group measured twice: change, standardised change, ratio of means."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Floats, choose, refuse
from thymos.kernel.measures.columns import (
    at_least,
    correlation,
    finish,
    finite,
    together,
    variance_type,
)
from thymos.kernel.measures.means import CORRECTIONS, small_sample_factor
from thymos.kernel.measures.table import Effects, codes


def change_effects(
    code: str,
    m1i: ArrayLike,
    m2i: ArrayLike,
    sd1i: ArrayLike,
    sd2i: ArrayLike,
    ri: ArrayLike,
    ni: ArrayLike,
    *,
    vtype: str = "LS",
    correct: str = "exact",
) -> Effects:
    """Effects within one group that was measured twice, the first less the second.

    code: MC; SMCC, in standard deviations of the change (Gibbons et al. 1993); SMCR, in those
    of the first measurement (Becker 1988); ROMC, the logarithm of the ratio (Lajeunesse 2011).
    m1i, m2i: means; sd1i, sd2i: standard deviations; ri: correlation of the two measurements,
    seldom printed and never to be guessed in silence; ni: people; (..., study). vtype: ``LS``;
    SMCC and SMCR also ``LS2``. correct: as for `mean_effects`.
    Raises ValueError for unknown words, negative deviations, groups below 2, correlations
    outside -1 to 1, means whose ratio has no logarithm.

    >>> change_effects("MC", [10.0], [8.0], [2.0], [2.0], [0.5], [16]).v.tolist()
    [0.25]
    """
    choose("measure of change", code, codes("changes"))
    variance_type(code, vtype, ("LS", "LS2") if code in ("SMCC", "SMCR") else ("LS",))
    choose("correction", correct, CORRECTIONS)
    m1, m2, sd1, sd2, r, n = together(m1i=m1i, m2i=m2i, sd1i=sd1i, sd2i=sd2i, ri=ri, ni=ni)
    for name, x in (("m1i", m1), ("m2i", m2)):
        finite(name, x)
    for name, x in (("sd1i", sd1), ("sd2i", sd2)):
        at_least(name, x, 0, "a standard deviation")
    correlation("ri", r)
    at_least("ni", n, 2, "a group size")
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = sd1**2 + sd2**2 - 2 * r * sd1 * sd2
        if code == "MC":
            y, v = m1 - m2, spread / n
        elif code == "ROMC":
            refuse(~(m1 * m2 > 0), m1, "m1i", "a mean of the same sign as m2i, and neither 0")
            cv1, cv2 = sd1 / m1, sd2 / m2
            y, v = np.log(m1 / m2), (cv1**2 + cv2**2 - 2 * r * cv1 * cv2) / n
        elif code == "SMCC":
            y, v = _standardised((m1 - m2) / np.sqrt(spread), 1 / n, n, vtype, correct)
        else:
            y, v = _standardised((m1 - m2) / sd1, 2 * (1 - r) / n, n, vtype, correct)
    return finish(code, y, v)


def _standardised(
    d: Floats, first: Floats, n: Floats, vtype: str, correct: str
) -> tuple[Floats, Floats]:
    j = small_sample_factor(n - 1, correct)
    if vtype == "LS2":
        return j * d, j**2 * (first + d**2 / (2 * n))
    return j * d, first + (j * d) ** 2 / (2 * n)
