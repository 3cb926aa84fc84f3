"""Fitting kinetics to ranges: met where it can be, told where it cannot."""

import numpy as np
import pytest

from thymos.mechanism.fit import WINDOW, Range, fit
from thymos.mechanism.pharmacokinetics import Kinetics, exposure

STATISTICS = ("t_max", "c_max", "auc", "half_life", "volume")


def around(body, amount, width):
    found = exposure(body, amount, WINDOW)
    middles = [(name, float(getattr(found, name)[0])) for name in STATISTICS]
    return [Range(name, value / width, value * width) for name, value in middles]


def test_ranges_around_a_known_body_are_met_in_their_middle():
    ranges = around(Kinetics.of(1.3, 11.0, 18.0, 4.0, 12.0), 1600.0, 1.2)
    found = fit(ranges, 1600.0)
    assert found.all_inside
    assert found.distance < 0.01
    assert found.body.cl[0] == pytest.approx(11.0, rel=0.03)


@pytest.mark.slow
def test_more_compartments_never_fit_worse():
    ranges = [Range("t_max", 1, 2), Range("c_max", 30, 80), Range("auc", 95, 267)]
    one, two = (fit(ranges, 1600.0, n) for n in (1, 2))
    assert two.distance <= one.distance + 0.01  # springs hold what three ranges leave open


@pytest.mark.slow
def test_ranges_that_contradict_each_other_are_told():
    # An area of 100 needs a clearance of 16 L/h; a half-life of 10 h then needs 230 L, not 20.
    ranges = [Range("auc", 95, 105), Range("half_life", 9, 11), Range("volume", 19, 21)]
    found = fit(ranges, 1600.0)
    assert not found.all_inside
    assert [each.range.statistic for each in found.met if not each.inside]


@pytest.mark.slow
def test_an_upper_bound_alone_pulls_only_from_above():
    found = fit([Range("half_life", None, 3.0), Range("auc", 95, 267)], 1600.0)
    assert found.met[0].value <= 3.0
    assert found.met[0].inside


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: Range("cmax", 1, 2), "expected one of t_max, c_max, .* found 'cmax'"),
        (lambda: Range("auc", 3, 2), "auc: expected 0 < low ≤ high, found 3 and 2"),
        (lambda: Range("auc", None, np.nan), "auc: expected"),
        (lambda: fit([], 1600.0), "expected a range"),
        (lambda: fit([Range("auc", 1, 2)], -1.0), "a positive dose"),
        (lambda: fit([Range("auc", 1, 2)], 1.0, 3), "1 or 2 compartments"),
    ],
)
def test_bad_input_is_told_in_one_line(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()
