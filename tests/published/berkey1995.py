"""Berkey, Hoaglin, Mosteller & Colditz 1995, Stat Med 14:395, page 408: BCG and latitude.

Log risk ratios with smoothed variances. Four digits as R's metafor prints them in its test
suite, which says where the article rounds otherwise.
"""

import numpy as np
import pytest

from tests.published.colditz1994 import TRIALS
from thymos.kernel import contrasts, effect_sizes, pool, regress

LATITUDE = np.array([44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33]) - 33.46
A, B, C, D = (np.array(column, float) for column in zip(*TRIALS, strict=True))
Y = effect_sizes("RR", A, A + B, C, C + D).y
V = (B / A).sum() / (13 * (A + B)) + (D / C).sum() / (13 * (C + D))
X = np.column_stack([np.ones(13), LATITUDE])


def test_empirical_bayes():
    found = pool(Y, V, method="EB")
    shown = found.estimate[0], found.se[0], found.tau2[0]
    assert shown == pytest.approx((-0.5429, 0.1842, 0.2682), abs=6e-5)


def test_latitude():
    found = regress(Y, V, X, method="EB")
    assert found.coefficients[0] == pytest.approx((-0.6303, -0.0268), abs=6e-5)
    assert found.se[0] == pytest.approx((0.1591, 0.0110), abs=6e-5)
    assert found.tau2[0] == pytest.approx(0.1572, abs=6e-5)
    assert found.R2[0] == pytest.approx(41.3844, abs=5e-3)
    shown = np.exp(contrasts(found, np.array([[1, 0], [1, 42 - 33.46]])).estimate[0])
    assert shown == pytest.approx((0.5324, 0.4236), abs=6e-5)


def test_latitude_without_heterogeneity():
    found = regress(Y, V, X, method="CE")
    assert found.coefficients[0] == pytest.approx((-0.5949, -0.0282), abs=6e-5)
    assert found.se[0] == pytest.approx((0.0696, 0.0040), abs=6e-5)
    shown = np.exp(contrasts(found, np.array([[1, 0], [1, 42 - 33.46]])).estimate[0])
    assert shown == pytest.approx((0.5516, 0.4336), abs=6e-5)
