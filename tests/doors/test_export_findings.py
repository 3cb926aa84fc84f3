"""The summary of findings as it leaves the program: a document, a table, a page."""

import builtins
import csv
import io

import docx
import pytest
from click.testing import CliRunner

from tests.small import DEATH, open_small, result, study
from thymos import api
from thymos.cli import main

TOLD = "The estimate is a fall in the chance of this, but the verdict is “unsettled”."


@pytest.fixture
def folder(tmp_path):
    trials = [study(f"t{i}", result(20, 100, 30, 100)) for i in range(2)]
    other = {"id": "pain", "name": "Pain \x0b now", "plain": "pain"}
    open_small(tmp_path / "small", *trials, outcomes=[DEATH, DEATH | other])
    return tmp_path / "small"


def run(*arguments):
    done = CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def test_the_document_reads_back(folder, tmp_path):
    file = tmp_path / "findings.docx"
    assert run("export", folder, "--to", "docx", "--out", file) == (0, "", "")
    made = docx.Document(str(file))
    (table,) = made.tables
    heads, row = ([cell.text for cell in row.cells] for row in table.rows)
    assert (heads[0], heads[-1]) == ("Outcome", "In words")
    assert row[0] == "Death by day 28\nDying within four weeks\nRandomised trials"
    assert row[1:6] == [
        "400 (2)",
        "Risk ratio 0.67 (0.47–0.94)",
        "300",
        "200 (141 to 283)",
        "100 fewer (159 fewer to 17 fewer)",
    ]
    assert row[6].startswith("Moderate, starting from high\nImprecision −1: ")
    assert row[6].endswith("\nMachine suggestion, unreviewed")
    assert row[7] == (f"{TOLD}\nVerdict on claims that rest on it: unsettled.")
    words = [paragraph.text for paragraph in made.paragraphs]
    assert words[0] == "Summary of findings: Small"
    assert words[1] == "As of 2026-01-31. Intervals are 95 % intervals."
    assert "This table informs; it does not advise." in words
    assert words[-1] == "Pain  now"
    assert (made.core_properties.author, made.core_properties.comments) == ("thymos", "")


def test_the_same_dossier_gives_the_same_bytes(folder, tmp_path):
    opened = api.load(folder)
    for name in ("a.docx", "b.docx"):
        opened.export_to("docx", tmp_path / name)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_a_document_needs_a_file(folder):
    code, out, err = run("export", folder, "--to", "docx")
    assert (code, out) == (2, "")
    assert err == "thymos: a docx is no text to print: name a file with --out FILE\n"


def test_a_document_that_cannot_be_written_leaves_nothing(folder, tmp_path):
    code, _, err = run("export", folder, "--to", "docx", "--out", tmp_path / "no" / "x.docx")
    assert (code, err.count("\n")) == (2, 1)
    assert not (tmp_path / "no").exists()


def test_without_the_extra_one_line_says_how_to_get_it(folder, tmp_path, monkeypatch):
    real = builtins.__import__

    def absent(name, *rest, **more):
        if name == "docx":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", absent)
    code, _, err = run("export", folder, "--to", "docx", "--out", tmp_path / "x.docx")
    assert code == 2
    assert err == "thymos: docx needs the package python-docx: pip install 'thymos[docx]'\n"
    assert not (tmp_path / "x.docx").exists()


def test_the_table_and_the_page_say_the_same(folder, tmp_path):
    code, text, _ = run("export", folder, "--to", "findings")
    assert code == 0
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["statement"] == TOLD
    assert run("build", folder, "--out", tmp_path / "site")[0] == 0
    assert (tmp_path / "site" / "findings.csv").read_text("utf-8") == text
    page = (tmp_path / "site" / "findings.html").read_text("utf-8")
    for words in (row["statement"], "Machine suggestion, unreviewed", "159 fewer", "300"):
        assert words in page
    outcome = (tmp_path / "site" / "outcomes" / "death.html").read_text("utf-8")
    assert "How sure one can be: randomised trials" in outcome
    assert "Machine suggestion, unreviewed" in outcome


def test_findings_as_of_a_day(folder):
    text = run("export", folder, "--to", "findings", "--as-of", "2009-12-31")[1]
    assert text.count("\n") == 1
