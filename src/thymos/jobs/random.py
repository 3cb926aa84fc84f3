"""Random numbers by index and by name: the same for any number of workers and pieces.

The generator is counter-based (Philox 4×64, Salmon et al. 2011, Parallel random numbers: as easy
as 1, 2, 3): number i of a stream is a function of the seed, the stream's name and i alone.
So a column of another name changes no draw of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from thymos.kernel import draws

# Streams are told apart by so many bytes of their names' digests.
NAMED = 8
SEEDS = draws.SEEDS


def uniform(seed: int, names: Sequence[str], first: int, stop: int) -> NDArray[np.float64]:
    """Draws between 0 and 1, both excluded, (stop - first, name), for the indices of a piece.

    Raises ValueError for a seed outside of 0 to 2^64 - 1, or a range that is none.

    >>> whole = uniform(7, ["k", "v"], 0, 5)
    >>> bool((uniform(7, ["v"], 3, 5)[:, 0] == whole[3:, 1]).all())
    True
    """
    draws.check(seed, first, stop)
    found = np.empty((stop - first, len(names)))
    for column, name in enumerate(names):
        stream = int.from_bytes(sha256(name.encode()).digest()[:NAMED], "little")
        found[:, column] = draws.uniform(seed, stream, first, stop)
    return found


def normal(seed: int, names: Sequence[str], first: int, stop: int) -> NDArray[np.float64]:
    """Standard normal draws, (stop - first, name): the quantiles of `uniform`'s.

    >>> normal(7, ["k"], 0, 3).shape
    (3, 1)
    """
    return np.asarray(ndtri(uniform(seed, names, first, stop)))
