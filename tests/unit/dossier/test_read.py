"""Reading whole folders: the tiny one of the repository, the shipped ones, and noise."""

import contextlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thymos.dossier.asof import as_of
from thymos.dossier.canonical import format_text
from thymos.dossier.read import locate, read, shipped
from thymos.dossier.scan import Trouble, scan
from thymos.errors import DossierError, Finding, UnknownRecord

TINY = Path(__file__).parents[2] / "dossiers" / "tiny"


def test_the_tiny_dossier_tells_its_story():
    whole = read(TINY)
    told = {}
    for year in (2014, 2016, 2019, 2021):
        d = as_of(whole, date(year, 1, 1))
        told[year] = [
            f"{study.name} {result.id}"
            for study, result in d.results_of("death-28d")
            if not d.is_superseded(study, result)
        ]
    assert told == {
        2014: [],
        2016: ["FIRST as-first-printed"],
        2019: ["FIRST corrected"],
        2021: ["FIRST corrected", "SECOND death-28d"],
    }
    assert str(whole.place("result", "second/death-28d")) == "results/second.csv:2:1"


def test_the_tiny_dossier_is_in_canonical_form():
    for file in TINY.rglob("*.yaml"):
        assert format_text(file.read_text("utf-8")) == file.read_text("utf-8"), file.name


def test_a_shipped_dossier_is_found_by_its_name():
    for name in shipped():
        assert (locate(name) / "dossier.yaml").is_file()
    with pytest.raises(UnknownRecord, match="did you mean"):
        locate(f"{shipped()[0]}x")


def test_reading_does_not_leave_the_collector_off(folder, told):
    import gc

    read(folder())
    told({"more.yaml": ""})
    assert gc.isenabled()


@given(
    content=st.binary(max_size=200)
    | st.text("ab:-?[]{},#&*!|>'\"%@ \n\t0~<", max_size=60).map(str.encode)
)
def test_whatever_the_bytes_a_scan_answers_or_says_why(content):
    with contextlib.suppress(Trouble):
        scan(content)


def findings(root: Path) -> tuple[Finding, ...]:
    """What is wrong with a folder; nothing where it is sound."""
    try:
        read(root, cache=False)
    except DossierError as error:
        return error.findings or (Finding(None, reason="an error without a finding"),)
    return ()


NOISE = st.sampled_from(
    [
        "~",
        "[]",
        "{}",
        "x",
        "-1",
        "1e999",
        "'",
        '"',
        "&a ",
        "*a",
        "!t ",
        "\t",
        ": ",
        "- ",
        "#",
        "\n",
        "é",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(data=st.data())
def test_noise_in_a_study_is_a_sound_dossier_or_findings_of_one_line(folder, data):
    text = (TINY / "studies" / "first.yaml").read_text("utf-8")
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 12))
    noisy = text[:at] + data.draw(NOISE) + text[at + cut :]
    for finding in findings(folder({"studies/one.yaml": noisy})):
        assert finding.file
        assert str(finding).isprintable()
