"""Miller 1978 (Am Stat 32:138): the inverse of the Freeman-Tukey transformation, page 138.

The paper's values are twice those of this definition; digits as in the test suite of R's metafor,
which checks them against the page.
"""

import numpy as np
import pytest

from thymos.kernel import measure, pool, proportion_effects, to_display

EVENTS, SIZES = [3, 6, 10, 1], [11, 17, 21, 6]
PFT = measure("PFT")


def harmonic(n):
    return len(n) / sum(1 / x for x in n)


def test_values_and_variances():
    found = proportion_effects("PFT", EVENTS, SIZES)
    assert (2 * found.y).round(4).tolist() == [1.1391, 1.2888, 1.5253, 0.9515]
    assert (4 * found.v).round(4).tolist() == [0.0870, 0.0571, 0.0465, 0.1538]


def test_means_at_the_harmonic_mean_of_the_sizes():
    found = proportion_effects("PFT", EVENTS, SIZES)
    plain = found.y.mean()
    assert 2 * plain == pytest.approx(1.2262, abs=5e-5)
    assert to_display(PFT, plain, harmonic(SIZES)) == pytest.approx(0.3164, abs=5e-5)
    weighted = pool(found.y, found.v, method="CE").estimate[0]
    assert 2 * weighted == pytest.approx(1.3093, abs=6e-5)
    assert to_display(PFT, weighted, harmonic(SIZES)) == pytest.approx(0.3595, abs=5e-5)


def test_shares_of_none_and_all_come_back():
    sizes = np.array([10, 10, 15, 20, 20])
    found = proportion_effects("PFT", [0, 4, 9, 16, 20], sizes)
    np.testing.assert_allclose(to_display(PFT, found.y, sizes), [0, 0.4, 0.6, 0.8, 1], atol=1e-9)
    mean = pool(found.y, found.v, method="CE")
    shown = [
        float(to_display(PFT, x, harmonic(sizes))[0])
        for x in (mean.estimate, mean.ci_low, mean.ci_high)
    ]
    assert shown == pytest.approx([0.6886, 0.5734, 0.7943], abs=5e-5)
