"""Van Houwelingen, Arends & Stijnen 2002, Stat Med 21:589, pages 596 to 599 and 608 to 609.

BCG, odds ratios; counts of Colditz et al. 1994. Four digits as the test suite of R's metafor prints
them.
"""

import numpy as np
import pytest

from tests.published.colditz1994 import TRIALS
from thymos.kernel import effect_sizes, pool, regress, tau2_interval


@pytest.fixture
def effects():
    a, b, c, d = (np.array(column) for column in zip(*TRIALS, strict=True))
    return effect_sizes("OR", a, a + b, c, c + d)


def four(*arrays):
    return tuple(round(float(a[0]), 4) for a in arrays)


def test_one_common_effect(effects):
    found = pool(effects.y, effects.v, method="CE")
    shown = four(*(np.exp(x) for x in (found.estimate, found.ci_low, found.ci_high)))
    assert shown == (0.6465, 0.5951, 0.7024)


def test_maximum_likelihood(effects):
    found = pool(effects.y, effects.v, method="ML")
    shown = four(*(np.exp(x) for x in (found.estimate, found.ci_low, found.ci_high)))
    assert shown == (0.4762, 0.3360, 0.6749)
    assert four(found.tau2) == (0.3025,)


def test_intervals_of_tau2(effects):
    likely = tau2_interval(effects.y, effects.v, rule="PL", method="ML")
    assert four(*likely) == (0.1151, 0.8937)
    assert four(*tau2_interval(effects.y, effects.v)) == (0.1301, 1.1812)  # metafor: 0.1302


def test_knapp_and_hartung(effects):
    found = pool(effects.y, effects.v, method="ML", test="knha")
    assert four(np.exp(found.ci_low), np.exp(found.ci_high)) == (0.3175, 0.7141)


def test_where_the_effect_of_a_further_trial_would_lie(effects):
    found = pool(effects.y, effects.v, method="ML", prediction="z")
    centre, spread = found.estimate[0], 1.959964 * np.sqrt(found.tau2[0])
    # The paper leaves out the error of the mean; the interval by the rule z has it.
    assert (centre - spread, centre + spread) == pytest.approx((-1.8199, 0.3359), abs=6e-5)
    shown = found.prediction_low[0], found.prediction_high[0]
    assert shown == pytest.approx((-1.875, 0.391), abs=6e-4)


def test_latitude(effects):
    latitude = [44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33]
    X = np.column_stack([np.ones(13), latitude])
    found = regress(effects.y, effects.v, X, method="ML")
    # Printed to four digits, of a tau2 that the package's default rule leaves short of the best.
    assert found.coefficients[0] == pytest.approx((0.3710, -0.0327), abs=1e-4)
    assert found.se[0] == pytest.approx((0.1061, 0.0034), abs=2e-4)
    assert found.tau2[0] == pytest.approx(0.0040, abs=6e-5)
    # The same package with a threshold of 1e-12.
    assert found.coefficients[0] == pytest.approx((0.371070498, -0.032722493), abs=2e-8)
    assert found.se[0] == pytest.approx((0.105971211, 0.003371540), abs=2e-8)
    assert found.R2[0] == pytest.approx(98.678024755, abs=1e-5)
