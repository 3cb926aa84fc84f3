"""What the flagship says of trust, bias and interests: little, and no more than was read."""

import pytest

from thymos import api
from thymos.evidence.appraisal import Risk, Trust
from thymos.evidence.interests import tied


@pytest.fixture(scope="module")
def opened():
    return api.load()


def appraised(opened, study, outcome=None):
    return opened.appraise(study, outcome).found[0][1]


def test_no_trial_can_be_assessed_and_nothing_is_signed(opened):
    found = opened.appraise().found
    assert {a.overall for study, a in found if study.tier == "human randomised"} == {
        Risk.NOT_ASSESSABLE
    }
    assert not any(a.reviewed for _, a in found)
    assert {a.trust for _, a in found} == {Trust.NOT_ASSESSABLE}
    assert all(a.reasons for _, a in found)


@pytest.mark.parametrize(
    ("study", "outcome", "judged"),
    [
        ("etass", "sepsis-death-28d", {"3": "low", "4": "low"}),
        ("tests", "sepsis-death-28d", {"2": "some concerns", "3": "low", "4": "low"}),
        ("tests", None, {}),
        ("trace", "pancreatitis-infected-necrosis", {"2": "low", "3": "low"}),
        ("maio-2010", "cancer-survival-1y", {"4": "low"}),
        ("liu-j-2021", "covid-death-hospital", {"1": "serious"}),
        ("liu-y-2020", "covid-death-hospital", {"1": "serious"}),
        ("guo-2021", None, {"2": "serious"}),
    ],
)
def test_domains_that_what_was_read_allows_to_judge(opened, study, outcome, judged):
    found = appraised(opened, study, outcome)
    known = {d.id: d.judgement for d in found.domains if d.judgement != "not assessable"}
    assert known == judged


def test_every_answer_and_judgement_cites_a_source(opened):
    filled = [a for s in opened.whole.studies.values() for a in s.appraisals]
    assert len(filled) > 20
    assert all(answer.cites for a in filled for answer in a.answers)
    assert all(judgement.cites for a in filled for judgement in a.judgements)
    assert all(a.unread for a in filled)


def test_ties_are_known_of_four_studies_and_excluded_of_none(opened):
    known = {s.id: tied(s) for s in opened.whole.studies.values()}
    assert sorted(ident for ident, tie in known.items() if tie) == [
        "maio-2010",
        "sherman-1998",
        "trace",
        "tuthill-2023",
    ]
    assert False not in known.values()


def test_without_the_trial_that_the_seller_paid_for_nothing_of_that_outcome_remains(opened):
    line = opened.pool("pancreatitis-infected-necrosis").sensitivity[0]
    assert [out.study for out in line.left_out] == ["trace"]
    assert line.pooling is None


def test_the_page_with_a_vendor_and_the_sellers_own_words_are_marked(opened):
    tied_sources = {s.id for s in opened.whole.sources.values() if s.vendor_tied}
    assert {"page-4", "sciclone-118", "lonestarpeptideco", "ke-2022"} <= tied_sources
    assert opened.whole.sources["dominari-2020"].vendor_tied is False
