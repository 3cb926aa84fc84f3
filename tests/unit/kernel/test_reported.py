"""Whole numbers behind rounded figures, by enumeration, and the names of tests against scipy."""

import itertools
import math
import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from thymos.kernel.alternatives import intervals, one_sided_tests, two_sided_tests
from thymos.kernel.reported import (
    cut,
    debit,
    grim,
    grimmer,
    least_log_hazard_se,
    rounded,
    whole_counts,
)


@pytest.mark.parametrize("n", [3, 4, 5])
def test_grimmer_lets_every_sample_pass_and_few_others(n):
    # Every sample of n scores from 0 to 4; mean and SD to 2 decimals.
    real = {
        (round(statistics.mean(x), 2), round(statistics.stdev(x), 2))
        for x in itertools.combinations_with_replacement(range(5), n)
    }
    assert all(grimmer(m, s, n, 0.01, 0.01) for m, s in real)
    grid = [(m / 100, s / 100) for m in range(0, 401, 7) for s in range(1, 230, 3)]
    passed = [pair for pair in grid if grimmer(*pair, n, 0.01, 0.01)]
    assert len(passed) < 0.1 * len(grid)


def test_grim_of_brown_and_heathers():
    # Brown & Heathers 2017: a mean of 5.19 of 28 whole numbers is impossible.
    assert not grim(5.19, 28, 0.01)
    assert grim(145 / 28, 28, 1e-9)
    assert grim(5.19, 280, 0.01)


def test_items_make_the_grain_finer():
    # Means of two items move in halves: 2.5 of one person, never 2.3.
    assert grim(2.5, 1, 0.1, items=2)
    assert not grim(2.5, 1, 0.1)
    assert not grim(2.3, 1, 0.1, items=2)


@pytest.mark.parametrize(("mean", "sd", "fine"), [(0.25, 0.44, True), (0.25, 0.40, False)])
def test_debit(mean, sd, fine):
    assert debit(mean, sd, 40, 0.01, 0.01) is fine


@given(st.integers(1, 5000), st.data(), st.integers(0, 3))
@settings(max_examples=100, deadline=None)
def test_a_true_count_is_among_the_whole_counts(n, data, digits):
    events = data.draw(st.integers(0, n))
    shown = round(100 * events / n, digits)
    first, last = whole_counts(*rounded(shown, 10.0**-digits), n)
    assert first <= events <= last


def test_a_cut_number_is_below_its_value():
    # 5 of 184 are 2.7174 %: rounded 2.72, cut 2.71 (Huang 2021 prints 2.71).
    assert whole_counts(*rounded(2.71, 0.01), 184) == (5, 4)
    assert whole_counts(*cut(2.71, 0.01), 184) == (5, 5)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: rounded(1.0, 0.0), "unit must be a size above 0, got 0.0"),
        (lambda: grim(1.0, 0, 0.1), "n must be a whole number from 1, got 0"),
        (lambda: least_log_hazard_se(0), "n must be a whole number from 1, got 0"),
        (lambda: next(two_sided_tests(1, 0, 1, 5)), "both groups must have people, got 0 and 5"),
        (lambda: next(intervals("HR", 1, 5, 1, 5)), "measure"),
        (lambda: next(intervals("RR", 6, 5, 1, 5)), "bi"),
    ],
)
def test_what_is_refused(call, told):
    with pytest.raises(ValueError, match=told):
        call()


@pytest.mark.parametrize("cells", [(9, 34, 3, 32), (47, 181, 63, 180), (0, 12, 4, 11)])
def test_tests_against_scipy(cells):
    a, n1, c, n2 = cells
    table = np.array([[a, n1 - a], [c, n2 - c]])
    found = dict(two_sided_tests(*cells))
    less, more = (stats.fisher_exact(table, x).pvalue for x in ("less", "greater"))
    wanted = {
        "chi-square": stats.chi2_contingency(table, correction=False).pvalue,
        "Yates": stats.chi2_contingency(table).pvalue,
        "Fisher": stats.fisher_exact(table).pvalue,
        "Fisher doubled": min(1, 2 * min(less, more)),
        "likelihood ratio": stats.chi2_contingency(table, False, "log-likelihood").pvalue,
        "likelihood ratio, corrected": stats.chi2_contingency(
            table, lambda_="log-likelihood"
        ).pvalue,
        "t": stats.ttest_ind([1] * a + [0] * (n1 - a), [1] * c + [0] * (n2 - c)).pvalue,
    }
    assert {name: found[name] for name in wanted} == pytest.approx(wanted, rel=1e-9)
    assert dict(one_sided_tests(*cells))["Fisher, one-sided"] == pytest.approx(min(less, more))


def test_exact_odds_ratio_against_scipy():
    found = {name: values for name, *values in intervals("OR", 40, 254, 46, 254)}
    theirs = stats.contingency.odds_ratio([[40, 214], [46, 208]])
    limits = theirs.confidence_interval(0.95)
    assert found["exact"] == pytest.approx([theirs.statistic, limits.low, limits.high], rel=1e-8)


def test_score_interval_of_a_ratio_against_scipy():
    found = {name: values for name, *values in intervals("RR", 40, 254, 46, 254)}
    theirs = stats.contingency.relative_risk(40, 254, 46, 254).confidence_interval(0.95)
    assert found["Katz"][1:] == pytest.approx([theirs.low, theirs.high], rel=1e-6)
    assert found["score"][1:] == pytest.approx([theirs.low, theirs.high], rel=0.01)


@pytest.mark.parametrize("delta", [-0.2, 0.05, 0.3])
def test_the_score_of_a_difference_maximises_the_likelihood(delta):
    from thymos.kernel.alternatives import _score_difference

    a, n1, c, n2 = 7, 49, 2, 48
    p2 = np.linspace(max(0, -delta) + 1e-9, min(1, 1 - delta) - 1e-9, 400_001)
    p1 = p2 + delta
    likely = a * np.log(p1) + (n1 - a) * np.log(1 - p1) + c * np.log(p2)
    best = int((likely + (n2 - c) * np.log(1 - p2)).argmax())
    variance = p1[best] * (1 - p1[best]) / n1 + p2[best] * (1 - p2[best]) / n2
    expected = (a / n1 - c / n2 - delta) / math.sqrt(variance)
    assert _score_difference((7, 42, 2, 46), delta) == pytest.approx(expected, rel=1e-4)


def test_no_cox_model_knows_more_than_its_events_allow():
    # Exponential times, no ties: the Wald standard error of the log hazard ratio, by hand.
    rng = np.random.default_rng(3)
    for true in (0.3, 1.0, 2.5):
        group = np.arange(200) % 2
        order = np.argsort(rng.exponential(1 / np.where(group == 1, true, 1.0)))
        at_risk = group[order]
        beta = information = 0.0
        for _ in range(30):
            weight = np.where(at_risk == 1, math.exp(beta), 1.0)
            share = (np.cumsum((weight * at_risk)[::-1]) / np.cumsum(weight[::-1]))[::-1]
            information = float((share * (1 - share)).sum())
            beta += float((at_risk - share).sum()) / information
        assert information**-0.5 >= least_log_hazard_se(200)
