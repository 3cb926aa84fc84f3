"""Time courses of a model as plots and tables; and the files in which an answer is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from thymos.mechanism import THEORY
from thymos.mechanism.questions.bands import Band, CoursesAnswer
from thymos.mechanism.questions.levels import LevelsAnswer
from thymos.plots import predicted
from thymos.plots.courses import Courses, Run, draw
from thymos.plots.ink import standalone
from thymos.records.model import Model
from thymos.views.simulate import Simulated
from thymos.views.simulation_trials import beside
from thymos.views.simulation_words import short, short_span
from thymos.views.wordings import title

RELATIVE = "Relative to itself"
# Days at which a table shows a course, besides its end.
SHOWN_DAYS = (0.0, 1.0, 3.0, 7.0, 14.0)
DAY = 24.0


@dataclass(frozen=True, slots=True)
class CourseRow:
    """One arm in the table beside a plot: the middle with nine tenths of the draws, by day."""

    arm: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A readout: its plot and the same numbers as a table, `days` being its columns."""

    anchor: str
    title: str
    like: str | None
    note: str | None
    plot: Courses
    days: tuple[str, ...]
    rows: tuple[CourseRow, ...]


def figures(model: Model, answer: CoursesAnswer) -> tuple[Figure, ...]:
    """One figure for each readout of an answer, in the order of the model's record."""
    return tuple(
        _figure(model, answer, readout.id)
        for readout in model.readouts
        if any(band.readout == readout.id for band in answer.bands)
    )


def levels_figure(answer: LevelsAnswer) -> Courses:
    """Levels in blood as a plot."""
    bands = (answer.low, answer.quarter, answer.middle, answer.three_quarters, answer.high)
    run = Run("in blood", *bands)
    return Courses(f"Level in blood ({THEORY})", "µg/L", answer.hours, (run,))


def files(view: Simulated) -> Iterator[tuple[str, str]]:
    """The files of an answer: its JSON, and what of it can be drawn; names with their texts."""
    found = view.answer
    text = json.dumps(view.as_json(), ensure_ascii=False, indent=1, allow_nan=False)
    yield f"{view.kind}.json", f"{text}\n"
    if isinstance(found, CoursesAnswer):
        for figure in figures(view.model, found):
            yield f"{figure.anchor}.svg", standalone(draw(figure.plot, figure.anchor)) + "\n"
    if isinstance(found, LevelsAnswer):
        yield "levels.svg", standalone(draw(levels_figure(found), "levels")) + "\n"
    if view.kind == "trials" and isinstance(found, tuple):
        named = {each.study: view.dossier.studies[each.study].name for each in found}
        plot = beside(found, named)
        yield "trials.svg", standalone(predicted.draw(plot, "trials")) + "\n"


def _figure(model: Model, answer: CoursesAnswer, ident: str) -> Figure:
    readout = next(each for each in model.readouts if each.id == ident)
    bands = tuple(band for band in answer.bands if band.readout == ident)
    unit = next((s.unit for s in model.states if s.id == readout.of and s.unit), RELATIVE)
    at = _columns(answer.hours)
    runs = tuple(
        Run(b.arm, b.low, b.quarter, b.middle, b.three_quarters, b.high, b.arm == "untreated")
        for b in bands
    )
    what = title(readout.what)
    return Figure(
        anchor=f"course-{ident}",
        title=what,
        like=readout.like,
        note=readout.note,
        plot=Courses(f"{what} ({THEORY})", unit, answer.hours, runs),
        days=tuple(f"Day {answer.hours[i] / DAY:g}" for i in at),
        rows=tuple(CourseRow(band.arm, tuple(_cell(band, i) for i in at)) for band in bands),
    )


def _columns(hours: tuple[float, ...]) -> tuple[int, ...]:
    """The places in a course that a table shows."""
    wanted = [day * DAY for day in SHOWN_DAYS if day * DAY <= hours[-1]] + [hours[-1]]
    nearest = (min(range(len(hours)), key=lambda i: abs(hours[i] - hour)) for hour in wanted)
    return tuple(dict.fromkeys(nearest))


def _cell(band: Band, i: int) -> str:
    if band.low == band.high:
        return short(band.middle[i])
    return short_span(band.middle[i], band.low[i], band.high[i])
