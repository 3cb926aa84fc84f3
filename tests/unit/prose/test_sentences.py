"""Where sentences end, and what is done with one that never does."""

import time

from thymos.prose.sentences import LONGEST, sentences


def split(text):
    return [text[start:end] for start, end in sentences(text)]


def test_a_bracket_before_the_point_and_a_small_letter_after_it_go_on():
    assert split("It fell (P = 0.04). so they say. Later it rose.") == [
        "It fell (P = 0.04). so they say.",
        "Later it rose.",
    ]


def test_a_stretch_without_an_end_is_cut_between_words():
    text = "word " * 2000
    parts = split(text)
    assert len(parts) > 2
    assert all(len(part) <= LONGEST for part in parts)
    assert "".join(part.replace(" ", "") for part in parts) == "word" * 2000
    assert all(part.startswith("word") for part in parts)


def test_a_stretch_without_a_space_is_cut_too():
    assert [len(part) for part in split("x" * (2 * LONGEST + 1))] == [LONGEST, LONGEST, 1]


def test_time_grows_with_the_length_of_a_text_and_not_with_its_square():
    started = time.process_time()
    sentences("nothing new (12%). " * 50_000)
    assert time.process_time() - started < 12
