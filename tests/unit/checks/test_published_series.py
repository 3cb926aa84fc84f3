"""The published series of `tests/published/data`, as dossiers: nothing in them is called wrong.

Every row becomes a trial with its counts, or means and SDs, and what a paper would print
beside them. Rows that lack a number or count nobody are left out.
"""

import csv
import re
from pathlib import Path

import pytest

from tests.small import open_small, result, study
from thymos.checks import run
from thymos.kernel.alternatives import intervals, two_sided_tests

DATA = Path(__file__).parents[2] / "published" / "data"
COUNTED = (
    "anand1999",
    "axfors2021",
    "egger2001",
    "hine1989",
    "laopaiboon2015",
    "lau1992",
    "lee2004",
    "li2007",
    "linde2005",
    "nielweise2007",
    "periooxy",
    "viechtbauer2021",
)
MEASURED = ("gibson2002", "normand1999")


def rows(series, *columns):
    with (DATA / f"{series}.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            values = [row[column] for column in columns]
            if all(re.fullmatch(r"-?\d+(\.\d+)?", value) for value in values):
                yield values


def lint(folder, trials):
    dossier = open_small(folder, *trials)
    return [f for f in run(dossier) if f.rule not in ("hygiene", "choice-of-test")]


def printed(*cells):
    tests = dict(two_sided_tests(*cells))
    if tests:
        yield {"statistic": "p", "value": f"{tests['chi-square']:.3f}"}
    for code in ("RR", "OR"):
        for _, middle, low, high in list(intervals(code, *cells))[:1]:
            limits = {"low": f"{low:.2f}", "high": f"{high:.2f}"}
            yield {"statistic": code, "value": f"{middle:.2f}", "interval": limits}


@pytest.mark.parametrize("series", COUNTED)
def test_series_of_counts(tmp_path, series):
    trials = [
        study(f"trial-{k}", result(*cells, reported=list(printed(*cells))))
        for k, values in enumerate(rows(series, "ai", "n1i", "ci", "n2i"))
        for cells in [tuple(map(int, values))]
        if min(cells[1], cells[3]) > 0
    ]
    assert len(trials) > 5
    assert lint(tmp_path, trials) == []


@pytest.mark.parametrize("series", MEASURED)
def test_series_of_means(tmp_path, series):
    bare = {k: v for k, v in result(1, 2, 1, 2).items() if k != "counts"}
    columns = ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")
    trials = [
        study(
            f"trial-{k}",
            bare
            | {
                "means": [
                    {"arm": "drug", "mean": m1, "sd": sd1, "n": n1},
                    {"arm": "placebo", "mean": m2, "sd": sd2, "n": n2},
                ],
                "reported": [{"statistic": "difference", "value": f"{float(m1) - float(m2):.1f}"}],
            },
        )
        for k, (m1, sd1, n1, m2, sd2, n2) in enumerate(rows(series, *columns))
    ]
    assert len(trials) > 5
    assert lint(tmp_path, trials) == []


def test_the_arms_of_a_large_series_repeat_by_chance_and_say_nothing(tmp_path):
    # Lau 1992 with the sizes of its arms on the trials themselves.
    trials = [
        study(
            f"trial-{k}",
            arms=[
                {"id": "drug", "role": "treated", "text": "drug", "randomised": int(n1)},
                {"id": "placebo", "role": "control", "text": "saline", "randomised": int(n2)},
            ],
        )
        for k, (n1, n2) in enumerate(rows("lau1992", "n1i", "n2i"))
    ]
    assert lint(tmp_path, trials) == []
