"""Tests of single tables at their edges, and against exact arithmetic."""

import numpy as np
import pytest

from thymos.kernel import (
    chi_square,
    fisher_exact,
    odds_ratio_interval,
    proportion_interval,
    risk_difference_interval,
    risk_ratio_interval,
    wald_p,
)


def test_the_lady_tasting_tea():
    # Fisher 1935: four cups of each kind, all told apart: 1 in 70, doubled by symmetry.
    assert fisher_exact(4, 0, 0, 4).p[0] == pytest.approx(2 / 70)
    assert fisher_exact(3, 1, 1, 3).p[0] == pytest.approx(34 / 70)


def test_fisher_on_large_trials():
    # Where factorials overflow; the value lies between the two chi-squared ones.
    cells = (2216, 26795, 2103, 26936)
    exact = fisher_exact(*cells).p[0]
    assert chi_square(*cells).p[0] < exact < chi_square(*cells, correct=True).p[0] * 1.02


def test_fisher_wants_whole_counts():
    with pytest.raises(ValueError, match=r"ai: study 1 is 0.5, expected a whole number"):
        fisher_exact(0.5, 1, 1, 1)


def test_a_batch_keeps_its_shape():
    a = np.array([[1, 2], [3, 4]])
    assert chi_square(a, 10, 5, 10).p.shape == (2, 2)
    assert fisher_exact(a, 10, 5, 10).p.shape == (2, 2)
    assert risk_difference_interval(a, 10, 5, 10).low.shape == (2, 2)


def test_nobody_had_the_event():
    assert np.isnan(chi_square(0, 10, 0, 10).p[0])
    assert fisher_exact(0, 10, 0, 10).p[0] == 1
    assert np.isnan(risk_ratio_interval(0, 10, 0, 10).low[0])
    assert risk_difference_interval(0, 10, 0, 10).high[0] == 0
    assert risk_difference_interval(0, 10, 0, 10, method="newcombe").high[0] > 0.2


def test_a_group_without_events():
    found = risk_ratio_interval(0, 10, 5, 5)
    assert found.estimate[0] == 0
    assert np.isnan([found.low[0], found.high[0]]).all()
    assert np.isnan(odds_ratio_interval(0, 10, 5, 5).low[0])


def test_yates_stops_at_no_difference():
    assert chi_square(5, 5, 5, 6, correct=True).statistic[0] == 0


@pytest.mark.parametrize(
    ("cells", "low", "high"),
    [
        # Newcombe 1998, Stat Med 17:873, table II, method 10
        ((56, 14, 48, 32), 0.0524, 0.3339),
        ((9, 1, 3, 7), 0.1705, 0.8090),
        ((10, 0, 0, 20), 0.6791, 1.0),
        ((10, 0, 0, 10), 0.6075, 1.0),
    ],
)
def test_hybrid_score_interval(cells, low, high):
    a, b, c, d = cells
    found = risk_difference_interval(a, b, c, d, method="newcombe")
    assert found.low[0] == pytest.approx(low, abs=5e-5)
    assert found.high[0] == pytest.approx(high, abs=5e-5)


def test_score_interval_of_a_share():
    # Newcombe 1998, Stat Med 17:857, table I, method 3
    for events, n, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605),
                                 (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)):  # fmt: skip
        found = proportion_interval(events, n)
        assert found.low[0] == pytest.approx(low, abs=5e-5)
        assert found.high[0] == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((0.0, 0.5, 0.9), "estimate: study 1 is 0.0, expected a ratio above 0"),
        ((0.7, 0.9, 0.5), "high: study 1 is 0.5, expected a limit above low"),
        ((0.7, 0.5, np.inf), "high: study 1 is inf"),
    ],
)
def test_intervals_that_cannot_be(numbers, said):
    estimate, low, high = numbers
    with pytest.raises(ValueError, match=said):
        wald_p(estimate, low, high, log_scale=True)


def test_a_p_needs_three_numbers():
    with pytest.raises(ValueError, match="estimate, low and high must have the same shape"):
        wald_p([0.9, 0.8], [0.5], [1.2, 1.1, 1.3], log_scale=True)


def test_p_of_a_difference():
    assert wald_p(1.0, 0.0, 2.0, log_scale=False)[0] == pytest.approx(0.05)


def test_unknown_interval():
    with pytest.raises(ValueError, match="choose one of wald, newcombe, agresti-caffo"):
        risk_difference_interval(1, 2, 3, 4, method="exact")
