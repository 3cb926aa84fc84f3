"""Plots of one line a study: groups in a forest, steps of a cumulative analysis."""

import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from thymos.plots import cumulative, forest
from thymos.plots.cumulative import Cumulative, Step
from thymos.plots.forest import Forest, ForestGroup, ForestModel, ForestRow
from thymos.plots.ink import length, standalone

SVG = "{http://www.w3.org/2000/svg}"
WHOLE = Step("All", 0.8, 0.6, 1.1)
STEPS = (Step("A", 0.5, 0.2, 1.2, "40"), Step("B", 0.7, 0.5, 1.1, "90"), WHOLE)
GROUPED = Forest(
    "t",
    "Risk ratio",
    (ForestRow("Alone 1990", 1.0, 0.5, 2.0),),
    (ForestModel("All", 0.8, 0.6, 1.1),),
    prediction=(0.4, 1.6),
    groups=(
        ForestGroup(
            "Adults", (ForestRow("B 2001", 0.7, 0.5, 1.0),), (ForestModel("Both", 0.7, 0.5, 1.0),)
        ),
        ForestGroup(
            "Children", (ForestRow("C 2003", 0.9, 0.6, 1.3), ForestRow("D 2004", 1.2, 0.8, 1.9))
        ),
    ),
    notes=("Test that groups differ: P = 0.31",),
)


def tree(svg):
    return ET.fromstring(standalone(svg))


def heights(root):
    return {node.text: float(node.get("y")) for node in root.iter(f"{SVG}text")}


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_groups_stand_in_order_under_their_headings(layout):
    root = tree(forest.draw(GROUPED, "g", layout))
    at = heights(root)
    names = ["Alone 1990", "Adults", "B 2001", "Both", "Children", "C 2003", "D 2004", "All"]
    names += ["Prediction interval", "Test that groups differ: P = 0.31"]
    y = [at[name] for name in names]
    assert y == sorted(y)
    assert min(b - a for a, b in pairwise(y)) > 12
    assert len(root.findall(f"{SVG}rect")) == 4
    assert len(root.findall(f"{SVG}polygon")) == 2


def test_the_words_name_each_group_before_its_studies():
    assert forest.describe(GROUPED) == (
        "Forest plot, Risk ratio; 1 means no difference. Alone 1990 1.00 (0.50–2.00). "
        "Adults: B 2001 0.70 (0.50–1.00). Both 0.70 (0.50–1.00). "
        "Children: C 2003 0.90 (0.60–1.30). D 2004 1.20 (0.80–1.90). All 0.80 (0.60–1.10). "
        "Prediction interval 0.40–1.60. Test that groups differ: P = 0.31."
    )


def test_the_axis_holds_an_answer_that_only_a_group_has():
    wide = ForestGroup("g", (), (ForestModel("Far", 9.0, 8.0, 10.0),))
    root = tree(
        forest.draw(Forest("t", "RR", (ForestRow("A", 1.0, 0.9, 1.1),), groups=(wide,)), "x")
    )
    assert {"1", "2", "5", "10"} <= {node.text for node in root.iter(f"{SVG}text")}


def test_large_counts_and_long_names_keep_apart():
    counts = "505/88391 v 499/88391"
    row = ForestRow("Hart & Sutherland 1977", 0.2, 0.1, 0.4, 9.0, counts)
    root = tree(forest.draw(Forest("t", "RR", (row,)), "x"))
    texts = {node.text: node for node in root.iter(f"{SVG}text")}
    events = texts[counts]
    assert length(row.label, 13) < float(events.get("x")) - length(counts, 13)
    square = root.find(f"{SVG}rect")
    assert float(square.get("x")) > float(events.get("x"))


def test_words_of_a_narrow_plot_are_crossed_by_no_line():
    root = tree(forest.draw(GROUPED, "g", "narrow"))
    bases = [float(n.get("y")) for n in root.iter(f"{SVG}text") if n.get("font-size") == "13"]
    upright = [n for n in root.findall(f"{SVG}line") if n.get("x1") == n.get("x2")]
    for node in upright[: len(upright) - 8]:
        top, bottom = float(node.get("y1")), float(node.get("y2"))
        assert not any(top < base - 4 < bottom for base in bases)


def test_steps_stand_in_the_order_given_with_the_answer_of_all_below():
    for layout in ("wide", "narrow"):
        root = tree(cumulative.draw(Cumulative("t", "RR", STEPS[:2], WHOLE), "c", layout))
        at = heights(root)
        assert at["A"] < at["B"] < at["All"]
        assert len(root.findall(f"{SVG}circle")) == 2


def test_only_steps_in_time_are_joined():
    plot = Cumulative("t", "RR", STEPS[:2], WHOLE)
    apart = Cumulative("t", "RR", STEPS[:2], WHOLE, joined=False)
    assert tree(cumulative.draw(plot, "c")).find(f"{SVG}polyline") is not None
    assert tree(cumulative.draw(apart, "c")).find(f"{SVG}polyline") is None


def test_a_step_without_limits_is_a_dot_alone():
    plot = Cumulative("t", "RR", (Step("A", 0.5, None, None),), Step("All", 0.5, None, None))
    root = tree(cumulative.draw(plot, "c"))
    assert "0.50 (not estimable)" in heights(root)
    assert root.find(f"{SVG}polygon") is None


def test_no_step_is_refused():
    with pytest.raises(ValueError, match="no step"):
        cumulative.draw(Cumulative("t", "RR", (), WHOLE), "c")
