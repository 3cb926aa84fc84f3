"""Answers and judgements that do not fit their tool are refused, with the line they stand on."""

import pytest

from tests.small import open_small, result, study
from thymos.errors import DossierError

SIGNED = {"tool": "RoB 2", "unread": "Nothing was read."}


def answer(question, reply):
    return {"question": question, "answer": reply, "reason": "As read."}


def rob2(*pairs, **more):
    return {"tool": "RoB 2", "answers": [answer(q, a) for q, a in pairs]} | more


def judged(domain, judgement, **more):
    return {"domain": domain, "judgement": judgement, "reason": "Why.", "by": "A. One"} | more


def trial(*appraisals, **more):
    one = study("one", result(5, 50, 9, 50), appraisals=list(appraisals)) | more
    if "risk_of_bias" not in more:
        del one["risk_of_bias"]
    return one


@pytest.mark.parametrize(
    ("appraisal", "said"),
    [
        (rob2(("6.1", "Y")), "expected a question of RoB 2, found '6.1'"),
        (rob2(("2.7", "Y"), effect="adherence"), "expected a question of RoB 2, found '2.7'"),
        (rob2(("1.1", "maybe")), "'Y', 'PY', 'PN', 'N', 'NI' or 'NA'"),
        (rob2(("3.1", "N"), ("3.2", "NI")), "expected of 3.2 one of Y, PY, N, PN, found NI"),
        (rob2(("1.1", "NA")), "expected an answer to 1.1, which applies; found NA"),
        (rob2(("2.6", "N"), ("2.7", "NA")), "expected an answer to 2.7, which applies"),
        (
            rob2(("2.1", "N"), ("2.2", "N"), ("2.3", "Y")),
            "expected no answer or NA to 2.3, not asked after 2.1 N, 2.2 N",
        ),
        (
            rob2(("2.1", "N"), ("2.2", "N"), ("2.5", "Y")),
            "expected no answer or NA to 2.5, not asked",
        ),
        (rob2(("3.1", "Y"), ("3.4", "N")), "expected no answer or NA to 3.4, not asked"),
        (rob2(("1.1", "Y"), ("1.1", "N")), "expected each once under 'answers', found '1.1' twice"),
        (rob2(), "expected answers, judgements, or under 'unread' why there are none"),
        (SIGNED | {"signed_by": ["A. One", "a. one"]}, "found 'a. one' twice"),
        (SIGNED | {"judgements": [judged("6", "low")]}, "expected domain 1 to 5, or overall"),
        (
            SIGNED | {"judgements": [judged("1", "serious")]},
            "expected of domain 1 one of low, some concerns, high, found 'serious'",
        ),
        (SIGNED | {"outcomes": ["no-such-outcome"]}, "expected the id of a known outcome"),
        ({"tool": "ROBINS-I", "answers": [answer("1.1", "Y")]}, "expected a question of ROBINS-I"),
    ],
)
def test_what_does_not_fit_the_tool_is_refused(tmp_path, appraisal, said):
    with pytest.raises(DossierError) as caught:
        open_small(tmp_path, trial(appraisal))
    assert said in str(caught.value)
    assert "studies/one.yaml:" in str(caught.value)


@pytest.mark.parametrize("missing", ["reason", "by"])
def test_a_judgement_needs_a_reason_and_a_name(tmp_path, missing):
    given = judged("1", "high")
    del given[missing]
    with pytest.raises(DossierError, match=missing):
        open_small(tmp_path, trial(SIGNED | {"judgements": [given]}))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"design": "cohort"}, "expected RoB 2 for a randomised trial only"),
        (
            {"risk_of_bias": {"tool": "RoB 2", "overall": "low", "reason": "Said so."}},
            "expected risk_of_bias, or a tool of bias under appraisals, found both",
        ),
        ({"appraisals": []}, "found neither"),
        ({"appraisals": [SIGNED, SIGNED]}, "expected RoB 2 once for all (assignment)"),
    ],
)
def test_a_study_is_appraised_once_and_with_a_tool_that_suits_it(tmp_path, change, said):
    with pytest.raises(DossierError) as caught:
        open_small(tmp_path, trial(SIGNED, **change))
    assert said in str(caught.value)


def test_na_is_an_answer_where_a_question_is_not_asked(tmp_path):
    fine = rob2(("2.1", "N"), ("2.2", "PN"), ("2.3", "NA"), ("2.4", "NA"), ("2.5", "NA"))
    kept = open_small(tmp_path, trial(fine)).studies["one"].appraisals[0]
    assert [a.answer for a in kept.answers] == ["N", "PN", "NA", "NA", "NA"]
