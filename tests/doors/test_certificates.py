"""A certificate through its view: YAML, CSV, JSON and PDF in; JSON, terminal and page out."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import ConfigDict, TypeAdapter, with_config

import thymos
from tests.doors.test_no_advice import left, strings
from tests.unit.prose.test_pdf import pdf
from thymos.cli import main
from thymos.cli.certificate import show
from thymos.errors import DataError, DossierError, UsageError
from thymos.identity.kind import is_certificate
from thymos.views.certificate import CertificateJson, certificate_view
from thymos.views.shapes import SHAPES

EXAMPLES = Path(__file__).parents[1] / "unit" / "identity" / "certificates" / "examples"
PAGE = (
    "CERTIFICATE OF ANALYSIS",
    "Product Name: Thymosin alpha 1",
    "Sequence: Ac-SDAAVDTSSEITTKDLKEKKEVVEEAEN-OH",
    "Lot No.: EX-7",
    "Salt form: TFA salt",
    "Date of analysis: 12 May 2026",
    "Theoretical mass 3108.28  Observed mass 3108.28",
    "Purity by HPLC 280 nm NLT 98.0 % 99.1 %",
    "Peptide content 98.0 %",
    "Water content 4.2 %",
    "TFA content 12.1 %",
    "Met oxidation 0.1 %",
)
# What is wrong with that page, and is found in it.
WRONG = {
    "restated-mass", "absorbance", "counter-ion", "mass-balance", "oxidation", "how-measured",
    "traceable",
}  # fmt: skip


@pytest.fixture(scope="module")
def dossier():
    return thymos.load().known


def view(dossier, path):
    found = certificate_view(dossier, path)
    said = json.loads(json.dumps(found.as_json(), allow_nan=False))
    shape = with_config(ConfigDict(extra="forbid"))(CertificateJson)
    TypeAdapter(shape).validate_python(said, strict=True)
    return found, said


def test_a_page_of_a_pdf(dossier, tmp_path):
    pytest.importorskip("pypdf")
    file = tmp_path / "coa.pdf"
    file.write_bytes(pdf(list(PAGE)))
    assert is_certificate(file)
    _, said = view(dossier, file)
    assert {f["rule"].removeprefix("certificate/") for f in said["findings"]} == WRONG
    assert {c["verdict"] for c in said["candidates"]} == {"cannot tell"}
    assert said["certificate"]["lot"] == "EX-7"
    assert "read from running text" in said["warnings"][0]
    lines = {f["line"] for f in said["findings"] if f["field"].startswith("items")}
    assert lines <= set(range(7, 13))


def test_a_scan_says_so(dossier, tmp_path):
    pytest.importorskip("pypdf")
    file = tmp_path / "scan.pdf"
    file.write_bytes(pdf([]))
    with pytest.raises(UsageError, match=r"expected text, found no text layer \(a scan\?\)$"):
        certificate_view(dossier, file)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.pdf", pdf(["Dear customer,", "thank you for your order."])),
        ("broken.pdf", b"%PDF-1.7"),
        ("none.pdf", None),
        ("none.yaml", None),
        ("empty.yaml", b""),
        ("bytes.json", b"\xff\xfe"),
        ("table.csv", b"item,value\nmass,heavy\n"),
    ],
)
def test_bad_files_are_refused_in_one_line(dossier, tmp_path, name, content):
    pytest.importorskip("pypdf")
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    with pytest.raises((UsageError, DataError, DossierError)) as told:
        certificate_view(dossier, file)
    assert "\n" not in str(told.value)
    assert name in str(told.value)


def run(*arguments):
    done = CliRunner().invoke(main, ["identify", *map(str, arguments)], catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def test_the_command_answers_in_its_documented_shape():
    code, out, err = run(EXAMPLES / "counter_ion.fails.yaml", "--format", "json")
    assert (code, err) == (0, "")
    shape = with_config(ConfigDict(extra="forbid"))(dict(SHAPES)["identify"])
    TypeAdapter(shape).validate_python(json.loads(out), strict=True)
    assert json.loads(out)["kind"] == "certificate"


def test_the_command_takes_another_dossier():
    code, out, _ = run(EXAMPLES / "absorbance.passes.yaml", "--dossier", "thymopentin",
                       "--format", "json")  # fmt: skip
    assert (code, json.loads(out)["compound"]) == (0, "Thymopentin")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.yaml", "items: []\n", "expected at least one item"),
        ("a.yaml", "items:\n  - {item: ph, value: acid}\n", "expected a number, found 'acid'"),
        ("a.json", "{", "is not JSON"),
        ("a.csv", "item,value\nph,7,8\n", "expected 2 cells, found 3"),
        ("a.pdf", "no pdf", "cannot be read as PDF"),
    ],
)
def test_the_command_refuses_in_one_line(tmp_path, name, content, told):
    file = tmp_path / name
    file.write_text(content)
    code, out, err = run(file)
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("option", "value"), [("tolerance", "5 ppm"), ("resolution", "60000"), ("limit", "3")]
)
def test_what_is_of_spectra_is_refused_and_not_passed_over(option, value):
    code, out, err = run(EXAMPLES / "good.yaml", f"--{option}", value)
    assert (code, out) == (2, "")
    assert err.endswith(f"a certificate states its own tolerances; of spectra alone: {option}\n")
    assert err.count("\n") == 1


def test_a_certificate_has_no_spectrum_to_draw(tmp_path):
    code, out, err = run(EXAMPLES / "good.yaml", "--svg", tmp_path / "a.svg")
    assert (code, out, err) == (2, "", "thymos: a certificate has no spectrum to draw\n")
    assert list(tmp_path.iterdir()) == []


def test_a_table_is_told_from_a_peak_list(tmp_path):
    table, peaks = tmp_path / "a.csv", tmp_path / "b.csv"
    table.write_text("Item,Value\nph,7\n")
    peaks.write_text("m/z,intensity\n778.1,100\n")
    assert is_certificate(table)
    assert not is_certificate(peaks)
    assert not is_certificate("run.mzML")
    with pytest.raises(DataError, match="cannot be read"):
        is_certificate(tmp_path / "none.csv")


def test_a_certificate_without_contradiction_in_the_terminal(dossier, capsys):
    found, said = view(dossier, EXAMPLES / "good.yaml")
    assert said["findings"] == []
    first = said["candidates"][0]
    assert (first["name"], first["verdict"]) == ("Thymosin alpha-1", "consistent")
    assert first["cannot_exclude"]
    show(found)
    printed = " ".join(capsys.readouterr().out.split())
    assert "No rule found a contradiction." in printed
    assert "indistinguishable from" in printed
    assert "does not show that anything was measured" in printed


def test_contradictions_in_the_terminal(dossier, capsys):
    found, _ = view(dossier, EXAMPLES / "counter_ion.fails.yaml")
    show(found)
    printed = " ".join(capsys.readouterr().out.split())
    assert "holds less peptide" in printed
    assert "(found 98.0 %; expected at most 87.2 %)" in printed
    assert "Candidates: cannot tell, for all" in printed


def test_limits_are_those_known_on_the_day():
    then = certificate_view(
        thymos.load(as_of="2020-01-01").known, EXAMPLES / "sourced_limits.fails.yaml"
    )
    rules = {f.rule for f in then.found.findings}
    # The list of the maker bears no date, and counts from the day of compiling.
    assert "certificate/sourced-limits" not in rules


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.yaml")), ids=lambda file: file.stem)
def test_nothing_said_of_a_certificate_instructs_or_praises(dossier, file):
    _, said = view(dossier, file)
    told = "\n".join(strings(said))
    assert left(told) == []
    own = "\n".join(strings({k: said[k] for k in ("candidates", "warnings", "findings")}))
    for word in ("genuine", "verified", "safe", "authentic"):
        assert word not in own.lower()


@pytest.mark.slow
def test_the_page_on_certificates(tmp_path):
    site = thymos.load().build(tmp_path / "site").out
    page = (site / "certificates.html").read_text("utf-8")
    for number in ("87.2 %", "92.8 %", "95.5 %", "44 %"):
        assert number in page
    assert 'id="limits-mass-balance-provisional"' in page
    small = thymos.load("thymopentin").build(tmp_path / "small").out
    assert "molar absorption 1,490" in (small / "certificates.html").read_text("utf-8")
    assert "None on record." in (small / "certificates.html").read_text("utf-8")
