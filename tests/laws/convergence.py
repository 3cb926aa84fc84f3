"""A million simulated data sets: no estimator fails, and none depends on the unit."""

import numpy as np
import pytest

from thymos.kernel import tau2
from thymos.kernel.likelihood import score

BATCH, BATCHES = 20_000, 50
ITERATED = ("PM", "PMM", "ML", "REML")


def simulated(seed, sets):
    """y, v, mask and units: 2 to 40 studies, tau2 from 0 to 10 mean variances."""
    random = np.random.default_rng(seed)
    k = random.integers(2, 41, sets)
    mask = np.arange(40) < k[:, None]
    v = np.exp(random.normal(0, random.uniform(0, 2, (sets, 1)), (sets, 40)))
    # A third of the sets is homogeneous, so that the boundary is often the answer.
    between = np.where(random.random(sets) < 1 / 3, 0.0, 10 * random.random(sets) ** 2)
    spread = np.sqrt(v + between[:, None] * v.mean(-1, keepdims=True))
    return random.normal(0, spread), v, mask, 10 ** random.uniform(-6, 6, (sets, 1))


def check(method, seed, sets):
    y, v, mask, unit = simulated(seed, sets)
    found = tau2(method, y, v, mask)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    scaled = tau2(method, unit * y, unit**2 * v, mask) / unit[:, 0] ** 2
    size = np.where(mask, v, 0).sum(-1) / mask.sum(-1)
    np.testing.assert_allclose(scaled, found, rtol=1e-10, atol=1e-10 * size.min())
    np.testing.assert_array_equal(scaled == 0, found == 0)
    if method in ("ML", "REML"):
        # At a positive answer the likelihood is level; at the answer 0 it does not rise.
        slope = score(found, y, np.where(mask, v, 1.0), mask, method == "REML")[0]
        scale = (mask / np.where(mask, v, 1.0)).sum(-1)
        assert (slope[found == 0] <= 1e-9 * scale[found == 0]).all()
        assert (np.abs(slope[found > 0]) <= 1e-6 * scale[found > 0]).all()
    return int((found == 0).sum())


@pytest.mark.parametrize("method", ITERATED)
def test_two_thousand_sets(method):
    zeros = check(method, 1, 2000)
    assert 200 < zeros < 1200


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("method", ITERATED)
def test_a_million_sets(method):
    for seed in range(BATCHES):
        check(method, seed + 100, BATCH)
