"""Every subset on a graphics card by JAX; without one, on the processor, for tests.

Each analysis is a row of its own: a mask from the bits of its number, sums over its studies in
double precision, and for tau2 a scan of the likelihood's slope with halvings of every bracket
that Newton's steps leave. The numbers are those of the other engines to 1e-9 or better; sums
are added in another order, so that the last digits may differ.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from thymos.kernel.fragile.plain import TINY, Reckoned
from thymos.kernel.fragile.tables import Tables
from thymos.kernel.likelihood import SCAN_POINTS

# Each step at least halves a bracket, or doubles the digits.
STEPS = 60
# Roots of the slope that are followed at once; more than three have not been seen.
MOST_ROOTS = 3
# Subsets at a time: (subset, study) and (subset, point) arrays of some hundred megabytes.
AT_ONCE = 1 << 18
METHODS: tuple[str, ...] = ("CE", "DL", "PM", "ML", "REML")


def reckoned(t: Tables, method: str, first: int, stop: int) -> Reckoned:
    """Subsets number first to stop - 1; method in METHODS.

    >>> import numpy as np
    >>> from thymos.kernel.fragile.tables import tables
    >>> found = reckoned(tables(np.array([-1.0, 1.0]), np.ones(2), 6), "CE", 3, 4)
    >>> found.estimate.tolist(), found.studies.tolist()
    ([0.0], [2.0])
    """
    with jax.enable_x64(True):
        y, v = jnp.asarray(t.y), jnp.asarray(t.v)
        points = jnp.asarray(t.points if t.points.size else np.zeros(SCAN_POINTS))
        parts = []
        for start in range(first, stop, AT_ONCE):
            size = min(AT_ONCE, stop - start)
            # One shape for all pieces but the last: a shape of its own is compiled anew.
            found = _analyses(y, v, points, jnp.asarray(start), size=size, method=method)
            parts.append([np.asarray(a) for a in found])
        return Reckoned(*(np.concatenate(a) for a in zip(*parts, strict=True)))


def device() -> str:
    """The kind of device that is used: ``gpu``, ``tpu`` or ``cpu``.

    >>> device() in ("cpu", "gpu", "tpu")
    True
    """
    return str(jax.default_backend())


@partial(jax.jit, static_argnames=("size", "method"))
def _analyses(
    y: Any, v: Any, points: Any, first: Any, *, size: int, method: str
) -> tuple[Any, Any, Any, Any, Any]:
    numbers = first + jnp.arange(size)
    mask = (numbers[:, None] >> jnp.arange(y.size) & 1).astype(jnp.float64)
    k = mask.sum(-1)
    w = mask / v
    total = w.sum(-1)
    q = _squares(y, w)
    slope = total - (w * w).sum(-1) / jnp.maximum(total, TINY)
    if method == "CE":
        tau2, free = jnp.zeros(size), k - 1.0
        share = jnp.maximum(q - free, 0.0) / jnp.maximum(jnp.maximum(q, free), TINY)
    else:
        tau2 = _tau2(y, v, mask, points, q, slope, method)
        tau2 = jnp.where(k > 1.5, tau2, 0.0)
        over = tau2 * slope
        share = over / jnp.maximum(k - 1.0 + over, TINY)
    w = mask / (v + tau2[:, None])
    weight = w.sum(-1)
    return (w * y).sum(-1) / weight, tau2, share, weight, k


def _squares(y: Any, w: Any) -> Any:
    mean = (w * y).sum(-1) / jnp.maximum(w.sum(-1), TINY)
    return (w * (y - mean[:, None]) ** 2).sum(-1)


def _tau2(y: Any, v: Any, mask: Any, points: Any, q: Any, slope: Any, method: str) -> Any:
    free = mask.sum(-1) - 1.0
    if method == "DL":
        return jnp.maximum(q - free, 0.0) / jnp.maximum(slope, TINY)
    if method == "PM":
        sign = jax.lax.map(lambda t: _meets(y, v, mask, free, t)[0], points).T
    else:
        sign = jax.lax.map(lambda t: _score(y, v, mask, method, t)[0], points).T
    sign = sign.at[:, -1].set(-1.0)
    falls = (sign[:, :-1] > 0) & (sign[:, 1:] <= 0)
    best = jnp.zeros(q.size)
    value = _height(y, v, mask, method, best) if method != "PM" else jnp.zeros(q.size)
    # Where the slope is positive at 0, 0 is no maximum.
    value = jnp.where(sign[:, 0] > 0, -jnp.inf, value)
    for nth in range(1 if method == "PM" else MOST_ROOTS):
        which = falls & (jnp.cumsum(falls, axis=-1) == nth + 1)
        left = which.argmax(-1)
        root = _root(y, v, mask, free, method, points[left], points[left + 1])
        if method == "PM":
            return jnp.where(which.any(-1), root, 0.0)
        height = _height(y, v, mask, method, root)
        better = which.any(-1) & (height > value)
        best, value = jnp.where(better, root, best), jnp.where(better, height, value)
    return best


def _meets(y: Any, v: Any, mask: Any, free: Any, t: Any) -> tuple[Any, Any]:
    """Free over Q less 1, turned so that it falls through 0, and its slope."""
    w = mask / (v + jnp.reshape(t, (-1, 1)))
    mean = (w * y).sum(-1) / jnp.maximum(w.sum(-1), TINY)
    wr2 = w * (y - mean[:, None]) ** 2
    q = jnp.maximum(wr2.sum(-1), TINY)
    return 1.0 - free / q, -free * (w * wr2).sum(-1) / (q * q)


def _score(y: Any, v: Any, mask: Any, method: str, t: Any) -> tuple[Any, Any]:
    """As `likelihood.score`."""
    w = mask / (v + jnp.reshape(t, (-1, 1)))
    w1 = jnp.maximum(w.sum(-1), TINY)
    r = y - ((w * y).sum(-1) / w1)[:, None]
    ww, wr = w * w, w * r
    w2, wr2 = ww.sum(-1), wr * wr
    f = wr2.sum(-1) - w1
    slope = w2 - 2.0 * (w * wr2).sum(-1) + 2.0 * (w * wr).sum(-1) ** 2 / w1
    if method == "REML":
        f = f + w2 / w1
        slope = slope + (w2 / w1) ** 2 - 2.0 * (w * ww).sum(-1) / w1
    return f, slope


def _height(y: Any, v: Any, mask: Any, method: str, t: Any) -> Any:
    """Twice the log-likelihood."""
    spread = v + t[:, None]
    w = mask / spread
    value = -(mask * jnp.log(spread)).sum(-1) - _squares(y, w)
    return value - jnp.log(jnp.maximum(w.sum(-1), TINY)) if method == "REML" else value


def _root(y: Any, v: Any, mask: Any, free: Any, method: str, low: Any, high: Any) -> Any:
    """Newton's steps, halved where they leave the bracket or fail to halve the step before."""

    def step(_: int, state: tuple[Any, Any, Any, Any]) -> tuple[Any, Any, Any, Any]:
        low, high, t, last = state
        f, slope = _meets(y, v, mask, free, t) if method == "PM" else _score(y, v, mask, method, t)
        low, high = jnp.where(f > 0, t, low), jnp.where(f > 0, high, t)
        move = jnp.where(slope < 0, -f / slope, jnp.inf)
        new = t + move
        good = (new >= low) & (new <= high) & (jnp.abs(move) <= 0.5 * last)
        new = jnp.where(good, new, 0.5 * (low + high))
        return low, high, new, jnp.abs(new - t)

    start = (low, high, 0.5 * (low + high), high - low)
    return jax.lax.fori_loop(0, STEPS, step, start)[2]
