"""Virtual trials: the risk of the controls is put in, the difference comes out."""

import numpy as np
import pytest

from thymos.mechanism.trials import Prediction, differences, observed, predict

SEEN = observed((47, 181), (63, 180))


def test_what_a_trial_counted():
    assert [round(100 * x, 2) for x in (SEEN.difference, SEEN.low, SEEN.high)] == [
        -9.03,
        -18.49,
        0.42,
    ]
    assert round(SEEN.control_risk, 4) == 0.35


def foretold(found: np.ndarray) -> Prediction:
    prediction = predict(found, SEEN)
    assert prediction is not None
    return prediction


# Two strata of a hundred, in which ten and sixty of the untreated die.
STRATA = np.repeat([0, 1], 100)
DEAD = np.concatenate([np.arange(100) < 10, np.arange(100) < 60]).astype(float)[None, :]


def test_no_effect_is_no_difference():
    assert differences(DEAD, DEAD, STRATA, 0.35).tolist() == [0.0]


@pytest.mark.parametrize("risk", [0.1, 0.241, 0.35, 0.6])
def test_the_untreated_die_as_often_as_the_controls_did(risk):
    # If treatment saved everybody, the difference would be the whole risk.
    assert differences(DEAD, 0 * DEAD, STRATA, risk)[0] == pytest.approx(-risk)


def test_two_strata_have_one_mixture_and_it_weighs_the_difference():
    # Half of each gives 35 %; only in the sicker is anybody saved, thirty of a hundred.
    treated = np.concatenate([np.arange(100) < 10, np.arange(100) < 30]).astype(float)[None, :]
    assert differences(DEAD, treated, STRATA, 0.35)[0] == pytest.approx(-0.15)


def test_of_many_mixtures_the_most_even_one_is_taken():
    strata = np.repeat([0, 1, 2], 10)
    dead = np.repeat([0.0, 0.5, 1.0], 10)[None, :]
    # At the mean risk every stratum weighs a third.
    treated = np.repeat([0.0, 0.5, 0.7], 10)[None, :]
    assert differences(dead, treated, strata, 0.5)[0] == pytest.approx(-0.1)


@pytest.mark.parametrize("risk", [0.05, 0.65])
def test_a_risk_that_no_mixture_gives_leaves_the_biology_out(risk):
    found = differences(DEAD, DEAD, STRATA, risk)
    assert np.isnan(found[0])


def test_a_state_into_which_hardly_anybody_comes_is_none():
    control = np.concatenate([DEAD, DEAD])
    control[1, 105:] = np.nan  # of the sicker five are left, all of whom died
    found = differences(control, control, STRATA, 0.35)
    assert found[0] == 0
    assert np.isnan(found[1])
    assert foretold(found).left_out == 1


def test_nobody_at_all_foretells_nothing():
    assert predict(np.array([np.nan]), SEEN) is None


def test_a_model_without_effect_is_as_likely_as_chance():
    found = foretold(np.zeros(10))
    assert found.ratio == pytest.approx(1)
    assert found.wins == pytest.approx(0.025)
    assert (found.better.count, found.worse.count, found.inside.count) == (0, 0, 10)
    assert found.none_inside


def test_a_model_that_foretold_the_trial_is_favoured_by_as_much_as_normal_curves_say():
    # At the observed difference the density is the top of the curve; at none it is
    # exp(-z²/2) of it, up to the ratio of the two standard errors.
    found = foretold(np.full(5, SEEN.difference))
    se, se_none = (SEEN.se(SEEN.control_risk + x).item() for x in (SEEN.difference, 0.0))
    z = SEEN.difference / se_none
    assert found.ratio == pytest.approx(np.exp(z * z / 2) * se_none / se)


def test_the_power_is_that_of_simulated_trials():
    found = foretold(np.full(1, -0.10))
    rng = np.random.default_rng(1)
    treated = rng.binomial(181, 0.25, 20_000) / 181
    control = rng.binomial(180, 0.35, 20_000) / 180
    se = np.sqrt(treated * (1 - treated) / 181 + control * (1 - control) / 180)
    assert found.wins == pytest.approx(((treated - control) / se < -1.96).mean(), abs=0.015)


def test_shapes_that_differ_are_refused():
    with pytest.raises(ValueError, match="one shape"):
        differences(np.zeros((1, 2)), np.zeros((1, 3)), np.zeros(2, int), 0.3)
