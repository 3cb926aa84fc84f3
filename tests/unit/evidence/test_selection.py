"""Every result of an outcome is pooled or left out for a stated reason."""

from datetime import date

import pytest

from tests.small import open_small, result, study
from thymos.dossier.asof import as_of
from thymos.evidence.selection import select
from thymos.records.study import Tier


def reasons(dossier, **more):
    chosen = select(dossier, "death", "RR", **more)
    return [e.study.id for e in chosen.entries], {e.study.id: e.reason for e in chosen.excluded}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"isolates": False, "combination": "ulinastatin"}, "given with ulinastatin"),
        ({"control": "active"}, "another active treatment"),
        ({"control": "historical"}, "no concurrent control"),
    ],
)
def test_a_study_that_cannot_tell_is_left_out(tmp_path, change, reason):
    dossier = open_small(
        tmp_path, study("good", result(5, 50, 9, 50)), study("bad", result(1, 50, 9, 50), **change)
    )
    kept, out = reasons(dossier)
    assert kept == ["good"]
    assert reason in out["bad"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"subgroup": {"factor": "age", "level": "<60"}}, "a hypothesis"),
        ({"keep_out": "percentages fit no count"}, "percentages fit no count"),
        ({"cites": [{"source": "paper", "level": "recalled"}]}, "from memory"),
        ({"cites": [{"source": "page", "level": "page"}]}, "page under examination"),
        ({"cites": [{"source": "news-1", "level": "secondary"}]}, "not checked"),
    ],
)
def test_a_result_that_may_not_count_is_left_out(tmp_path, change, reason):
    dossier = open_small(tmp_path, study("only", result(1, 50, 9, 50, **change)))
    kept, out = reasons(dossier)
    assert kept == []
    assert reason in out["only"]


def test_a_result_without_numbers_for_the_measure_is_left_out(tmp_path):
    hazard = {"measure": "HR", "estimate": 0.9, "interval": {"low": 0.7, "high": 1.2}}
    dossier = open_small(
        tmp_path, study("hr", result(1, 50, 9, 50) | {"counts": [], "effect": hazard})
    )
    kept, out = reasons(dossier)
    assert (kept, out) == ([], {"hr": "reports no numbers from which RR can be computed"})
    assert [e.study.id for e in select(dossier, "death", "HR").entries] == ["hr"]


def test_one_result_a_study_and_the_closest_to_the_allocation(tmp_path):
    per_protocol = result(1, 40, 8, 40, id="pp", analysis_set="per protocol")
    dossier = open_small(tmp_path, study("one", per_protocol, result(5, 50, 9, 50)))
    chosen = select(dossier, "death", "RR")
    assert [e.events for e in chosen.entries] == [(5, 9)]
    reason = "same patients as 5/50 v 9/50 (intention to treat), which counts"
    assert chosen.excluded[0].reason == reason


def test_cohorts_are_another_tier_and_prefer_the_matched_analysis(tmp_path):
    crude = result(30, 100, 50, 100, id="crude", analysis_set="unadjusted")
    matched = result(20, 60, 21, 60, id="matched", analysis_set="matched")
    cohort = study("cohort", crude, matched, design="cohort", control="usual care")
    dossier = open_small(tmp_path, study("trial", result(5, 50, 9, 50)), cohort)
    assert reasons(dossier)[0] == ["trial"]
    chosen = select(dossier, "death", "RR", Tier.OBSERVATIONAL)
    assert [(e.study.id, e.result.id) for e in chosen.entries] == [("cohort", "matched")]


@pytest.mark.parametrize("certainty", ["established", "suspected"])
def test_the_same_patients_count_once(tmp_path, certainty):
    link = {
        "study": "large",
        "kind": "duplicate publication",
        "certainty": certainty,
        "reason": "same arms",
    }
    dossier = open_small(
        tmp_path,
        study("large", result(10, 100, 20, 100)),
        study("small", result(4, 50, 9, 50), overlaps=[link]),
    )
    kept, out = reasons(dossier)
    assert kept == ["large"]
    assert out["small"] == f"{certainty} overlap with LARGE: the same patients count once"


def test_several_treated_arms_are_summed(tmp_path):
    arms = [
        {"id": "low", "role": "treated", "text": "low"},
        {"id": "high", "role": "treated", "text": "high"},
        {"id": "placebo", "role": "control", "text": "saline"},
    ]
    counts = [
        {"arm": "low", "events": 3, "n": 30},
        {"arm": "high", "events": 4, "n": 31},
        {"arm": "placebo", "events": 9, "n": 32},
    ]
    dossier = open_small(
        tmp_path, study("three", result(1, 2, 1, 2) | {"counts": counts}, arms=arms)
    )
    entry = select(dossier, "death", "RR").entries[0]
    assert (entry.events, entry.n, entry.patients) == ((7, 9), (61, 32), 93)


def test_a_superseded_result_gives_way_from_its_date_on(tmp_path):
    first = result(5, 50, 9, 50, id="first", valid_from="2011-01-01", superseded_by="second")
    second = result(6, 50, 9, 50, id="second", valid_from="2015-05-30")
    dossier = open_small(tmp_path, study("one", first, second))
    for day, events in ((date(2012, 1, 1), (5, 9)), (date(2016, 1, 1), (6, 9))):
        chosen = select(as_of(dossier, day), "death", "RR")
        assert [e.events for e in chosen.entries] == [events]
