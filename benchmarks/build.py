"""Time the front doors on the shipped dossier: help, verdicts, a cold and a warm build.

usage: build.py        prints medians of whole processes, and the goal beside each
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5
GOALS = (("thymos --help", 0.3), ("thymos build (warm)", 3.0))


def once(arguments: list[str], env: dict[str, str]) -> float:
    """Wall seconds of one run, which must succeed."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "thymos", *arguments], env=env, check=True, capture_output=True
    )
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"THYMOS_CACHE": str(Path(folder) / "cache")}
        cold = env | {"THYMOS_NO_CACHE": "1"}
        site = ["build", "--out", str(Path(folder) / "site")]
        once(site, env)  # fills the cache and compiles the modules
        rows = (
            ("thymos --help", ["--help"], env),
            ("thymos verdicts", ["verdicts"], env),
            ("thymos lint --help", ["lint", "--help"], env),
            ("thymos build (no cache)", site, cold),
            ("thymos build (warm)", site, env),
        )
        print(f"{'whole process, median of ' + str(RUNS):32} {'seconds':>8} {'goal':>8}")
        for name, arguments, environment in rows:
            seconds = statistics.median(once(arguments, environment) for _ in range(RUNS))
            goal = dict(GOALS).get(name)
            shown = f"{goal:8.2f}" if goal else f"{'':8}"
            print(f"{name:32} {seconds:8.2f} {shown}")


if __name__ == "__main__":
    main()
