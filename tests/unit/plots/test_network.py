"""A network of statements: nothing collides, nothing is told by colour alone, all is in words."""

import re
import xml.etree.ElementTree as ET
from typing import get_args

import pytest

from thymos.plots.ink import MARGIN, length, standalone
from thymos.plots.network import STYLES, Joint, Network, Sign, Style, describe, draw

SVG = "{http://www.w3.org/2000/svg}"
THINGS = (
    "peptide",
    "cells of a kind with a rather long name that has to be broken",
    "enzyme",
    "regulatory cells",
    "stimulus",
)
JOINTS = (
    Joint(0, 1, "matures", "+", "animal", "1 group of authors"),
    Joint(0, 1, "does not mature", "0", "in vitro", disputed=True),
    Joint(0, 2, "induces", "+", "said only", disputed=True),
    Joint(4, 2, "induces", "+", "in vitro"),
    Joint(2, 3, "increases", "+", "human randomised"),
    Joint(3, 1, "restrains", "-", "review"),
    Joint(3, 0, "regulates", "±", "human observational"),
)
NETWORK = Network("Statements", THINGS, JOINTS)
LAYOUTS = ("wide", "narrow")


def tree(layout, network=NETWORK):
    return ET.fromstring(standalone(draw(network, "n", layout)))


def words(root):
    return [node.text for node in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_it_can_be_read_without_seeing_it(layout):
    root = tree(layout)
    assert root.get("role") == "img"
    assert [root[0].get("id"), root[1].get("id")] == (root.get("aria-labelledby") or "").split()
    assert root[1].text == describe(NETWORK)
    for joint in JOINTS:
        sentence = f"{THINGS[joint.source]} {joint.relation} {THINGS[joint.target]} ("
        assert sentence in describe(NETWORK)
    assert describe(NETWORK).startswith("7 causal statements: theory, not evidence.")
    assert describe(NETWORK).count("disputed") == 2


@pytest.mark.parametrize("layout", LAYOUTS)
def test_words_stay_in_the_frame_and_apart(layout):
    root = tree(layout)
    width, height = (float(root.get(side) or 0) - 2 * MARGIN for side in ("width", "height"))
    spots = []
    for node in root.iter(f"{SVG}text"):
        x, y, size = (float(node.get(name) or 0) for name in ("x", "y", "font-size"))
        assert x >= 0
        assert x + length(node.text or "", size) <= width + 2
        assert 0 < y <= height
        spots.append((y, size))
    for (one, _), (two, size) in zip(sorted(spots), sorted(spots)[1:], strict=False):
        assert two - one == 0 or two - one >= 0.95 * size


def test_every_statement_says_kind_and_dispute_in_words():
    said = " ".join(words(tree("wide")))
    assert "0 peptide does not mature; seen in cells; ≠ disputed" in said
    assert "− regulatory cells restrains" in said
    assert said.count("≠ disputed") == 2
    # Two sources of one thing are told apart; one source is not repeated.
    assert "+ peptide induces; said by a page" in said
    assert "+ stimulus induces; seen in cells" in said
    assert "+ enzyme increases" not in said


def test_styles_differ_by_stroke_not_by_colour_alone():
    assert len({(width, dashes) for _, width, dashes, _ in STYLES}) == len(STYLES)
    assert {name for name, *_ in STYLES} == set(get_args(Style))
    svg = draw(NETWORK, "n")
    for name, _, dashes, _ in STYLES:
        if dashes and any(joint.style == name for joint in JOINTS):
            assert svg.count(f'stroke-dasharray="{dashes}"') >= 2  # the branch, and the key


def test_each_sign_has_an_end_of_its_own():
    strokes = set()
    for sign in get_args(Sign):
        svg = draw(Network("N", ("a", "b"), (Joint(0, 1, "acts on", sign, "animal"),)), "n")
        strokes.add(re.sub(r"<(text|title|desc).*?</\1>", "", svg))
    assert len(strokes) == 4


def test_trunks_that_meet_run_on_rails_of_their_own():
    svg = draw(NETWORK, "n")
    trunks = re.findall(r'd="M([\d.]+),([\d.]+)V([\d.]+)"', svg)
    spans = [(float(x), *sorted((float(a), float(b)))) for x, a, b in trunks]
    for i, (x, low, high) in enumerate(spans):
        for other, start, stop in spans[:i]:
            assert x != other or high < start or stop < low


@pytest.mark.parametrize("layout", LAYOUTS)
def test_names_begin_with_the_drawing_and_colours_are_left_to_the_page(layout):
    svg = draw(NETWORK, "n", layout)
    assert not re.search(r"#[0-9a-fA-F]{3,6}\b", svg)
    assert re.findall(r'id="([^"]+)"', svg) == ["n-title", "n-desc"]


def test_a_circle_of_statements_is_drawn_too():
    circle = Network(
        "N", ("a", "b"), (Joint(0, 1, "x", "+", "animal"), Joint(1, 0, "y", "-", "animal"))
    )
    assert {"a", "b"} <= set(words(tree("wide", circle)))


def test_names_with_angle_brackets_are_escaped():
    odd = Network("<N>", ("a & <b>", "c"), (Joint(0, 1, "is < than", "+", "animal"),))
    assert "a & <b>" in words(tree("wide", odd))


@pytest.mark.parametrize(
    ("network", "reason"),
    [
        (Network("N", ("a",), ()), "no statement"),
        (Network("N", ("a",), (Joint(0, 1, "x", "+", "animal"),)), "joins things 0 to 0"),
    ],
)
def test_nothing_to_draw_is_told(network, reason):
    with pytest.raises(ValueError, match=reason):
        draw(network, "n")
