"""Models and regimens in a dossier: every fault one line, with its file and its place."""

from pathlib import Path
from shutil import copytree

import pytest

from thymos.dossier.asof import as_of
from thymos.dossier.read import read
from thymos.errors import DossierError

EXCERPT = Path(__file__).parents[2] / "dossiers" / "excerpt"


def told(tmp_path, old, new, file="model.yaml"):
    """The findings of the excerpt with one change."""
    folder = copytree(EXCERPT, tmp_path / "excerpt")
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DossierError) as error:
        read(folder, cache=False)
    return [str(finding) for finding in error.value.findings]


def test_a_model_is_read_with_its_equations():
    dossier = read(EXCERPT, cache=False)
    assert list(dossier.models) == ["decay"]
    assert "model decay()" in dossier.equations["decay.ant"]
    assert dossier.regimens["twice"].hours == (0.0, 12.0)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("amount_mg: 1.6", "amount_mg: -1.6", "amount_mg: expected "),
        ("kind: assumed, group: drug", "group: drug", "parameters[1].kind: "),
        (
            ", cites: [{source: label, level: primary}]}\n",
            "}\n",
            "expected cites for a published value, or 'kind: assumed'",
        ),
        (
            "low: 0.001, high: 0.1",
            "low: 0.1, high: 0.001",
            "expected wide_low ≤ low ≤ value ≤ high ≤ wide_high, found 0.0001 ≤ 0.1",
        ),
        ("value: 0.3,", "value: 0.5,", "expected wide_low ≤ low ≤ value ≤ high ≤ wide_high"),
        ("wide_low: 0.0001", "wide_low: 0", "expected ranges above 0 for a log-uniform law"),
        ("law: fixed", "law: fixed, low: 0.1", "expected no range for a fixed parameter"),
        (", wide_high: 1}", "}", "expected low, high, wide_low and wide_high, or 'law: fixed'"),
        ("{parameter: base,", "{parameter: bass,", "a parameter of this model (perhaps base)"),
        ("{of: Marker, at_most", "{of: Market, at_most", "a state or rule of this model (perhaps"),
        ("at_most: 1.5", "at_most: 1.5, at_least: 1", "expected either at_least or at_most"),
        ("of: seen", "of: sene", "a state or rule of this model (perhaps seen), found 'sene'"),
        ("dose_state: Drug", "dose_state: Drag", "a state of this model (perhaps Drug)"),
        ("source: decay.ant", "source: growth.ant", "a file of equations below the dossier"),
        ("regimens: [twice]", "regimens: [thrice]", "the id of a known regimen"),
        ("reports: tests-dose", "reports: tests-doze", "the id of a known parameter (perhaps"),
        ("edges: [tlr9-dc]", "edges: [tlr8-dc]", "the id of a known edge (perhaps tlr9-dc)"),
        ("id: k_up, what", "id: k_out, what", "each name once in its model, found 'k_out'"),
        ("within_hours: 100", "within_hours: 100, after_hours: 200", "at least after_hours (200)"),
        ("within_hours: 100", "within_hours: 10001", "within_hours: expected "),
        ("count: 2, every_hours: 12", "count: 0, every_hours: 12", "count: expected "),
        ("count: 2,", "count: 1000000000,", "at most 10,000 doses, found 1,000,000,000"),
    ],
)
def test_a_fault_is_one_line_with_its_place(tmp_path, old, new, expected):
    findings = told(tmp_path, old, new)
    assert any(expected in line for line in findings), findings
    assert all(line.startswith("model.yaml:") and "\n" not in line for line in findings)


def test_equations_that_are_no_text_are_told(tmp_path):
    folder = copytree(EXCERPT, tmp_path / "excerpt")
    (folder / "decay.ant").write_bytes(b"model \xff")
    with pytest.raises(DossierError, match=r"decay\.ant: expected text in UTF-8"):
        read(folder, cache=False)


@pytest.mark.parametrize("text", ["", "// nothing\n", "\x00\x01\x02"])
def test_a_file_without_a_model_is_told_once(tmp_path, text):
    folder = copytree(EXCERPT, tmp_path / "excerpt")
    (folder / "decay.ant").write_text(text)
    with pytest.raises(DossierError) as told:
        read(folder, cache=False)
    (line,) = str(told.value).splitlines()
    assert (
        "source: expected a file with 'model …' in it (Antimony), found none in decay.ant" in line
    )


def test_another_text_of_equations_is_another_dossier(tmp_path):
    folder = copytree(EXCERPT, tmp_path / "excerpt")
    before = read(folder, cache=False).digest
    (folder / "decay.ant").write_text((folder / "decay.ant").read_text() + "// more\n")
    assert read(folder, cache=False).digest != before


def test_a_model_is_built_here_and_known_from_then(tmp_path):
    dossier = read(EXCERPT, cache=False)
    compiled = dossier.head.compiled.last
    assert list(as_of(dossier, compiled).models) == ["decay"]
    earlier = as_of(dossier, compiled.replace(year=compiled.year - 1))
    assert dict(earlier.models) == {}
    assert list(earlier.regimens) == ["twice"]  # as its report, which came before
    assert dict(as_of(dossier, compiled.replace(year=2000)).regimens) == {}
