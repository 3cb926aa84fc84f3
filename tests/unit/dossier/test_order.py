"""What cannot have come in that order is told with file and line."""

import pytest

from tests.small import CLAIM, SOURCES, open_small, result, study
from thymos.errors import DossierError


def told(*arguments, **collections):
    with pytest.raises(DossierError) as caught:
        open_small(*arguments, **collections)
    (finding,) = caught.value.findings
    return finding


def corrected(first="2000", second="2005-06-01", **more):
    wrong = result(47, 181, 63, 180) | {"id": "first", "superseded_by": "death"}
    right = result(40, 181, 80, 180)
    return study("a", wrong | {"valid_from": first}, right | {"valid_from": second}, **more)


def test_a_correction_after_the_original_is_fine(tmp_path):
    assert open_small(tmp_path, corrected(available="2000")).superseded


def test_a_correction_before_the_original(tmp_path):
    finding = told(tmp_path, corrected("2005-06-01", "2003", available="2000"))
    assert (finding.file, finding.rule) == ("studies/a.yaml", "order")
    text = (tmp_path / "studies/a.yaml").read_text("utf-8").splitlines()
    assert "superseded_by" in text[finding.line - 1]
    assert finding.found == "'a/death', known from 2003-12-31"
    assert finding.expected.startswith("a result known from 2005-06-01")


def test_a_result_replaced_by_one_of_an_earlier_study(tmp_path):
    late = study("late", result(9, 90, 9, 90, superseded_by="early/death"), available="2010")
    early = study("early", result(8, 90, 9, 90), available="2001")
    assert "known from 2001-12-31" in told(tmp_path, late, early).reason


def test_two_corrections_that_contradict_each_other(tmp_path):
    rows = [
        result(47, 181, 63, 180) | {"id": "r1", "superseded_by": "c1"},
        result(47, 181, 62, 180) | {"id": "r2", "superseded_by": "c2"},
        result(40, 181, 80, 180, valid_from="2005") | {"id": "c1"},
        result(41, 181, 80, 180, valid_from="2006") | {"id": "c2"},
    ]
    finding = told(tmp_path, study("a", *rows, available="2000"))
    assert "'c1' and 'c2', which differ" in finding.reason
    assert finding.file == "studies/a.yaml"


def test_one_correction_of_two_values_stands(tmp_path):
    rows = [
        result(47, 181, 63, 180) | {"id": "r1", "superseded_by": "c1"},
        result(47, 181, 62, 180) | {"id": "r2", "superseded_by": "c1"},
        result(40, 181, 80, 180, valid_from="2005") | {"id": "c1"},
    ]
    assert open_small(tmp_path, study("a", *rows, available="2000")).studies


def with_notices(*notices):
    cites = [{"source": "paper", "level": "primary"}]
    rows = [
        {"kind": kind, "date": day, "what": "It.", "read": True, "cites": cites}
        for kind, day in notices
    ]
    return [{**SOURCES[0], "issued": "2010-05", "notices": rows}, *SOURCES[1:]]


def test_a_notice_before_its_source(tmp_path):
    sources = with_notices(("correction", "2010-04-30"))
    finding = told(tmp_path, study("a", result(9, 90, 9, 90)), sources=sources)
    assert finding.field == "sources[0].notices[0].date"
    assert finding.reason == (
        "expected a correction on or after the source's own date, 2010-05, found 2010-04-30"
    )


def test_a_notice_of_the_same_year_may_have_come_after(tmp_path):
    sources = with_notices(("correction", "2010"))
    assert open_small(tmp_path, study("a", result(9, 90, 9, 90)), sources=sources).studies


def test_two_retractions_of_one_source(tmp_path):
    sources = with_notices(("retraction", "2011"), ("retraction", "2012"))
    finding = told(tmp_path, study("a", result(9, 90, 9, 90)), sources=sources)
    assert "another, of 2012" in finding.reason


def test_a_fact_replaced_by_an_earlier_one(tmp_path):
    def fact(name, day, **more):
        cites = [{"source": "paper", "level": "primary"}]
        return {
            "id": name,
            "about": "mass",
            "text": "It.",
            "theme": "identity",
            "cites": cites,
            "valid_from": day,
        } | more

    facts = [fact("now", "2012", superseded_by="then"), fact("then", "2011")]
    finding = told(tmp_path, study("a", result(9, 90, 9, 90)), facts=facts)
    assert finding.found == "'then', known from 2011-12-31"


def test_a_ground_that_ends_before_it_begins(tmp_path):
    ground = {
        "bears": "supports",
        "says": "It.",
        "cites": [{"source": "paper", "level": "primary"}],
        "from_date": "2012-02",
        "until": "2012-01",
    }
    claims = [CLAIM | {"grounds": [ground]}]
    finding = told(tmp_path, study("a", result(9, 90, 9, 90)), claims=claims)
    assert finding.field == "claims[0].grounds[0].until"


def test_a_status_that_ends_before_it_begins(tmp_path):
    status = {
        "id": "s",
        "jurisdiction": "US",
        "authority": "Agency",
        "kind": "approval",
        "what": "Approved.",
        "valid_from": "2012",
        "valid_to": "2011",
        "cites": [{"source": "agency", "level": "primary"}],
    }
    finding = told(tmp_path, study("a", result(9, 90, 9, 90)), statuses=[status])
    assert finding.expected == "an end on or after the beginning, 2012"


def test_a_circle_of_successors(tmp_path):
    rows = [
        result(47, 181, 63, 180) | {"id": "r1", "superseded_by": "r2"},
        result(40, 181, 80, 180) | {"id": "r2", "superseded_by": "r1"},
    ]
    finding = told(tmp_path, study("a", *rows, available="2000"))
    assert "a circle: " in finding.reason
