"""`thymos record` keeps what was said; `thymos history` shows it beside today's rules."""

import pytest

from tests.doors.test_commands import as_json, run
from tests.small import open_small, result, study

SMALL = tuple((10 + i, 100, 30 + i, 100) for i in range(6))
MEGA = study("mega", result(2216, 29011, 2103, 29039), available="1995-03-18")


def early():
    return [study(f"t{i}", result(*cells), available="1990") for i, cells in enumerate(SMALL)]


@pytest.fixture
def folder(tmp_path):
    """Six small positive trials of 1990; the large one of 1995 was not entered yet."""
    open_small(tmp_path, *early())
    return tmp_path


def test_what_was_said_stands_beside_todays_rules(folder):
    code, out = as_json("record", str(folder), "--as-of", "1996-01-01")
    assert (code, out["new"], out["claims"]) == (0, True, 1)
    assert out["changed"] == [
        {
            "claim": "lowers-death",
            "before": None,
            "after": "probable",
            "certainty_before": None,
            "certainty_after": out["changed"][0]["certainty_after"],
        }
    ]
    open_small(folder, *early(), MEGA)  # the records learn of it later
    _, out = as_json("history", "lowers-death", "--dossier", str(folder))
    (said,) = out["said"]
    assert (said["known"], said["verdict"]) == ("1996-01-01", "probable")
    assert (said["by_todays_rules"], said["differs"]) == ("not supported", True)
    code, text, _ = run("history", "lowers-death", "--dossier", str(folder))
    assert "What this dossier said" in text


def test_the_same_is_not_written_twice(folder):
    as_json("record", str(folder))
    before = (folder / "said.csv").read_bytes()
    code, out = as_json("record", str(folder))
    assert (code, out["new"], out["changed"]) == (0, False, [])
    assert (folder / "said.csv").read_bytes() == before
    _, text, _ = run("record", str(folder))
    assert "Nothing new" in text


def test_rows_are_appended_and_the_earlier_ones_stay(folder):
    as_json("record", str(folder))
    first = (folder / "said.csv").read_text("utf-8")
    open_small(folder, *early(), MEGA)
    _, out = as_json("record", str(folder))
    assert [(c["before"], c["after"]) for c in out["changed"]] == [("probable", "not supported")]
    text = (folder / "said.csv").read_text("utf-8")
    assert text.startswith(first)
    assert text.count("\n") == 3


def test_a_ledger_does_not_move_a_verdict(folder):
    _, before = as_json("verdicts", str(folder))
    as_json("record", str(folder))
    assert as_json("verdicts", str(folder))[1] == before


def test_a_bad_row_stops_every_command_with_one_line(folder):
    as_json("record", str(folder))
    text = (folder / "said.csv").read_text("utf-8").replace(",probable,", ",perhaps,")
    (folder / "said.csv").write_text(text, encoding="utf-8")
    for command in ("lint", "verdicts", "record"):
        code, out, err = run(command, str(folder))
        assert (code, out) == (2, "")
        assert "said.csv:2: verdict: expected a verdict (supported" in err
        assert err.count("\n") == 1
