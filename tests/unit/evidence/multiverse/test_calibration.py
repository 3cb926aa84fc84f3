"""Without an effect, the same choices find one seldom; the draws hang on their index alone."""

import numpy as np
import pytest
from scipy.stats import binom

from thymos import kernel
from thymos.evidence.multiverse import assemble, calibration, cross, no_effect
from thymos.evidence.multiverse.calibration import _binomial
from thymos.evidence.multiverse.declared import Facts
from thymos.evidence.multiverse.material import Reading
from thymos.evidence.synthesis import Options
from thymos.jobs import Plan, Threads, run

NAMES = tuple("abcdefg")
FACTS = [Facts(name, year=2000 + i) for i, name in enumerate(NAMES)]
SIZES = np.array([60, 80, 100, 150, 90, 200, 120.0])


def of_counts(treated, control, measure="RR"):
    cells = np.array([treated, SIZES, control, SIZES], float)
    return cross(assemble(NAMES, measure, Options(), (), [Reading(cells, None)], FACTS))


def without(crossed, seed=1):
    work = no_effect(crossed, seed)
    assert work is not None
    return work


def told(crossed, sets=150):
    work = without(crossed, 5)
    return calibration(crossed, work, work(0, sets))


def test_a_large_effect_is_rare_without_one_and_none_is_common():
    clear = told(of_counts(SIZES * 0.1, SIZES * 0.4))
    assert clear.decided == 1.0
    assert clear.p_decided == clear.p_median == pytest.approx(1 / 151)
    nothing = told(of_counts(SIZES * 0.3, SIZES * 0.3))
    assert nothing.decided == 0.0
    assert nothing.p_decided == 1.0
    assert 0.0 <= nothing.usual <= nothing.high < 1.0


def test_shares_of_sets_without_effect_are_near_the_level_of_the_main_analysis():
    crossed = of_counts(SIZES * 0.3, SIZES * 0.3)
    work = without(crossed)
    found = work(0, 400)
    decided = (np.abs(found[:, :2]).max(1) > 0.5).mean()
    assert 0.005 < decided < 0.1
    assert abs(np.median(found[:, 2])) < 0.03


def test_pieces_and_threads_change_no_digit():
    work = without(of_counts([5, 9, 20, 31, 8, 41, 30], [9, 12, 25, 40, 14, 52, 31]))
    whole = work(0, 23)
    for chunk in (1, 7):
        parts = run(Plan(23, work, chunk), Threads(2))
        assert np.array_equal(np.concatenate(parts), whole)


def test_simulated_sets_have_the_heterogeneity_of_the_data():
    crossed = of_counts(SIZES * [0.1, 0.6, 0.2, 0.5, 0.1, 0.4, 0.3], SIZES * 0.3)
    work = without(crossed)
    effects = kernel.effect_sizes(
        "OR", SIZES * [0.1, 0.6, 0.2, 0.5, 0.1, 0.4, 0.3], SIZES, SIZES * 0.3, SIZES
    )
    assert work.tau2 == pytest.approx(kernel.tau2("REML", effects.y, effects.v)[0])
    apart = told(crossed)
    alike = told(of_counts(SIZES * 0.3, SIZES * 0.3))
    assert apart.usual > alike.usual


@pytest.mark.slow
@pytest.mark.parametrize("tau", [0.0, 0.4])
def test_without_effect_small_p_values_are_about_as_rare_as_they_say(tau):
    rng, small = np.random.default_rng(3), []
    for seed in range(80):
        risk, apart = rng.uniform(0.1, 0.4, 7), rng.normal(0, tau, 7)
        odds = np.log(risk / (1 - risk))
        treated, control = (
            rng.binomial(SIZES.astype(int), 1 / (1 + np.exp(-odds - part * apart)))
            for part in (0.5, -0.5)
        )
        crossed = of_counts(treated, control)
        work = without(crossed, seed)
        found = calibration(crossed, work, work(0, 59))
        small.append((found.p_decided <= 0.1, found.p_median <= 0.1))
    assert (np.mean(small, axis=0) < 0.2).all()


def test_effects_are_simulated_from_their_variances():
    y, v = np.full(7, 0.02), np.linspace(0.01, 0.05, 7)
    crossed = cross(assemble(NAMES, "MD", Options(), (), [Reading(None, (y, v))], FACTS))
    found = told(crossed)
    assert (found.tau2, found.spread) == (0.0, "analysis scale")
    assert found.p_median > 0.2


def test_where_no_effect_has_no_value_nothing_is_calibrated():
    y, v = np.full(7, 0.2), np.full(7, 0.01)
    proportions = assemble(NAMES, "PLO", Options(), (), [Reading(None, (y, v))], FACTS)
    assert no_effect(cross(proportions)) is None
    alone = assemble(("a",), "MD", Options(), (), [Reading(None, (y[:1], v[:1]))], FACTS[:1])
    assert no_effect(cross(alone)) is None


def test_binomial_quantiles_are_exact():
    rng = np.random.default_rng(1)
    n = rng.integers(1, 20_000, 3_000).astype(float)
    p, u = rng.random(3_000) ** 3, rng.random(3_000)
    assert np.array_equal(_binomial(u, n, p), binom.ppf(u, n.astype(int), p))
