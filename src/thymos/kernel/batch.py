"""Shapes and refusals: the one place where arrays become a batch of meta-analyses.

Vocabulary of the kernel. *study*: the last axis. *batch*: the axis of independent
meta-analyses. *mask*: True where a study takes part. *y*: effects on the analysis scale
(logarithms for ratios). *v*: their sampling variances, never standard errors.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Beyond these no effect has ever been; inside them nothing that is reckoned here overflows: an
# effect in standard errors, a variance or its inverse, and the ratio of variances in one set.
LARGEST_Z = 1e50
LARGEST_VARIANCE = 1e240
LARGEST_RATIO = 1e30
# Products of arrays up to this size are made without further threads.
ONE_THREAD = 4096
# Variances within this, and their inverses, have squares that a sum can tell apart.
GLANCE = 1e100

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


class Batch(NamedTuple):
    """Checked input: y, v and mask, each (batch, study); k, the studies per row, (batch,).

    Where the mask is False, y is 0 and v is 1, so that whatever stood there (nan
    included) cannot leak into a sum.
    """

    y: Floats
    v: Floats
    mask: Bools
    k: Ints


def as_batch(y: ArrayLike, v: ArrayLike, mask: ArrayLike | None = None) -> Batch:
    """Check effects and variances and give them the shape (batch, study).

    y, v: (study,) or (batch, study); mask: None, (study,) or (batch, study), truth values.
    The three broadcast against each other, so one set of studies under many masks is a batch.
    Raises ValueError when shapes disagree, when there is no study, or when a study that takes
    part has an effect that is not finite, a variance that is not positive and finite, or
    either beyond what can be reckoned with (LARGEST_Z, LARGEST_VARIANCE, LARGEST_RATIO).

    >>> as_batch([0.1, float("nan")], [0.2, 0.3], mask=[True, False]).y
    array([[0.1, 0. ]])
    """
    effects, variances = _matrix("y", y), _matrix("v", v)
    if effects.shape[-1] != variances.shape[-1]:
        raise ValueError(
            f"y and v must hold the same studies, got {effects.shape[-1]} and {variances.shape[-1]}"
        )
    if effects.shape[-1] == 0:
        raise ValueError("y and v must hold at least one study, got 0")
    if mask is None and effects.shape == variances.shape and _sound(effects, variances):
        # The common case, and the one whose speed is felt: nothing to broadcast or blank out.
        rows, k = effects.shape
        return Batch(effects, variances, np.ones((rows, k), bool), np.full(rows, k, np.int64))
    chosen = np.ones((1, effects.shape[-1]), bool) if mask is None else _mask(mask)
    try:
        effects, variances, chosen = np.broadcast_arrays(effects, variances, chosen)
    except ValueError:
        raise ValueError(
            f"y, v and mask do not fit together: shapes {effects.shape}, {variances.shape} "
            f"and {chosen.shape}"
        ) from None
    y_kept, v_kept = np.where(chosen, effects, 0.0), np.where(chosen, variances, 1.0)
    if not _sound(y_kept, v_kept):
        _examine(effects, variances, chosen)
    return Batch(y_kept, v_kept, chosen, np.asarray(chosen.sum(-1), dtype=np.int64))


def _sound(y: Floats, v: Floats) -> bool:
    """Whether all is well at a glance; what is not, or not at a glance, is looked at closely."""
    least = float(v.min())
    if not 1 / GLANCE <= least <= GLANCE:
        return False
    top = LARGEST_RATIO * least
    return _squares(v) <= top * top and _squares(y) <= LARGEST_Z * LARGEST_Z * least


def _squares(a: Floats) -> float:
    """No less than the largest square of an array; nan where one is."""
    if a.size <= ONE_THREAD:
        return float(np.vdot(a, a))
    # The linear algebra library would wake threads here that then spin where others compute.
    most = max(float(a.max()), -float(a.min()))
    return most * most


def _examine(y: Floats, v: Floats, chosen: Bools) -> None:
    """Raise ValueError for the first study that cannot be reckoned with, if there is one."""
    refuse(chosen & ~np.isfinite(y), y, "y", "a finite effect")
    good = np.isfinite(v) & (v > 0)
    refuse(chosen & ~good, v, "v", "a positive, finite variance")
    far = (v > LARGEST_VARIANCE) | (v < 1 / LARGEST_VARIANCE)
    limits = f"a variance from {1 / LARGEST_VARIANCE:g} to {LARGEST_VARIANCE:g}"
    refuse(chosen & far, v, "v", limits)
    most = np.where(chosen, v, 0.0).max(-1, keepdims=True)
    unlike = chosen & (v < most / LARGEST_RATIO)
    refuse(unlike, v, "v", f"variances of one set within a factor of {LARGEST_RATIO:g}")
    wide = chosen & (np.abs(y) > LARGEST_Z * np.sqrt(np.where(chosen, v, 1.0)))
    refuse(wide, y, "y", f"an effect within {LARGEST_Z:g} standard errors")


def as_weights(weights: ArrayLike, batch: Batch) -> Floats:
    """Check fixed weights and give them the batch's shape, 0 where the mask is False.

    weights: (study,) or (batch, study). Raises ValueError when the shape does not fit, or when
    a study that takes part has a weight that is not positive and finite.

    >>> as_weights([2.0, 1.0], as_batch([0.1, 0.2], [1.0, 1.0], mask=[True, False]))
    array([[2., 0.]])
    """
    given = _matrix("weights", weights)
    try:
        given = np.broadcast_to(given, batch.y.shape)
    except ValueError:
        raise ValueError(
            f"weights do not fit: shape {given.shape} for studies of shape {batch.y.shape}"
        ) from None
    bad = batch.mask & ~(np.isfinite(given) & (given > 0))
    refuse(bad, given, "weights", "a positive, finite weight")
    return np.where(batch.mask, given, 0.0)


def refuse(bad: Bools, values: Floats, name: str, expected: str) -> None:
    """Raise ValueError that names the first offending entry of an array, if there is one.

    bad, values: same shape. name: the argument as the caller knows it. expected: in words.

    >>> refuse(np.array([False, True]), np.array([1.0, -2.0]), "ai", "a count of 0 or more")
    Traceback (most recent call last):
    ValueError: ai: study 2 is -2.0, expected a count of 0 or more
    """
    if not bad.any():
        return
    where = tuple(int(i) for i in np.argwhere(bad)[0])
    study = where[-1] + 1 if where else 1
    row = f" of row {where[0] + 1}" if len(where) > 1 and bad.shape[0] > 1 else ""
    raise ValueError(f"{name}: study {study}{row} is {float(values[where])}, expected {expected}")


def as_floats(name: str, value: ArrayLike) -> Floats:
    """Read an argument as an array of double precision.

    Raises ValueError naming the argument when it holds something that is not a number.
    """
    try:
        return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must hold numbers only") from None


def check_level(level: float) -> float:
    """Return the confidence level, refusing (ValueError) what is not strictly between 0 and 1."""
    if not 0.0 < level < 1.0:
        raise ValueError(f"level must lie between 0 and 1, such as 0.95, got {level}")
    return float(level)


def choose(kind: str, value: str, choices: tuple[str, ...]) -> str:
    """Return value if it is one of the choices, otherwise raise ValueError naming them all."""
    if value not in choices:
        raise ValueError(f"unknown {kind} {value!r}; choose one of {', '.join(choices)}")
    return value


def _matrix(name: str, value: ArrayLike) -> Floats:
    array = as_floats(name, value)
    if array.ndim not in (1, 2):
        raise ValueError(f"{name} must have shape (study,) or (batch, study), got {array.shape}")
    return array[None, :] if array.ndim == 1 else array


def _mask(value: ArrayLike) -> Bools:
    array = np.asarray(value)
    if array.dtype != np.bool_:
        raise ValueError(f"mask must hold truth values, got {array.dtype}")
    if array.ndim not in (1, 2):
        raise ValueError(f"mask must have shape (study,) or (batch, study), got {array.shape}")
    return array[None, :] if array.ndim == 1 else array
