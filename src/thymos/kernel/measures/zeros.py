"""Cells without events: which studies receive a constant, and how much."""

from __future__ import annotations

import numpy as np

from thymos.kernel.batch import Bools, choose

TO: tuple[str, ...] = ("all", "only0", "if0all", "none")
USUAL = 0.5
# Their effect and variance exist at zero, so by default nothing is added.
UNTROUBLED: tuple[str, ...] = ("AS", "PHI", "IRSD", "PAS", "PFT", "IRS", "IRFT")


def constant(code: str, add: float | None) -> float:
    """The constant for a measure: what was asked for, else 1/2, or 0 where zeros do no harm.

    Raises ValueError when it is negative or not finite.

    >>> constant("OR", None), constant("PAS", None)
    (0.5, 0.0)
    """
    if add is None:
        return 0.0 if code in UNTROUBLED else USUAL
    if not (np.isfinite(add) and add >= 0):
        raise ValueError(f"add must be 0 or more, got {add}")
    return float(add)


def receives(to: str, zero: Bools) -> Bools:
    """Which studies, (..., study), the constant is added to; zero: those with an empty cell.

    Raises ValueError for an unknown rule.

    >>> receives("if0all", np.array([[False, True], [False, False]]))
    array([[ True,  True],
           [False, False]])
    """
    choose("rule `to`", to, TO)
    if to == "if0all":
        return np.broadcast_to(zero.any(-1, keepdims=True), zero.shape)
    return zero if to == "only0" else np.full(zero.shape, to == "all")
