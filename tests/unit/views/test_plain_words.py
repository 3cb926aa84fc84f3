"""What a lay reader meets: names instead of ids, what a fact rests on, dates of look-ups."""

from dataclasses import replace

import pytest

from tests.small import CLAIM, open_small, result, study
from thymos.records.atoms import Citation, Verification
from thymos.records.compound import Fact
from thymos.records.schema import Condition
from thymos.verdict.judge import judge_all
from thymos.views.claims import claim_page, line
from thymos.views.facts import value
from thymos.views.front import front
from thymos.views.questions import questions_page
from thymos.views.reading import Reading
from thymos.views.regulation import regulation_page
from thymos.views.studies import study_page

STATUS = {"jurisdiction": "FR", "authority": "the agency", "what": "It is not approved."}
ABSENT = STATUS | {"id": "absent", "kind": "not approved", "holds": False}
CITED = [{"source": "agency", "level": "primary"}]
TWO = [{"source": "news-1", "level": "secondary"}, {"source": "news-2", "level": "secondary"}]
APPROVED = {
    "id": "approved",
    "text": "It is approved in France",
    "kind": "regulatory",
    "jurisdiction": "FR",
    "test": {"status": {"jurisdiction": "FR", "what": "approval", "expect": "in force"}},
}


def opened(folder, *studies, **collections):
    dossier = open_small(folder, *studies, **collections)
    return Reading(dossier, judge_all(dossier))


@pytest.mark.parametrize(
    ("when", "cites", "summary", "standing"),
    [
        (
            {},
            CITED,
            "Reported as not approved; the day of the look-up is not known, so that this is no "
            "evidence.",
            None,
        ),
        (
            {"looked_up": "2020-05-01"},
            CITED,
            "Not approved (looked up 1 May 2020).",
            "Read in the source",
        ),
        (
            {"looked_up": "2020-05-01"},
            TWO,
            "Not approved (looked up 1 May 2020).",
            "Two named sources agree; no official document was read",
        ),
        (
            {"looked_up": "2020-05-01"},
            TWO[:1],
            "Reported as not approved (looked up 1 May 2020); not verified.",
            None,
        ),
    ],
)
def test_an_absence_needs_the_day_of_the_look_up(tmp_path, when, cites, summary, standing):
    (place,) = regulation_page(opened(tmp_path, statuses=[ABSENT | when | {"cites": cites}])).places
    assert (place.summary, place.standing) == (summary, standing)


def test_a_false_claim_tells_what_the_records_say_and_on_what_they_rest(tmp_path):
    status = ABSENT | {"looked_up": "2020-05-01", "cites": TWO}
    reading = opened(tmp_path, statuses=[status], claims=[APPROVED])
    (judged,) = reading.judged
    shown = line(reading, judged)
    assert shown.reason == "The records say otherwise. It is not approved."
    assert shown.verified == "Two named sources agree; no official document was read."
    (weight,) = judged.why.children
    assert weight.children[0].text.endswith(
        "It is not approved. Two named sources agree; no official document was read."
    )
    assert ("Where", "France") in claim_page(reading, judged).about


def test_a_harm_that_nobody_studied_is_not_called_safe(tmp_path):
    people = CLAIM["pico"] | {"outcome": None}
    asked = {"kind": "safety", "expects": "harm", "text": "It causes a rash", "pico": people}
    harm = CLAIM | asked
    reading = opened(tmp_path, claims=[harm])
    assert line(reading, reading.judged[0]).reason.endswith("which does not show that it is safe.")


def test_a_probable_benefit_is_told_without_terms_of_art(tmp_path):
    arms = [study(f"t{i}", result(10 + i, 100, 40 + i, 100)) for i in range(2)]
    reading = opened(tmp_path, *arms)
    shown = line(reading, reading.judged[0])
    assert "interval" in shown.reason
    assert "interval" not in shown.gist
    assert "only 2" in shown.gist


@pytest.mark.parametrize(
    ("tables", "verdict", "warned"),
    [
        ([(10, 100, 40, 100)], "unsettled", True),
        ([(20, 100, 21, 100)], "not supported", False),
        ([(10 + i, 100, 40 + i, 100) for i in range(2)], "probable", False),
    ],
)
def test_a_clear_figure_beside_a_doubtful_verdict_is_told_as_such(
    tmp_path, tables, verdict, warned
):
    reading = opened(tmp_path, *[study(f"t{i}", result(*t)) for i, t in enumerate(tables)])
    shown = line(reading, reading.judged[0])
    told = f"Taken alone the pooled figure looks clear; the verdict is “{verdict}”."
    assert (reading.judged[0].verdict, told in shown.numbers) == (verdict, warned)


def test_a_cohort_is_told_in_people_too(tmp_path):
    cohort = study("c", result(20, 100, 10, 100), design="cohort", blinding="open-label")
    reading = opened(tmp_path, cohort)
    (shown,) = front(replace_front(reading)).effects
    assert shown.brief == (
        "Dying within four weeks: 100 of 1,000 people without it, 200 with it (99 to 405); "
        "1 observational study, 200 people."
    )


def replace_front(reading):
    """The same with its claims on the front page."""
    judged = tuple(
        replace(j, claim=j.claim.model_copy(update={"front": True})) for j in reading.judged
    )
    return Reading(reading.dossier, judged)


def test_a_condition_goes_by_the_name_that_the_head_gives(tmp_path):
    reading = opened(tmp_path)
    assert reading.condition("sepsis") == "Sepsis"
    head = reading.dossier.head.model_copy(
        update={"conditions": (Condition(id="sepsis", name="blood poisoning"),)}
    )
    named = Reading(replace(reading.dossier, head=head), reading.judged)
    assert named.condition("sepsis") == "Blood poisoning"
    asked = [q.question for q in questions_page(named).questions]
    assert "Blood poisoning: what is known?" in asked


def test_a_year_has_no_thousands():
    fact = Fact(
        id="first",
        about="first",
        text="Found first",
        value=1977,
        unit="year",
        theme="identity",
        cites=(Citation(source="paper", level=Verification.ABSTRACT),),
    )
    assert value(fact) == "1977"
    assert value(fact.model_copy(update={"unit": "mg"})) == "1,977 mg"


def test_what_was_not_tested_is_a_list_of_links(tmp_path):
    questions = {q.anchor: q for q in questions_page(opened(tmp_path)).questions}
    assert [link.href for link in questions["unknown"].items] == ["claims/lowers-death.html"]
    assert questions["unknown"].lines == ()


def test_sport_approves_nothing_and_approvals_come_first(tmp_path):
    approval = {"kind": "approval", "holds": True, "what": "It is approved."}
    listed = {
        "kind": "sport",
        "holds": False,
        "what": "The list does not name it.",
        "cites": TWO[:1],
    }
    statuses = [
        STATUS | listed | {"id": "list", "jurisdiction": "SPORT", "looked_up": "2020-05-01"},
        STATUS | approval | {"id": "yes", "jurisdiction": "IT", "cites": CITED},
    ]
    places = regulation_page(opened(tmp_path, statuses=statuses)).places
    assert [(p.code, p.approved, p.approves) for p in places] == [
        ("IT", True, True),
        ("SPORT", False, False),
    ]
    assert places[1].summary == "The list does not name it; not verified."


def test_no_raw_id_stands_for_an_arm_or_an_edge(tmp_path):
    printed = {"statistic": "percent", "value": 5, "arm": "drug"}
    arms = study("one", result(5, 100, 9, 100, reported=[printed]))
    edge = {
        "id": "raw-edge-id",
        "subject": {"name": "drug"},
        "relation": "raises",
        "object": {"name": "a marker"},
        "sign": "+",
        "evidence": [{"kind": "in vitro", "bears": "supports", "says": "It did.", "cites": CITED}],
    }
    reading = opened(tmp_path, arms, edges=[edge])
    (shown,) = study_page(reading, reading.dossier.studies["one"]).results
    assert shown.reported == ("percentage 5, treated",)
    assert reading.link("edges:raw-edge-id").text == "drug raises a marker"


def test_the_two_knapp_hartung_intervals_have_two_names_in_the_plot(tmp_path):
    arms = [study(f"t{i}", result(10, 100, 30 + i, 100)) for i in range(2)]
    reading = opened(tmp_path, *arms)
    (judged,) = reading.judged
    trials = claim_page(reading, judged).trials
    assert trials is not None
    plot = trials.forest
    assert plot is not None
    labels = [model.label for model in plot.models]
    assert len(labels) == len(set(labels))
    assert "Guarded Knapp–Hartung" in labels


def test_a_step_links_to_its_record_without_showing_the_id(tmp_path):
    reading = opened(tmp_path, study("one", result(5, 100, 9, 100)))
    (judged,) = reading.judged
    found, *_ = claim_page(reading, judged).steps
    link = found.steps[0].link
    assert link is not None
    assert (link.text, link.href) == ("result on record", "studies/one.html#result-death")
