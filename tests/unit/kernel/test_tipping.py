"""The fewest studies and events that move an answer, against every way there is."""

from itertools import combinations, product

import numpy as np
import pytest

from thymos.kernel import effect_sizes, pool
from thymos.kernel.tipping import fewest_events, fewest_studies, sides

Y = np.array([-0.62, -0.41, -0.15, 0.10, -0.55, -0.30])
V = np.array([0.04, 0.09, 0.05, 0.03, 0.12, 0.06])
CELLS = np.array([[4, 6, 1], [40, 60, 20], [11, 13, 4], [42, 58, 22]])


def side(y, v, **how):
    found = pool(y, v, **how)
    return int(sides(found.ci_low, found.ci_high)[0])


@pytest.mark.parametrize("how", [{}, {"method": "CE"}, {"method": "DL", "test": "knha"}])
def test_no_smaller_choice_of_studies_moves_the_answer(how):
    found = fewest_studies(Y, V, **how)
    whole = side(Y, V, **how)
    assert found.side == whole
    moving = {
        size: [
            out
            for out in combinations(range(6), size)
            if side(np.delete(Y, out), np.delete(V, out), **how) != whole
        ]
        for size in range(1, 6)
    }
    fewest = min(size for size, ways in moving.items() if ways)
    assert found.count == found.searched == fewest
    assert {tuple(np.flatnonzero(row)) for row in found.without} == set(moving[fewest])
    for row, moved in zip(found.without, found.moved, strict=True):
        assert moved == side(Y[~row], V[~row], **how) != whole


@pytest.mark.parametrize("how", [{}, {"method": "CE"}, {"method": "DL", "test": "knha"}])
@pytest.mark.parametrize("turn", [1.0, -1.0])
def test_steps_lead_to_another_answer_where_not_every_way_can_be_tried(how, turn):
    y, v = turn * np.concatenate([Y, Y + 0.05]), np.concatenate([V, V]) / 2
    full, short = fewest_studies(y, v, **how), fewest_studies(y, v, most=1, **how)
    assert (full.stepwise, full.stepwise_side) == (None, None)
    assert (short.count, short.searched, short.exhausted) == (None, 0, False)
    out = short.stepwise
    assert out is not None
    assert full.count is not None
    assert 1 <= full.count <= out.sum() < y.size
    assert short.stepwise_side == side(y[~out], v[~out], **how) != short.side


def test_steps_that_lead_nowhere_are_none():
    short = fewest_studies([-3.0, -3.1, -2.9], [0.01] * 3, most=1)
    assert (short.stepwise, short.stepwise_side, short.exhausted) == (None, None, False)


def test_agreeing_studies_cannot_be_moved_and_the_search_says_how_far_it_came():
    same = fewest_studies([-3.0, -3.1, -2.9], [0.01] * 3)
    assert (same.side, same.count, same.searched, same.exhausted) == (-1, None, 2, True)
    short = fewest_studies([-3.0, -3.1, -2.9], [0.01] * 3, most=4)
    assert (short.count, short.searched, short.exhausted) == (None, 1, False)
    alone = fewest_studies([-3.0], [0.01])
    assert (alone.count, alone.searched, alone.exhausted) == (None, 0, True)


def test_events_are_changed_until_the_answer_is_another_and_no_further():
    found = fewest_events(CELLS, "OR", method="CE")
    assert found.count is not None
    assert found.count == np.abs(found.changed).sum()
    for steps in (found.count - 1, found.count):
        moved = fewest_events(CELLS, "OR", method="CE", most=steps)
        table = CELLS.astype(float)
        table[[0, 2]] += moved.changed
        effects = effect_sizes("OR", *table)
        now = side(effects.y, effects.v, method="CE")
        assert (now != found.side) == (steps == found.count)
        assert moved.count == (found.count if steps == found.count else None)


def test_no_fewer_events_do_where_every_way_can_be_tried():
    found = fewest_events(CELLS, "RR", method="CE")
    assert found.count is not None
    for counts in product(range(-found.count + 1, found.count), repeat=6):
        if np.abs(counts).sum() >= found.count:
            continue
        table = CELLS.astype(float)
        table[[0, 2]] += np.reshape(counts, (2, 3))
        if (table[[0, 2]] < 0).any():
            continue
        effects = effect_sizes("RR", *table)
        assert side(effects.y, effects.v, method="CE") == found.side


def test_an_answer_across_no_effect_is_moved_to_the_side_of_its_estimate():
    found = fewest_events([[10, 12], [50, 50], [12, 15], [50, 50]], "RR", method="CE")
    assert (found.side, found.moved) == (0, -1)
    assert found.changed[0].sum() - found.changed[1].sum() < 0


def test_events_that_can_change_no_further_end_the_search():
    found = fewest_events([[1], [1], [0], [1]], "RD", method="CE", most=50)
    assert found.count is None
    assert found.searched < 50


@pytest.mark.parametrize(
    ("cells", "match"),
    [
        ([[1], [2], [1]], r"shape \(4, study\)"),
        ([[1.5], [2], [1], [2]], "whole numbers"),
        ([[np.nan], [2], [1], [2]], "whole numbers"),
        ([[3], [2], [1], [2]], "ai: study 1"),
    ],
)
def test_cells_that_are_no_counts_are_refused(cells, match):
    with pytest.raises(ValueError, match=match):
        fewest_events(cells)


def test_one_study_under_knapp_hartung_has_no_answer():
    assert sides(np.nan, np.nan).tolist() == 0
