"""The frozen calculus before each large trial: the pinned table is what the code gives today."""

import json
import runpy
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PINS = json.loads((ROOT / "tests/rivals/foresight.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def foresight() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "validation/foresight/run.py"))


def test_every_row_is_as_pinned(foresight):
    rows = [asdict(row) for series in foresight["SERIES"] for row in foresight["rows"](series)]
    assert json.loads(json.dumps(rows)) == PINS["rows"]


def test_small_trials_were_never_called_proof_before_the_large_one_failed():
    failed = [row for row in PINS["rows"] if row["says"] != "benefit"]
    assert len(failed) == 5
    assert not [row for row in failed if row["verdict"] == "supported"]


def test_kappa_of_a_table_worked_by_hand(foresight):
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10
    found = foresight["agreement"](pairs + [(False, False)] * 15)  # Cohen's textbook table
    assert found["kappa"] == 0.4
    assert found["ppv"] == 0.8
    assert found["npv"] == 0.6
