"""Which marker, at which hour, with how many patients, tells the model from one without an arm?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thymos.mechanism.bench import Arm, Bench, acts_untreated, courses
from thymos.mechanism.markers import (
    Blinding,
    Marker,
    blindings,
    logarithm,
    marker,
    ranked,
    standardised,
)
from thymos.mechanism.model import Prior
from thymos.mechanism.population import Crowd, biologies, in_groups
from thymos.mechanism.questions.how import CHUNK, How
from thymos.mechanism.twoway import Share, share
from thymos.records.inquiry import Inquiry, MarkerQuestion

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reached:
    """How many patients came into a scenario."""

    scenario: str
    share: Share


@dataclass(frozen=True, slots=True)
class MarkerAnswer:
    """Every readout at every hour, the one that takes fewest patients first.

    without: the variant that lacks the arm. most: patients per arm beyond which a design is
    called of no use. blindings: what decides, over biologies, whether the first marker tells.
    """

    prior: Prior
    without: str
    biologies: int
    patients: int
    most: int
    reached: tuple[Reached, ...]
    markers: tuple[Marker, ...]
    blindings: tuple[Blinding, ...]


def ask_markers(
    bench: Bench, inquiry: Inquiry, size: tuple[int, int], how: How
) -> MarkerAnswer | None:
    """Run the question; None where the inquiry asks none. size: biologies, patients in each.

    Raises ValueError for fewer than 1 biology or 2 patients, between whom there is no spread.
    """
    asked = inquiry.marker
    if asked is None:
        return None
    count, patients = size
    if count < 1 or patients < 2:
        raise ValueError(f"expected at least 1 biology and 2 patients, found {count}, {patients}")
    clinic = _Clinic.of(bench, asked, Crowd(inquiry.shared, patients), how)
    name = f"markers, {how.prior} prior"
    pieces = how.run(name, count, clinic.work, max(1, CHUNK // patients))
    values = np.concatenate(pieces)
    found = ranked(_markers(asked, values))
    return MarkerAnswer(
        prior=how.prior,
        without=asked.without,
        biologies=count,
        patients=patients,
        most=asked.most_per_arm,
        reached=tuple(
            Reached(name, share(np.isfinite(values[:, :, i, 0, 0, 0]).ravel()))
            for i, name in enumerate(asked.scenarios)
        ),
        markers=found,
        blindings=_blindings(clinic, asked, found[0], values) if found else (),
    )


@dataclass(frozen=True, slots=True)
class _Clinic:
    """Everything that a piece of work needs; idle: by scenario, whether the arm acts undosed."""

    bench: Bench
    asked: MarkerQuestion
    crowd: Crowd
    how: How
    idle: tuple[bool, ...]

    @classmethod
    def of(cls, bench: Bench, asked: MarkerQuestion, crowd: Crowd, how: How) -> _Clinic:
        sets = bench.model.variant(asked.without).sets
        scenarios = (bench.model.scenario(name) for name in asked.scenarios)
        idle = tuple(not acts_untreated(bench, each, sets) for each in scenarios)
        return cls(bench, asked, crowd, how, idle)

    def drawn(self, first: int, stop: int) -> Floats:
        """Parameters, (biology, patient, parameter)."""
        table = self.bench.model.parameters
        return biologies(table, self.how.prior, self.crowd, self.how.seed, first, stop)

    def work(self, first: int, stop: int) -> Floats:
        """Logarithms, (biology, patient, scenario, structure, readout, hour); with comes first."""
        drawn = self.drawn(first, stop)
        parameters = drawn.reshape(-1, drawn.shape[-1])
        model, asked = self.bench.model, self.asked
        regimen, sets = model.regimen(asked.regimen), model.variant(asked.without).sets
        times = np.array([0.0, *asked.hours])
        found = []
        for name, idle in zip(asked.scenarios, self.idle, strict=True):
            arms = (Arm((), regimen), Arm(sets, regimen, idle))
            scenario = model.scenario(name)
            seen = courses(self.bench, scenario, arms, parameters, times, asked.readouts)
            found.append(np.stack([values[:, 1:].swapaxes(1, 2) for values in seen.values], 1))
        values = logarithm(np.stack(found, axis=1))
        return values.reshape(stop - first, self.crowd.patients, *values.shape[1:])


def _markers(asked: MarkerQuestion, values: Floats) -> list[Marker]:
    """One for each scenario, readout and hour at which the structures differ."""
    found = []
    for s, scenario in enumerate(asked.scenarios):
        for r, readout in enumerate(asked.readouts):
            for h, hour in enumerate(asked.hours):
                one, two = values[:, :, s, 0, r, h], values[:, :, s, 1, r, h]
                each = marker((scenario, readout, hour), one, two, asked.most_per_arm)
                found += [each] if each else []
    return found


def _blindings(
    clinic: _Clinic, asked: MarkerQuestion, best: Marker, values: Floats
) -> tuple[Blinding, ...]:
    """What the best marker hangs on, among the parameters in which biologies differ."""
    table = clinic.bench.model.parameters
    s, r = asked.scenarios.index(best.scenario), asked.readouts.index(best.readout)
    h = asked.hours.index(best.hour)
    apart = standardised(values[:, :, s, 0, r, h], values[:, :, s, 1, r, h])
    shared = np.flatnonzero(in_groups(table, clinic.crowd.shared))
    parameters = clinic.drawn(0, len(values))[:, 0, shared]
    names = [table.ids[i] for i in shared]
    return blindings(apart, parameters, names, asked.most_per_arm)
