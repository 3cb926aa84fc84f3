"""Everything that is asked of a model, in one go: to be kept, and shown on pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from thymos.mechanism import THEORY
from thymos.mechanism.answers import ANSWERS_VERSION, Answers
from thymos.mechanism.bench import Bench
from thymos.mechanism.model import Prior
from thymos.mechanism.questions.bands import CoursesAnswer, ask_courses
from thymos.mechanism.questions.design import ask_markers
from thymos.mechanism.questions.how import How
from thymos.mechanism.questions.two_way import ask_two_way
from thymos.mechanism.questions.variance import ask_sobol
from thymos.mechanism.questions.virtual import ask_trials
from thymos.mechanism.trials import Observed
from thymos.records.inquiry import Inquiry

PRIORS: tuple[Prior, ...] = ("stated", "wide")


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is drawn: patients for courses, draws, biologies × patients, size of Sobol's plan.

    `sobol` is a power of two.
    """

    courses: int
    draws: int
    trials: tuple[int, int]
    markers: tuple[int, int]
    sobol: int


# What is kept, some minutes of one core; and a look while a site is built, some seconds.
FULL = Effort(courses=2000, draws=20_000, trials=(400, 512), markers=(200, 128), sobol=2048)
SMALL = Effort(courses=100, draws=400, trials=(30, 32), markers=(30, 16), sobol=16)


def ask_everything(
    bench: Bench,
    inquiry: Inquiry,
    seen: Sequence[Observed],
    key: str,
    how: How,
    effort: Effort = FULL,
) -> Answers:
    """Run every question under both priors, and every scenario with each of its regimens.

    seen: what the inquiry's trials counted, in order; key: of the records (`answers.key_of`).
    The prior of `how` is not looked at.
    """
    each = [replace(how, prior=prior) for prior in PRIORS]
    two_way = [ask_two_way(bench, inquiry, effort.draws, how) for how in each]
    sobol = [ask_sobol(bench, inquiry, effort.sobol, how) for how in each]
    trials = [ask_trials(bench, inquiry, seen, effort.trials, how) for how in each]
    markers = [ask_markers(bench, inquiry, effort.markers, how) for how in each]
    return Answers(
        label=THEORY,
        version=ANSWERS_VERSION,
        model=inquiry.model,
        key=key,
        seed=how.seed,
        small=effort != FULL,
        courses=_courses(bench, effort.courses, each[0]),
        two_way=tuple(found for found in two_way if found),
        sobol=tuple(found for found in sobol if found),
        trials=tuple(found for answers in trials for found in answers),
        markers=tuple(found for found in markers if found),
    )


def _courses(bench: Bench, patients: int, how: How) -> tuple[CoursesAnswer, ...]:
    """Every scenario with each of its regimens."""
    model = bench.model
    return tuple(
        ask_courses(bench, scenario, model.regimen(name), patients, how)
        for scenario in model.record.scenarios
        for name in scenario.regimens
    )
