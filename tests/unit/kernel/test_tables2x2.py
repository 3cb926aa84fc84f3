"""Mantel-Haenszel and Peto at their edges."""

import numpy as np
import pytest

from thymos.kernel import mantel_haenszel, peto


def test_a_table_without_events_does_not_move_a_ratio():
    with_it = mantel_haenszel("RR", [3, 0], [97, 50], [6, 0], [94, 50])
    without = mantel_haenszel("RR", [3], [97], [6], [94])
    assert with_it.estimate == pytest.approx(without.estimate)
    assert with_it.se == pytest.approx(without.se)
    assert (with_it.k[0], with_it.k_informative[0]) == (2, 1)
    assert (with_it.Q_df[0], without.Q_df[0]) == (0, 0)


def test_it_does_move_a_difference():
    with_it = mantel_haenszel("RD", [3, 0], [97, 50], [6, 0], [94, 50])
    assert with_it.estimate[0] == pytest.approx((3 * 100 / 200 - 6 * 100 / 200) / (50 + 25))
    assert with_it.k_informative[0] == 2


@pytest.mark.parametrize("code", ["RR", "OR"])
def test_no_event_in_one_group_of_any_table_has_no_ratio(code):
    found = mantel_haenszel(code, [0, 0], [10, 10], [1, 2], [9, 8])
    assert np.isnan([found.estimate[0], found.se[0], found.ci_low[0], found.p[0]]).all()
    assert found.k_informative[0] == 2


def test_no_event_at_all():
    found = mantel_haenszel("RD", [0], [10], [0], [10])
    assert found.estimate[0] == 0
    assert np.isnan(found.se[0])
    assert np.isnan(peto([0], [10], [0], [10]).estimate[0])


def test_peto_by_hand():
    found = peto([3], [15], [1], [17])
    spread = 18 * 18 * 4 * 32 / (36**2 * 35)
    assert found.estimate[0] == pytest.approx((3 - 2) / spread)
    assert found.se[0] == pytest.approx(spread**-0.5)


def test_a_batch_of_tables():
    found = mantel_haenszel("OR", [[8, 22], [3, 1]], [[98, 76], [9, 3]],
                            [[5, 16], [104, 5]], [[115, 69], [1059, 86]])  # fmt: skip
    assert found.estimate == pytest.approx([0.3387, 1.3300], abs=6e-5)


def test_refusals():
    with pytest.raises(ValueError, match="choose one of RR, OR, RD"):
        mantel_haenszel("HR", [1], [1], [1], [1])
    with pytest.raises(ValueError, match="must have the same shape"):
        peto([1, 2], [1, 2, 3], [1], [1])
    with pytest.raises(ValueError, match=r"counts must have shape \(study,\)"):
        mantel_haenszel("OR", [[[1]]], [[[2]]], 3, 4)
    with pytest.raises(ValueError, match=r"bi: study 1 is -1\.0"):
        mantel_haenszel("OR", [1], [-1], [3], [4])
