"""Whole numbers below a hundred, written as words."""

import re

import pytest

from thymos.prose.spelled import SPELLED, spelled

ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def test_every_number_of_two_words():
    told = {f"{ten}-{one}": 20 + 10 * i + 1 + j for i, ten in enumerate(TENS)
            for j, one in enumerate(ONES)}  # fmt: skip
    assert {words: spelled(words) for words in told} == told
    assert all(re.fullmatch(SPELLED, words) for words in told)


@pytest.mark.parametrize("words", ["one-one", "ten-two", "many", "", "ninety-ten", "one hundred x"])
def test_what_is_no_number(words):
    assert spelled(words) is None
