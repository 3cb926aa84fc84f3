"""Levels in blood alone: a model's kinetics against what was measured, and any regimen over time.

No effect is in it. Theory, not evidence; doses are reports of what was given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thymos.dossier.index import Dossier
from thymos.errors import MechanismError
from thymos.mechanism.fit import Met
from thymos.mechanism.pharmacokinetics import Kinetics, exposure, levels
from thymos.mechanism.reported import ranges
from thymos.records.model import Model, Regimen

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Checked:
    """A model's kinetics beside the ranges that its study reports after one dose."""

    study: str
    amount_ug: float
    met: tuple[Met, ...]

    @property
    def all_inside(self) -> bool:
        """Whether every range is met at once."""
        return all(each.inside for each in self.met)


def body(
    model: Model, ids: Sequence[str] | None = None, parameters: ArrayLike | None = None
) -> Kinetics:
    """The kinetics of a model, of one body or of many.

    ids, parameters: names and values, (batch, parameter); else those of the records. Raises
    MechanismError for a model that has none.
    """
    if model.levels is None:
        raise MechanismError(f"the model {model.id} says nothing of levels in blood")
    names = tuple(ids or (each.id for each in model.parameters))
    values = [each.value for each in model.parameters] if parameters is None else parameters
    table = np.array(values, dtype=np.float64, ndmin=2)
    wanted = (model.levels.absorption, model.levels.clearance, model.levels.volume)
    return Kinetics.of(*(table[:, names.index(name)] for name in wanted))


def check(dossier: Dossier, model: Model) -> Checked | None:
    """The kinetics against the ranges of their study; None where the model has none."""
    if model.levels is None:
        return None
    amount = dossier.regimens[model.levels.regimen].amount_ug
    found = exposure(body(model), amount)
    wanted = ranges(dossier, model.levels.study)
    met = tuple(Met(each, float(getattr(found, each.statistic)[0])) for each in wanted)
    return Checked(model.levels.study, amount, met)


def over_time(model: Model, regimen: Regimen, times: ArrayLike) -> Floats:
    """Concentration in µg/L at some hours of a regimen as reported, (time,).

    Raises MechanismError for a model without kinetics.
    """
    given = [(hour, regimen.amount_ug) for hour in regimen.hours]
    found: Floats = levels(body(model), given, times)[0]
    return found
