"""From a study's record to its appraisal."""

from datetime import date

import pytest

from tests.small import DEATH, SOURCES, open_small, result, study
from thymos.dossier.asof import as_of
from thymos.evidence.appraisal import UNREVIEWED, Risk, Trust, appraise, appraise_in

YES = ("1.1", "1.2", "2.6", "3.1", "5.1")
NO = ("1.3", "2.1", "2.2", "4.1", "4.2", "4.3", "5.2", "5.3")
LOW = dict.fromkeys(YES, "Y") | dict.fromkeys(NO, "N")


def filled(replies, tool="RoB 2", **more):
    answers = [{"question": q, "answer": a, "reason": "As read."} for q, a in replies.items()]
    return {"tool": tool, "answers": answers} | more


def judged(domain, judgement, **more):
    return {"domain": domain, "judgement": judgement, "reason": "Why.", "by": "A. One"} | more


def trial(*appraisals, **more):
    one = study("one", result(5, 50, 9, 50), appraisals=list(appraisals), **more)
    if any(a["tool"] != "INSPECT-SR" for a in appraisals):
        del one["risk_of_bias"]
    return one


def appraised(tmp_path, *appraisals, outcome=None, **more):
    dossier = open_small(tmp_path, trial(*appraisals, **more))
    return appraise(dossier.studies["one"], outcome)


def test_every_domain_low_is_low_and_says_from_what_it_follows(tmp_path):
    found = appraised(tmp_path, filled(LOW))
    assert (found.tool, found.bias, found.overall) == ("RoB 2", Risk.LOW, Risk.LOW)
    assert [d.judgement for d in found.domains] == ["low"] * 5
    assert found.domains[0].reason == "follows from 1.2 Y, 1.1 Y, 1.3 N"
    assert found.reasons == ()


def test_unanswered_questions_make_it_not_assessable_and_are_named(tmp_path):
    less = {q: a for q, a in LOW.items() if q not in ("1.1", "1.3")}
    found = appraised(tmp_path, filled(less, unread="Only the abstract was read."))
    first = found.domains[0]
    assert (first.judgement, first.possible) == ("not assessable", ("low", "some concerns"))
    assert first.reason == "low to some concerns, as long as 1.1, 1.3 cannot be answered"
    assert found.overall is Risk.NOT_ASSESSABLE
    assert found.reasons[0] == "the whole lies between low and some concerns"
    assert found.reasons[-1] == "Only the abstract was read."


def test_one_answer_may_settle_high_risk_whatever_else_is_unread(tmp_path):
    found = appraised(tmp_path, filled({"1.2": "N"}))
    assert found.domains[0].judgement == "high"
    assert [d.judgement for d in found.domains[1:]] == ["not assessable"] * 4
    assert found.overall is Risk.HIGH


def test_a_person_may_set_a_domain_against_the_algorithm_and_both_stay(tmp_path):
    found = appraised(tmp_path, filled(LOW, judgements=[judged("5", "high")]))
    fifth = found.domains[4]
    assert (fifth.computed, fifth.judgement, fifth.by) == ("low", "high", "A. One")
    assert found.overall is Risk.HIGH
    assert "Selection of the reported result: high (A. One); Why." in found.reasons


def test_a_person_may_judge_the_whole(tmp_path):
    concerns = LOW | {"1.3": "Y", "5.1": "N"}
    found = appraised(tmp_path, filled(concerns))
    assert found.overall is Risk.SOME
    assert any("2 domains with some concerns" in reason for reason in found.reasons)
    harsh = appraised(tmp_path, filled(concerns, judgements=[judged("overall", "high")]))
    assert harsh.overall is Risk.HIGH
    assert "A. One judged the whole as 'high': Why." in harsh.reasons


def test_the_effect_of_adhering_has_questions_of_its_own(tmp_path):
    adhered = {q: a for q, a in LOW.items() if q != "2.6"} | {"2.4": "N", "2.5": "Y", "2.6": "Y"}
    found = appraised(tmp_path, filled(adhered, effect="adherence"))
    assert found.domains[1].judgement == "some concerns"


@pytest.mark.parametrize(
    ("signed", "mark"),
    [
        ([], UNREVIEWED),
        (["A. One"], UNREVIEWED),
        (["A. One", "B. Two"], "reviewed by A. One and B. Two"),
    ],
)
def test_two_named_people_make_it_reviewed(tmp_path, signed, mark):
    found = appraised(tmp_path, filled(LOW, signed_by=signed))
    assert (found.mark, found.reviewed) == (mark, len(signed) > 1)


def test_a_screen_that_nobody_signed_leaves_the_whole_unreviewed(tmp_path):
    screen = filled({"1.1": "N"}, tool="INSPECT-SR")
    found = appraised(tmp_path, filled(LOW, signed_by=["A. One", "B. Two"]), screen)
    assert not found.reviewed


def test_a_summary_without_a_tool_is_read_as_before(tmp_path):
    said = {"tool": "RoB 2", "overall": "some concerns", "reason": "Open label."}
    answers = [{"domain": "Measurement", "judgement": "some concerns", "reason": "Open."}]
    found = appraised(tmp_path, risk_of_bias=said | {"answers": answers})
    assert (found.bias, found.trust) == (Risk.SOME, Trust.NOT_ASSESSABLE)
    assert [(d.name, d.judgement) for d in found.domains] == [("Measurement", "some concerns")]
    assert (found.reasons, found.mark) == (("Open label.",), UNREVIEWED)


def test_an_assessment_of_an_outcome_goes_before_one_of_all_results(tmp_path):
    blind = filled(LOW)
    open_label = filled(LOW | {"4.3": "Y", "4.4": "Y", "4.5": "Y"}, outcomes=["death"])
    found = appraised(tmp_path, blind, open_label, outcome="death")
    assert found.overall is Risk.HIGH
    assert appraised(tmp_path, blind, open_label).overall is Risk.LOW


def test_a_study_is_as_good_as_its_worst_assessed_outcome(tmp_path):
    other = {"id": "pain", "name": "Pain", "plain": "pain", "condition": "sepsis"}
    other |= {"timepoint": "28 days", "better": "lower", "importance": "patient-important"}
    one = trial(filled(LOW, outcomes=["death"]), filled(LOW | {"5.2": "Y"}, outcomes=["pain"]))
    dossier = open_small(tmp_path, one, outcomes=[DEATH, other])
    both = dossier.studies["one"]
    found = [appraise(both, o).overall for o in ("death", "pain", None)]
    assert found == [Risk.LOW, Risk.HIGH, Risk.HIGH]
    assert appraise(both).outcome is None


# --- ROBINS-I -----------------------------------------------------------------------------------


def cohort(tmp_path, *words):
    given = [judged(str(n), word) for n, word in enumerate(words, 1) if word]
    one = trial({"tool": "ROBINS-I", "judgements": given}, design="cohort")
    return appraise(open_small(tmp_path, one).studies["one"])


@pytest.mark.parametrize(
    ("words", "risk"),
    [
        (["low"] * 7, Risk.LOW),
        (["moderate", *["low"] * 6], Risk.SOME),
        (["serious", *["low"] * 6], Risk.HIGH),
        (["low"] * 6 + ["critical"], Risk.HIGH),
        (["moderate", *["low"] * 5, "no information"], Risk.NOT_ASSESSABLE),
        (["serious"], Risk.HIGH),
        (["moderate", *["low"] * 5], Risk.NOT_ASSESSABLE),
    ],
)
def test_a_cohort_is_as_its_worst_domain_by_the_rule_of_2016(tmp_path, words, risk):
    assert cohort(tmp_path, *words).overall is risk


# --- INSPECT-SR ---------------------------------------------------------------------------------


def notice(kind):
    return {
        "kind": kind,
        "date": "2015-06-01",
        "what": "It says so.",
        "read": True,
        "cites": [{"source": "paper", "level": "primary"}],
    }


def noticed(tmp_path, kind, *appraisals, role="primary"):
    sources = [
        source | ({"notices": [notice(kind)]} if source["id"] == "paper" else {})
        for source in SOURCES
    ]
    reports = [{"source": "paper", "role": role}]
    one = trial(*appraisals, reports=reports, available="2010")
    return open_small(tmp_path, one, sources=sources)


def test_a_retraction_is_a_serious_concern_from_its_day_on(tmp_path):
    dossier = noticed(tmp_path, "retraction", filled(LOW))
    now = appraise_in(dossier, dossier.studies["one"])
    assert (now.trust, now.bias, now.overall) == (Trust.SERIOUS, Risk.LOW, Risk.HIGH)
    assert now.reasons[0] == "Notices after publication: retraction of 2015-06-01"
    before = as_of(dossier, date(2015, 5, 31))
    then = appraise_in(before, before.studies["one"])
    assert (then.trust, then.overall) == (Trust.NOT_ASSESSABLE, Risk.LOW)


def test_an_expression_of_concern_is_some_concern_and_the_rest_stays_open(tmp_path):
    dossier = noticed(tmp_path, "expression of concern", filled(LOW))
    found = appraise_in(dossier, dossier.studies["one"])
    assert [c.judgement for c in found.checks] == ["some concerns", *["not assessable"] * 3]
    assert (found.trust, found.overall) == (Trust.NOT_ASSESSABLE, Risk.LOW)


@pytest.mark.parametrize(("kind", "role"), [("correction", "primary"), ("retraction", "secondary")])
def test_a_correction_or_a_notice_on_another_report_decides_nothing(tmp_path, kind, role):
    dossier = noticed(tmp_path, kind, filled(LOW), role=role)
    assert appraise_in(dossier, dossier.studies["one"]).checks == ()


def test_people_may_judge_a_retracted_and_replaced_paper(tmp_path):
    screen = {"tool": "INSPECT-SR", "judgements": [judged("1", "no concerns")]}
    dossier = noticed(tmp_path, "retraction", filled(LOW), screen)
    found = appraise_in(dossier, dossier.studies["one"])
    first = found.checks[0]
    assert (first.judgement, first.computed) == ("no concerns", "serious concerns")
    assert "by the retraction of 2015-06-01 alone" in first.reason
    assert found.trust is Trust.NOT_ASSESSABLE


def test_trust_is_as_its_worst_domain(tmp_path):
    words = ["no concerns", "some concerns", "no concerns", "no concerns"]
    given = [judged(str(n), word) for n, word in enumerate(words, 1)]
    screen = filled({"2.2": "Y"}, tool="INSPECT-SR", judgements=given)
    found = appraised(tmp_path, screen)
    assert found.trust is Trust.SOME
    assert found.checks[1].answers[0].question == "2.2"


def test_an_answer_counts_from_the_day_its_source_was_public(tmp_path):
    late = filled(LOW)
    late["answers"][0]["cites"] = [{"source": "review", "level": "review"}]
    dossier = open_small(tmp_path, trial(late))
    before = as_of(dossier, date(2019, 1, 1))
    assert appraise_in(before, before.studies["one"]).overall is Risk.NOT_ASSESSABLE
    after = as_of(dossier, date(2020, 7, 1))
    assert appraise_in(after, after.studies["one"]).overall is Risk.LOW
