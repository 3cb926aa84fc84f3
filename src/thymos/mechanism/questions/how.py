"""How a question is run: which prior, which random numbers, who works, who is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, get_args

from thymos.errors import UsageError
from thymos.jobs import Executor, InProcess, Plan, Progress, Threads, run
from thymos.mechanism.model import Prior

Result = TypeVar("Result")
Told = Callable[[str, Progress], None]
MOST_WORKERS = 256

# Patients that one piece of work holds in memory at once.
CHUNK = 250


@dataclass(frozen=True, slots=True)
class How:
    """Which prior, which random numbers, and who works.

    progress: told the name of a piece of work and how far it is.
    """

    prior: Prior = "stated"
    seed: int = 1
    executor: Executor = field(default_factory=InProcess)
    progress: Told | None = None

    def run(
        self, name: str, count: int, work: Callable[[int, int], Result], chunk: int = CHUNK
    ) -> Sequence[Result]:
        """Run work over the index range 0 to count, in pieces; results in the order of indices."""
        told = self.progress
        plan = Plan(count, work, chunk)
        return run(plan, executor=self.executor, progress=told and (lambda seen: told(name, seen)))


def way(prior: str, seed: int, workers: int, progress: Told | None = None) -> How:
    """How, from the words of a command. Raises UsageError."""
    if prior not in get_args(Prior):
        raise UsageError(f"no prior '{prior}'; one of {', '.join(get_args(Prior))}")
    if seed < 0:
        raise UsageError(f"expected a seed from 0 on, found {seed}")
    if not 1 <= workers <= MOST_WORKERS:
        raise UsageError(f"expected from 1 to {MOST_WORKERS} workers, found {workers}")
    executor = InProcess() if workers == 1 else Threads(workers)
    return How("wide" if prior == "wide" else "stated", seed, executor, progress)
