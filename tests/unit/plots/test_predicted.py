"""Predictions as dots beside what was counted: what is drawn, what is said, what is refused."""

import re
from dataclasses import replace

import pytest

from thymos.plots.predicted import HIGHEST, Beside, Foretold, Predicted, describe, draw

NARROW = Foretold("Model, stated ranges", (-2.0, -0.5, 0.0, 0.0, 0.1))
WIDE = Foretold("Model, wide ranges", (-9.0, 0.0, 0.0, 6.0))
TRIAL = Beside("A trial", (-1.0, -4.0, 2.0), (NARROW, WIDE))
PLOT = Predicted("Theory", "Risk difference", "counted", (TRIAL,), "fewer deaths", "more deaths")


def circles(svg):
    found = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', svg)
    return [tuple(float(x) for x in each) for each in found]


def test_every_dot_is_drawn_once_and_no_two_lie_on_each_other():
    seen = circles(draw(PLOT, "p"))
    assert len(seen) == 9
    assert len({(x, y) for x, y, _ in seen}) == 9
    radius = seen[0][2]
    by_row = sorted(seen)
    for one in by_row:
        for two in by_row:
            if one is not two:
                apart = max(abs(one[0] - two[0]), abs(one[1] - two[1]))
                assert apart >= 2 * radius


def test_dots_stand_on_the_side_of_nothing_on_which_they_are():
    svg = draw(Predicted("T", "D", "counted", (replace(TRIAL, foretold=(WIDE,)),)), "p")
    places = sorted(x for x, _, _ in circles(svg))
    assert places[0] < places[1] == places[2] < places[3]


def test_it_says_in_words_what_it_draws():
    assert describe(PLOT) == (
        "Risk difference. A trial counted −1.0, from −4.0 to 2.0. Model, stated ranges: the middle "
        "is 0.0; 5 of 5 dots lie in that interval. Model, wide ranges: the middle is 0.0; 2 of 4 "
        "dots lie in that interval."
    )
    assert f'<desc id="p-desc">{describe(PLOT)}</desc>' in draw(PLOT, "p")


def test_a_model_that_foretells_nothing_is_told():
    silent = replace(PLOT, trials=(replace(TRIAL, foretold=(Foretold("Model", ()),)),))
    assert describe(silent).endswith("Model: nothing is foretold.")
    assert circles(draw(silent, "p")) == []


def test_a_tower_is_no_higher_than_others_have_room_for():
    tower = replace(TRIAL, foretold=(Foretold("Model", (0.0,) * 200),))
    heights = [y for _, y, _ in circles(draw(replace(PLOT, trials=(tower,)), "p"))]
    assert max(heights) - min(heights) <= HIGHEST


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_every_mark_and_word_stands_inside_the_drawing(layout):
    svg = draw(PLOT, "p", layout)
    (size,) = re.findall(r'viewBox="0 0 (\S+) (\S+)"', svg)
    width, height = (float(x) for x in size)
    marks = [(float(x), float(y)) for x, y in re.findall(r'<text x="([-\d.]+)" y="([-\d.]+)"', svg)]
    for x, y in marks + [(x, y) for x, y, _ in circles(svg)]:
        assert 0 <= x <= width
        assert 0 <= y <= height


@pytest.mark.parametrize(
    "trials", [(), (replace(TRIAL, counted=(float("nan"), 0.0, 1.0)),)], ids=["none", "nan"]
)
def test_what_cannot_be_drawn_is_refused(trials):
    with pytest.raises(ValueError, match="expected a trial, and finite values"):
        draw(replace(PLOT, trials=trials), "p")
