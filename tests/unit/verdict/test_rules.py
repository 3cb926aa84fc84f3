"""The rule for effects, line by line."""

import pytest

from thymos.verdict.rules import Summary, no_difference, shows
from thymos.verdict.words import MEANINGS, Clinical, Factual

FIRM = Summary(k=6, random="benefit", common="benefit", guarded="benefit", assessed=True)
NULL = Summary(k=2)


def but(summary, **change):
    fields = {name: getattr(summary, name) for name in summary.__slots__}
    return Summary(**(fields | change))


@pytest.mark.parametrize(
    ("summary", "verdict", "word"),
    [
        (FIRM, "supported", "every model"),
        (but(FIRM, k=4), "probable", "only 4 trials"),
        (but(FIRM, guarded="nothing shown"), "probable", "Knapp–Hartung"),
        (but(FIRM, assessed=False), "probable", "risk of bias"),
        (but(FIRM, k=1), "unsettled", "no other has repeated it"),
        (but(FIRM, dominant="nothing shown"), "unsettled", "the largest does not"),
        (but(FIRM, dominant="benefit"), "supported", "every model"),
        (but(FIRM, common="nothing shown"), "unsettled", "small trials"),
        (but(FIRM, review="nothing shown"), "unsettled", "review of more trials does not"),
        (but(FIRM, random="harm"), "contradicted", "harm, not benefit"),
        (NULL, "not supported", "cannot be said"),
        (but(NULL, worthwhile_excluded=True), "not supported", "having is excluded"),
        (but(NULL, worthwhile_excluded=False), "not supported", "is not excluded"),
        (but(NULL, review="benefit"), "unsettled", "a published review of more trials reports one"),
        (but(NULL, common="benefit"), "unsettled", "common-effect"),
        (Summary(k=0), "untested", "no study"),
        (Summary(k=0, observational=True), "unsettled", "observational"),
        (Summary(k=0, unverified=True), "untested", "could be verified"),
        (Summary(k=0, unpoolable=True), "unsettled", "no numbers that can be pooled"),
        (Summary(k=0, review="benefit"), "unsettled", "could be examined"),
        (Summary(k=0, review="nothing shown"), "not supported", "shows no benefit"),
    ],
)
def test_each_line_of_the_table(summary, verdict, word):
    line = shows(summary, "benefit")
    assert line.verdict == verdict
    assert word in line.reason


def test_harm_is_the_same_table_in_the_other_direction():
    harmful = but(FIRM, random="harm", common="harm", guarded="harm")
    assert shows(harmful, "harm").verdict is Clinical.SUPPORTED
    assert shows(harmful, "benefit").verdict is Clinical.CONTRADICTED
    assert shows(FIRM, "harm").verdict is Clinical.CONTRADICTED


@pytest.mark.parametrize(
    ("summary", "verdict"),
    [
        (FIRM, "contradicted"),
        (NULL, "probable"),
        (but(NULL, worthwhile_excluded=True), "supported"),
        (but(NULL, review="benefit"), "unsettled"),
        (Summary(k=0), "untested"),
        (Summary(k=0, observational=True), "unsettled"),
    ],
)
def test_the_claim_that_it_makes_no_difference(summary, verdict):
    assert no_difference(summary).verdict == verdict


def test_every_verdict_is_explained_once():
    assert [word for word, _ in MEANINGS] == [v.value for v in (*Clinical, *Factual)]
