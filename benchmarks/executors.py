"""The same plan by every executor: how two workers scale, and what a cluster costs.

usage: python benchmarks/executors.py [SETS]

The work is the multiverse of `multiverse.py` in SETS (default 60) simulated sets without effect,
one set a piece. Starting workers is timed apart: two processes by a plan that does nothing, a
cluster of Dask by its own start. Every executor must give the bytes that one process gives. One
worker of each kind stands beside two, since what matters is the same work by the same means.
"""

import os
import sys
from time import perf_counter

import multiverse
import numpy as np

from thymos.evidence.multiverse import NoEffect, cross, no_effect
from thymos.jobs import Cluster, Executor, InProcess, Plan, Processes, Threads, run

SETS = 60
SCALING, OVERHEAD = 1.8, 0.10


def nothing(first: int, stop: int) -> int:
    """Work that takes no time, to time what starting workers takes; imports what work imports."""
    return stop - first


def timed(executor: Executor, plan: Plan[np.ndarray]) -> tuple[float, bytes]:
    """Seconds and the bytes of all results."""
    start = perf_counter()
    parts = run(plan, executor)
    return perf_counter() - start, np.concatenate(parts).tobytes()


def starting(workers: int) -> float:
    """Seconds until so many processes have started, imported and done nothing."""
    start = perf_counter()
    run(Plan(2 * workers, nothing, chunk=1), Processes(workers))
    return perf_counter() - start


def work() -> NoEffect:
    """The multiverse without effect."""
    found = no_effect(cross(multiverse.material()))
    if found is None:
        raise SystemExit("nothing to simulate")
    return found


def told(what: str, seconds: float, apart: float = 0.0) -> float:
    """Print a line; the seconds without what is timed apart."""
    more = f" and {apart:.1f} s to start" if apart else ""
    print(f"{what:28} {seconds - apart:7.2f} s{more}")
    return seconds - apart


def main(arguments: list[str]) -> None:
    """Time every executor, compare the bytes, and say which goal is met."""
    sets = int(arguments[0]) if arguments else SETS
    plan = Plan(sets, work(), chunk=1)
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {sets} sets, one a piece")
    run(Plan(2, plan.work, chunk=1))
    seconds, whole = timed(InProcess(), plan)
    told("in process", seconds)
    same = []
    seconds, found = timed(Threads(2), plan)
    told("two threads", seconds)
    same.append(found == whole)
    alone: dict[int, float] = {}
    for workers in (1, 2):
        apart = starting(workers)
        seconds, found = timed(Processes(workers), plan)
        alone[workers] = told(f"{workers} process{'es' if workers > 1 else ''}", seconds, apart)
        same.append(found == whole)
    dask: dict[int, float] = {}
    for workers in (1, 2):
        start = perf_counter()
        with Cluster(workers=workers) as cluster:
            run(Plan(2 * workers, plan.work, chunk=1), cluster)
            apart = perf_counter() - start
            seconds, found = timed(cluster, plan)
        dask[workers] = told(f"{workers} of a Dask cluster", seconds + apart, apart)
        same.append(found == whole)
    scaling, overhead = alone[1] / alone[2], dask[2] / alone[2] - 1
    print(f"the same bytes: {'all' if all(same) else 'NOT ALL'}")
    print(f"1 to 2 processes: {scaling:.2f} times; goal {SCALING:g} {met(scaling >= SCALING)}")
    print(f"1 to 2 of a cluster: {dask[1] / dask[2]:.2f} times")
    print(
        f"Dask beside processes: {overhead:+.1%}; goal {OVERHEAD:.0%} {met(overhead <= OVERHEAD)}"
    )


def met(reached: bool) -> str:
    """Whether a goal is met, in a word."""
    return "met" if reached else "MISSED"


if __name__ == "__main__":
    main(sys.argv[1:])
