"""Sizes, groups that changed places, dates and things counted: rules beside `quoted`."""

import pytest

TOLD = "Velotide alpha-2 was tried in sepsis.\n\n"
WRONG = (
    # sizes
    ("ALPS recruited 3,610 patients.", "3,610", "361"),
    ("ALPS tested Vα2. With 631 people enrolled, it was not small.", "631", "361"),
    ("ALPS tested Vα2. Some 316 patients took part.", "316", "361"),
    ("A 631-patient trial called ALPS tested Vα2.", "631", "361"),
    ("In ALPS, of 118 patients on Vα2 many were old.", "118", "181"),
    ("GRAND ran at 202 hospitals.", "202 hospitals", "22"),
    ("ALPS was done in a single hospital.", "a single hospital", "6"),
    # events and shares
    ("ALPS counted 74 deaths with Vα2 and 63 with usual care.", "74", "47"),
    ("ALPS tested Vα2. Out of 181 people on it, 74 died.", "out of 181 people on it, 74 died",
     "47/181"),
    ("ALPS tested Vα2. The risk ratio for death was 1.74.", "risk ratio for death was 1.74", "RR"),
    # when it came out
    ("GRAND was published in January 2021.", "january 2021", "2025"),
)  # fmt: skip
SWAPPED = (
    "ALPS counted 63 deaths with Vα2 and 47 with usual care.",
    "ALPS tested Vα2. On usual care 47 patients died, on velofasin 63.",
    "ALPS tested Vα2. Deaths were fewer on usual care, 47 against 63.",
    "ALPS tested Vα2. There were 63/181 deaths on it.\nThat is, 35.0% with it and 26.0% without.",
    "In ALPS, 35.0% of those on velofasin died.",
)
RIGHT = (
    "ALPS recruited 361 patients, 181 of them for Vα2.",
    "ALPS tested Vα2. With 361 people enrolled, it was not small.",
    "ALPS tested Vα2. Some 40 patients with diabetes were among them.",
    "ALPS tested Vα2, and 47 of 181 died on it against 63 of 180.",
    "ALPS counted 47 deaths with Vα2 and 63 with usual care.",
    "ALPS tested Vα2: 110 patients died in all.",
    "ALPS tested Vα2. A larger trial had 900 patients.",
    "ALPS tested Vα2. Of 12 trials, 4 had more than 500 people.",
    "ALPS tested Vα2. It was run by 14 nurses and 3 doctors over 120 nights.",
    "ALPS tested Vα2. Deaths came down from 63 to 47.",
    "ALPS tested Vα2 in 6 hospitals, and in one of the hospitals 20 patients fell ill.",
    "GRAND was published in January 2025.",
    "GRAND was planned before the summer of 2019 had ended.",
    "ALPS tested Vα2. Of 1,000 people like these, 260 would die on it.",
)


@pytest.mark.parametrize(("text", "found", "expected"), WRONG)
def test_a_wrong_number_is_flagged_with_the_record(check, text, found, expected):
    flags = [f for f in check(TOLD + text).findings if f.rule == "misquoted-number"]
    assert [f.found.lower() for f in flags] == [found.lower()]
    assert expected in flags[0].expected
    assert flags[0].sources
    assert flags[0].suggestion


@pytest.mark.parametrize("text", SWAPPED)
def test_groups_that_changed_places_are_flagged(check, text):
    rules = [f.rule for f in check(TOLD + text).findings]
    assert "swapped-arms" in rules


@pytest.mark.parametrize("text", RIGHT)
def test_right_and_unknown_numbers_are_silent(check, text):
    rules = ("misquoted-number", "swapped-arms")
    assert [f for f in check(TOLD + text).findings if f.rule in rules] == []


WORDED = (
    ("ALPS tested Vα2. A quarter of the treated patients died, a third of the controls.", False),
    ("ALPS tested Vα2. Two thirds of the treated patients died.", True),
    ("In ALPS about one in four of those on Vα2 died.", False),
    ("In ALPS about one in ten of those on Vα2 died.", True),
    ("ALPS cut deaths by about a quarter with Vα2.", False),
    ("ALPS cut deaths by about two thirds with Vα2.", True),
    ("In ALPS mortality was 26% lower with Vα2.", False),
    ("In ALPS mortality was 62% lower with Vα2.", True),
    ("In ALPS deaths differed by 9.0 percentage points between Vα2 and usual care.", False),
    ("In ALPS deaths differed by 19.0 percentage points between Vα2 and usual care.", True),
    ("ALPS counted 16 fewer deaths with Vα2.", False),
    ("ALPS tested Vα2 in about 400 people.", False),
    ("ALPS tested Vα2 in about 700 people.", True),
    ("In ALPS 54% of the patients on Vα2 had pneumonia.", False),
    ("ALPS tested Vα2. It lost 12 patients to follow-up.", False),
    ("ALPS tested Vα2. That was 26,0 % of deaths against 35,0 %.", False),
    ("ALPS tested Vα2. Mortality was 62,0 % against 35,0 %.", True),
)


@pytest.mark.parametrize(("text", "flagged"), WORDED)
def test_numbers_in_words_rounded_or_told_by_their_difference(check, text, flagged):
    rules = ("misquoted-number", "swapped-arms")
    assert bool([f for f in check(TOLD + text).findings if f.rule in rules]) is flagged
