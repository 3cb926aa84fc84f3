"""How fast the kernel pools, beside statsmodels and PyMARE in the same run.

usage: python benchmarks/kernel_vs_peers.py [RUNS]

Prints the best of RUNS (default 5) wall times and the ratio rival / thymos, after checking that
both gave the same tau-squared. Absent rivals are named and left out. thymos is asked for what
the rival computes; the line "everything" adds tests, intervals, prediction and I2.
"""

import sys
import warnings
from collections.abc import Callable, Iterator
from os import getloadavg
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

from thymos.kernel import pool, tau2

BATCH, STUDIES, SEED = 10_000, 10, 20261121


class Task(NamedTuple):
    """One comparison: what is computed, by whom, and how many fits one call makes."""

    name: str
    ours: Callable[[], Any]
    rival: str
    theirs: Callable[[], Any] | None
    fits: int


def best_seconds(call: Callable[[], Any], runs: int, repeat: int) -> float:
    """Shortest wall time of one call; short calls are repeated within one measurement."""
    times = []
    for _ in range(runs):
        start = perf_counter()
        for _ in range(repeat):
            call()
        times.append((perf_counter() - start) / repeat)
    return min(times)


def simulated() -> tuple[Any, Any]:
    """Batches of k = 10 with moderate heterogeneity, the same on every machine."""
    rng = np.random.default_rng(SEED)
    v = rng.uniform(0.01, 0.5, (BATCH, STUDIES))
    return rng.normal(0.0, np.sqrt(v + 0.05)), v


def against_statsmodels(y: Any, v: Any) -> Iterator[Task]:
    """DerSimonian-Laird and Paule-Mandel, the rival's two methods, one series at a time."""
    from statsmodels.stats.meta_analysis import combine_effects

    for name, theirs in (("DL", "chi2"), ("PM", "iterated")):
        expected = combine_effects(y[0], v[0], method_re=theirs).tau2
        check(name, tau2(name, y[0], v[0]), max(float(expected), 0.0))

        def ours(method: str = name) -> Any:
            return pool(y[0], v[0], method=method, profile=False)

        def rival(method: str = theirs) -> Any:
            return combine_effects(y[0], v[0], method_re=method)

        yield Task(f"one fit, {name}", ours, "statsmodels", rival, 1)


def against_pymare(y: Any, v: Any) -> Iterator[Task]:
    """Restricted maximum likelihood, one series and the whole batch at once."""
    from pymare.estimators import VarianceBasedLikelihoodEstimator

    def fit(effects: Any, variances: Any) -> Any:
        estimator = VarianceBasedLikelihoodEstimator(method="reml")
        return estimator.fit(y=effects, v=variances, X=np.ones((STUDIES, 1)))

    def tau2_of(effects: Any, variances: Any) -> Any:
        return np.ravel(fit(effects, variances).params_["tau2"])

    check("REML", tau2("REML", y, v), tau2_of(y.T, v.T))
    one_y, one_v = y[:1].T, v[:1].T
    yield Task(
        "one fit, REML, with test and interval",
        lambda: pool(y[0], v[0], test="knha", profile=False),
        "PyMARE",
        lambda: fit(one_y, one_v),
        1,
    )
    yield Task(
        "tau2 REML, batch", lambda: tau2("REML", y, v), "PyMARE", lambda: fit(y.T, v.T), BATCH
    )


def alone(y: Any, v: Any) -> Iterator[Task]:
    """What no rival does in one call."""
    yield Task("one fit, REML, everything", lambda: pool(y[0], v[0]), "", None, 1)
    yield Task("REML, everything, batch", lambda: pool(y, v), "", None, BATCH)
    yield Task("DL, batch", lambda: tau2("DL", y, v), "", None, BATCH)


def check(what: str, ours: Any, theirs: Any) -> None:
    """Stop when the two do not agree: a fast wrong answer is not worth timing."""
    if not np.allclose(ours, theirs, rtol=1e-3, atol=1e-4):
        raise SystemExit(f"{what}: thymos and its rival disagree")


def tasks(y: Any, v: Any) -> Iterator[Task]:
    """All comparisons whose rival is installed."""
    for name, group in (("statsmodels", against_statsmodels), ("PyMARE", against_pymare)):
        try:
            yield from group(y, v)
        except ImportError:
            print(f"{name} is not installed: left out")
    yield from alone(y, v)


def main(arguments: list[str]) -> None:
    """Time every task and print one line for each."""
    runs = int(arguments[0]) if arguments else 5
    warnings.simplefilter("ignore")
    print(f"NumPy {np.__version__}, load {getloadavg()[0]:.1f}, best of {runs}, per fit")
    for task in tasks(*simulated()):
        repeat = 100 if task.fits == 1 else 1
        ours = best_seconds(task.ours, runs, repeat) / task.fits
        line = f"{task.name:40} thymos {1e6 * ours:9.2f} us"
        if task.theirs is not None:
            theirs = best_seconds(task.theirs, runs, repeat) / task.fits
            line += f"  {task.rival:12}{1e6 * theirs:9.2f} us  ratio {theirs / ours:6.2f}"
        print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
