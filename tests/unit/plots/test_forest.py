"""The forest plot: what it says in words, what it draws, what it refuses."""

import xml.etree.ElementTree as ET

import pytest

from thymos.plots.forest import Forest, ForestModel, ForestRow, describe, draw

SVG = "{http://www.w3.org/2000/svg}"
ETASS = ForestRow("A 2013", 0.742, 0.541, 1.018, 40.0, "47/181 v 63/180")
TESTS = ForestRow("B 2025", 0.971, 0.785, 1.201, 60.0, "127/542 v 132/547")
POOLED = ForestModel("Random effects", 0.869, 0.669, 1.128)


def tree(forest, layout="wide"):
    svg = draw(forest, "x", layout).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ET.fromstring(svg)


def texts(root):
    return [node.text for node in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_it_can_be_read_without_seeing_it(layout):
    root = tree(Forest("Death & more", "Risk ratio", (ETASS, TESTS), (POOLED,)), layout)
    assert root.get("role") == "img"
    named = {node.get("id"): node.text for node in (root[0], root[1])}
    assert set(named) == set((root.get("aria-labelledby") or "").split())
    assert named["x-title"] == "Death & more"
    assert named["x-desc"] == (
        "Forest plot, Risk ratio; 1 means no difference. A 2013 0.74 (0.54–1.02). "
        "B 2025 0.97 (0.79–1.20). Random effects 0.87 (0.67–1.13)."
    )


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_every_number_drawn_stands_beside_its_mark(layout):
    root = tree(Forest("t", "Risk ratio", (ETASS, TESTS), (POOLED,)), layout)
    assert {"0.74 (0.54–1.02)", "0.97 (0.79–1.20)", "0.87 (0.67–1.13)"} <= set(texts(root))
    assert len(root.findall(f"{SVG}rect")) == 2
    assert len(root.findall(f"{SVG}polygon")) == 1


def test_nothing_is_drawn_outside_the_picture():
    wild = ForestRow("Wild", 1.1, 0.0001, 9000.0, 1.0)
    for layout in ("wide", "narrow"):
        root = tree(Forest("t", "Risk ratio", (ETASS, wild), (POOLED,)), layout)
        width = float(root.get("width"))
        points = " ".join(p.get("points") for p in root.findall(f"{SVG}polygon"))
        x = [float(pair.split(",")[0]) for pair in points.split()]
        x += [float(line.get(end)) for line in root.findall(f"{SVG}line") for end in ("x1", "x2")]
        assert min(x) >= 0
        assert max(x) <= width


def test_an_interval_that_leaves_the_axis_ends_in_an_arrow():
    wild = ForestRow("Wild", 1.1, 0.0001, 9000.0, 1.0)
    arrows = tree(Forest("t", "Risk ratio", (ETASS, wild))).findall(
        f"{SVG}polygon[@class='leaves']"
    )
    assert len(arrows) == 2
    assert not tree(Forest("t", "Risk ratio", (ETASS,))).findall(f"{SVG}polygon[@class='leaves']")


def test_a_heavier_study_has_a_larger_square():
    light, heavy = tree(Forest("t", "Risk ratio", (ETASS, TESTS))).findall(f"{SVG}rect")
    assert float(light.get("width")) < float(heavy.get("width"))


def test_a_published_pool_is_hollow_and_one_without_limits_is_a_ring():
    review = ForestModel("Review", 0.68, 0.59, 0.78, published=True)
    lonely = ForestModel("No limits", 0.8, None, None)
    root = tree(Forest("t", "Risk ratio", (ETASS,), (POOLED, review, lonely)))
    filled, hollow = root.findall(f"{SVG}polygon")
    assert filled.get("fill") != "none"
    assert hollow.get("fill") == "none"
    assert len(root.findall(f"{SVG}circle")) == 1
    assert "0.80 (not estimable)" in texts(root)


def test_colours_are_left_to_the_page():
    svg = draw(Forest("t", "Risk ratio", (ETASS,), (POOLED,), prediction=(0.4, 1.9)), "x")
    assert "#" not in svg
    assert "currentColor" in svg
    assert "stroke-dasharray" in svg


def test_markup_in_a_name_is_text():
    svg = draw(Forest("<b>", "RR", (ForestRow("<script>", 1.0, 0.5, 2.0),)), "x")
    assert "<script>" not in svg
    assert "&lt;script&gt;" in svg


def test_differences_are_drawn_on_a_linear_axis():
    row = ForestRow("A", -2.4, -7.4, 5.1)
    root = tree(Forest("t", "Mean difference", (row,), null=0.0, log=False))
    assert {"−6", "0", "4"} <= set(texts(root))


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="nothing to draw"):
        draw(Forest("t", "RR", ()), "x")
    with pytest.raises(ValueError, match="must be positive"):
        draw(Forest("t", "RR", (ForestRow("A", -1.0, -2.0, 1.0),)), "x")


def test_the_description_names_the_prediction_interval():
    assert "Prediction interval 0.40–1.90." in describe(
        Forest("t", "RR", (ETASS,), prediction=(0.4, 1.9))
    )
