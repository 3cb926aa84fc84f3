"""Pooled answers as pages show them: people of 1,000, plots, what was left out."""

from dataclasses import replace

import pytest

from thymos.evidence.synthesis import Options, pool_entries, synthesise
from thymos.views.effects import Absolute, absolute, in_people, pooled, reviews


def test_people_of_a_thousand_follow_from_the_counts_and_the_ratio(reading):
    trials, _ = reading.syntheses["sepsis-death-28d"]
    assert trials.pooling is not None
    found = absolute(trials.pooling)
    base = (63 + 132) / (180 + 547)
    ratio, low, high = trials.pooling.main.shown
    assert found == Absolute(
        round(1000 * base), *(round(1000 * base * r) for r in (ratio, low, high))
    )
    assert found is not None
    assert in_people(found, trials.outcome) == (
        "Dying within 28 days: 268 of 1,000 people without it, 234 with it (181 to 303)."
    )


@pytest.mark.parametrize("measure", ["RR", "OR", "RD"])
def test_one_trial_gives_its_own_two_risks(reading, measure):
    trials, _ = reading.syntheses["sepsis-death-28d"]
    etass = [entry for entry in trials.selection.entries if entry.study.id == "etass"]
    pooling = pool_entries(etass, measure, Options())
    assert pooling is not None
    found = absolute(pooling)
    assert found is not None
    assert (found.without, found.treated) == (350, 260)


def test_a_reported_effect_has_no_people_of_a_thousand(reading):
    _, result = reading.dossier.result("tests/death-28d-hr-original")
    trials, _ = reading.syntheses["sepsis-death-28d"]
    entry = next(e for e in trials.selection.entries if e.study.id == "tests")
    hazard = type(entry)(entry.study, result, None, None)
    pooling = pool_entries([hazard], "HR", Options())
    assert pooling is not None
    assert absolute(pooling) is None


def test_the_plot_shows_the_rows_of_the_table(reading):
    view = pooled(reading, reading.syntheses["sepsis-death-28d"][0])
    assert view.forest is not None
    assert [row.study.text for row in view.rows] == ["ETASS", "TESTS"]
    assert [row.label for row in view.forest.rows] == ["ETASS", "TESTS"]
    assert view.rows[0].treated == "47/181 (26.0 %)"
    assert view.rows[0].effect == "0.74 (0.54–1.02)"
    assert view.rows[0].mark.words == "read in the source"
    assert [model.main for model in view.models] == [True, False, False]


def test_only_a_comparable_review_is_drawn_on_the_same_axis(reading):
    """One review is in another measure, one is not of the compound alone: both in the table."""
    view = pooled(reading, reading.syntheses["sepsis-death-28d"][0])
    assert view.forest is not None
    assert not [model for model in view.forest.models if model.published]
    rows = reviews(reading, reading.dossier.outcomes["sepsis-death-28d"])
    assert [(row.effect, row.alone) for row in rows] == [
        ("OR 0.73 (0.59–0.90)", True),
        ("OR 0.82 (0.65–1.03)", True),
        ("RR 0.68 (0.59–0.78)", False),
    ]
    assert rows[0].interests == "Authors overlap with the teams of two of the trials."


def test_a_comparable_review_is_drawn_hollow(reading):
    records = reading.dossier
    pool = records.pools["li-2015"].model_copy(update={"isolates": True})
    altered = replace(records, pools={**records.pools, "li-2015": pool})
    view = pooled(reading, synthesise(altered, "sepsis-death-28d"))
    assert view.forest is not None
    assert [m.label for m in view.forest.models if m.published] == ["Li 2015, review of 12"]


def test_every_result_is_pooled_or_left_out_for_a_reason(reading):
    view = pooled(reading, reading.syntheses["sepsis-death-28d"][0])
    assert [row.reason for row in view.left_out] == [
        "replaced by a later figure of the same result, HR 0.97 (0.76–1.24)",
        "the notice itself has not been read",
        "a subgroup (age under 60): a hypothesis, never a main finding",
    ]
    assert [row.mark.used for row in view.left_out] == [True, False, True]
