"""`thymos simulate` and what can end it: an interrupt, a folder of another run, a broken model."""

import contextlib
import functools
import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("antimony")
pytest.importorskip("libsbml")

from tests.doors.test_simulate_command import TINY, simulate, write
from tests.unit.mechanism.toy import EQUATIONS
from thymos import api
from thymos.errors import Cancelled, MechanismError, UnknownRecord, UsageError
from thymos.mechanism import ensemble

DRUG = "k_out*Drug;"
FALL = "k_fall*Bad*(1"


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "toy")


def ask(folder, **more):
    opened = api.load(folder)
    asked = {"scenario": "ill", "patients": 700, **more}
    return opened.simulate(**asked).as_json()


def interrupted(folder, **more):
    """A run that is interrupted after its first piece."""

    def interrupt(*_):
        raise KeyboardInterrupt

    with pytest.raises(Cancelled) as told:
        ask(folder, progress=interrupt, **more)
    return str(told.value)


def test_a_run_that_was_stopped_goes_on_and_gives_the_same_answer(folder, tmp_path):
    keep = tmp_path / "kept"
    again = "stopped after 250 of 700; the same command goes on from there"
    assert interrupted(folder, keep=keep) == again
    seen = []
    found = ask(folder, keep=keep, workers=2, progress=lambda _, told: seen.append(told))
    assert [each.before for each in seen] == [250, 250]
    assert found == ask(folder)
    seen.clear()
    assert ask(folder, keep=keep, progress=lambda _, told: seen.append(told)) == found
    assert seen == []


def test_questions_of_many_plans_keep_each_apart(folder, tmp_path):
    asked = {"scenario": None, "question": "two-way", "patients": 5, "keep": tmp_path / "kept"}
    first = ask(folder, **asked)
    assert ask(folder, **asked) == first
    assert len(list((tmp_path / "kept").glob("*.npz"))) == 1


@pytest.fixture
def little(monkeypatch):
    """All that is recorded, in few draws and without compiling."""
    plainly = functools.partial(ensemble.simulate, engine="plain")
    monkeypatch.setattr("thymos.mechanism.bench.simulate", plainly)
    monkeypatch.setattr("thymos.mechanism.store.FULL", TINY)


def test_a_record_that_was_stopped_goes_on_and_is_the_same(folder, tmp_path, little):
    pytest.importorskip("SALib")
    asked = {"scenario": None, "patients": None, "record": True}
    answers = folder / "toy.answers.json"
    ask(folder, **asked)
    whole = answers.read_bytes()
    answers.unlink()
    keep = tmp_path / "kept"
    pieces: list[str] = []

    def stop_at_the_second_prior(name, _):
        pieces.append(name)
        if name == "two-way, wide prior":
            raise KeyboardInterrupt

    with pytest.raises(Cancelled, match="the same command goes on from there"):
        ask(folder, keep=keep, progress=stop_at_the_second_prior, **asked)
    assert not answers.exists()
    again: list[str] = []
    ask(folder, keep=keep, progress=lambda name, _: again.append(name), **asked)
    assert answers.read_bytes() == whole
    assert "two-way, stated prior" in pieces
    assert "two-way, stated prior" not in again


def test_a_record_keeps_to_its_folder(folder, tmp_path, little):
    pytest.importorskip("SALib")
    keep = tmp_path / "kept"
    interrupted(folder, keep=keep)
    with pytest.raises(UsageError, match="keeps another run, with patients 700, not none"):
        ask(folder, scenario=None, patients=None, record=True, keep=keep)
    assert not (folder / "toy.answers.json").exists()


def other_model(folder, _):
    (folder / "toy.ant").write_text(EQUATIONS.replace("0.1*Good", "0.2*Good"))
    return {}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (other_model, r"with model digest \w{16}, not \w{16}"),
        (lambda *_: {"patients": 800}, "with patients 700, not 800"),
        (lambda *_: {"seed": 2}, "with seed 1, not 2"),
        (lambda *_: {"prior": "wide"}, "with prior stated, not wide"),
        (lambda *_: {"arms": ("a",)}, "with arms none, not a"),
        (lambda *_: {"scenario": "calm"}, "with scenario ill, not calm"),
    ],
)
def test_another_run_is_not_gone_on_with(folder, tmp_path, change, told):
    keep = tmp_path / "kept"
    interrupted(folder, keep=keep)
    before = {file.name: file.read_bytes() for file in keep.iterdir()}
    with pytest.raises(UsageError, match=f"keeps another run, {told}; name another folder"):
        ask(folder, keep=keep, **change(folder, keep))
    assert {file.name: file.read_bytes() for file in keep.iterdir()} == before


@pytest.mark.parametrize(
    "arguments", [(), ("--pk-only",), ("--question", "credibility")], ids=["menu", "pk", "kept"]
)
def test_what_is_not_simulated_is_not_kept(folder, tmp_path, arguments):
    kept = tmp_path / "kept"
    code, out, err = simulate(str(folder), *arguments, "--keep", str(kept))
    assert (code, out) == (2, "")
    assert err == "thymos: --keep needs a scenario or a question that is simulated\n"
    assert not kept.exists()


# So many that every one of them is interrupted.
LONG = ("--question", "two-way", "--patients", "10000000")


@pytest.fixture
def started(folder):
    """Start a long run as a user does; it is ended with the test, however that ends."""
    with contextlib.ExitStack() as ends:

        def start(*more_words, **more):
            command = [sys.executable, "-m", "thymos", "simulate", *LONG, *more_words]
            running = ends.enter_context(
                subprocess.Popen(
                    [*command, "--dossier", str(folder)],
                    stdout=subprocess.PIPE,
                    encoding="utf-8",
                    **more,
                )
            )
            ends.callback(running.kill)
            return running

        yield start


def test_ctrl_c_ends_it_with_one_line_and_what_is_done_is_kept(started, tmp_path):
    keep = tmp_path / "kept"
    running = started("--keep", str(keep), stderr=subprocess.PIPE)
    wait_for(lambda: len(list(keep.glob("*.npz"))) > 1)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (130, "")
    assert re.fullmatch(
        r"thymos: stopped after [\d,]+ of 10,000,000; the same command goes on from there\n", err
    )
    assert {file.suffix for file in keep.iterdir()} == {".npz", ".json"}
    assert json.loads((keep / "run.json").read_text())["patients"] == "10000000"


def test_a_terminal_is_told_rate_and_time_left(started):
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    running = started(stderr=theirs)
    os.close(theirs)
    seen: list[bytes] = []
    wait_for(lambda: b" left" in read(ours, seen))
    running.send_signal(signal.SIGINT)
    wait_for(lambda: running.poll() is not None or not read(ours, seen))
    shown = read(ours, seen).decode()
    out, _ = running.communicate(timeout=60)
    os.close(ours)
    assert (running.returncode, out) == (130, "")
    told = (
        r"two-way, stated prior: [\d,]+ of 10,000,000 \(\d+ %\), [\d,]+ a second, [\d.]+ \w+ left"
    )
    assert re.search(told, shown)
    assert re.search(r"\rthymos: stopped after [\d,]+ of 10,000,000\r?\n$", shown)


def read(terminal, seen):
    """Everything that a terminal has shown."""
    if select.select([terminal], [], [], 1)[0]:
        with contextlib.suppress(OSError):  # Linux: the other end is closed
            seen.append(os.read(terminal, 65536))
    return b"".join(seen)


def wait_for(condition):
    """Wait until something holds; a minute at most."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


BROKEN = (
    ("k_out*delay(Drug, 2);", "toy: reaction 'loss': not supported: the operation 'delay' (delay)"),
    (
        "k_out*Drug + 0*rateOf(Bad);",
        "toy: reaction 'loss': not supported: the operation 'rate_of' (rateOf)",
    ),
    (
        "k_out*Drug + normal(0, 1);",
        "toy: not supported: the package 'distrib', which the model requires",
    ),
    (
        "k_out*Drug; E: at (Bad > 1): Bad = 0;",
        "toy: event 'E': not supported: a trigger that is not one comparison of the time with a "
        "constant",
    ),
    (
        "k_out**Drug;",
        "toy.ant:5: In the reaction rate \"k_out**Drug\": Error when parsing input 'k_out**Drug' "
        "at position 7: syntax error, unexpected '*'",
    ),
    ("k_out*Drug*strange;", "toy.ant: the parameter strange has no record in the model toy"),
    (
        "k_out*ln(-1 - Drug);",
        "the model toy, scenario calm with no dose: its own values cannot be simulated; given up: "
        "a rate became infinite or undefined",
    ),
    (
        "-1e300*k_out*Drug;",
        "the model toy, scenario calm with the regimen once: its own values cannot be simulated; "
        "given up: a rate became infinite or undefined",
    ),
    ('k_out*Drug; import "more.ant"', "toy.ant:5: expected equations in one file, found 'import'"),
)


@pytest.mark.parametrize(("law", "complaint"), BROKEN)
def test_equations_that_cannot_be_run_are_one_line_at_both_doors(folder, law, complaint, capfd):
    (folder / "toy.ant").write_text(EQUATIONS.replace(DRUG, law))
    code, out, err = simulate(str(folder), "ill", "--patients", "2", "--out", str(folder / "out"))
    assert (code, out, err) == (2, "", f"thymos: {complaint}\n")
    assert not (folder / "out").exists()
    with pytest.raises(MechanismError) as told:
        ask(folder)
    assert str(told.value) == complaint
    assert capfd.readouterr() == ("", "")


def test_a_stiff_model_is_answered_by_the_reference_engine(folder):
    pytest.importorskip("roadrunner")
    (folder / "toy.ant").write_text(EQUATIONS.replace(FALL, "1e8*k_fall*(Bad - 3)*(1"))
    bands = ask(folder, patients=1)["courses"]["bands"]
    (bad,) = (each for each in bands if (each["readout"], each["arm"]) == ("bad", "untreated"))
    assert bad["middle"][-1] == pytest.approx(3)


# A Python to which some packages are not installed.
WITHOUT = """
import sys
absent = sys.argv.pop(1).split(",")
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent())
from thymos.cli import main
main()
"""
STIFF = EQUATIONS.replace(FALL, "1e8*k_fall*(Bad - 3)*(1")
LACKS = (
    ("antimony", ("ill",), EQUATIONS),
    ("libsbml", ("ill",), EQUATIONS),
    ("libsbml", ("ill", "--to", "omex", "--out", "OUT"), EQUATIONS),
    ("SALib", ("--question", "sobol", "--patients", "2"), EQUATIONS),
    ("SALib", ("--record",), EQUATIONS),
    ("antimony", ("--record",), EQUATIONS),
    ("libsbml", ("--question", "trials"), EQUATIONS),
    ("roadrunner", ("ill",), STIFF),
)


def without(package, folder, *arguments):
    command = [sys.executable, "-c", WITHOUT, package, "simulate", *arguments]
    done = subprocess.run(
        [*command, "--dossier", str(folder)],
        capture_output=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(("package", "arguments", "equations"), LACKS)
def test_a_package_of_the_extra_that_is_missing_is_one_line(
    folder, tmp_path, package, arguments, equations
):
    (folder / "toy.ant").write_text(equations)
    given = [str(tmp_path / "x.omex") if each == "OUT" else each for each in arguments]
    code, out, err = without(package, folder, *given)
    extra = "it comes with the extra 'mechanism': pip install \"thymos[mechanism]\""
    assert (code, out, err) == (2, "", f"thymos: {package} is not installed; {extra}\n")
    assert not (tmp_path / "x.omex").exists()


@pytest.mark.slow
def test_without_a_compiler_and_the_reference_the_answer_is_the_same(folder):
    asked = ("ill", "--patients", "3", "--format", "json")
    code, out, err = without("numba,llvmlite,roadrunner", folder, *asked)
    assert (code, err) == (0, "")
    found = json.loads(out)["courses"]["bands"]
    for mine, other in zip(found, ask(folder, patients=3)["courses"]["bands"], strict=True):
        assert mine["high"] == pytest.approx(other["high"], rel=2e-3)


TYPED = (
    ({"seed": 2**64}, "expected a seed below 2^64, found 18446744073709551616"),
    ({"seed": 1.5}, "expected a seed from 0 on, found 1.5"),
    ({"seed": float("nan")}, "expected a seed from 0 on, found nan"),
    ({"workers": 1.5}, "expected from 1 to 256 workers, found 1.5"),
    ({"workers": "2"}, "expected from 1 to 256 workers, found '2'"),
    ({"patients": float("nan")}, "expected from 1 to N patients, found nan"),
    ({"patients": 2.5}, "expected from 1 to N patients, found 2.5"),
    ({"patients": "3"}, "expected from 1 to N patients, found '3'"),
    ({"arms": "a"}, "expected arms as a tuple of names, found 'a'"),
    ({"variants": "richer"}, "expected variants as a tuple of names, found 'richer'"),
    (
        {"question": "why"},
        "no question 'why'; one of two-way, arms, readings, routes, sobol, trials, markers, "
        "credibility",
    ),
)


@pytest.mark.parametrize(("asked", "complaint"), TYPED)
def test_what_python_lets_through_is_refused_by_name(folder, asked, complaint):
    with pytest.raises(UsageError) as told:
        ask(folder, **asked)
    assert re.sub(r"to [\d,]+ patients", "to N patients", str(told.value)) == complaint


def test_a_name_that_is_no_word_is_an_unknown_one(folder):
    with pytest.raises(UnknownRecord, match="no scenario is called '3'"):
        ask(folder, scenario=3)


@pytest.mark.parametrize("asked", [("ill", "--out", "there"), ("--record",)])
def test_what_could_not_be_written_is_told_before_anything_is_run(folder, monkeypatch, asked):
    def never(*_):
        raise AssertionError("something was run")

    monkeypatch.chdir(folder)
    Path("there").write_text("mine")
    monkeypatch.setattr("thymos.dossier.write.os.access", lambda *_: False)
    monkeypatch.setattr("thymos.views.simulate.run_scenario", never)
    monkeypatch.setattr("thymos.mechanism.store.compute", never)
    code, out, err = simulate(str(folder), *asked)
    assert (code, out) == (2, "")
    assert "cannot be" in err
    assert err.count("\n") == 1


def test_an_empty_name_is_no_folder(folder):
    code, out, err = simulate(str(folder), "ill", "--out", "")
    assert (code, out) == (2, "")
    assert err == "thymos: expected a folder to write into, found an empty name\n"


def test_out_that_is_a_file_is_left_alone(folder, tmp_path):
    there = tmp_path / "there"
    there.write_text("mine")
    code, out, err = simulate(str(folder), "ill", "--patients", "2", "--out", str(there))
    assert (code, out) == (2, "")
    assert err == f"thymos: {there}: cannot be made: File exists\n"
    assert Path(there).read_text() == "mine"
