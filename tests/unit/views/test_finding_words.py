"""A finding in words never outruns its certainty, its interval or the verdict beside it."""

import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import thymos
from thymos.evidence.certainty import Level
from thymos.verdict.words import Clinical
from thymos.views.finding_words import Way, cap, statement, way

QUARTER = -math.log(0.75)
SHIPPED = (
    "thymosin-alpha-1",
    "magnesium-myocardial-infarction",
    "streptokinase-myocardial-infarction",
    "bcg-tuberculosis",
    "hydroxychloroquine-covid-19",
)
VERDICTS = st.sampled_from([None, *(verdict.value for verdict in Clinical)])
SIZES = st.floats(0, 2)


def claim(expects, verdict):
    return SimpleNamespace(claim=SimpleNamespace(expects=expects), verdict=verdict)


@pytest.mark.parametrize(
    ("level", "value", "low", "high", "told"),
    [
        (Level.HIGH, -0.5, -0.7, -0.3, "It lowers X."),
        (Level.HIGH, 0.5, 0.3, 0.7, "It raises X."),
        (Level.MODERATE, -0.5, -0.7, -0.3, "It probably lowers X."),
        (Level.LOW, 0.5, 0.3, 0.7, "It may raise X."),
        (Level.VERY_LOW, 0.5, 0.3, 0.7, "It is uncertain whether it raises X."),
        (Level.VERY_LOW, -0.5, -1.7, 0.7, "It is uncertain whether it makes a difference to X."),
        (Level.VERY_LOW, 0.1, -0.1, 0.2, "It is uncertain whether it makes a difference to X."),
        (Level.HIGH, 0, -0.1, 0.1, "It makes little or no difference to X."),
        (Level.MODERATE, 0.1, -0.1, 0.2, "It probably makes little or no difference to X."),
        (Level.LOW, 0.1, -0.1, 0.2, "It may make little or no difference to X."),
        (Level.HIGH, -0.1, -0.15, -0.05, "It lowers X slightly."),
        (
            Level.MODERATE,
            -0.14,
            -0.4,
            0.12,
            "It was not shown to change X; an appreciable fall is not excluded.",
        ),
        (
            Level.LOW,
            0.1,
            -0.1,
            0.4,
            "It was not shown to change X; an appreciable rise is not excluded.",
        ),
        (
            Level.LOW,
            0.1,
            -0.4,
            0.6,
            "It was not shown to change X; an appreciable change either way is not excluded.",
        ),
    ],
)
def test_words_by_level_and_interval(level, value, low, high, told):
    assert statement(level, value, low, high, QUARTER, "X") == told


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        ("supported", "It lowers X."),
        ("probable", "It probably lowers X."),
        ("unsettled", "The estimate is a fall in X, but the verdict is “unsettled”."),
        ("not supported", "The estimate is a fall in X, but the verdict is “not supported”."),
    ],
)
def test_a_verdict_caps_the_words(verdict, told):
    assert statement(Level.HIGH, -0.5, -0.7, -0.3, QUARTER, "X", verdict) == told


def test_no_difference_is_not_said_beside_an_unsettled_verdict():
    told = statement(Level.HIGH, 0, -0.1, 0.1, QUARTER, "X", "unsettled")
    assert told == "It was not shown to change X, and the verdict is “unsettled”."


@pytest.mark.parametrize(
    ("expects", "verdict", "found", "bears"),
    [
        ("benefit", "unsettled", Way.FALL, "unsettled"),
        ("benefit", "supported", Way.FALL, "supported"),
        ("benefit", "unsettled", Way.RISE, "unsettled"),  # harm shown, and still not settled
        ("benefit", "contradicted", Way.RISE, None),  # the verdict says the same
        ("harm", "probable", Way.RISE, "probable"),
        ("harm", "not supported", Way.NONE, None),
        ("benefit", "unsettled", Way.NONE, "unsettled"),
        ("benefit", "probable", Way.NONE, "probable"),
        ("no harm", "unsettled", Way.RISE, None),
        ("benefit", "unsettled", Way.UNKNOWN, None),
    ],
)
def test_which_verdict_bears_where_less_is_better(expects, verdict, found, bears):
    assert cap([claim(expects, verdict)], found, "lower") == bears


def test_where_more_is_better_a_rise_is_the_benefit():
    assert cap([claim("benefit", "contradicted")], Way.FALL, "higher") is None
    assert cap([claim("benefit", "contradicted")], Way.RISE, "higher") == "contradicted"


def test_the_least_firm_of_several_verdicts_is_the_cap():
    claims = [claim("benefit", "supported"), claim("benefit", "unsettled")]
    assert cap(claims, Way.FALL, "lower") == "unsettled"


@given(st.sampled_from(Level), st.floats(-2, 2), SIZES, SIZES, VERDICTS)
def test_a_direction_is_asserted_only_where_interval_and_verdict_bear_it(
    level, value, below, above, verdict
):
    low, high = value - below, value + above
    told = statement(level, value, low, high, QUARTER, "X", verdict)
    asserted = any(word in told for word in ("lowers X", "raises X", "lower X", "raise X"))
    if low <= 0 <= high:
        assert not asserted
    if verdict not in (None, "supported", "probable"):
        assert not asserted or "uncertain whether" in told
    if verdict == "probable" or level is not Level.HIGH:
        assert not told.startswith(("It lowers", "It raises"))


@given(st.sampled_from(Level), st.floats(0.01, 2), SIZES, SIZES, VERDICTS)
def test_turning_the_groups_round_turns_the_words(level, value, below, above, verdict):
    said = statement(level, value, value - below, value + above, QUARTER, "X", verdict)
    other = statement(level, -value, -value - above, -value + below, QUARTER, "X", verdict)
    turned = {"raise": "lower", "lower": "raise", "rise": "fall", "fall": "rise"}
    words = [turned.get(word, word) for word in said.replace("raises", "raise s").split(" ")]
    assert other.replace("lowers", "lower s") == " ".join(words)


@given(SIZES, st.floats(0.01, 2))
def test_the_way_is_that_of_the_interval(size, gap):
    assert way(-gap - size, -gap - 2 * size, -gap, None) is Way.FALL
    assert way(0.0, -size, size, None) is Way.UNKNOWN


@pytest.mark.parametrize("name", SHIPPED)
def test_no_shipped_row_outruns_its_verdicts(name):
    page = thymos.load(name).findings()
    for row in (row for group in page.groups for row in group.rows):
        firm = row.statement.startswith(("It lowers", "It raises", "It probably", "It may "))
        assert not firm or "unsettled" not in row.verdicts, row.outcome
