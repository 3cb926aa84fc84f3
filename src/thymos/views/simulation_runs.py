"""What is said of runs of a model beside their numbers: who was run, and how much of a regimen.

Theory, not evidence.
"""

from __future__ import annotations

from thymos.dossier.index import Dossier
from thymos.mechanism.blood import check
from thymos.mechanism.questions.bands import CoursesAnswer
from thymos.mechanism.questions.levels import LevelsAnswer
from thymos.records.model import Model, Regimen
from thymos.records.wording import count, plural
from thymos.views.model import STATISTICS
from thymos.views.simulation_words import failed_told, listed, share_text

DAY = 24.0


def courses_told(answer: CoursesAnswer, model: Model, regimen: Regimen) -> tuple[str, ...]:
    """Who came into the state, whom no engine could run, and where a regimen is cut off."""
    scenario = next(each for each in model.scenarios if each.id == answer.scenario)
    cut = cut_told(regimen, scenario.horizon_hours)
    return (_reached(answer), *failed_told(answer), *((cut,) if cut and answer.bands else ()))


def _reached(answer: CoursesAnswer) -> str:
    if answer.patients > 1:
        return f"{share_text(answer.reached)} of the draws come into the state."
    if answer.reached.count or answer.failed:
        return "One patient, with the model’s own values; nothing was drawn."
    return "With its own values the model never comes into the state, so that nobody was treated."


def cut_told(regimen: Regimen, horizon_hours: float) -> str | None:
    """That a regimen goes on where a state is no longer run; None where all of it is run.

    >>> week = Regimen.model_validate(
    ...     dict(
    ...         id="a",
    ...         title="A",
    ...         reports="b",
    ...         amount_mg=1,
    ...         doses=[dict(count=14, every_hours=24)],
    ...     )
    ... )
    >>> cut_told(week, 168.0), cut_told(week, 336.0)
    ('Only the first 7 days are run: 7 of the 14 doses.', None)
    """
    given = sum(hour < horizon_hours for hour in regimen.hours)
    if given == len(regimen.hours):
        return None
    days = plural(round(horizon_hours / DAY), "day")
    return (
        f"Only the first {days} are run: {count(given)} of the {count(len(regimen.hours))} doses."
    )


def shown_told(answer: LevelsAnswer) -> str:
    """How many doses there are, and how many days are shown."""
    return (
        f"{plural(answer.doses, 'dose')} of {answer.amount_ug / 1000:g} mg in all. Shown: "
        f"{plural(round(answer.hours[-1] / DAY), 'day')} from the first dose."
    )


def fitted_told(dossier: Dossier, model: Model) -> str | None:
    """Which ranges of a study the levels after its single dose meet, and which they cannot.

    None where there is no such study.
    """
    found = check(dossier, model)
    if found is None:
        return None
    words = {name: told for name, told, _ in STATISTICS}
    outside = [words[each.range.statistic] for each in found.met if not each.inside]
    start = (
        f"The levels are fitted to one dose of {found.amount_ug / 1000:.3g} mg, as "
        f"{dossier.studies[found.study].name} reports it"
    )
    if not outside:
        return f"{start}: they lie inside all of its {len(found.met)} ranges at once."
    return f"{start}: they lie outside its range for the {listed(outside)}."
