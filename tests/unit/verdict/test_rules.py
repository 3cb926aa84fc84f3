"""The rule for effects, line by line."""

from dataclasses import replace as but

import pytest

from thymos.verdict.rules import (
    FRAILTIES,
    WITH_TRIALS,
    WITHOUT_TRIALS,
    Case,
    Shown,
    Summary,
    frailties,
    no_difference,
    shows,
)
from thymos.verdict.words import MEANINGS, Clinical, Factual

FIRM = Shown(
    carriers=6, common=True, everywhere=True, guarded=True, information=1.4, bias="low"
)  # fmt: skip
SIX = Summary(k=6, random="benefit", benefit=FIRM)
NULL = Summary(k=2)


def with_benefit(**change):
    return but(SIX, benefit=but(FIRM, **change))


LINES = (
    (SIX, "supported", "at every amount of heterogeneity"),
    (with_benefit(carriers=4), "probable", "only 4 trials"),
    (with_benefit(guarded=False), "probable", "guarded"),
    (with_benefit(rests_on="Big 1990"), "probable", "no longer shown without Big 1990"),
    (with_benefit(information=0.62), "probable", "62 % of the information"),
    (with_benefit(information=0.998), "probable", "nearly all of the information"),
    (with_benefit(information=None), "probable", "an unknown part of the information"),
    (with_benefit(bias="not assessed"), "probable", "could not be ruled out"),
    (with_benefit(bias="high"), "probable", "high risk of bias"),
    (with_benefit(bias="cannot matter much"), "supported", "every amount"),
    (with_benefit(indirect=True), "probable", "people with another condition"),
    (with_benefit(carriers=1), "unsettled", "no other has repeated it"),
    (with_benefit(outweighed_by="Big 1995"), "unsettled", "Big 1995, with as much"),
    (but(SIX, review="nothing shown"), "unsettled", "review of more trials does not"),
    (but(SIX, review="benefit"), "supported", "every amount"),
    (with_benefit(everywhere=False), "unsettled", "common-effect"),
    (
        with_benefit(everywhere=False, common=False, outweighed_by="Big 1995"),
        "not supported",
        "Big 1995, with more information",
    ),
    (with_benefit(everywhere=False, common=False), "not supported", "the larger ones"),
    (Summary(k=6, random="harm", harm=FIRM), "contradicted", "harm, not benefit"),
    (Summary(k=6, harm=but(FIRM, carriers=1)), "not supported", "points to harm"),
    (Summary(k=6, harm=but(FIRM, outweighed_by="Big")), "not supported", "points to harm"),
    (NULL, "not supported", "cannot be said"),
    (but(NULL, benefit_excluded=True), "not supported", "; a relative benefit of 25 % is excluded"),
    (
        but(NULL, benefit_excluded=False),
        "not supported",
        "a relative benefit of 25 % is not excluded",
    ),
    (but(NULL, worthwhile_excluded=True), "not supported", "having is excluded"),
    (but(NULL, worthwhile_excluded=False), "not supported", "is not excluded"),
    (but(NULL, review="benefit"), "unsettled", "a published review of more trials reports one"),
    (Summary(k=0), "untested", "no study"),
    (Summary(k=0, observational=True), "unsettled", "observational"),
    (Summary(k=0, unverified=True), "untested", "could be verified"),
    (Summary(k=0, unpoolable=True), "unsettled", "no numbers that can be pooled"),
    (Summary(k=0, review="benefit"), "unsettled", "could be examined"),
    (Summary(k=0, review="nothing shown"), "not supported", "shows no benefit"),
)


@pytest.mark.parametrize(("summary", "verdict", "word"), LINES)
def test_each_line_of_the_table(summary, verdict, word):
    line = shows(summary, "benefit")
    assert line.verdict == verdict
    assert word in line.reason


def test_each_line_can_be_reached():
    """A line that no summary reaches would be dead text in a table that people trust."""
    reached = set()
    for summary, _, _ in LINES:
        table = WITH_TRIALS if summary.k else WITHOUT_TRIALS
        case = Case(summary, "benefit")
        reached.add(next(rule.reason for rule in table if rule.holds(case)))
    assert reached == {rule.reason for rule in (*WITH_TRIALS, *WITHOUT_TRIALS)}


def test_every_frailty_is_named_in_both_readings():
    weak = Shown(everywhere=True, carriers=3, rests_on="One 1990", bias="high")
    case = Case(Summary(k=3, benefit=but(weak, indirect=True)), "benefit")
    exact, plain = frailties(case), frailties(case, plain=True)
    assert len(exact) == len(plain) == len(FRAILTIES) - 1  # high and not assessed exclude another
    line = shows(case.s, "benefit")
    assert all(text in line.reason for text in exact)
    assert all(text in line.plain for text in plain)


def test_what_size_of_harm_is_excluded():
    line = shows(but(NULL, harm_excluded=True), "harm")
    assert line.reason == "no harm was shown; a relative harm of 33 % is excluded"
    assert shows(but(NULL, harm_excluded=False), "harm").reason.endswith("33 % is not excluded")
    assert shows(NULL, "harm").reason.endswith("how large a harm is excluded cannot be said")


def test_harm_is_the_same_table_in_the_other_direction():
    harmful = Summary(k=6, random="harm", harm=FIRM)
    assert shows(harmful, "harm").verdict is Clinical.SUPPORTED
    assert shows(harmful, "benefit").verdict is Clinical.CONTRADICTED
    assert shows(SIX, "harm").verdict is Clinical.CONTRADICTED


@pytest.mark.parametrize(
    ("summary", "verdict"),
    [
        (SIX, "contradicted"),
        (NULL, "unsettled"),
        (but(NULL, worthwhile_excluded=False), "unsettled"),
        (but(NULL, worthwhile_excluded=True), "supported"),
        (but(NULL, review="benefit"), "unsettled"),
        (but(NULL, review="benefit", worthwhile_excluded=True), "unsettled"),
        (but(NULL, benefit=Shown(common=True), worthwhile_excluded=True), "unsettled"),
        (Summary(k=0), "untested"),
        (Summary(k=0, observational=True), "unsettled"),
    ],
)
def test_the_claim_that_it_makes_no_difference(summary, verdict):
    assert no_difference(summary).verdict == verdict


def test_every_verdict_is_explained_once():
    assert [word for word, _ in MEANINGS] == [v.value for v in (*Clinical, *Factual)]
