"""Leaving out, adding up, influence and every subset."""

import numpy as np
import pytest

from tests.published.colditz1994 import TRIALS
from thymos.kernel import (
    cumulative,
    effect_sizes,
    every_subset,
    influence,
    leave_one_out,
    pool,
    radial,
    regress,
    subsets,
)

A, B, C, D = (np.array(column, float) for column in zip(*TRIALS, strict=True))
EFFECTS = effect_sizes("RR", A, A + B, C, C + D)
Y, V = EFFECTS.y, EFFECTS.v
LATITUDE = np.array([44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33.0])


def test_leaving_out_as_the_field_s_package_prints_it():
    # test_misc_influence of R's metafor: BCG without Aronson 1948
    found = pool(Y, V, mask=leave_one_out(13))
    names = ("estimate", "se", "statistic", "p", "ci_low", "ci_high", "Q", "tau2", "I2", "H2")
    printed = (-0.707083788, 0.189961025, -3.722257180, 0.000197449759, -1.079400555, -0.334767021,
               151.582572747, 0.336156745, 93.225934911, 14.762184698)  # fmt: skip
    assert [getattr(found, n)[0] for n in names] == pytest.approx(printed, rel=1e-6)


def test_adding_up_as_the_field_s_package_prints_it():
    # test_misc_cumul of R's metafor: BCG by year
    years = [1948, 1949, 1960, 1977, 1973, 1953, 1973, 1980, 1968, 1961, 1974, 1969, 1976]
    order = np.argsort(years, kind="stable")
    found = pool(Y, V, mask=cumulative(13, order.tolist()), profile=False)
    printed = (-0.889311, -1.325003, -0.97208, -1.001094, -1.101424, -0.973464, -0.901251,
               -0.788566, -0.865607, -0.785211, -0.708206, -0.794768, -0.714532)  # fmt: skip
    np.testing.assert_allclose(found.estimate, printed, atol=2e-5)


def test_residuals_as_the_field_s_package_prints_them():
    # test_misc_residuals of R's metafor: the first six trials of BCG
    found = influence(Y[:6], V[:6])
    printed = [0.1401, -0.9930, -0.4719, -1.0475, 1.6462, 0.4825]
    assert found.standardised == pytest.approx(printed, abs=6e-5)
    printed = [0.1426, -0.9957, -0.4591, -1.1949, 2.0949, 0.4330]
    assert found.deleted == pytest.approx(printed, abs=6e-5)


def test_influence_with_a_moderator_as_the_field_s_package_prints_it():
    # test_misc_influence of R's metafor: BCG with latitude
    found = influence(Y, V, np.column_stack([np.ones(13), LATITUDE]))
    printed = [0.0048, 0.0489, 0.0104, 0.2495, 0.0072, 0.2883, 0.3643,
               0.2719, 0.02, 0.1645, 0.0009, 0.0403, 0.1433]  # fmt: skip
    assert found.cook == pytest.approx(printed, abs=1.2e-4)
    printed = [0.049, 0.1493, 0.0351, 0.3481, 0.2248, 0.2367, 0.064,
               0.357, 0.0926, 0.1157, 0.2309, 0.0189, 0.0778]  # fmt: skip
    assert found.hat == pytest.approx(printed, abs=6e-5)


def test_a_deleted_residual_is_a_mean_shift():
    found = influence(Y, V)
    for i in (0, 5, 12):
        shift = np.column_stack([np.ones(13), np.arange(13) == i])
        model = regress(Y, V, shift.astype(float))
        assert found.deleted[i] == pytest.approx(model.statistic[0, 1], rel=1e-7)
        assert found.tau2[i] == pytest.approx(model.tau2[0], rel=1e-7)


def test_an_intercept_by_hand_is_the_intercept():
    one, other = influence(Y, V, test="knha"), influence(Y, V, np.ones(13), test="knha")
    for name in one.__dataclass_fields__:
        np.testing.assert_allclose(
            getattr(one, name), getattr(other, name), rtol=1e-7, err_msg=name
        )


def test_the_pull_and_share_of_baujat():
    found = influence(Y, V, method="CE")
    assert found.heterogeneity.sum() == pytest.approx(pool(Y, V, method="CE").Q[0])
    without = pool(Y, V, method="CE", mask=leave_one_out(13))
    shift = pool(Y, V, method="CE").estimate - without.estimate
    np.testing.assert_allclose(found.pull, (shift / without.se) ** 2)


def test_radial_points_lie_about_the_slope():
    found = radial(Y, V, method="DL")
    fitted = (found.precision * found.scaled).sum() / (found.precision**2).sum()
    assert fitted == pytest.approx(found.slope)


def test_every_subset_once():
    seen = {}
    done: list[int] = []
    for masks, found in every_subset(Y[:5], V[:5], method="DL", progress=done.append):
        for mask, estimate in zip(masks, found.estimate, strict=True):
            seen[tuple(mask.tolist())] = estimate
    assert len(seen) == 2**5 - 5 - 1
    assert done == [32]
    for mask, estimate in seen.items():
        chosen = np.array(mask)
        alone = pool(Y[:5][chosen], V[:5][chosen], method="DL")
        assert estimate == pytest.approx(alone.estimate[0])


def test_plans():
    assert subsets(3, 5, 7).tolist() == [[True, False, True], [False, True, True]]
    assert np.array_equal(np.concatenate([subsets(4, 0, 7), subsets(4, 7)]), subsets(4, 0))
    with pytest.raises(ValueError, match="order must name each of the positions 0 to 2 once"):
        cumulative(3, [0, 0, 1])
    with pytest.raises(ValueError, match="subsets of 2 studies have numbers 0 to 3, got 0:5"):
        subsets(2, 0, 5)
    with pytest.raises(ValueError, match="up to 40 studies, got 41"):
        subsets(41)


def test_refusals():
    with pytest.raises(ValueError, match="leaving one out of 2 studies leaves too few"):
        influence(Y[:2], V[:2])
    with pytest.raises(ValueError, match="influence is of one set of studies, got a batch"):
        influence([Y, Y], V)
    lone = np.column_stack([np.ones(13), np.arange(13) == 4]).astype(float)
    with pytest.raises(ValueError, match="without study 5: X: 'x2' is 0 throughout"):
        influence(Y, V, lone)
    with pytest.raises(ValueError, match="a radial plot is of one set of studies"):
        radial([Y, Y], V)
    with pytest.raises(ValueError, match="up to 20 studies, got 21"):
        next(every_subset(np.zeros(21), np.ones(21)))
