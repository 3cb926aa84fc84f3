"""The summary of findings: the numbers of a row, their reasons, and the order of the rows."""

import csv
import io

import pytest

from tests.small import DEATH, open_small, result, study
from thymos.verdict.judge import judge_all
from thymos.views.effects import Absolute
from thymos.views.findings import change, findings_page, to_csv
from thymos.views.outcomes import outcome_page
from thymos.views.reading import Reading


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
    told = "The estimate is a fall in the chance of this, but the verdict is “unsettled”."
    assert row.statement == told
    assert row.verdicts == ("unsettled",)


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


def test_without_a_claim_the_same_rule_caps_the_words(tmp_path):
    """One trial alone never says that it lowers anything, whether or not somebody claimed it."""
    page = shown(tmp_path, study("t", result(20, 300, 60, 300)), claims=[])
    ((row,),) = [group.rows for group in page.groups]
    assert row.verdicts == ()
    assert row.statement.startswith("The estimate is a fall in the chance of this, but the verdict")
