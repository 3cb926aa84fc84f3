"""What a study reports, checked: columns of one shape, every refusal naming column and study."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Bools, Floats, as_floats, refuse
from thymos.kernel.measures.table import Effects, measure


def together(**columns: ArrayLike) -> tuple[Floats, ...]:
    """Read columns as (..., study) and give them one shape.

    Raises ValueError that tells the shapes when they do not broadcast.

    >>> [x.tolist() for x in together(mi=[1, 2], ni=10)]
    [[1.0, 2.0], [10.0, 10.0]]
    """
    given = [np.atleast_1d(as_floats(name, x)) for name, x in columns.items()]
    try:
        return tuple(np.broadcast_arrays(*given))
    except ValueError:
        shapes = ", ".join(f"{n} {x.shape}" for n, x in zip(columns, given, strict=True))
        raise ValueError(f"columns must have the same shape, got {shapes}") from None


def finite(name: str, x: Floats) -> None:
    """Refuse (ValueError) what is not a finite number."""
    refuse(~np.isfinite(x), x, name, "a finite number")


def at_least(name: str, x: Floats, least: float, what: str, *, above: bool = False) -> None:
    """Refuse (ValueError) what is below least, or not above it, or not finite."""
    fine = np.isfinite(x) & ((x > least) if above else (x >= least))
    refuse(
        ~fine,
        x,
        name,
        f"{what} {'above ' if above else 'of '}{least:g}{'' if above else ' or more'}",
    )


def correlation(name: str, r: Floats) -> None:
    """Refuse (ValueError) what is not between -1 and 1."""
    refuse(~(np.abs(r) <= 1), r, name, "a correlation from -1 to 1")


def weighted_mean(x: Floats, n: Floats) -> Floats:
    """Mean over the studies of a row by size, kept as an axis of one; undefined values left out."""
    ok = np.isfinite(x)
    weight = np.where(ok, n, 0.0)
    total = weight.sum(-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((np.where(ok, x, 0.0) * weight).sum(-1, keepdims=True) / total)


def finish(code: str, y: Floats, v: Floats, corrected: Bools | None = None) -> Effects:
    """Effects of a family: included where effect and variance exist and the variance is above 0."""
    y, v = np.broadcast_arrays(y, v)
    included = np.isfinite(y) & np.isfinite(v) & (v > 0)
    touched = np.zeros(y.shape, bool) if corrected is None else corrected
    return Effects(
        np.where(included, y, np.nan),
        np.where(included, v, np.nan),
        included,
        touched,
        measure(code),
    )


def variance_type(code: str, given: str, allowed: tuple[str, ...]) -> str:
    """Return the variance option, refusing (ValueError) what a measure does not have."""
    if given not in allowed:
        raise ValueError(f"{code} has the variances {', '.join(allowed)}, got vtype {given!r}")
    return given
