"""Whole numbers that count people or events, and those that count nothing."""

import pytest

from thymos.prose.tally import tally


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("27 deaths with it and 132 without", [("events", 27), ("events", 132)]),
        ("deaths were fewer, 84 against 104", [("events", 84), ("events", 104)]),
        ("ninety patients died", [("events", 90)]),
        ("29 cases of tuberculosis among 7,499 people",
         [("events", 29), ("number of people", 7499)]),
        ("the groups had 123 and 139 patients",
         [("number of people", 123), ("number of people", 139)]),
        ("about 58k people took part", [("number of people", 58000)]),
        ("some 58 050 patients", [("number of people", 58050)]),
        ("on placebo, 118 patients had died; on the drug, 90", [("events", 118), ("events", 90)]),
    ],
)  # fmt: skip
def test_people_and_events_are_told_apart(text, told):
    assert [(q.part.value, q.value) for q in tally(text, text)] == told


@pytest.mark.parametrize(
    "text",
    [
        "died by day 28 or week 12",
        "27 mg a day for 14 days in 2013",
        "82 of 1,000 people without it, 50 with it",
        "see table 3, page 14, and reference 27",
        "responses in 7, 10, 6 and 12 of them",
        "phase 3, stage 2, category 2",
        "in 26 of 33 trials",
        "on 15 june it ended",
    ],
)
def test_what_counts_nobody_is_left_alone(text):
    assert list(tally(text, text)) == []
