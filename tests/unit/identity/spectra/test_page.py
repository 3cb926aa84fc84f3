"""The page on spectra: its example runs, and its names are those of the code."""

import doctest
import re
from pathlib import Path

from thymos.identity.spectra.accuracy import MALDI_TOF, USUAL
from thymos.identity.spectra.spectrum import Analyser

PAGE = Path(__file__).parents[4] / "docs" / "methods" / "spectra.md"


def test_the_example_runs():
    found = doctest.testfile(str(PAGE), module_relative=False)
    assert found.attempted >= 8
    assert found.failed == 0


def test_the_tolerances_told_are_those_in_use():
    text = PAGE.read_text("utf-8")
    told = re.search(
        r"\(ion cyclotron (\d+) ppm, orbitrap (\d+), time of flight (\d+), MALDI (\d+)", text
    )
    assert told is not None
    usual = dict(USUAL)
    wanted = [usual[a].value for a in (Analyser.FTICR, Analyser.ORBITRAP, Analyser.TOF)]
    assert [float(n) for n in told.groups()] == [*wanted, MALDI_TOF.value]


def test_every_link_leads_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", PAGE.read_text("utf-8"))
    assert [link for link in links if not (PAGE.parent / link).exists()] == []
