"""Counts and intervals into effects: formulas by hand, zero cells, refusals."""

import math

import numpy as np
import pytest

from thymos.kernel import MEASURES, effect_sizes, from_display, from_interval, measure, to_display

# One ordinary table, one with a zero cell, one without events, one with nothing but events.
A, N1, C, N2 = [4, 0, 0, 10], [10, 10, 10, 10], [2, 3, 0, 10], [20, 20, 20, 10]


def test_formulas_by_hand():
    found = {code: effect_sizes(code, [4], [10], [2], [20]) for code in ("RR", "OR", "RD")}
    assert found["RR"].y[0] == pytest.approx(math.log(0.4 / 0.1))
    assert found["RR"].v[0] == pytest.approx(1 / 4 - 1 / 10 + 1 / 2 - 1 / 20)
    assert found["OR"].y[0] == pytest.approx(math.log(4 * 18 / (6 * 2)))
    assert found["OR"].v[0] == pytest.approx(1 / 4 + 1 / 6 + 1 / 2 + 1 / 18)
    assert found["RD"].y[0] == pytest.approx(0.3)
    assert found["RD"].v[0] == pytest.approx(0.4 * 0.6 / 10 + 0.1 * 0.9 / 20)


@pytest.mark.parametrize(
    ("to", "drop00", "corrected", "included"),
    [
        ("only0", False, [0, 1, 1, 1], [1, 1, 1, 1]),
        ("only0", True, [0, 1, 0, 0], [1, 1, 0, 0]),
        ("all", False, [1, 1, 1, 1], [1, 1, 1, 1]),
        ("all", True, [1, 1, 0, 0], [1, 1, 0, 0]),
        ("if0all", False, [1, 1, 1, 1], [1, 1, 1, 1]),
        ("if0all", True, [1, 1, 0, 0], [1, 1, 0, 0]),
        ("none", False, [0, 0, 0, 0], [1, 0, 0, 0]),
        ("none", True, [0, 0, 0, 0], [1, 0, 0, 0]),
    ],
)
def test_zero_cell_policies(to, drop00, corrected, included):
    found = effect_sizes("OR", A, N1, C, N2, to=to, drop00=drop00)
    assert found.corrected.tolist() == [bool(x) for x in corrected]
    assert found.included.tolist() == [bool(x) for x in included]
    assert np.isnan(found.y[~found.included]).all()
    if included[1]:
        assert found.y[1] == pytest.approx(math.log(0.5 * 17.5 / (10.5 * 3.5)))


def test_the_constant_can_be_chosen_or_refused():
    found = effect_sizes("RR", [0], [10], [3], [20], add=0.1)
    assert found.y[0] == pytest.approx(math.log((0.1 / 10.2) / (3.1 / 20.2)))
    assert effect_sizes("RR", [0], [10], [3], [20], add=0.0).included.tolist() == [False]
    with pytest.raises(ValueError, match="add must be 0 or more"):
        effect_sizes("RR", [0], [10], [3], [20], add=-0.5)


def test_if0all_looks_at_each_row_alone():
    found = effect_sizes("OR", [[4, 0], [4, 5]], 10, 3, 20, to="if0all")
    assert found.corrected.tolist() == [[True, True], [False, False]]
    assert found.y.shape == (2, 2)


def test_a_risk_difference_without_events_gets_a_variance():
    # As in R's metafor, the constant enters difference and variance alike.
    found = effect_sizes("RD", [0], [10], [0], [20])
    p, q = 0.5 / 11, 0.5 / 21
    assert found.y[0] == pytest.approx(p - q)
    assert found.v[0] == pytest.approx(p * (1 - p) / 11 + q * (1 - q) / 21)
    bare = effect_sizes("RD", [0], [10], [0], [20], to="none")
    assert bare.included.tolist() == [False]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (([-1], [10], [2], [20]), "ai: study 1 is -1.0, expected a count of 0 or more"),
        (([1, 11], [10, 10], [2, 2], [20, 20]), "ai: study 2 is 11.0, expected no more events"),
        (([1], [10], [21], [20]), "ci: study 1 is 21.0"),
        (([0], [0], [2], [20]), "n1i: study 1 is 0.0, expected a group size above 0"),
        (([np.nan], [10], [2], [20]), "ai: study 1 is nan"),
        (([1], [10], [2], [np.inf]), "n2i: study 1 is inf"),
        (([1, 2], [10, 10, 10], [2], [20]), r"counts must have the same shape, got ai \(2,\)"),
    ],
)
def test_counts_that_cannot_be(counts, said):
    with pytest.raises(ValueError, match=said):
        effect_sizes("RR", *counts)


def test_unknown_words():
    with pytest.raises(ValueError, match="choose one of RR, OR, RD"):
        effect_sizes("HR", [1], [2], [1], [2])
    with pytest.raises(ValueError, match="choose one of all, only0, if0all, none"):
        effect_sizes("RR", [1], [2], [1], [2], to="some")
    with pytest.raises(ValueError, match="unknown measure 'XX'"):
        measure("XX")


def test_hazard_ratio_from_its_interval():
    found = from_interval("HR", [0.97], [0.76], [1.24])
    assert found.y[0] == pytest.approx(math.log(0.97))
    se = math.log(1.24 / 0.76) / (2 * 1.959963984540054)
    assert found.v[0] == pytest.approx(se**2)
    narrow = from_interval("HR", [0.97], [0.76], [1.24], level=0.99)
    assert narrow.v[0] < found.v[0]


@pytest.mark.parametrize(
    ("code", "numbers", "said"),
    [
        ("HR", (0.9, 0.0, 1.2), "low: study 1 is 0.0, expected a finite limit above 0"),
        ("HR", (0.9, 1.2, 0.8), "high: study 1 is 0.8, expected a finite limit above low"),
        ("HR", (1.5, 0.8, 1.2), "estimate: study 1 is 1.5, expected a value within its own"),
        ("RD", (0.0, -np.inf, 1.2), "low: study 1 is -inf"),
    ],
)
def test_intervals_that_cannot_be(code, numbers, said):
    with pytest.raises(ValueError, match=said):
        from_interval(code, numbers[0], numbers[1], numbers[2])


def test_an_interval_needs_its_three_numbers():
    with pytest.raises(ValueError, match="estimate, low and high must have the same shape"):
        from_interval("HR", [0.9, 0.8], [0.5], [1.2, 1.1, 1.3])


@pytest.mark.parametrize(
    "kind", [m for m in MEASURES if not math.isnan(m.null)], ids=lambda m: m.code
)
def test_no_difference_is_zero_on_the_analysis_scale(kind):
    assert from_display(kind, kind.null) == 0
    assert to_display(kind, 0.0) == kind.null


def test_a_ratio_must_be_positive():
    with pytest.raises(ValueError, match="a risk ratio must be above 0"):
        from_display(measure("RR"), [0.5, 0.0])


def test_codes_are_unique():
    codes = [m.code for m in MEASURES]
    assert len(set(codes)) == len(codes)
