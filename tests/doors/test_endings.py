"""How a command ends when nobody reads on, the disk is full, or somebody stops it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.small import open_small, result, study

FULL = Path("/dev/full")


@pytest.fixture
def folder(tmp_path):
    """A trial whose printed P its own counts contradict: lint ends with 1."""
    wrong = {"statistic": "p", "value": 0.02, "test": "chi-square"}
    open_small(tmp_path / "small", study("a", result(47, 181, 63, 180, reported=[wrong])))
    return tmp_path / "small"


def thymos(folder, *arguments, **more):
    environment = {"THYMOS_CACHE": str(folder.parent / "cache"), **more.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-m", "thymos", *map(str, arguments)],
        env=environment,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
        **more,
    )


@pytest.mark.parametrize("form", ["table", "json"])
@pytest.mark.parametrize(("command", "code"), [("verdicts", 0), ("lint", 1)])
def test_a_reader_who_goes_away_changes_no_exit_code(folder, command, code, form):
    unread, pipe = os.pipe()
    os.close(unread)
    done = thymos(folder, command, folder, "--format", form, stdout=pipe)
    os.close(pipe)
    assert (done.returncode, done.stderr) == (code, b"")


@pytest.mark.skipif(not FULL.is_char_device(), reason="no device that is always full")
@pytest.mark.parametrize(
    "arguments", [("verdicts",), ("verdicts", "--format", "json"), ("export", "--to", "ris")]
)
def test_a_full_disk_is_one_line_and_exit_2(folder, arguments):
    with FULL.open("wb") as full:
        done = thymos(folder, arguments[0], folder, *arguments[1:], stdout=full)
    assert done.returncode == 2
    assert done.stderr == b"thymos: standard output: no space left on device\n"


def test_no_standard_output_is_no_fault(folder):
    done = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m thymos verdicts "{folder}" >&-'],
        env={"THYMOS_CACHE": str(folder.parent / "cache")},
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_narrow_encoding_does_not_stop_an_answer(folder):
    done = thymos(
        *(folder, "pool", "death", "--dossier", folder),
        env={"PYTHONIOENCODING": "ascii"},
        stdout=subprocess.PIPE,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "τ²" in done.stdout.decode("utf-8")


STOPPED = """
import os, signal, sys
from pathlib import Path
from thymos.cli import main
from thymos.site import build

def put(path, text):
    path.write_text("half")
    os.kill(os.getpid(), signal.Signals[sys.argv[2]])

build.put = put
main(["build", sys.argv[1], "--out", sys.argv[3]])
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_who_is_stopped_leaves_nothing_half_written(folder, tmp_path, name):
    place = tmp_path / "place"
    done = subprocess.run(
        [sys.executable, "-c", STOPPED, folder, name, place / "site"],
        env={"THYMOS_CACHE": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 128 + signal.Signals[name]
    assert list(place.iterdir()) == []
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
