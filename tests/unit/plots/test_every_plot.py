"""What holds for every plot: it can be read unseen, stays in its frame, and brings no colour."""

import re
import xml.etree.ElementTree as ET

import pytest

from tests.golden.test_plots import LAYOUTS, PLOTS
from thymos.plots.ink import MARGIN, length, standalone

SVG = "{http://www.w3.org/2000/svg}"
EVERY = [(name, layout) for name, _ in PLOTS for layout in LAYOUTS]
# Drawings without studies of their own, or of other studies.
UNNAMED = ("profile", "labbe", "isotopes", "alignment", "gosh", "specification", "spectrum")
NAMES = ("Aronson", "Ferguson", "Rosenthal", "Hart", "Frimodt", "Stein", "Vandiviere")


def svg_of(name, layout):
    return dict(PLOTS)[name](layout)


def tree(name, layout):
    return ET.fromstring(standalone(svg_of(name, layout)))


def numbers(root):
    """Every x and every y that a mark or a word stands at."""
    x, y = [], []
    for node in root.iter():
        for across, up in (("x", "y"), ("cx", "cy"), ("x1", "y1"), ("x2", "y2")):
            if node.get(across) is not None:
                x.append(float(node.get(across)))
                y.append(float(node.get(up)))
    return x, y


@pytest.mark.parametrize(("name", "layout"), EVERY)
def test_it_can_be_read_without_seeing_it(name, layout):
    root = tree(name, layout)
    assert root.get("role") == "img"
    assert [root[0].tag, root[1].tag] == [f"{SVG}title", f"{SVG}desc"]
    assert [root[0].get("id"), root[1].get("id")] == root.get("aria-labelledby").split()
    said = root[1].text
    if name not in UNNAMED:
        assert all(author in said for author in NAMES)
    assert said.endswith(".")


@pytest.mark.parametrize(("name", "layout"), EVERY)
def test_marks_and_words_stay_in_the_frame(name, layout):
    root = tree(name, layout)
    width, height = (float(root.get(side)) - 2 * MARGIN for side in ("width", "height"))
    x, y = numbers(root)
    assert min(x) >= 0
    assert max(x) <= width
    assert min(y) >= 0
    assert max(y) <= height
    for node in root.iter(f"{SVG}text"):
        long = length(node.text, float(node.get("font-size")))
        end = (
            float(node.get("x"))
            + {"start": long, "middle": long / 2, "end": 0}[node.get("text-anchor")]
        )
        assert end <= width + 2, node.text
        assert end - long >= -2, node.text


@pytest.mark.parametrize(("name", "layout"), EVERY)
def test_colours_are_left_to_the_page(name, layout):
    svg = svg_of(name, layout)
    assert not re.search(r"#[0-9a-fA-F]{3,6}\b(?!-)", re.sub(r"url\(#[^)]*\)", "", svg))
    assert "nan" not in re.sub(r"<desc.*?</desc>|<title.*?</title>", "", svg).lower()


@pytest.mark.parametrize(("name", "layout"), EVERY)
def test_every_name_in_the_drawing_begins_with_its_own(name, layout):
    root = tree(name, layout)
    ident = root[0].get("id").removesuffix("-title")
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    assert all(each.startswith(f"{ident}-") for each in ids)
    used = re.findall(r"url\(#([^)]*)\)", svg_of(name, layout))
    assert set(used) <= set(ids)


@pytest.mark.parametrize("name", ["funnel", "radial", "labbe", "baujat", "bubble"])
def test_every_study_has_one_mark_that_names_it(name):
    studies = 33 if name == "labbe" else 13
    for layout in LAYOUTS:
        marks = [
            c for c in tree(name, layout).iter(f"{SVG}circle") if c.find(f"{SVG}title") is not None
        ]
        assert len(marks) == studies
        assert len({c.find(f"{SVG}title").text for c in marks}) == studies


@pytest.mark.parametrize(("name", "layout"), EVERY)
def test_no_two_labels_beside_marks_meet(name, layout):
    boxes = []
    for node in tree(name, layout).iter(f"{SVG}text"):
        if node.get("paint-order"):
            size, x, y = (float(node.get(key)) for key in ("font-size", "x", "y"))
            long = length(node.text, size)
            left = x - {"start": 0, "middle": long / 2, "end": long}[node.get("text-anchor")]
            boxes.append((left, y - 0.8 * size, left + long, y + 0.25 * size))
    for i, one in enumerate(boxes):
        for two in boxes[:i]:
            apart = one[2] <= two[0] + 0.2 or two[2] <= one[0] + 0.2
            assert apart or one[3] <= two[1] + 0.2 or two[3] <= one[1] + 0.2


def test_only_a_drawing_becomes_a_file():
    with pytest.raises(ValueError, match="no viewBox"):
        standalone("<svg/>")


def test_a_file_of_its_own_knows_light_and_dark():
    svg = standalone(svg_of("funnel", "wide"))
    assert svg.count("--plot-mark:") == 2
    assert "prefers-color-scheme:dark" in svg
