"""`make dossier` on a machine that lacks something says in one line what is missing."""

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "tools" / "venv.sh"


def python(tmp_path: Path, body: str) -> str:
    """A stand-in for an interpreter: a shell script whose $2 is the program after -c."""
    file = tmp_path / "python"
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)
    return str(file)


def make_environment(tmp_path: Path, interpreter: str) -> tuple[int, str, bool]:
    """Exit code, what was printed to stderr, and whether a folder was left behind."""
    folder = tmp_path / "venv"
    done = subprocess.run(
        ["sh", str(SCRIPT), str(folder)],
        env={"PATH": "/usr/bin:/bin", "PYTHON": interpreter},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr, folder.exists()


@pytest.mark.parametrize("version", ["3.10", "3.14", "2.7"])
def test_an_unsupported_version_is_named(tmp_path: Path, version: str):
    old = python(tmp_path, f"echo {version}")
    assert make_environment(tmp_path, old) == (
        2,
        "thymos: needs Python 3.11, 3.12 or 3.13 "
        f"({old} is {version}; name another with PYTHON=...)\n",
        False,
    )


def test_a_stub_that_does_not_run_is_no_python(tmp_path: Path):
    stub = python(tmp_path, "echo 'install me first' >&2; exit 127")
    assert make_environment(tmp_path, stub) == (
        2,
        "thymos: needs Python 3.11, 3.12 or 3.13 "
        f"({stub} does not run; name another with PYTHON=...)\n",
        False,
    )


def test_a_python_without_ensurepip_names_the_package(tmp_path: Path):
    bare = python(tmp_path, "case $2 in *version*) echo 3.12 ;; *) exit 1 ;; esac")
    assert make_environment(tmp_path, bare) == (
        2,
        f"thymos: needs python3-venv for {bare} 3.12 (Debian, Ubuntu: apt install python3-venv)\n",
        False,
    )


def test_a_failure_leaves_no_half_made_folder(tmp_path: Path):
    broken = python(
        tmp_path,
        'case "$*" in *version*) echo 3.12 ;; *ensurepip*) ;; *) mkdir "$4"; exit 1 ;; esac',
    )
    code, said, left = make_environment(tmp_path, broken)
    assert (code, left) == (2, False)
    assert said.startswith(f"thymos: {broken} could not make the virtual environment")
