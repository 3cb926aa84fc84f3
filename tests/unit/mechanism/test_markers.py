"""Which marker tells, with how many patients: the textbook's numbers, and what blinds it."""

from typing import Any

import numpy as np
import pytest

from thymos.mechanism.markers import (
    blindings,
    logarithm,
    marker,
    per_arm,
    ranked,
    standardised,
)

RNG = np.random.default_rng(5)
WHERE = ("inflamed", "hla-dr", 24.0)


def compared(with_arm, without) -> Any:
    return marker(WHERE, with_arm, without, 500)


@pytest.mark.parametrize(
    ("standardised", "power", "patients"),
    [(0.5, 0.8, 63), (0.5, 0.9, 85), (1.0, 0.9, 22), (0.2, 0.8, 393), (0.25, 0.9, 337)],
)
def test_the_numbers_of_the_textbook(standardised, power, patients):
    # By the normal formula, rounded up; Cohen's small, medium and large differences among them.
    assert np.ceil(per_arm(standardised, power)) == patients


def test_no_difference_takes_no_number():
    assert per_arm(0.0, 0.8) == np.inf
    same = RNG.normal(size=(4, 10))
    assert compared(same, same) is None


def shifted(by, noise=1.0):
    without = RNG.normal(scale=noise, size=(20, 400))
    return without + np.broadcast_to(np.asarray(by).reshape(-1, 1), without.shape), without


def test_a_shift_of_half_a_standard_deviation():
    found = compared(*shifted(0.5))
    assert found.difference == pytest.approx(0.5)
    assert found.standardised == pytest.approx(0.5, abs=0.02)
    assert abs(found.n80 - 63) < 6
    assert (found.same_way.share, found.told.share) == (1.0, 1.0)


def test_the_noise_that_it_bears_makes_it_take_the_most():
    found = compared(*shifted(0.5))
    noisy = found.standardised / np.sqrt(1 + found.noise**2)
    assert per_arm(noisy, 0.8) == pytest.approx(500, rel=0.02)


def test_biologies_that_point_the_other_way_are_counted():
    by = np.where(np.arange(20) < 5, -0.3, 0.5)
    found = compared(*shifted(by))
    assert found.same_way.count == 15


def test_the_fewest_patients_come_first():
    found = ranked([compared(*shifted(by)) for by in (0.2, -1.0, 0.5)])
    assert [round(each.difference, 6) for each in found] == [-1.0, 0.5, 0.2]
    one, two, three = (each.n80 or 0 for each in found)
    assert one < two < three


def test_what_blinds_a_marker_is_the_parameter_of_its_arm():
    arm = np.linspace(0, 1, 20)
    with_arm, without = shifted(arm)
    apart = standardised(with_arm, without)
    found: Any = blindings(apart, np.stack([RNG.random(20), arm], axis=1), ("other", "arm"), 100)
    assert found[0].parameter == "arm"
    assert found[0].correlation > 0.95
    assert found[0].silent < found[0].telling


def test_patients_who_never_came_are_left_out():
    with_arm, without = shifted(0.5)
    with_arm[:, :200] = np.nan
    found = compared(with_arm, without)
    assert found.difference == pytest.approx(0.5)


def test_a_readout_of_nothing_has_a_logarithm():
    assert np.isfinite(logarithm(np.array([0.0, -1e-12, 1.0]))).all()
