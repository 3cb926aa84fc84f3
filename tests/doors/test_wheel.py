"""What is installed is what is in the tree: dossiers, tables and templates travel too."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path):
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    command += ["--no-build-isolation", "--wheel-dir", str(tmp_path), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [wheel] = tmp_path.glob("thymos-*.whl")
    packed = {n for n in zipfile.ZipFile(wheel).namelist() if n.startswith("thymos/")}
    tracked = subprocess.check_output(["git", "ls-files", "src/thymos"], cwd=ROOT, text=True)
    expected = {line.removeprefix("src/") for line in tracked.splitlines()}
    assert expected - packed == set()
    assert "thymos/py.typed" in packed
