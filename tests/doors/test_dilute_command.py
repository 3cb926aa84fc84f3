"""`thymos dilute`: the cases of `dilute.json` through the command line and through the script.

The browser runs the same cases in `test_amounts_page.py`.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import ConfigDict, TypeAdapter, with_config

from thymos.cli import main
from thymos.site.build import STYLE
from thymos.tables import rows
from thymos.views.amounts import said, units
from thymos.views.shapes import SHAPES

CASES = json.loads(Path(__file__).with_name("dilute.json").read_text("utf-8"))["cases"]
GOOD = [case for case in CASES if "field" not in case]
BAD = [case for case in CASES if "field" in case]
SCRIPT = STYLE.with_name("dilute.js")


def names(case):
    return case["name"]


def near(limit):
    return None if limit is None else pytest.approx(limit, rel=1e-12)


def run(asked, *more):
    """The command for what is asked: mass and diluent by place, the rest by name."""
    given = dict(asked)
    places = [given.pop(name) for name in ("mass", "diluent") if name in given]
    options = [part for key, text in given.items() for part in (f"--{key.replace('_', '-')}", text)]
    # A quantity below zero must not be read as an option either.
    done = CliRunner().invoke(main, ["dilute", *places, *options, *more], catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def as_json(asked):
    code, out, err = run(asked, "--format", "json")
    assert (code, err) == (0, "")
    shape = with_config(ConfigDict(extra="forbid"))(dict(SHAPES)["dilute"])
    TypeAdapter(shape).validate_python(json.loads(out), strict=True)
    return json.loads(out)


@pytest.mark.parametrize("case", GOOD, ids=names)
def test_numbers_worked_out_by_hand(case):
    found = as_json(case["asked"])
    for name, (low, high) in case["numbers"].items():
        assert [found[name]["low"], found[name]["high"]] == [near(low), near(high)], name


@pytest.mark.parametrize("case", [case for case in GOOD if "shown" in case], ids=names)
def test_what_is_shown(case):
    from thymos import api

    shown = dict(api.dilute(**case["asked"]).rows())
    assert {label: shown[label] for label in case["shown"]} == case["shown"]
    code, out, err = run(case["asked"])
    assert (code, err) == (0, "")
    printed = " ".join(out.split())
    assert all(f"{label} {text}" in printed for label, text in case["shown"].items())


@pytest.mark.parametrize("case", BAD, ids=names)
def test_nonsense_is_one_line_that_names_the_field(case):
    code, out, err = run(case["asked"])
    assert (code, out) == (2, "")
    if case["field"] == "basis":
        assert "--basis" in err
        return
    assert err.startswith(f"thymos: {case['field']}: ")
    assert case["says"] in err
    assert err.count("\n") == 1


def node(program, given):
    """What a program prints as JSON, run by node after the script of the site."""
    path = shutil.which("node")
    if path is None:
        pytest.skip("node is not installed; the browser runs the same cases")
    text = f"require({json.dumps(str(SCRIPT))}); const given = {json.dumps(given)};\n{program}"
    done = subprocess.run(
        [path, "-"], input=text, capture_output=True, text=True, encoding="utf-8", check=True
    )
    return json.loads(done.stdout)


ANSWER_ALL = """
const answers = given.cases.map((asked) => {
  try { return thymosDilute.answer(asked, given.units, given.said); }
  catch (error) { return {field: error.field, message: error.message}; }
});
console.log(JSON.stringify(answers));
"""


@pytest.fixture(scope="module")
def scripted():
    given = {"cases": [case["asked"] for case in CASES], "units": units(), "said": said()}
    return dict(zip((case["name"] for case in CASES), node(ANSWER_ALL, given), strict=True))


@pytest.mark.parametrize("case", GOOD, ids=names)
def test_the_script_gives_the_same_rows_notes_and_numbers(case, scripted):
    from thymos import api

    answer, view = scripted[case["name"]], api.dilute(**case["asked"])
    assert [tuple(row) for row in answer["rows"]] == list(view.rows())
    assert tuple(answer["notes"]) == view.notes
    for name, (low, high) in case["numbers"].items():
        assert answer["numbers"][name] == [near(low), near(high)], name


@pytest.mark.parametrize("case", BAD, ids=names)
def test_the_script_refuses_the_same(case, scripted):
    answer = scripted[case["name"]]
    assert answer.get("field") == case["field"], answer
    assert answer["message"].startswith(f"{case['field']}: ")
    assert case["says"] in answer["message"]


def test_moles_of_the_compound_of_a_dossier():
    asked = {"mass": "1.6 mg", "diluent": "1 mL", "basis": "label", "dossier": "thymosin-alpha-1"}
    found = as_json(asked)
    assert found["given"]["molar_mass"] == "3108.32 g/mol"
    assert found["substance"]["low"] == pytest.approx(1.6e6 / 3108.32)


def test_a_compound_without_sequence_gives_no_moles():
    code, out, err = run({"mass": "1 mg", "diluent": "1 mL", "dossier": "thymalin"})
    assert (code, out) == (2, "")
    assert "has no sequence on record: expected a molar mass" in err


def test_a_molar_mass_beside_a_dossier_is_refused():
    asked = {"mass": "1 mg", "diluent": "1 mL", "molar_mass": "1 g/mol"}
    code, _, err = run(asked | {"dossier": "thymopentin"})
    assert code == 2
    assert "expected a molar mass or a dossier, found both" in err


def test_without_pint_the_extra_is_named(monkeypatch):
    import sys

    from thymos.identity import quantity

    quantity._registry.cache_clear()
    monkeypatch.setitem(sys.modules, "pint", None)
    code, _, err = run({"mass": "1 mg", "diluent": "1 mL"})
    assert code == 2
    assert "pip install thymos[identity]" in err


def test_no_unit_of_a_syringe_is_on_the_list():
    symbols = {spelling for row in rows("units") for spelling in row["spellings"].split()}
    assert not {s.casefold() for s in symbols} & {"u", "iu", "unit", "units", "u-100", "u-40"}


def test_it_says_that_it_proposes_nothing():
    assert "proposes no amount" in as_json({"mass": "1 mg", "diluent": "1 mL"})["notice"]
