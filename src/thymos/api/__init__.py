"""The use cases, in the words of the command line; all wiring of rooms is here.

`load` opens a dossier. What it returns answers everything as of any date: `verdicts`, `why`,
`pool`, `status`, `lint`, `check`, `build`, `export`. People who have only numbers use
`pool_numbers`, or `thymos.kernel` on plain arrays.
"""

from __future__ import annotations

from thymos.api.files import (
    counts_as_failure,
    expect_folder,
    new,
    write_figures,
    write_plots,
    write_simulated,
    write_spectrum,
    write_text,
)
from thymos.api.numbers import dilute, molecule, options, pool_numbers
from thymos.api.opened import Opened, build_json, default_dossier, load, parse_date
from thymos.api.pages import check, desk
from thymos.api.shelf import library
from thymos.evidence.sections import Wanted
from thymos.views.answers import findings_json

__all__ = [
    "Opened",
    "Wanted",
    "build_json",
    "check",
    "counts_as_failure",
    "default_dossier",
    "desk",
    "dilute",
    "expect_folder",
    "findings_json",
    "library",
    "load",
    "molecule",
    "new",
    "options",
    "parse_date",
    "pool_numbers",
    "write_figures",
    "write_plots",
    "write_simulated",
    "write_spectrum",
    "write_text",
]
