"""Shares of draws that answer both ways, and on which ranges they hang."""

import numpy as np
import pytest

from thymos.mechanism.twoway import at_margin, leanings, share

BOTH, UP, WORSE, NONE, UNKNOWN = (0.2, -0.2), (0.2, 0.0), (-0.2, 0.2), (0.0, 0.0), (0.2, np.nan)


def test_every_draw_falls_on_its_side_of_a_margin():
    found = at_margin(np.array([BOTH, BOTH, UP, WORSE, NONE, UNKNOWN]), 20)
    assert [x.count for x in (found.both, found.up, found.down)] == [2, 3, 2]
    assert [x.count for x in (found.worse, found.opposed)] == [1, 1]
    assert found.both.total == 5  # who cannot be judged is no draw


def test_a_change_just_below_the_margin_does_not_count():
    changes = np.array([[0.0499, -0.0499], [0.0501, -0.0501]])
    assert at_margin(changes, 5).both.count == 1


def test_the_interval_is_wilsons():
    # 18 of 100: 11.7 to 26.7 % (Newcombe 1998, by his formula for the score interval)
    found = share(np.arange(100) < 18)
    assert (found.low, found.high) == pytest.approx((0.117, 0.267), abs=5e-4)


def test_no_draw_gives_no_share():
    found = at_margin(np.full((3, 2), np.nan), 5)
    assert (found.both.total, found.both.share, found.both.low) == (0, None, None)


def test_the_shape_is_asked_for():
    with pytest.raises(ValueError, match=r"shape \(draw, 2\), found \(3,\)"):
        at_margin(np.zeros(3), 5)


def test_the_range_that_decides_comes_first():
    size = np.linspace(0, 1, 90)
    other = np.tile([0.3, 0.1, 0.2], 30)
    changes = np.where(size[:, None] > 0.5, BOTH, NONE)
    parameters = np.stack([other, size, np.ones(90)], axis=1)
    found = leanings(changes, parameters, ("other", "size", "fixed"), 5)
    assert [each.parameter for each in found] == ["size", "other"]  # a fixed one has no range
    assert (found[0].lowest.count, found[0].highest.share) == (0, 1.0)
