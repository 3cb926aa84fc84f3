"""`thymos simulate`: a toy through the door, its words, its JSON, and what it refuses."""

import json
from functools import partial
from pathlib import Path

import pytest
from pydantic import ConfigDict, TypeAdapter, with_config

pytest.importorskip("antimony")
pytest.importorskip("libsbml")

from tests.doors.test_commands import run
from tests.small import open_small, result, study
from tests.unit.mechanism.toy import EQUATIONS, INQUIRY, RECORD, REGIMENS
from thymos.mechanism import THEORY, ensemble, extra
from thymos.mechanism import everything as all_of_it
from thymos.views.shapes import SHAPES

LABEL = "Theory, not evidence."
TINY = all_of_it.Effort(courses=3, draws=6, trials=(2, 6), markers=(2, 3), sobol=2)


def write(path, record=None, **changes):
    """The toy in a dossier of two trials, under the names that its inquiry gives them."""
    path.mkdir(exist_ok=True)
    (path / "toy.ant").write_text(EQUATIONS)
    trial = result(50, 100, 50, 100) | {"id": "r"}
    cites = [{"source": "paper", "level": "primary"}]
    told = {"id": "a-study", "given_by": "ONE", "population": "Adults", "amount": "0.01 mg"}
    given = {
        "parameters": [{**told, "study": "one", "cites": cites}],
        "models": [record or RECORD.model_dump(mode="json", exclude_none=True)],
        "regimens": [each.model_dump(mode="json", exclude_none=True) for each in REGIMENS],
        "inquiries": [INQUIRY.model_dump(mode="json", exclude_none=True)],
    }
    open_small(path, study("one", trial), study("two", trial), **(given | changes))
    return path


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("THYMOS_CACHE", str(tmp_path / "cache"))
    # Nothing to compile, and little to run.
    plainly = partial(ensemble.simulate, engine="plain")
    monkeypatch.setattr("thymos.mechanism.bench.simulate", plainly)
    for name in ("SMALL", "FULL"):
        monkeypatch.setattr(f"thymos.mechanism.store.{name}", TINY)
    return str(write(tmp_path / "toy"))


def simulate(folder, *arguments):
    return run("simulate", *arguments, "--dossier", folder)


def as_json(folder, *arguments):
    code, out, err = simulate(folder, *arguments, "--format", "json")
    assert (code, err) == (0, "")
    shape = with_config(ConfigDict(extra="forbid"))(dict(SHAPES)["simulate"])
    TypeAdapter(shape).validate_json(out, strict=True)
    return json.loads(out)


ASKED = (
    ("menu", ()),
    ("courses", ("ill", "--patients", "4")),
    ("courses", ("ill", "--patients", "2", "--without", "a", "--variant", "richer")),
    ("two-way", ("--question", "two-way", "--patients", "4")),
    ("two-way", ("--question", "arms", "--patients", "3")),
    ("two-way", ("--question", "readings", "--patients", "3")),
    ("two-way", ("--question", "routes", "--patients", "3")),
    ("sobol", ("--question", "sobol", "--patients", "2")),
    ("trials", ("--question", "trials", "--patients", "6", "--biologies", "2")),
    ("markers", ("--question", "markers", "--patients", "3", "--biologies", "2")),
    ("credibility", ("--question", "credibility")),
)


@pytest.mark.parametrize(("kind", "arguments"), ASKED)
def test_every_answer_is_called_theory_and_has_its_shape(folder, kind, arguments):
    found = as_json(folder, *arguments)
    assert (found["label"], found["kind"]) == (THEORY, kind)
    filled = {key for key in ("courses", "levels", "two_way", "sobol", "trials") if found[key]}
    assert filled <= {kind.replace("-", "_")}
    code, text, _ = simulate(folder, *arguments)
    assert code == 0
    assert text.startswith(LABEL)


def test_a_scenario_has_both_arms_and_all_readouts(folder):
    found = as_json(folder, "ill", "--patients", "4", "--regimen", "twice")["courses"]
    assert {(band["readout"], band["arm"]) for band in found["bands"]} == {
        (readout, arm) for readout in ("good", "bad") for arm in ("untreated", "treated")
    }
    assert (found["regimen"], found["variants"], found["reached"]["count"]) == ("twice", [], 4)


def test_without_its_arm_the_treated_are_as_the_untreated(folder):
    found = as_json(folder, "ill", "--patients", "1", "--without", "b", "--without", "a")
    courses = found["courses"]
    assert courses["variants"] == ["no-b-arm", "no-a-arm"]
    by_arm: dict = {}
    for band in courses["bands"]:
        by_arm.setdefault(band["arm"], []).append(band["middle"])
    assert by_arm["treated"] == by_arm["untreated"]


def test_the_same_seed_gives_the_same_answer_with_more_workers(folder):
    one = as_json(folder, "ill", "--patients", "6", "--seed", "5")
    two = as_json(folder, "ill", "--patients", "6", "--seed", "5", "--workers", "3")
    other = as_json(folder, "ill", "--patients", "6", "--seed", "6")
    assert one == two
    assert one != other


def test_files_are_written_and_say_what_they_are(folder, tmp_path):
    out = tmp_path / "out"
    code, text, _ = simulate(folder, "ill", "--patients", "3", "--out", str(out))
    assert code == 0
    names = {file.name for file in out.iterdir()}
    assert names == {"courses.json", "course-good.svg", "course-bad.svg"}
    assert f"wrote {out}" in text.replace("\n", "")
    for file in out.iterdir():
        assert THEORY in file.read_text("utf-8")


def test_trials_are_drawn_beside_what_they_counted(folder, tmp_path):
    out = tmp_path / "out"
    asked = ("--question", "trials", "--biologies", "3", "--patients", "8")
    assert simulate(folder, *asked, "--out", str(out))[0] == 0
    assert {file.name for file in out.iterdir()} == {"trials.json", "trials.svg"}
    drawn = (out / "trials.svg").read_text("utf-8")
    assert drawn.startswith("<svg")
    assert THEORY in drawn


@pytest.mark.slow
def test_answers_are_kept_and_found_again(folder, monkeypatch):
    code, _, _ = simulate(folder, "--record")
    assert code == 0
    kept = Path(folder) / "toy.answers.json"
    assert THEORY in kept.read_text("utf-8")
    monkeypatch.setattr("thymos.mechanism.store.compute", None)  # would fail if it were called
    assert as_json(folder, "--question", "credibility")["credibility"]["entries"]


BAD = (
    (("il",), "no scenario is called 'il'; did you mean ill?"),
    (("ill", "--regimen", "once-a-day"), "no regimen is called 'once-a-day'; did you mean once?"),
    (("ill", "--without", "c"), "no arm is called 'c'; known are a, b"),
    (("zz",), "no scenario is called 'zz'; known are calm, ill, never"),
    (("ill", "--variant", "rich"), "no variant is called 'rich'; did you mean richer?"),
    (
        ("ill", "--variant", "richer", "--variant", "poorer"),
        "richer and poorer cannot both be: they set base to 1 and to 0.01",
    ),
    (("ill", "--patients", "0"), "expected from 1 to 100,000 patients, found 0"),
    (("ill", "--patients", "-3"), "expected from 1 to 100,000 patients, found -3"),
    (("ill", "--seed", "-1"), "expected a seed from 0 on, found -1"),
    (("ill", "--workers", "0"), "expected from 1 to 256 workers, found 0"),
    (
        ("ill", "--question", "trials"),
        "expected a scenario or a question, found 'ill' and 'trials'; a question has scenarios "
        "of its own",
    ),
    (("--without", "a"), "--without and --variant need a scenario"),
    (("--patients", "3"), "--patients needs a scenario, --pk-only or a question that is run"),
    (("--regimen", "twice"), "--regimen needs a scenario or --pk-only"),
    (("--question", "arms", "--regimen", "twice"), "--regimen needs a scenario or --pk-only"),
    (("--question", "arms", "--biologies", "3"), "--biologies needs --question trials or markers"),
    (("ill", "--biologies", "3"), "--biologies needs --question trials or markers"),
    (
        ("--question", "credibility", "--patients", "3"),
        "--patients needs a scenario, --pk-only or a question that is run",
    ),
    (("--record", "--biologies", "3"), "--biologies needs --question trials or markers"),
    (("ill", "--pk-only"), "--pk-only stands alone, found a scenario beside it"),
    (("--question", "arms", "--record"), "--record stands alone, found --question beside it"),
    (("--pk-only", "--record"), "--record stands alone, found --pk-only beside it"),
    (
        ("--question", "trials", "--biologies", "0"),
        "expected from 1 to 10,000,000 biologies, found 0",
    ),
    (
        ("--question", "markers", "--patients", "1"),
        "expected from 2 to 10,000,000 patients, found 1",
    ),
    (
        ("--question", "sobol", "--patients", "100"),
        "expected a power of two for the indices of variance, found 100",
    ),
    (("--pk-only",), "the model toy says nothing of levels in blood"),
)  # fmt: skip


@pytest.mark.parametrize(("arguments", "complaint"), BAD)
def test_what_cannot_be_done_is_one_line(folder, arguments, complaint):
    code, out, err = simulate(folder, *arguments)
    assert (code, out, err) == (2, "", f"thymos: {complaint}\n")


@pytest.mark.parametrize("name", ["antimony", "libsbml"])
def test_a_missing_package_is_one_line(folder, name, monkeypatch):
    def absent(module):
        if module == name:
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)
        return __import__(module)

    monkeypatch.setattr(extra, "import_module", absent)
    code, out, err = simulate(folder, "ill", "--patients", "2")
    assert (code, out) == (2, "")
    assert err.startswith(f"thymos: {name} is not installed; it comes with the extra 'mechanism'")
    assert err.count("\n") == 1


def test_a_negative_dose_is_a_finding_in_its_file(tmp_path):
    bad = REGIMENS[0].model_dump(mode="json", exclude_none=True) | {"amount_mg": -1.6}
    good = REGIMENS[1].model_dump(mode="json", exclude_none=True)
    folder = tmp_path / "toy"
    with pytest.raises(Exception, match="amount_mg"):
        write(folder, regimens=[bad, good])
    code, out, err = simulate(str(folder), "ill")
    assert (code, out) == (2, "")
    assert "regimens[0].amount_mg: expected a number above 0, found '-1.6'" in err
    assert err.count("\n") == 1


def test_a_dossier_without_a_model_says_so(tmp_path):
    open_small(tmp_path)
    code, out, err = simulate(str(tmp_path), "ill")
    assert (code, out) == (2, "")
    assert err == "thymos: the dossier small holds no model as of 2026-01-31\n"
