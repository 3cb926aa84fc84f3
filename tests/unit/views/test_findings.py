"""The summary of findings: the words that a level allows, and the numbers beside them."""

import csv
import io
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.small import DEATH, open_small, result, study
from thymos.evidence.certainty import Level
from thymos.verdict.judge import judge_all
from thymos.views.effects import Absolute
from thymos.views.findings import change, findings_page, statement, to_csv
from thymos.views.outcomes import outcome_page
from thymos.views.reading import Reading

QUARTER = -math.log(0.75)


def shown(folder, *studies, **collections):
    dossier = open_small(folder, *studies, **collections)
    return findings_page(Reading(dossier, judge_all(dossier, posterior=False)))


def test_a_row_says_what_was_found_and_how_sure_that_is(tmp_path):
    trials = [study(f"t{i}", result(20, 100, 30, 100)) for i in range(2)]
    ((row,),) = [group.rows for group in shown(tmp_path, *trials).groups]
    assert (row.outcome.text, row.plain) == ("Death by day 28", "Dying within four weeks")
    assert (row.people, row.studies, row.evidence) == (400, 2, "randomised trials")
    assert row.relative.text == "Risk ratio 0.67 (0.47–0.94)"
    assert (row.without, row.treated) == ("300", "200 (141 to 283)")
    assert row.change is not None
    assert row.change.text == "100 fewer (159 fewer to 17 fewer)"
    assert row.certainty.level == "moderate"
    assert [(reason.domain, reason.steps) for reason in row.moved] == [("imprecision", "−1")]
    assert row.certainty.mark == "machine suggestion, unreviewed"
    assert row.statement == "It probably lowers the chance of this."
    assert row.verdicts == ("unsettled",)


@pytest.mark.parametrize(
    ("level", "value", "low", "high", "told"),
    [
        (Level.HIGH, -0.5, -0.7, -0.3, "It lowers the chance of this."),
        (Level.HIGH, 0.5, 0.3, 0.7, "It raises the chance of this."),
        (Level.MODERATE, -0.5, -0.7, -0.3, "It probably lowers the chance of this."),
        (Level.LOW, 0.5, 0.3, 0.7, "It may raise the chance of this."),
        (
            Level.VERY_LOW,
            -0.5,
            -1.7,
            0.7,
            "It is uncertain whether it lowers the chance of this.",
        ),
        (Level.HIGH, 0, -0.1, 0.1, "It makes little or no difference to the chance of this."),
        (
            Level.MODERATE,
            0.1,
            -0.1,
            0.2,
            "It probably makes little or no difference to the chance of this.",
        ),
        (Level.LOW, 0.1, -0.1, 0.2, "It may make little or no difference to the chance of this."),
        (
            Level.VERY_LOW,
            0.1,
            -0.1,
            0.2,
            "It is uncertain whether it makes a difference to the chance of this.",
        ),
        (Level.HIGH, -0.1, -0.15, -0.05, "It lowers the chance of this slightly."),
        (
            Level.LOW,
            -0.5,
            -1.2,
            0.2,
            "It may lower the chance of this, though the interval includes no effect.",
        ),
    ],
)
def test_words_by_level_and_side(level, value, low, high, told):
    assert statement(level, value, low, high, QUARTER) == told


@given(
    st.sampled_from(Level),
    st.floats(-2, 2),
    st.floats(0, 2),
    st.floats(0, 2),
)
def test_an_interval_with_no_effect_is_never_told_as_a_plain_effect(level, value, below, above):
    low, high = value - below, value + above
    told = statement(level, value, low, high, QUARTER)
    if low <= 0 <= high:
        assert any(w in told for w in ("difference", "includes no effect", "uncertain"))
    if level is not Level.HIGH:
        assert any(w in told for w in ("probably", "may", "uncertain"))


@given(st.sampled_from(Level), st.floats(0.01, 2), st.floats(0, 2), st.floats(0, 2))
def test_turning_the_groups_round_turns_the_words(level, value, below, above):
    said = statement(level, value, value - below, value + above, QUARTER)
    other = statement(level, -value, -value - above, -value + below, QUARTER)
    assert other == said.replace("raise", "lower")


def test_the_difference_is_that_of_the_two_risks_shown():
    found = Absolute(without=10, treated=10, low=4, high=1010)
    assert change(found).text == "0 (6 fewer to 1,000 more)"
    assert change(Absolute(10, 12, None, None)).text == "2 more"


def test_a_risk_of_nobody_gives_no_people_of_a_thousand(tmp_path):
    """No ratio says anything about a risk of 0."""
    ((row,),) = [g.rows for g in shown(tmp_path, study("t", result(3, 100, 0, 100))).groups]
    assert (row.without, row.treated, row.change) == (None, None, None)


def test_an_outcome_without_studies_is_listed(tmp_path):
    page = shown(tmp_path)
    assert (page.total, page.groups) == (0, ())
    assert [link.text for link in page.unpooled] == ["Death by day 28"]


def test_conditions_with_trials_come_first(tmp_path):
    flu = DEATH | {"id": "flu-death", "name": "Flu death", "condition": "flu"}
    counted = result(20, 100, 30, 100, outcome="flu-death")
    cohort = study("c", counted, design="cohort", blinding="open-label")
    trial = study("t", result(20, 100, 30, 100))
    page = shown(tmp_path, cohort, trial, outcomes=[flu, DEATH])
    assert [(g.anchor, g.rows[0].evidence) for g in page.groups] == [
        ("sepsis", "randomised trials"),
        ("flu", "observational studies"),
    ]


def test_what_a_person_set_is_told(tmp_path):
    said = {
        "domain": "imprecision",
        "steps": 0,
        "reason": "Enough.",
        "by": "A. Person",
        "on": "2020-01-01",
    }
    trials = [study(f"t{i}", result(20, 100, 30, 100)) for i in range(2)]
    page = shown(tmp_path, *trials, outcomes=[DEATH | {"overrides": [said]}])
    row = page.groups[0].rows[0]
    assert row.certainty.level == "high"
    assert [(r.domain, r.steps) for r in row.moved] == [("imprecision", "0")]
    assert "A. Person" in (row.moved[0].override or "")
    assert row.statement == "It lowers the chance of this."


def test_csv_has_numbers_and_guards_spreadsheets(tmp_path):
    trials = [study(f"t{i}", result(20, 100, 30, 100)) for i in range(2)]
    page = shown(tmp_path, *trials, outcomes=[DEATH | {"name": "=1+1"}])
    (row,) = csv.DictReader(io.StringIO(to_csv(page)))
    assert row["name"] == "'=1+1"
    assert (row["outcome"], row["measure"], row["people"]) == ("death", "RR", "400")
    assert float(row["estimate"]) == pytest.approx(2 / 3)
    assert (row["difference_per_1000"], row["difference_low"]) == ("-100", "-159")
    assert row["reasons"].startswith("Imprecision −1: ")


def test_an_outcome_page_tells_how_sure_one_can_be(reading):
    view = outcome_page(reading, reading.dossier.outcomes["sepsis-death-28d"])
    assert view.trials_certainty is not None
    assert len(view.trials_certainty.reasons) == 5
    assert all(reason.text for reason in view.trials_certainty.reasons)
    assert view.cohorts_certainty is None
