"""`thymos fragility`: every subset, every defensible analysis, what would have to be otherwise."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from pydantic import ConfigDict, TypeAdapter, with_config

from tests.small import open_small, result, study
from thymos import api, kernel
from thymos.api.fragility import How, fragility_numbers
from thymos.cli import main
from thymos.errors import Cancelled, UsageError
from thymos.views.fragility import REMARK
from thymos.views.shapes import SHAPES

BCG = Path(__file__).parents[1] / "published" / "data" / "bcg.csv"
OPTIONS = api.options(measure="RR")
ELSEWHERE = ("--executor", "dask", "--scheduler", "tcp://x:1")


def run(*arguments):
    done = CliRunner().invoke(main, ["fragility", *map(str, arguments)], catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def as_json(*arguments):
    code, out, err = run(*arguments, "--format", "json")
    assert (code, err) == (0, "")
    shape = with_config(ConfigDict(extra="forbid"))(dict(SHAPES)["fragility"])
    TypeAdapter(shape).validate_json(out, strict=True)
    return json.loads(out)


@pytest.fixture(scope="module")
def bcg():
    return as_json("--data", BCG, "--measure", "RR", "--simulations", 40)


@pytest.fixture
def folder(tmp_path):
    open_small(
        tmp_path / "small",
        study("a", result(47, 181, 63, 180)),
        study("b", result(127, 542, 132, 547), blinding="open-label"),
        study("c", result(9, 60, 21, 61), control="usual care"),
    )
    return tmp_path / "small"


def test_every_subset_of_thirteen_trials_is_what_pooling_them_gives(bcg):
    found = bcg["subsets"]
    assert (found["possible"], found["analyses"], found["sampled"]) == (8178, 8178, False)
    rows = bcg["multiverse"]["curve"]
    assert rows[0]["estimate"] == bcg["multiverse"]["lowest"]
    table = np.genfromtxt(BCG, delimiter=",", names=True, dtype=None, encoding="utf-8")
    a, b, c, d = (table[name].astype(float) for name in ("tpos", "tneg", "cpos", "cneg"))
    effects = kernel.effect_sizes("RR", a, a + b, c, c + d)
    parts = list(kernel.every_subset(effects.y, effects.v, method="REML"))
    estimate = np.concatenate([fit.estimate for _, fit in parts])
    high = np.concatenate([fit.ci_high for _, fit in parts])
    masks = np.concatenate([mask for mask, _ in parts])
    assert found["below"] == (estimate < 0).mean()
    assert found["decided_below"] == pytest.approx((high < 0).mean(), abs=2e-4)
    assert found["mean"] == pytest.approx(estimate.mean(), abs=1e-6)
    assert found["quantiles"]["0.5"] == pytest.approx(
        np.median(estimate), abs=2 * found["resolution"]
    )
    for place, one in enumerate(found["studies"]):
        with_it = masks[:, place]
        assert one["mean_with"] == pytest.approx(estimate[with_it].mean(), abs=1e-6)
        assert one["mean_without"] == pytest.approx(estimate[~with_it].mean(), abs=1e-6)
    lowest = masks[estimate.argmin()]
    assert found["lowest"]["studies"] == [
        one["label"] for one, use in zip(found["studies"], lowest, strict=True) if use
    ]


def test_the_parts_say_one_thing(bcg):
    told = bcg["multiverse"]
    assert told["total"] == told["possible"] + sum(one["count"] for one in told["impossible"])
    assert told["analyses"] == len(told["curve"])
    assert told["agree"] == sum(one["verdict"] == "below" for one in told["curve"])
    assert told["remark"] == REMARK
    assert told["calibration"]["sets"] == 40
    assert bcg["main"]["verdict"] == "below"
    assert bcg["fewest_studies"]["count"] == 6
    assert bcg["fewest_events"]["count"] == 28
    moved = sum(
        abs(one["treated"]) + abs(one["control"]) for one in bcg["fewest_events"]["changes"]
    )
    assert moved == 28
    assert bcg["permutation"]["analyses"] == 8192
    assert bcg["permutation"]["exact"]
    assert 0 < bcg["permutation"]["p"] < 0.02
    assert "28 people" in bcg["sentence"]
    assert f"{told['agree']} of {told['analyses']}" in bcg["sentence"]
    keys = {one["key"] for one in told["dimensions"]} | {one["key"] for one in told["not_crossed"]}
    assert len(keys) >= 15


def test_an_outcome_of_a_dossier(folder):
    found = as_json("death", "--dossier", folder, "--simulations", 20)
    assert found["k"] == 3
    assert found["as_of"] == "2026-01-31"
    assert found["subsets"]["analyses"] == 4
    choices = {one["key"]: [c["key"] for c in one["choices"]]
               for one in found["multiverse"]["dimensions"]}  # fmt: skip
    assert choices["blinding"] == ["all", "closed"]
    assert choices["control"] == ["all", "placebo"]
    names = {c["reason"] for one in found["multiverse"]["dimensions"] for c in one["choices"]}
    assert all(names)


def test_the_table_tells_the_sentence_and_that_a_share_is_no_probability(folder):
    code, out, err = run("death", "--dossier", folder, "--simulations", 20)
    said = " ".join(out.split())
    assert (code, err) == (0, "")
    assert "The pooled answer, no clear difference, would be another one if" in said
    assert REMARK in said
    assert "without any effect" in said
    assert "impossible:" in said


def test_drawings_are_written(tmp_path):
    run("--data", BCG, "--measure", "RR", "--simulations", 0, "--plots", tmp_path / "f")
    files = sorted(file.name for file in (tmp_path / "f").iterdir())
    assert files == ["gosh.svg", "inclusion.svg", "specification-curve.svg"]
    for name in files:
        root = ET.parse(tmp_path / "f" / name).getroot()
        assert len(root[1].text or "") > 100
    drawn = (tmp_path / "f" / "gosh.svg").read_text("utf-8")
    assert "All 8,178 choices" in drawn
    assert "image/png" in drawn


def test_intervals_of_choices_are_walds_and_say_so_beside_another_test():
    told = ("--data", BCG, "--measure", "RR", "--simulations", 0)
    assert "│ interval below 1" in run(*told)[1]
    assert "│ Wald interval below 1" in run(*told, "--test", "knha")[1]


def test_every_choice_without_two_trials():
    found = as_json("--data", BCG, "--measure", "RR", "--simulations", 0, "--leave-out", 2)
    assert (found["subsets"]["analyses"], found["subsets"]["left_out"]) == (78, 2)
    code, out, _ = run("--data", BCG, "--measure", "RR", "--simulations", 0, "--leave-out", 2)
    assert code == 0
    assert "Choices without 2 studies: 78, all there are" in " ".join(out.split())


def test_choices_of_ones_own_are_crossed(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text(
        "dimensions:\n- name: allocation\n  choices:\n"
        "  - {name: any, reason: all are controlled}\n"
        "  - {name: random alone, reason: it balances, keep: {alloc: [random]}}\n"
    )
    found = as_json("--data", BCG, "--measure", "RR", "--simulations", 0, "--choices", own)
    dimension = next(one for one in found["multiverse"]["dimensions"] if one["key"] == "own0")
    assert [one["name"] for one in dimension["choices"]] == ["any", "random alone"]
    assert found["multiverse"]["calibration"] is None


def test_a_sample_of_choices_says_that_it_is_one():
    found = as_json("--data", BCG, "--measure", "RR", "--simulations", 0, "--subsets", "500")
    assert found["subsets"]["sampled"]
    assert found["subsets"]["analyses"] <= 500
    assert found["subsets"]["possible"] == 8178


@pytest.mark.slow
@pytest.mark.parametrize("how", [{"workers": 2}, {"workers": 2, "executor": "processes"}])
@pytest.mark.parametrize("asked", [{}, {"subsets": 3000, "seed": 9}, {"leave_out": 4}])
def test_workers_change_no_digit(how, asked):
    one = fragility_numbers(BCG, OPTIONS, How(sets=40, **asked))
    two = fragility_numbers(BCG, OPTIONS, How(sets=40, **asked, **how))
    assert json.dumps(one.as_json()) == json.dumps(two.as_json())


@pytest.mark.parametrize(
    ("engine", "needs"),
    [
        ("numpy", "numpy"),
        ("compiled", "numba"),
        pytest.param("device", "jax", marks=pytest.mark.slow),
    ],
)
def test_every_engine_gives_the_same_to_nine_digits(engine, needs, tmp_path):
    pytest.importorskip(needs)
    told = ("--data", BCG, "--measure", "RR", "--simulations", 0, "--engine", engine)
    one = as_json(*told, "--keep", tmp_path / "kept")["subsets"]
    two = as_json("--data", BCG, "--measure", "RR", "--simulations", 0)["subsets"]
    for key in ("mean", "sd", "below", "decided_below"):
        assert one[key] == pytest.approx(two[key], rel=1e-9)
    assert one["lowest"]["studies"] == two["lowest"]["studies"]
    other = "numpy" if engine != "numpy" else "compiled"
    code, _, err = run(*told[:-1], other, "--keep", tmp_path / "kept")
    assert (code, f"with engine {engine}, not {other}" in err) == (2, True)


def test_another_seed_draws_other_choices_and_other_sets():
    one, two = (
        fragility_numbers(BCG, OPTIONS, How(sets=40, subsets=500, seed=seed)).as_json()
        for seed in (1, 2)
    )
    assert one["subsets"] != two["subsets"]
    assert one["multiverse"]["calibration"] != two["multiverse"]["calibration"]
    assert one["multiverse"]["curve"] == two["multiverse"]["curve"]


@pytest.mark.slow
def test_a_cluster_changes_no_digit():
    pytest.importorskip("distributed")
    one = fragility_numbers(BCG, OPTIONS, How(sets=40))
    two = fragility_numbers(BCG, OPTIONS, How(sets=40, workers=2, executor="dask"))
    assert json.dumps(one.as_json()) == json.dumps(two.as_json())


@pytest.mark.slow
def test_a_run_that_was_stopped_goes_on_and_gives_the_same(tmp_path):
    keep, seen = tmp_path / "kept", []

    def interrupt(name, progress):
        if name == "sets without effect" and progress.done:
            raise KeyboardInterrupt

    # More sets than one piece holds.
    with pytest.raises(Cancelled, match="the same command goes on from there"):
        fragility_numbers(BCG, OPTIONS, How(sets=4000, keep=keep, progress=interrupt))
    again = How(sets=4000, keep=keep, progress=lambda name, told: seen.append((name, told.before)))
    found = fragility_numbers(BCG, OPTIONS, again)
    assert [name for name, _ in seen if name == "choices of studies"] == []
    assert min(before for name, before in seen if name == "sets without effect") > 0
    assert found.as_json() == fragility_numbers(BCG, OPTIONS, How(sets=4000)).as_json()
    with pytest.raises(UsageError, match="keeps another run, with method REML, not DL"):
        fragility_numbers(BCG, api.options(measure="RR", method="DL"), How(keep=keep))


def csv(tmp_path, text):
    file = tmp_path / "t.csv"
    file.write_text(text)
    return file


EFFECTS = "yi,vi\n"


@pytest.mark.parametrize(
    ("text", "more", "told"),
    [
        ("0.1,0.02\n0.3,nan\n", (), "rests on one study"),
        ("0.1,0.02\n0.1,0.02\n0.1,0.02\n", (), "no clear difference"),
        ("3,1e-30\n0.1,1\n0.2,1\n", (), "above 0"),
        ("0.1,0.02\n" * 63, ("--subsets", "1000"), "63 studies"),
    ],
)
def test_odd_numbers_have_an_answer(tmp_path, text, more, told):
    code, out, err = run("--data", csv(tmp_path, EFFECTS + text), "--simulations", 20, *more)
    assert (code, err) == (0, "")
    assert told in " ".join(out.split())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "expected an OUTCOME or --data CSV, one of the two"),
        (("death", "--data", "x.csv"), "expected an OUTCOME or --data CSV, one of the two"),
        (("--data", "x.csv", "--as-of", "2020-01-01"), "make no sense with --data"),
        (("--data", "none.csv"), "none.csv: "),
        (("death", "--where", "a=b"), "--where needs the columns"),
        (("nothing-here",), "no outcome"),
        (("--data", BCG, "--measure", "RR", "--subsets", "0"), "expected 1 or more subsets"),
        (("--data", BCG, "--measure", "RR", "--leave-out", "12"), "expected from 1 to 11 of 13"),
        (
            ("--data", BCG, "--measure", "RR", "--leave-out", "2", "--subsets", "9"),
            "either subsets are chosen, or so many studies left out",
        ),
        (
            ("--data", BCG, "--measure", "RR", "--workers", "2", *ELSEWHERE),
            "the workers of a scheduler elsewhere are counted there",
        ),
        (("--data", BCG, "--measure", "RR", "--subsets", "few"), "expected 'all' or a number"),
        (("--data", BCG, "--measure", "RR", "--simulations", "3"), "expected 0 or from 19"),
        (("--data", BCG, "--measure", "RR", "--seed", "-1"), "expected a whole seed"),
        (("--data", BCG, "--measure", "RR", "--workers", "0"), "expected from 1 to 256 workers"),
        (("--data", BCG, "--measure", "RR", "--method", "XX"), "no method 'XX'"),
        (("--data", BCG, "--measure", "RR", "--choices", "none.yaml"), "none.yaml: cannot be read"),
        (("--data", BCG, "--measure", "RR", "--scheduler", "tcp://x:1"), "needs the executor dask"),
    ],
)
def test_what_makes_no_sense_is_told_in_one_line(arguments, told):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert "Traceback" not in err


def test_more_than_sixty_two_studies_have_too_many_subsets(tmp_path):
    file = csv(tmp_path, EFFECTS + "".join(f"{i / 100},0.0{1 + i % 9}\n" for i in range(63)))
    code, _, err = run("--data", file, "--subsets", "all", "--simulations", 0)
    assert code == 2
    assert re.fullmatch(r"thymos: .*62.*\n", err)


def test_an_outcome_that_nothing_reports_is_told(tmp_path):
    open_small(tmp_path / "empty", study("a", result(1, 9, 2, 9, keep_out="wrong")))
    code, _, err = run("death", "--dossier", tmp_path / "empty")
    assert (code, err) == (2, "thymos: death: no result of a trial can be pooled\n")
