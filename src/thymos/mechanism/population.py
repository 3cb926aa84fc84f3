"""Patients drawn from what is not known: one row of parameters each, the same for any worker.

Every number is drawn by the index of its patient and the name of its parameter, so that neither
the number of workers nor another parameter changes it. Theory, not evidence.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thymos.jobs.random import uniform
from thymos.mechanism.model import ParameterTable, Prior

Floats = NDArray[np.float64]

# What patients of one biology share is drawn by the biology's index, under names of its own.
SHARED = "shared "


def draw(table: ParameterTable, prior: Prior, seed: int, first: int, stop: int) -> Floats:
    """Parameters of the patients `first` to `stop`, (patient, parameter), all independent.

    Log-uniform or uniform between the ends of the prior; fixed ones have their value.
    """
    return between(table, prior, uniform(seed, table.ids, first, stop))


def between(table: ParameterTable, prior: Prior, shares: Floats) -> Floats:
    """Parameters at given shares of their ranges, each from 0 to 1, (patient, parameter)."""
    low, high = table.range(prior)
    laws = np.array(table.laws)
    log = laws == "log-uniform"
    found = low + shares * (high - low)
    ends = np.log(np.where(log, low, 1.0)), np.log(np.where(log, high, 1.0))
    found = np.where(log, np.exp(ends[0] + shares * (ends[1] - ends[0])), found)
    return np.where(laws == "fixed", table.values, found)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Biologies, each with patients: what is shared within one, and what differs between them.

    shared: groups of parameters that all patients of a biology share. patients: in each.
    """

    shared: tuple[str, ...]
    patients: int

    def __post_init__(self) -> None:
        if self.patients < 1:
            raise ValueError(f"expected at least 1 patient, found {self.patients}")


def biologies(
    table: ParameterTable, prior: Prior, crowd: Crowd, seed: int, first: int, stop: int
) -> Floats:
    """Parameters of the biologies `first` to `stop`, (biology, patient, parameter)."""
    count, each = stop - first, crowd.patients
    own = uniform(seed, table.ids, first * each, stop * each)
    common = uniform(seed, tuple(SHARED + name for name in table.ids), first, stop)
    is_shared = in_groups(table, crowd.shared)
    shares = np.where(is_shared, common[:, None, :], own.reshape(count, each, len(table.ids)))
    return between(table, prior, shares)


def in_groups(table: ParameterTable, groups: Collection[str]) -> NDArray[np.bool_]:
    """Which parameters belong to one of the groups, (parameter,)."""
    return np.array([group in groups for group in table.groups])
