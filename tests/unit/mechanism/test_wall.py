"""Theory stays out of verdicts: no room that weighs evidence looks at the mechanism."""

import ast
from configparser import ConfigParser
from dataclasses import replace
from pathlib import Path

import pytest

from thymos.dossier.read import locate, read
from thymos.verdict.judge import judge_all

ROOT = Path(__file__).parents[3]
JUDGING = ("evidence", "verdict", "checks", "kernel", "records", "dossier", "plots")


def imported(text):
    """Every module that a source text imports, by its full name, constant texts among them."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and str(node.value).startswith("thymos."):
            yield str(node.value)


@pytest.mark.parametrize("room", JUDGING)
def test_no_room_that_weighs_evidence_names_the_mechanism(room):
    guilty = [
        f"{path.name}: {name}"
        for path in (ROOT / "src/thymos" / room).rglob("*.py")
        for name in imported(path.read_text("utf-8"))
        if name.startswith("thymos.mechanism")
    ]
    assert guilty == []


@pytest.mark.parametrize(
    "text",
    [
        "import thymos.mechanism.model",
        "from thymos.mechanism import model",
        "from thymos import mechanism",
        "from importlib import import_module\nimport_module('thymos.mechanism.model')",
    ],
)
def test_the_wall_sees_every_way_through(text):
    assert any(name.startswith("thymos.mechanism") for name in imported(text))


def test_no_verdict_changes_when_the_theory_is_taken_away():
    whole = read(locate("thymosin-alpha-1"))
    assert whole.models
    assert whole.edges
    bare = replace(whole, models={}, inquiries={}, regimens={}, edges={}, conflicts={})
    told, silent = (
        [
            (judged.claim.id, judged.verdict, judged.certainty, judged.reason)
            for judged in judge_all(d)
        ]
        for d in (whole, bare)
    )
    assert told == silent


def test_the_import_contract_says_so_too():
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")
    floors = contracts["importlinter:contract:theory"]["layers"].split("\n")
    upper, lower = (floor.strip() for floor in floors if floor.strip())
    assert upper == "mechanism"
    assert set(lower.split(" : ")) == {"verdict", "checks", "evidence"}
