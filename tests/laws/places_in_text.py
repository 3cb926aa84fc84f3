"""Line, column and offset: one place, however lines end."""

from hypothesis import given
from hypothesis import strategies as st

from thymos.prose.offsets import Offsets, lines_of
from thymos.prose.runs import Lines

TEXTS = st.text(st.sampled_from("ab \r\n\u2028\x0b\x85😀"), max_size=40)


@given(TEXTS, st.data())
def test_there_and_back(text, data):
    offset = data.draw(st.integers(0, len(text)))
    places = Offsets(text)
    line, column = places.at(offset)
    assert places.offset(line, column) == offset
    assert (line, column) == Lines(text).at(offset)


@given(TEXTS)
def test_the_lines_are_those_that_findings_count(text):
    places = Offsets(text)
    lines = lines_of(text)
    assert tuple(places.line(number) for number in range(1, len(lines) + 1)) == lines
    assert places.line(len(lines) + 1) == ""


@given(TEXTS, st.integers(1, 50), st.integers(1, 50))
def test_no_place_lies_beyond_the_text(text, line, column):
    assert 0 <= Offsets(text).offset(line, column) <= len(text)
