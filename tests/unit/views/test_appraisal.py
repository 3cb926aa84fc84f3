"""Trust, risk of bias and interests on pages: a study's own, an outcome's, all studies'."""

import pytest

from tests.small import SOURCES, open_small, result, study
from thymos.evidence.synthesis import synthesise
from thymos.records.study import Tier
from thymos.verdict.judge import judge_all
from thymos.views.appraisal import study_appraisals, ties, trust_page, trustworthiness
from thymos.views.reading import Reading

CITES = [{"source": "paper", "level": "primary"}]
ANSWER = {"question": "1.2", "answer": "N", "reason": "By hospital number.", "cites": CITES}
SET = {"domain": "1", "judgement": "some concerns", "reason": "Harmless.", "by": "A. One"}


def filled(**more):
    return {"tool": "RoB 2", "answers": [ANSWER]} | more


def trial(id, *appraisals, **more):
    one = study(id, result(30, 100, 45, 100), appraisals=list(appraisals)) | more
    del one["risk_of_bias"]
    return one


def read(tmp_path, *studies, **collections):
    dossier = open_small(tmp_path, *studies, **collections)
    return Reading(dossier, judge_all(dossier))


def test_a_study_shows_its_answers_with_their_questions_and_sources(tmp_path):
    reading = read(tmp_path, trial("a", filled()))
    (one,) = study_appraisals(reading, reading.dossier.studies["a"])
    assert (one.overall, one.reviewed) == ("high", "machine suggestion, unreviewed")
    first = one.domains[0]
    assert (first.judgement, first.computed, first.by) == ("high", None, None)
    (answer,) = first.answers
    assert answer.text == "Was it concealed until people were enrolled and assigned?"
    assert (answer.answer, answer.reason) == ("no", "By hospital number.")
    assert answer.mark is not None
    assert answer.mark.cites[0].mark == "read in the source"


def test_an_override_stands_beside_what_the_algorithm_gives(tmp_path):
    reading = read(tmp_path, trial("a", filled(judgements=[SET])))
    (one,) = study_appraisals(reading, reading.dossier.studies["a"])
    first = one.domains[0]
    assert (first.judgement, first.computed, first.by) == ("some concerns", "high", "A. One")


def test_a_study_assessed_by_outcome_is_shown_by_outcome(tmp_path):
    reading = read(tmp_path, trial("a", filled(outcomes=["death"])))
    shown = study_appraisals(reading, reading.dossier.studies["a"])
    assert [one.about for one in shown] == ["Death by day 28"]
    both = read(tmp_path / "b", trial("a", filled(), filled(outcomes=["death"])))
    shown = study_appraisals(both, both.dossier.studies["a"])
    assert [one.about for one in shown] == [None, "Death by day 28"]


def test_interests_stand_beside_the_result(tmp_path):
    tie = {"tied": True, "reason": "The maker paid.", "cites": CITES}
    reading = read(
        tmp_path, trial("a", filled(), sponsor_tied=tie), study("b", result(20, 80, 21, 80))
    )
    view = trustworthiness(reading, synthesise(reading.dossier, "death"))
    assert view is not None
    assert [(row.effect, row.overall, row.interests) for row in view.rows] == [
        ("0.67 (0.46–0.96)", "high", "sponsor tied"),
        ("0.95 (0.56–1.62)", "low", "not known"),
    ]
    assert view.rows[0].domains[0] == "high"
    assert view.rows[1].domains == (None,) * 5
    assert view.traffic is not None
    assert [row.judgements[1] for row in view.traffic.rows] == ["high", None]
    assert view.sensitivity[0].left_out == ("A: The maker paid.",)
    assert (view.sensitivity[0].studies, view.sensitivity[0].unknown) == (1, ("b",))
    sponsor, authors = ties(reading, reading.dossier.studies["a"])
    assert (sponsor.known, sponsor.reason) == ("tied to a maker or seller", "The maker paid.")
    assert (authors.known, authors.mark) == ("not known", None)


def test_an_outcome_without_pooled_studies_has_no_such_part(tmp_path):
    reading = read(tmp_path, trial("a", filled()))
    cohorts = synthesise(reading.dossier, "death", tier=Tier.OBSERVATIONAL)
    assert trustworthiness(reading, cohorts) is None


def test_all_studies_in_people_stand_on_one_page_under_their_tool(tmp_path):
    shop = {"id": "shop", "kind": "page", "interests": "Sells it.", "vendor_tied": "true"}
    animals = study("mice", result(1, 9, 2, 9), design="animal")
    reading = read(
        tmp_path,
        trial("a", filled(signed_by=["A. One", "B. Two"])),
        study("b", result(20, 80, 21, 80), design="cohort"),
        animals,
        sources=[*SOURCES, shop],
    )
    page = trust_page(reading)
    assert (page.total, page.filled, page.reviewed, page.tied, page.free) == (2, 1, 1, 0, 0)
    assert [[row.study.text for row in group.rows] for group in page.groups] == [["A"], ["B"]]
    assert [group.traffic is not None for group in page.groups] == [True, False]
    assert [said for _, said in page.sellers] == ["Sells it."]


@pytest.mark.parametrize("effect", ["assignment", "adherence"])
def test_questions_are_those_of_the_effect_of_interest(tmp_path, effect):
    answer = {"question": "2.6", "answer": "Y", "reason": "As planned."}
    more = {"question": "2.4", "answer": "Y", "reason": "Doses were missed."}
    answers = [answer, more] if effect == "adherence" else [answer]
    reading = read(tmp_path, trial("a", {"tool": "RoB 2", "effect": effect, "answers": answers}))
    (one,) = study_appraisals(reading, reading.dossier.studies["a"])
    text = one.domains[1].answers[0].text
    assert text.endswith("adhering?" if effect == "adherence" else "assignment?")
