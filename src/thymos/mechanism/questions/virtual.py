"""Trials run in the model: biologies that nobody knows, each with patients who differ.

In a biology all patients share what the inquiry says is shared, and differ in the rest, in the
state in which they come in, and in how hard the infection hit them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thymos.mechanism.bench import Arm, Bench, courses, hours
from thymos.mechanism.model import Prior
from thymos.mechanism.population import Crowd, biologies
from thymos.mechanism.questions.how import CHUNK, How
from thymos.mechanism.trials import Observed, Prediction, differences, predict
from thymos.mechanism.twoway import Share, share
from thymos.records.inquiry import Death, Inquiry, VirtualTrial
from thymos.records.model import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TrialAnswer:
    """One trial of the dossier beside what the model predicts for a trial of its shape.

    reached: of all patients, those who came into the state and could be run. prediction: None
    where in no biology the untreated can die as often as the controls did.
    """

    trial: str
    study: str
    prior: Prior
    biologies: int
    patients: int
    reached: Share
    observed: Observed
    prediction: Prediction | None


def ask_trials(
    bench: Bench,
    inquiry: Inquiry,
    seen: Sequence[Observed],
    size: tuple[int, int],
    how: How,
) -> tuple[TrialAnswer, ...]:
    """Run every trial of the inquiry. seen: what each of them counted, in the same order.

    size: biologies, and patients in each. Trials of the same states share their patients.
    Raises ValueError for a size below 1.
    """
    count, patients = size
    if inquiry.death is None or not inquiry.trials:
        return ()
    if min(size) < 1:
        raise ValueError(f"expected at least 1 biology and 1 patient, found {count} and {patients}")
    ward = _Ward(bench, inquiry, inquiry.death, Crowd(inquiry.shared, patients), how)
    pieces = how.run(
        f"virtual trials, {how.prior} prior", count, ward.work, max(1, CHUNK // patients)
    )
    deaths = np.concatenate(pieces)
    return tuple(
        _answer(trial, observed, deaths[:, i], ward.places(trial), how.prior)
        for i, (trial, observed) in enumerate(zip(inquiry.trials, seen, strict=True))
    )


@dataclass(frozen=True, slots=True)
class _Ward:
    """Everything that a piece of work needs."""

    bench: Bench
    inquiry: Inquiry
    death: Death
    crowd: Crowd
    how: How

    @property
    def trials(self) -> tuple[VirtualTrial, ...]:
        """The trials of the inquiry."""
        return self.inquiry.trials

    def strata(self, trial: VirtualTrial) -> tuple[tuple[str, float], ...]:
        """The states of a trial, each with each severity."""
        return tuple((s, hit) for s in trial.scenarios for hit in self.inquiry.severities)

    def places(self, trial: VirtualTrial) -> NDArray[np.intp]:
        """The stratum of each patient of a biology, (patient,): in turn."""
        return np.arange(self.crowd.patients) % len(self.strata(trial))

    def work(self, first: int, stop: int) -> Floats:
        """Deaths, (biology, trial, 2, patient): untreated, then treated; nan for no patient."""
        table, each = self.bench.model.parameters, self.crowd.patients
        drawn = biologies(table, self.how.prior, self.crowd, self.how.seed, first, stop)
        parameters = drawn.reshape(-1, drawn.shape[-1])
        found = np.full((len(parameters), len(self.trials), 2), np.nan)
        for scenarios in dict.fromkeys(trial.scenarios for trial in self.trials):
            which = [i for i, trial in enumerate(self.trials) if trial.scenarios == scenarios]
            trial = self.trials[which[0]]
            place = np.tile(self.places(trial), stop - first)
            for number, (name, severity) in enumerate(self.strata(trial)):
                who = np.flatnonzero(place == number)
                scenario = _harder(self.bench.model.scenario(name), severity)
                if who.size:
                    found[who[:, None], which] = self._run(scenario, which, parameters[who])
        return found.reshape(stop - first, each, len(self.trials), 2).transpose(0, 2, 3, 1)

    def _run(self, scenario: Scenario, which: Sequence[int], parameters: Floats) -> Floats:
        """(patient, trial, 2) for the trials that have patients in this state."""
        model = self.bench.model
        regimens = [model.regimen(self.trials[i].regimen) for i in which]
        times = hours(scenario)
        arms = (Arm(), *(Arm((), regimen) for regimen in regimens))
        seen = courses(self.bench, scenario, arms, parameters, times, [self.death.readout])
        dead = [died(values[:, :, 0], times, self.death) for values in seen.values]
        return np.stack([np.stack([dead[0], each], axis=-1) for each in dead[1:]], axis=1)


def _harder(scenario: Scenario, severity: float) -> Scenario:
    """A scenario with its infection times a factor."""
    if scenario.infection is None or severity == 1:
        return scenario
    amount = scenario.infection.amount * severity
    infection = scenario.infection.model_copy(update={"amount": amount})
    return scenario.model_copy(update={"infection": infection})


def died(values: Floats, times: Floats, death: Death) -> Floats:
    """Courses, (patient, time), as deaths: 1, 0, or nan where there is no course, (patient,)."""
    if death.measure == "peak":
        found = values.max(axis=1)
    elif death.measure == "end":
        found = values[:, -1]
    else:
        found = np.trapezoid(values, times, axis=1) / (times[-1] - times[0])
    return np.where(np.isfinite(found), found > death.above, np.nan)


def _answer(
    trial: VirtualTrial,
    seen: Observed,
    deaths: Floats,
    strata: NDArray[np.intp],
    prior: Prior,
) -> TrialAnswer:
    """deaths: (biology, 2, patient)."""
    control, treated = deaths[:, 0], deaths[:, 1]
    found = differences(control, treated, strata, seen.control_risk)
    return TrialAnswer(
        trial=trial.id,
        study=trial.study,
        prior=prior,
        biologies=control.shape[0],
        patients=control.shape[1],
        reached=share((np.isfinite(control) & np.isfinite(treated)).ravel()),
        observed=seen,
        prediction=predict(found, seen),
    )
