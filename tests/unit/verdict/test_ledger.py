"""What is appended to the ledger, and what of it is told."""

from dataclasses import replace
from datetime import date

from tests.small import open_small, result, study
from thymos.dossier.asof import as_of
from thymos.dossier.said import Said
from thymos.verdict.judge import judge_all
from thymos.verdict.ledger import entry, said_of

DAY = date(2026, 2, 1)


def row(said, verdict, engine="0.1"):
    return Said(said, engine, date(2020, 1, 1), "ab", "lowers-death", verdict, None)


def test_another_engine_or_another_digest_is_new(tmp_path):
    dossier = open_small(tmp_path, study("a", result(9, 90, 9, 90)))
    judged = judge_all(dossier)
    first = entry(dossier, judged, DAY, "0.1", ())
    assert first.new
    assert not entry(dossier, judged, DAY, "0.1", first.rows).new
    again = entry(dossier, judged, DAY, "0.2", first.rows)
    assert (again.new, again.changed) == (True, ())
    assert entry(replace(dossier, digest="other"), judged, DAY, "0.1", first.rows).new


def test_only_changes_are_told_and_only_those_said_by_the_day(tmp_path):
    dossier = open_small(tmp_path, study("a", result(9, 90, 9, 90)))
    rows = (
        row(date(2021, 1, 1), "probable"),
        row(date(2022, 1, 1), "probable"),
        row(date(2023, 1, 1), "probable", "0.2"),
        row(date(2024, 1, 1), "unsettled", "0.2"),
    )
    kept = replace(dossier, said=rows)
    assert said_of(kept, "lowers-death") == (rows[0], rows[2], rows[3])
    assert said_of(as_of(kept, date(2023, 6, 1)), "lowers-death") == (rows[0], rows[2])
    assert said_of(kept, "other") == ()
