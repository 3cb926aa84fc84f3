"""Small models for tests, written in Antimony on the page."""

import pytest

antimony = pytest.importorskip("antimony")


def sbml(text):
    """The SBML of one model, `model m(): …` around the lines given."""
    antimony.clearPreviousLoads()
    if antimony.loadAntimonyString(f"model m()\n{text}\nend\n") < 0:
        raise AssertionError(antimony.getLastError())
    return str(antimony.getSBMLString("m"))
