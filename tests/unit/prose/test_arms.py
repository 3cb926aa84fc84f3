"""Which group a number is of, from the order of words; a mask stands for the subject."""

import pytest

from thymos.prose.arms import CONTROL, TREATED, alone, groups_in, groups_of
from thymos.prose.numbers import quantities
from thymos.prose.quantity import Part

STRAIGHT, CROSSED = (TREATED, CONTROL), (CONTROL, TREATED)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("27% on \ue000 and 32% on placebo", STRAIGHT),
        ("on placebo 32% died, on \ue000 27%", CROSSED),
        ("27% and 32% on \ue000 and on placebo", STRAIGHT),
        ("in the placebo and \ue000 groups 32% and 27% died", CROSSED),
        ("fewer died on \ue000, 27% against 32%", STRAIGHT),
        ("27% against 32% on placebo", STRAIGHT),
        ("32% of the controls and 27% of the others", CROSSED),
        ("27% with it and 32% without", STRAIGHT),
        ("27% of those treated for 26 weeks and 32% of those not treated", STRAIGHT),
        ("deaths fell from 32% to 27% on \ue000", None),
        ("27% and 32% had died, placebo second", STRAIGHT),
        ("32% and 27% had died, placebo first", CROSSED),
        ("blinded and with placebo, it had 27% and 32% dead", None),
        ("with placebo 32% died; with \ue000, 27%", CROSSED),
        ("the trial against placebo: 27% versus 32%", None),
        ("27% v 32% with \ue000", None),
        ("mortality was 27% and 32%", None),
        ("a placebo-controlled trial saw 27% and 32%", None),
    ],
)
def test_the_order_of_words_tells_the_groups(text, told):
    one, two = (q for q in quantities(text, text) if q.part is Part.PERCENT)
    assert groups_of(text, one, two) == told


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("", " of those on \ue000 died", TREATED),
        ("in the placebo group, ", " died", CONTROL),
        ("", " controls died", CONTROL),
        ("", " died, and \ue000 was blamed", None),
        ("the \ue000 trial lost ", " of its people", None),
    ],
)
def test_a_single_number_is_of_a_group_where_that_is_said_outright(before, after, told):
    text = f"{before}27{after}"
    assert alone(text, len(before), len(before) + 2) == told


def test_a_group_named_twice_in_a_row_is_one():
    assert groups_in("the treated, those on \ue000, and then placebo") == [TREATED, CONTROL]
