"""How long thymos takes to start, beside an empty interpreter and the packages of its field.

usage: python benchmarks/start_time.py [RUNS]

Prints the best of RUNS (default 7) wall times of a fresh interpreter, and the ratio to
`thymos --help`. The best, not the mean: everything that makes a start slower is not ours.
"""

import subprocess
import sys
from importlib.util import find_spec
from time import perf_counter

EMPTY = ("-c", "pass")
STARTS = (
    ("empty interpreter", None, EMPTY),
    ("import thymos", "thymos", ("-c", "import thymos")),
    ("thymos --help", "thymos", ("-m", "thymos", "--help")),
    ("import numpy", "numpy", ("-c", "import numpy")),
    ("import scipy.stats", "scipy", ("-c", "import scipy.stats")),
    ("import statsmodels.api", "statsmodels", ("-c", "import statsmodels.api")),
    ("import pymare", "pymare", ("-c", "import pymare")),
)
REFERENCE = "thymos --help"


def best_seconds(arguments: tuple[str, ...], runs: int) -> float:
    """Shortest of several wall times of `python *arguments`, in seconds."""
    times = []
    for _ in range(runs):
        start = perf_counter()
        subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
        times.append(perf_counter() - start)
    return min(times)


def main(runs: int) -> None:
    """Measure every start and print one line each; a package that is not installed says so."""
    times = {
        name: best_seconds(arguments, runs) if package is None or find_spec(package) else None
        for name, package, arguments in STARTS
    }
    reference = times[REFERENCE]
    print(f"best of {runs}, Python {sys.version.split()[0]}")
    for name, seconds in times.items():
        if seconds is None or reference is None:
            print(f"{name:24} not installed")
        else:
            print(f"{name:24} {1000 * seconds:7.0f} ms  {seconds / reference:6.2f} x")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
