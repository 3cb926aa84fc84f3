"""Courses with bands: what is drawn, what is said, and what is refused."""

import re
from dataclasses import replace

import pytest

from thymos.plots.courses import Courses, Run, describe, draw

UNTREATED = Run("untreated", (0, 0, 0), (1, 1, 1), (2, 2, 2), (3, 3, 3), (4, 4, 4), dashed=True)
TREATED = Run("treated", (0, 1, 0), (1, 2, 1), (2, 4, 3), (3, 5, 4), (4, 6, 5))
PLOT = Courses("A marker", "relative", (0.0, 48.0, 96.0), (UNTREATED, TREATED))


def test_both_arms_have_a_line_two_bands_and_a_word():
    svg = draw(PLOT, "c")
    assert len(re.findall(r"<polygon", svg)) == 4
    assert len(re.findall(r"<polyline", svg)) == 2
    assert svg.count("stroke-dasharray") == 2  # the untreated line, and its stroke in the key
    assert ">untreated</text>" in svg
    assert ">treated</text>" in svg


def test_it_says_in_words_what_it_draws():
    assert describe(PLOT) == (
        "Over 4 days. Untreated: the middle goes from 2 to 2; nine tenths of the draws end between "
        "0 and 4. Treated: the middle goes from 2 to 3, at most 4 on day 2; nine tenths of the "
        "draws end between 0 and 5."
    )
    svg = draw(PLOT, "c")
    assert f'<desc id="c-desc">{describe(PLOT)}</desc>' in svg
    assert 'aria-labelledby="c-title c-desc"' in svg


def test_one_patient_has_no_band():
    line = (1.0, 2.0, 3.0)
    alone = replace(PLOT, runs=(Run("treated", line, line, line, line, line),))
    assert "<polygon" not in draw(alone, "c")
    assert "nine tenths" not in describe(alone)


def test_one_tail_does_not_squeeze_the_others_flat():
    wild = replace(TREATED, high=(4.0, 4000.0, 5.0))
    ticks = re.findall(
        r'font-size="12"[^>]*>([\d.]+)</text>', draw(replace(PLOT, runs=(wild,)), "c")
    )
    assert max(float(tick) for tick in ticks) < 40


def test_a_course_of_nothing_has_an_axis():
    zero = (0.0, 0.0, 0.0)
    svg = draw(replace(PLOT, runs=(Run("treated", zero, zero, zero, zero, zero),)), "c")
    assert "nan" not in svg


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_every_word_stands_inside_the_drawing(layout):
    svg = draw(PLOT, "c", layout)
    (size,) = re.findall(r'viewBox="0 0 (\S+) (\S+)"', svg)
    width, height = (float(x) for x in size)
    for x, y in re.findall(r'<text x="([-\d.]+)" y="([-\d.]+)"', svg):
        assert -1 <= float(x) <= width
        assert 0 <= float(y) <= height


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"hours": (0.0,)}, "at least two hours"),
        ({"hours": (0.0, 48.0, 48.0)}, "in rising order"),
        ({"runs": ()}, "one or two arms, found 0"),
        ({"hours": (0.0, 48.0)}, "untreated: expected a finite value at every hour"),
        (
            {"runs": (replace(TREATED, high=(4.0, float("nan"), 5.0)),)},
            "treated: expected a finite value",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(changed, complaint):
    with pytest.raises(ValueError, match=complaint):
        draw(replace(PLOT, **changed), "c")
