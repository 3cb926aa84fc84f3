"""Plots with two axes: that marks stand where their numbers say, and what is refused."""

import math
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thymos.plots import baujat, bubble, funnel, labbe, profile, radial
from thymos.plots.axis import around
from thymos.plots.baujat import Baujat, BaujatPoint
from thymos.plots.bubble import Bubble, BubblePlot, LinePoint
from thymos.plots.funnel import Funnel, FunnelPoint
from thymos.plots.ink import length, shorten, standalone
from thymos.plots.labbe import Labbe, LabbePoint
from thymos.plots.profile import Profile
from thymos.plots.radial import RadialPlot, RadialPoint

SVG = "{http://www.w3.org/2000/svg}"
Z = 1.959963984540054
values = st.floats(-3, 3).map(lambda x: round(x, 4))
errors = st.floats(0.01, 3).map(lambda x: round(x, 4))


def tree(svg):
    return ET.fromstring(standalone(svg))


def studies(root):
    """Where the circle of each study stands, and its radius."""
    circles = [c for c in root.iter(f"{SVG}circle") if c.find(f"{SVG}title") is not None]
    return {
        c.find(f"{SVG}title").text.split(":")[0].split(" ")[0]: tuple(
            float(c.get(key)) for key in ("cx", "cy", "r")
        )
        for c in circles
    }


def pairs(node):
    return [tuple(map(float, pair.split(","))) for pair in node.get("points").split()]


def beside(line, at):
    """How far a point lies to the right of the line through two others."""
    (x1, y1), (x2, y2) = line
    return at[0] - (x1 + (x2 - x1) * (at[1] - y1) / (y2 - y1))


# Funnel


def test_a_study_on_the_limits_is_drawn_on_the_dashed_line():
    edge = FunnelPoint("Edge", math.exp(Z * 0.3), 0.3)
    root = tree(funnel.draw(Funnel("t", "RR", (edge, FunnelPoint("Deep", 1.0, 0.5)), 1.0), "f"))
    right = pairs(root.findall(f"{SVG}polyline")[1])
    assert abs(beside(right, studies(root)["Edge"])) < 0.2


def test_contours_part_studies_by_their_p_value():
    # P of 0.04 and 0.06 against no difference: on the two sides of the contour at 0.05.
    just, not_quite = 2.0537 * 0.2, 1.8808 * 0.2
    points = (FunnelPoint("In", just, 0.2), FunnelPoint("Out", not_quite, 0.2))
    plot = Funnel("t", "MD", points, 0.0, null=0.0, log=False, contours=(0.05,))
    root = tree(funnel.draw(plot, "f"))
    contour = pairs([p for p in root.findall(f"{SVG}polygon") if p.get("clip-path")][1])[:2]
    at = studies(root)
    assert beside(contour, at["In"]) > 0 > beside(contour, at["Out"])


def test_an_imputed_study_is_hollow_and_said_to_be():
    points = (FunnelPoint("A", 0.7, 0.2), FunnelPoint("F", 1.4, 0.2, imputed=True))
    plot = Funnel("t", "RR", points, 1.0)
    root = tree(funnel.draw(plot, "f"))
    fills = {c.find(f"{SVG}title").text[0]: c.get("fill") for c in root.iter(f"{SVG}circle")}
    assert fills["F"] == "none" != fills["A"]
    assert "F (imputed) 1.40" in funnel.describe(plot)
    assert "F" not in {node.text for node in root.iter(f"{SVG}text")}


def test_labels_lie_below_the_marks_so_that_none_hides_a_study():
    svg = funnel.draw(Funnel("t", "RR", (FunnelPoint("A", 0.7, 0.2),), 1.0), "f")
    assert svg.index(">A</text>") < svg.index("<circle")


def test_the_funnel_says_who_lies_outside():
    points = (FunnelPoint("A", 0.2, 0.2), FunnelPoint("B", 1.1, 0.2))
    said = funnel.describe(Funnel("t", "RR", points, 1.0))
    assert "1 study lies outside the 95 % limits around it: A." in said


# Radial


def test_a_study_with_the_pooled_effect_stands_on_the_line():
    points = (RadialPoint("On", 4.0, -1.2), RadialPoint("Off", 8.0, 3.0))
    root = tree(radial.draw(RadialPlot("t", "RR", points, -0.3), "r"))
    line = pairs(root.findall(f"{SVG}polyline")[0])
    at = studies(root)
    assert abs(_above(line, at["On"])) < 0.2
    assert _above(line, at["Off"]) > 20


def test_every_study_stands_inside_the_arc():
    points = tuple(RadialPoint(str(i), 0.5 + i, (-1) ** i * 3.0 * i) for i in range(9))
    for layout in ("wide", "narrow"):
        root = tree(radial.draw(RadialPlot("t", "RR", points, 0.1), "r", layout))
        line, arc = (pairs(p) for p in root.findall(f"{SVG}polyline"))
        far = math.dist(line[0], arc[0])
        assert all(math.dist(line[0], end) == pytest.approx(far, abs=0.2) for end in arc)
        assert all(math.dist(line[0], at[:2]) < far for at in studies(root).values())


def _above(line, at):
    (x1, y1), (x2, y2) = line
    return y1 + (y2 - y1) * (at[0] - x1) / (x2 - x1) - at[1]


# L'Abbé


def test_the_pooled_odds_ratio_passes_through_a_study_that_has_it():
    # Odds 1 and 0.5: risks 0.5 and 1/3.
    plot = Labbe("t", "odds ratio", (LabbePoint("A", 0.5, 1 / 3, 50.0),), (0.5, 0.4, 0.6))
    root = tree(labbe.draw(plot, "l"))
    curve, at = pairs(root.findall(f"{SVG}polyline")[1]), studies(root)["A"]
    piece = next(ends for ends in pairwise(curve) if ends[0][0] <= at[0] <= ends[1][0])
    assert abs(_above(piece, at)) < 0.2


def test_the_labbe_plot_has_equal_axes_and_counts_its_sides():
    points = (LabbePoint("A", 0.1, 0.1), LabbePoint("B", 0.4, 0.4), LabbePoint("C", 0.4, 0.2))
    plot = Labbe("t", "risk ratio", points)
    root = tree(labbe.draw(plot, "l"))
    at = studies(root)
    assert at["B"][0] - at["A"][0] == pytest.approx(at["A"][1] - at["B"][1], abs=0.2)
    assert "In 1 of 3 fewer" in labbe.describe(plot)


def test_words_of_an_upright_axis_have_room():
    points = (LabbePoint("A", 0.9, 1.0), LabbePoint("B", 0.2, 0.4))
    deep = tuple((x / 10, -1234567.0 * x) for x in range(9))
    for svg in (
        labbe.draw(Labbe("t", "risk ratio", points), "l", "narrow"),
        profile.draw(Profile("t", "x", deep, 0.0, level=0.9999999), "p", "narrow"),
    ):
        ends = [n for n in tree(svg).iter(f"{SVG}text") if n.get("text-anchor") == "end"]
        assert min(float(n.get("x")) - length(n.text or "", 12) for n in ends) >= 0


def test_a_large_study_is_named_even_in_a_crowd():
    around = tuple(
        LabbePoint(f"Small {i}", 0.2 + 0.03 * math.cos(i), 0.2 + 0.03 * math.sin(i), 1.0)
        for i in range(6)
    )
    plot = Labbe("t", "risk ratio", (LabbePoint("Large", 0.2, 0.2, 90.0), *around))
    for layout in ("wide", "narrow"):
        assert "Large" in {n.text for n in tree(labbe.draw(plot, "l", layout)).iter(f"{SVG}text")}


# Baujat, bubble, profile


def test_what_disagrees_and_matters_stands_at_the_upper_right():
    points = (BaujatPoint("Calm", 0.2, 0.1), BaujatPoint("Loud", 4.0, 2.0))
    at = studies(tree(baujat.draw(Baujat("t", points), "b")))
    assert at["Loud"][0] > at["Calm"][0]
    assert at["Loud"][1] < at["Calm"][1]


def test_the_area_of_a_bubble_follows_its_weight():
    points = (Bubble("A", 10, 0.5, 40.0), Bubble("B", 20, 0.9, 10.0))
    at = studies(tree(bubble.draw(BubblePlot("t", "RR", "x", points), "b")))
    assert at["A"][2] == pytest.approx(2 * at["B"][2])


def test_the_line_of_a_regression_passes_where_it_says():
    points = (Bubble("A", 10, 0.5), Bubble("B", 30, 0.9))
    line = (LinePoint(10, 0.5, 0.3, 0.8, (0.2, 1.2)), LinePoint(30, 0.9, 0.5, 1.5, (0.4, 2.0)))
    plot = BubblePlot("t", "RR", "x", points, line)
    root = tree(bubble.draw(plot, "b"))
    fitted = next(p for p in root.findall(f"{SVG}polyline") if not p.get("stroke-dasharray"))
    at = studies(root)
    for point, name in zip(pairs(fitted), "AB", strict=True):
        assert math.dist(point, at[name][:2]) < 0.2
    assert "The line at 10 is 0.50 (0.30–0.80). The line at 30 is 0.90" in bubble.describe(plot)
    assert len([p for p in root.findall(f"{SVG}polyline") if p.get("stroke-dasharray")]) == 2


def test_the_limits_of_a_profile_stand_where_it_has_fallen_by_half_a_quantile():
    # A parabola: ℓ = −(x − 1)²/2, which falls by Z²/2 at 1 ± Z.
    points = tuple((x / 50, -((x / 50 - 1) ** 2) / 2) for x in range(-100, 201))
    root = tree(profile.draw(Profile("t", "x", points, 1.0, 1 - Z, 1 + Z), "p"))
    cut = next(n for n in root.findall(f"{SVG}line") if n.get("stroke-dasharray"))
    curve = next(p for p in root.findall(f"{SVG}polyline"))
    box = pairs(root.find(f"{SVG}polygon"))
    for corner in box[:2]:
        assert corner[1] == float(cut.get("y1"))
        assert min(math.dist(corner, at) for at in pairs(curve)) < 2


def test_a_profile_without_an_upper_limit_is_drawn_open():
    plot = Profile("t", "x", ((0.0, -1.0), (0.5, -0.5), (1.0, -0.6)), 0.5, 0.0, None)
    assert tree(profile.draw(plot, "p")).find(f"{SVG}polygon") is None
    assert "95 % interval from 0.000, upper limit not reached." in profile.describe(plot)
    other = Profile("t", "x", ((0.0, -1.0), (0.5, -0.5), (1.0, -0.6)), 0.5, None, 0.9)
    assert "up to 0.900, lower limit not reached." in profile.describe(other)
    assert "interval not estimable." in profile.describe(replace(other, high=None))


# Refusals and laws


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: funnel.draw(Funnel("t", "RR", (), 1.0), "x"), "no study"),
        (lambda: radial.draw(RadialPlot("t", "RR", (), 1.0), "x"), "no study"),
        (lambda: labbe.draw(Labbe("t", "risk ratio", ()), "x"), "no study"),
        (lambda: baujat.draw(Baujat("t", ()), "x"), "no study"),
        (lambda: bubble.draw(BubblePlot("t", "RR", "x", ()), "x"), "no study"),
        (lambda: profile.draw(Profile("t", "x", ((0, 0),), 0.0), "x"), "two points"),
        (
            lambda: funnel.draw(Funnel("t", "RR", (FunnelPoint("A", 1, 0.0),), 1.0), "x"),
            "A: a standard error must be positive, found 0",
        ),
        (
            lambda: funnel.draw(
                Funnel("t", "RR", (FunnelPoint("A", 1, 1.0),), 1.0, contours=(0.05, 0.1)), "x"
            ),
            "contours must fall",
        ),
        (
            lambda: radial.draw(RadialPlot("t", "RR", (RadialPoint("A", 0.0, 1.0),), 1.0), "x"),
            "A: precision must be positive",
        ),
        (
            lambda: labbe.draw(Labbe("t", "risk ratio", (LabbePoint("A", 26.0, 0.1),)), "x"),
            "A: risks must be from 0 to 1, found 26",
        ),
        (
            lambda: labbe.draw(
                Labbe("t", "odds ratio", (LabbePoint("A", 0.2, 0.1),), (0.0, None, None)), "x"
            ),
            "must be positive",
        ),
        (
            lambda: baujat.draw(Baujat("t", (BaujatPoint("A", math.nan, 0.1),)), "x"),
            "A: expected finite values",
        ),
        (
            lambda: bubble.draw(BubblePlot("t", "RR", "x", (Bubble("A", math.inf, 1.0),)), "x"),
            "must be finite",
        ),
        (
            lambda: profile.draw(Profile("t", "x", ((1.0, 0.0), (0.5, 0.0)), 0.0), "x"),
            "ascending order",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()


@given(st.lists(st.tuples(values, errors), min_size=1, max_size=12), values, st.booleans())
def test_any_studies_can_be_drawn(studies, pooled, log):
    effect = math.exp if log else float
    points = tuple(FunnelPoint(f"S{i}", effect(y), e) for i, (y, e) in enumerate(studies))
    svg = funnel.draw(Funnel("t", "m", points, effect(pooled), null=effect(0), log=log), "f")
    spokes = tuple(RadialPoint(f"S{i}", 1 / e, y / e) for i, (y, e) in enumerate(studies))
    svg += radial.draw(RadialPlot("t", "m", spokes, pooled, log=log), "r", "narrow")
    assert "nan" not in svg
    assert "inf" not in svg.replace("info", "")


@given(st.lists(values, min_size=1, max_size=9))
def test_an_axis_around_values_holds_them(shown):
    axis = around(shown, 0.0, 100.0)
    assert all(axis.holds(value) for value in shown)
    assert axis.low < axis.high
    assert all(0 <= axis.at(value) <= 100 for value in shown)


def test_markup_in_a_name_is_text():
    svg = funnel.draw(Funnel("<b>", "<i>", (FunnelPoint("<script>", 1.0, 0.2),), 1.0), "x")
    assert "<script>" not in svg
    assert "<i>" not in svg
    tree(svg)


def test_a_shortened_name_keeps_its_year():
    assert shorten("Frimodt-Moller et al 1973", 20) == "Frimodt-Moller… 1973"
    assert shorten("Comstock 1974", 20) == "Comstock 1974"
