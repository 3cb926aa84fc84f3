"""Random numbers by index: number i of a stream is a function of seed, stream and i alone.

The generator is counter-based (Philox 4×64, Salmon et al. 2011, Parallel random numbers: as easy
as 1, 2, 3), so that a plan of random selections is the same in one piece or in many.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from thymos.kernel.batch import Floats

# Philox makes numbers by fours, and a double has 53 bits.
BLOCK = 4
BITS = 53
SEEDS = 2**64


def check(seed: int, first: int, stop: int) -> None:
    """Raise ValueError for what is no seed, or no range."""
    if not 0 <= seed < SEEDS:
        raise ValueError(f"seed: expected a whole number from 0 to 2^64 - 1, found {seed}")
    if not 0 <= first <= stop:
        raise ValueError(f"indices: expected 0 ≤ first ≤ stop, found {first} and {stop}")


def words(seed: int, stream: int, first: int, stop: int) -> NDArray[np.uint64]:
    """Numbers first to stop - 1 of a stream, 64 random bits each, (stop - first,).

    seed, stream: from 0 to 2^64 - 1. Raises ValueError outside of that, or for a range that is
    none.

    >>> bool((words(7, 1, 3, 9) == words(7, 1, 0, 9)[3:]).all())
    True
    """
    check(seed, first, stop)
    block, skipped = divmod(first, BLOCK)
    # As a list, a large seed would become a rounded float.
    bits = np.random.Philox(counter=block, key=np.array([seed, stream], dtype=np.uint64))
    return np.asarray(bits.random_raw(skipped + stop - first)[skipped:], dtype=np.uint64)


def uniform(seed: int, stream: int, first: int, stop: int) -> Floats:
    """Draws between 0 and 1, both excluded, (stop - first,). Raises ValueError as `words`.

    >>> uniform(7, 1, 0, 3).shape
    (3,)
    """
    raw = words(seed, stream, first, stop)
    return np.asarray(((raw >> np.uint64(64 - BITS + 1)) + 0.5) * 2.0 ** (1 - BITS))
