"""Alignments: laws that hold for any two chains, and slips that must be named."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thymos.identity import cas
from thymos.identity.align import align, by_chance, differences

CHAINS = st.text(alphabet="ACDEKS", min_size=1, max_size=25)
TA1 = "SDAAVDTSSEITTKDLKEKKEVVEEAEN"


@given(CHAINS, CHAINS)
def test_both_chains_are_there_whole_and_no_column_is_empty(one, two):
    found = align(one, two)
    assert found.one.replace("-", "") == one
    assert found.two.replace("-", "") == two
    assert len(found.one) == len(found.two)
    assert ("-", "-") not in set(zip(found.one, found.two, strict=True))


@given(CHAINS, CHAINS)
def test_either_order_finds_as_good_an_alignment(one, two):
    def score(found):
        short = found.one if len(found.one.replace("-", "")) < len(two) else found.two
        inner = short.strip("-")
        start = short.index(inner)
        pairs = list(zip(found.one, found.two, strict=True))
        if len(one) == len(two):
            start, inner = 0, short
        inside = pairs[start : start + len(inner)]
        return sum(2 if a == b else -2 if "-" in (a, b) else -1 for a, b in inside)

    assert score(align(one, two)) == score(align(two, one)) or len(one) != len(two)


@given(CHAINS)
def test_a_chain_lies_on_itself(one):
    assert align(one, one).matches == len(one)
    assert differences(one, one) == ()


@given(CHAINS, st.integers(0, 24), st.integers(1, 25))
def test_a_piece_lies_where_it_comes_from(one, start, size):
    piece = one[start : start + size]
    if piece:
        assert align(one, piece).matches == len(piece)


@settings(deadline=None)
@given(CHAINS, st.integers(0, 24), st.sampled_from("ACDEKS"))
def test_one_wrong_letter_is_named_with_its_place(one, at, letter):
    place = at % len(one)
    wrong = one[:place] + letter + one[place + 1 :]
    told = differences(one, wrong)
    if letter == one[place]:
        assert told == ()
    else:
        assert [(d.place, d.right, d.found) for d in told] == [(place + 1, one[place], letter)]


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (TA1.replace("EVVEE", "EVEEE"), ["residue 23 is E, not V"]),
        (TA1[:27], ["N28 is missing"]),
        (TA1[:5] + TA1[6:], ["D6 is missing"]),
        (TA1[:5] + "P" + TA1[5:], ["P is put in after residue 5"]),
        ("G" + TA1, ["G is put in after residue 0"]),
    ],
)
def test_slips_in_words(found, words):
    assert [d.words for d in differences(TA1, found)] == words


def test_unrelated_chains_agree_about_as_often_as_chance():
    beta = "SDKPDMAEIEKFDKSKLKKTETQEKNPLPSKETIEQEKQAGES"
    found = align(TA1, beta)
    assert found.matches - by_chance(TA1, beta) <= 2
    assert align(beta, "LKKTETQ").matches == 7 > by_chance(beta, "LKKTETQ")


def test_a_chain_too_long_to_align_is_refused():
    with pytest.raises(ValueError, match="at most 500 residues"):
        align("G" * 501, "GG")


@given(st.integers(10, 9_999_999), st.integers(0, 99), st.integers(0, 9), st.integers(1, 9))
def test_every_wrong_check_digit_is_found(first, second, digit, more):
    stem = f"{first}-{second:02d}"
    right = f"{stem}-{cas.check_digit(f'{stem}-{digit}')}"
    assert cas.is_cas(right)
    assert not cas.is_cas(f"{stem}-{(int(right[-1]) + more) % 10}")


@given(st.integers(0, 7), st.integers(1, 9))
def test_a_wrong_digit_is_found_unless_its_place_forgives_it(place, more):
    digits = list("62304987")
    digits[place] = str((int(digits[place]) + more) % 10)
    text = "".join(digits)
    printed = f"{text[:5]}-{text[5:7]}-{text[7]}"
    weight = 1 if place == 7 else 7 - place
    step = int(text[place]) - int("62304987"[place])
    assert cas.is_cas(printed) == (weight * step % 10 == 0) or printed.startswith("0")
    assert cas.meant(printed, ["62304-98-7"]) == "62304-98-7"


@pytest.mark.parametrize("text", ["", "62304-98", "62304987", "0123-45-6", "62304-98-7x", "1-11-1"])
def test_what_has_not_the_form_has_no_check_digit(text):
    assert cas.check_digit(text) is None
    assert not cas.is_cas(text)


def test_long_chains_are_compared_letter_by_letter():
    long = "AG" * 10_000
    assert [d.words for d in differences(long, long[:-1])] == ["G20000 is missing"]
    assert [d.place for d in differences(long, "E" + long[1:])] == [1]


def test_chance_is_asked_of_long_chains_too():
    assert by_chance("AG" * 200, "AC" * 150) == 150
