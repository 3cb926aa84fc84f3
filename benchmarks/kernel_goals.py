"""The speed goals of the kernel, beside R's metafor and Python peers in the same run.

usage: python benchmarks/kernel_goals.py [RUNS]

BCG trials (k = 13) and 10,000 drawn sets of 10 studies. thymos runs by NumPy and, where numba is
installed, compiled; the first use of the compiled engine is not timed. Best of RUNS (default 7) for
Python, median of 30 for R, whose packages must be installed; absent rivals are named. R's 10,000
fits are timed on the first 200 and multiplied.
"""

import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable
from contextlib import nullcontext
from os import getloadavg
from time import perf_counter
from typing import Any

import numpy as np

from thymos.kernel import cumulative, influence, leave_one_out, pool, tau2
from thymos.kernel.engine import compiled
from thymos.kernel.small_study.trimfill import trim_and_fill

Y = np.array([-0.8893, -1.5854, -1.3481, -1.4416, -0.2175, -0.7861, -1.6209, 0.0120, -0.4694,
              -1.3713, -0.3394, 0.4459, -0.0173])  # fmt: skip
V = np.array([0.3256, 0.1946, 0.4154, 0.0200, 0.0512, 0.0069, 0.2230, 0.0040, 0.0564,
              0.0730, 0.0124, 0.5325, 0.0714])  # fmt: skip
MANY, STUDIES, SEED = 10_000, 10, 20261121
LEFT, ADDED = leave_one_out(13), cumulative(13)

R_SCRIPT = """
suppressMessages(library(metafor))
y <- c(%s); v <- c(%s)
res <- rma(y, v)
time <- function(f) { t <- numeric(30); for (i in 1:30) { a <- proc.time()[[3]];
  for (j in 1:5) f(); t[i] <- (proc.time()[[3]] - a) / 5 }; median(t) }
set.seed(1); k <- 10
w <- matrix(runif(200 * k, .01, .5), 200); x <- matrix(rnorm(200 * k, 0, sqrt(w + .05)), 200)
start <- proc.time()[[3]]
for (i in 1:200) try(rma(x[i, ], w[i, ]), silent = TRUE)
many <- (proc.time()[[3]] - start) * 50
full <- time(function() predict(rma(y, v, test = "knha")))
cat(as.character(packageVersion("metafor")), full, many,
    time(function() leave1out(res)), time(function() cumul(res)), time(function() influence(res)),
    time(function() trimfill(res)))
"""


def ours(y: Any, v: Any) -> dict[str, Callable[[], Any]]:
    """The tasks, by name, in the order of the table."""
    return {
        "one REML fit, full result": lambda: pool(Y, V, test="knha", profile=False),
        "10,000 REML fits": lambda: tau2("REML", y, v),
        "leave one out": lambda: pool(Y, V, mask=LEFT, profile=False),
        "cumulative": lambda: pool(Y, V, mask=ADDED, profile=False),
        "influence": lambda: influence(Y, V),
        "trim and fill": lambda: trim_and_fill(Y, V),
    }


def best(call: Callable[[], Any], runs: int) -> float:
    """Shortest wall time of one call, in seconds; short calls are repeated in a measurement."""
    call()
    start = perf_counter()
    call()
    repeat = max(1, int(0.02 / (perf_counter() - start)))
    times = []
    for _ in range(runs):
        start = perf_counter()
        for _ in range(repeat):
            call()
        times.append((perf_counter() - start) / repeat)
    return min(times)


def timed(y: Any, v: Any, runs: int, fast: bool) -> dict[str, float]:
    """All tasks by one engine."""
    with compiled() if fast else nullcontext():
        return {name: best(call, runs) for name, call in ours(y, v).items()}


def metafor() -> tuple[str, list[float]] | None:
    """Version and seconds of R's package, in the order of the tasks; None where it is absent."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return None
    script = R_SCRIPT % (",".join(map(str, Y)), ",".join(map(str, V)))
    done = subprocess.run([rscript, "-e", script], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None
    version, *seconds = done.stdout.split()
    return version, [float(s) for s in seconds]


def pymare(y: Any, v: Any, runs: int) -> dict[str, float]:
    """PyMARE's REML, one set and many at once; empty where it is absent."""
    try:
        from pymare.estimators import VarianceBasedLikelihoodEstimator
    except ImportError:
        return {}

    def fit(effects: Any, variances: Any) -> Any:
        estimator = VarianceBasedLikelihoodEstimator(method="reml")
        return estimator.fit(y=effects, v=variances, X=np.ones((effects.shape[0], 1)))

    return {
        "one REML fit, full result": best(lambda: fit(Y[:, None], V[:, None]), runs),
        "10,000 REML fits": best(lambda: fit(y.T, v.T), 1),
    }


def main(arguments: list[str]) -> None:
    """Print one line for each task."""
    runs = int(arguments[0]) if arguments else 7
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(SEED)
    v = rng.uniform(0.01, 0.5, (MANY, STUDIES))
    y = rng.normal(0.0, np.sqrt(v + 0.05))
    plain = timed(y, v, runs, fast=False)
    try:
        fast = timed(y, v, runs, fast=True)
    except ValueError as error:
        print(f"not compiled: {error}")
        fast = {}
    rival, peer = metafor(), pymare(y, v, runs)
    print(f"NumPy {np.__version__}, metafor {rival[0] if rival else 'absent'}, "
          f"PyMARE {'present' if peer else 'absent'}, load {getloadavg()[0]:.1f}")  # fmt: skip
    for place, (name, seconds) in enumerate(plain.items()):
        line = f"{name:28} NumPy {1e6 * seconds:10.1f} us"
        quickest = fast.get(name, seconds)
        if name in fast:
            line += f"  compiled {1e6 * quickest:8.1f} us"
        if rival:
            line += f"  metafor {rival[1][place] / quickest:8.0f}x"
        if name in peer:
            line += f"  PyMARE {peer[name] / quickest:6.1f}x"
        print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
