"""Numbers about whole studies, and moderators, in the files of a dossier."""

import pytest

from tests.small import DEATH, open_small, result, study
from thymos.errors import DossierError

CITES = [{"source": "paper", "level": "primary"}]
LATITUDE = {"name": "latitude", "value": 44, "unit": "degrees", "cites": CITES}
MODERATOR = {"characteristic": "latitude", "text": "latitude", "reason": "So.", "cites": CITES}


def test_they_are_read_and_neither_is_needed(tmp_path):
    dossier = open_small(
        tmp_path / "s",
        study("a", result(1, 10, 2, 10), characteristics=[LATITUDE]),
        study("b", result(1, 10, 2, 10)),
        outcomes=[{**DEATH, "moderators": [MODERATOR]}],
    )
    assert [c.value for c in dossier.studies["a"].characteristics] == [44.0]
    assert dossier.studies["b"].characteristics == ()
    (moderator,) = dossier.outcomes["death"].moderators
    assert (moderator.characteristic, moderator.planned) == ("latitude", None)


@pytest.mark.parametrize(
    ("traits", "moderators", "said"),
    [
        ([LATITUDE, LATITUDE], [], "expected each characteristic once"),
        ([], [MODERATOR, MODERATOR], "expected the moderator latitude once"),
        ([{**LATITUDE, "cites": []}], [], "cites"),
        ([{**LATITUDE, "value": ".inf"}], [], "value"),
        ([{**LATITUDE, "cites": [{"source": "nobody", "level": "primary"}]}], [], "nobody"),
        ([], [{**MODERATOR, "cites": [{"source": "nobody", "level": "primary"}]}], "nobody"),
    ],
)
def test_what_cannot_be_is_told_with_its_file(tmp_path, traits, moderators, said):
    with pytest.raises(DossierError) as told:
        open_small(
            tmp_path / "s",
            study("a", result(1, 10, 2, 10), characteristics=traits),
            outcomes=[{**DEATH, "moderators": moderators}],
        )
    (finding,) = told.value.findings
    assert said in f"{finding.reason} {finding.field}"
    assert finding.file in ("studies/a.yaml", "base.yaml")
    assert finding.line
