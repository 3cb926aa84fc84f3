"""Dates of permits, of letters and of guidelines, against the records of them."""

import pytest

import thymos
from thymos.prose.check import check_text
from thymos.prose.dates import dates


@pytest.fixture(scope="module")
def opened():
    names = ("hydroxychloroquine-covid-19", "bcg-tuberculosis", "thymosin-alpha-1")
    return {name: thymos.load(name) for name in names}


def found(one, text):
    report = check_text(text, one.known, one.judged)
    return [f.found for f in report.findings if f.rule == "misquoted-number"]


HCQ, BCG, TA1 = "hydroxychloroquine-covid-19", "bcg-tuberculosis", "thymosin-alpha-1"
RIGHT = (
    (HCQ, "Hydroxychloroquine was allowed in an emergency on 28 March 2020 until 15 June."),
    (HCQ, "Emergency use of hydroxychloroquine ended in June 2020."),
    (HCQ, "Hydroxychloroquine was not authorised in May 2021."),
    (HCQ, "In May 2021 we moved house with a strip of hydroxychloroquine in the drawer."),
    (BCG, "The World Health Organization set out its position on BCG in a paper of February 2018."),
    (BCG, "The WHO position paper on BCG came out in June 2018."),
    (TA1, "In November 2020 the FTC sent 20 warning letters, some about thymosin alpha-1."),
)
WRONG = (
    (HCQ, "Hydroxychloroquine was allowed in an emergency on 28 March 2020 until 15 December.",
     "15 december"),
    (HCQ, "Emergency use of hydroxychloroquine ended in June 2021.", "june 2021"),
    (BCG, "The World Health Organization set out its position on BCG in a paper of February 2008.",
     "february 2008"),
    (TA1, "In November 2020 the FTC sent 200 warning letters, some about thymosin alpha-1.", "200"),
)  # fmt: skip


@pytest.mark.parametrize(("dossier", "text"), RIGHT)
def test_right_dates_are_silent(opened, dossier, text):
    assert found(opened[dossier], text) == []


@pytest.mark.parametrize(("dossier", "text", "date"), WRONG)
def test_wrong_dates_are_found(opened, dossier, text, date):
    assert [one.casefold() for one in found(opened[dossier], text)] == [date]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("on 3 may 2021", [(2021, 5, 3)]),
        ("march 5, 2019", [(2019, 3, 5)]),
        ("between late march and the middle of june 2021", [(2021, 3, None), (2021, 6, None)]),
        ("it may help, and we march on", []),
        ("in december", [(None, 12, None)]),
        ("june 2020 and then december", [(2020, 6, None), (2020, 12, None)]),
    ],
)
def test_dates_are_read_as_far_as_they_are_told(text, told):
    assert [(d.year, d.month, d.day) for d in dates(text)] == told
