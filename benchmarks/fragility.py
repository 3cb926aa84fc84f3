"""Every subset and every permutation: how fast, beside R's metafor and PyMARE in the same run.

usage: python benchmarks/fragility.py [--install] [--quick]

All subsets of 20 drawn studies, one by one and streamed into a summary; of 24 one by one; all of
30 streamed, in a process of its own whose memory is told; all sign flips of the 13 BCG trials.
thymos on one and on two threads, best of several runs; compiled code is loaded before, and what
loading and first compiling cost is told apart. metafor does all subsets of the 13 trials, and
random ones of the 20 (as it would of its default million), REML also with `parallel=`. The
answers are compared before they are timed. --install brings metafor by apt, as root on Debian,
and PyMARE by pip; --quick gives metafor less to do.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from importlib.metadata import version
from os import getloadavg
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from kernel_goals import V as BCG_V
from kernel_goals import Y as BCG_Y
from kernel_goals import install
from subset_limits import limits

from thymos.jobs import Executor, InProcess, Plan, Threads, run
from thymos.kernel.fragile import Permuted, Points, Sweep, merged, permutation_test, sweep

SEED, STUDIES, MORE, MANY, THREADS = 20261121, 20, 24, 30, 2
METHODS = ("CE", "DL", "PM", "REML")
# What is asked: nanoseconds a subset on two threads, and times metafor.
GOALS: tuple[tuple[str, float, float], ...] = (
    ("CE", 1.0, 22_000),
    ("DL", 8.0, 3_200),
    ("REML", 300.0, 9_000),
)
STREAMED_SECONDS, STREAMED_MB = 2.0, 300
ALL_REML_SECONDS = 0.3
# Method, times metafor, times PyMARE.
FLIPS: tuple[tuple[str, float, float], ...] = (("REML", 4_000, 10), ("DL", 50_000, 25))

R_SCRIPT = """
suppressMessages(library(metafor))
y <- c(%s); v <- c(%s); by <- c(%s); bv <- c(%s); n <- %d; nr <- %d
out <- function(...) cat(..., "\\n")
out("version", as.character(packageVersion("metafor")))
spent <- function(f) { a <- proc.time()[[3]]; r <- f(); list(t = proc.time()[[3]] - a, r = r) }
for (m in c("FE", "DL", "REML")) {
  all <- spent(function() gosh(rma(by, bv, method = m), progbar = FALSE))
  out("all", m, all$t, sum(!is.na(all$r$res$estimate)), mean(all$r$res$estimate, na.rm = TRUE),
      mean(all$r$res$I2[rowSums(all$r$incl) > 1], na.rm = TRUE))
  set.seed(1)
  some <- spent(function() gosh(rma(y, v, method = m), progbar = FALSE,
                                subsets = if (m == "REML") nr else n))
  out("some", m, some$t, nrow(some$r$res))
}
side <- spent(function() gosh(rma(y, v), progbar = FALSE, subsets = nr, parallel = "multicore",
                              ncpus = 2))
out("parallel", "REML", side$t, nrow(side$r$res))
for (m in c("REML", "DL")) {
  p <- spent(function() permutest(rma(by, bv, method = m), exact = TRUE, progbar = FALSE))
  out("permutation", m, p$t, p$r$pval)
}
"""


def studies(k: int) -> tuple[Any, Any]:
    """Effects and variances of k studies, the same on every machine."""
    rng = np.random.default_rng(SEED)
    v = rng.uniform(0.01, 0.5, k)
    return rng.normal(0.2, np.sqrt(v + 0.1)), v


def best(call: Callable[[], Any], runs: int) -> float:
    """Shortest wall time of a call, in seconds."""
    times = []
    for _ in range(runs):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return min(times)


def summed(work: Sweep, executor: Executor, pieces: int = 16) -> Any:
    """The summary of a whole plan, by the machinery that any long run takes."""
    return merged(run(Plan(work.count, work, -(-work.count // pieces)), executor))


def listed(work: Sweep, threads: int, out: Any) -> Any:
    """Estimate and I2 of every subset, written into arrays that are there already."""

    def piece(first: int, stop: int) -> Any:
        part = Points(*(a[first:stop] for a in out))
        return work.points(first, stop, out=part)

    executor = InProcess() if threads == 1 else Threads(threads)
    return run(Plan(work.count, piece, work.count // threads), executor)


def cold() -> tuple[float, float]:
    """Seconds until a first summary by all methods: with nothing kept, and with code kept."""
    code = (
        "from thymos.kernel.fragile import sweep, permutation_test\n"
        "for m in ('CE', 'DL', 'PM', 'REML'):\n"
        "    s = sweep([.1, .2, .6], [.1, .1, .1], method=m); s(0, 8); s.points(0, 8)\n"
        "    permutation_test([.1, .2, .6], [.1, .1, .1], method=m)\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "NUMBA_CACHE_DIR": folder}

        def go() -> None:
            subprocess.run([sys.executable, "-c", code], check=True, env=environment)

        return best(go, 1), best(go, 3)


def metafor(quick: bool) -> dict[str, list[str]] | None:
    """What R says, by task and method; None where it or the package is absent."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return None
    numbers = [",".join(map(repr, map(float, a))) for a in (*studies(STUDIES), BCG_Y, BCG_V)]
    script = R_SCRIPT % (*numbers, 2_000 if quick else 10_000, 400 if quick else 2_000)
    done = subprocess.run([rscript, "-e", script], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(done.stderr.strip().splitlines()[-1:], file=sys.stderr)
        return None
    rows = [line.split() for line in done.stdout.splitlines() if line.strip()]
    return {
        " ".join(r[:2]) if r[0] != "version" else "version": r[2:] if len(r) > 2 else r[1:]
        for r in rows
    }


def same_as_metafor(rival: dict[str, list[str]]) -> None:
    """Stop where the summaries of all subsets of the 13 trials are not the same."""
    for name in ("FE", "DL", "REML"):
        _, count, mean, _ = (float(value) for value in rival[f"all {name}"])
        work = sweep(BCG_Y, BCG_V, method=name, smallest=1)
        found = work(0, work.count)
        # metafor leaves out subsets on which it does not converge, and stops at 1e-5.
        missed = int(found.analyses - count)
        print(
            f"  {name}: mean of {found.analyses:,} estimates {found.mean:.6f}, "
            f"metafor {mean:.6f} ({missed} subsets failed)"
        )
        if abs(found.mean - mean) > 1e-3:
            raise SystemExit(f"{name}: thymos and metafor disagree")


def subsets(rival: dict[str, list[str]] | None, runs: int) -> tuple[float, float]:
    """All 2^20 subsets by every method; nanoseconds under a common effect, listed and summed."""
    print(f"all subsets of {STUDIES} studies ({1 << STUDIES:,}), ns a subset")
    common = 0.0, 0.0
    for name in METHODS:
        work = sweep(*studies(STUDIES), method=name)
        one, two, flat, both = timed(work, runs if name == "REML" else 10 * runs)
        line = f"  {name:5} listed {1e9 * one:7.2f}, two threads {1e9 * two:7.2f};"
        line += f" summed {1e9 * flat:7.2f}, two threads {1e9 * both:7.2f}"
        line += f" (x{flat / both:.2f})"
        print(line + against(name, min(one, two, both), rival))
        if name == "CE":
            common = 1e9 * one, 1e9 * flat
            longer(runs)
        if name == "REML":
            met = "met" if both * work.count <= ALL_REML_SECONDS else "MISSED"
            print(f"        all of them in {both * work.count:.3f} s, goal 0.3 s {met}")
    return common


def longer(runs: int) -> None:
    """Where starting two threads does not matter: more subsets, 16 bytes each."""
    work = sweep(*studies(MORE), method="CE")
    room = np.zeros((2, work.count))
    out = Points(room[0], np.zeros(0), np.zeros(0), room[1])
    one = 1e9 * best(lambda: listed(work, 1, out), runs) / work.count
    two = 1e9 * best(lambda: listed(work, THREADS, out), runs) / work.count
    print(f"        {work.count:,} of {MORE} listed {one:7.2f}, two threads {two:7.2f}")


def timed(work: Sweep, runs: int) -> tuple[float, float, float, float]:
    """Seconds a subset: listed by one thread and by two, summed by one and by two."""
    room = np.zeros((2, work.count))
    out = Points(room[0], np.zeros(0), np.zeros(0), room[1])
    work(0, 4096)
    calls: tuple[Callable[[], Any], ...] = (
        lambda: listed(work, 1, out),
        lambda: listed(work, THREADS, out),
        lambda: summed(work, InProcess(), 2),
        lambda: summed(work, Threads(THREADS), 2),
    )
    one, two, flat, both = (best(call, runs) / work.count for call in calls)
    return one, two, flat, both


def against(name: str, seconds: float, rival: dict[str, list[str]] | None) -> str:
    """The ratio to metafor, and whether the goals are met."""
    goal = next((g for g in GOALS if g[0] == name), None)
    if goal is None:
        return ""
    told = f"; goal {goal[1]:g} ns {'met' if 1e9 * seconds <= goal[1] else 'MISSED'}"
    if rival is None:
        return told + ", not compared"
    code = "FE" if name == "CE" else name
    spent, count = (float(value) for value in rival[f"some {code}"])
    told += f"; metafor {1e6 * spent / count:,.0f} us{ratio(spent / count, seconds, goal[2])}"
    if code == "REML":
        spent, count = (float(value) for value in rival["parallel REML"])
        told += (
            f"; its two processes {1e6 * spent / count:,.0f} us, {spent / count / seconds:,.0f}x"
        )
    return told


def streamed(method: str, threads: int, k: int) -> None:
    """All subsets of k studies into one summary; prints seconds and megabytes."""
    work = sweep(*studies(k), method=method)
    work(0, 4096)
    start = perf_counter()
    found = summed(work, Threads(threads) if threads > 1 else InProcess())
    spent = perf_counter() - start
    print(f"{spent} {most_memory()} {found.analyses} {found.mean}")


def most_memory() -> float:
    """The most that this process ever held, in MB."""
    told = Path("/proc/self/status")
    if not told.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    # Not ru_maxrss: there a new process begins with what its parent held.
    return float(told.read_text().split("VmHWM:")[1].split()[0]) / 1024


def many(runs: int) -> None:
    """Thirty studies, and fewer for their memory, in processes of their own."""
    for k, threads, times in ((STUDIES, THREADS, 1), (MANY, 1, 1), (MANY, THREADS, runs)):
        command = [sys.executable, __file__, "--streamed", str(threads), str(k)]
        found = [
            subprocess.run(command, capture_output=True, text=True, check=True)
            for _ in range(times)
        ]
        rows = [[float(value) for value in done.stdout.split()] for done in found]
        seconds, memory = min(row[0] for row in rows), max(row[1] for row in rows)
        goal = ""
        if k == MANY and threads == THREADS:
            met = seconds <= STREAMED_SECONDS and memory <= STREAMED_MB
            goal = (
                f"; goal {STREAMED_SECONDS:g} s under {STREAMED_MB} MB {'met' if met else 'MISSED'}"
            )
        print(
            f"  all {1 << k:,} subsets of {k}, CE, streamed, {threads} thread"
            f"{'s' if threads > 1 else ''}: {seconds:.4g} s, {memory:.0f} MB{goal}"
        )


def permuted(rival: dict[str, list[str]] | None, runs: int) -> None:
    """All sign flips of the 13 trials."""
    print(f"exact permutation test of {BCG_Y.size} trials ({1 << BCG_Y.size:,} sign flips)")
    for name, against_r, against_python in FLIPS:

        def test(method: str = name) -> Permuted:
            return permutation_test(BCG_Y, BCG_V, method=method)

        found, seconds = test(), best(test, 20 * runs)
        line = f"  {name:5} {1e3 * seconds:.3f} ms, P = {found.p:.6f}"
        if rival is not None:
            spent, p = (float(value) for value in rival[f"permutation {name}"])
            line += f"; metafor {spent:.1f} s, P = {p:.6f}{ratio(spent, seconds, against_r)}"
            if not np.isclose(p, found.p):
                raise SystemExit(f"{name}: thymos and metafor disagree on P")
        peer = pymare(name, runs)
        if peer is not None:
            spent, p = peer
            if not np.isclose(p, found.p):
                raise SystemExit(f"{name}: thymos and PyMARE disagree on P")
            line += f"; PyMARE {1e3 * spent:.1f} ms, P = {p:.6f}"
            line += ratio(spent, seconds, against_python)
        print(line)


def ratio(spent: float, seconds: float, goal: float) -> str:
    """How many times sooner, and whether that was asked for."""
    times = spent / seconds
    return f", {times:,.0f}x, goal {goal:,.0f}x {'met' if times >= goal else 'MISSED'}"


def pymare(name: str, runs: int) -> tuple[float, float] | None:
    """Seconds and P of the rival's exact test; None where it is absent."""
    try:
        from pymare import Dataset
        from pymare.estimators import DerSimonianLaird, VarianceBasedLikelihoodEstimator
    except ImportError:
        return None
    data = Dataset(
        y=BCG_Y[:, None], v=BCG_V[:, None], X=np.ones((BCG_Y.size, 1)), add_intercept=False
    )
    # Its statistic is that of Knapp and Hartung unless told otherwise; here all use z.
    estimator = (
        DerSimonianLaird(small_sample_correction="wald")
        if name == "DL"
        else VarianceBasedLikelihoodEstimator(method="reml", small_sample_correction="wald")
    )
    fit = estimator.fit_dataset(data).summary()

    def test() -> Any:
        return fit.permutation_test(n_perm=1 << BCG_Y.size)

    return best(test, runs), float(np.ravel(test().perm_p["fe_p"])[0])


def main(arguments: list[str]) -> None:
    """Print one line for each task."""
    if arguments[:1] == ["--streamed"]:
        streamed("CE", *map(int, arguments[1:]))
        return
    if "--install" in arguments:
        install()
    warnings.simplefilter("ignore")
    quick = "--quick" in arguments
    runs = 3 if quick else 7
    rival = metafor(quick)
    peer = version("PyMARE") if pymare("DL", 1) is not None else "absent"
    print(
        f"NumPy {np.__version__}, numba {version('numba')}, "
        f"metafor {rival['version'][0] if rival else 'absent'}, PyMARE {peer}; "
        f"{os.cpu_count()} cores, load {getloadavg()[0]:.1f}"
    )
    first, later = cold()
    print(f"first use, compiling everything: {first:.1f} s; later ones, loading it: {later:.1f} s")
    if rival is not None:
        same_as_metafor(rival)
    common = subsets(rival, runs)
    many(runs)
    permuted(rival, runs)
    limits(common)
    print(f"load at the end {getloadavg()[0]:.1f}; {Path(__file__).name}")


if __name__ == "__main__":
    main(sys.argv[1:])
