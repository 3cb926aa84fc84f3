"""Reference constants as CSV, each with its source in a first comment line.

Rows are read once and never change. A table is found by its file name without `.csv`.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table, as written; comment lines (`# ...`) are left out.

    >>> rows("elements")[0]["symbol"]
    'H'
    """
    text = files("thymos.tables").joinpath(f"{name}.csv").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(csv.DictReader(lines))
