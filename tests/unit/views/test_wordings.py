"""Dates, names of conditions, descriptions."""

import pytest

from thymos.views.wordings import clip, day, spelled


@pytest.mark.parametrize(
    ("ident", "texts", "said"),
    [
        ("sepsis", ["Adults with Sepsis and sepsis"], "Sepsis"),
        ("covid-19", ["Death in COVID-19", "covid-19"], "COVID-19"),
        ("hepatitis-b", ["chronic hepatitis B"], "Hepatitis B"),
        ("nsclc", [], "NSCLC"),
        ("hbv-aclf", ["liver failure (ACLF)"], "HBV ACLF"),
        ("healthy-people", ["some Healthy people"], "Healthy people"),
    ],
)
def test_a_condition_is_spelt_as_the_texts_spell_it(ident, texts, said):
    assert spelled(ident, texts) == said


def test_a_date_is_no_more_precise_than_it_is_known():
    assert [day(d) for d in ("2024", "2024-12", "2024-12-04")] == [
        "2024",
        "December 2024",
        "4 December 2024",
    ]


def test_a_description_is_cut_at_a_word():
    assert clip("It saves lives, they say", 17) == "It saves lives…"
    assert clip("short", 16) == "short"
