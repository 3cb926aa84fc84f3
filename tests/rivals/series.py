"""The series that metafor was asked about: read by the tests as validation/metafor reads them."""

import csv
import json
from functools import cache
from pathlib import Path

import numpy as np

from thymos.kernel import columns_of, effects_from_columns

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "published" / "data"
ROWS = json.loads(
    (HERE.parents[1] / "validation" / "metafor" / "series.json").read_text(encoding="utf-8")
)
SERIES = {row["name"]: row for row in ROWS}
MISSING = {"NA", ""}
GIVEN = {"GEN": ("yi", "vi"), "HR": ("excess", "v")}


def pins(name):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


@cache
def rows(name):
    """The rows of a series that have every number its measure needs, columns renamed."""
    series = SERIES[name]
    with (DATA / f"{series['file']}.csv").open(encoding="utf-8", newline="") as file:
        found = [
            {series.get("rename", {}).get(key, key): value for key, value in row.items()}
            for row in csv.DictReader(file)
            if all(row[key] == value for key, value in series.get("where", {}).items())
        ]
    needed = GIVEN.get(series["measure"]) or columns_of(series["measure"])
    needed = tuple(column for column in needed if column in found[0])
    return [row for row in found if not MISSING & {row[column] for column in needed}]


def columns(name):
    """The columns of numbers of a series."""
    found = {}
    for column in rows(name)[0]:
        try:
            found[column] = np.array([float(row[column]) for row in rows(name)])
        except ValueError:
            continue
    return found


@cache
def effects(name):
    """Effects and variances of the studies that have both."""
    return effects_and_rows(name)[:2]


def effects_and_rows(name):
    measure, given = SERIES[name]["measure"], columns(name)
    if measure == "GEN":
        return given["yi"], given["vi"], rows(name)
    if measure == "HR":
        return given["excess"] / given["v"], 1 / given["v"], rows(name)
    found = effects_from_columns(measure, given)
    kept = [row for row, ok in zip(rows(name), found.included, strict=True) if ok]
    return found.y[found.included], found.v[found.included], kept


def near(found, pinned, relative=1e-7, absolute=0.0, what=""):
    """Compare numbers, but for those that the rival left empty."""
    theirs = np.ravel(np.array(pinned, dtype=float))
    there = ~np.isnan(theirs)
    np.testing.assert_allclose(
        np.ravel(found)[there], theirs[there], rtol=relative, atol=absolute, err_msg=what
    )
