"""How a question is run: which prior, which random numbers, who works, who is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from thymos.errors import UsageError
from thymos.jobs import Executor, InProcess, Keeping, Plan, Progress, Threads, run
from thymos.jobs.random import SEEDS
from thymos.mechanism.model import Prior

Floats = NDArray[np.float64]
Told = Callable[[str, Progress], None]
MOST_WORKERS = 256

# Patients that one piece of work holds in memory at once.
CHUNK = 250


@dataclass(frozen=True, slots=True)
class How:
    """Which prior, which random numbers, and who works.

    progress: told the name of a piece of work and how far it is. keep: where finished pieces are
    kept, for a run that goes on where it was stopped.
    """

    prior: Prior = "stated"
    seed: int = 1
    executor: Executor = field(default_factory=InProcess)
    progress: Told | None = None
    keep: Keeping | None = None

    def run(
        self, name: str, count: int, work: Callable[[int, int], Floats], chunk: int = CHUNK
    ) -> Sequence[Floats]:
        """Run work over the index range 0 to count, in pieces; results in the order of indices.

        Raises Cancelled after an interrupt.
        """
        told, keep = self.progress, self.keep
        return run(
            Plan(count, work, chunk),
            executor=self.executor,
            progress=told and (lambda seen: told(name, seen)),
            store=None if keep is None else keep.store(name),
        )


def way(prior: str, seed: int, workers: int, progress: Told | None = None) -> How:
    """How, from the words of a command. Raises UsageError."""
    if prior not in get_args(Prior):
        raise UsageError(f"no prior '{prior}'; one of {', '.join(get_args(Prior))}")
    if not (whole(seed) and seed >= 0):
        raise UsageError(f"expected a seed from 0 on, found {seed!r}")
    if seed >= SEEDS:
        raise UsageError(f"expected a seed below 2^64, found {seed}")
    if not (whole(workers) and 1 <= workers <= MOST_WORKERS):
        raise UsageError(f"expected from 1 to {MOST_WORKERS} workers, found {workers!r}")
    executor = InProcess() if workers == 1 else Threads(workers)
    return How("wide" if prior == "wide" else "stated", seed, executor, progress)


def whole(value: object) -> bool:
    """Whether something is a whole number, whatever its type was said to be."""
    return isinstance(value, int)
