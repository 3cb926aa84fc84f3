"""Wu et al. 2025, BMJ 388:e082583 (TESTS): deaths of 542 treated and 547 controls by day 28,
alone and together with Wu et al. 2013 (47 of 181 and 63 of 180)."""

import numpy as np
import pytest

from thymos.kernel import chi_square, effect_sizes, mantel_haenszel, pool

BOTH = ([47, 127], [181, 542], [63, 132], [180, 547])


def test_the_trial_alone(ratio):
    for code, printed in (("RR", (0.971, 0.785, 1.201)), ("OR", (0.962, 0.728, 1.272))):
        effects = effect_sizes(code, [127], [542], [132], [547])
        assert ratio(pool(effects.y, effects.v), 3) == printed
    assert chi_square(127, 415, 132, 415).p[0] == pytest.approx(0.786, abs=0.0005)


def test_both_trials_by_mantel_haenszel(ratio):
    found = mantel_haenszel("OR", [47, 127], [134, 415], [63, 132], [117, 415])
    assert ratio(found, 3) == (0.864, 0.681, 1.094)
    assert found.p[0] == pytest.approx(0.225, abs=0.0005)


def test_both_trials_with_random_effects(ratio):
    effects = effect_sizes("OR", *BOTH)
    found = pool(effects.y, effects.v, method="DL")
    assert ratio(found, 3) == (0.826, 0.569, 1.199)
    assert found.I2[0] == pytest.approx(52, abs=0.5)


def test_two_trials_show_three_intervals(ratio):
    # Why the models stand side by side: one estimate, limits from narrow to hopeless.
    effects = effect_sizes("RR", *BOTH)
    common = pool(effects.y, effects.v, method="CE")
    wald = pool(effects.y, effects.v, method="DL")
    hartung = pool(effects.y, effects.v, method="DL", test="knha")
    assert ratio(common) == (0.89, 0.75, 1.07)
    assert ratio(wald) == (0.87, 0.67, 1.13)
    assert ratio(hartung) == (0.87, 0.16, 4.66)
    assert hartung.df[0] == 1
    assert np.isnan(wald.prediction_low[0])
