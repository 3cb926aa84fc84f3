"""`thymos check` from the outside: exit codes, JSON, standard input, bad files."""

import json
import subprocess
import sys
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from thymos.cli import main

KEYS = {
    *("file", "line", "column", "end_line", "end_column", "text", "rule", "severity", "reason"),
    *("found", "expected", "field", "claim", "sources", "suggestion"),
}
WRONG = "Thymosin alpha-1 is FDA-approved.\n"
RIGHT = "Thymosin alpha-1 is not FDA-approved.\n"
NOTE = "Thymosin alpha-1 in TESTS: hazard ratio for death 0.99 in sepsis.\n"


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def check(*arguments, text=None):
    done = CliRunner().invoke(main, ["check", *arguments], input=text, catch_exceptions=False)
    return Done(done.exit_code, done.stdout, done.stderr)


@pytest.mark.slow
def test_the_door_of_the_shell_is_the_same(tmp_path):
    file = tmp_path / "page.md"
    file.write_text(WRONG, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "thymos", "check", str(file), "--format", "json"],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert tuple(check(str(file), "--format", "json")) == (1, done.stdout, "")
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize(("text", "code"), [(WRONG, 1), (RIGHT, 0), (NOTE, 0)])
def test_only_an_error_or_a_warning_exits_with_1(tmp_path, text, code):
    file = tmp_path / "page.md"
    file.write_text(text, "utf-8")
    # The last text may say more to other rules; here only the severity of a note is at stake.
    done = check(str(file), "--select", "approval", "--select", "superseded-number")
    assert done.returncode == code
    assert "Silence is not endorsement" in done.stdout


def test_json_from_standard_input():
    done = check("-", "--format", "json", text=WRONG)
    report = json.loads(done.stdout)
    added = {"allowed", "citations", "dossiers", "pages"}
    assert set(report) == {"findings", "omissions"} | added
    finding = report["findings"][0]
    assert set(finding) == KEYS
    assert (finding["line"], finding["column"], finding["severity"]) == (1, 1, "error")
    assert finding["text"] == WRONG.strip()
    assert finding["sources"]


def test_an_omission_does_not_fail_a_page():
    done = check("-", "--format", "json", text="Thymosin alpha-1 was studied in sepsis.\n")
    assert done.returncode == 0
    assert json.loads(done.stdout)["omissions"]


@pytest.mark.parametrize("content", [b"\x00\x01", b"\xff\xfe\xfa", None])
def test_a_bad_file_is_one_line_and_exit_2(tmp_path, content):
    file = tmp_path / "page.md"
    if content is not None:
        file.write_bytes(content)
    done = check(str(file))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_sources_go_by_their_labels_in_the_terminal(tmp_path):
    file = tmp_path / "page.md"
    file.write_text(NOTE, "utf-8")
    text = check(str(file)).stdout
    assert "sources: Wu 2025; " in text
    assert "lead-sepsis-files" not in text
