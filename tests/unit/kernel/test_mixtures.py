"""Mixtures of normals, their intervals and modes."""

import numpy as np
import pytest

from thymos.kernel import credible, mixture, mode


@pytest.fixture
def skewed():
    return mixture([3.0, 1.0], [0.0, 2.0], [1.0, 3.0])


def test_moments_and_quantiles(skewed):
    assert skewed.mean == 0.5
    assert skewed.sd == pytest.approx(np.sqrt(0.75 * 1 + 0.25 * (9 + 4) - 0.25))
    shares = np.array([1e-12, 0.025, 0.5, 0.9, 1 - 1e-12])
    assert skewed.cdf(skewed.quantile(shares)) == pytest.approx(shares, rel=1e-9)
    assert skewed.quantile([0.0, 1.0]).tolist() == [-np.inf, np.inf]


def test_the_shortest_interval_is_of_equal_density_and_shorter(skewed):
    low, high = credible(skewed, 0.9, kind="shortest")
    assert skewed.cdf(high) - skewed.cdf(low) == pytest.approx(0.9, abs=1e-9)
    assert skewed.density(low) == pytest.approx(float(skewed.density(high)), rel=1e-6)
    central = credible(skewed, 0.9)
    assert high - low < central[1] - central[0]
    assert skewed.cdf(central[0]) == pytest.approx(0.05)


def test_the_mode_is_where_no_density_is_higher(skewed):
    top = mode(skewed)
    assert skewed.density(top) >= skewed.density(np.linspace(-3, 5, 2001)).max()


def test_refusals(skewed):
    with pytest.raises(ValueError, match="must agree"):
        mixture([1.0], [0.0, 1.0], [1.0])
    with pytest.raises(ValueError, match="sds above 0"):
        mixture([1.0], [0.0], [0.0])
    with pytest.raises(ValueError, match="from 0 to 1"):
        skewed.quantile(1.2)
    with pytest.raises(ValueError, match="unknown interval"):
        credible(skewed, kind="narrow")
