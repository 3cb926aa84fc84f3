"""Chances beyond a threshold, shrunken effects, and pooling with weights or a tau2 of one's own."""

import numpy as np
import pytest

from thymos.kernel import beyond, henmi_copas, pool, shrunken
from thymos.kernel.distributions import t_quantile

Y = np.array([0.1, 0.9, -0.4, 0.5, 1.2])
V = np.array([0.05, 0.1, 0.2, 0.01, 0.08])


@pytest.mark.parametrize("prediction", ["HTS", "HK", "Riley", "V", "z"])
@pytest.mark.parametrize("test", ["z", "t", "knha"])
def test_the_limits_of_an_interval_leave_half_of_its_error_outside(prediction, test):
    found = pool(Y, V, prediction=prediction, test=test, level=0.9)
    assert beyond(found, found.prediction_high)[0] == pytest.approx(0.05)
    assert beyond(found, found.prediction_low, side="below")[0] == pytest.approx(0.05)
    assert beyond(found, found.ci_high, of="mean")[0] == pytest.approx(0.05)
    assert beyond(found, found.estimate)[0] == pytest.approx(0.5)


def test_where_there_is_no_interval_there_is_no_chance():
    assert np.isnan(beyond(pool(Y, V, method="CE"), 0.0)[0])
    assert np.isnan(beyond(pool(Y[:2], V[:2]), 0.0)[0])
    assert np.isfinite(beyond(pool(Y[:2], V[:2]), 0.0, of="mean")[0])
    with pytest.raises(ValueError, match="unknown side 'right'; choose one of above, below"):
        beyond(pool(Y, V), 0.0, side="right")


def test_rules_of_prediction():
    wald, hartung = pool(Y, V, test="z"), pool(Y, V, test="knha", prediction="Riley")
    half = hartung.prediction_high - hartung.estimate
    expected = t_quantile(0.975, 3.0) * np.sqrt(hartung.tau2 + hartung.se**2)
    assert half == pytest.approx(expected)
    half = pool(Y, V, prediction="V").prediction_high - wald.estimate
    assert half == pytest.approx(t_quantile(0.975, 4.0) * np.sqrt(wald.tau2 + wald.se**2))
    by_hk = pool(Y, V, prediction="HK")
    assert by_hk.prediction_high == pytest.approx(hartung.prediction_high)


def test_shrinkage_leaves_precise_studies_alone_and_draws_in_the_others():
    v = np.array([1e-9, 0.1, 1e9])
    result = pool([0.0, 1.0, 5.0], v, tau2=0.3)
    found = shrunken([0.0, 1.0, 5.0], v, result)
    assert found.effect[0, 0] == pytest.approx(0.0, abs=1e-7)
    assert found.effect[0, 2] == pytest.approx(result.estimate[0], abs=1e-6)
    # Of a study that says nothing, all that is known is what holds for any further study.
    assert found.se[0, 2] == pytest.approx(np.sqrt(0.3 + result.se[0] ** 2), rel=1e-6)


def test_a_common_effect_is_everyone_s():
    result = pool(Y, V, method="CE", test="t")
    found = shrunken(Y, V, result)
    np.testing.assert_allclose(found.effect[0], result.estimate[0])
    np.testing.assert_allclose(found.high[0], result.ci_high[0])


def test_a_masked_study_has_no_effect_and_other_studies_are_refused():
    mask = [True, True, True, True, False]
    found = shrunken(Y, V, pool(Y, V, mask=mask), mask=mask)
    assert np.isnan(found.effect[0, 4])
    assert np.isnan(found.se[0, 4])
    with pytest.raises(ValueError, match="the result has k"):
        shrunken(Y, V, pool(Y[:3], V[:3]))


def test_weights_of_one_s_own():
    a = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    found = pool(Y, V, tau2=0.2, weights=a)
    assert found.estimate[0] == pytest.approx((a * Y).sum() / 15)
    assert found.se[0] == pytest.approx(np.sqrt((a**2 * (V + 0.2)).sum()) / 15)
    np.testing.assert_allclose(found.weights[0], 100 * a / 15)
    assert found.method == "fixed"
    plain = pool(Y, V, tau2=0.2, weights=7 / (V + 0.2))
    assert plain.se == pytest.approx(pool(Y, V, tau2=0.2).se)


def test_a_masked_study_has_no_weight():
    mask = np.array([True, True, False, True, True])
    found = pool(Y, V, weights=[1, 2, np.nan, 4, 5], tau2=[0.2], mask=mask)
    short = pool(Y[mask], V[mask], weights=[1, 2, 4, 5], tau2=0.2)
    assert found.se == pytest.approx(short.se)
    assert np.isnan(pool(Y, V, tau2=0.2, mask=[False] * 5).estimate[0])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"weights": V, "test": "knha"}, "knha is defined for inverse-variance weights only"),
        ({"weights": V, "prediction": "HK"}, "HK is defined for inverse-variance weights only"),
        ({"tau2": 0.1, "method": "CE"}, "a value of tau2 contradicts method 'CE'"),
        ({"tau2": -1.0}, "tau2: study 1 is -1.0, expected a finite value of 0 or more"),
        ({"tau2": [0.1, 0.2]}, "tau2 must be one value, or one a row, got shape"),
        ({"weights": V[:3]}, "weights do not fit: shape"),
    ],
)
def test_what_does_not_go_together_is_refused(options, said):
    with pytest.raises(ValueError, match=said):
        pool(Y, V, **options)


def test_without_heterogeneity_henmi_and_copas_are_close_to_the_plain_interval():
    y, v = np.linspace(0.1, 0.12, 40), np.full(40, 0.05)
    plain, found = pool(y, v, method="CE"), henmi_copas(y, v)
    assert found.estimate == pytest.approx(plain.estimate)
    assert found.ci_high - found.ci_low == pytest.approx(plain.ci_high - plain.ci_low, rel=0.1)


def test_henmi_and_copas_at_the_edges():
    mask = np.array([[1, 1, 1, 1, 1], [1, 1, 0, 0, 0], [1, 0, 0, 0, 0], [0, 0, 0, 0, 0]]) > 0
    found = henmi_copas(Y, V, mask=mask)
    plain = pool(Y[:1], V[:1])
    assert found.ci_low[2] == pytest.approx(plain.ci_low[0])
    assert np.isfinite(found.ci_low[:3]).all()
    assert np.isnan(found.ci_low[3])
    scaled = henmi_copas(1e-6 * Y, 1e-12 * V)
    assert scaled.ci_low[0] == pytest.approx(1e-6 * found.ci_low[0], rel=1e-9)
