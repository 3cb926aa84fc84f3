"""`thymos molecule` and `thymos compare` through the command line and the Python API."""

import json

import pytest
from click.testing import CliRunner
from pydantic import ConfigDict, TypeAdapter, with_config

from tests.unit.identity.molecules import MASSES, TA1
from thymos import api
from thymos.cli import main
from thymos.views.shapes import SHAPES


def run(*arguments):
    done = CliRunner().invoke(main, list(arguments), catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def as_json(*arguments):
    code, out, err = run(*arguments, "--format", "json")
    assert (code, err) == (0, "")
    shape = with_config(ConfigDict(extra="forbid"))(dict(SHAPES)[arguments[0]])
    TypeAdapter(shape).validate_python(json.loads(out), strict=True)
    return json.loads(out)


@pytest.mark.parametrize("row", MASSES, ids=lambda row: row[0])
def test_the_table_of_masses_by_the_command(row):
    _, proforma, formula, mono, ions = row
    told = as_json("molecule", proforma)
    assert (told["formula"], told["dossier"], told["candidates"]) == (formula, None, [])
    assert told["monoisotopic"] == pytest.approx(mono, abs=1e-4)
    for ion, printed in zip(told["ions"], ions, strict=True):
        assert printed is None or ion["monoisotopic"] == pytest.approx(printed, abs=1e-4)


def test_a_dossier_brings_its_candidates():
    told = as_json("molecule", "--dossier", "thymosin-alpha-1")
    assert told["dossier"] == "thymosin-alpha-1"
    found = {c["id"]: c for c in told["candidates"]}
    assert found["des-acetyl-thymosin-alpha-1"]["off"] == pytest.approx(-42.0106, abs=1e-4)
    assert found["thymosin-alpha-1+misprint-1"]["off"] == pytest.approx(29.9742, abs=1e-4)
    assert "thymosin-alpha-1+2-28" not in found
    every = as_json("molecule", "--all")["candidates"]
    assert "thymosin-alpha-1+2-28" in {c["id"] for c in every}
    assert {r["compound"] for r in told["refused"]} >= {"thymalin"}


def test_fragments_and_charges_as_asked():
    told = as_json("molecule", TA1, "--fragments", "--charges", "3")
    assert told["charges"] == [3]
    ions = {f["ion"]: f["monoisotopic"] for f in told["fragments"]}
    assert ions["y26 3+"] == pytest.approx(956.150, abs=2) and len(ions) == 54  # noqa: PT018
    assert as_json("molecule", TA1)["fragments"] == []


def test_the_weights_are_named_and_change_the_average_alone():
    one = as_json("molecule", TA1)
    two = as_json("molecule", TA1, "--weights", "conventional1999")
    assert (one["weights"], two["weights"]) == ("abridged2021", "conventional1999")
    assert one["average"] == pytest.approx(3108.315, abs=1e-3)
    assert two["average"] == pytest.approx(3108.2755, abs=1e-4)
    assert one["monoisotopic"] == two["monoisotopic"]


def test_isotopes_say_what_nature_spans():
    peaks = as_json("molecule", TA1)["isotopes"]
    assert [p["neutrons"] for p in peaks[:3]] == [0, 1, 2]
    assert all(p["low"] <= p["share"] <= p["high"] for p in peaks[:2])
    assert peaks[1]["share"] > peaks[0]["share"]


def test_the_table_for_people():
    code, out, err = run("molecule")
    assert (code, err) == (0, "")
    for words in ("C129H215N33O55", "3106.5041 Da", "IUPAC abridged weights of 2021", "777.6333",
                  "no mass shows: Mirror images", "Thymalin is an extract"):  # fmt: skip
        assert words in out


def test_the_table_has_adducts_and_what_has_no_site():
    """783.1288: four charges, three protons and a sodium. The chain has no M, W, C or H."""
    code, out, _ = run("molecule", "[Acetyl]-SDAAVDTSSEITTKDLKEKKEVVEEAEN", "--charges", "3-4")
    assert code == 0
    (line,) = [line for line in out.splitlines() if "sodium in place of a proton" in line]
    assert [cell.strip() for cell in line.split("│")[2:4]] == ["1043.8360", "783.1288"]
    assert "no site: Oxidised: it has no methionine, tryptophan, cysteine or histidine." in out


def test_shares_that_round_to_nothing_are_left_out():
    """C13H24N4O7: 0.9893^13 x 0.99636^4 x 0.99757^7 x 0.999885^24 = 0.840."""
    _, out, _ = run("molecule", "SDK")
    assert "isotopes from 348.1645 Da: 84.0 %, 13.5 %, 2.2 %, 0.2 %\n" in out


def test_many_charges_leave_the_table_readable():
    code, out, _ = run("molecule", "--charges", "1-30")
    assert code == 0
    assert "Des-acetyl thymosin alpha-1 " in out


def test_the_comparison():
    told = as_json("compare")
    assert told["compounds"][0]["id"] == "thymosin-alpha-1"
    assert {c["dossier"] for c in told["compounds"]} >= {"thymulin", "thymopentin", "thymalin"}
    code, out, err = run("compare", "thymulin")
    assert (code, err) == (0, "")
    assert "Thymulin and its look-alikes" in out
    assert "Averages by IUPAC abridged weights of 2021." in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("molecule", "[Acetyl]-SD9"), "'[Acetyl]-SD9' is no ProForma string that is read here"),
        (("molecule", ""), "'' is no ProForma string"),
        (("molecule", "SDX"), "'X' is no residue of the twenty common amino acids"),
        (("molecule", "[Foo]-SDA"), "'Foo' is no modification of the table"),
        (("molecule", "SDA[Oxidation]"), "'Oxidation' does not stand on A3"),
        (("molecule", "SD[+42.01]A"), "a mass without a composition has no isotopes"),
        (("molecule", "<13C>SDA"), "isotope labels"),
        (("molecule", "S" * 50_000), "is longer than any known"),
        (("molecule", "SDA", "--charges", "0"), "expected charges from 1 to 60, found '0'"),
        (("molecule", "SDA", "--charges", "5-1"), "expected charges from 1 to 60, found '5-1'"),
        (("molecule", "SDA", "--charges", "two"), "expected charges such as 3 or 1-5, found 'two'"),
        (("molecule", "SDA", "--charges", "9" * 400), "expected charges from 1 to 60"),
        (("molecule", "--dossier", "thymalin"), "Thymalin is an extract, a mixture without a"),
        (("molecule", "--dossier", "bcg-tuberculosis"), "no single mass is on record"),
        (("molecule", "--dossier", "nosuch"), "nosuch"),
        (("compare", "magnesium-myocardial-infarction"), "names no look-alike"),
        (("compare", "nosuch"), "nosuch"),
        (("compare", "--as-of", "soon"), "expected a date YYYY-MM-DD, found 'soon'"),
    ],
)
def test_bad_input_is_one_clear_line(arguments, said):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [("SDA", "--dossier", "thymulin"), ("SDA", "--weights", "old")]
)
def test_what_does_not_go_together_is_a_usage_error(arguments):
    code, out, err = run("molecule", *arguments)
    assert (code, out) == (2, "")
    assert "Error:" in err


def test_the_api_says_the_same():
    assert api.molecule(TA1).as_json() == as_json("molecule", TA1)
    opened = api.load("thymosin-alpha-1")
    assert opened.molecule().as_json() == as_json("molecule")
    assert opened.compare().as_json() == as_json("compare")
