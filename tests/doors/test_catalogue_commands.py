"""`thymos catalogue` and `thymos search` through the command line, over all shipped dossiers."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import ConfigDict, TypeAdapter, with_config

from thymos import api
from thymos.cli import main
from thymos.dossier.read import shipped
from thymos.views.shapes import SHAPES


def run(*arguments):
    done = CliRunner().invoke(main, list(arguments), catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def as_json(*arguments):
    code, out, err = run(*arguments, "--format", "json")
    assert (code, err) == (0, "")
    shape = with_config(ConfigDict(extra="forbid"))(dict(SHAPES)[arguments[0]])
    TypeAdapter(shape).validate_python(json.loads(out), strict=True)
    return json.loads(out)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    out = tmp_path_factory.mktemp("library") / "site"
    code, said, err = run("catalogue", "--out", str(out))
    assert (code, err) == (0, "")
    assert f"{len(shipped())} dossiers" in said
    return out


def test_the_catalogue_lists_every_shipped_dossier_the_default_first():
    rows = as_json("catalogue")["dossiers"]
    assert {row["dossier"] for row in rows} == set(shipped())
    assert [row["default"] for row in rows] == [True] + [False] * (len(rows) - 1)
    assert rows[0]["dossier"] == api.default_dossier()
    assert all(row["headlines"] and row["what"] for row in rows)


def test_the_catalogue_of_an_earlier_day_knows_less():
    now = {row["dossier"]: row for row in as_json("catalogue")["dossiers"]}
    then = {
        row["dossier"]: row for row in as_json("catalogue", "--as-of", "2019-12-31")["dossiers"]
    }
    key = "hydroxychloroquine-covid-19"
    assert (then[key]["studies"], now[key]["studies"]) == (0, 34)
    assert then[key]["as_of"] == "2019-12-31"


def test_search_over_all_dossiers_and_over_one():
    everywhere = as_json("search", "death", "heart", "attack", "--limit", "100")["hits"]
    assert {hit["dossier"] for hit in everywhere} >= {
        "magnesium-myocardial-infarction",
        "streptokinase-myocardial-infarction",
    }
    one = as_json("search", "death", "--dossier", "magnesium-myocardial-infarction")["hits"]
    assert {hit["dossier"] for hit in one} == {"magnesium-myocardial-infarction"}


def test_a_search_for_nothing_known_says_so():
    assert as_json("search", "xyzzy") == {"words": "xyzzy", "total": 0, "hits": []}
    assert run("search", "xyzzy") == (0, "Nothing found for 'xyzzy'.\n", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("search", "..."), "expected a word to search for, found '...'"),
        (("search", "a", "--kind", "book"), "no kind 'book'"),
        (("search", "a", "--limit", "0"), "expected a limit of 1 or more, found 0"),
        (("search", "a", "--dossier", "nosuch"), "nosuch"),
        (("search", "a", "--as-of", "soon"), "expected a date YYYY-MM-DD, found 'soon'"),
        (("catalogue", "--as-of", "2999-01-01"), "expected a day that has come"),
    ],
)
def test_bad_input_is_one_clear_line(arguments, said):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_search_without_words_is_a_usage_error():
    code, _, err = run("search")
    assert code == 2
    assert "Missing argument" in err


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("kept")
    code, _, err = run("catalogue", "--out", str(tmp_path))
    assert code == 2
    assert err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.ids = [], set()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids.add(given.get("id"))
        if tag == "a" and "href" in given:
            self.found.append(given["href"])


@pytest.mark.slow
def test_every_link_of_the_catalogue_and_of_the_index_leads_somewhere(library):
    assert (library / "index.html").is_file()
    assert (library / "search" / "index.html").is_file()
    read: dict[Path, Links] = {}

    def page(path):
        if path not in read:
            read[path] = Links()
            read[path].feed(path.read_text("utf-8"))
        return read[path]

    for path in (library / "index.html", *(library / "search").glob("*.html")):
        for href in page(path).found:
            if href.startswith("#"):
                continue
            target, _, anchor = href.partition("#")
            there = (path.parent / target).resolve()
            assert there.is_file(), (path, href)
            assert not anchor or anchor in page(there).ids, (path, href)


@pytest.mark.slow
def test_the_pages_need_no_script(library):
    for path in (library / "index.html", library / "search" / "index.html"):
        assert not re.search(r"<script", path.read_text("utf-8"))
