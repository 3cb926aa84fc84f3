"""Search: what is folded, what is found, in which order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.small import CLAIM, DEATH, DRUG, open_small, result, study
from thymos.errors import UsageError
from thymos.views.search import folded, forms, search, searchable, wanted
from thymos.views.shelf_index import index_pages

MED = {**DRUG, "name": "Médicine β-4", "names": [{"text": "Mβ4", "kind": "abbreviation"}]}
WORDED = {**CLAIM, "wordings": [{"source": "page", "text": "Promises that mortality halves."}]}


@pytest.fixture
def dossier(tmp_path):
    return open_small(
        tmp_path / "small",
        study("frimodt-1973", result(3, 50, 9, 50), name="Frimodt-Møller 1973"),
        study("ash-1980", result(4, 50, 8, 50), name="Ash 1980", registry=["NCT00000007"]),
        compounds=[MED],
        claims=[WORDED],
        outcomes=[DEATH],
    )


def found(dossier, words, **options):
    return [(hit.kind, hit.id) for hit in search([dossier], words, **options).hits]


@pytest.mark.parametrize(
    "words",
    ["frimodt", "FRIMODT-MOLLER", "Møller", "moller 1973", "frimodtmoller", "frimod"],
)
def test_case_accents_hyphens_and_beginnings_do_not_matter(dossier, words):
    assert found(dossier, words) == [("study", "frimodt-1973")]


@pytest.mark.parametrize("words", ["Mβ4", "mbeta4", "mb4", "MB-4", "medicine beta-4", "médicine β"])
def test_a_greek_letter_is_its_name_and_its_look_alike(dossier, words):
    assert found(dossier, words)[0] == ("compound", "drug")


def test_every_word_must_be_found(dossier):
    assert found(dossier, "ash 1980") == [("study", "ash-1980")]
    assert found(dossier, "ash 1973") == []


def test_a_name_comes_before_a_text_and_a_whole_word_before_a_beginning(dossier):
    hits = search([dossier], "mortality").hits
    assert [(hit.kind, hit.score) for hit in hits] == [("claim", 4.0), ("wording", 2.0)]
    assert [hit.score for hit in search([dossier], "mortal").hits] == [2.0, 1.0]


def test_the_names_of_the_dossier_help_but_find_nothing_alone(dossier):
    assert ("outcome", "death") in found(dossier, "small death")
    assert ("outcome", "death") in found(dossier, "mβ4 death")
    assert found(dossier, "small") == []


def test_a_registry_number_and_an_id_are_names(dossier):
    assert found(dossier, "NCT00000007") == [("study", "ash-1980")]
    assert found(dossier, "ash-1980") == [("study", "ash-1980")]


def test_only_one_kind_and_only_so_many(dossier):
    assert found(dossier, "mortality", kind="wording") == [("wording", "lowers-death/1")]
    answer = search([dossier], "mortality", limit=1)
    assert (answer.total, len(answer.hits)) == (2, 1)


@pytest.mark.parametrize(
    ("words", "options", "said"),
    [
        ("…!", {}, "expected a word to search for, found '…!'"),
        ("a", {"kind": "book"}, "no kind 'book'; one of compound, claim"),
        ("a", {"limit": 0}, "expected a limit of 1 or more, found 0"),
    ],
)
def test_a_question_without_sense_is_told_in_one_line(dossier, words, options, said):
    with pytest.raises(UsageError, match=said.replace("…", ".").replace("'", ".")):
        search([dossier], words, **options)


@given(st.text(alphabet="abcßéøαβ-1 ", max_size=20))
def test_folding_twice_is_folding_once(text):
    for form in folded(text):
        assert folded(form) == (form, form)


@given(st.from_regex(r"[a-zé]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True))
def test_a_word_is_found_in_itself_whatever_its_case(word):
    assert wanted(word.upper()) & forms(f"before {word} after") or "ß" in word


def test_a_longer_question_never_finds_more(dossier):
    one = {(h.kind, h.id) for h in search([dossier], "death").hits}
    two = {(h.kind, h.id) for h in search([dossier], "death day").hits}
    assert two <= one


def test_the_printed_index_lists_each_word_under_its_letter(dossier):
    pages = {page.letter: page for page in index_pages([dossier])}
    assert [page.path for page in pages.values()] == [f"search/{key}.html" for key in sorted(pages)]
    words = {word.word: word for word in pages["f"].words}
    (entry,) = words["frimodt"].entries
    assert entry.link.href == "small/studies/frimodt-1973.html"
    assert "the" not in {word.word for page in pages.values() for word in page.words}
    assert {w.word for w in pages["0"].words} >= {"1973", "1980"}


def test_everything_that_can_be_found_has_a_place_on_the_site(dossier):
    records = list(searchable(dossier))
    assert {record.kind for record in records} == {
        "compound", "claim", "wording", "outcome", "study", "source"
    }  # fmt: skip
    assert all(record.path for record in records)
