"""The questions asked of a model with their answers, as a page shows them. Theory, always."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.mechanism import THEORY
from thymos.mechanism.answers import Answers
from thymos.mechanism.markers import Marker
from thymos.mechanism.questions.design import MarkerAnswer
from thymos.mechanism.questions.two_way import Judged, TwoWayAnswer
from thymos.mechanism.questions.variance import SobolAnswer
from thymos.mechanism.questions.virtual import TrialAnswer
from thymos.mechanism.sobol import Variance
from thymos.plots.forest import Forest, ForestGroup, ForestRow
from thymos.records.inquiry import Inquiry
from thymos.records.model import Model
from thymos.records.wording import count, number, span
from thymos.views.reading import Reading
from thymos.views.simulation_words import (
    Names,
    arms_told,
    blindings_told,
    change_text,
    leaning_told,
    marker_told,
    percent,
    points,
    share_text,
    sobol_told,
    trial_told,
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
    """A question with its answer in sentences and tables."""

    anchor: str
    question: str
    told: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    plot: Forest | None = None
    caption: str = ""
    notes: tuple[str, ...] = ()


def answered(
    reading: Reading, inquiry: Inquiry, model: Model, answers: Answers
) -> tuple[Answered, ...]:
    """Every question that was answered, in the order of a page."""
    names = Names.of(model)
    found = []
    if answers.two_way:
        found += [_two_way(inquiry, answers.two_way, names), _arms(answers.two_way, names)]
        if answers.two_way[0].readings:
            found.append(_readings(answers.two_way, names))
    found += [_variance(each, names) for each in answers.sobol]
    if answers.trials:
        found.append(_trials(reading, answers.trials))
    if answers.markers:
        found.append(_markers(answers.markers, names))
    return tuple(found)


def _two_way(inquiry: Inquiry, found: tuple[TwoWayAnswer, ...], names: Names) -> Answered:
    asked = inquiry.two_way
    assert asked is not None
    up, down = (
        f"{names.readouts[each.readout]} in the state “{names.scenarios[each.scenario]}”"
        for each in (asked.up, asked.down)
    )
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
    caption = (
        "Draws that answer both ways, of those that come into both states, with 95 % intervals."
    )
    return Answered(
        "two-way",
        f"Do a rise of {up} and a fall of {down} follow from one set of parameters?",
        tuple(sentence for each in found for sentence in two_way_told(each)[:2])
        + two_way_told(found[0])[2:],
        (
            Sheet(
                caption,
                ("Prior", "Draws", "Come into the first", "Into the second", *margins),
                rows,
            ),
        ),
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


def _readings(found: tuple[TwoWayAnswer, ...], names: Names) -> Answered:
    told = (
        "Sources disagree about what it acts on. Each reading is run in turn, with all arms on; "
        "where the rows are alike, the answer does not hang on the dispute."
    )
    return Answered(
        "readings",
        "Does it matter which way the disputes are read?",
        (told,),
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


def _variance(found: SobolAnswer, names: Names) -> Answered:
    words = {"up": "what should rise", "down": "what should fall", "both": "both ways at all"}

    def sheet(each: Variance, what: str) -> Sheet:
        rows = tuple(
            (
                title(names.parameters.get(i.name, i.name)),
                f"{number(i.first)} ± {number(i.first_half)}",
                f"{number(i.total)} ± {number(i.total_half)}",
            )
            for i in each.indices[:MOST_ROWS]
        )
        return Sheet(f"By {what}: {words[each.answer]}.", (title(what), "First", "Total"), rows)

    last = next(each for each in found.single if each.answer == "both")
    return Answered(
        "variance",
        "On which parameters does it hang?",
        (
            sobol_told(found, names),
            f"{count(found.runs)} patients were run; {count(found.missing)} without an answer "
            "count as the middle one.",
        ),
        (*(sheet(each, "group") for each in found.groups), sheet(last, "parameter")),
    )


def _trials(reading: Reading, found: tuple[TrialAnswer, ...]) -> Answered:
    studies = reading.dossier.studies
    rows = tuple(_trial(each, studies[each.study].name) for each in found)
    columns = (
        "Trial", "Prior", "Observed, points", "Model, points (95 %)", "Inside the interval",
        "Likelihood over none", "Biologies × patients",
    )  # fmt: skip
    caption = "Risk differences in percentage points: what trials counted, and what the model says."
    return Answered(
        "trials",
        "Would trials of these sizes show it?",
        tuple(trial_told(each, studies[each.study].name) for each in found),
        (Sheet(caption, columns, rows),),
        plot=_beside(reading, found),
        caption="Theory, beside what trials counted. Squares are what a trial counted with its "
        "95 % interval, or the middle of the model’s predictions with 95 % of them.",
    )


def _trial(answer: TrialAnswer, name: str) -> tuple[str, ...]:
    seen, foretold = answer.observed, answer.prediction
    counted = f"{points(seen.difference)} ({span(100 * seen.low, 100 * seen.high, 1)})"
    head = (name, f"{title(answer.prior)} ranges", counted)
    if foretold is None:
        return (*head, "nothing", "none", "none", f"0 × {count(answer.patients)}")
    low, _, middle, _, high = foretold.points
    return (
        *head,
        f"{points(middle)} ({span(100 * low, 100 * high, 1)})",
        percent(foretold.inside),
        number(foretold.ratio),
        f"{count(answer.biologies - foretold.left_out)} × {count(answer.patients)}",
    )


def _beside(reading: Reading, found: tuple[TrialAnswer, ...]) -> Forest:
    """What each trial counted above what the model says of it, in percentage points."""
    groups = []
    for study in dict.fromkeys(each.study for each in found):
        mine = [each for each in found if each.study == study]
        seen = mine[0].observed
        low, middle, high = (100 * x for x in (seen.low, seen.difference, seen.high))
        rows = [ForestRow("Observed", middle, low, high)]
        for each in mine:
            if each.prediction is None:
                continue
            low, _, middle, _, high = (100 * x for x in each.prediction.points)
            rows.append(ForestRow(f"Model, {each.prior} ranges", middle, low, high))
        groups.append(ForestGroup(reading.dossier.studies[study].name, tuple(rows)))
    return Forest(
        title=f"Risk differences, observed and simulated ({THEORY})",
        measure="Risk difference, percentage points",
        rows=(),
        groups=tuple(groups),
        null=0.0,
        log=False,
    )


def _markers(found: tuple[MarkerAnswer, ...], names: Names) -> Answered:
    sheets = tuple(
        Sheet(
            f"{title(each.prior)} ranges: the readouts that take the fewest patients, of "
            f"{count(len(each.markers))}. Differences are of logarithms.",
            ("Readout", "State", "Hour", "Difference over SD", "Per arm, 80 %", "Per arm, 90 %",
             "Same direction", f"{count(each.most)} per arm would do"),
            tuple(_marker(marker, names) for marker in each.markers[:MOST_ROWS]),
        )
        for each in found
    )  # fmt: skip
    return Answered(
        "markers",
        "Which marker, at which time, with how many patients per arm, would tell the model from "
        f"the one with {names.inside(found[0].without)}?",
        tuple(f"{title(each.prior)} ranges. {marker_told(each, names)}" for each in found),
        sheets,
        notes=tuple(f"{each}." for each in blindings_told(found[0], names)),
    )


def _marker(marker: Marker, names: Names) -> tuple[str, ...]:
    like = names.like.get(marker.readout)
    return (
        title(names.readouts[marker.readout]) + (f" (as {like})" if like else ""),
        names.scenarios[marker.scenario],
        f"{marker.hour:g}",
        number(marker.standardised),
        "no number" if marker.n80 is None else count(marker.n80),
        "no number" if marker.n90 is None else count(marker.n90),
        percent(marker.same_way),
        percent(marker.told),
    )
