"""`thymos history` and `thymos diff` through the door a user takes."""

import pytest

from tests.doors.test_commands import as_json, run
from tests.small import open_small, result, study
from thymos.errors import DossierError

SMALL = tuple((10 + i, 100, 30 + i, 100) for i in range(6))


@pytest.fixture
def folder(tmp_path):
    """Six small positive trials of 1990, a large one at the null of 1995."""
    early = [study(f"t{i}", result(*cells), available="1990") for i, cells in enumerate(SMALL)]
    mega = study("mega", result(2216, 29011, 2103, 29039), available="1995-03-18")
    open_small(tmp_path / "small", *early, mega)
    return str(tmp_path / "small")


def test_history_names_what_moved_the_verdict(folder):
    code, out = as_json("history", "lowers-death", "--dossier", folder)
    assert code == 0
    assert [(s["date"], s["verdict"], s["moved"]) for s in out["steps"]] == [
        ("1990-12-31", "probable", True),
        ("1995-03-18", "not supported", True),
    ]
    assert out["steps"][1]["because"] == "new study: MEGA, 2216/29011 v 2103/29039"
    assert out["steps"][1]["sources"] == ["paper"]
    assert out["steps"][0]["because"].count("new study: ") == 6


def test_history_as_of_an_earlier_day(folder):
    _, out = as_json("history", "lowers-death", "--dossier", folder, "--as-of", "1995-03-17")
    assert [s["verdict"] for s in out["steps"]] == ["probable"]


def test_history_in_the_terminal(folder):
    code, text, _ = run("history", "lowers-death", "--dossier", folder)
    assert code == 0
    assert "1995-03-18" in text
    assert "What was knowable then, by today's rules" in text


def test_diff_tells_the_claims_and_the_events(folder):
    code, out = as_json("diff", "1994-01-01", "1996-01-01", "--dossier", folder)
    assert code == 0
    assert [event["record"] for event in out["events"]] == ["study:mega"]
    (claim,) = [c for c in out["claims"] if c["id"] == "lowers-death"]
    assert (claim["before"], claim["after"], claim["moved"]) == ("probable", "not supported", True)
    code, text, _ = run("diff", "1994-01-01", "1996-01-01", "--dossier", folder)
    assert "MEGA" in text


def test_diff_without_change_says_so(folder):
    code, text, _ = run("diff", "1996-01-01", "1996-12-31", "--dossier", folder)
    assert (code, "Nothing changed." in text) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("diff", "1996-01-01", "1994-01-01"), "expected the earlier day first"),
        (("diff", "1996", "1997-01-01"), "expected a date YYYY-MM-DD, found '1996'"),
        (("diff", "1996-01-01", "2999-01-01"), "a day that has come"),
        (("history", "lower-death"), "did you mean lowers-death?"),
    ],
)
def test_bad_usage_is_one_line(folder, arguments, words):
    code, out, err = run(*arguments, "--dossier", folder)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_a_correction_before_the_original_stops_every_command_with_its_line(tmp_path):
    rows = [
        result(47, 181, 63, 180, valid_from="2005") | {"id": "first", "superseded_by": "death"},
        result(40, 181, 80, 180, valid_from="2003"),
    ]
    folder = tmp_path / "reversed"
    with pytest.raises(DossierError):
        open_small(folder, study("a", *rows, available="2000"))
    for command in ("lint", "verdicts"):
        code, out, err = run(command, str(folder))
        assert (code, out) == (2, "")
        assert "studies/a.yaml:" in err
        assert "expected a result known from 2005-12-31, as this one is, or later" in err
        assert err.count("\n") == 1
