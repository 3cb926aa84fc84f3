"""From a table of trials to study records: every count from the table, nothing made up."""

from pathlib import Path

import pytest
import yaml

from tools.series_to_dossier import main, merged

TABLE = """trial,year,dead,all,dead2,all2,lat,kind
Møller,1973,3,50,9,51,44,hcq
Ash & Elm,1980,0,20,1,21,13,cq
"""
RECIPE = """
columns:
  name: trial
  year: year
  treated: {events: dead, n: all}
  control: {events: dead2, n: all2}
id: [trial, year]
treated: {id: drug, text: drug}
control: {id: none, text: nothing}
study: {design: randomised trial, population: {text: people, condition: x}}
result: {id: death, outcome: death}
"""


@pytest.fixture
def run(tmp_path: Path):
    def call(recipe: str = RECIPE, table: str = TABLE) -> tuple[int, dict[str, dict]]:
        (tmp_path / "r.yaml").write_text(recipe, encoding="utf-8")
        (tmp_path / "t.csv").write_text(table, encoding="utf-8")
        code = main([str(tmp_path / "r.yaml"), str(tmp_path / "t.csv"), str(tmp_path / "d")])
        files = sorted((tmp_path / "d" / "studies").glob("*.yaml"))
        return code, {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in files}

    return call


def test_counts_names_and_years_come_from_the_table(run):
    code, made = run()
    assert code == 0
    assert set(made) == {"moller-1973", "ash-elm-1980"}
    one = made["moller-1973"]
    assert (one["name"], one["available"]) == ("Møller 1973", "1973")
    assert one["results"][0]["counts"] == [
        {"arm": "drug", "events": 3, "n": 50},
        {"arm": "none", "events": 9, "n": 51},
    ]
    assert [arm["analysed"] for arm in one["arms"]] == [50, 51]


def test_those_without_an_event_may_stand_for_the_size(run):
    recipe = RECIPE.replace("{events: dead, n: all}", "{events: dead, none: all}")
    _, made = run(recipe)
    assert made["moller-1973"]["results"][0]["counts"][0] == {"arm": "drug", "events": 3, "n": 53}


def test_only_the_rows_wanted(run):
    _, made = run(RECIPE + "where: {kind: cq}\n")
    assert set(made) == {"ash-elm-1980"}


def test_a_characteristic_of_each_study(run):
    recipe = RECIPE + "characteristics: {latitude: {column: lat, record: {unit: degrees}}}\n"
    _, made = run(recipe)
    assert made["moller-1973"]["characteristics"] == [
        {"name": "latitude", "value": 44.0, "unit": "degrees"}
    ]


def test_what_was_read_of_one_study_is_laid_over_the_frame(run):
    recipe = RECIPE + (
        "studies:\n  moller-1973:\n    available: '1973-05-04'\n    population: {text: sailors}\n"
        "    result: {timepoint: day 7}\n    more: [{id: later, outcome: death}]\n"
    )
    _, made = run(recipe)
    one, other = made["moller-1973"], made["ash-elm-1980"]
    assert one["available"] == "1973-05-04"
    assert one["population"] == {"text": "sailors", "condition": "x"}
    assert [result["id"] for result in one["results"]] == ["death", "later"]
    assert (one["results"][0]["timepoint"], "timepoint" in other["results"][0]) == ("day 7", False)


def test_a_study_written_by_hand_stays(run, tmp_path):
    mine = tmp_path / "d" / "studies" / "moller-1973.yaml"
    mine.parent.mkdir(parents=True)
    mine.write_text("id: mine\n")
    _, made = run()
    assert made["moller-1973"] == {"id": "mine"}


def test_the_same_table_gives_the_same_bytes(run, tmp_path):
    run()
    file = tmp_path / "d" / "studies" / "moller-1973.yaml"
    first = file.read_bytes()
    run()
    assert file.read_bytes() == first


@pytest.mark.parametrize(
    ("recipe", "table"),
    [
        (RECIPE.replace("events: dead,", "events: deaths,"), TABLE),
        (RECIPE, TABLE.replace("3,50", "three,50")),
        (RECIPE + "studies: {nobody-1900: {note: x}}\n", TABLE),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_written(run, recipe, table, capsys):
    code, made = run(recipe, table)
    assert (code, made) == (2, {})
    assert capsys.readouterr().err.count("\n") == 1


def test_usage(capsys):
    assert main([]) == 2
    assert "usage:" in capsys.readouterr().err


def test_lists_are_replaced_whole():
    assert merged({"a": [1, 2], "b": 1}, {"a": [3]}) == {"a": [3], "b": 1}
