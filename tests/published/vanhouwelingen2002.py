"""Van Houwelingen, Arends & Stijnen 2002, Stat Med 21:589, pages 596 to 599: BCG, odds ratios.

Counts of Colditz et al. 1994. Four digits as the test suite of R's metafor prints them.
"""

import numpy as np
import pytest

from tests.published.colditz1994 import TRIALS
from thymos.kernel import effect_sizes, pool, tau2_interval


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
