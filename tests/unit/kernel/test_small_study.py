"""Tests of the funnel, trim and fill, excess significance: limits, guards and units."""

from itertools import permutations

import numpy as np
import pytest

from thymos.kernel.small_study.asymmetry import (
    PREDICTORS,
    begg,
    funnel_regression,
    harbord,
    pet_peese,
    peters,
)
from thymos.kernel.small_study.excess import count_tail, excess_significance
from thymos.kernel.small_study.trimfill import trim_and_fill

Y = np.array([0.1, 0.15, 0.3, 0.6, 0.9, 0.2])
V = np.array([0.01, 0.02, 0.05, 0.1, 0.2, 0.04])


def test_egger_is_the_regression_of_z_on_precision():
    # Egger 1997: z on 1/se without weights; his intercept is our slope, his slope our limit.
    precision, z = 1 / np.sqrt(V), Y / np.sqrt(V)
    slope, intercept = np.polyfit(precision, z, 1)
    found = funnel_regression(Y, V)
    assert found.slope[0] == pytest.approx(intercept, rel=1e-12)
    assert found.limit[0] == pytest.approx(slope, rel=1e-12)


@pytest.mark.parametrize("model", ["dispersion", "random"])
@pytest.mark.parametrize("predictor", PREDICTORS)
def test_the_unit_does_not_matter(model, predictor):
    n = np.array([50, 40, 30, 20, 10, 33])
    one = funnel_regression(Y, V, predictor=predictor, n=n, model=model)
    other = funnel_regression(1e-5 * Y, 1e-10 * V, predictor=predictor, n=n, model=model)
    assert other.p[0] == pytest.approx(one.p[0], rel=1e-9)
    assert np.isnan(one.limit[0]) == (predictor in ("n", "sqrt_n"))


def test_rows_of_a_batch_are_analyses_of_their_own():
    both = funnel_regression(np.stack([Y, Y[::-1]]), np.stack([V, V]))
    assert both.p[1] == funnel_regression(Y[::-1], V).p[0]
    assert begg(np.stack([Y, Y[::-1]]), np.stack([V, V])).p[1] == begg(Y[::-1], V).p[0]


def test_ranks_are_exact():
    y, v = np.array([0.3, 0.1, 0.5, 0.2, 0.9]), np.array([0.01, 0.02, 0.03, 0.05, 0.04])
    found = begg(y, v)

    def score(order):
        return sum(np.sign(order[j] - order[i]) for i in range(5) for j in range(i + 1, 5))

    every = np.array([abs(score(order)) for order in permutations(range(5))])
    own = abs(found.tau[0]) * 10
    assert found.exact[0]
    assert found.p[0] == pytest.approx((every >= own - 1e-9).mean(), rel=1e-12)


def test_ties_leave_the_exact_test():
    found = begg(Y, [0.01, 0.02, 0.02, 0.1, 0.2, 0.04])
    assert not found.exact[0]
    assert 0 < found.p[0] <= 1


def test_equal_variances_have_no_rank_correlation():
    assert np.isnan(begg(Y, np.ones(6)).p[0])


def test_counts():
    a, n1, c, n2 = [1, 9, 12, 0], [40, 135, 200, 30], [2, 23, 15, 0], [36, 135, 200, 28]
    for test in (harbord, peters):
        without = test(a[:3], n1[:3], c[:3], n2[:3])  # a table without events is left out
        assert test(a, n1, c, n2).p[0] == pytest.approx(without.p[0], rel=1e-9)
        assert test(c, n2, a, n1).slope == pytest.approx(-test(a, n1, c, n2).slope)
    assert np.isnan(peters(a, n1, c, n2, predictor="n").limit[0])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([0.1, 0.2], [1, 2.0]), "three studies"),
        (([0.1, 0.2, 0.3], [1, 1, 1.0]), "same for all"),
        (([0.1, 0.2, 0.3], [1, 2, 0.0]), "study 3"),
        (([0.1, np.nan, 0.3], [1, 2, 1.0]), "study 2"),
    ],
)
def test_what_cannot_be_tested_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        funnel_regression(*arguments)


def test_sample_sizes_are_asked_for():
    with pytest.raises(ValueError, match="needs the sample sizes"):
        funnel_regression(Y, V, predictor="n")
    with pytest.raises(ValueError, match="n: study 2"):
        funnel_regression(Y, V, predictor="n", n=[5, 0, 5, 6, 7, 8])
    with pytest.raises(ValueError, match="does not fit"):
        funnel_regression(Y, V, predictor="n", n=[5, 4])


def test_pet_or_peese():
    weak = pet_peese([0.1, 0.2, 0.5, 0.4], [0.01, 0.02, 0.05, 0.06])
    strong = pet_peese(Y + 3, V)
    assert (weak.uses_peese[0], strong.uses_peese[0]) == (False, True)
    assert weak.estimate[0] == weak.pet.limit[0]
    assert strong.estimate[0] == strong.peese.limit[0]
    with pytest.raises(ValueError, match="alpha"):
        pet_peese(Y, V, alpha=0.0)


def test_a_mirrored_funnel_lacks_nothing():
    found = trim_and_fill([-0.2, -0.1, 0.0, 0.1, 0.2], [0.2, 0.1, 0.01, 0.1, 0.2], side="left")
    assert found.missing == 0
    assert not found.filled.any()
    assert found.adjusted is found.observed


def test_sides_mirror_each_other():
    right, left = trim_and_fill(-Y, V), trim_and_fill(Y, V)
    assert (right.side, left.side, right.missing) == ("right", "left", left.missing)
    assert right.adjusted.estimate[0] == pytest.approx(-left.adjusted.estimate[0], rel=1e-12)


def test_filled_studies_mirror_the_trimmed_ones():
    found = trim_and_fill(Y, V, method="CE")
    assert found.y[:6].tolist() == pytest.approx(Y.tolist())
    assert found.v[found.filled].tolist() == V[np.argsort(Y)[-found.missing :]].tolist()
    # Two images about one centre: sum and difference tell the centre.
    tops = np.sort(Y)[-found.missing :]
    assert np.ptp(found.y[found.filled] + tops) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("estimator", ["L0", "R0", "Q0"])
def test_trim_and_fill_never_fails(estimator):
    rng = np.random.default_rng(3)
    for _ in range(150):
        k = int(rng.integers(3, 12))
        v = rng.chisquare(2, k) + 0.05
        y = rng.normal(size=k) * np.sqrt(v) * rng.choice([0.1, 1, 5]) + np.sqrt(v)
        found = trim_and_fill(y, v, estimator=estimator, method="DL")
        assert np.isfinite(found.adjusted.estimate[0])
        assert 0 <= found.missing <= k - 2
        assert found.settled or "goes round" in found.note


def test_the_root_of_a_negative_number_is_noted():
    found = trim_and_fill(Y[:5], V[:5], estimator="Q0", method="CE")
    assert "negative" in found.note
    assert found.missing == 3


def test_trim_and_fill_refuses():
    with pytest.raises(ValueError, match="three studies"):
        trim_and_fill([1, 2.0], [1, 1.0])
    with pytest.raises(ValueError, match="side must be"):
        trim_and_fill([1, 2, 3.0], [1, 1, 1.0])
    with pytest.raises(ValueError, match="batch"):
        trim_and_fill([[1, 2, 3.0]] * 2, [1, 1, 1.0])
    with pytest.raises(ValueError, match="estimator"):
        trim_and_fill(Y, V, estimator="L1")


def test_the_exact_tail_is_binomial_for_equal_chances():
    assert count_tail(np.full(4, 0.5), 3) == pytest.approx(5 / 16)
    assert count_tail(np.array([0.2, 0.7]), 0) == 1.0


def test_power_of_an_absent_effect_is_alpha():
    found = excess_significance(Y, V, theta=0.0, alpha=0.1)
    assert found.power.tolist() == pytest.approx([0.1] * 6)
    one = excess_significance(Y, V, theta=0.3, side="greater")
    other = excess_significance(-Y, V, theta=-0.3, side="less")
    assert one.power.tolist() == other.power.tolist()
    assert one.significant.tolist() == other.significant.tolist()


def test_heterogeneity_is_the_mean_power_over_true_effects():
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    shares = weights / weights.sum()
    mixed = sum(
        share * excess_significance(Y, V, theta=0.3 + 0.2 * node).power
        for node, share in zip(nodes, shares, strict=True)
    )
    assert excess_significance(Y, V, theta=0.3, tau2=0.04).power == pytest.approx(mixed, rel=1e-6)


@pytest.mark.parametrize("option", [{"alpha": 1.0}, {"tau2": -1.0}, {"theta": np.inf}])
def test_excess_refuses(option):
    with pytest.raises(ValueError, match=next(iter(option))):
        excess_significance(Y, V, **option)
