"""Laws of 2x2 tables: swapping arms or outcomes, splitting strata, exactness."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from thymos.kernel import (
    chi_square,
    effect_sizes,
    fisher_exact,
    from_interval,
    mantel_haenszel,
    peto,
    risk_difference_interval,
    to_display,
    wald_p,
)

arm = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
table = st.tuples(arm, arm).map(lambda arms: (*arms[0], *arms[1]))
tables = st.lists(table, min_size=1, max_size=6).map(
    lambda rows: tuple(np.array(column, float) for column in zip(*rows, strict=True))
)
code = st.sampled_from(["RR", "OR", "RD"])
policy = st.sampled_from(["all", "only0", "if0all", "none"])


@given(tables, code, policy, st.booleans())
def test_swapping_the_arms_turns_the_effect_round(counts, measure, to, drop00):
    a, n1, c, n2 = counts
    found = effect_sizes(measure, a, n1, c, n2, to=to, drop00=drop00)
    swapped = effect_sizes(measure, c, n2, a, n1, to=to, drop00=drop00)
    np.testing.assert_array_equal(swapped.included, found.included)
    np.testing.assert_allclose(swapped.y, -found.y, atol=1e-12)
    np.testing.assert_allclose(swapped.v, found.v, rtol=1e-12)


@given(tables, policy)
def test_the_odds_ratio_of_the_other_outcome_is_the_inverse(counts, to):
    a, n1, c, n2 = counts
    found, other = (
        effect_sizes("OR", *x, to=to) for x in ((a, n1, c, n2), (n1 - a, n1, n2 - c, n2))
    )
    np.testing.assert_allclose(other.y, -found.y, atol=1e-12)


@given(tables, code)
def test_whatever_is_included_can_be_pooled(counts, measure):
    found = effect_sizes(measure, *counts, to="none")
    assert np.isfinite(found.y[found.included]).all()
    assert (found.v[found.included] > 0).all()
    assert np.isnan(found.y[~found.included]).all()


@given(table.filter(lambda t: 0 < t[0] < t[1] and 0 < t[2] < t[3]), code)
def test_one_stratum_is_the_crude_effect(counts, measure):
    a, n1, c, n2 = (np.array([float(x)]) for x in counts)
    found = mantel_haenszel(measure, a, n1 - a, c, n2 - c)
    assert found.estimate[0] == pytest.approx(effect_sizes(measure, a, n1, c, n2).y[0], abs=1e-12)
    assert found.se[0] ** 2 == pytest.approx(effect_sizes(measure, a, n1, c, n2).v[0])


@given(tables, code)
def test_mantel_haenszel_of_swapped_arms(counts, measure):
    a, n1, c, n2 = counts
    found = mantel_haenszel(measure, a, n1 - a, c, n2 - c)
    swapped = mantel_haenszel(measure, c, n2 - c, a, n1 - a)
    np.testing.assert_allclose(swapped.estimate, -found.estimate, atol=1e-9)
    np.testing.assert_allclose(swapped.se, found.se, rtol=1e-6, atol=1e-9)


@given(tables)
def test_peto_of_swapped_arms(counts):
    a, n1, c, n2 = counts
    found, swapped = peto(a, n1 - a, c, n2 - c), peto(c, n2 - c, a, n1 - a)
    np.testing.assert_allclose(swapped.estimate, -found.estimate, atol=1e-9)


@given(table)
def test_fisher_equals_the_sum_in_fractions(counts):
    a, n1, c, n2 = counts
    events = a + c
    ways = {
        x: math.comb(n1, x) * math.comb(n2, events - x)
        for x in range(max(0, events - n2), min(n1, events) + 1)
    }
    exact = Fraction(sum(w for w in ways.values() if w <= ways[a]), sum(ways.values()))
    assert fisher_exact(a, n1 - a, c, n2 - c).p[0] == pytest.approx(float(exact), rel=1e-9)


@given(table)
def test_yates_never_makes_a_table_more_surprising(counts):
    a, n1, c, n2 = counts
    assume(0 < a + c < n1 + n2)
    plain = chi_square(a, n1 - a, c, n2 - c)
    corrected = chi_square(a, n1 - a, c, n2 - c, correct=True)
    assert corrected.p[0] >= plain.p[0] - 1e-12


@given(table, st.sampled_from(["wald", "newcombe", "agresti-caffo"]))
def test_intervals_of_a_difference_follow_the_arms(counts, method):
    a, n1, c, n2 = counts
    found = risk_difference_interval(a, n1 - a, c, n2 - c, method=method)
    swapped = risk_difference_interval(c, n2 - c, a, n1 - a, method=method)
    assert swapped.low[0] == pytest.approx(-found.high[0], abs=1e-12)
    if method == "newcombe":
        assert -1 <= found.low[0] <= found.estimate[0] <= found.high[0] <= 1


@given(st.floats(-3, 3), st.floats(0.01, 2), st.sampled_from(["RR", "HR", "RD"]))
def test_an_interval_gives_back_the_error_it_was_made_from(y, se, measure):
    half = 1.959963984540054 * se
    shown = np.array([y, y - half, y + half])
    middle, low, high = shown if measure == "RD" else np.exp(shown)
    found = from_interval(measure, middle, low, high)
    assert found.y[0] == pytest.approx(y, abs=1e-9)
    assert found.v[0] == pytest.approx(se * se, rel=1e-9)
    assert to_display(found.measure, found.y)[0] == pytest.approx(middle)
    z = abs(y) / se
    p = wald_p(middle, low, high, log_scale=found.measure.log_scale)[0]
    assert p == pytest.approx(math.erfc(z / math.sqrt(2)), abs=1e-9)
