"""Choices of studies and of analyses: what is drawn is what was counted."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from tests.golden import choices
from thymos.plots import contrasts, gosh, specification
from thymos.plots.contrasts import Contrast, Contrasts
from thymos.plots.gosh import SHADES, Cloud, Gosh
from thymos.plots.raster import Raster
from thymos.plots.specification import (
    MOST_LINES,
    SpecificationCurve,
    SpecificationRow,
    thinned,
)

SMALL = Gosh(
    "Death", "Risk ratio", (0.5, 0.7, 0.9, 1.1), (0.0, 50.0, 100.0), ((3, 1, 0), (0, 4, 900)),
    (0.8, 20.0), (0.6, 0.7, 0.8), 0.9, 0.1, 908,
)  # fmt: skip


def shades(svg):
    return [float(found) for found in re.findall(r'fill-opacity="([\d.]+)"', svg)]


def test_cells_are_darker_where_more_choices_fall():
    svg = gosh.draw(SMALL, "g")
    assert shades(svg) == [SHADES[0], SHADES[1], SHADES[-1]]
    assert svg.count("z") >= 4
    assert "All 908 choices" in svg


def test_few_choices_are_points_and_many_are_not():
    points = tuple((0.6 + i / 100, i % 50) for i in range(20))
    svg = gosh.draw(replace(SMALL, estimates=(), heights=(), counts=(), points=points), "g")
    assert svg.count("a3.6 3.6") == 2 * 20
    more = tuple((0.6 + i / 1000, i % 50) for i in range(200))
    svg = gosh.draw(replace(SMALL, estimates=(), heights=(), counts=(), points=more), "g")
    assert svg.count("a2.6 2.6") == 2 * 200
    assert gosh.draw(choices.gosh(), "g").count("a2.6") == 0


def test_a_cloud_is_drawn_through_a_raster_between_its_sides():
    cloud = Cloud(Raster(2, bytes([0, 90, 255, 0])), 0.5, 1.25, 80.0)
    bare = replace(SMALL, estimates=(), heights=(), counts=(), cloud=cloud)
    svg = gosh.draw(bare, "g")
    assert 'mask="url(#g-cloud)"' in svg
    assert svg.count("<mask") == 1
    assert not shades(svg)
    assert "All 908 choices" in svg


def test_what_is_not_drawn_is_told():
    assert "3 lie beyond the edges" in gosh.describe(replace(SMALL, beyond=3))
    assert "beyond" not in gosh.describe(SMALL)
    assert "All 908 choices without 2 studies," in gosh.describe(replace(SMALL, left_out=2))
    assert "> 99 % lie below 1 and < 1 % above" in gosh.describe(
        replace(SMALL, below=0.999, above=0.001)
    )


def test_a_sample_says_that_it_is_one():
    assert "drawn at random" in gosh.describe(replace(SMALL, sampled=True))


@pytest.mark.parametrize(
    "change",
    [
        {"counts": ((0, 0, 0), (0, 0, 0))},
        {"counts": ((1, 2), (1, 2))},
        {"estimates": (), "counts": ((), ())},
        {"heights": (), "counts": ()},
    ],
)
def test_nothing_to_draw_or_cells_that_do_not_fit_are_refused(change):
    with pytest.raises(ValueError, match=r"nothing to draw|expected \d+ rows of \d+ cells"):
        gosh.draw(replace(SMALL, **change), "g")


ROWS = tuple(
    SpecificationRow(0.5 + i / 10, 0.4 + i / 10, 0.7 + i / 10, i < 3, ((i % 2,), (i // 3,)))
    for i in range(6)
)
CURVE = SpecificationCurve(
    "Death", "Risk ratio", ROWS, (("model", ("random", "common")), ("date", ("all", "later"))),
    6, 0.5, main=2,
)  # fmt: skip


def test_each_analysis_has_its_interval_and_a_mark_below_each_choice():
    svg = specification.draw(CURVE, "s")
    lines = re.findall(r'<path d="((?:M[\d.]+ [\d.]+V[\d.]+)+)"', svg)
    assert [each.count("M") for each in lines] == [3, 3]
    marks = re.findall(r'<path d="((?:M[\d.]+ [\d.]+H[\d.]+)+)"', svg)
    # Every other one is random; the first three are of all dates, next to each other.
    assert [each.count("M") for each in marks] == [3, 3, 1, 1]
    assert "Model: random" not in svg
    assert "model: random" in svg
    assert "main analysis" in svg


def test_an_analysis_that_several_choices_lead_to_is_marked_below_each():
    both = replace(ROWS[0], codes=((0, 1), (0,)))
    svg = specification.draw(replace(CURVE, rows=(both,), main=None), "s")
    assert len(re.findall(r'<path d="M[\d.]+ [\d.]+H[\d.]+"', svg)) == 3


def test_many_analyses_are_thinned_evenly_and_said_to_be():
    rows = tuple(replace(ROWS[0], estimate=0.5 + i / 1000) for i in range(MOST_LINES))
    told = specification.describe(replace(CURVE, rows=rows, analyses=10_000, main=None))
    assert "10,000 analyses" in told
    assert f"{MOST_LINES} of them are drawn." in told
    kept = thinned(10_000, 4_321)
    assert {0, 9_999, 4_321} <= set(kept)
    assert max(b - a for a, b in pairwise(kept)) < 10_000 / MOST_LINES + 2


def test_a_curve_without_analyses_is_refused():
    with pytest.raises(ValueError, match="no analysis"):
        specification.draw(replace(CURVE, rows=()), "s")


def test_a_study_has_a_dot_with_it_and_a_ring_without():
    plot = Contrasts("Death", "Risk ratio", (Contrast("A", 0.6, 0.9), Contrast("B", 0.8, 0.8)))
    svg = contrasts.draw(plot, "c")
    assert svg.count("<circle") == 4
    assert svg.count('fill="none"') == 2
    assert "0.60 / 0.90" in svg
    with pytest.raises(ValueError, match="no study"):
        contrasts.draw(replace(plot, rows=()), "c")
