"""A verdict through time, drawn: in words, in lanes, in order."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from thymos.plots.ink import standalone
from thymos.plots.timeline import Timeline, Turn, describe, draw
from thymos.verdict.words import Clinical, Factual
from thymos.views.timeline import LANES

SVG = "{http://www.w3.org/2000/svg}"
PLOT = Timeline(
    "It helps",
    ("probable", "not supported"),
    (
        Turn("1990-12-31", "probable", True, "six small trials"),
        Turn("1993-06-01", "probable", False, "a review"),
        Turn("1995-03-18", "not supported", True, "<MEGA>"),
    ),
    "2000-01-01",
)


def tree(layout="wide"):
    return ET.fromstring(standalone(draw(PLOT, "t", layout)))


def at(node, name):
    return float(node.get(name))


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_it_is_read_without_seeing_and_stays_in_its_frame(layout):
    root = tree(layout)
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert root[1].text == (
        "The verdict through time, up to 2000-01-01. From 1990-12-31: probable. "
        "From 1995-03-18: not supported."
    )
    width = float(str(root.get("viewBox")).split()[2])
    for circle in root.iter(f"{SVG}circle"):
        assert 0 < at(circle, "cx") < width


def test_a_dot_for_each_day_larger_where_the_verdict_moved():
    sizes = [at(circle, "r") for circle in tree().iter(f"{SVG}circle")]
    assert sizes == [5.0, 2.5, 5.0]
    titles = [node.text for node in tree().iter(f"{SVG}title")][1:]
    assert titles[-1] == "1995-03-18: not supported; <MEGA>"


def test_the_better_verdict_stands_higher_and_time_runs_right():
    circles = list(tree().iter(f"{SVG}circle"))
    assert at(circles[0], "cy") < at(circles[2], "cy")
    across = [at(circle, "cx") for circle in circles]
    assert across == sorted(across)


def test_equal_times_are_equally_long():
    turns = tuple(Turn(f"{y}-01-01", "probable", y == 1990, "x") for y in (1990, 1992, 1996))
    root = ET.fromstring(standalone(draw(replace(PLOT, turns=turns), "t")))
    first, second, third = (at(c, "cx") for c in root.iter(f"{SVG}circle"))
    assert (third - second) / (second - first) == pytest.approx(2, abs=0.02)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"turns": ()}, "nothing to draw"),
        ({"lanes": ("probable",)}, "expected one of probable, found 'not supported'"),
        ({"turns": PLOT.turns[::-1]}, "days in order"),
        ({"until": "1994-01-01"}, "days in order"),
    ],
)
def test_what_cannot_be_drawn(change, words):
    with pytest.raises(ValueError, match=words):
        draw(replace(PLOT, **change), "t")


def test_description_names_only_moves():
    assert "1993" not in describe(PLOT)


def test_every_verdict_has_its_lane():
    assert set(LANES) == {*(v.value for v in Clinical), *(v.value for v in Factual)}
