"""The demonstration shows what it promises: the flags, and what one cell changes."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.long
@pytest.mark.slow
def test_the_demonstration_shows_every_change():
    done = subprocess.run(
        [sys.executable, "-m", "demo"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    told = done.stdout
    for rule in ("look-alike", "approval", "misquoted-number", "outruns-evidence"):
        assert f"[{rule}]" in told
    assert "What the page leaves out" in told
    before, after = (
        [line.split(":", 1)[1].strip() for line in told.splitlines() if line.startswith(key)]
        for key in ("    before:", "    after:")
    )
    assert len(before) == len(after) == 4
    assert all(was != now for was, now in zip(before, after, strict=True))
    assert "[reported-percent]" in told
    assert "--as-of 2024-12-31" in told
