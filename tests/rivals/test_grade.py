"""Published GRADE ratings: the pinned agreement is what the frozen rules give today."""

import json
import runpy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PINS = json.loads((ROOT / "tests/rivals/grade.json").read_text(encoding="utf-8"))
LEVELS = ("very low", "low", "moderate", "high")
DOMAINS = ("bias", "inconsistency", "indirectness", "imprecision", "publication")


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "validation/grade/run.py"))


@pytest.fixture(scope="module")
def rows(script) -> list[dict[str, str]]:
    return [row.cells for row in script["read"]()]


def test_every_row_and_every_agreement_is_as_pinned(script):
    assert json.loads(json.dumps(script["pins"](script["read"]()))) == PINS


def test_at_least_thirty_rows_each_with_its_source(rows):
    assert len(rows) >= 30
    assert len({row["row"] for row in rows}) == len(rows)
    assert all(row["citation"] and row["read_at"].startswith("http") for row in rows)


def test_every_interval_holds_its_estimate(rows):
    for row in rows:
        low, estimate, high = (float(row[name]) for name in ("low", "estimate", "high"))
        assert low <= estimate <= high, row["row"]


def test_steps_of_every_row_add_up_to_its_published_level(rows):
    for row in rows:
        place = 3 if row["start"] == "high" else 1
        place += sum(int(row[name] or 0) for name in (*DOMAINS, "up"))
        assert LEVELS[min(max(place, 0), 3)] == row["level"], row["row"]


def test_counts_never_exceed_those_who_were_counted(rows):
    for row in rows:
        for arm in ("treated", "control"):
            if row[f"events_{arm}"]:
                assert int(row[f"events_{arm}"]) <= int(row[f"n_{arm}"]), row["row"]


def test_weighted_kappa_of_a_table_worked_by_hand(script):
    # Two of six pairs lie one step apart: 1/3 seen. Both margins are 1, 2, 3: 28/36 by chance.
    pairs = [("a", "a"), ("b", "b"), ("b", "c"), ("c", "b"), ("c", "c"), ("c", "c")]
    assert script["kappa"](pairs, ("a", "b", "c")) == pytest.approx(1 - (1 / 3) / (28 / 36))


def test_kappa_is_undefined_where_all_say_the_same(script):
    assert script["kappa"]([("0", "0")] * 4, ("-1", "0")) is None
    assert script["kappa"]([], ("-1", "0")) is None


@pytest.mark.parametrize("found", PINS["agreement"], ids=lambda one: one["what"])
def test_kappa_is_that_of_statsmodels(found):
    rater = pytest.importorskip("statsmodels.stats.inter_rater")
    counts = found["counts"]
    if found["kappa"] is None:
        assert sum(map(sum, counts)) == 0
        return
    theirs = rater.cohens_kappa(counts, wt="linear", return_results=False)
    assert found["kappa"] == pytest.approx(theirs, abs=0.005)


def test_a_row_becomes_the_body_that_its_numbers_say(script):
    row = next(r for r in script["read"]() if r.cells["row"] == "s13017-2")
    body = script["body"](row)  # pneumonia: 51/362 against 93/376, RR 0.57 (0.35 to 0.92), 8 trials
    assert (body.k, body.people, body.events) == (8, 738, 144)
    assert body.control_risk == pytest.approx(93 / 376)
    assert body.estimate == pytest.approx(-0.5621, abs=1e-4)
    assert body.studies == ()


def test_rows_of_one_table_are_counted_as_one_table(script):
    tables = Counter(row.table for row in script["read"]())
    assert tables["yang2022"] == 7
    assert PINS["agreement"][1]["tables"] == len(tables)
