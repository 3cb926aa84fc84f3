"""A CSV that nobody should pool, and answers at the edge of what can be said."""

# ruff: noqa: E501 - a complaint stands here as it is printed, on one line

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from thymos.cli import main

TABLE = "ai,n1i,ci,n2i\n"
EFFECTS = "study,yi,vi\n"
RR = ("--measure", "RR")

BAD = [
    ("semicolons", "ai;n1i;ci;n2i\n1;10;2;10\n", RR, "x.csv:1: expected columns separated by commas, found semicolons or tabs"),
    ("tabs", "yi\tvi\n1\t2\n", (), "x.csv:1: expected columns separated by commas, found semicolons or tabs"),
    ("a decimal comma", 'yi,vi\n"0,5",1\n', (), "x.csv:2: yi: expected a number with a decimal point, found '0,5'"),
    ("an underscore", "yi,vi\n1_0,1\n", (), "x.csv:2: yi: expected a number, found '1_0'"),
    ("infinity", "yi,vi\ninf,1\n", (), "x.csv:2: yi: expected a number, found 'inf'"),
    ("a word after a row of two lines", EFFECTS + '"a\nb",0.5,1\n"c\nd",x,1\n', (), "x.csv:4: yi: expected a number, found 'x'"),
    ("a negative standard error", "yi,sei\n0.1,-0.2\n", (), "x.csv:2: sei: expected a standard error above 0, found -0.2"),
    ("no variance", "yi,vi\n0.1,0\n", (), "x.csv:2: vi: expected a variance above 0, found 0"),
    ("half a patient", TABLE + "1.5,10,2,10\n", RR, "x.csv:2: ai: expected a whole number not below 0, found 1.5"),
    ("more people than there are", TABLE + "1,1e17,2,10\n", RR, "x.csv:2: n1i: expected a whole number up to 1e+10, found 1e+17"),
    ("counts and no measure", TABLE + "1,10,2,10\n", (), "found ai, n1i, ci, n2i; for other columns name the measure, as in --measure RR"),
    ("a huge effect", EFFECTS + "A,1e300,1\nB,-1e300,1\n", (), "x.csv: A: expected an effect between -1e+50 and 1e+50, found 1e+300"),
    ("a huge variance", EFFECTS + "A,1,1e300\n", (), "x.csv: A: expected a sampling variance from 1e-50 to 1e+50, found 1e+300"),
    ("a huge standard error", "study,yi,sei\nA,1,1e300\n", (), "x.csv: A: expected a sampling variance from 1e-50 to 1e+50, found inf"),
    ("a tiny variance", EFFECTS + "A,1,1e-300\n", (), "x.csv: A: expected a sampling variance from 1e-50 to 1e+50, found 1e-300"),
    ("no logarithm", EFFECTS + "A,800,1\n", ("--measure", "HR"), "x.csv: A: expected an effect between -100 and 100, found 800: yi is the logarithm, not the ratio"),
    ("no direction of an F", "study,f,n1i,n2i,sign\nA,4,20,20,0\n", ("--measure", "SMD"), "x.csv:2: A: sign: study 1 is 0.0, expected 1 or -1"),
    ("a percentage of nobody", "study,percent1,n1i,percent2,n2i\nA,36.0,17,50,20\n", RR, "x.csv:2: A: percent1: no count of 17 has the percentage 36.0"),
    ("a negative tau2", EFFECTS + "A,1,1\nB,2,1\n", ("--tau2", "-1"), "expected a τ² of 0 or more, found -1"),
    ("weights that are names", EFFECTS + "A,1,1\nB,2,1\n", ("--weights", "study"), "expected a number for every weight, found 'A'"),
    ("rows that are not there", EFFECTS + "A,1,1\nB,2,1\n", ("--where", "study=C", "--where", "vi=1"), "x.csv: no row has study = C and vi = 1"),
    ("not text", b"yi,vi\n1,2\n\xff,1\n", (), "x.csv:3: not UTF-8 text (byte 10)"),
]  # fmt: skip


def pool(tmp_path, content, *arguments):
    table = tmp_path / "x.csv"
    table.write_bytes(content if isinstance(content, bytes) else content.encode())
    done = CliRunner().invoke(
        main, ["pool", "--data", str(table), *arguments], catch_exceptions=False
    )
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize(("content", "more", "line"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_a_table_that_cannot_be_pooled_is_one_line(tmp_path, content, more, line):
    code, out, err = pool(tmp_path, content, *more)
    assert (code, out) == (2, "")
    assert err.endswith(f"{line}\n")
    assert err.count("\n") == 1


def test_a_device_without_an_end_is_refused():
    if not Path("/dev/zero").is_char_device():
        pytest.skip("no device without an end")
    done = CliRunner().invoke(main, ["pool", "--data", "/dev/zero"], catch_exceptions=False)
    assert done.exit_code == 2
    assert done.stderr == "thymos: /dev/zero: expected at most 50 MB, found more\n"


def test_the_minus_sign_of_papers_is_read(tmp_path):
    code, out, _ = pool(tmp_path, "yi,vi\n−0.5,0.04\n", "--format", "json")
    assert (code, json.loads(out)["estimate"]) == (0, -0.5)


@pytest.mark.parametrize("test", ["t", "knha", "adhoc"])
def test_one_study_has_no_spread_to_estimate(tmp_path, test):
    code, out, _ = pool(tmp_path, "yi,vi\n0.1,0.04\n", "--test", test, "--format", "json")
    answer = json.loads(out)
    assert (code, answer["estimate"], answer["ci_low"], answer["p"]) == (0, 0.1, None, None)
    assert answer["display"]["text"] == "0.10 (not estimable)"
    assert pool(tmp_path, "yi,vi\n0.1,0.04\n", "--test", test)[0] == 0


def test_a_limit_beyond_the_machine_is_no_number_in_json_and_no_limit_in_the_table(tmp_path):
    wide = "study,yi,vi\nA,0,1\nB,1,1\n"
    asked = ("--measure", "HR", "--test", "knha", "--level", "0.9999")
    answer = json.loads(pool(tmp_path, wide, *asked, "--format", "json")[1])
    assert answer["ci_high"] == pytest.approx(3183.6, abs=1)
    assert answer["display"]["ci_high"] is None
    code, out, _ = pool(tmp_path, wide, *asked)
    assert code == 0
    assert "(0.00–∞)" in out
    assert "HR (99.99 % CI)" in out


@pytest.mark.parametrize(
    ("measure", "text", "reason"),
    [
        ("ZCOR", "study,ri,ni\nA,.5,3\nB,.2,20\n", "too few people, or a correlation of 1 or -1"),
        ("MN", "study,mi,sdi,ni\nA,5,0,9\nB,4,1,9\n", "a variance of 0"),
        ("OR", "study,ai,n1i,ci,n2i\nA,0,9,0,9\nB,1,9,2,9\n", "zero cells"),
    ],
)
def test_a_row_without_an_effect_is_left_out_with_its_own_reason(tmp_path, measure, text, reason):
    file = tmp_path / "x.csv"
    file.write_text(text)
    asked = ["pool", "--data", str(file), "--measure", measure, "--to", "none", "--format", "json"]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    (left,) = json.loads(done.output)["omitted"]
    assert left["reason"] == f"no effect can be computed ({reason})"


def test_the_interval_of_a_small_tau2_is_told_in_its_own_digits(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("study,yi,vi\nA,0.001,1e-6\nB,0.003,1e-6\nC,0.009,2e-6\n")
    done = CliRunner().invoke(main, ["pool", "--data", str(file)])
    assert "τ² = 1.54e-05 (3.08e-06–0.000683, Q-profile)" in done.output


@pytest.mark.parametrize(
    ("studies", "asked", "want"),
    [
        (1, ("--with", "fit"), "X: 1 coefficients need 2 studies or more, got 1"),
        (1, ("--with", "subsets"), "subsets of 2 studies or more need as many, got 1"),
        (2, ("--with", "bayes"), "it needs three studies or more, got 2"),
        (2, ("--with", "limit"), "limit meta-analysis needs three studies or more, got 2"),
        (2, ("--mods", "x"), "X: 2 coefficients need 3 studies or more, got 2"),
    ],
)
def test_a_section_that_needs_more_studies_says_how_many(tmp_path, studies, asked, want):
    file = tmp_path / "x.csv"
    file.write_text("study,yi,vi,x\n" + "".join(["A,0.1,1,1\n", "B,0.3,2,3\n"][:studies]))
    done = CliRunner().invoke(main, ["pool", "--data", str(file), *asked])
    assert done.exit_code == 2
    assert want in done.output
