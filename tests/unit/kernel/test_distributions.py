"""Quantiles and tails against printed tables (Fisher & Yates) and against their own inverses."""

import numpy as np
import pytest

from thymos.kernel.distributions import (
    chi2_quantile,
    chi2_upper,
    f_upper,
    normal_quantile,
    normal_two_sided,
    normal_upper,
    t_quantile,
    t_two_sided,
    t_upper,
)


@pytest.mark.parametrize(
    ("df", "value"), [(1, 12.706), (2, 4.303), (5, 2.571), (10, 2.228), (30, 2.042), (120, 1.980)]
)
def test_student_table(df, value):
    assert t_quantile(0.975, df).round(3) == value


@pytest.mark.parametrize(
    ("df", "low", "high"), [(1, 0.000982, 5.024), (5, 0.831, 12.833), (30, 16.791, 46.979)]
)
def test_chi_squared_table(df, low, high):
    assert chi2_quantile(0.025, df) == pytest.approx(low, rel=1e-3)
    assert chi2_quantile(0.975, df) == pytest.approx(high, rel=1e-4)


def test_tails_undo_quantiles():
    df = np.array([1.0, 2.0, 7.0, 40.0])
    assert t_two_sided(t_quantile(0.975, df), df) == pytest.approx([0.05] * 4)
    assert chi2_upper(chi2_quantile(0.9, df), df) == pytest.approx([0.1] * 4)
    assert normal_two_sided(normal_quantile(0.995)) == pytest.approx(0.01)


def test_far_tails_keep_their_digits():
    # 1 - cdf would print 0 here; 2.3e-26 is the P value of the BCG trials.
    assert normal_two_sided(10.6247) == pytest.approx(2.29e-26, rel=1e-2)
    assert chi2_upper(152.233, 12) == pytest.approx(2.0e-26, rel=1e-2)
    assert t_two_sided(50.0, 30.0) < 1e-29


@pytest.mark.parametrize("df", [0, -1, np.nan])
def test_without_degrees_of_freedom_there_is_nothing(df):
    assert np.isnan(t_quantile(0.975, df))
    assert np.isnan(t_two_sided(1.0, df))
    assert np.isnan(chi2_upper(1.0, df))
    assert np.isnan(chi2_quantile(0.975, df))


def test_shape_is_kept():
    assert t_quantile(0.975, np.ones((2, 3))).shape == (2, 3)
    assert t_quantile(0.975, 4.0).shape == ()


def test_new_tails_agree_with_the_old_and_know_no_df_of_zero():
    assert float(normal_upper(1.2)) == pytest.approx(float(normal_two_sided(1.2)) / 2)
    assert float(t_upper(1.2, 5)) == pytest.approx(float(t_two_sided(1.2, 5)) / 2)
    assert float(t_upper(-1.2, 5)) == pytest.approx(1 - float(t_upper(1.2, 5)))
    assert float(f_upper(1.44, 1, 5)) == pytest.approx(float(t_two_sided(1.2, 5)))
    assert np.isnan(t_upper(1.0, [0.0, -1.0])).all()
    assert np.isnan(t_two_sided(1.0, [0.0, -1.0])).all()
    assert np.isnan(f_upper(1.0, 0, 5))
