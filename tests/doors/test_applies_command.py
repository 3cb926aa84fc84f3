"""`thymos applies`: a profile against studies, cautions and subgroups, and bad profiles."""

import json

import pytest
from click.testing import CliRunner
from pydantic import ConfigDict, TypeAdapter, with_config

import thymos
from tests.small import open_small, result, study
from thymos.cli import main
from thymos.views.shapes import SHAPES

CITES = [{"source": "paper", "level": "primary"}]


def criterion(trait, stance):
    return {"trait": trait, "stance": stance, "cites": CITES}


def trial(ident, eligibility, condition="sepsis"):
    return study(
        ident,
        result(30, 100, 45, 100),
        population={"text": "Adults", "condition": condition, "eligibility": eligibility},
    )


@pytest.fixture
def folder(tmp_path):
    """Four trials: of adults, without pregnant women, of men, and of another condition."""
    ages = {"low": 18, "high": 85, "cites": CITES}
    caution = {"text": "Said.", "strength": "contraindicated", "cites": CITES}
    open_small(
        tmp_path / "small",
        trial("adults", {"age": ages}),
        trial("no-pregnancy", {"age": ages, "criteria": [criterion("pregnancy", "excluded")]}),
        trial("men", {"age": ages, "criteria": [criterion("male", "required")]}),
        trial("lungs", {"age": ages}, condition="nsclc"),
        cautions=[
            {**caution, "id": "theory", "population": "a", "basis": "theory", "whom": {}},
            {**caution, "id": "seen", "population": "b", "basis": "observational", "whom": {}},
            {**caution, "id": "tried", "population": "c", "basis": "trial", "whom": {}},
            {**caution, "id": "label", "population": "d", "basis": "label", "whom": {"age_to": 59}},
            {**caution, "id": "old", "population": "e", "basis": "label", "whom": {"age_from": 60}},
        ],
    )
    return str(tmp_path / "small")


def run(text, tmp_path, *arguments):
    path = tmp_path / "profile.yaml"
    path.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(main, ["applies", str(path), *arguments], catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr.replace(str(tmp_path), "")


def as_json(text, tmp_path, *arguments):
    code, out, err = run(text, tmp_path, *arguments, "--format", "json")
    assert (code, err) == (0, "")
    shape = with_config(ConfigDict(extra="forbid"))(dict(SHAPES)["applies"])
    TypeAdapter(shape).validate_python(json.loads(out), strict=True)
    return json.loads(out)


def answers(said):
    return {row["study"]: row["answer"] for row in said["studies"]}


def test_each_study_says_what_it_did_about_such_a_person(folder, tmp_path):
    text = "age: 30\nsex: female\ncondition: sepsis\npregnancy: pregnant\n"
    assert answers(as_json(text, tmp_path, "--dossier", folder)) == {
        "adults": "not stated",
        "no-pregnancy": "excluded",
        "men": "excluded",
        "lungs": "not studied",
    }


def test_what_was_read_in_full_is_included_and_a_bound_of_age_excludes(folder, tmp_path):
    text = "age: {}\ncondition: sepsis\n"
    at = {
        age: answers(as_json(text.format(age), tmp_path, "--dossier", folder)) for age in (85, 86)
    }
    assert (at[85]["adults"], at[86]["adults"]) == ("included", "excluded")
    said = as_json(text.format(85), tmp_path, "--dossier", folder)
    men = next(row for row in said["studies"] if row["study"] == "men")
    assert (men["answer"], men["asked"]) == ("not stated", ["male"])


def test_cautions_come_in_the_order_of_their_grounds(folder, tmp_path):
    said = as_json("age: 30\n", tmp_path, "--dossier", folder)
    assert [row["id"] for row in said["warnings"]] == ["label", "tried", "seen", "theory"]
    said = as_json("condition: sepsis\n", tmp_path, "--dossier", folder)
    assert [(row["id"], row["binds"]) for row in said["warnings"]][:2] == [
        ("label", None),
        ("old", None),
    ]


FLAGSHIP = "age: {}\ncondition: sepsis\ncomorbidities: [diabetes]\nmedicines: [dexamethasone]\n"


def test_a_harm_in_a_subgroup_is_an_unconfirmed_signal_marked_as_before_the_correction(tmp_path):
    said = as_json(FLAGSHIP.format(45), tmp_path)
    first = said["signals"][0]
    assert (first["study"], first["subgroup"]) == ("tests", "age: below 60")
    assert (first["estimate"], first["ci_low"], first["ci_high"]) == (1.67, 1.04, 2.67)
    assert (first["direction"], first["sort"]) == ("harm", "unconfirmed safety signal")
    assert first["before_correction"] == "2025-05-30"
    code, out, _ = run(FLAGSHIP.format(45), tmp_path)
    told = " ".join(out.split())
    assert code == 0
    assert "1.67 (1.04–2.67), as printed before the correction of 30 May 2025" in told


def test_a_benefit_in_a_subgroup_is_a_hypothesis_and_no_figure_is_from_memory(tmp_path):
    said = as_json(FLAGSHIP.format(70), tmp_path)
    kinds = {(row["direction"], row["sort"]) for row in said["signals"]}
    assert kinds == {("benefit", "hypothesis")}
    assert all("recalled" not in row["levels"] for row in said["signals"])
    assert "age: below 60" not in {row["subgroup"] for row in said["signals"]}


def test_before_the_correction_was_published_nothing_is_marked(tmp_path):
    said = as_json(FLAGSHIP.format(45), tmp_path, "--as-of", "2025-03-01")
    assert {row["before_correction"] for row in said["signals"]} == {None}


def test_no_benefit_in_a_subgroup_makes_a_verdict(tmp_path):
    nothing = [result(100, 400, 100, 400)]
    part = {"id": "old", "subgroup": {"factor": "age", "level": "old", "interaction_p": 0.001}}
    benefit = result(10, 200, 60, 200, **part)
    whole = [study("a", *nothing), study("b", *nothing)]
    parted = [study("a", *nothing, benefit), study("b", *nothing, benefit)]
    open_small(tmp_path / "whole", *whole)
    open_small(tmp_path / "parted", *parted)
    told = {
        name: [
            (judged.verdict, judged.certainty, judged.told)
            for judged in thymos.load(tmp_path / name).judged
        ]
        for name in ("whole", "parted")
    }
    assert told["whole"] == told["parted"]
    assert told["whole"][0][0] != "supported"


def test_label_binds_before_theory_and_a_medicine_finds_its_interaction(tmp_path):
    text = FLAGSHIP.format(45) + "transplant: organ\nautoimmunity: uncontrolled\n"
    binding = [r["id"] for r in as_json(text, tmp_path)["warnings"] if r["binds"]]
    assert binding.index("immunosuppressed-on-purpose") < binding.index("tests-age-under-60")
    assert binding.index("tests-age-under-60") < binding.index("autoimmune-disease")
    assert "corticosteroids" in binding
    assert "pregnancy" not in binding


def test_a_word_that_no_record_knows_is_said_to_be_unanswered(tmp_path):
    said = as_json("condition: sepsys\nmedicines: [unheard-of]\n", tmp_path)
    assert said["unmatched"] == ["sepsys", "unheard-of"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("age: 230\n", "/profile.yaml:1:6: age: expected a number not above 122, found '230'"),
        ("age: -1\n", "/profile.yaml:1:6: age: expected a number not below 0, found '-1'"),
        ("age: old\n", "/profile.yaml:1:6: age: expected a whole number, found 'old'"),
        ("age: 9\nweight: 3\n", "/profile.yaml:2:1: weight: unknown field"),
        (
            "sex: male\npregnancy: pregnant\n",
            "/profile.yaml:1:1: expected sex female beside pregnancy pregnant",
        ),
        (
            "age: 80\npregnancy: pregnant\n",
            "/profile.yaml:1:1: expected an age from 5 to 75 beside pregnancy pregnant, found 80",
        ),
        ("pregnancy: maybe\n", "/profile.yaml:1:12: pregnancy: expected 'none', 'pregnant' or"),
        ("age: 3\nage: 4\n", "/profile.yaml:2:1: age: stands twice, first in line 1"),
        ("comorbidities: [a, a]\n", "/profile.yaml:1:1: expected 'a' once under comorbidities"),
        ("age: null\n", "/profile.yaml:1:1: expected at least one thing about the person"),
        ("- age\n", "/profile.yaml:1:1: expected a mapping of fields, found a list"),
        ("age: &a 3\n", "/profile.yaml:1:6: expected plain YAML, found an anchor"),
        ("age: [\n", "/profile.yaml:2:1: is not YAML"),
        ("", "/profile.yaml:1: is empty"),
    ],
)
def test_an_impossible_profile_is_refused_in_one_line(text, line, tmp_path):
    code, out, err = run(text, tmp_path)
    assert (code, out) == (2, "")
    assert err.removeprefix("thymos: ").startswith(line)
    assert err.count("\n") == 1


def test_every_fault_of_a_profile_is_told_at_once(tmp_path):
    code, _, err = run("age: 230\nsex: yes\n", tmp_path)
    assert code == 2
    assert [line.split(": ")[1] for line in err.splitlines()] == ["age", "sex"]


def test_a_missing_profile_is_one_line():
    done = CliRunner().invoke(main, ["applies", "no-such.yaml"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "thymos: no-such.yaml: cannot be read: no such file or directory\n"


def test_a_country_that_nobody_knows_is_said_to_be_unanswered(tmp_path):
    assert as_json("condition: sepsis\ncountry: Atlantis\n", tmp_path)["unmatched"] == ["Atlantis"]
    for known in ("US", "China", "cn"):
        assert as_json(f"condition: sepsis\ncountry: {known}\n", tmp_path)["unmatched"] == []
