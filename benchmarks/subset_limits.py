"""What a processor could do at best with every subset, measured: shared by `fragility.py`.

A subset that is listed is two numbers written to memory. One that is summed is a division and two
counts, each in a table of its own. Nothing that gives these can take less than these take.
"""

from time import perf_counter
from typing import Any

import numpy as np
from numba import njit

STEPS, WIDTH = 1 << 14, 512


@njit(nogil=True, error_model="numpy")  # type: ignore[misc, unused-ignore]
def _divide(a: Any, b: Any, steps: int) -> None:
    for step in range(steps):
        for i in range(a.size):
            b[i] = 1.0 / (a[i] + step)


@njit(nogil=True)  # type: ignore[misc, unused-ignore]
def _count(bins: Any, table: Any, steps: int) -> None:
    for _ in range(steps):
        for i in range(bins.size):
            table[bins[i]] += 1


@njit(nogil=True)  # type: ignore[misc, unused-ignore]
def _write(a: Any) -> None:
    for i in range(a.size):
        a[i] = 1.0


def _best(call: Any, *arguments: Any) -> float:
    call(*arguments)
    times = []
    for _ in range(5):
        start = perf_counter()
        call(*arguments)
        times.append(perf_counter() - start)
    return min(times)


def limits(spent: tuple[float, float]) -> None:
    """Print nanoseconds on one core for what a subset cannot do without, and how far thymos is.

    spent: nanoseconds that a subset took, listed and summed.
    """
    rng = np.random.default_rng(1)
    n = STEPS * WIDTH
    division = _best(_divide, rng.random(WIDTH) + 1.0, np.empty(WIDTH), STEPS) / n
    picture = rng.integers(0, 1 << 15, WIDTH).astype(np.uint32)
    counts = _best(_count, picture, np.zeros(1 << 15, np.int64), STEPS) / n
    big = np.empty(1 << 23)
    stored = _best(_write, big) / big.size
    listed, summed = 1e9 * 2 * stored, 1e9 * (division + 2 * counts)
    print(
        f"limits on one core: a division {1e9 * division:.2f} ns, a count in a table "
        f"{1e9 * counts:.2f} ns, 8 bytes to memory {1e9 * stored:.2f} ns; so of a subset "
        f"under a common effect, listed (16 bytes) {listed:.2f} ns, summed {summed:.2f} ns; "
        f"thymos takes {spent[0] / listed:.1f} and {spent[1] / summed:.1f} times as long"
    )
