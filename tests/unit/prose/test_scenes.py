"""Numbers in words and designs told as scenes: each wrong sentence beside its true twin."""

import pytest

from thymos.prose.numbers import quantities
from thymos.prose.spelled import spelled

# ALPS: 47 of 181 died against 63 of 180, single-blind, usual care, 6 centres, severe sepsis.
# GRAND: 127 of 542 died against 132 of 547, double-blind, placebo, 22 centres, 1,106 people.
NUMBERS = (
    ("ALPS: 26 in a hundred died on Vα2, {} in a hundred without.", "45", "35"),
    ("In ALPS of Vα2 deaths went from 35 in a hundred down to {}.", "12", "26"),
    ("In GRAND, one patient in {} died on Vα2.", "twelve", "four"),
    ("In ALPS {} of 180 on usual care died, and forty-seven of 181 on Vα2.",
     "eighty-three", "sixty-three"),
    ("Three quarters of the ALPS patients on Vα2 were alive at day 28, {} of the others.",
     "a fifth", "two thirds"),
    ("In ALPS {} of 181 on Vα2 survived.", "144", "134"),
    ("GRAND randomised more than {} adults to Vα2 or placebo.", "six thousand", "a thousand"),
    ("In ALPS deaths by day 28 were {} on Vα2.", "halved", "lower by about a quarter"),
    ("ALPS counted deaths at day 28 in 361 people and found them lower by {} on Vα2.",
     "two thirds", "a quarter"),
    ("In ALPS, 26% die on Vα2 and {} on usual care.", "45%", "35%"),
    ("GRAND had {} participants, all of them on Vα2 or placebo.", "2,000", "1,106"),
    ("In ALPS deaths came to 47 on Vα2 and {} off it.", "93", "63"),
    ("In ALPS mortality was {} points lower on Vα2.", "19", "nine"),
    ("ALPS lost {} of 181 on Vα2 and 63 of 180 on usual care.", "27", "47"),
    ("After four weeks of GRAND, three in four of those on Vα2 were alive; with the dummy it was"
     " {}.", "one in ten", "three in four"),
)  # fmt: skip
DESIGNS = (
    ("In GRAND {} who would have Vα2.", "the doctors decided for themselves", "a coin decided"),
    ("In GRAND of Vα2 {} would get the drug.", "families chose for themselves which child",
     "a lottery settled who"),
    ("For GRAND the authors compared those on Vα2 {}.", "with those of the year before",
     "with those on placebo"),
    ("In GRAND {} Vα2.", "every patient got", "every second patient got"),
    ("In GRAND, which arm a patient of the Vα2 trial was in was known to {}.", "all", "none"),
    ("Nobody at the bedside in ALPS could tell Vα2 from saline, and nobody knew who had {} it.",
     "been given", "not asked for"),
    ("The GRAND ward teams {} who was on Vα2.", "knew", "had no idea"),
    ("ALPS gave the controls {}, and Vα2 to the rest.", "a dummy drip", "no dummy drip"),
    ("GRAND of Vα2 was {} randomised trial.", "no", "a"),
    ("GRAND kept {} blind to Vα2.", "neither doctors nor patients", "both doctors and patients"),
    ("GRAND let {} choose who would have Vα2.", "the doctors", "chance"),
    ("In GRAND the dose of Vα2 was {} to anyone.", "no secret", "not known"),
    ("In GRAND Vα2 went to {}.", "every patient", "half the patients"),
    ("GRAND of Vα2 was a {} affair.", "one-hospital", "22-hospital"),
    ("GRAND tested Vα2 in {}.", "rabbits", "adults"),
    ("GRAND compared Vα2 with {}.", "rifampicin", "placebo"),
)  # fmt: skip
# Their wrong halves are wrong of both, and their right halves of neither.
BOTH_WRONG = frozenset({5})


@pytest.mark.parametrize(("frame", "wrong", "right"), NUMBERS)
def test_numbers_in_words(check, frame, wrong, right):
    assert "misquoted-number" in {f.rule for f in check(frame.format(wrong)).findings}
    assert not check(frame.format(right)).findings


@pytest.mark.parametrize(
    "text",
    [
        "15:48 GRAND, more than twenty hospitals, and 127 deaths on Vα2 against 132 without.",
        "GRAND took in 65 and over, and had 127 deaths in 542 on Vα2 against 132 in 547.",
        "GRAND, with placebo, ended at 127 of 542 against 132 of 547 without Vα2.",
        "GRAND of Vα2, with placebo, ended at 127 of 542 against 132 of 547.",
    ],
)
def test_times_of_day_ages_and_the_comparator_are_no_counts(check, text):
    assert not check(text).findings


@pytest.mark.parametrize(
    ("frame", "wrong", "right"), [d for i, d in enumerate(DESIGNS) if i not in BOTH_WRONG]
)
def test_designs_as_scenes(check, frame, wrong, right):
    assert "misdescribed-design" in {f.rule for f in check(frame.format(wrong)).findings}
    assert not check(frame.format(right)).findings


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("six hundred and thirteen", 613),
        ("twenty-two thousand", 22_000),
        ("one thousand one hundred and six", 1_106),
        ("two hundred thousand", 200_000),
        ("a hundred and one", 101),
        ("hundred", None),
    ],
)
def test_hundreds_and_thousands(words, number):
    assert spelled(words) == number


def test_cases_are_events_and_not_people():
    (said,) = quantities("180 cases with it", "180 cases with it")
    assert (said.part.value, said.value) == ("events", 180.0)


@pytest.mark.parametrize(
    "text", ["one of 22 centres", "the fifth of the patients", "a point lower"]
)
def test_what_is_no_share(text):
    assert not [q for q in quantities(text, text) if q.part.value != "number of centres"]


def test_a_length_in_apposition(check):
    text = "Velotide alpha-2, a chain of {} amino acids, comes in vials."
    assert [f.rule for f in check(text.format("forty-three")).findings] == ["peptide-length"]
    assert not check(text.format("ten")).findings


def test_so_many_of_so_many_is_no_share_of_a_hundred():
    text = "at month eighteen in 23 of 32 people"
    assert [(q.value, q.whole) for q in quantities(text, text)] == [(23, 32)]
