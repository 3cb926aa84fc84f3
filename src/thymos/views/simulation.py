"""The pages of a dossier's model: what would follow if the mechanism were true. Theory, always.

Answers are taken from where they are kept (`mechanism.store`); without any, the pages say why
and show what needs no simulator.
"""

from __future__ import annotations

from dataclasses import dataclass

from thymos.mechanism import THEORY
from thymos.mechanism.answers import Answers
from thymos.mechanism.questions.bands import CoursesAnswer
from thymos.mechanism.questions.how import How
from thymos.mechanism.questions.levels import LevelsAnswer, ask_levels
from thymos.mechanism.store import Kept, obtain
from thymos.plots.courses import Courses
from thymos.records.model import Model, Scenario
from thymos.records.wording import count
from thymos.views.courses import Figure, figures, levels_figure
from thymos.views.credibility import STANDARD, Credible, credibility
from thymos.views.links import Link, path_of
from thymos.views.reading import Reading
from thymos.views.simulate import NOTICE
from thymos.views.simulation_answers import Answered, Sheet, answered
from thymos.views.simulation_brief import Brief, brief
from thymos.views.simulation_glossary import GLOSSARY
from thymos.views.simulation_runs import cut_told, shown_told
from thymos.views.simulation_words import (
    change_text,
    failed_told,
    percent,
    share_text,
    short,
    short_span,
)
from thymos.views.wordings import title

LEVELS_DRAWS = 200
# Where the numbers of all answers stand beside the pages.
DATA = "simulation.json"


@dataclass(frozen=True, slots=True)
class Told:
    """A state by its name, leading to its page, and how it comes about."""

    state: Link
    text: str


@dataclass(frozen=True, slots=True)
class SimulationPage:
    """What was asked of the model, with the answers; `reason` says why there are none.

    stale: whether the answers that are kept are of other records than these.
    """

    label: str
    notice: str
    anchor: str
    title: str
    text: str
    reason: str
    stale: bool
    small: bool
    brief: tuple[Brief, ...]
    glossary: tuple[tuple[str, str], ...]
    scenarios: tuple[Told, ...]
    answered: tuple[Answered, ...]
    credibility: Link
    data: str | None
    answers: Answers | None


@dataclass(frozen=True, slots=True)
class LevelsPart:
    """Levels in blood under a regimen: a plot, and statistics of the model and of draws."""

    plot: Courses
    sheet: Sheet
    told: str


@dataclass(frozen=True, slots=True)
class ScenarioPage:
    """One state under one regimen, untreated and treated; links to the other states and regimens.

    A link without an address is the page itself.
    """

    label: str
    notice: str
    title: str
    text: str
    note: str | None
    regimen: str
    report: Link
    states: tuple[Link, ...]
    regimens: tuple[Link, ...]
    reason: str
    stale: bool
    reached: str | None
    failed: tuple[str, ...]
    cut: str | None
    patients: str | None
    changes: Sheet | None
    figures: tuple[Figure, ...]
    levels: LevelsPart | None


@dataclass(frozen=True, slots=True)
class CredibilityPage:
    """The credibility table of the model."""

    label: str
    notice: str
    standard: str
    table: Credible


@dataclass(frozen=True, slots=True)
class Simulations:
    """The pages of one inquiry: paths of the scenario pages with their views."""

    main: SimulationPage
    scenarios: tuple[tuple[str, ScenarioPage], ...]
    credibility: CredibilityPage


def simulations(reading: Reading) -> Simulations | None:
    """Everything about the model of a dossier; None where there is none, or nothing is asked."""
    inquiry = next(iter(reading.dossier.inquiries.values()), None)
    if inquiry is None:
        return None
    kept = obtain(reading.dossier, inquiry)
    model = reading.dossier.models[inquiry.model]
    return Simulations(
        main=_main(reading, kept, model),
        scenarios=tuple(_scenarios(reading, kept, model)),
        credibility=CredibilityPage(
            THEORY, NOTICE, STANDARD, credibility(reading.dossier, inquiry, kept.answers)
        ),
    )


def scenario_path(scenario: str, regimen: str) -> str:
    """Where a state under a regimen is shown."""
    return f"simulation/{scenario}-{regimen}.html"


def _main(reading: Reading, kept: Kept, model: Model) -> SimulationPage:
    inquiry = kept.inquiry
    return SimulationPage(
        label=THEORY,
        notice=NOTICE,
        anchor=f"inquiries-{inquiry.id}",
        title=model.title,
        text=model.text,
        reason=kept.reason,
        stale=kept.stale,
        small=kept.answers is not None and kept.answers.small,
        brief=brief(reading, inquiry, model, kept.answers) if kept.answers else (),
        glossary=GLOSSARY,
        scenarios=tuple(
            Told(Link(each.title, scenario_path(each.id, each.regimens[0])), each.text)
            for each in model.scenarios
            if each.regimens
        ),
        answered=answered(reading, inquiry, model, kept.answers) if kept.answers else (),
        credibility=Link("How far the model can be trusted, and for what", "credibility.html"),
        data=DATA if kept.answers else None,
        answers=kept.answers,
    )


def _scenarios(reading: Reading, kept: Kept, model: Model) -> list[tuple[str, ScenarioPage]]:
    """A page for each state and each of its regimens."""
    found = []
    for scenario in model.scenarios:
        for name in scenario.regimens:
            answer = _course(kept.answers, scenario.id, name)
            page = _scenario(reading, kept, model, scenario, name, answer)
            found.append((scenario_path(scenario.id, name), page))
    return found


def _course(answers: Answers | None, scenario: str, regimen: str) -> CoursesAnswer | None:
    courses = answers.courses if answers else ()
    return next((c for c in courses if (c.scenario, c.regimen) == (scenario, regimen)), None)


def _scenario(
    reading: Reading,
    kept: Kept,
    model: Model,
    scenario: Scenario,
    name: str,
    answer: CoursesAnswer | None,
) -> ScenarioPage:
    dossier = reading.dossier
    regimen = dossier.regimens[name]

    def link(words: str, state: str, given: str) -> Link:
        here = (state, given) == (scenario.id, name)
        return Link(words, None if here else scenario_path(state, given))

    def state(each: Scenario) -> Link:
        return link(each.title, each.id, name if name in each.regimens else each.regimens[0])

    return ScenarioPage(
        label=THEORY,
        notice=NOTICE,
        title=f"{scenario.title}: {regimen.title}",
        text=scenario.text,
        note=scenario.note,
        regimen=regimen.title,
        report=Link(
            dossier.parameters[regimen.reports].given_by,
            path_of(dossier, f"parameters:{regimen.reports}"),
        ),
        states=tuple(state(each) for each in model.scenarios if each.regimens),
        regimens=tuple(
            link(dossier.regimens[each].title, scenario.id, each) for each in scenario.regimens
        ),
        reason=kept.reason,
        stale=kept.stale,
        reached=share_text(answer.reached) if answer else None,
        failed=failed_told(answer) if answer else (),
        cut=cut_told(regimen, scenario.horizon_hours),
        patients=count(answer.patients) if answer else None,
        changes=_changes(model, answer) if answer and answer.changes else None,
        figures=figures(model, answer) if answer else (),
        levels=_levels(ask_levels(model, regimen, LEVELS_DRAWS, How())) if model.levels else None,
    )


def _changes(model: Model, answer: CoursesAnswer) -> Sheet:
    """What the regimen changes, readout by readout."""
    names = {each.id: each.what for each in model.readouts}
    margin = answer.changes[0].margin
    return Sheet(
        "What the treatment changes in the same patients: the area under each readout from the "
        "first dose to the end, in the middle draw and in eight tenths of them.",
        ("Readout", "Change", f"Rises by {margin:g} %", f"Falls by {margin:g} %"),
        tuple(
            (
                title(names[each.readout]),
                change_text(each.by),
                f"in {percent(each.rises)}",
                f"in {percent(each.falls)}",
            )
            for each in answer.changes
        ),
    )


def _levels(found: LevelsAnswer) -> LevelsPart:
    rows = tuple(
        (
            title(each.name),
            f"{short(each.value)} {each.unit}",
            short_span(each.draws[2], each.draws[0], each.draws[4]),
        )
        for each in found.statistics
    )
    caption = "Levels in blood: the model’s own values, and the middle of draws with nine tenths."
    sheet = Sheet(caption, ("Statistic", "Model", "Draws"), rows)
    return LevelsPart(levels_figure(found), sheet, shown_told(found))
