"""Analyses counted into a summary, by NumPy: the numbers that `compiled_tally` gives."""

from __future__ import annotations

import numpy as np

from thymos.kernel.batch import Bools, Floats, Ints
from thymos.kernel.fragile.frame import (
    ESTIMATE_BITS,
    HETEROGENEITY_BITS,
    RULE_BITS,
    STEP_BITS,
    STEPS,
    Frame,
    steps,
)
from thymos.kernel.fragile.plain import Reckoned
from thymos.kernel.fragile.summary import FAR, Summary, carried, limbs


def counted(frame: Frame, found: Reckoned, numbers: Ints, masks: Bools) -> Summary:
    """A summary of analyses, (n,), none of them nan; numbers: theirs; masks: (n, study)."""
    slope, offset, stretch, shift, critical2 = frame.rule()[:5]
    e, x = found.estimate, heterogeneity(frame, found)
    place, het = np.asarray(e * slope + offset, dtype=np.int64), steps(x)
    part = e * stretch
    squares = np.asarray(part * part * STEPS, dtype=np.int64)
    spread = np.asarray(x * x * STEPS, dtype=np.int64)
    z = e + shift
    signed = z * np.abs(z) * found.weight
    under, over = signed < -critical2, signed > critical2
    tallies = [e.size, *(int(flag.sum()) for flag in (z < 0, z > 0, under, over))]
    columns = place >> (STEP_BITS - ESTIMATE_BITS)
    cells = (het >> (STEP_BITS - HETEROGENEITY_BITS) << ESTIMATE_BITS) | columns
    ends, chosen = _ends(place, het, numbers, masks)
    return Summary(
        frame=frame.array(),
        tallies=np.array(tallies, np.int64),
        totals=limbs(np.array([a.sum(dtype=np.int64) for a in (place, squares, het, spread)])),
        cells=_counts(cells, ESTIMATE_BITS + HETEROGENEITY_BITS).reshape(-1, 1 << ESTIMATE_BITS),
        rule=_counts(place >> (STEP_BITS - RULE_BITS), RULE_BITS),
        members=_members(masks, under | over, place),
        ends=ends,
        masks=chosen,
    )


def heterogeneity(frame: Frame, found: Reckoned) -> Floats:
    """Shares of the axis of heterogeneity, from 0 to 1."""
    if not frame.tau:
        return found.share
    return np.asarray(np.minimum(np.sqrt(found.tau2 / frame.rule()[6]), 1.0))


def _counts(bins: Ints, bits: int) -> Ints:
    return np.bincount(bins & ((1 << bits) - 1), minlength=1 << bits).astype(np.int64)


def _members(masks: Bools, decided: Bools, place: Ints) -> Ints:
    out = np.zeros((masks.shape[1], 4), np.int64)
    out[:, 0] = masks.sum(0)
    out[:, 1] = (masks & decided[:, None]).sum(0)
    out[:, 3] = np.where(masks, place[:, None], 0).sum(0)
    out[:, 2:] = carried(out[:, 2:])
    return out


def _ends(place: Ints, het: Ints, numbers: Ints, masks: Bools) -> tuple[Ints, Bools]:
    ends = np.array([[FAR, -1], [-1, -1], [-1, -1]], np.int64)
    chosen = np.zeros((3, masks.shape[1]), bool)
    if place.size:
        for which, values in enumerate((-place, place, het)):
            at = int(values.argmax())
            ends[which] = abs(values[at]), numbers[at]
            chosen[which] = masks[at]
    return ends, chosen
