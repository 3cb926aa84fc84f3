"""Trials run in the model, beside what the real ones counted: in words, rows and a plot.

Sentences follow from the numbers; no number is typed here. Theory, not evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from thymos.mechanism import THEORY
from thymos.mechanism.questions.virtual import TrialAnswer
from thymos.mechanism.trials import BARELY, Prediction
from thymos.plots.predicted import Beside, Foretold, Predicted
from thymos.records.inquiry import Inquiry
from thymos.records.wording import count, number, plural
from thymos.views.simulation_words import from_to, listed, percent, points, small_percent
from thymos.views.wordings import title

Tells = Literal["nothing", "for", "against"]


def tells(found: Prediction) -> Tells:
    """What a trial says of the model against no effect: from the ratio of likelihoods alone."""
    if 1 / BARELY < found.ratio < BARELY:
        return "nothing"
    return "for" if found.ratio >= BARELY else "against"


def trial_told(answer: TrialAnswer, name: str) -> str:
    """What the model predicts for a trial of this shape, beside what it counted."""
    found = answer.prediction
    if found is None:
        return (
            f"In none of the {count(answer.biologies)} biologies drawn from the {answer.prior} "
            f"ranges can the untreated die as often as the controls of {name} did: the model says "
            "nothing."
        )
    return " ".join((_counted(answer, name), _foretold(answer, found), _meaning(found, name)))


def _counted(answer: TrialAnswer, name: str) -> str:
    seen = answer.observed
    return (
        f"{name} counted {count(seen.treated_events)} of {count(seen.treated_n)} against "
        f"{count(seen.control_events)} of {count(seen.control_n)}: a difference of "
        f"{points(seen.difference)} percentage points "
        f"({from_to(100 * seen.low, 100 * seen.high)})."
    )


def _foretold(answer: TrialAnswer, found: Prediction) -> str:
    low, quarter, middle, upper, high = (points(each) for each in found.points)
    kept = answer.biologies - found.left_out
    drawn = plural(kept, "biology", "biologies")
    if found.left_out:
        drawn += (
            f" in which the untreated can die as often as the controls did "
            f"({count(answer.biologies)} were drawn)"
        )
    return (
        f"With the {answer.prior} ranges the model foretells {middle} in the middle of {drawn}, "
        f"{quarter} to {upper} in half of them, and {low} to {high} in 95 %."
    )


def _meaning(found: Prediction, name: str) -> str:
    """Whether the trial can tell the model from no effect: from the numbers alone."""
    inside = f"{percent(found.inside)} of its predictions lie in the observed interval"
    digits = 1 if found.ratio > 1 else 2
    ratio = (
        "as likely"
        if round(found.ratio, 1) == 1
        else f"{number(found.ratio, digits)} times as likely"
    )
    power = (
        f"A trial of this size would find fewer deaths at P < 0.05 in {small_percent(found.wins)} "
        f"of repetitions, and in {small_percent(found.by_chance)} if the treatment did nothing."
    )
    if tells(found) == "nothing":
        none = "so does no effect" if found.none_inside else "no effect lies outside it"
        return (
            f"{inside}, and {none}: the result is {ratio} under the model as under no effect. "
            f"{name} could not tell the one from the other. {power}"
        )
    return (
        f"{inside}: the result is {ratio} under the model as under no effect, and weighs "
        f"{tells(found)} the model. {power}"
    )


def verdict_told(found: Sequence[TrialAnswer], named: dict[str, str]) -> str:
    """All trials in one sentence: which of them could tell the model from no effect.

    named: what each study is called.
    """
    by_trial: dict[str, list[Tells]] = {}
    for each in found:
        by_trial.setdefault(named[each.study], []).append(
            tells(each.prediction) if each.prediction else "nothing"
        )
    silent = [name for name, each in by_trial.items() if set(each) == {"nothing"}]
    told = []
    if len(silent) == len(by_trial) > 1:
        told.append(f"No. Neither {' nor '.join(silent)} could tell the model from no effect.")
    elif silent:
        told.append(f"{listed(silent)} could not tell the model from no effect.")
    for name, said in by_trial.items():
        if name not in silent:
            sides = sorted(set(said) - {"nothing"})
            told.append(f"{name} weighs {listed(sides)} the model.")
    return " ".join(told)


def mixing_told(inquiry: Inquiry) -> str:
    """How the risk among controls comes about: it is put in."""
    sizes = inquiry.severities
    hit = f"{min(sizes):g} to {max(sizes):g} times as large as that of their state"
    return (
        "How many of the untreated die is put in, and nothing of it is foretold. In each biology "
        f"patients have infections of {len(sizes)} sizes, {hit}; these are mixed so that as many "
        "of the untreated die as did among the trial’s controls. Only the difference that the "
        "treatment makes comes out of the model."
    )


COLUMNS = (
    "Trial", "Prior", "Observed, points", "Model, points (95 %)", "Inside the interval",
    "Likelihood over none", "Biologies × patients",
)  # fmt: skip


def trial_row(answer: TrialAnswer, name: str) -> tuple[str, ...]:
    """One trial under one prior, as a row under COLUMNS."""
    seen, found = answer.observed, answer.prediction
    counted = f"{points(seen.difference)} ({from_to(100 * seen.low, 100 * seen.high)})"
    head = (name, f"{title(answer.prior)} ranges", counted)
    if found is None:
        return (*head, "nothing", "none", "none", f"0 × {count(answer.patients)}")
    low, _, middle, _, high = found.points
    return (
        *head,
        f"{points(middle)} ({from_to(100 * low, 100 * high)})",
        percent(found.inside),
        number(found.ratio),
        f"{count(answer.biologies - found.left_out)} × {count(answer.patients)}",
    )


def beside(found: Sequence[TrialAnswer], named: dict[str, str]) -> Predicted:
    """What each trial counted above what the model says of it, in percentage points."""
    trials = []
    for study in dict.fromkeys(each.study for each in found):
        mine = [each for each in found if each.study == study]
        seen = mine[0].observed
        trials.append(
            Beside(
                named[study],
                (100 * seen.difference, 100 * seen.low, 100 * seen.high),
                tuple(
                    Foretold(
                        f"Model, {each.prior} ranges", tuple(100 * v for v in each.prediction.dots)
                    )
                    for each in mine
                    if each.prediction
                ),
            )
        )
    return Predicted(
        title=f"Risk differences, counted and foretold ({THEORY})",
        measure="Risk difference in percentage points",
        counted="counted",
        trials=tuple(trials),
        better_low="fewer deaths if treated",
        better_high="more deaths",
    )
