"""Every command through the door a user takes: arguments in, text or JSON out, an exit code."""

import csv
import io
import json

import pytest
from click.testing import CliRunner
from pydantic import ConfigDict, TypeAdapter, with_config

from tests.small import open_small, pool, result, study
from thymos.cli import main
from thymos.views.shapes import SHAPES


@pytest.fixture
def folder(tmp_path):
    """Two null trials of one outcome, a review of eleven, a status, and one misprint."""
    wrong = {"statistic": "p", "value": 0.02, "test": "chi-square"}
    status = {
        "id": "us",
        "jurisdiction": "US",
        "authority": "agency",
        "kind": "not approved",
        "what": "Not approved",
        "valid_from": "2012",
        "cites": [{"source": "agency", "level": "primary"}],
    }
    open_small(
        tmp_path / "small",
        study("a", result(47, 181, 63, 180, reported=[wrong])),
        study("b", result(127, 542, 132, 547, cites=[{"source": "review", "level": "review"}])),
        pools=[pool(k=11, patients=1927, estimate=0.73, interval={"low": 0.59, "high": 0.9})],
        statuses=[status],
    )
    return str(tmp_path / "small")


def run(*arguments):
    done = CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def as_json(*arguments):
    code, out, err = run(*arguments, "--format", "json")
    assert err == ""
    shape = with_config(ConfigDict(extra="forbid"))(dict(SHAPES)[arguments[0]])
    TypeAdapter(shape).validate_python(json.loads(out), strict=True)
    return code, json.loads(out)


VERDICT_KEYS = {"id", "text", "kind", "verdict", "certainty", "tier", "reason", "sources"}
POOL_KEYS = {
    *("measure", "method", "k", "estimate", "se", "ci_low", "ci_high", "p", "tau2", "I2"),
    *("Q", "Q_p", "prediction_low", "prediction_high", "display"),
}
FINDING_KEYS = {
    *("file", "line", "column", "end_line", "end_column", "text", "rule", "severity", "reason"),
    *("found", "expected", "field", "claim", "sources", "suggestion"),
}


def test_verdicts_have_the_stable_keys(folder):
    code, out = as_json("verdicts", folder)
    assert code == 0
    assert set(out) == {"dossier", "as_of", "claims"}
    assert (out["dossier"], out["as_of"]) == ("small", "2026-01-31")
    assert set(out["claims"][0]) >= VERDICT_KEYS
    assert out["claims"][0]["verdict"] == "unsettled"
    assert out["claims"][0]["certainty"] in ("high", "moderate", "low", "very low")


def test_as_of_a_day_before_the_review(folder):
    _, out = as_json("verdicts", folder, "--as-of", "2019-12-31")
    assert out["as_of"] == "2019-12-31"
    assert out["claims"][0]["verdict"] == "not supported"


def test_the_table_of_verdicts_counts_them(folder):
    code, out, _ = run("verdicts", folder)
    assert code == 0
    assert out.rstrip().endswith("1 claim: 1 unsettled")


def test_why_ends_in_sources(folder):
    code, out = as_json("why", "lowers-death", "--dossier", folder)
    assert code == 0
    assert out["claim"] == "lowers-death"

    def leaves(node):
        yield from node["cites"]
        for child in node["children"]:
            yield from leaves(child)

    cites = list(leaves(out["why"]))
    assert {c["source"] for c in cites} == {"paper", "review"}
    code, text, _ = run("why", "lowers-death", "--dossier", folder)
    assert code == 0
    assert "47/181 v 63/180 (26.0 % v 35.0 %): RR 0.74 (0.54–1.02)" in text


def test_pool_has_the_stable_keys_on_both_scales(folder):
    code, out = as_json("pool", "death", "--dossier", folder)
    assert code == 0
    assert set(out) >= POOL_KEYS
    assert (out["measure"], out["method"], out["k"]) == ("RR", "REML", 2)
    assert out["estimate"] == pytest.approx(-0.1374, abs=5e-4)
    assert out["display"]["estimate"] == pytest.approx(0.8716, abs=5e-4)
    assert [m["name"] for m in out["models"]] == [
        "random effects (REML), Wald",
        "common effect, Wald",
        "random effects (REML), Knapp–Hartung",
    ]
    assert out["coverage"].startswith("2 of 11 known trials, 75 % of patients")


@pytest.mark.parametrize("alias", ["CE", "FE", "EE", "fe"])
def test_the_common_effect_by_all_its_names(folder, alias):
    _, out = as_json("pool", "death", "--dossier", folder, "--method", alias)
    assert out["display"]["estimate"] == pytest.approx(0.894, abs=1e-3)
    assert out["tau2"] == 0


def test_pool_of_a_csv(tmp_path):
    table = tmp_path / "bcg.csv"
    table.write_text("author,yi,vi\nA,0.1,0.01\nB,0.3,0.02\nC,0.8,0.03\n")
    code, out = as_json("pool", "--data", table, "--method", "DL")
    assert code == 0
    assert (out["measure"], out["k"]) == ("GEN", 3)
    assert out["tau2"] == pytest.approx(0.0942, abs=1e-4)
    code, text, _ = run("pool", "--data", table, "--method", "DL")
    assert code == 0
    assert "0.38 (−0.002 to 0.76)" in text


def test_lint_finds_the_misprint_and_exits_with_1(folder):
    code, out = as_json("lint", folder)
    assert code == 1
    assert [f["rule"] for f in out["findings"]] == ["reported-p"]
    assert set(out["findings"][0]) == FINDING_KEYS
    assert out["findings"][0]["file"] == "studies/a.yaml"
    assert out["findings"][0]["line"] > 1
    code, text, _ = run("lint", folder)
    assert code == 1
    assert text.startswith("studies/a.yaml:")


def test_lint_of_a_clean_dossier_exits_with_0(tmp_path):
    open_small(tmp_path, study("a", result(47, 181, 63, 180)))
    assert run("lint", tmp_path) == (0, "nothing found\n", "")


def test_status_everywhere_and_in_one_place(folder):
    code, out = as_json("status", "--dossier", folder)
    assert code == 0
    assert set(out) == {"dossier", "as_of", "jurisdiction", "statuses"}
    assert [s["id"] for s in out["statuses"]] == ["us"]
    assert as_json("status", "us", "--dossier", folder)[1]["jurisdiction"] == "US"
    assert run("status", "XX", "--dossier", folder)[0] == 2


def test_a_place_of_which_nothing_was_known_yet_is_no_unknown_place(folder):
    code, out, err = run("status", "us", "--dossier", folder, "--as-of", "2001-12-31")
    assert (code, err) == (0, "")
    assert out == "Nothing is on record for US that was known by 2001-12-31.\n"


def test_what_was_not_known_yet_is_no_fault_of_the_records(folder):
    assert run("lint", folder, "--as-of", "2001-12-31") == (0, "nothing found\n", "")


def test_what_the_compound_is_weighs_once_a_source_of_it_is_public(tmp_path):
    test = {"molecule": {"compound": "drug", "attribute": "length", "equals": "2"}}
    claim = {"id": "two", "text": "It has two residues.", "kind": "identity", "test": test}
    open_small(tmp_path, claims=[claim])  # its source is of 2010
    for day, verdict in (("2010-12-30", "unverified"), ("2010-12-31", "true")):
        assert as_json("verdicts", tmp_path, "--as-of", day)[1]["claims"][0]["verdict"] == verdict


def test_exports(folder, tmp_path):
    code, ris, _ = run("export", folder, "--to", "ris")
    assert code == 0
    assert ris.count("TY  - ") == ris.count("ER  -") == 7
    items = json.loads(run("export", folder, "--to", "csl")[1])
    assert {item["id"] for item in items} >= {"paper", "review"}
    assert items[0]["issued"] == {"date-parts": [[2010]]}
    rows = list(csv.DictReader(io.StringIO(run("export", folder, "--to", "csv")[1])))
    assert [(r["study"], r["arm"], r["events"], r["n"]) for r in rows][:2] == [
        ("a", "drug", "47", "181"),
        ("a", "placebo", "63", "180"),
    ]
    assert run("export", folder, "--to", "ris", "--out", tmp_path / "x.ris")[0] == 0
    assert (tmp_path / "x.ris").read_text("utf-8").startswith("TY  - ")


def test_build_writes_the_site_and_says_where(folder, tmp_path):
    code, out = as_json("build", folder, "--out", tmp_path / "site")
    assert code == 0
    assert (tmp_path / "site" / "index.html").is_file()
    assert len(list((tmp_path / "site").rglob("*.html"))) == out["pages"]
    assert [f["rule"] for f in out["findings"]] == ["reported-p"]
    code, text, _ = run("build", folder, "--out", tmp_path / "site")
    assert code == 0
    assert "lint: 1 error" in text
    assert text.rstrip().endswith("index.html")


def test_check_of_a_file_and_of_standard_input(folder, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("Drug is FDA-approved in the United States.\n")
    code, out = as_json("check", page, "--dossier", folder)
    assert code == 1
    assert out["findings"][0]["text"] == "Drug is FDA-approved in the United States."
    done = CliRunner().invoke(main, ["check", "-", "--dossier", folder], input=page.read_text())
    assert done.exit_code == 1
    assert "<stdin>:1:" in done.stdout
    page.write_text("Drug is not approved in the United States.\n")
    assert run("check", page, "--dossier", folder)[0] == 0
    page.write_bytes(b"fine\nnot \xff fine")
    code, text, err = run("check", page, "--dossier", folder)
    assert (code, text) == (2, "")
    assert "UTF-8" in err


def test_new_makes_a_dossier_that_lints(tmp_path):
    code, out, _ = run("new", "my-drug", "--in", tmp_path)
    assert code == 0
    assert "my-drug" in out
    assert run("verdicts", tmp_path / "my-drug")[0] == 0
    assert run("lint", tmp_path / "my-drug")[0] == 0
    code, _, err = run("new", "my-drug", "--in", tmp_path)
    assert code == 2
    assert "\n" not in err.strip()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("verdicts", "no-such-dossier"), "no-such-dossier"),
        (("why", "lower-death", "--dossier", "FOLDER"), "did you mean lowers-death?"),
        (("pool", "deth", "--dossier", "FOLDER"), "did you mean death?"),
        (("pool", "death", "--dossier", "FOLDER", "--method", "XX"), "one of CE, FE, EE"),
        (("pool", "death", "--dossier", "FOLDER", "--test", "w"), "one of z, t, knha, adhoc"),
        (("pool", "death", "--dossier", "FOLDER", "--measure", "QQ"), "no measure 'QQ'"),
        (("pool", "death", "--dossier", "FOLDER", "--level", "1.5"), "expected a level"),
        (("pool", "death", "--dossier", "FOLDER", "--add", "-1"), "constant not below 0"),
        (("pool",), "expected an OUTCOME or --data CSV"),
        (("pool", "death", "--data", "x.csv"), "one of the two"),
        (("pool", "--data", "nowhere.csv"), "nowhere.csv: No such file"),
        (("verdicts", "FOLDER", "--as-of", "31.12.2019"), "expected a date YYYY-MM-DD"),
        (("verdicts", "FOLDER", "--as-of", "2019-02-30"), "expected a date YYYY-MM-DD"),
        (("verdicts", "FOLDER", "--as-of", "20191231"), "expected a date YYYY-MM-DD"),
        (("verdicts", "FOLDER", "--as-of", "2019-W05-1"), "expected a date YYYY-MM-DD"),
        (("verdicts", "FOLDER", "--as-of", "2999-01-01"), "expected a day that has come"),
        (("export", "FOLDER", "--to", "ris", "--out", "/proc/none/x"), "/proc/none"),
    ],
)
def test_a_bad_question_is_one_line_and_exit_2(folder, arguments, message):
    code, out, err = run(*(folder if a == "FOLDER" else a for a in arguments))
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err


def test_a_broken_dossier_is_a_line_for_each_fault_and_exit_2(folder, tmp_path):
    file = tmp_path / "small" / "studies" / "a.yaml"
    file.write_text(file.read_text().replace("events: 47", "events: 470").replace("n: 180", "n: x"))
    code, out, err = run("verdicts", folder)
    assert (code, out) == (2, "")
    lines = err.strip().splitlines()
    assert len(lines) == 2
    assert all(line.startswith("studies/a.yaml:") for line in lines)
