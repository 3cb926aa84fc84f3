"""Many analyses of one question at once: data sets × selections × estimators × tests.

A *specification* is one way through the choices that an analyst has. Most of them share their
sums: the estimate hangs on data, selection and estimator, and only error and interval on the
test; and two selections that leave the same studies are one. Each fit is made once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import (
    Bools,
    Floats,
    Ints,
    as_batch,
    as_floats,
    check_level,
    choose,
)
from thymos.kernel.pool import METHODS, TESTS, inferred
from thymos.kernel.weighing import weighed

# One study is no synthesis, and gives random effects nothing to estimate.
SMALLEST = 2
# Rows of studies in one call of the kernel, so that memory stays small.
ROWS = 16_384


@dataclass(frozen=True, slots=True, eq=False)
class Fits:
    """Analyses by row, estimator and test, on the analysis scale; nan below `smallest` studies.

    k: (row,); estimate, tau2: (row, estimator); se, ci_low, ci_high, p:
    (row, estimator, test). `crossed` has two axes, data set and selection, in place of rows.
    """

    k: Ints
    estimate: Floats
    tau2: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    p: Floats


def fits(
    y: ArrayLike,
    v: ArrayLike,
    mask: ArrayLike | None = None,
    *,
    methods: tuple[str, ...] = ("REML",),
    tests: tuple[str, ...] = ("z",),
    level: float = 0.95,
    smallest: int = SMALLEST,
) -> Fits:
    """Every row of studies by every estimator and every test.

    y, v, mask: (study,) or (row, study), as in `pool`. methods, tests: names in `pool.METHODS`
    and `pool.TESTS`. smallest: studies without which there is no analysis. Raises ValueError
    as `pool` does.

    >>> found = fits([0.1, 0.3, 0.8], [0.01, 0.02, 0.03], methods=("CE", "DL"), tests=("z", "knha"))
    >>> found.estimate.round(3), found.se.round(3).tolist()
    (array([[0.282, 0.38 ]]), [[[0.074, 0.183], [0.195, 0.205]]])
    """
    for method in methods:
        choose("method", method, METHODS)
    for test in tests:
        choose("test", test, TESTS)
    check_level(level)
    batch = as_batch(y, v, mask)
    rows = batch.k.size
    shape = (rows, len(methods), len(tests))
    found = Fits(batch.k, *(np.full(shape[:2], np.nan) for _ in range(2)),
                 *(np.full(shape, np.nan) for _ in range(4)))  # fmt: skip
    enough = np.flatnonzero(batch.k >= max(smallest, 1))
    for first in range(0, enough.size, ROWS):
        at = enough[first : first + ROWS]
        some = batch._replace(y=batch.y[at], v=batch.v[at], mask=batch.mask[at], k=batch.k[at])
        for m, method in enumerate(methods):
            sums = weighed(some, method)
            found.estimate[at, m], found.tau2[at, m] = sums.estimate, sums.tau2
            for t, test in enumerate(tests):
                seen = inferred(sums, some.k, test, level)
                found.se[at, m, t], found.p[at, m, t] = seen.se, seen.p
                found.ci_low[at, m, t], found.ci_high[at, m, t] = seen.ci_low, seen.ci_high
    return found


def crossed(
    y: ArrayLike,
    v: ArrayLike,
    included: ArrayLike,
    masks: ArrayLike,
    *,
    methods: tuple[str, ...],
    tests: tuple[str, ...],
    level: float = 0.95,
    smallest: int = SMALLEST,
) -> Fits:
    """Every data set under every selection: `Fits` with the axes (data, selection, ...).

    y, v, included: (data, study), the same studies read in several ways, such as by several
    measures; a study that a data set does not include has no effect in it. masks:
    (selection, study). Selections that leave the same studies are fitted once. Raises
    ValueError as `fits` does, and where the shapes do not fit.

    >>> y, v = [[0.1, 0.3, 0.8], [0.2, 0.4, np.nan]], np.full((2, 3), 0.02)
    >>> included = [[True, True, True], [True, True, False]]
    >>> found = crossed(
    ...     y, v, included, [[True] * 3, [False, True, True]], methods=("CE",), tests=("z",)
    ... )
    >>> found.k.tolist(), found.estimate[..., 0].round(2).tolist()
    ([[3, 2], [2, 1]], [[0.4, 0.55], [0.3, nan]])
    """
    effects, variances = as_floats("y", y), as_floats("v", v)
    has, chosen = np.asarray(included, dtype=bool), np.asarray(masks, dtype=bool)
    if effects.ndim != 2 or effects.shape != variances.shape or effects.shape != has.shape:
        raise ValueError("y, v and included must have one shape, (data, study)")
    if chosen.ndim != 2 or chosen.shape[1] != effects.shape[1]:
        raise ValueError(f"masks must have the shape (selection, {effects.shape[1]})")
    parts = []
    for own_y, own_v, own in zip(effects, variances, has, strict=True):
        rows, back = distinct(chosen & own)
        found = fits(
            own_y, own_v, rows, methods=methods, tests=tests, level=level, smallest=smallest
        )
        parts.append(tuple(getattr(found, name)[back] for name in Fits.__slots__))
    return Fits(*(np.stack(each) for each in zip(*parts, strict=True)))


def distinct(masks: Bools) -> tuple[Bools, Ints]:
    """The different rows of a mask, and for each row its place among them.

    >>> rows, back = distinct(np.array([[True, False], [True, True], [True, False]]))
    >>> rows[back].tolist()
    [[True, False], [True, True], [True, False]]
    """
    packed = np.packbits(masks, axis=1)
    whole = np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1])))
    _, first, back = np.unique(whole.ravel(), return_index=True, return_inverse=True)
    return masks[first], np.asarray(back, dtype=np.int64).ravel()
