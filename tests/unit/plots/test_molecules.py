"""Sticks and aligned chains: what is drawn, and what cannot be."""

import math

import pytest

from tests.golden.molecules import aligned, isotopes
from thymos.plots import alignment
from thymos.plots import isotopes as sticks
from thymos.plots.alignment import Aligned
from thymos.plots.isotopes import Isotopes, Stick


def test_the_description_names_the_lightest_and_the_tallest_peak():
    assert sticks.describe(isotopes()) == (
        "6 peaks, the lightest at 3106.50 with 18.9 % of all molecules, "
        "the tallest at 3107.51 with 29.5 %."
    )


@pytest.mark.parametrize(
    ("made", "message"),
    [
        ((), "no peak"),
        ((Stick(1.0, 1.2),), "a share from 0 to 1"),
        ((Stick(math.nan, 0.2),), "a share from 0 to 1"),
        ((Stick(1.0, -0.1),), "a share from 0 to 1"),
    ],
)
def test_peaks_that_are_none_are_refused(made, message):
    with pytest.raises(ValueError, match=message):
        sticks.draw(Isotopes("t", made), "i")


def test_one_peak_is_drawn_too():
    assert "One peak" in sticks.draw(Isotopes("t", (Stick(10.0, 1.0),)), "i")


def test_every_residue_is_drawn_once_in_either_layout():
    plot = aligned()
    letters = len((plot.one + plot.two).replace("-", ""))
    for layout in ("wide", "narrow"):
        svg = alignment.draw(plot, "a", layout)
        assert (
            sum(svg.count(f">{letter}</text>") for letter in set("ACDEFGHIKLMNPQRSTVWY")) == letters
        )


def test_the_numbers_of_lines_go_on_where_the_line_before_ended():
    svg = alignment.draw(aligned(), "a", "narrow")
    assert [f">{n}</text>" in svg for n in (1, 19, 20, 28, 18, 37, 38, 43)] == [True] * 8


@pytest.mark.parametrize(("one", "two"), [("", ""), ("SDA", "SD")])
def test_chains_that_are_not_aligned_are_refused(one, two):
    with pytest.raises(ValueError, match="two aligned chains"):
        alignment.draw(Aligned("t", ("a", "b"), one, two), "x")


def test_words_from_records_are_escaped():
    svg = alignment.draw(Aligned("<b>", ("<i>", "b"), "S", "S"), "x")
    assert "<b>" not in svg
    assert "&lt;i&gt; above b" in svg
