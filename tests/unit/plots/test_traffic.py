"""The traffic lights: signs that differ without colour, words for those who do not see them."""

import re
import xml.etree.ElementTree as ET

import pytest

from thymos.plots.ink import length, standalone
from thymos.plots.traffic import Traffic, TrafficRow, draw, sign
from thymos.records.questions import SCALES

SVG = "{http://www.w3.org/2000/svg}"
COLUMNS = (("Trust", "Trust"), ("1", "Randomisation"), ("Overall", "Overall"))
ROWS = (
    TrafficRow("A 2013", ("not assessable", "low", "some concerns")),
    TrafficRow("B & C 2025", ("no concerns", "high", None)),
)
PLOT = Traffic("Trust <and> bias", COLUMNS, ROWS)


def tree(plot, layout):
    return ET.fromstring(standalone(draw(plot, "x", layout)))


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_it_can_be_read_without_seeing_it(layout):
    root = tree(PLOT, layout)
    assert root[0].text == "Trust <and> bias"
    assert root[1].text == (
        "Judgements by study. A 2013: Trust not assessable, Randomisation low, Overall some "
        "concerns. B & C 2025: Trust no concerns, Randomisation high."
    )


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_every_judgement_has_a_mark_that_says_it(layout):
    said = [node.findtext(f"{SVG}title") for node in tree(PLOT, layout).iter(f"{SVG}g")]
    assert said == [
        "A 2013, Trust: not assessable",
        "A 2013, Randomisation: low",
        "A 2013, Overall: some concerns",
        "B & C 2025, Trust: no concerns",
        "B & C 2025, Randomisation: high",
    ]


def shape(judgement):
    """The outline of the sign without its colour."""
    row = TrafficRow("A", (judgement,))
    group = next(tree(Traffic("t", (("1", "One"),), (row,)), "wide").iter(f"{SVG}g"))
    outline = group[1]
    return outline.tag.removeprefix(SVG), outline.get("stroke-dasharray") is not None


def test_signs_differ_in_shape():
    words = ("low", "some concerns", "high", "not assessable")
    assert [shape(word) for word in words] == [
        ("circle", False),
        ("polygon", False),
        ("rect", False),
        ("circle", True),
    ]


def test_every_word_of_every_tool_has_a_sign():
    assert {sign(word) for _, words in SCALES for word in words} == {
        "good",
        "fair",
        "bad",
        "unknown",
    }
    with pytest.raises(KeyError):
        sign("fine")


@pytest.mark.parametrize("layout", ["wide", "narrow"])
@pytest.mark.parametrize("domains", [5, 7])
def test_words_stay_in_the_frame(layout, domains):
    heads = ("Trust", *(str(n + 1) for n in range(domains)), "Overall")
    row = TrafficRow("An exceedingly long name of a study 2014", ("low",) * len(heads))
    root = tree(Traffic("t", tuple((h, h) for h in heads), (row,)), layout)
    box = [float(side) for side in root.get("viewBox", "").split()]
    for node in root.iter(f"{SVG}text"):
        long = length(node.text or "", float(node.get("font-size", "")))
        x = float(node.get("x", ""))
        left = x - {"start": 0, "middle": long / 2, "end": long}[node.get("text-anchor", "")]
        assert left >= box[0], node.text
        assert left + long <= box[0] + box[2], node.text


def test_colours_are_left_to_the_page():
    svg = re.sub(r"#[0-9a-z]+-", "", draw(PLOT, "x", "wide"))
    assert not re.search(r"#[0-9a-fA-F]{3,6}\b", svg)
