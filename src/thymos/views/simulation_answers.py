"""The questions asked of a model with their answers, as a page shows them. Theory, always."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.mechanism.answers import Answers
from thymos.mechanism.markers import Marker
from thymos.mechanism.questions.design import MarkerAnswer
from thymos.mechanism.questions.two_way import Judged, TwoWayAnswer
from thymos.mechanism.questions.variance import SobolAnswer
from thymos.mechanism.questions.virtual import TrialAnswer
from thymos.mechanism.sobol import Variance
from thymos.plots.predicted import Predicted
from thymos.records.inquiry import Inquiry
from thymos.records.model import Model
from thymos.records.wording import count, number
from thymos.views.reading import Reading
from thymos.views.simulation_trials import COLUMNS as TRIAL_COLUMNS
from thymos.views.simulation_trials import (
    beside,
    mixing_told,
    trial_row,
    trial_told,
    verdict_told,
)
from thymos.views.simulation_variance import ASKED, reach_told, sobol_told, still
from thymos.views.simulation_words import (
    ASSUMED,
    Names,
    arms_told,
    asked_words,
    blindings_told,
    change_text,
    leaning_told,
    marker_told,
    patients_told,
    percent,
    readings_told,
    routes_told,
    share_text,
    two_way_told,
)
from thymos.views.wordings import title

# A ranking is cut on the page; the JSON beside it has all rows.
MOST_ROWS = 15
MOST_LEANINGS = 5

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: what stands over its columns, and its rows as written."""

    caption: str
    columns: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer in sentences and tables.

    details: the same at length. assumed: what is put in and not found. notes: a list under
    `heading`.
    """

    anchor: str
    question: str
    told: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    details: tuple[str, ...] = ()
    plot: Predicted | None = None
    caption: str = ""
    assumed: tuple[str, ...] = ()
    heading: str = ""
    notes: tuple[str, ...] = ()


def answered(
    reading: Reading, inquiry: Inquiry, model: Model, answers: Answers
) -> tuple[Answered, ...]:
    """Every question that was answered, in the order of a page."""
    names = Names.of(model)
    found = []
    if answers.two_way:
        found += [_two_way(inquiry, answers.two_way, names), _arms(answers.two_way, names)]
        if answers.two_way[0].routes:
            found.append(_routes(answers.two_way, names))
        if answers.two_way[0].readings:
            found.append(_readings(answers.two_way, names))
    if answers.sobol:
        found.append(_variance(answers.sobol, names))
    if answers.trials:
        found.append(_trials(reading, inquiry, answers.trials))
    if answers.markers:
        found.append(_markers(answers.markers, names))
    return tuple(found)


def _two_way(inquiry: Inquiry, found: tuple[TwoWayAnswer, ...], names: Names) -> Answered:
    asked = inquiry.two_way
    assert asked is not None
    rows = tuple(
        (
            f"{title(each.prior)} ranges",
            count(each.draws),
            percent(each.reached_up),
            percent(each.reached_down),
            *(share_text(margin.both) for margin in each.whole.margins),
        )
        for each in found
    )
    margins = (f"Both by {m.margin:g} %" for m in found[0].whole.margins)
    states = (f"Come into “{names.scenarios[e.scenario]}”" for e in (asked.up, asked.down))
    caption = (
        "Draws that answer both ways, of those that come into both states, with 95 % intervals."
    )
    return Answered(
        "two-way",
        asked_words(asked, names),
        (
            *(" ".join(two_way_told(each, asked, names)) for each in found),
            ASSUMED,
        ),
        (
            Sheet(
                caption,
                ("Prior", "Draws", *states, *margins),
                rows,
            ),
        ),
        heading=f"On which ranges the share hangs most ({found[0].prior} ranges)",
        notes=tuple(
            f"{title(leaning_told(each, names))}." for each in found[0].leanings[:MOST_LEANINGS]
        ),
    )


def _arms(found: tuple[TwoWayAnswer, ...], names: Names) -> Answered:
    return Answered(
        "arms",
        "Which arm of the mechanism is it due to?",
        tuple(f"{title(each.prior)} ranges. {arms_told(each, names)}" for each in found),
        tuple(_sheet(each, (each.whole, *each.arms), "arm", names) for each in found),
    )


def _routes(found: tuple[TwoWayAnswer, ...], names: Names) -> Answered:
    return Answered(
        "routes",
        "By which ways does it come about, and who put them there?",
        tuple(f"{title(each.prior)} ranges. {routes_told(each, names)}" for each in found),
        tuple(_sheet(each, (each.whole, *each.routes), "way", names) for each in found),
    )


def _readings(found: tuple[TwoWayAnswer, ...], names: Names) -> Answered:
    told = "Sources disagree about what it acts on. Each reading is run in turn, with all arms on."
    return Answered(
        "readings",
        "Does it matter which way the disputes are read?",
        (told, *(f"{title(each.prior)} ranges. {readings_told(each, names)}" for each in found)),
        tuple(_sheet(each, (each.whole, *each.readings), "reading", names) for each in found),
    )


def _sheet(answer: TwoWayAnswer, rows: tuple[Judged, ...], by: str, names: Names) -> Sheet:
    margins = (f"Both by {each.margin:g} %" for each in answer.whole.margins)
    return Sheet(
        f"{title(answer.prior)} ranges, {by} by {by}: shares with 95 % intervals, and the middle "
        "change with that of eight tenths of the draws.",
        ("Model", *margins, "What should rise", "What should fall"),
        tuple(
            (
                names.variant(each.variant),
                *(share_text(margin.both) for margin in each.margins),
                change_text(each.up),
                change_text(each.down),
            )
            for each in rows
        ),
    )


def _variance(found: tuple[SobolAnswer, ...], names: Names) -> Answered:
    first = found[0]
    last = next(each for each in first.single if each.answer == "both")
    shown = (*((group, "group") for group in first.groups), (last, "parameter"))
    return Answered(
        "variance",
        "On which parameters does it hang?",
        tuple(
            f"{title(each.prior)} ranges. {sobol_told(each, names)} {reach_told(each, names)}"
            for each in found
        ),
        tuple(_indices(each, what, first.prior, names) for each, what in shown if not still(each)),
    )


def _indices(found: Variance, what: str, prior: str, names: Names) -> Sheet:
    rows = tuple(
        (
            title(names.parameters.get(i.name, i.name)),
            f"{number(i.first)} ± {number(i.first_half)}",
            f"{number(i.total)} ± {number(i.total_half)}",
        )
        for i in found.indices[:MOST_ROWS]
    )
    caption = f"{title(prior)} ranges, by {what}: {ASKED[found.answer]}."
    return Sheet(caption, (title(what), "First", "Total"), rows)


def _trials(reading: Reading, inquiry: Inquiry, found: tuple[TrialAnswer, ...]) -> Answered:
    named = {each.study: reading.dossier.studies[each.study].name for each in found}
    caption = "Risk differences in percentage points: what trials counted, and what the model says."
    return Answered(
        "trials",
        "Would trials of these sizes show it?",
        (verdict_told(found, named),),
        (Sheet(caption, TRIAL_COLUMNS, tuple(trial_row(a, named[a.study]) for a in found)),),
        details=tuple(trial_told(each, named[each.study]) for each in found),
        plot=beside(found, named),
        caption="Each dot is one of fifty equally likely predictions of the model. The line with "
        "a square is what the trial counted, with its 95 % interval; the interval is tinted "
        "behind the dots.",
        assumed=(mixing_told(inquiry), *((inquiry.death.text,) if inquiry.death else ())),
    )


def _markers(found: tuple[MarkerAnswer, ...], names: Names) -> Answered:
    sheets = tuple(
        Sheet(
            f"{title(each.prior)} ranges: each readout in the state and at the hour at which it "
            "takes the fewest patients. Differences are of logarithms.",
            ("Readout", "State", "Hour", "Difference over SD", "Per arm, 80 %", "Per arm, 90 %",
             "Same direction", f"{count(each.most)} per arm would do"),
            tuple(_marker(marker, names) for marker in best_of_each(each.markers)),
        )
        for each in found
    )  # fmt: skip
    return Answered(
        "markers",
        "Which marker, at which time, with how many patients per arm, would tell the model from "
        f"the one with {names.inside(found[0].without)}?",
        (
            "A trial compares treated with untreated patients. The untreated are the same in both "
            "models, so that what has to be told apart are the treated ones.",
            *(f"{title(each.prior)} ranges. {marker_told(each, names)}" for each in found),
        ),
        sheets,
        heading="What would blind it",
        notes=tuple(f"{each}." for each in blindings_told(found[0], names)),
    )


def best_of_each(markers: tuple[Marker, ...]) -> tuple[Marker, ...]:
    """Each readout where it takes the fewest patients, in their order."""
    found: dict[str, Marker] = {}
    for each in markers:
        found.setdefault(each.readout, each)
    return tuple(found.values())


def _marker(marker: Marker, names: Names) -> tuple[str, ...]:
    return (
        title(names.measured(marker.readout)),
        names.scenarios[marker.scenario],
        f"{marker.hour:g}",
        number(marker.standardised),
        patients_told(marker.n80),
        patients_told(marker.n90),
        percent(marker.same_way),
        percent(marker.told),
    )
