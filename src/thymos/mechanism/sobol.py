"""On which parameters an answer hangs: Sobol's indices of variance (Saltelli et al. 2010).

First: the part of the variance that a parameter explains by itself. Total: the part that is
gone once it is known, with all that it does together with others (Comput Phys Commun 181:259).
SALib draws the design and counts it out. Theory, not evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray

from thymos.mechanism.extra import need
from thymos.mechanism.model import ParameterTable

Floats = NDArray[np.float64]

RESAMPLES = 200
LEVEL = 0.95
# Below this the answer does not vary, and a part of nothing is nothing.
STILL = 1e-18


@dataclass(frozen=True, slots=True)
class Index:
    """One parameter, or group of them, for one answer; half widths of 95 % intervals beside."""

    name: str
    first: float
    first_half: float
    total: float
    total_half: float


@dataclass(frozen=True, slots=True)
class Variance:
    """The indices of one answer, the largest total first. alone: the sum of the first ones."""

    answer: str
    indices: tuple[Index, ...]
    alone: float


@dataclass(frozen=True, slots=True)
class Design:
    """Which shares of their ranges the parameters take, (run, parameter), and what was asked.

    grouped: whether groups of parameters, not single ones, are told apart.
    """

    problem: dict[str, Any]
    shares: Floats
    names: tuple[str, ...]


def need_sampler() -> None:
    """Raises MechanismError where SALib is missing."""
    need("SALib.sample.sobol")


def design(table: ParameterTable, size: int, seed: int, *, grouped: bool) -> Design:
    """Runs for the indices of every parameter with a range.

    size: a power of two; runs are size × (parameters or groups + 2). Raises ValueError for
    another size, MechanismError where SALib is missing.
    """
    if size < 2 or size & (size - 1):
        raise ValueError(f"expected a power of two from 2 on, found {size}")
    free = [i for i, law in enumerate(table.laws) if law != "fixed"]
    names = [table.ids[i] for i in free]
    problem: dict[str, Any] = {
        "num_vars": len(free),
        "names": names,
        "bounds": [[0.0, 1.0]] * len(free),
    }
    if grouped:
        problem["groups"] = [table.groups[i] for i in free]
        names = list(dict.fromkeys(problem["groups"]))
    drawn = need("SALib.sample.sobol").sample(problem, size, calc_second_order=False, seed=seed)
    shares = np.full((len(drawn), len(table.ids)), 0.5)
    shares[:, free] = drawn
    return Design(problem, shares, tuple(names))


def indices(asked: Design, answer: str, values: Floats, seed: int) -> Variance:
    """The indices of one answer from its values, (run,). Raises ValueError for nan.

    An answer that never varies has indices of zero.
    """
    if values.shape != (len(asked.shares),) or not np.isfinite(values).all():
        raise ValueError(f"expected {len(asked.shares)} finite values")
    if values.var() <= STILL:
        return Variance(answer, tuple(Index(n, 0.0, 0.0, 0.0, 0.0) for n in asked.names), 0.0)
    with catch_warnings():
        simplefilter("ignore")  # of a resample that happens not to vary
        found = need("SALib.analyze.sobol").analyze(
            asked.problem,
            values,
            calc_second_order=False,
            num_resamples=RESAMPLES,
            conf_level=LEVEL,
            seed=seed,
        )
    keys = ("S1", "S1_conf", "ST", "ST_conf")
    rows = [
        Index(name, *(float(np.nan_to_num(found[key][i])) for key in keys))
        for i, name in enumerate(asked.names)
    ]
    ordered = tuple(sorted(rows, key=lambda each: -each.total))
    return Variance(answer, ordered, float(sum(each.first for each in rows)))


def filled(values: Floats) -> tuple[Floats, int]:
    """Values with the median in place of nan, and how many there were; all nan gives zeros."""
    missing = ~np.isfinite(values)
    middle = float(np.median(values[~missing])) if (~missing).any() else 0.0
    return np.where(missing, middle, values), int(missing.sum())
