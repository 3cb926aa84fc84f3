"""Plans: which studies take part in which analysis. Every plan is rows of a mask.

A mask is (analysis, study). Plans are deterministic by index, so that a long one can be run
in pieces, in any order, anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from thymos.kernel.batch import Bools

# 2^20 subsets of a million rows each are the most that a mask should ever hold.
MOST_STUDIES = 40


def leave_one_out(k: int) -> Bools:
    """Row i leaves out study i, (k, k).

    >>> leave_one_out(2).tolist()
    [[False, True], [True, False]]
    """
    return ~np.eye(k, dtype=bool)


def cumulative(k: int, order: Sequence[int] | None = None) -> Bools:
    """Row i holds the first i + 1 studies of the order, (k, k); the order given when None.

    order: the positions 0 to k - 1, each once. Raises ValueError for anything else.

    >>> cumulative(3, [2, 0, 1]).tolist()
    [[False, False, True], [True, False, True], [True, True, True]]
    """
    places = list(range(k)) if order is None else [int(i) for i in order]
    if sorted(places) != list(range(k)):
        raise ValueError(f"order must name each of the positions 0 to {k - 1} once")
    rank = np.empty(k, dtype=np.int64)
    rank[places] = np.arange(k)
    return rank[None, :] <= np.arange(k)[:, None]


def subsets(k: int, first: int = 1, stop: int | None = None) -> Bools:
    """Subsets number first to stop - 1 of k studies, (stop - first, k); study j is bit j.

    first, stop: from 0, the empty set, up to 2^k, the default of stop. Raises ValueError
    outside of that, and for more than 40 studies.

    >>> subsets(2).tolist()
    [[True, False], [False, True], [True, True]]
    """
    if not 0 <= k <= MOST_STUDIES:
        raise ValueError(f"subsets are counted for up to {MOST_STUDIES} studies, got {k}")
    end = 2**k if stop is None else stop
    if not 0 <= first <= end <= 2**k:
        raise ValueError(f"subsets of {k} studies have numbers 0 to {2**k - 1}, got {first}:{end}")
    numbers = np.arange(first, end, dtype=np.int64)
    return np.asarray((numbers[:, None] >> np.arange(k)) % 2 == 1)
