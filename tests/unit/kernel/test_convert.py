"""From what papers print to effects: round trips, by hand, cautions, refusals."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from thymos.kernel import mean_effects
from thymos.kernel.convert import (
    d_from_f,
    d_from_p,
    d_from_r,
    d_from_t,
    effect_from_p,
    phi_from_chi_square,
    r_from_t,
    se_from_interval,
)
from thymos.kernel.distributions import normal_two_sided, t_two_sided
from thymos.kernel.summaries import (
    SKEWED,
    events_from_percent,
    join_groups,
    mean_from_median,
    sd_from_se,
    sd_of_change,
)
from thymos.kernel.survival import hazard_from_logrank, hazard_from_p, variance_from_events
from thymos.kernel.tests2x2 import chi_square


def reasons(found):
    return [caution.reason for caution in found.cautions]


def test_an_interval_gives_back_its_error():
    y, se = np.array([-0.3, 0.0, 1.2]), np.array([0.1, 0.4, 0.02])
    z = 1.6448536269514722
    found = se_from_interval(y - z * se, y + z * se, level=0.90)
    np.testing.assert_allclose(found["se"], se, rtol=1e-12)
    t = 2.2281388519649385  # 10 degrees of freedom, two-sided 5 %
    small = se_from_interval(y - t * se, y + t * se, df=10)
    np.testing.assert_allclose(small["se"], se, rtol=1e-9)


def test_a_p_value_gives_back_its_error():
    y, se = np.log([0.5, 2.0]), np.array([0.3, 0.5])
    found = effect_from_p("OR", np.exp(y), normal_two_sided(y / se))
    np.testing.assert_allclose(found["se"], se, rtol=1e-9)
    np.testing.assert_allclose(found["v"], se**2, rtol=1e-9)
    one = effect_from_p("OR", np.exp(y), normal_two_sided(y / se) / 2, sides=1)
    np.testing.assert_allclose(one["se"], se, rtol=1e-9)
    by_t = effect_from_p("MD", y, t_two_sided(y / se, 7), df=7)
    np.testing.assert_allclose(by_t["se"], se, rtol=1e-9)
    assert [step.name for step in by_t.steps] == ["t", "y", "se", "v"]


def test_a_null_effect_has_no_error_and_says_so():
    found = effect_from_p("RR", [1.0, 0.5], [0.5, 0.97])
    assert np.isnan(found["se"][0])
    assert reasons(found) == [
        "no effect, so that any error fits the P value",
        "P is so near 1 that its rounding decides the error",
    ]
    assert found.cautions[0].studies.tolist() == [True, False]


def test_t_f_and_p_tell_the_same_story_as_the_means():
    m1, sd1, n1, m2, sd2, n2 = 5.0, 2.0, 12, 3.5, 1.5, 17
    pooled = math.sqrt(((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / (n1 + n2 - 2))
    t = (m1 - m2) / (pooled * math.sqrt(1 / n1 + 1 / n2))
    direct = mean_effects("SMD", m1, sd1, n1, m2, sd2, n2)
    p = t_two_sided(t, n1 + n2 - 2)
    for found in (d_from_t(t, n1, n2), d_from_f(t * t, n1, n2, 1), d_from_p(p, n1, n2, 1)):
        np.testing.assert_allclose(found["y"], direct.y, rtol=1e-9)
        np.testing.assert_allclose(found["v"], direct.v, rtol=1e-9)
    assert d_from_p(p, n1, n2, -1)["d"][0] == pytest.approx(-d_from_t(t, n1, n2)["d"][0])


def test_phi_from_the_chi_squared_of_a_table():
    statistic = chi_square(20, 30, 10, 40).statistic
    phi = (20 * 40 - 30 * 10) / math.sqrt(50 * 50 * 30 * 70)
    found = phi_from_chi_square(statistic, 100, 1)
    assert found["r"][0] == pytest.approx(phi)
    assert "Yates" in reasons(found)[0]


def test_correlation_to_difference_and_back():
    # Two groups of 50: r = d / sqrt(d^2 + 4) is how the conversion is derived.
    d = d_from_r([0.3], [100])["d"][0]
    assert d / math.sqrt(d**2 + 4) == pytest.approx(0.3)
    r = r_from_t([2.5], [30])["r"][0]
    assert r * math.sqrt(30 / (1 - r**2)) == pytest.approx(2.5)


def quantiles_of_normal(n, mean, sd):
    """The expected quartiles and extremes of n normal values, by a large simulation."""
    draws = np.random.default_rng(5).normal(mean, sd, (4000, n))
    return np.quantile(draws, [0, 0.25, 0.5, 0.75, 1], axis=1).mean(1)


@pytest.mark.parametrize("n", [25, 101, 401])
@pytest.mark.parametrize("pairs", ["quartiles", "extremes", "both"])
def test_a_normal_sample_gives_back_its_mean_and_deviation(n, pairs):
    low, q1, middle, q3, high = quantiles_of_normal(n, 10.0, 2.0)
    given = {"quartiles": (q1, q3), "extremes": (low, high)}
    chosen = given if pairs == "both" else {pairs: given[pairs]}
    found = mean_from_median(middle, n, **chosen)
    assert found["mean"][0] == pytest.approx(10, abs=0.05)
    assert found["sd"][0] == pytest.approx(2, rel=0.03)
    assert not found.cautions


def test_five_numbers_by_hand():
    # n = 16: n^0.75 = 8; n^0.55 and n^0.6 as written.
    found = mean_from_median([10], [16], quartiles=([8], [13]), extremes=([4], [20]))
    w1, w2 = 2.2 / 10.2, 0.7 - 0.72 / 16**0.55
    assert found["mean"][0] == pytest.approx(w1 * 12 + w2 * 10.5 + (1 - w1 - w2) * 10)
    normal = NormalDist().inv_cdf
    tail, quarter = normal(15.625 / 16.25), normal(11.875 / 16.25)
    share = 1 / (1 + 0.07 * 16**0.6)
    assert found["sd"][0] == pytest.approx(share * 16 / 2 / tail + (1 - share) * 5 / 2 / quarter)


def test_a_skewed_summary_is_named():
    found = mean_from_median([3.0, 10.0], [60, 60], quartiles=([2.0, 8.0], [12.0, 12.0]))
    assert reasons(found) == [SKEWED]
    assert found.cautions[0].studies.tolist() == [True, False]


def test_joined_groups_are_the_people_together():
    one, two = np.array([1.0, 4.0, 5.0]), np.array([2.0, 9.0])
    parts = [x for g in (one, two) for x in (g.mean(), g.std(ddof=1), g.size)]
    found, everyone = join_groups(*parts), np.concatenate([one, two])
    assert found["mean"][0] == pytest.approx(everyone.mean())
    assert found["sd"][0] == pytest.approx(everyone.std(ddof=1))


def test_deviations_from_errors_and_of_changes():
    assert sd_from_se([0.4], [25])["sd"][0] == pytest.approx(2)
    assert sd_of_change([3.0], [4.0], [0.0])["sd"][0] == pytest.approx(5)
    assert reasons(sd_of_change([3.0], [4.0], [0.5]))


@pytest.mark.parametrize(
    ("percent", "n", "decimals", "fewest", "most"),
    [
        (35.3, 17, 1, 6, 6),
        (35, 17, 0, 6, 6),
        (35, 400, 0, 138, 142),
        (0.0, 50, 1, 0, 0),
        (100, 50, 0, 50, 50),
        (12.5, 8, 1, 1, 1),
        (50, 3, 0, None, None),
    ],
)
def test_counts_behind_a_percentage(percent, n, decimals, fewest, most):
    found = events_from_percent(percent, n, decimals=decimals)
    if fewest is None:
        assert np.isnan(found["events"][0])
        assert reasons(found) == ["no count has this percentage of this denominator"]
        return
    assert (found["fewest"][0], found["most"][0]) == (fewest, most)
    assert bool(reasons(found)) == (fewest != most)
    for count in range(n + 1):
        fits = abs(100 * count / n - percent) <= 0.5 * 10**-decimals + 1e-9
        assert fits == (fewest <= count <= most)


def test_hazard_ratios_by_every_route():
    direct = hazard_from_logrank([-8.0], [24.0])
    z = 8 / math.sqrt(24)
    by_p = hazard_from_p(normal_two_sided(z), [40], [60], [-1])
    np.testing.assert_allclose(by_p["y"], direct["y"], rtol=1e-9)
    np.testing.assert_allclose(by_p["v"], direct["v"], rtol=1e-9)
    np.testing.assert_allclose(variance_from_events([40], [60])["v"], 1 / 40 + 1 / 60)
    unlike = hazard_from_p([0.04], [40], [60], [1], sizes=([200], [100]))
    assert unlike["V"][0] == pytest.approx(100 * 2 / 9)


def test_a_step_that_is_not_there():
    with pytest.raises(ValueError, match="no step 'mean'; there are sd"):
        sd_from_se([1.0], [4])["mean"]


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda: se_from_interval([1], [1]), "high: study 1 is 1.0, expected a finite limit"),
        (lambda: se_from_interval([1], [2], df=0), "df: study 1 is 0.0"),
        (lambda: effect_from_p("RR", [0.5], [0.0]), "p: study 1 is 0.0, expected a P value above"),
        (lambda: effect_from_p("RR", [0.5], [0.1], sides=3), "unknown number of sides '3'"),
        (lambda: effect_from_p("RR", [-0.5], [0.1]), "a risk ratio must be above 0"),
        (lambda: d_from_t([1, np.inf], 9, 9), "t: study 2 is inf"),
        (lambda: d_from_f([-1], 9, 9, 1), "f: study 1 is -1.0"),
        (lambda: d_from_f([1], 9, 9, 0), "sign: study 1 is 0.0, expected 1 or -1"),
        (lambda: phi_from_chi_square([11], [10], [1]), "at most the number of people"),
        (lambda: d_from_r([1], [9]), "r: study 1 is 1.0, expected a correlation between"),
        (lambda: mean_from_median([1], [9]), "a median needs quartiles"),
        (lambda: mean_from_median([1], [4], quartiles=([0], [2])), "n: study 1 is 4.0"),
        (
            lambda: mean_from_median([1, 5], 9, quartiles=([0, 0], [2, 2])),
            "q3: study 2 is 2.0, expected a value not below median",
        ),
        (lambda: mean_from_median([1], [9], quartiles=([1], [1])), "a value above q1"),
        (lambda: events_from_percent([101], [9], decimals=0), "percent: study 1 is 101.0"),
        (lambda: events_from_percent([10], [9.5], decimals=0), "n: study 1 is 9.5"),
        (lambda: events_from_percent([10], [9], decimals=-1), "decimals must be 0 or more"),
        (lambda: hazard_from_logrank([1], [0]), "v: study 1 is 0.0"),
        (lambda: hazard_from_p([0.1], [0], [5], [1]), "d1i: study 1 is 0.0"),
    ],
)
def test_what_is_refused(act, said):
    with pytest.raises(ValueError, match=said):
        act()
