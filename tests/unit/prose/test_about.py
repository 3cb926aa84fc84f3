"""Of what a sentence speaks: of the subject, of another medicine, of the sort that both are."""

import pytest

import thymos
from thymos.prose.about import speaks_of_subject
from thymos.prose.entities import Lexicon, What
from thymos.prose.page import open_page
from thymos.prose.skim import Skim


@pytest.fixture(scope="module")
def bcg():
    return thymos.load("bcg-tuberculosis")


def last(opened, text):
    page = open_page(text, opened.known, opened.judged, Lexicon(opened.known))
    return page, page.sentences[-1]


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("# BCG\n\nThe vaccine is given at birth.", True),
        ("# BCG\n\nThe measles vaccine is given later.", False),
        ("# BCG\n\nVaccines are given at birth.", False),
        ("# BCG\n\nIsoniazid is given for months.", False),
        ("# BCG\n\nIt is given at birth.", True),
        ("# BCG\n\nIsoniazid cures it. It is given for months.", False),
    ],
)
def test_the_vaccine_is_the_subject_where_the_subject_is_one(bcg, text, ours):
    assert speaks_of_subject(*last(bcg, text)) is ours


@pytest.mark.parametrize(
    "name", ["Calmette and Guérin", "Calmette and Guerin", "bacille Calmette-Guérin", "BCG"]
)
def test_names_are_found_with_their_accents_and_without(bcg, name):
    text = f"It was made by the hands of {name}."
    assert Skim(bcg.known).may_name(text)
    _, sentence = last(bcg, text)
    assert [m.what for m in sentence.mentions] == [What.SUBJECT]


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("# BCG\n\nIt is added to isoniazid in such patients.", True),
        ("# BCG\n\nFewer fall ill when isoniazid is given together with it.", True),
        ("# BCG\n\nIsoniazid is given to contacts together with vitamins.", False),
    ],
)
def test_what_is_added_to_another_medicine_is_spoken_of(bcg, text, ours):
    assert speaks_of_subject(*last(bcg, text)) is ours


STUDIED = "RECOVERY and Solidarity were stopped early. The tablets did not help in either."
ANOTHER = "Chloroquine came first; quinine came before it. RECOVERY and Solidarity came later."


@pytest.mark.parametrize(
    ("text", "about"),
    [(STUDIED, True), (STUDIED.replace(" and Solidarity", ""), False), (ANOTHER, True)],
)
def test_two_studies_tell_what_a_page_is_about_that_never_names_it(text, about):
    opened = thymos.load("hydroxychloroquine-covid-19")
    page, _ = last(opened, text)
    assert page.about_subject is about
    assert Skim(opened.known).may_name(text) is about
