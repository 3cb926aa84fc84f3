"""The hook that other repositories call through pre-commit, installed and run as they do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
HOOKS = ROOT / ".pre-commit-hooks.yaml"


def test_the_hook_takes_prose_and_calls_the_checker():
    (hook,) = yaml.safe_load(HOOKS.read_text("utf-8"))
    assert (hook["id"], hook["entry"], hook["language"]) == (
        "thymos-check", "thymos check", "python",
    )  # fmt: skip
    assert {"markdown", "html", "plain-text"} == set(hook["types_or"])


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=test", "-c", "user.email=test@example.org")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.mark.slow
def test_a_wrong_page_stops_the_commit_and_a_right_one_does_not(tmp_path):
    pytest.importorskip("pre_commit")
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("needs the repository itself")
    git(tmp_path, "clone", "--quiet", "--no-local", "--depth", "1", str(ROOT), "thymos")
    shutil.copy(HOOKS, tmp_path / "thymos")
    site = tmp_path / "site"
    site.mkdir()
    git(site, "init", "--quiet")
    (site / "right.md").write_text("Thymosin alpha-1 is not FDA-approved.\n", "utf-8")
    (site / "wrong.md").write_text("Thymosin alpha-1 is FDA-approved.\n", "utf-8")
    (site / "code.py").write_text("'Thymosin alpha-1 is FDA-approved.'\n", "utf-8")
    git(site, "add", ".")

    def run(*files: str) -> subprocess.CompletedProcess[str]:
        command = ["try-repo", str(tmp_path / "thymos"), "thymos-check", "--files", *files]
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", *command], cwd=site, capture_output=True,
            text=True, check=False, env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")},
        )  # fmt: skip

    wrong = run("right.md", "wrong.md", "code.py")
    assert wrong.returncode == 1, wrong.stdout + wrong.stderr
    assert "wrong.md:1:1: error" in wrong.stdout
    assert "right.md" not in wrong.stdout.replace("--files right.md", "")
    assert "code.py" not in wrong.stdout
    right = run("right.md")
    assert right.returncode == 0, right.stdout + right.stderr
    assert "Passed" in right.stdout
