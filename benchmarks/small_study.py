"""Time small-study methods beside R's metafor and PyMetaAnalysis in one run.

usage: python benchmarks/small_study.py [RUNS]

The 13 BCG trials (trim and fill, limit, excess) and 37 studies of passive smoking (selection),
both from tests/published/data. thymos runs by NumPy and, where numba is installed, compiled. A
rival that is absent is named in the first line and compared with nothing; PyMetaAnalysis comes
by `pip install PyMetaAnalysis`. The shortest of RUNS (7) is printed, and the load.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable
from contextlib import nullcontext
from importlib.metadata import PackageNotFoundError, version
from os import getloadavg
from pathlib import Path
from typing import Any

import numpy as np
from timing import best

from thymos.kernel import (
    beta_selection,
    effect_sizes,
    excess_limit,
    excess_significance,
    limit_meta_analysis,
    step_selection,
    trim_and_fill,
)
from thymos.kernel.engine import compiled

DATA = Path(__file__).resolve().parents[1] / "tests" / "published" / "data"
# Goals: how many times as quick as metafor, and the time in milliseconds.
GOALS = (("trim and fill", 70, 0.2), ("step selection", 27, 2.0), ("beta selection", 300, 20.0))
# Tasks in the order in which the R script prints their seconds.
IN_R = ("trim and fill", "step selection", "beta selection", "excess significance")
R_SCRIPT = """
suppressMessages(library(metafor))
y <- c(%s); v <- c(%s); sy <- c(%s); sv <- c(%s)
time <- function(f, n) { f(); min(replicate(n, system.time(f())[["elapsed"]])) }
many <- function(f, n) function() for (i in 1:n) f()
fit <- rma(y, v); smoking <- rma(sy, sv, method = "ML")
cat(as.character(packageVersion("metafor")),
    time(many(function() trimfill(fit), 20), 3) / 20,
    time(many(function() selmodel(smoking, type = "stepfun", steps = 0.025), 5), 3) / 5,
    time(function() selmodel(smoking, type = "beta"), 1),
    time(many(function() tes(y, v, test = "chi2", progbar = FALSE), 5), 3) / 5)
"""


def read(name: str) -> list[dict[str, str]]:
    """Rows of a published series."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def series() -> tuple[Any, Any, Any, Any]:
    """Effects and variances of the BCG trials (log RR) and of passive smoking (log OR)."""
    a, b, c, d = (
        np.array([float(row[cell]) for row in read("bcg")])
        for cell in ("tpos", "tneg", "cpos", "cneg")
    )
    bcg = effect_sizes("RR", a, a + b, c, c + d)
    sy, sv = (np.array([float(row[x]) for row in read("hackshaw1998")]) for x in ("yi", "vi"))
    return bcg.y, bcg.v, sy, sv


def tasks(y: Any, v: Any, sy: Any, sv: Any) -> dict[str, Callable[[], Any]]:
    """What is timed, by name."""
    return {
        "trim and fill": lambda: trim_and_fill(y, v),
        "step selection": lambda: step_selection(sy, sv),
        "beta selection": lambda: beta_selection(sy, sv),
        "excess significance": lambda: (excess_significance(y, v), excess_limit(y, v)),
        "limit meta-analysis": lambda: limit_meta_analysis(y, v),
    }


def timed(data: tuple[Any, Any, Any, Any], runs: int, fast: bool) -> dict[str, float]:
    """Seconds of every task by one engine."""
    with compiled() if fast else nullcontext():
        return {name: best(call, runs) for name, call in tasks(*data).items()}


def metafor(data: tuple[Any, Any, Any, Any]) -> tuple[str, dict[str, float]]:
    """The package's version, or why it is absent, and its seconds by task."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return "NOT COMPARED (no Rscript)", {}
    script = R_SCRIPT % tuple(",".join(map(repr, map(float, column))) for column in data)
    done = subprocess.run([rscript, "-e", script], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return "NOT COMPARED (Rscript failed)", {}
    release, *seconds = done.stdout.split()
    return release, dict(zip(IN_R, map(float, seconds), strict=True))


def peer(y: Any, v: Any, runs: int) -> tuple[str, float | None]:
    """PyMetaAnalysis' version, or that it is absent, and its seconds for trim and fill."""
    try:
        release = version("PyMetaAnalysis")
    except PackageNotFoundError:
        return "NOT COMPARED (pip install PyMetaAnalysis)", None
    from meta_analyze import meta_analysis

    fit = meta_analysis(effect=y, variance=v, tau2_method="REML", ci_method="normal")
    return release, best(fit.trim_and_fill, runs)


def line(name: str, plain: float, fast: float | None, rivals: dict[str, float]) -> str:
    """One line: milliseconds by both engines, ratios, and goals met or missed."""
    quickest = min(plain, fast or plain)
    told = f"{name:20} NumPy {1e3 * plain:8.3f} ms"
    told += f"  compiled {1e3 * fast:7.3f} ms" if fast is not None else ""
    for rival, seconds in rivals.items():
        told += f"  {rival} {1e3 * seconds:,.1f} ms: {seconds / plain:,.0f}x"
        told += f", {seconds / fast:,.0f}x compiled" if fast is not None else ""
    for goal, ratio, limit in GOALS:
        if goal == name:
            own = "met" if 1e3 * quickest <= limit else "MISSED"
            told += f"  goal {limit:g} ms {own}"
            if "metafor" in rivals:
                met = rivals["metafor"] / quickest >= ratio
                told += f", {ratio}x metafor {'met' if met else 'MISSED'}"
    return told


def main(arguments: list[str]) -> None:
    """Print a line for each task."""
    runs = int(arguments[0]) if arguments else 7
    warnings.simplefilter("ignore")
    data = series()
    plain = timed(data, runs, fast=False)
    try:
        fast = timed(data, runs, fast=True)
    except ValueError as error:
        print(f"not compiled: {error}")
        fast = {}
    release, theirs = metafor(data)
    found, seconds = peer(data[0], data[1], runs)
    print(f"NumPy {np.__version__}, metafor {release}, PyMetaAnalysis {found}; "
          f"{os.cpu_count()} cores, load {getloadavg()[0]:.1f}")  # fmt: skip
    for name, own in plain.items():
        rivals = {"metafor": theirs[name]} if name in theirs else {}
        if name == "trim and fill" and seconds is not None:
            rivals["PyMetaAnalysis"] = seconds
        print(line(name, own, fast.get(name), rivals))


if __name__ == "__main__":
    main(sys.argv[1:])
