"""Strata of counts: rates pooled, association and homogeneity, and where they do not exist."""

import numpy as np
import pytest

from thymos.kernel import rate_effects
from thymos.kernel.strata import (
    association_test,
    association_test_rates,
    homogeneity_test,
    mantel_haenszel_rates,
)
from thymos.kernel.tests2x2 import chi_square


@pytest.mark.parametrize("code", ["IRR", "IRD"])
def test_one_stratum_is_the_crude_rate(code):
    crude = rate_effects(code, 9, 413, 19, 398)
    found = mantel_haenszel_rates(code, [9], [413], [19], [398])
    assert found.estimate[0] == pytest.approx(crude.y[0])
    assert found.se[0] ** 2 == pytest.approx(crude.v[0])
    assert found.Q[0] == pytest.approx(0)


def test_a_stratum_without_events_leaves_the_ratio_but_not_the_difference():
    some = ([9, 0], [413, 50], [19, 0], [398, 60])
    first = tuple(column[:1] for column in some)
    ratio = [mantel_haenszel_rates("IRR", *x) for x in (some, first)]
    assert ratio[0].estimate[0] == ratio[1].estimate[0]
    assert ratio[0].se[0] == ratio[1].se[0]
    assert (ratio[0].k[0], ratio[0].k_informative[0]) == (2, 1)
    difference = [mantel_haenszel_rates("IRD", *x) for x in (some, first)]
    assert abs(difference[0].estimate[0]) < abs(difference[1].estimate[0])


def test_no_events_in_one_group_leave_no_ratio():
    found = mantel_haenszel_rates("IRR", [0, 0], [10, 10], [3, 4], [10, 10])
    assert np.isnan(found.estimate[0])
    assert np.isnan(found.se[0])


def test_the_association_of_one_table_is_its_chi_squared_but_for_n_less_one():
    n = 361
    found = association_test([47], [134], [63], [117], correct=False).statistic[0]
    assert found == pytest.approx(chi_square(47, 134, 63, 117).statistic[0] * (n - 1) / n)


def test_the_continuity_correction_stops_at_no_distance():
    # Events just as expected: observed less expected is 0, and the correction must not turn it.
    assert association_test([5], [5], [5], [5]).statistic[0] == 0
    assert association_test_rates([5], [10], [5], [10]).statistic[0] == 0


def test_one_odds_ratio_in_all_tables_is_homogeneous():
    # Both tables have an odds ratio of 6 exactly.
    found = homogeneity_test([12, 30], [4, 10], [5, 20], [10, 40])
    assert found.statistic[0] == pytest.approx(0, abs=1e-9)
    assert found.df[0] == 1


def test_homogeneity_does_not_depend_on_which_group_comes_first():
    tables = ([4, 9, 3], [20, 11, 30], [8, 5, 12], [15, 20, 18])
    a, b, c, d = tables
    for tarone in (True, False):
        found = homogeneity_test(*tables, tarone=tarone).statistic
        np.testing.assert_allclose(homogeneity_test(c, d, a, b, tarone=tarone).statistic, found)
        np.testing.assert_allclose(homogeneity_test(b, a, d, c, tarone=tarone).statistic, found)


def test_tests_that_do_not_exist():
    none = homogeneity_test([0, 0], [5, 6], [0, 0], [5, 6])
    assert np.isnan(none.statistic[0])
    assert np.isnan(none.p[0])
    single = homogeneity_test([4], [6], [2], [8])
    assert single.df[0] == 0
    assert np.isnan(single.p[0])
    assert np.isnan(association_test([0], [5], [0], [6]).p[0])


def test_a_row_of_a_batch_is_the_row_alone():
    tables = np.random.default_rng(3).integers(0, 20, (4, 5, 6)) + 1
    together = homogeneity_test(*tables)
    rates = mantel_haenszel_rates("IRR", *tables)
    for row in range(5):
        alone = homogeneity_test(*tables[:, row])
        assert together.statistic[row] == alone.statistic[0]
        one = mantel_haenszel_rates("IRR", *tables[:, row])
        assert (rates.estimate[row], rates.Q[row]) == (one.estimate[0], one.Q[0])


def test_what_is_refused():
    with pytest.raises(ValueError, match="choose one of IRR, IRD"):
        mantel_haenszel_rates("IRSD", [1], [2], [1], [2])
    with pytest.raises(ValueError, match=r"t2i: study 1 is 0\.0"):
        mantel_haenszel_rates("IRR", [1], [2], [1], [0])
    with pytest.raises(ValueError, match=r"shape \(study,\) or \(batch, study\)"):
        mantel_haenszel_rates("IRR", [[[1]]], [2], [1], [2])
