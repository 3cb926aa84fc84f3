"""Numbers that are true and rounded as papers round are never called wrong.

Each law simulates data, computes what a paper would print by any method in use, rounds it half
up or half even to some digits, writes a dossier and lints it. `choice-of-test` finds no wrong
numbers, and `same-events` only asks, so both are left out.
"""

import math
import statistics
import tempfile
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.small import open_small, pool, result, study
from thymos.checks import run
from thymos.kernel.alternatives import intervals, two_sided_tests

SILENT = ("hygiene", "choice-of-test", "same-events")
LAW = settings(max_examples=60, deadline=None)
halves = st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN])


def told(value, digits, half=ROUND_HALF_UP):
    """A number as a paper prints it, trailing zeros and all."""
    return str(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), rounding=half))


def p_told(p, digits, half=ROUND_HALF_UP):
    if p < 10.0**-digits:
        return {"statistic": "p", "text": f"P<{10.0**-digits:.{digits}f}"}
    return {"statistic": "p", "value": told(p, digits, half)}


def interval_told(low, high, digits, half=ROUND_HALF_UP):
    return {"low": told(low, digits, half), "high": told(high, digits, half)}


def found(*studies, **collections):
    with tempfile.TemporaryDirectory() as folder:
        findings = run(open_small(Path(folder), *studies, **collections))
    return [f for f in findings if f.rule not in SILENT]


@st.composite
def tables(draw, most=900):
    n1, n2 = draw(st.integers(4, most)), draw(st.integers(4, most))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2


@LAW
@given(tables(), st.integers(0, 3), st.integers(2, 4), halves, st.data())
def test_percentages_and_p_by_any_test(table, digits, p_digits, half, data):
    a, n1, c, n2 = table
    printed = [
        {"statistic": "percent", "arm": arm, "value": told(100 * x / n, digits, half)}
        for arm, x, n in (("drug", a, n1), ("placebo", c, n2))
    ]
    tests = tuple(two_sided_tests(*table))
    if tests:
        _, p = data.draw(st.sampled_from(tests))
        printed.append(p_told(p, p_digits, half))
    assert found(study("one", result(*table, reported=printed))) == []


@LAW
@given(tables(), st.sampled_from(["RR", "OR", "RD"]), st.integers(1, 3), halves, st.data())
def test_ratios_and_differences_by_any_method(table, code, digits, half, data):
    rows = tuple(intervals(code, *table))
    assume(rows)
    _, middle, low, high = data.draw(st.sampled_from(rows))
    assume(high < 1e6)  # nobody prints more
    times = data.draw(st.sampled_from([1, 100])) if code == "RD" else 1
    name = "difference" if code == "RD" else code
    printed = {
        "statistic": name,
        "value": told(times * middle, digits, half),
        "interval": interval_told(times * low, times * high, digits, half),
    }
    assert found(study("one", result(*table, reported=[printed]))) == []


@LAW
@given(tables())
def test_a_difference_of_percentages_that_were_rounded_before(table):
    a, n1, c, n2 = table
    shares = [Decimal(told(100 * x / n, 1)) for x, n in ((a, n1), (c, n2))]
    printed = {"statistic": "difference", "value": str(shares[0] - shares[1])}
    assert found(study("one", result(*table, reported=[printed]))) == []


@LAW
@given(
    st.integers(20, 2000), st.floats(-1.5, 1.5), st.floats(1.0, 1.6), st.integers(2, 3),
    st.sampled_from([1.96, 1.959963985]), halves,
)  # fmt: skip
def test_hazard_ratios_with_their_p(events, log_hr, worse, digits, z, half):
    se = worse * 2 / math.sqrt(events)
    ends = math.exp(log_hr - z * se), math.exp(log_hr + z * se)
    effect = {
        "measure": "HR",
        "estimate": told(math.exp(log_hr), digits, half),
        "interval": interval_told(*ends, digits, half),
    }
    p = 2 * stats.norm.sf(abs(log_hr) / se)
    n = 3 * events
    a = events // 2
    by_time = p_told(p, 3, half) | {"test": "log-rank"}
    one = result(a, n, events - a, n, effect=effect, reported=[by_time])
    assert found(study("one", one)) == []


@LAW
@given(
    st.lists(st.integers(0, 12), min_size=3, max_size=60),
    st.lists(st.integers(0, 12), min_size=3, max_size=60),
    st.integers(1, 3),
    st.sampled_from([0, 1]),
    halves,
)
def test_means_of_whole_numbers_with_t_and_p(one, two, digits, ddof, half):
    n1, n2 = len(one), len(two)
    assume(len(set(one)) > 1 and len(set(two)) > 1)
    sds = [statistics.stdev(x) if ddof else statistics.pstdev(x) for x in (one, two)]
    assume(min(float(told(sd, digits, half)) for sd in sds) > 0)
    rows = [
        {"arm": arm, "mean": told(sum(x) / len(x), digits, half), "sd": told(sd, digits, half),
         "n": len(x), "items": 1}
        for arm, x, sd in (("drug", one, sds[0]), ("placebo", two, sds[1]))
    ]  # fmt: skip
    printed = []
    if ddof == 1:
        t = stats.ttest_ind(one, two)
        df = n1 + n2 - 2
        ends = t.confidence_interval(0.95)
        printed = [
            {"statistic": "t", "value": told(t.statistic, 2, half), "df": [df]},
            p_told(t.pvalue, 3, half),
            {
                "statistic": "difference",
                "value": told(sum(one) / n1 - sum(two) / n2, digits, half),
                "interval": interval_told(ends.low, ends.high, digits, half),
            },
        ]
    bare = {k: v for k, v in result(1, 2, 1, 2).items() if k != "counts"}
    assert found(study("one", bare | {"means": rows, "reported": printed})) == []


@LAW
@given(st.lists(st.booleans(), min_size=2, max_size=90), st.integers(1, 3), halves)
def test_means_of_noughts_and_ones(values, digits, half):
    sd = statistics.stdev(map(int, values))
    assume(float(told(sd, digits, half)) > 0)
    row = {
        "arm": "drug", "mean": told(sum(values) / len(values), digits, half),
        "sd": told(sd, digits, half), "n": len(values), "binary": "true",
    }  # fmt: skip
    bare = {k: v for k, v in result(1, 2, 1, 2).items() if k != "counts"}
    assert found(study("one", bare | {"means": [row]})) == []


@LAW
@given(tables(), st.integers(0, 2), halves)
def test_percentages_without_their_counts(table, digits, half):
    a, n1, c, n2 = table
    rows = [
        {"arm": arm, "percent": told(100 * x / n, digits, half), "n": n}
        for arm, x, n in (("drug", a, n1), ("placebo", c, n2))
    ]
    bare = {k: v for k, v in result(1, 2, 1, 2).items() if k != "counts"}
    assert found(study("one", bare | {"summaries": rows})) == []


@LAW
@given(st.floats(-1, 1), st.floats(-1, 1), st.integers(60, 900), st.integers(60, 900), halves)
def test_subgroups_that_make_up_their_whole(one, two, first, second, half):
    ses = 2 / math.sqrt(first), 2 / math.sqrt(second)
    weights = [1 / se**2 for se in ses]
    whole = (weights[0] * one + weights[1] * two) / sum(weights)
    wide = sum(weights) ** -0.5
    p = 2 * stats.norm.sf(abs(one - two) / math.hypot(*ses))

    def effect(b, se):
        ends = math.exp(b - 1.96 * se), math.exp(b + 1.96 * se)
        return {
            "measure": "HR", "estimate": told(math.exp(b), 2, half),
            "interval": interval_told(*ends, 2, half),
        }  # fmt: skip

    bare = {k: v for k, v in result(1, 2, 1, 2).items() if k != "counts"}
    parts = [
        bare | {"id": level, "effect": effect(b, se),
                "subgroup": {"factor": "age", "level": level, "interaction_p": told(p, 3, half)}}
        for level, b, se in (("young", one, ses[0]), ("old", two, ses[1]))
    ]  # fmt: skip
    assert found(study("one", bare | {"effect": effect(whole, wide)}, *parts)) == []


@LAW
@given(
    st.sampled_from(["RR", "OR", "HR", "MD", "SMD"]), st.floats(-1, 1), st.floats(0.02, 0.8),
    st.integers(3, 40), st.booleans(), halves,
)  # fmt: skip
def test_pooled_results_by_z_and_by_t(code, middle, se, k, by_t, half):
    quantile = stats.t.ppf(0.975, k - 1) if by_t else 1.959963985
    ends = middle - quantile * se, middle + quantile * se
    z = abs(middle) / se
    p = 2 * (stats.t.sf(z, k - 1) if by_t else stats.norm.sf(z))
    shown = [math.exp(x) if code not in ("MD", "SMD") else x for x in (middle, *ends)]
    review = pool(
        k=k, measure=code, estimate=told(shown[0], 2, half),
        interval=interval_told(shown[1], shown[2], 2, half), p=told(p, 3, half),
    )  # fmt: skip
    assert found(pools=[review]) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"statistic": "percent", "arm": "drug", "value": "27.0"},
        {"statistic": "p", "value": "0.052"},
        {"statistic": "RR", "value": "0.74", "interval": {"low": "0.54", "high": "1.06"}},
        {"statistic": "OR", "value": "0.67"},
        {"statistic": "difference", "value": "-11.0"},
    ],
)
def test_and_yet_a_slip_of_one_digit_is_found(wrong):
    assert len(found(study("one", result(47, 181, 63, 180, reported=[wrong])))) == 1
