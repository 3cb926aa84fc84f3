"""The counts of the SBML Test Suite that validation/sbml/run.py pinned hold together."""

import json
from pathlib import Path

PINS = json.loads(
    (Path(__file__).resolve().parent / "sbml_test_suite.json").read_text(encoding="utf-8")
)


def cases(ranges):
    for part in ranges.split():
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def test_no_case_was_wrong():
    assert PINS["wrong"] == 0


def test_the_counts_are_whole():
    assert PINS["passed"] + PINS["refused"] == PINS["cases"] == 1821
    assert sum(PINS["reasons"].values()) == PINS["refused"]
    assert len(list(cases(PINS["passed_cases"]))) == PINS["passed"] > 1000
