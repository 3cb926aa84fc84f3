"""Effect sizes beyond the first three: by hand, on both scales, and what they refuse."""

import math

import numpy as np
import pytest

from thymos.kernel import (
    MEASURES,
    change_effects,
    correlation_effects,
    effect_sizes,
    effects_from_columns,
    incidence_effects,
    level_effects,
    mean_effects,
    measure,
    proportion_effects,
    rate_effects,
    small_sample_factor,
    to_display,
)
from thymos.kernel.effects import FAMILIES, columns_of, from_display

SCALES = {m.scale for m in MEASURES}


def test_peto_of_one_table_is_observed_less_expected_over_its_variance():
    found = effect_sizes("PETO", [4], [10], [2], [20])
    excess, spread = 4 - 10 * 6 / 30, 10 * 20 * 6 * 24 / (30**2 * 29)
    assert found.y[0] == pytest.approx(excess / spread)
    assert found.v[0] == pytest.approx(1 / spread)


def test_associations_by_hand():
    odds = 4 * 18 / (6 * 2)
    assert effect_sizes("YUQ", [4], [10], [2], [20]).y[0] == pytest.approx((odds - 1) / (odds + 1))
    root = math.sqrt(odds)
    assert effect_sizes("YUY", [4], [10], [2], [20]).y[0] == pytest.approx((root - 1) / (root + 1))
    phi = (4 * 18 - 6 * 2) / math.sqrt(10 * 20 * 6 * 24)
    assert effect_sizes("PHI", [4], [10], [2], [20]).y[0] == pytest.approx(phi)


def test_an_arcsine_difference_needs_no_constant():
    found = effect_sizes("AS", [0], [10], [5], [10])
    assert found.corrected.tolist() == [False]
    assert found.y[0] == pytest.approx(-math.pi / 4)
    assert found.v[0] == pytest.approx(1 / 20)


def test_an_odds_ratio_there_and_back():
    # Hasselblad & Hedges 1995: the two conversions undo each other but for small-sample terms.
    d = effect_sizes("OR2D", [40], [100], [20], [100])
    log_odds = effect_sizes("OR", [40], [100], [20], [100])
    back = mean_effects("D2OR", d.y, 1.0, [100], 0.0, 1.0, [100])
    assert back.y[0] == pytest.approx(log_odds.y[0])


def test_rates_by_hand():
    found = rate_effects("IRD", [9], [413], [19], [398])
    assert found.y[0] == pytest.approx(9 / 413 - 19 / 398)
    assert found.v[0] == pytest.approx(9 / 413**2 + 19 / 398**2)
    zero = rate_effects("IRR", [0], [100], [3], [100])
    assert zero.corrected.tolist() == [True]
    assert zero.y[0] == pytest.approx(math.log(0.5 / 3.5))
    assert rate_effects("IRR", [0], [1], [0], [1], drop00=True).included.tolist() == [False]


@pytest.mark.parametrize("df", [2, 3, 5, 10, 50, 400])
def test_the_small_sample_factor_is_a_ratio_of_gamma_functions(df):
    exact = (
        math.gamma(df / 2) / (math.sqrt(df / 2) * math.gamma((df - 1) / 2)) if df < 300 else None
    )
    found = float(small_sample_factor(df))
    if exact is not None:
        assert found == pytest.approx(exact, rel=1e-12)
    assert float(small_sample_factor(df, "approximate")) == pytest.approx(found, abs=0.2 / df**2)
    assert float(small_sample_factor(df, "none")) == 1


def test_the_small_sample_factor_runs_on_smoothly_where_the_series_begins():
    below, above = small_sample_factor([999.999999, 1000.000001])
    assert above - below == pytest.approx(2e-6 * 3 / 4 / 1000**2, abs=1e-12)
    assert np.isnan(small_sample_factor(1))


def test_a_standardised_difference_of_textbook_figures():
    # Cohen's d of 103 against 100 with a common deviation of 5.5 and 4.5: pooled root of
    # (49 * 5.5^2 + 49 * 4.5^2) / 98 = 25.25.
    found = mean_effects("SMD", [103], [5.5], [50], [100], [4.5], [50], correct="none")
    d = 3 / math.sqrt(25.25)
    assert found.y[0] == pytest.approx(d)
    assert found.v[0] == pytest.approx(2 / 50 + d**2 / 200)
    shrunk = mean_effects("SMD", [103], [5.5], [50], [100], [4.5], [50], correct="approximate")
    assert shrunk.y[0] == pytest.approx(d * (1 - 3 / (4 * 98 - 1)))


def test_the_unbiased_variance_is_unbiased_where_there_is_no_effect():
    found = mean_effects("SMD", [1.0], [2.0], [12], [1.0], [2.0], [9], vtype="UB")
    assert found.v[0] == pytest.approx(1 / 12 + 1 / 9)


def test_a_ratio_of_means_may_compare_two_negative_means():
    down = mean_effects("ROM", [-2.0], [1.0], [10], [-4.0], [1.0], [10])
    up = mean_effects("ROM", [2.0], [1.0], [10], [4.0], [1.0], [10])
    assert down.y[0] == pytest.approx(up.y[0])
    assert down.v[0] == pytest.approx(up.v[0])


def test_the_unbiased_correlation_is_larger_and_the_approximation_near():
    exact = correlation_effects("UCOR", [0.5], [20]).y[0]
    near = correlation_effects("UCOR", [0.5], [20], correct="approximate").y[0]
    assert exact > 0.5
    assert exact == pytest.approx(near, abs=1e-3)
    assert correlation_effects("UCOR", [0.5], [4]).included.tolist() == [False]
    assert correlation_effects("ZCOR", [1.0], [10]).included.tolist() == [False]


def test_one_group_by_hand():
    assert proportion_effects("PR", [2], [8]).v[0] == pytest.approx(0.25 * 0.75 / 8)
    assert proportion_effects("PLO", [0], [9]).y[0] == pytest.approx(math.log(0.5 / 9.5))
    double = (math.asin(math.sqrt(2 / 9)) + math.asin(math.sqrt(3 / 9))) / 2
    assert proportion_effects("PFT", [2], [8]).y[0] == pytest.approx(double)
    assert incidence_effects("IRS", [9], [100]).y[0] == pytest.approx(0.3)
    assert level_effects("SDLN", [0], [4], [9]).y[0] == pytest.approx(math.log(4) + 1 / 16)


def test_a_change_without_correlation_has_the_variance_of_a_difference():
    paired = change_effects("MC", [10], [8], [2], [3], [0], [20])
    apart = mean_effects("MD", [10], [2], [20], [8], [3], [20])
    assert paired.v[0] == pytest.approx(apart.v[0])


@pytest.mark.parametrize("code", ["PLO", "PAS", "PLN", "IRLN", "IRS", "ZCOR", "MNLN", "PR"])
def test_scales_there_and_back(code):
    kind = measure(code)
    shown = np.array([0.02, 0.3, 0.97])
    np.testing.assert_allclose(to_display(kind, from_display(kind, shown)), shown, rtol=1e-12)


@pytest.mark.parametrize(("x", "n"), [(0, 12), (1, 12), (6, 12), (12, 12), (3, 800)])
def test_the_double_arcsine_is_undone_at_its_own_size(x, n):
    y = proportion_effects("PFT", [x], [n]).y
    assert to_display(measure("PFT"), y, n=[n])[0] == pytest.approx(x / n, abs=1e-9)


@pytest.mark.parametrize(("x", "t"), [(0, 12.0), (1, 0.5), (40, 90.0)])
def test_the_double_root_is_undone_at_its_own_time(x, t):
    y = incidence_effects("IRFT", [x], [t]).y
    assert to_display(measure("IRFT"), y, n=t)[0] == pytest.approx(x / t, abs=1e-9)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda: to_display(measure("PFT"), 0.3), "PFT needs n, the size"),
        (lambda: to_display(measure("PFT"), 0.3, n=0), "n: study 1 is 0.0, expected a size above"),
        (lambda: from_display(measure("PFT"), 0.3), "PFT is computed from counts"),
        (lambda: from_display(measure("PLO"), [0.3, 1.0]), "x: study 2 is 1.0"),
        (lambda: effect_sizes("OR", 1, 2, 1, 2, vtype="UB"), "OR has the variances LS, got vtype"),
        (lambda: mean_effects("SMD", 1, 1, 9, 1, 1, 9, correct="much"), "unknown correction"),
        (lambda: mean_effects("MD", 1, 1, [9, 1], 1, 1, 9), "n1i: study 2 is 1.0, expected a gr"),
        (lambda: mean_effects("MD", 1, [1, -1], 9, 1, 1, 9), "sd1i: study 2 is -1.0"),
        (lambda: mean_effects("MD", np.nan, 1, 9, 1, 1, 9), "m1i: study 1 is nan, expected a fin"),
        (lambda: mean_effects("ROM", [2, -1], 1, 9, 1, 1, 9), "m1i: study 2 is -1.0"),
        (lambda: mean_effects("CVR", 1, 1, 9, 0, 1, 9), "m2i: study 1 is 0.0"),
        (lambda: mean_effects("MD", [1, 2], [1, 2, 3], 9, 1, 1, 9), r"m1i \(2,\), sd1i \(3,\)"),
        (lambda: rate_effects("IRR", 1, 0, 1, 1), "t1i: study 1 is 0.0, expected person-time ab"),
        (lambda: rate_effects("OR", 1, 1, 1, 1), "choose one of IRR, IRD, IRSD"),
        (lambda: proportion_effects("PR", [1, 9], [8, 8]), "xi: study 2 is 9.0, expected no more"),
        (lambda: incidence_effects("IR", -1, 8), "xi: study 1 is -1.0"),
        (lambda: correlation_effects("COR", [0.1, 1.1], 9), "ri: study 2 is 1.1"),
        (lambda: level_effects("MNLN", 0, 1, 9), "mi: study 1 is 0.0, expected a mean above 0"),
        (lambda: change_effects("MC", 1, 1, 1, 1, 2, 9), "ri: study 1 is 2.0"),
        (lambda: change_effects("ROMC", 1, -1, 1, 1, 0, 9), "same sign"),
        (lambda: effects_from_columns("HR", {}), "its effects are given"),
        (lambda: effects_from_columns("OR", {"ai": [1]}), "n1i is missing"),
        (
            lambda: effects_from_columns("MN", {"mi": 1, "sdi": 1, "ni": 9}, vtype="LS"),
            "MN has no option 'vtype'; none",
        ),
    ],
)
def test_what_is_refused(act, said):
    with pytest.raises(ValueError, match=said):
        act()


def test_columns_may_come_as_cells():
    both = effects_from_columns("PLO", {"xi": [2], "mi": [8], "extra": ["text"]})
    assert both.y[0] == pytest.approx(math.log(2 / 8))
    with pytest.raises(ValueError, match="VR needs the columns sd1i, n1i, sd2i, n2i; n2i is"):
        effects_from_columns("VR", {"sd1i": 1, "n1i": 9, "sd2i": 2})
    assert effects_from_columns("VR", {"sd1i": 1, "n1i": 9, "sd2i": 1, "n2i": 9}).y[0] == 0


def test_every_family_has_its_columns():
    named = {family for family, *_ in FAMILIES}
    assert {m.family for m in MEASURES} == named | {"given"}
    assert columns_of("GEN") == ()
    assert {"plain", "log", "logit", "fisher", "arcsine", "root"} < SCALES


def test_unbiased_correlations_of_large_samples_have_an_effect():
    # SciPy's hypergeometric function is not finite there; for r = 0 the estimate is 0.
    r, n = np.array([0.0, 0.15, 0.1, -0.1]), np.array([210, 1832, 204, 10000])
    for vtype in ("LS", "UB"):
        found = correlation_effects("UCOR", r, n, vtype=vtype)
        assert found.included.all()
        # Olkin & Pratt's expansion r + r (1 - r^2) / (2 (n - 4)) is close to O(1 / n^2).
        assert found.y == pytest.approx(r + r * (1 - r**2) / (2 * (n - 4)), abs=2e-6)
        assert found.v == pytest.approx((1 - r**2) ** 2 / (n - 1), rel=0.02)


def test_unbiased_correlations_on_both_sides_of_where_the_series_takes_over():
    # A jump between SciPy's values and the sum would stand out in the fourth differences.
    n = np.arange(34, 50)
    found = correlation_effects("UCOR", np.full(16, 0.3), n, vtype="UB")
    for values in (found.y, found.v):
        bends = np.abs(np.diff(values, 4))
        assert (bends[1:] / bends[:-1]).max() < 1
        assert (bends[1:] / bends[:-1]).min() > 0.8
