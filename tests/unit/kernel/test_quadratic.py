"""The distribution of Q with any fixed weights."""

import numpy as np
import pytest
from scipy import special

from thymos.kernel.quadratic import mixture_upper, q_moments, q_spread


@pytest.mark.parametrize("df", [1, 2, 7, 30, 100, 400])
def test_equal_terms_are_chi_squared(df):
    for share in (0.001, 0.025, 0.5, 0.975, 0.9999):
        x = 2 * special.gammaincinv(df / 2, share)
        found = mixture_upper(np.array([x]), np.ones((1, df)))[0]
        assert found == pytest.approx(1 - share, abs=1e-11)


def test_pairs_of_terms_are_exponentials():
    # Two equal c make an exponential of mean 2c; sums of those have a closed form.
    c, x = np.array([[1.0, 1.0, 5.0, 5.0, 0.01, 0.01]]), 7.0
    rate = 1 / (2 * np.array([1.0, 5.0, 0.01]))
    share = [np.prod([b / (b - a) for b in rate if b != a]) for a in rate]
    exact = sum(s * np.exp(-a * x) for s, a in zip(share, rate, strict=True))
    assert mixture_upper(np.array([x]), c)[0] == pytest.approx(exact, abs=1e-12)


def test_a_dominant_term_among_many_does_not_magnify_rounding():
    c = np.full((1, 400), 1e-12)
    c[0, 0] = 1.0
    assert mixture_upper(np.array([3.841458820694124]), c)[0] == pytest.approx(0.05, abs=1e-9)


def test_rows_of_different_width_are_solved_apart():
    c = np.zeros((2, 60))
    c[0, 0], c[1] = 1.0, 1.0
    x = np.array([3.841458820694124, 2 * special.gammaincinv(30, 0.95)])
    np.testing.assert_allclose(mixture_upper(x, c), 0.05, atol=1e-11)


def test_terms_of_q_add_up_to_its_expectation():
    a, v, t = np.array([[1.0, 2.0, 0.5, 0.0]]), np.array([[0.1, 0.4, 0.2, 1.0]]), np.array([0.3])
    level, slope = q_moments(a, v)
    assert q_spread(t, a, v).sum() == pytest.approx(float((level + slope * t)[0]))
    assert np.sum(q_spread(t, a, v) > 1e-12) == 2


def test_inverse_variances_make_it_chi_squared():
    v, t = np.array([[0.1, 0.4, 0.2]]), np.array([0.3])
    np.testing.assert_allclose(q_spread(t, 1 / (v + t), v), [[0.0, 1.0, 1.0]], atol=1e-12)
