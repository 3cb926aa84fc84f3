"""Required sizes, diversity, and the growing meta-analysis against its boundaries."""

import numpy as np
import pytest
from scipy.stats import norm

from thymos.kernel import (
    boundaries,
    diversity,
    enlarged,
    events_for_hazards,
    fewest_trials,
    participants_for_means,
    participants_for_risks,
    pool,
    required_information,
    stagewise,
    trial_sequential,
)

Y, V = [0.1, 0.5, 0.3, 0.6], [0.02, 0.04, 0.03, 0.02]


def test_the_required_information_gives_the_power():
    needed = required_information(0.4, alpha=0.05, power=0.9)
    assert norm.sf(norm.isf(0.025) - 0.4 * needed**0.5) == pytest.approx(0.9, rel=1e-12)
    one = required_information(-0.4, alpha=0.025, power=0.9, sides=1)
    assert one == pytest.approx(needed)


def test_a_size_for_means_gives_that_information():
    size = participants_for_means(0.4, 1.3, power=0.9)
    variance = 2 * 1.3**2 / (size / 2)
    assert 1 / variance == pytest.approx(required_information(0.4, power=0.9))


def test_a_number_of_events_gives_that_information():
    events = events_for_hazards(0.75, power=0.9)
    spread = 1 / (events / 2) + 1 / (events / 2)  # of the log ratio, events alike in both groups
    assert 1 / spread == pytest.approx(required_information(np.log(0.75), power=0.9))
    assert events == pytest.approx(events_for_hazards(1 / 0.75, power=0.9))


def test_diversity_is_what_makes_the_two_models_differ():
    random, common = pool(Y, V, method="DL"), pool(Y, V, method="CE")
    share = diversity(random, common)
    assert common.se**2 / (1 - share) == pytest.approx(random.se**2)
    assert share >= random.I2 / 100
    alike = pool([0.2, 0.2], [0.1, 0.2], method="DL"), pool([0.2, 0.2], [0.1, 0.2], method="CE")
    assert diversity(*alike) == pytest.approx(0)


def test_with_fewest_trials_power_can_be_reached_and_with_one_less_it_cannot():
    needed, tau2 = required_information(np.log(0.8), power=0.9), 0.05
    fewest = fewest_trials(np.log(0.8), tau2, power=0.9)
    assert fewest / tau2 > needed >= (fewest - 1) / tau2
    assert fewest_trials(0.5, 0.0) == 1


def test_each_look_is_the_pool_so_far():
    grown = trial_sequential(Y, V, [100, 150, 120, 90], 600, method="REML")
    for k in range(1, 5):
        alone = pool(Y[:k], V[:k], method="REML")
        assert grown.estimates[k - 1] == pytest.approx(alone.estimate[0])
        assert grown.z[k - 1] == pytest.approx(alone.statistic[0])
    assert grown.bounds.fractions == pytest.approx(np.cumsum([100, 150, 120, 90]) / 600)


def test_a_crossing_is_where_the_repeated_interval_leaves_zero():
    grown = trial_sequential(Y, V, [100, 150, 120, 90], 460)
    outside = (grown.repeated_low > 0) | (grown.repeated_high < 0)
    assert grown.crossed == np.flatnonzero(outside)[0] == grown.final
    assert grown.low > 0
    assert grown.p <= 0.05
    assert grown.low < grown.estimate < grown.high


def test_no_crossing_speaks_of_the_last_look():
    grown = trial_sequential(Y, V, [100, 150, 120, 90], 4600)
    assert grown.crossed is None
    assert grown.final == 3
    unit = (460 / 4600) ** 0.5 * grown.errors[3]
    bare = stagewise(boundaries(grown.bounds.fractions), 3, float(grown.z[3]))
    assert grown.high == pytest.approx(bare.high * unit)


def test_a_single_look_at_full_size_is_the_plain_interval():
    grown, plain = trial_sequential([0.4], [0.02], [500], 500), pool([0.4], [0.02])
    assert (grown.low, grown.high) == pytest.approx((plain.ci_low[0], plain.ci_high[0]), rel=1e-6)
    assert grown.p == pytest.approx(plain.p[0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: required_information(0), "effect must be finite and not 0"),
        (lambda: required_information(0.5, power=1), "power must lie between"),
        (lambda: required_information(0.5, sides=0), "sides must be 1 or 2"),
        (lambda: participants_for_risks(0.2, 0.2), "groups must differ"),
        (lambda: participants_for_risks(0.2, 1.0), "treated must be a risk"),
        (lambda: events_for_hazards(1.0), "ratio must be above 0 and not 1"),
        (lambda: participants_for_means(0.2, 0), "sd must be above 0"),
        (lambda: enlarged(100, 1.0), "share: study 1 is 1.0"),
        (lambda: enlarged(0, 0.5), "required must be above 0"),
        (lambda: fewest_trials(0.5, -1), "tau2 must be 0 or more"),
        (lambda: diversity(pool(Y, V, test="knha"), pool(Y, V)), "ratio of plain variances"),
        (lambda: diversity(pool(Y, V), pool(Y[:2], V[:2])), "different studies"),
        (lambda: trial_sequential(Y, V, [1, 2], 10), "each with a size"),
        (
            lambda: trial_sequential(Y, V, [1, 2, 0, 4], 10),
            "look 3 is 0.3, expected a finite value above 0.3",
        ),
        (lambda: trial_sequential(Y, V, [1, 2, 3, 4], 0), "required must be above 0"),
    ],
)
def test_refusals(call, message):
    with pytest.raises(ValueError, match=message):
        call()
