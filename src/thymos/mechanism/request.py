"""What somebody asks for by name, found in a dossier and run. Theory, not evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from thymos.dossier.index import Dossier
from thymos.errors import MechanismError, UnknownRecord, UsageError
from thymos.mechanism.answers import counted
from thymos.mechanism.bench import Bench
from thymos.mechanism.questions.bands import CoursesAnswer, ask_courses
from thymos.mechanism.questions.design import MarkerAnswer, ask_markers
from thymos.mechanism.questions.how import How, whole
from thymos.mechanism.questions.levels import LevelsAnswer, ask_levels
from thymos.mechanism.questions.two_way import KINDS, TwoWayAnswer, ask_two_way
from thymos.mechanism.questions.variance import SobolAnswer, ask_sobol
from thymos.mechanism.questions.virtual import TrialAnswer, ask_trials
from thymos.mechanism.store import bench_of
from thymos.records.inquiry import Inquiry
from thymos.records.model import Model, Regimen, Variant

QUESTIONS = ("two-way", "arms", "readings", "routes", "sobol", "trials", "markers")
Answer = TwoWayAnswer | SobolAnswer | tuple[TrialAnswer, ...] | MarkerAnswer

# A variant that lacks an arm is named so; people may say the arm alone.
LACKS = ("no-", "-arm")
# Draws, patients in each biology, or the size of Sobol's plan, where nobody says how many.
PATIENTS = (
    ("two-way", 2000),
    ("arms", 1000),
    ("readings", 1000),
    ("routes", 1000),
    ("sobol", 128),
    ("trials", 128),
    ("markers", 64),
)
BIOLOGIES = 100
COURSES = 500
MOST = 10_000_000
# Every course is held until the quantiles are taken: ten kilobytes a patient.
MOST_COURSES = 100_000


@dataclass(frozen=True, slots=True)
class Request:
    """A run of one scenario. regimen: None is the first of the scenario's own.

    without: arms, by the id of the variant that lacks them or by its middle; variants: other
    readings of the model, by id.
    """

    scenario: str
    regimen: str | None = None
    patients: int = COURSES
    without: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    how: How = field(default_factory=How)


def run_scenario(dossier: Dossier, request: Request) -> CoursesAnswer:
    """Run a scenario. Raises UnknownRecord, UsageError, MechanismError."""
    record = the_model(dossier)
    _patients(request.patients, most=MOST_COURSES)
    named(record, "scenario", request.scenario)
    read = readings(record, request.without, request.variants)
    if request.regimen is not None:
        the_regimen(dossier, request.regimen)
    bench = bench_of(dossier)
    scenario = bench.model.scenario(request.scenario)
    regimen = _regimen(bench, request.regimen, scenario.regimens)
    variants = [bench.model.variant(name) for name in read]
    return ask_courses(bench, scenario, regimen, request.patients, request.how, variants=variants)


def run_levels(dossier: Dossier, regimen: str | None, patients: int, how: How) -> LevelsAnswer:
    """Levels in blood alone. Raises UnknownRecord, UsageError, MechanismError."""
    record = the_model(dossier)
    _patients(patients)
    if regimen is None and not dossier.regimens:
        raise MechanismError(f"the dossier {dossier.head.id} holds no regimen")
    chosen = the_regimen(dossier, regimen or next(iter(dossier.regimens)))
    return ask_levels(record, chosen, patients, how)


def run_question(
    dossier: Dossier,
    question: str,
    how: How,
    *,
    patients: int | None = None,
    biologies: int = BIOLOGIES,
) -> Answer:
    """Run one question. Raises UsageError, MechanismError.

    patients: draws of the two-way questions, patients in each biology of trials and markers,
    the size of Sobol's plan.
    """
    if question not in QUESTIONS:
        raise UsageError(f"no question '{question}'; one of {', '.join(QUESTIONS)}")
    inquiry = the_inquiry(dossier)
    count = dict(PATIENTS)[question] if patients is None else patients
    _patients(count, least=2 if question == "markers" else 1)
    _patients(biologies, what="biologies")
    if question == "sobol" and (count < 2 or count & (count - 1)):
        raise UsageError(f"expected a power of two for the indices of variance, found {count}")
    bench = bench_of(dossier, inquiry.model)
    try:
        found = _ask(dossier, bench, inquiry, question, (biologies, count), how)
    except ValueError as error:
        raise MechanismError(str(error)) from None
    if not found:
        raise MechanismError(f"the inquiry {inquiry.id} does not ask for '{question}'")
    return found


def _ask(
    dossier: Dossier,
    bench: Bench,
    inquiry: Inquiry,
    question: str,
    size: tuple[int, int],
    how: How,
) -> Answer | None:
    if question == "sobol":
        return ask_sobol(bench, inquiry, size[1], how)
    if question == "trials":
        seen = [counted(dossier, trial) for trial in inquiry.trials]
        return ask_trials(bench, inquiry, seen, size, how)
    if question == "markers":
        return ask_markers(bench, inquiry, size, how)
    kinds = tuple(kind for kind in KINDS if kind == question)
    return ask_two_way(bench, inquiry, size[1], how, kinds)


def the_model(dossier: Dossier) -> Model:
    """The model of a dossier. Raises MechanismError for none."""
    if not dossier.models:
        raise MechanismError(f"the dossier {dossier.head.id} holds no model as of {dossier.day}")
    return next(iter(dossier.models.values()))


def the_inquiry(dossier: Dossier) -> Inquiry:
    """What is asked of the model. Raises MechanismError for nothing."""
    the_model(dossier)
    if not dossier.inquiries:
        raise MechanismError(f"the dossier {dossier.head.id} asks its model nothing")
    return next(iter(dossier.inquiries.values()))


def the_regimen(dossier: Dossier, name: str) -> Regimen:
    """A regimen by id. Raises UnknownRecord with the nearest ids."""
    found: Regimen = dossier.get("regimens", name)
    return found


def lacks(model: Model, arm: str) -> Variant:
    """The variant that lacks an arm, named in full or by its middle. Raises UnknownRecord."""
    start, end = LACKS
    for each in model.variants:
        if arm in (each.id, each.id.removeprefix(start).removesuffix(end)) and (
            each.id.startswith(start)
        ):
            return each
    lacking = (each.id for each in model.variants if each.id.startswith(start))
    known = tuple(name.removeprefix(start).removesuffix(end) for name in lacking)
    raise UnknownRecord("arm", arm, known)


def readings(model: Model, without: Sequence[str], variants: Sequence[str]) -> tuple[str, ...]:
    """The variants that are asked for, by id, those that lack an arm first.

    Raises UnknownRecord, and UsageError where two of them set a parameter to different values.
    """
    for name in variants:
        named(model, "variant", name)
    found = (*(lacks(model, name).id for name in without), *variants)
    by_id = {each.id: each for each in model.variants}
    seen: dict[str, tuple[str, float]] = {}
    for name in found:
        for each in by_id[name].sets:
            other, value = seen.setdefault(each.parameter, (name, each.value))
            if value != each.value:
                raise UsageError(
                    f"{other} and {name} cannot both be: they set {each.parameter} to {value:g} "
                    f"and to {each.value:g}"
                )
    return found


def named(model: Model, kind: Literal["scenario", "variant"], name: str) -> None:
    """Check a name before anything is compiled. Raises UnknownRecord with the nearest ids."""
    known = tuple(each.id for each in (model.scenarios if kind == "scenario" else model.variants))
    if name not in known:
        raise UnknownRecord(kind, name, known)


def _regimen(bench: Bench, name: str | None, own: Sequence[str]) -> Regimen:
    if name is None and not own:
        raise UsageError("the scenario has no regimen of its own: name one with --regimen")
    return bench.model.regimen(name or own[0])


def _patients(count: int, *, least: int = 1, most: int = MOST, what: str = "patients") -> None:
    if not (whole(count) and least <= count <= most):
        told = f"{count:,}" if whole(count) else repr(count)
        raise UsageError(f"expected from {least} to {most:,} {what}, found {told}")
