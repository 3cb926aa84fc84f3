"""What `thymos simulate` answers, as JSON and in words. Theory, not evidence: on every output."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from typing_extensions import TypedDict

from thymos.dossier.index import Dossier
from thymos.errors import UsageError
from thymos.mechanism import THEORY, store
from thymos.mechanism.questions.bands import CoursesAnswer
from thymos.mechanism.questions.design import MarkerAnswer
from thymos.mechanism.questions.how import How
from thymos.mechanism.questions.levels import LevelsAnswer
from thymos.mechanism.questions.two_way import TwoWayAnswer
from thymos.mechanism.questions.variance import SobolAnswer
from thymos.mechanism.questions.virtual import TrialAnswer
from thymos.mechanism.request import (
    BIOLOGIES,
    COURSES,
    QUESTIONS,
    Answer,
    Request,
    run_levels,
    run_question,
    run_scenario,
    the_inquiry,
    the_model,
)
from thymos.records.model import Model
from thymos.views.credibility import Credible, credibility
from thymos.views.simulation_runs import courses_told, fitted_told, shown_told
from thymos.views.simulation_trials import trial_told
from thymos.views.simulation_variance import reach_told, sobol_told
from thymos.views.simulation_words import (
    ASSUMED,
    Names,
    arms_told,
    marker_told,
    readings_told,
    routes_told,
    two_way_told,
)

Kind = Literal["courses", "levels", "two-way", "sobol", "trials", "markers", "credibility", "menu"]
NOTICE = (
    "Computed from a model that is mostly assumed. It says nothing about what happens to a "
    "patient, enters no verdict, and advises nothing; doses are reports of what studies gave."
)
# Questions whose patients come in biologies.
WITH_BIOLOGIES = ("trials", "markers")
ASKABLE = (*QUESTIONS, "credibility")

Found = Answer | CoursesAnswer | LevelsAnswer | Credible | None


class Menu(TypedDict):
    """What can be asked for."""

    scenarios: list[str]
    regimens: list[str]
    variants: list[str]
    questions: list[str]


class Simulate(TypedDict):
    """`thymos simulate`: one answer, under the key that `kind` names; the others are null."""

    label: Literal["theory, not evidence"]
    notice: str
    dossier: str
    as_of: str
    model: str
    kind: Kind
    told: list[str]
    courses: CoursesAnswer | None
    levels: LevelsAnswer | None
    two_way: TwoWayAnswer | None
    sobol: SobolAnswer | None
    trials: list[TrialAnswer] | None
    markers: MarkerAnswer | None
    credibility: Credible | None
    menu: Menu | None


@dataclass(frozen=True, slots=True)
class Simulated:
    """One answer of a dossier's model, with the words that stand on everything it says."""

    dossier: Dossier
    model: Model
    kind: Kind
    answer: Found
    label: str = THEORY
    notice: str = NOTICE

    @property
    def names(self) -> Names:
        """What the ids of the model are called."""
        return Names.of(self.model)

    @property
    def told(self) -> tuple[str, ...]:
        """The answer in sentences that follow from its numbers."""
        return _told(self)

    def as_json(self) -> dict[str, Any]:
        """The documented JSON."""
        plain = _plain(self.answer)
        keys = ("courses", "levels", "two-way", "sobol", "trials", "markers", "credibility")
        return {
            "label": self.label,
            "notice": self.notice,
            "dossier": self.dossier.head.id,
            "as_of": self.dossier.day.isoformat(),
            "model": self.model.id,
            "kind": self.kind,
            "told": list(self.told),
            **{key.replace("-", "_"): plain if key == self.kind else None for key in keys},
            "menu": menu(self) if self.kind == "menu" else None,
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks of a model, in the words of the command; None is the usual number."""

    scenario: str | None = None
    question: str | None = None
    regimen: str | None = None
    patients: int | None = None
    biologies: int | None = None
    arms: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    pk_only: bool = False
    record: bool = False


def simulated(dossier: Dossier, asked: Asked, how: How) -> Simulated:
    """Run what is asked for. Raises UsageError, UnknownRecord, MechanismError, OutputError."""
    model = the_model(dossier)
    _one_thing(asked)
    answer: Found = None
    if asked.record:
        inquiry = the_inquiry(dossier)
        store.record(dossier, inquiry, how)
        answer = credibility(dossier, inquiry, store.obtain(dossier, inquiry, how).answers)
    elif asked.question == "credibility":
        inquiry = the_inquiry(dossier)
        answer = credibility(dossier, inquiry, store.obtain(dossier, inquiry, how).answers)
    elif asked.question is not None:
        answer = run_question(
            dossier,
            asked.question,
            how,
            patients=asked.patients,
            biologies=BIOLOGIES if asked.biologies is None else asked.biologies,
        )
    elif asked.pk_only:
        count = COURSES if asked.patients is None else asked.patients
        answer = run_levels(dossier, asked.regimen, count, how)
    elif asked.scenario is not None:
        count = COURSES if asked.patients is None else asked.patients
        request = Request(asked.scenario, asked.regimen, count, asked.arms, asked.variants, how)
        answer = run_scenario(dossier, request)
    return Simulated(dossier, model, kind_of(answer), answer)


def _one_thing(asked: Asked) -> None:
    """Raises UsageError for what cannot be asked together, and for what would be passed over."""
    for option, names in (("arms", asked.arms), ("variants", asked.variants)):
        if isinstance(names, str):
            raise UsageError(f"expected {option} as a tuple of names, found {names!r}")
    if asked.question is not None and asked.question not in ASKABLE:
        raise UsageError(f"no question '{asked.question}'; one of {', '.join(ASKABLE)}")
    if asked.question is not None and asked.scenario is not None:
        raise UsageError(
            f"expected a scenario or a question, found '{asked.scenario}' and '{asked.question}'; "
            "a question has scenarios of its own"
        )
    if asked.scenario is None and (asked.arms or asked.variants):
        raise UsageError("--without and --variant need a scenario")
    asks = ((asked.scenario is not None, "a scenario"), (asked.question is not None, "--question"))
    named = [name for asks_for, name in asks if asks_for]
    for option, taken in (("--pk-only", asked.pk_only), ("--record", asked.record)):
        if taken and named:
            raise UsageError(f"{option} stands alone, found {named[0]} beside it")
    if asked.pk_only and asked.record:
        raise UsageError("--record stands alone, found --pk-only beside it")
    _no_idle_option(asked)


def _no_idle_option(asked: Asked) -> None:
    """Raises UsageError for an option that would change nothing."""
    runs = asked.scenario is not None or asked.pk_only
    crowds = asked.question in WITH_BIOLOGIES
    idle = (
        ("--regimen", asked.regimen, runs, "a scenario or --pk-only"),
        (
            "--patients",
            asked.patients,
            runs or asked.question not in (None, "credibility"),
            "a scenario, --pk-only or a question that is run",
        ),
        (
            "--biologies",
            asked.biologies,
            crowds,
            f"--question {' or '.join(WITH_BIOLOGIES)}",
        ),
    )
    for option, given, used, where in idle:
        if given is not None and not used:
            raise UsageError(f"{option} needs {where}")


def kind_of(answer: Found) -> Kind:
    """Under which key an answer stands."""
    kinds: tuple[tuple[type, Kind], ...] = (
        (CoursesAnswer, "courses"),
        (LevelsAnswer, "levels"),
        (TwoWayAnswer, "two-way"),
        (SobolAnswer, "sobol"),
        (tuple, "trials"),
        (MarkerAnswer, "markers"),
        (Credible, "credibility"),
    )
    return next((kind for shape, kind in kinds if isinstance(answer, shape)), "menu")


def menu(view: Simulated) -> Menu:
    """Everything that can be asked for by name."""
    return {
        "scenarios": [each.id for each in view.model.scenarios],
        "regimens": list(view.dossier.regimens),
        "variants": [each.id for each in view.model.variants],
        "questions": list(ASKABLE),
    }


def _told(view: Simulated) -> tuple[str, ...]:
    names, found = view.names, view.answer
    if isinstance(found, TwoWayAnswer):
        return _both_told(view, found)
    if isinstance(found, SobolAnswer):
        return (sobol_told(found, names), reach_told(found, names))
    if isinstance(found, MarkerAnswer):
        return (marker_told(found, names),)
    if isinstance(found, tuple):
        return tuple(trial_told(each, view.dossier.studies[each.study].name) for each in found)
    if isinstance(found, CoursesAnswer):
        return courses_told(found, view.model, view.dossier.regimens[found.regimen])
    return _levels_told(view, found) if isinstance(found, LevelsAnswer) else ()


def _both_told(view: Simulated, found: TwoWayAnswer) -> tuple[str, ...]:
    names, asked = view.names, the_inquiry(view.dossier).two_way
    more = [arms_told(found, names)] if found.arms else []
    more += [readings_told(found, names)] if found.readings else []
    more += [routes_told(found, names)] if found.routes else []
    return (*((*two_way_told(found, asked, names), ASSUMED) if asked else ()), *more)


def _levels_told(view: Simulated, found: LevelsAnswer) -> tuple[str, ...]:
    fitted = fitted_told(view.dossier, view.model)
    return (shown_told(found), *((fitted,) if fitted else ()))


def _plain(answer: Found) -> Any:
    if answer is None:
        return None
    return [asdict(each) for each in answer] if isinstance(answer, tuple) else asdict(answer)
