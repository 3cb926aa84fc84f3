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

# Philox makes numbers by fours, and a double has 53 bits.
BLOCK = 4
BITS = 53
SEEDS = 2**64


def uniform(seed: int, names: Sequence[str], first: int, stop: int) -> NDArray[np.float64]:
    """Draws between 0 and 1, both excluded, (stop - first, name), for the indices of a piece.

    Raises ValueError for a seed outside of 0 to 2^64 - 1, or a range that is none.

    >>> whole = uniform(7, ["k", "v"], 0, 5)
    >>> bool((uniform(7, ["v"], 3, 5)[:, 0] == whole[3:, 1]).all())
    True
    """
    if not 0 <= seed < SEEDS:
        raise ValueError(f"seed: expected a whole number from 0 to 2^64 - 1, found {seed}")
    if not 0 <= first <= stop:
        raise ValueError(f"indices: expected 0 ≤ first ≤ stop, found {first} and {stop}")
    found = np.empty((stop - first, len(names)))
    block, skipped = divmod(first, BLOCK)
    for column, name in enumerate(names):
        stream = int.from_bytes(sha256(name.encode()).digest()[:8], "little")
        # Both are below 2^64: the key is the pair of them.
        bits = np.random.Philox(counter=block, key=[seed, stream])
        raw = bits.random_raw(skipped + stop - first)[skipped:]
        found[:, column] = ((raw >> (64 - BITS + 1)) + 0.5) * 2.0 ** (1 - BITS)
    return found


def normal(seed: int, names: Sequence[str], first: int, stop: int) -> NDArray[np.float64]:
    """Standard normal draws, (stop - first, name): the quantiles of `uniform`'s.

    >>> normal(7, ["k"], 0, 3).shape
    (3, 1)
    """
    return np.asarray(ndtri(uniform(seed, names, first, stop)))
