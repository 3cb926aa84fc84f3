"""Henmi & Copas 2010, Stat Med 29:2969, page 2978: acupoint stimulation against nausea.

Counts of Lee & Done 2004 as R's metadat gives them (dat.lee2004).
"""

import pytest

from thymos.kernel import effect_sizes, henmi_copas, pool

COUNTS = (
    [18, 5, 9, 32, 9, 11, 69, 3, 1, 11, 7, 4, 1, 24, 16, 28],
    [100, 50, 20, 135, 23, 18, 122, 25, 30, 30, 44, 47, 30, 40, 50, 110],
    [20, 18, 7, 31, 10, 12, 80, 12, 1, 19, 16, 6, 13, 71, 53, 25],
    [100, 50, 20, 139, 23, 18, 122, 25, 30, 30, 39, 47, 30, 80, 88, 111],
)


@pytest.fixture
def effects():
    return effect_sizes("OR", *COUNTS)


def four(*arrays):
    return tuple(round(float(a[0]), 4) for a in arrays)


def test_dersimonian_and_laird(effects):
    found = pool(effects.y, effects.v, method="DL")
    shown = four(found.tau2, found.estimate, found.ci_low, found.ci_high)
    assert shown == (0.3325, -0.6787, -1.0664, -0.2911)


def test_henmi_and_copas(effects):
    found = henmi_copas(effects.y, effects.v)
    assert four(found.estimate, found.ci_low, found.ci_high) == (-0.5145, -0.9994, -0.0295)
