"""What holds at every amount of heterogeneity that the studies allow.

An effect that is there under one value of tau2 and gone under another is not shown by the
studies but by the model. Here the pooled z is asked at every tau2 from 0, the common effect, up
to a ceiling: the largest tau2 that an estimator in common use gives, once those studies which
point elsewhere are taken in one way or another. Both ends are needed: at 0 the largest study
decides, towards the ceiling the small ones do.

A further study without any effect can only lower every quantity here, whatever it does to tau2:
at a fixed tau2 its weight enters the denominator of z alone, and the ceiling is a maximum over
choices of studies that stay on offer when one is added. Proof: `docs/methods/verdicts.md`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Bools, Floats, as_batch, choose
from thymos.kernel.tau2 import tau2_of

SIDES: tuple[str, ...] = ("below", "above")
# The estimators that reviews use: software defaults old and new, and the one most recommended
# (Veroniki et al. 2016, Res Synth Methods 7:55; Langan et al. 2019, Res Synth Methods 10:83).
CEILING_ESTIMATORS: tuple[str, ...] = ("DL", "PM", "REML")
# All choices among so many of the most contrary studies are tried for the ceiling; further
# ones join in the order of their effects.
CHOSEN_FREELY = 5
# So many of the studies exactly at no effect are chosen freely beside them, and so on.
STILL_FREELY = 3
# Places at which z is looked at, evenly spaced in log(vmin + tau2), before the least is refined.
PLACES = 48
REFINEMENTS = 24


@dataclass(frozen=True, slots=True, eq=False)
class Steady:
    """The result of `steady`; z counts towards the side asked for, and is 0 where it points away.

    carriers: the studies whose own estimate lies on that side, (study,). ceiling: the largest
    tau2 looked at. common: z at tau2 = 0. weakest: the least z from 0 to the ceiling.
    without: the same without each carrier in turn, (study,), nan for the others.
    information: the sum of 1 / v over the carriers. diversity: the share of it that
    heterogeneity at the ceiling takes away (Wetterslev et al. 2009).
    """

    carriers: Bools
    ceiling: float
    common: float
    weakest: float
    without: Floats
    information: float
    diversity: float


def steady(y: ArrayLike, v: ArrayLike, *, side: str = "below") -> Steady:
    """How firmly studies show an effect below, or above, 0 on the analysis scale.

    y, v: effects and sampling variances of one set of studies, (study,). Raises ValueError for
    what does not fit.

    >>> found = steady([-0.4, -0.3, -0.5], [0.02, 0.03, 0.05])
    >>> round(found.common, 2), round(found.weakest, 2), round(found.ceiling, 3)
    (3.93, 3.93, 0.0)
    """
    choose("side", side, SIDES)
    batch = as_batch(y, v)
    if batch.y.shape[0] != 1:
        raise ValueError(f"expected one set of studies, got shape {batch.y.shape}")
    toward = batch.y[0] * (-1.0 if side == "below" else 1.0)
    variances = batch.v[0]
    k = toward.size
    carriers = toward > 0.0
    whole = np.ones((1, k), bool)
    places = np.flatnonzero(carriers)
    fewer = np.repeat(whole, places.size, axis=0)
    fewer[np.arange(places.size), places] = False
    rows = np.concatenate([whole, fewer])
    tops = _ceilings(toward, variances, rows)
    weakest = _weakest(toward, variances, rows, tops)
    without = np.full(k, np.nan)
    without[places] = weakest[1:]
    held = float((carriers / variances).sum())
    spread = float((carriers / (variances + tops[0])).sum())
    return Steady(
        carriers=carriers,
        ceiling=float(tops[0]),
        common=float(_z(toward, variances, whole, np.zeros((1, 1)))[0, 0]),
        weakest=float(weakest[0]),
        without=without,
        information=held,
        diversity=1.0 - spread / held if held else 0.0,
    )


def _ceilings(toward: Floats, v: Floats, rows: Bools) -> Floats:
    """The largest tau2 of each row of studies, over choices among those not carrying."""
    choices = _choices(toward, v)
    masks = (rows[:, None, :] & choices).reshape(-1, toward.size)
    k = masks.sum(-1)
    found = np.zeros(masks.shape[0])
    if (k > 1).any():
        batch = as_batch(toward, v, masks[k > 1])
        found[k > 1] = np.max([tau2_of(name, batch) for name in CEILING_ESTIMATORS], axis=0)
    return np.asarray(found.reshape(rows.shape[0], -1).max(-1))


def _choices(toward: Floats, v: Floats) -> Bools:
    """All carriers with some of the others: (choice, study)."""
    order = np.lexsort((v, toward))
    against, still = order[toward[order] < 0.0], order[toward[order] == 0.0]
    free, later = against[:CHOSEN_FREELY], against[CHOSEN_FREELY:]
    first = np.concatenate([_subsets(free.size), np.ones((later.size, free.size), bool)])
    joined = np.tril(np.ones((later.size, later.size), bool))
    then = np.concatenate([np.zeros((2**free.size, later.size), bool), joined])
    few = min(still.size, STILL_FREELY)
    last = np.concatenate([_subsets(few), np.ones((still.size - few, few), bool)])
    rest = np.tril(np.ones((still.size - few, still.size - few), bool))
    end = np.concatenate([np.zeros((2**few, still.size - few), bool), rest])
    out = np.ones((first.shape[0], last.shape[0], toward.size), bool)
    out[:, :, free], out[:, :, later] = first[:, None], then[:, None]
    out[:, :, still[:few]], out[:, :, still[few:]] = last[None], end[None]
    return out.reshape(-1, toward.size)


def _subsets(k: int) -> Bools:
    return (np.arange(2**k)[:, None] >> np.arange(k) & 1).astype(bool)


def _weakest(toward: Floats, v: Floats, rows: Bools, tops: Floats) -> Floats:
    """The least z of each row between 0 and its top; 0 for a row without studies."""
    least = np.where(rows, v, np.inf).min(-1)
    empty = ~np.isfinite(least)
    least = np.where(empty, 1.0, least)
    reach = np.log1p(tops / least)
    steps = np.linspace(0.0, 1.0, PLACES)

    def at(share: Floats) -> Floats:
        return _z(toward, v, rows, least[:, None] * np.expm1(share * reach[:, None]))

    values = at(np.broadcast_to(steps, (rows.shape[0], PLACES)))
    lowest = values.argmin(-1)
    left = steps[np.maximum(lowest - 1, 0)]
    right = steps[np.minimum(lowest + 1, PLACES - 1)]
    for _ in range(REFINEMENTS):
        inner = np.stack([left + (right - left) / 3, right - (right - left) / 3], axis=-1)
        first, second = at(inner).T
        left, right = (
            np.where(first <= second, left, inner[:, 0]),
            np.where(first <= second, inner[:, 1], right),
        )
    refined = np.minimum(values.min(-1), at((0.5 * (left + right))[:, None])[:, 0])
    return np.where(empty, 0.0, refined)


def _z(toward: Floats, v: Floats, rows: Bools, tau2: Floats) -> Floats:
    """Pooled effect over its error for rows of studies, at tau2 of shape (row, place), from 0."""
    w = rows[:, None, :] / (v + tau2[:, :, None])
    total = w.sum(-1)
    z = (w * toward).sum(-1) / np.sqrt(np.where(total > 0, total, 1.0))
    return np.asarray(np.maximum(z, 0.0))
