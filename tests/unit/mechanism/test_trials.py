"""Virtual trials: the control risk is put in, the difference comes out."""

import numpy as np
import pytest

from thymos.mechanism.trials import differences, observed, predict

SEEN = observed((47, 181), (63, 180))
RNG = np.random.default_rng(3)


def test_what_a_trial_counted():
    assert [round(100 * x, 2) for x in (SEEN.difference, SEEN.low, SEEN.high)] == [
        -9.03,
        -18.49,
        0.42,
    ]
    assert round(SEEN.control_risk, 4) == 0.35


def test_no_effect_on_the_readout_is_no_difference():
    damage = RNG.lognormal(size=(3, 200))
    assert differences(damage, damage, 0.35).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("risk", [0.1, 0.241, 0.35, 0.9])
def test_the_untreated_die_as_often_as_the_controls_did(risk):
    damage = RNG.lognormal(size=(1, 2000))
    # If treatment saved everybody, the difference would be the whole risk.
    assert differences(damage, np.zeros_like(damage), risk)[0] == pytest.approx(-risk, abs=0.001)


def test_a_biology_without_patients_is_left_out():
    damage = RNG.lognormal(size=(2, 100))
    damage[1, 5:] = np.nan
    found = differences(damage, damage, 0.3)
    assert found[0] == 0
    assert np.isnan(found[1])
    assert predict(found, SEEN).left_out == 1


def test_nobody_at_all_is_an_error():
    with pytest.raises(ValueError, match="no biology can be judged"):
        predict(np.array([np.nan]), SEEN)


def test_a_model_without_effect_is_as_likely_as_chance():
    found = predict(np.zeros(10), SEEN)
    assert found.ratio == pytest.approx(1)
    assert found.wins == pytest.approx(0.025)
    assert (found.better.count, found.worse.count, found.inside.count) == (0, 0, 10)
    assert found.none_inside


def test_a_model_that_foretold_the_trial_is_favoured_by_as_much_as_normal_curves_say():
    # At the observed difference the density is the top of the curve; at none it is
    # exp(-z²/2) of it, up to the ratio of the two standard errors.
    found = predict(np.full(5, SEEN.difference), SEEN)
    se, se_none = (SEEN.se(SEEN.control_risk + x).item() for x in (SEEN.difference, 0.0))
    z = SEEN.difference / se_none
    assert found.ratio == pytest.approx(np.exp(z * z / 2) * se_none / se)


def test_the_power_is_that_of_simulated_trials():
    found = predict(np.full(1, -0.10), SEEN)
    rng = np.random.default_rng(1)
    treated = rng.binomial(181, 0.25, 20_000) / 181
    control = rng.binomial(180, 0.35, 20_000) / 180
    se = np.sqrt(treated * (1 - treated) / 181 + control * (1 - control) / 180)
    assert found.wins == pytest.approx(((treated - control) / se < -1.96).mean(), abs=0.015)


def test_shapes_that_differ_are_refused():
    with pytest.raises(ValueError, match="one shape"):
        differences(np.zeros((1, 2)), np.zeros((1, 3)), 0.3)
