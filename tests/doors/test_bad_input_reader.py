"""A dossier that cannot be read ends every command with plain lines and exit code 2."""

# ruff: noqa: E501 - a complaint stands here as it is printed, on one line

import subprocess
import sys
from pathlib import Path

import pytest

TINY = Path(__file__).parents[1] / "dossiers" / "tiny"

# What once crashed parsers, not only what is wrong: a real process has to survive it.
BAD = [
    ("nesting that overflows a stack", b"sources: " + b"[" * 50_000, "more.yaml:1:49: expected plain YAML, found nesting more than 40 levels deep"),
    ("an alias bomb", b"a: &a [x]\nb: &b [*a, *a]\n", "more.yaml:1:4: expected plain YAML, found an anchor (&a)"),
    ("code in a tag", b"sources: !!python/object/apply:os.system [ls]\n", "more.yaml:1:10: expected plain YAML, found a tag (tag:yaml.org,2002:python/object/apply:os.system)"),
    ("not text", bytes(range(256)), "more.yaml:2: is not text in UTF-8 (byte 129)"),
]  # fmt: skip


def thymos(*arguments: str, cache: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "thymos", *arguments],
        env={"THYMOS_CACHE": str(cache), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def folder(tmp_path):
    """A copy of the tiny dossier."""
    copy = tmp_path / "tiny"
    for file in TINY.rglob("*.*"):
        target = copy / file.relative_to(TINY)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    return copy


@pytest.mark.parametrize(("content", "line"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_a_file_that_could_crash_a_parser_is_one_line(folder, tmp_path, content, line):
    (folder / "more.yaml").write_bytes(content)
    done = thymos("lint", str(folder), "--format", "json", cache=tmp_path / "cache")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"thymos: {line}\n"


def test_every_finding_is_a_line(folder, tmp_path):
    (folder / "more.yaml").write_text("souces: []\n")
    (folder / "studies" / "third.yaml").write_text("")
    done = thymos("verdicts", str(folder), cache=tmp_path / "cache")
    assert (done.returncode, done.stdout) == (2, "")
    assert [line.removeprefix("thymos: ").split(":")[0] for line in done.stderr.splitlines()] == [
        "more.yaml",
        "studies/third.yaml",
    ]
