"""A spectrum drawn: what is kept, named, dashed, and refused."""

import pytest

from thymos.plots.spectrum import MOST_PEAKS, Drawn, Peak, describe, draw, kept


def test_of_too_many_peaks_the_tallest_and_the_named_are_kept():
    many = [Peak(400.0 + k / 10, 1 + k / 1000, False) for k in range(2000)]
    many[0] = Peak(400.0, 0.1, True, "A 1+")
    found = kept(many)
    assert len(found) == MOST_PEAKS
    assert found[0].mark == "A 1+"
    assert [p.mz for p in found] == sorted(p.mz for p in found)


def test_what_nothing_explains_is_dashed():
    svg = draw(Drawn("S", (Peak(500.0, 100.0, True), Peak(600.0, 50.0, False)), ()), "s")
    assert svg.count("stroke-dasharray") == 1


def test_a_name_that_would_meet_another_is_left_out():
    close = tuple(Peak(500.0 + k / 100, 100.0 - k, True, f"A {k}+") for k in range(3))
    svg = draw(Drawn("S", (*close, Peak(900.0, 1.0, True)), ()), "s")
    assert svg.count(">A 0+<") == 1
    assert ">A 2+<" not in svg


def test_the_words_say_how_much_is_explained():
    told = describe(Drawn("S", (Peak(500.0, 100.0, True), Peak(600.0, 9.0, False)), (("A", "x"),)))
    assert told.startswith("2 peaks from m/z 500 to 600; candidates explain 1 of them.")
    assert told.endswith("A: x.")


@pytest.mark.parametrize("peaks", [(), (Peak(float("nan"), 1.0, True),)])
def test_nothing_and_nonsense_are_not_drawn(peaks):
    with pytest.raises(ValueError, match=r"nothing to draw|expected finite"):
        draw(Drawn("S", peaks, ()), "s")
