"""The speed goals of the kernel, beside R's metafor and every Python peer in the same run.

usage: python benchmarks/kernel_goals.py [--install] [RUNS]

Tasks: the BCG trials (k = 13), 10,000 drawn sets of 10 studies, the passive smoking studies
(k = 37) for the selection models. thymos runs by NumPy and, where numba is installed, compiled;
the first use of the compiled engine is not timed. Best of RUNS (default 7) for Python, median of
30 for R (3 for its slow ones). R's 10,000 fits are timed on the first 200 and multiplied. Absent
rivals are named and left out; --install brings them by pip and, as root on Debian, by apt.
"""

import csv
import importlib
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from importlib.metadata import version
from os import getloadavg
from pathlib import Path
from typing import Any

import numpy as np
from timing import best

from thymos.kernel import cumulative, influence, leave_one_out, pool, tau2
from thymos.kernel.engine import compiled
from thymos.kernel.small_study.selection import beta_selection, step_selection
from thymos.kernel.small_study.trimfill import trim_and_fill

Y = np.array([-0.8893, -1.5854, -1.3481, -1.4416, -0.2175, -0.7861, -1.6209, 0.0120, -0.4694,
              -1.3713, -0.3394, 0.4459, -0.0173])  # fmt: skip
V = np.array([0.3256, 0.1946, 0.4154, 0.0200, 0.0512, 0.0069, 0.2230, 0.0040, 0.0564,
              0.0730, 0.0124, 0.5325, 0.0714])  # fmt: skip
MANY, STUDIES, SEED = 10_000, 10, 20261121
LEFT, ADDED = leave_one_out(13), cumulative(13)
SMOKING = Path(__file__).parents[1] / "tests/published/data/hackshaw1998.csv"
PEERS = (("PyMARE", "pymare"), ("PyMetaAnalysis", "meta_analyze"), ("statsmodels", "statsmodels"))
R_PACKAGES = ("r-base-core", "r-cran-metafor", "r-cran-numderiv")

# Task, and what is asked of it: the ratio to metafor, to the best Python peer, microseconds.
GOALS: tuple[tuple[str, float, float | None, float | None], ...] = (
    ("one REML fit, full result", 58, 14, 40),
    ("10,000 REML fits", 4800, 9, 6000),
    ("leave one out", 100, 37, None),
    ("cumulative", 100, 37, None),
    ("influence", 100, 37, None),
    ("trim and fill", 70, 22, None),
    ("step selection, k = 37", 27, None, None),
    ("beta selection, k = 37", 300, None, None),
)

R_SCRIPT = """
suppressMessages(library(metafor))
y <- c(%s); v <- c(%s); sy <- c(%s); sv <- c(%s)
res <- rma(y, v); ml <- rma(sy, sv, method = "ML")
time <- function(f, runs = 30, repeats = 5) { t <- numeric(runs); for (i in 1:runs) {
  a <- proc.time()[[3]]; for (j in 1:repeats) f(); t[i] <- (proc.time()[[3]] - a) / repeats }
  median(t) }
set.seed(1); k <- 10
w <- matrix(runif(200 * k, .01, .5), 200); x <- matrix(rnorm(200 * k, 0, sqrt(w + .05)), 200)
start <- proc.time()[[3]]; failed <- 0
for (i in 1:200) if (inherits(try(rma(x[i, ], w[i, ]), silent = TRUE), "try-error"))
  failed <- failed + 1
many <- (proc.time()[[3]] - start) * 50
full <- time(function() predict(rma(y, v, test = "knha")))
cat(as.character(packageVersion("metafor")), full, many,
    time(function() leave1out(res)), time(function() cumul(res)), time(function() influence(res)),
    time(function() trimfill(res)),
    time(function() selmodel(ml, type = "stepfun", steps = .025), 9, 1),
    time(function() selmodel(ml, type = "beta"), 3, 1))
"""


def install() -> None:
    """Bring the rivals: the Python ones into this environment, R's from the system's packages."""
    names = [name for name, module in PEERS if not _present(module)]
    if names:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *names], check=False)
    if shutil.which("Rscript") is None and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-qq", "--yes", *R_PACKAGES], check=False)


def _present(module: str) -> bool:
    try:
        importlib.import_module(module)
    except ImportError:
        return False
    return True


def smoking() -> tuple[Any, Any]:
    """Log odds ratios and variances of the 37 studies of Hackshaw et al. 1997."""
    with SMOKING.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(line for line in stream if not line.startswith("#")))
    return np.array([float(row["yi"]) for row in rows]), np.array(
        [float(row["vi"]) for row in rows]
    )


def ours(y: Any, v: Any) -> dict[str, Callable[[], Any]]:
    """The tasks, by name, in the order of the table."""
    sy, sv = smoking()
    return {
        "one REML fit, full result": lambda: pool(Y, V, test="knha", profile=False),
        "10,000 REML fits": lambda: tau2("REML", y, v),
        "leave one out": lambda: pool(Y, V, mask=LEFT, profile=False),
        "cumulative": lambda: pool(Y, V, mask=ADDED, profile=False),
        "influence": lambda: influence(Y, V),
        "trim and fill": lambda: trim_and_fill(Y, V),
        "step selection, k = 37": lambda: step_selection(sy, sv),
        "beta selection, k = 37": lambda: beta_selection(sy, sv),
    }


def timed(y: Any, v: Any, runs: int, fast: bool) -> dict[str, float]:
    """All tasks by one engine."""
    with compiled() if fast else nullcontext():
        return {name: best(call, runs) for name, call in ours(y, v).items()}


def metafor() -> tuple[str, dict[str, float]] | None:
    """Version and seconds of R's package by task; None where it is absent."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return None
    numbers = (",".join(map(str, column)) for column in (Y, V, *smoking()))
    command = [rscript, "-e", R_SCRIPT % tuple(numbers)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None
    release, *seconds = done.stdout.split()
    names = (name for name, *_ in GOALS)
    return release, dict(zip(names, map(float, seconds), strict=True))


def peers(y: Any, v: Any, runs: int) -> Iterator[tuple[str, str, float]]:
    """Task, peer and seconds, for every Python peer that is installed."""
    if _present("pymare"):
        yield from _pymare(y, v, runs)
    if _present("meta_analyze"):
        yield from _pymetaanalysis(runs)
    if _present("statsmodels"):
        from statsmodels.stats.meta_analysis import combine_effects

        def moments() -> Any:
            return combine_effects(Y, V, method_re="chi2", use_t=True)

        # It has no REML: its DerSimonian-Laird is the mark that a REML fit should beat.
        yield GOALS[0][0], "statsmodels' DL", best(moments, runs)


def _pymare(y: Any, v: Any, runs: int) -> Iterator[tuple[str, str, float]]:
    from pymare.estimators import VarianceBasedLikelihoodEstimator

    def fit(effects: Any, variances: Any) -> Any:
        estimator = VarianceBasedLikelihoodEstimator(method="reml")
        return estimator.fit(y=effects, v=variances, X=np.ones((effects.shape[0], 1))).summary()

    yield GOALS[0][0], "PyMARE", best(lambda: fit(Y[:, None], V[:, None]), runs)
    yield GOALS[1][0], "PyMARE", best(lambda: fit(y.T, v.T), 1)


def _pymetaanalysis(runs: int) -> Iterator[tuple[str, str, float]]:
    from meta_analyze import meta_analysis

    def fit(ci: str = "hksj") -> Any:
        return meta_analysis(effect=Y, variance=V, tau2_method="REML", ci_method=ci)

    plain = fit("normal")
    for name, call in (
        (GOALS[0][0], fit),
        ("leave one out", plain.leave_one_out),
        ("cumulative", plain.cumulative),
        ("trim and fill", plain.trim_and_fill),
    ):
        yield name, "PyMetaAnalysis", best(call, runs)


def report(name: str, plain: float, fast: float | None, rivals: list[tuple[str, float]]) -> str:
    """One line of the table: times, ratios, and whether the goals are met."""
    quickest = min(plain, fast or plain)
    line = f"{name:26} NumPy {1e6 * plain:9.1f} us"
    line += f"  compiled {1e6 * fast:8.1f} us" if fast is not None else ""
    for rival, seconds in rivals:
        line += f"  {rival} {seconds / quickest:,.0f}x"
    _, against_r, against_python, limit = next(goal for goal in GOALS if goal[0] == name)
    python = [seconds for rival, seconds in rivals if rival in ("PyMARE", "PyMetaAnalysis")]
    told = [_met(f"{against_r:g}x metafor", dict(rivals).get("metafor"), quickest, against_r)]
    if against_python is not None:
        told.append(_met(f"{against_python:g}x peer", min(python, default=None), quickest,
                         against_python))  # fmt: skip
    if limit is not None:
        told.append(f"{limit:g} us {'met' if 1e6 * quickest <= limit else 'MISSED'}")
    return f"{line}\n{'':26} goals: {', '.join(told)}"


def _met(goal: str, rival: float | None, own: float, ratio: float) -> str:
    if rival is None:
        return f"{goal} not compared"
    return f"{goal} {'met' if rival / own >= ratio else 'MISSED'}"


def main(arguments: list[str]) -> None:
    """Print two lines for each task."""
    if "--install" in arguments:
        install()
    numbers = [argument for argument in arguments if argument != "--install"]
    runs = int(numbers[0]) if numbers else 7
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
    rival = metafor()
    found = list(peers(y, v, runs))
    installed = [f"{name} {version(name)}" for name, module in PEERS if _present(module)]
    missing = [name for name, module in PEERS if not _present(module)]
    print(f"NumPy {np.__version__}, metafor {rival[0] if rival else 'absent'}, "
          f"{', '.join(installed)}{', absent: ' if missing else ''}{', '.join(missing)}; "
          f"{os.cpu_count()} cores, load {getloadavg()[0]:.1f}")  # fmt: skip
    for name, seconds in plain.items():
        rivals = [("metafor", rival[1][name])] if rival else []
        rivals += [(who, t) for task, who, t in found if task == name]
        print(report(name, seconds, fast.get(name), rivals))


if __name__ == "__main__":
    main(sys.argv[1:])
