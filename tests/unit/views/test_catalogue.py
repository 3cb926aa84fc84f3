"""The catalogue: counts that count nobody twice, and verdicts that are computed."""

import pytest

from tests.small import CLAIM, open_small, result, study
from thymos.verdict.judge import judge_all
from thymos.views.catalogue import catalogue, patients


def one(folder, *studies, **collections):
    dossier = open_small(folder, *studies, **collections)
    return dossier, judge_all(dossier)


def test_studies_trials_and_people(tmp_path):
    again = {
        "study": "a",
        "kind": "secondary analysis",
        "certainty": "established",
        "reason": "Says so.",
    }
    opened = one(
        tmp_path / "s",
        study("a", result(1, 50, 2, 50)),
        study("b", result(1, 10, 2, 10), randomised=25),
        study("c", result(1, 30, 2, 30), overlaps=[again]),
        study("d", result(1, 7, 2, 7), design="cohort", risk_of_bias=NONE),
        study("m", result(1, 99, 2, 99), design="animal", risk_of_bias=NONE),
    )
    (entry,) = catalogue([opened], "other").entries
    assert (entry.studies, entry.trials) == (5, 3)
    assert entry.patients == 100 + 25 + 14
    assert not entry.default


NONE = {"tool": "none", "overall": "not assessable", "reason": "Not read."}


@pytest.mark.parametrize(
    ("more", "people"),
    [
        ({}, 20),
        ({"randomised": 24}, 24),
        ({"analysed": 19}, 19),
        ({"results": []}, 0),
    ],
)
def test_people_of_a_study_are_those_randomised_else_analysed_else_counted(tmp_path, more, people):
    dossier = open_small(tmp_path / "s", study("a", result(1, 10, 2, 10)) | more)
    assert patients(dossier.studies["a"]) == people


def test_the_default_comes_first_then_by_title(tmp_path):
    made = [one(tmp_path / name, study("a", result(1, 10, 2, 10))) for name in "xy"]
    entries = catalogue(made, "small").entries
    assert [entry.default for entry in entries] == [True, True]


def test_headlines_are_the_claims_of_the_front_page_with_their_verdicts(tmp_path):
    front = {**CLAIM, "id": "front", "plain": "it saves lives", "front": True}
    opened = one(tmp_path / "s", study("a", result(1, 50, 30, 50)), claims=[CLAIM, front])
    (entry,) = catalogue([opened], "small").entries
    (head,) = entry.headlines
    verdict = next(j.verdict for j in opened[1] if j.claim.id == "front")
    assert (head.claim, head.text, head.verdict) == ("front", "It saves lives", verdict)
