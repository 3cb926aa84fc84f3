"""Laws of effect sizes: exchanging groups, changing the unit, batches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thymos.kernel import MEASURES, effects_from_columns, mean_effects, rate_effects
from thymos.kernel.effects import columns_of

size = st.integers(2, 300)
mean = st.floats(0.1, 100)
spread = st.floats(0.05, 30)
group = st.tuples(mean, spread, size)
TWO_GROUPS = [m.code for m in MEASURES if m.family in ("tables", "rates", "means")]
ONE_SIDED = ("SMD1", "SMD1H")


def draw(code, random, studies):
    """A table of columns for any measure of two groups."""
    n1, n2 = random.integers(5, 60, (2, studies))
    given = {"n1i": n1, "n2i": n2, "ai": random.integers(0, n1 + 1), "ci": random.integers(0, n2)}
    given |= {"x1i": random.poisson(3, studies), "x2i": random.poisson(4, studies)}
    given |= {name: random.uniform(5, 90, studies) for name in ("t1i", "t2i", "m1i", "m2i")}
    given |= {name: random.uniform(1, 20, studies) for name in ("sd1i", "sd2i")}
    return {name: given[name].astype(float) for name in columns_of(code)}


def exchange(columns):
    """Group 1 for group 2, a for c."""
    pairs = {"ai": "ci", "ci": "ai"}
    other = {name: pairs.get(name, name.translate(str.maketrans("12", "21"))) for name in columns}
    return {name: columns[other[name]] for name in columns}


@pytest.mark.parametrize("code", [c for c in TWO_GROUPS if c not in ONE_SIDED])
def test_exchanging_the_groups_turns_the_effect_round(code):
    columns = draw(code, np.random.default_rng(7), 40)
    if code == "SMD1":
        columns["sd1i"] = columns["sd2i"]
    found, turned = (effects_from_columns(code, x) for x in (columns, exchange(columns)))
    np.testing.assert_allclose(turned.y, -found.y, atol=1e-12)
    np.testing.assert_allclose(turned.v, found.v, rtol=1e-10)


@pytest.mark.parametrize("code", TWO_GROUPS)
def test_a_row_of_a_batch_is_the_row_alone(code):
    columns = draw(code, np.random.default_rng(11), 6)
    pairs = {name: np.stack([x, x[::-1]]) for name, x in columns.items()}
    found, alone = effects_from_columns(code, pairs), effects_from_columns(code, columns)
    np.testing.assert_array_equal(found.y[0], alone.y)
    np.testing.assert_array_equal(found.y[1], alone.y[::-1])


@given(group, group, st.floats(1e-6, 1e6))
def test_standardised_effects_do_not_know_the_unit(one, two, unit):
    for code in ("SMD", "SMDH", "SMD1", "ROM", "VR", "CVR"):
        plain = mean_effects(code, *one, *two)
        scaled = mean_effects(
            code, one[0] * unit, one[1] * unit, one[2], two[0] * unit, two[1] * unit, two[2]
        )
        np.testing.assert_allclose(scaled.y, plain.y, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(scaled.v, plain.v, rtol=1e-9)


@given(st.integers(1, 50), st.integers(1, 50), st.floats(1, 1e4), st.floats(1, 1e4))
def test_a_rate_ratio_does_not_know_the_unit_of_time(x1, x2, t1, t2):
    days = rate_effects("IRR", x1, t1, x2, t2)
    years = rate_effects("IRR", x1, t1 / 365, x2, t2 / 365)
    np.testing.assert_allclose(years.y, days.y, atol=1e-9)
    np.testing.assert_array_equal(years.v, days.v)
