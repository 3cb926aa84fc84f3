"""The list of facts rows must notice a row that is new, changed or gone, and read figures."""

from pathlib import Path

import pytest

from tools.facts_rows import figures_of, key_of, main, rows_of

FACTS = """\
# Facts
## 0. How to read
| not | a row |
|---|---|
| 1 | 2 |
## 1. Trials
### 1.1 Sepsis
**SMALL** – A B et al. 2013; NCT00711620.
| item | value | label / source |
|---|---|---|
| death | **47/181 (26.0 %)** vs 63/180 | found table 4 |
| death | again | found |
- check: RR .742

---
## 9. Not found
1. Everything.
"""


def test_rows_are_those_of_sections_1_to_8_with_labels_made_unique():
    assert [row.label for row in rows_of(FACTS)] == [
        "1.1/SMALL – A B et al. 2013; NCT00711620",
        "1.1/SMALL/death",
        "1.1/SMALL/death (2)",
        "1.1/check: RR .742",
    ]


def test_figures_leave_out_the_column_of_sources():
    assert rows_of(FACTS)[1].figures == ("47", "181", "26", "63", "180")
    assert rows_of(FACTS)[0].figures == ("NCT00711620", "2013")


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("CD4, PD-1, IL-12, q12h and 503A are names", ()),
        ("doi 10.1136/bmj-2024-082583, PMC5025565", ("10.1136/bmj-2024-082583", "PMC5025565")),
        ("CAS 62304-98-7", ("62304-98-7",)),
        ("see §8.3 and example.com/tables/4 on page 003-9", ()),
        ("P<.00001; 1,480 of 1480; −2.40", ("0.00001", "1480", "2.4")),
        ("27 Sep 2024; 0.98–7.37", ("27", "2024", "0.98", "7.37")),
    ],
)
def test_what_counts_as_a_figure(words: str, figures: tuple[str, ...]):
    assert figures_of(words) == figures


def test_the_key_is_blind_to_emphasis_and_sees_a_changed_digit():
    assert key_of("| death | **47/181** |") == key_of("| death |  47/181 |")
    assert key_of("| death | 47/181 |") != key_of("| death | 48/181 |")


def write(folder: Path, facts: str, lines: list[str]) -> list[str]:
    (folder / "facts.md").write_text(facts, encoding="utf-8")
    (folder / "table.csv").write_text("\n".join(["row,key", *lines, ""]), encoding="utf-8")
    return ["--check", str(folder / "table.csv"), str(folder / "facts.md")]


def test_a_complete_table_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    lines = [f'"{row.label}",{row.key}' for row in rows_of(FACTS)]
    assert main(write(tmp_path, FACTS, lines)) == 0
    assert capsys.readouterr().out == ""


def test_missing_stale_and_extra_rows_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    lines = [f'"{row.label}",{row.key}' for row in rows_of(FACTS)[1:]] + ["1.1/gone,abc"]
    changed = FACTS.replace("47/181", "48/181")
    assert main(write(tmp_path, changed, lines)) == 1
    told = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in told] == ["missing", "stale", "extra"]
    assert told[1].startswith("stale: 1.1/SMALL/death is now ")
    assert told[2] == "extra: 1.1/gone abc"


@pytest.mark.parametrize("arguments", [[], ["--check", "table.csv"], ["nowhere.md"]])
def test_a_bad_call_is_told_in_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1
