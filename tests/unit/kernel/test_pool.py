"""Pooling: arithmetic by hand, edges of k, intervals by rule, refusals."""

import math

import numpy as np
import pytest

from thymos.kernel import METHODS, TESTS, pool

# k - 1 = 2 and k - 2 = 1 degrees of freedom
T2, T1, Z = 4.302652729911275, 12.706204736432095, 1.959963984540054
Y, V = np.array([0.1, 0.3, 0.8]), np.array([0.01, 0.02, 0.03])


def test_common_effect_by_hand():
    found = pool(Y, V, method="CE")
    w = 1 / V
    estimate, se = (w * Y).sum() / w.sum(), math.sqrt(1 / w.sum())
    q = (w * (Y - estimate) ** 2).sum()
    assert found.estimate[0] == pytest.approx(estimate)
    assert found.ci_low[0] == pytest.approx(estimate - Z * se)
    assert found.Q[0] == pytest.approx(q)
    assert found.I2[0] == pytest.approx(100 * (q - 2) / q)
    assert found.H2[0] == pytest.approx(q / 2)
    assert found.weights[0] == pytest.approx(100 * w / w.sum())
    assert found.tau2[0] == 0
    assert np.isnan([found.tau2_low[0], found.prediction_low[0], found.df[0]]).all()


@pytest.mark.parametrize("alias", ["FE", "EE"])
def test_names_of_the_common_effect(alias):
    assert pool(Y, V, method=alias).method == "CE"


def test_i2_of_random_effects_rests_on_tau2():
    found = pool(Y, V, method="REML")
    w = 1 / V
    typical = 2 / (w.sum() - (w**2).sum() / w.sum())
    assert found.I2[0] == pytest.approx(100 * found.tau2[0] / (found.tau2[0] + typical))
    assert found.H2[0] == pytest.approx(1 + found.tau2[0] / typical)


def test_intervals_by_test():
    by_test = {test: pool(Y, V, method="DL", test=test) for test in TESTS}
    estimate, tau2 = by_test["z"].estimate[0], by_test["z"].tau2[0]
    w = 1 / (V + tau2)
    wald = math.sqrt(1 / w.sum())
    scale = (w * (Y - estimate) ** 2).sum() / 2
    expected = {
        "z": Z * wald,
        "t": T2 * wald,
        "knha": T2 * wald * math.sqrt(scale),
        "adhoc": T2 * wald * math.sqrt(max(1, scale)),
    }
    for test, half in expected.items():
        found = by_test[test]
        assert found.ci_high[0] - found.estimate[0] == pytest.approx(half), test
        assert found.estimate[0] == estimate


def test_prediction_by_rule():
    for test in TESTS:  # the rule, not the test of the mean, decides
        by_rule = {
            rule: pool(Y, V, method="DL", test=test, prediction=rule) for rule in ("HTS", "HK", "z")
        }
        found = by_rule["HTS"]
        w = 1 / (V + found.tau2[0])
        wald2 = 1 / w.sum()
        hartung2 = wald2 * (w * (Y - found.estimate[0]) ** 2).sum() / 2
        expected = {
            "HTS": T1 * math.sqrt(found.tau2[0] + wald2),
            "HK": T1 * math.sqrt(found.tau2[0] + hartung2),
            "z": Z * math.sqrt(found.tau2[0] + wald2),
        }
        for rule, half in expected.items():
            width = by_rule[rule].prediction_high[0] - by_rule[rule].estimate[0]
            assert width == pytest.approx(half), rule
            assert by_rule[rule].prediction_rule == rule


@pytest.mark.parametrize("method", METHODS)
def test_one_study_is_itself(method):
    found = pool([0.4], [0.04], method=method)
    assert found.estimate[0] == pytest.approx(0.4)
    assert found.se[0] == pytest.approx(0.2)
    assert found.statistic[0] == pytest.approx(2)
    assert found.tau2[0] == 0
    assert (found.Q[0], found.Q_df[0]) == (0, 0)
    unknown = (found.I2, found.H2, found.Q_p, found.prediction_low, found.tau2_low)
    assert all(np.isnan(x[0]) for x in unknown)


@pytest.mark.parametrize("test", ["knha", "adhoc"])
def test_one_study_has_no_knapp_hartung_error(test):
    found = pool([0.4], [0.04], test=test)
    assert found.estimate[0] == pytest.approx(0.4)
    assert all(np.isnan(x[0]) for x in (found.se, found.ci_low, found.ci_high, found.p))


def test_no_study_is_nothing():
    found = pool([0.4], [0.04], mask=[False])
    assert found.k[0] == 0
    assert all(np.isnan(x[0]) for x in (found.estimate, found.se, found.tau2, found.p, found.I2))


def test_two_studies_have_no_prediction_interval():
    found = pool([0.1, 0.9], [0.1, 0.1])
    assert np.isnan(found.prediction_low[0])
    assert np.isfinite(pool([0.1, 0.9], [0.1, 0.1], prediction="z").prediction_low[0])


def test_identical_effects_under_knapp_and_hartung():
    found = pool([0.5, 0.5, 0.5], [1.0, 2.0, 3.0], test="knha")
    assert found.se[0] == pytest.approx(0, abs=1e-12)
    assert found.p[0] < 1e-9


def test_leave_one_out_is_one_call():
    found = pool(Y, V, mask=~np.eye(3, dtype=bool), method="CE")
    assert found.k.tolist() == [2, 2, 2]
    assert found.estimate[2] == pytest.approx(pool(Y[:2], V[:2], method="CE").estimate[0])
    assert found.weights[2, 2] == 0


def test_the_profile_can_be_left_out():
    found = pool(Y, V, profile=False)
    assert np.isnan(found.tau2_low[0])
    assert found.tau2[0] == pool(Y, V).tau2[0]


def test_a_trial_without_effect_can_turn_a_result():
    # Six trials; then a large one whose log risk ratio is 0. The pooled estimate moves towards
    # no effect, yet its interval leaves 1: the seventh trial lowers tau-squared.
    y = [-0.64, -0.48, -1.16, -0.19, 0.01, -0.40]
    v = [0.167, 0.100, 0.030, 0.065, 0.013, 0.196]
    six, seven = pool(y, v, method="DL"), pool([*y, 0.0], [*v, 0.0063], method="DL")
    shown = [np.exp([x.estimate[0], x.ci_low[0], x.ci_high[0]]).round(2) for x in (six, seven)]
    assert shown[0].tolist() == [0.62, 0.38, 1.02]
    assert shown[1].tolist() == [0.68, 0.47, 0.99]
    assert seven.tau2[0] < six.tau2[0]


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ({"method": "RE"}, "unknown method 'RE'; choose one of CE, FE, EE, DL"),
        ({"test": "hk"}, "unknown test 'hk'; choose one of z, t, knha, adhoc"),
        (
            {"prediction": "hts"},
            "unknown prediction rule 'hts'; choose one of HTS, HK, Riley, V, z",
        ),
        ({"level": 95}, "level must lie between 0 and 1, such as 0.95, got 95"),
    ],
)
def test_refusals(option, said):
    with pytest.raises(ValueError, match=said):
        pool(Y, V, **option)


@pytest.mark.parametrize("c", [1e-100, 1e100])
@pytest.mark.parametrize("method", METHODS)
def test_absurd_units(method, c):
    plain = pool(Y, V, method=method, test="knha", prediction="HK")
    found = pool(c * Y, c * c * V, method=method, test="knha", prediction="HK")
    assert found.ci_high[0] == pytest.approx(c * plain.ci_high[0])
    assert found.prediction_low[0] == pytest.approx(c * plain.prediction_low[0], nan_ok=True)
    assert found.I2[0] == pytest.approx(plain.I2[0])
    assert found.Q[0] == pytest.approx(plain.Q[0])


def test_results_are_frozen():
    with pytest.raises(AttributeError):
        pool(Y, V).k = np.array([3])  # type: ignore[misc]
