"""How long a call takes: shared by the benchmarks of the kernel."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

SHORTEST = 0.02


def best(call: Callable[[], Any], runs: int) -> float:
    """Shortest wall time of one call, in seconds; short calls are repeated in a measurement."""
    call()
    start = perf_counter()
    call()
    repeat = max(1, int(SHORTEST / (perf_counter() - start)))
    times = []
    for _ in range(runs):
        start = perf_counter()
        for _ in range(repeat):
            call()
        times.append((perf_counter() - start) / repeat)
    return min(times)
