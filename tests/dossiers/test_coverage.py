"""Every row of the facts behind the flagship is in its records, or is a gap that says why.

`tests/coverage/facts_rows.csv` maps each row to records (`kind:id`) or to a gap. `figures` are
the numbers of the row; where it is mapped to records that hold figures, each must occur in
one of them, or stand under `not_carried` as `figure, figure: reason`.

THYMOS_FACTS, when set, names the file of facts: the table must then be complete against it.
"""

import csv
import os
import re
from pathlib import Path

import pytest

import thymos
from tools.facts_rows import canonical, differences, rows_of

TABLE = Path(__file__).parent.parent / "coverage" / "facts_rows.csv"
ROWS = tuple(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
HOLD_FIGURES = ("result", "study", "pool", "fact", "compound", "status", "parameter")
NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|\d*\.\d+|\d+")


@pytest.fixture(scope="module")
def dossier():
    return thymos.load("thymosin-alpha-1").whole


def parts(text, separator=";"):
    return [part.strip() for part in text.split(separator) if part.strip()]


def named(row):
    """The records of a row, and the gaps among its reasons."""
    return parts(row["records"]) + [p for p in parts(row["gap"]) if p.startswith("gap:")]


def content(dossier, reference):
    return dossier.find(reference).model_dump_json()


def excepted(row):
    groups = [group.partition(": ") for group in parts(row["not_carried"], " | ")]
    assert all(reason for _, _, reason in groups), f"{row['row']}: expected a reason"
    return {figure for figures, _, _ in groups for figure in parts(figures, ",")}


def missing_figures(row, text):
    have = {canonical(number) for number in NUMBER.findall(text)}
    return [figure for figure in parts(row["figures"]) if figure not in have and figure not in text]


def test_every_record_of_the_table_exists(dossier):
    for row in ROWS:
        for reference in named(row):
            dossier.find(reference)  # raises, naming it, where there is none


def test_every_row_has_records_or_a_gap():
    assert [row["row"] for row in ROWS if not (row["records"] or row["gap"])] == []


def test_every_row_stands_once():
    for column in ("row", "key"):
        values = [row[column] for row in ROWS]
        assert len(values) == len(set(values))


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if any(r.startswith(HOLD_FIGURES) for r in parts(row["records"]))],
    ids=lambda row: row["row"],
)
def test_the_figures_of_a_row_occur_in_its_records(dossier, row):
    text = " ".join(content(dossier, reference) for reference in named(row))
    missing = set(missing_figures(row, text))
    assert missing == excepted(row), (
        f"expected every figure in {row['records']} or under not_carried; "
        f"not found: {sorted(missing - excepted(row))}; "
        f"listed without need: {sorted(excepted(row) - missing)}"
    )


def test_a_changed_figure_is_seen(dossier):
    """The check can fail: 48 of 181 is in no record of the ETASS result."""
    row = {"figures": "48;181", "records": "result:etass/death-28d"}
    assert missing_figures(row, content(dossier, row["records"])) == ["48"]


def test_no_claim_of_the_pages_is_left_out(dossier):
    refs = {wording.ref for claim in dossier.claims.values() for wording in claim.wordings}
    listed = {row["row"].rpartition("/")[2] for row in ROWS if row["row"].startswith("8.1/")}
    assert len(listed) == 100
    assert listed - refs == {"003-21"}  # six anecdotes, kept as anecdotes


@pytest.mark.skipif("THYMOS_FACTS" not in os.environ, reason="THYMOS_FACTS names no file of facts")
def test_the_table_is_complete_against_the_facts():
    facts = rows_of(Path(os.environ["THYMOS_FACTS"]).read_text(encoding="utf-8"))
    assert differences(ROWS, facts) == []
    figures = {row["key"]: tuple(parts(row["figures"])) for row in ROWS}
    assert [row.label for row in facts if figures[row.key] != row.figures] == []
