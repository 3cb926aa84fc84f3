"""The excerpt of a dossier that the tests of views share."""

from pathlib import Path

import pytest

from thymos.dossier.read import read
from thymos.verdict.judge import judge_all
from thymos.views.reading import Reading

EXCERPT = Path(__file__).parents[2] / "dossiers" / "excerpt"


@pytest.fixture(scope="session")
def reading() -> Reading:
    dossier = read(EXCERPT, cache=False)
    return Reading(dossier, judge_all(dossier))
