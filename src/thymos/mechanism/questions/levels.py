"""Levels in blood alone, of any regimen as it was reported: no effect is in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thymos.mechanism.blood import body
from thymos.mechanism.model import Prior, table
from thymos.mechanism.pharmacokinetics import exposure, levels
from thymos.mechanism.population import draw
from thymos.mechanism.questions.bands import QUANTILES, rounded
from thymos.mechanism.questions.how import How
from thymos.records.model import Model, Regimen

Floats = NDArray[np.float64]

STEP_HOURS = 0.25
# A regimen of a year is not drawn to its end: levels repeat after some doses.
MOST_HOURS = 168.0
# The last dose is watched for so long.
AFTER_HOURS = 24.0


@dataclass(frozen=True, slots=True)
class Statistic:
    """One statistic of the levels: of the model's own values, and five percentiles of draws."""

    name: str
    unit: str
    value: float
    draws: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class LevelsAnswer:
    """Levels over time, µg/L, with the same five quantiles as other courses.

    amount_ug: of one dose; doses: their number in all; drawn_hours: the part that is drawn.
    middle is that of the draws, and the model's own where patients is 1.
    """

    regimen: str
    amount_ug: float
    doses: int
    prior: Prior
    patients: int
    hours: tuple[float, ...]
    low: tuple[float, ...]
    quarter: tuple[float, ...]
    middle: tuple[float, ...]
    three_quarters: tuple[float, ...]
    high: tuple[float, ...]
    statistics: tuple[Statistic, ...]


def ask_levels(model: Model, regimen: Regimen, patients: int, how: How) -> LevelsAnswer:
    """Levels after the doses of a regimen, in closed form; needs no simulator.

    patients: 1 is the model with its own values. Raises MechanismError for a model without
    kinetics, ValueError for no patient.
    """
    if patients < 1:
        raise ValueError(f"expected at least 1 patient, found {patients}")
    known = table(model.parameters)
    drawn = draw(known, how.prior, how.seed, 0, patients)
    rows = np.concatenate([known.values[None, :], drawn[: 0 if patients == 1 else patients]])
    bodies = body(model, known.ids, rows)
    end = min(regimen.hours[-1] + AFTER_HOURS, MOST_HOURS)
    times = np.arange(0.0, end + STEP_HOURS / 2, STEP_HOURS)
    given = [(hour, regimen.amount_ug) for hour in regimen.hours if hour <= end]
    seen = levels(bodies, given, times)
    cuts = np.quantile(seen[-patients:], QUANTILES, axis=0)
    one = exposure(bodies, regimen.amount_ug)
    told: tuple[tuple[str, str, Floats | None], ...] = (
        ("time of the peak after one dose", "h", one.t_max),
        ("peak after one dose", "µg/L", one.c_max),
        ("area under the levels after one dose", "µg·h/L", one.auc),
        ("half-life", "h", one.half_life),
        ("level before the second dose", "µg/L", _before_second(regimen, times, seen)),
        ("highest of all levels drawn", "µg/L", seen.max(axis=1)),
    )
    low, quarter, middle, three_quarters, high = (rounded(cut) for cut in cuts)
    return LevelsAnswer(
        regimen=regimen.id,
        amount_ug=regimen.amount_ug,
        doses=len(regimen.hours),
        prior=how.prior,
        patients=patients,
        hours=tuple(times.tolist()),
        low=low,
        quarter=quarter,
        middle=middle,
        three_quarters=three_quarters,
        high=high,
        statistics=tuple(_statistic(n, u, v) for n, u, v in told if v is not None),
    )


def _before_second(regimen: Regimen, times: Floats, seen: Floats) -> Floats | None:
    """The level just before the second dose, (patient,); None where it is not among the times."""
    if len(regimen.hours) < 2 or regimen.hours[1] > times[-1]:
        return None
    at = int(np.searchsorted(times, regimen.hours[1])) - 1
    return np.asarray(seen[:, at])


def _statistic(name: str, unit: str, values: Floats) -> Statistic:
    draws = np.quantile(values[1:] if values.size > 1 else values, QUANTILES)
    return Statistic(name, unit, float(values[0]), rounded(draws))
