"""Gu et al. 2025, Front Cell Infect Microbiol 15:1673959: P values from printed odds ratios."""

import pytest

from thymos.kernel import wald_p


@pytest.mark.parametrize(
    ("estimate", "low", "high", "p", "printed", "rounding"),
    [
        (0.73, 0.59, 0.90, 0.0035, 0.003, 0.001),
        (0.82, 0.65, 1.03, 0.091, 0.09, 0.005),
        (0.86, 0.68, 1.08, 0.201, 0.20, 0.005),
    ],
    ids=["all", "high quality", "multi-centre"],
)
def test_p_from_interval(estimate, low, high, p, printed, rounding):
    found = wald_p(estimate, low, high, log_scale=True)[0]
    assert found == pytest.approx(p, abs=0.0007)
    assert found == pytest.approx(printed, abs=rounding)
