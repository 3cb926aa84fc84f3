"""The computed verdicts, held against those that a reader of the facts expects.

`expected_verdicts.csv` has a line for each claim: the rows of the pages that make it, the mark
that the facts give each row (✓ supported, ~ partly, ✗ contradicted, ⌛ outdated, ? not
verifiable), and the verdict expected of the program. Where the two differ, `remark` says why.
"""

import csv
from pathlib import Path

import pytest

import thymos

TABLE = Path(__file__).parent / "expected_verdicts.csv"
ROWS = tuple(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
# What a mark means in the words of the program; "probable" is neither a full yes nor a half one.
MEANING = {
    "✓": ("true", "supported", "probable"),
    "~": ("partly true", "unsettled", "probable"),
    "✗": ("false", "not supported", "contradicted"),
    "⌛": ("outdated",),
    "?": ("unverified", "untested"),
}


@pytest.fixture(scope="module")
def judged():
    return {answer.claim.id: answer for answer in thymos.load("thymosin-alpha-1").judged}


def test_every_claim_is_expected_once(judged):
    assert sorted(row["claim"] for row in ROWS) == sorted(judged)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["claim"])
def test_the_verdict_is_the_expected_one(judged, row):
    assert judged[row["claim"]].verdict == row["expected"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["claim"])
def test_a_difference_from_the_facts_is_explained_and_nothing_else_is(row):
    marks = [mark for mark in row["facts_mark"].split(";") if mark in MEANING]
    differs = any(row["expected"] not in MEANING[mark] for mark in marks)
    assert bool(row["remark"]) == differs


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["claim"])
def test_the_rows_are_those_of_the_wordings(judged, row):
    refs = [wording.ref for wording in judged[row["claim"]].claim.wordings if wording.ref]
    assert row["facts_ref"] == ";".join(dict.fromkeys(refs))
