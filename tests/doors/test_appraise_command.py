"""`thymos appraise`, and what every pool says of doubtful studies, through the command line."""

import json

import pytest
from click.testing import CliRunner
from pydantic import ConfigDict, TypeAdapter, with_config

from tests.small import open_small, result, study
from thymos.cli import main
from thymos.views.shapes import SHAPES

CITES = [{"source": "paper", "level": "primary"}]


@pytest.fixture
def folder(tmp_path):
    """One trial with a filled-in tool and a paying seller, one with a summary, one cohort."""
    answers = [
        {"question": "1.2", "answer": "N", "reason": "By [hospital] number.", "cites": CITES},
        {"question": "3.1", "answer": "Y", "reason": "All counted."},
    ]
    rob2 = {"tool": "RoB 2", "answers": answers, "signed_by": ["A. One", "B. Two"]}
    tie = {"tied": True, "reason": "The maker paid.", "cites": CITES}
    a = study("a", result(30, 100, 45, 100), appraisals=[rob2], sponsor_tied=tie)
    del a["risk_of_bias"]
    judgement = {"domain": "1", "judgement": "serious", "reason": "Crude.", "by": "C. Three"}
    c = study(
        "c",
        result(3, 100, 4, 100),
        design="cohort",
        appraisals=[{"tool": "ROBINS-I", "judgements": [judgement]}],
    )
    del c["risk_of_bias"]
    open_small(tmp_path / "small", a, study("b", result(20, 80, 21, 80)), c)
    return str(tmp_path / "small")


def run(*arguments):
    done = CliRunner().invoke(main, list(arguments), catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def as_json(*arguments):
    code, out, err = run(*arguments, "--format", "json")
    assert (code, err) == (0, "")
    shape = with_config(ConfigDict(extra="forbid"))(dict(SHAPES)[arguments[0]])
    TypeAdapter(shape).validate_python(json.loads(out), strict=True)
    return json.loads(out)


def test_every_study_has_its_appraisal_in_json(folder):
    said = as_json("appraise", "--dossier", folder)
    rows = {row["study"]: row for row in said["studies"]}
    assert [(row["tool"], row["overall"], row["reviewed"]) for row in rows.values()] == [
        ("RoB 2", "high", True),
        ("RoB 2", "low", False),
        ("ROBINS-I", "high", False),
    ]
    first = rows["a"]["domains"][0]
    assert (first["judgement"], first["computed"], first["possible"]) == ("high", "high", ["high"])
    assert first["answers"][0]["sources"] == ["paper"]
    assert rows["a"]["domains"][1]["possible"] == ["low", "some concerns", "high"]
    assert (rows["a"]["tied"], rows["b"]["tied"]) == (True, None)
    assert rows["a"]["sponsor"] == {
        "tied": True,
        "reason": "The maker paid.",
        "sources": ["paper"],
    }


def test_one_study_is_told_with_its_answers(folder):
    code, out, _ = run("appraise", "a", "--dossier", folder)
    assert code == 0
    assert "A (reviewed by A. One and B. Two)" in out
    assert "1.2 N: By [hospital] number." in out
    assert "Interests: sponsor: tied (The maker paid.); authors: ties not known" in out


def test_all_studies_are_listed_and_the_unreviewed_are_called_so(folder):
    code, out, _ = run("appraise", "--dossier", folder)
    assert code == 0
    assert "3 studies, 1 reviewed by two named people" in out
    assert "machine suggestions, unreviewed" in out


def test_an_outcome_alone_asks_for_the_studies_that_report_it(folder, tmp_path):
    other = tmp_path / "small" / "studies" / "b.yaml"
    other.write_text(other.read_text("utf-8").replace("outcome: death", "outcome: pain"), "utf-8")
    pain = "outcomes:\n  - {id: pain, name: Pain, plain: pain, condition: sepsis, "
    pain += "timepoint: day 1, better: lower, importance: patient-important}\n"
    (tmp_path / "small" / "pain.yaml").write_text(pain, "utf-8")
    said = as_json("appraise", "--outcome", "death", "--dossier", folder)
    assert [(row["study"], row["outcome"]) for row in said["studies"]] == [
        ("a", "death"),
        ("c", "death"),
    ]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["appraise", "zz"], "thymos: no study is called 'zz'"),
        (["appraise", "a", "--outcome", "deth"], "thymos: no outcome is called 'deth'"),
        (["appraise", "a", "--as-of", "soon"], "thymos: expected a date YYYY-MM-DD, found 'soon'"),
    ],
)
def test_what_is_not_there_is_one_line_and_exit_2(folder, arguments, line):
    code, out, err = run(*arguments, "--dossier", folder)
    assert (code, out) == (2, "")
    assert err.startswith(line)
    assert err.count("\n") == 1


def test_a_pool_says_what_hangs_on_doubtful_studies(folder):
    said = as_json("pool", "death", "--dossier", folder)
    lines = {line["without"]: line for line in said["sensitivity"]}
    tied = lines["without studies tied to a maker or seller"]
    assert tied["left_out"] == [{"study": "a", "reason": "The maker paid."}]
    assert (tied["unknown"], tied["k"], said["k"]) == (["b"], 1, 2)
    risky = lines["without studies at high risk of bias"]
    assert [out["study"] for out in risky["left_out"]] == ["a"]
    assert risky["display"]["estimate"] == pytest.approx(20 / 21)
    code, out, _ = run("pool", "death", "--dossier", folder)
    assert code == 0
    assert "What hangs on doubtful studies" in out


def test_a_pool_of_a_csv_knows_nothing_of_its_studies(tmp_path):
    table = tmp_path / "some.csv"
    table.write_text("ai,n1i,ci,n2i\n3,10,5,10\n4,20,9,20\n")
    assert "sensitivity" not in as_json("pool", "--data", str(table), "--measure", "RR")


def test_options_of_a_pool_hold_for_what_remains(folder):
    common = as_json("pool", "death", "--dossier", folder, "--method", "CE", "--measure", "OR")
    risky = common["sensitivity"][1]
    assert risky["display"]["estimate"] == pytest.approx((20 / 60) / (21 / 59))
