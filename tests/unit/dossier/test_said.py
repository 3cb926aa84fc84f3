"""The ledger of what a dossier said: rows in, rows out, and each bad row told with its line."""

import typing
from datetime import date

import pytest

from tests.small import open_small, result, study
from thymos.dossier.read import read
from thymos.dossier.said import CERTAINTIES, VERDICTS, Said, write_said
from thymos.errors import DossierError
from thymos.evidence.certainty import LEVELS
from thymos.verdict.words import Clinical, Factual
from thymos.views.shapes import Claim

HEADER = "said,engine,known,digest,claim,verdict,certainty\n"
GOOD = "2025-03-01,0.1.0,2025-01-31,ab12,lowers-death,probable,low\n"


def ledger(folder, text):
    open_small(folder, study("a", result(9, 90, 9, 90)))
    (folder / "said.csv").write_text(text, encoding="utf-8")
    return read(folder, cache=False, today=date(2026, 2, 1))


def test_rows_are_read_and_written_back(tmp_path):
    dossier = ledger(tmp_path, HEADER + GOOD)
    (row,) = dossier.said
    assert row == Said(
        date(2025, 3, 1),
        "0.1.0",
        date(2025, 1, 31),
        "ab12",
        "lowers-death",
        "probable",
        "low",
    )
    assert write_said([row]) == HEADER + GOOD


def test_the_ledger_is_no_part_of_the_records(tmp_path):
    before = open_small(tmp_path, study("a", result(9, 90, 9, 90))).digest
    assert ledger(tmp_path, HEADER + GOOD).digest == before


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        ("2025-13-01" + GOOD[10:], 2, "said: expected a date YYYY-MM-DD, found '2025-13-01'"),
        ("20250301" + GOOD[10:], 2, "expected a date YYYY-MM-DD"),
        ("2027-03-01" + GOOD[10:], 2, "expected a day that has come"),
        (GOOD.replace("2025-01-31", "2025-03-02"), 2, "known: expected a day not after it"),
        (GOOD.replace("lowers-death", "lower-death"), 2, "perhaps lowers-death"),
        (GOOD.replace("probable", "likely"), 2, "verdict: expected a verdict (supported"),
        (
            GOOD.replace("probable,low", "probable,weak"),
            2,
            "certainty: expected nothing, or one of high",
        ),
        (GOOD.replace("0.1.0", ""), 2, "engine: expected a value, found nothing"),
        (GOOD + "2025-02-28" + GOOD[10:], 3, "a day not before 2025-03-01, which stands in line 2"),
        (GOOD + GOOD, 3, "a claim once each time, and it stands in line 2"),
        ("2025-03-01,0.1.0\n", 2, "expected 7 cells, found 2"),
    ],
)
def test_a_bad_row_is_told_with_its_line(tmp_path, rows, line, words):
    with pytest.raises(DossierError) as caught:
        ledger(tmp_path, HEADER + rows)
    (finding,) = caught.value.findings
    assert (finding.file, finding.line) == ("said.csv", line)
    assert words in finding.message


def test_another_header_is_told(tmp_path):
    with pytest.raises(DossierError, match="expected the columns said,engine,known"):
        ledger(tmp_path, "day,claim,verdict\n" + GOOD)


def test_the_words_are_those_of_verdicts_and_of_certainty():
    assert set(VERDICTS) == {*(v.value for v in Clinical), *(v.value for v in Factual)}
    assert set(VERDICTS) == set(typing.get_args(typing.get_type_hints(Claim)["verdict"]))
    assert set(CERTAINTIES) == {level.value for level in LEVELS}
