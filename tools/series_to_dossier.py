"""Turn a published series of trials, one row a trial, into the study records of a dossier.

usage: python tools/series_to_dossier.py RECIPE.yaml SERIES.csv DOSSIER

A recipe says which columns hold what and what all studies share; under `studies` it holds what
was read about single ones, which is laid over the common frame. Every count in the records
comes from the table. A study that has been written by hand stays as it is: the program only
writes files that it made, which begin with a line that says so. Prints the files written;
exit 2 for a row without what the recipe names.

The columns of a recipe: `name`, `year` (or `available` for all), `treated` and `control`, each
with `events` and `n` (or `none`, those without an event), `characteristics` by name. `where`
keeps the rows in which a column has a value; `id` forms a study's id from columns.
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from thymos.dossier.canonical import format_text
from thymos.dossier.write import write_atomic

MADE = "# Made by tools/series_to_dossier.py from the recipe {recipe}; counts from {series}.\n"

Row = Mapping[str, str]
Json = dict[str, Any]


def ident(*parts: str) -> str:
    """An id from words: letters without accents, digits and hyphens.

    >>> ident("Frimodt-Møller et al", "1973")
    'frimodt-moller-et-al-1973'
    """
    text = unicodedata.normalize("NFKD", " ".join(parts).lower().replace("ø", "o"))
    return re.sub(r"[^a-z0-9]+", "-", text.encode("ascii", "ignore").decode()).strip("-")


def merged(frame: Any, over: Any) -> Any:
    """What `over` says laid over `frame`: mappings field by field, anything else whole.

    >>> merged({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}})
    {'a': {'b': 1, 'c': 3}}
    """
    if isinstance(frame, dict) and isinstance(over, dict):
        both = {key: merged(frame[key], over[key]) if key in over else frame[key] for key in frame}
        return both | {key: value for key, value in over.items() if key not in frame}
    return over


def counts(row: Row, columns: Mapping[str, str], arm: str) -> Json:
    """Events among n in one arm of a row."""
    events = int(row[columns["events"]])
    n = int(row[columns["n"]]) if "n" in columns else events + int(row[columns["none"]])
    return {"arm": arm, "events": events, "n": n}


def study(row: Row, recipe: Json, taken: set[str]) -> Json:
    """The record of one row."""
    columns = recipe["columns"]
    name = row[columns["name"]]
    year = row[columns["year"]] if "year" in columns else None
    key = ident(*(row[column] for column in recipe["id"]))
    while key in taken:
        key += "-b"
    taken.add(key)
    arms = [
        {"id": role["id"], "role": part, "text": role["text"]}
        for part, role in (("treated", recipe["treated"]), ("control", recipe["control"]))
    ]
    tables = [counts(row, columns[part], recipe[part]["id"]) for part in ("treated", "control")]
    for arm, table in zip(arms, tables, strict=True):
        arm["analysed"] = table["n"]
    shown = name if year is None or year in name else f"{name} {year}"
    base = {
        "id": key,
        "name": shown,
        **recipe["study"],
        "arms": arms,
        "available": year or recipe["available"],
        "results": [{**recipe["result"], "counts": tables}],
    }
    for said, column in recipe.get("words", {}).items():
        base[said] = recipe["values"][column][row[column]]
    traits = [
        {"name": trait, "value": float(row[about["column"]]), **about["record"]}
        for trait, about in recipe.get("characteristics", {}).items()
    ]
    if traits:
        base["characteristics"] = traits
    return finished(base, recipe.get("studies", {}).get(key, {}))


def finished(base: Json, over: Json) -> Json:
    """A study with what was read about it; `result` goes into its result, `more` adds others."""
    over = dict(over)
    result, more = over.pop("result", {}), over.pop("more", [])
    made: Json = merged(base, over)
    made["results"] = [merged(base["results"][0], result), *more]
    return made


def rows(path: Path, recipe: Json) -> Iterator[Row]:
    """The rows that the recipe wants."""
    wanted = recipe.get("where", {})
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if all(row[column] == value for column, value in wanted.items()):
                yield row


def main(arguments: Sequence[str]) -> int:
    """Write the records; returns the exit code."""
    if len(arguments) != 3:
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    recipe_file, series, target = (Path(argument) for argument in arguments)
    recipe = yaml.safe_load(recipe_file.read_text(encoding="utf-8"))
    mark = MADE.format(recipe=recipe_file.name, series=series.name)
    taken: set[str] = set()
    try:
        made = [study(row, recipe, taken) for row in rows(series, recipe)]
    except (KeyError, ValueError) as error:
        print(f"{series}: expected what {recipe_file} names, found none: {error}", file=sys.stderr)
        return 2
    unused = set(recipe.get("studies", {})) - taken
    if unused:
        print(f"{recipe_file}: no row for {', '.join(sorted(unused))}", file=sys.stderr)
        return 2
    for record in made:
        path = target / "studies" / f"{record['id']}.yaml"
        if path.exists() and not path.read_text(encoding="utf-8").startswith("# Made by tools/"):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(record, sort_keys=False, allow_unicode=True, width=96)
        write_atomic(path, mark + format_text(text))
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
