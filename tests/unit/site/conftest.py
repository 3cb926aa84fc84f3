"""The excerpt of a dossier that the tests of pages share, and the site built from it."""

from pathlib import Path

import pytest

from thymos.dossier.read import read
from thymos.site.build import build_site
from thymos.verdict.judge import judge_all
from thymos.views.reading import Reading

EXCERPT = Path(__file__).parents[2] / "dossiers" / "excerpt"


@pytest.fixture(scope="session")
def reading() -> Reading:
    dossier = read(EXCERPT, cache=False)
    return Reading(dossier, judge_all(dossier))


@pytest.fixture(scope="session")
def site(reading: Reading, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("published") / "site"
    build_site(reading.dossier, reading.judged, out)
    return out
