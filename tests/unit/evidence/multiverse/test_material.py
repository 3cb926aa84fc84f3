"""What a dossier and a table offer to be chosen, and what they do not."""

import numpy as np
import pytest

from tests.small import open_small, result, study
from thymos.dossier.single import read_single
from thymos.errors import DataError, DossierError, UsageError
from thymos.evidence.multiverse import cross, material
from thymos.evidence.multiverse.table import of_table, own_dimensions
from thymos.evidence.numbers import read_table
from thymos.evidence.synthesis import Options, synthesise
from thymos.records.choices import OwnChoices
from thymos.records.study import Tier


def open_(tmp_path, *studies, **how):
    dossier = open_small(tmp_path, *studies)
    return material(dossier, synthesise(dossier, "death", **how), Options())


def keys(made):
    return {one.key: [choice.key for choice in one.choices] for one in made.dimensions}


def why(made):
    return {one.key: one.why for one in made.uncrossed}


def test_per_protocol_a_later_time_and_suspected_overlaps_are_choices(tmp_path):
    protocol = result(2, 40, 8, 41, id="pp", analysis_set="per protocol")
    later = result(8, 50, 12, 50, id="d60", timepoint="60 days")
    doubt = {"study": "two", "kind": "shared patients", "certainty": "suspected", "reason": "same"}
    made = open_(
        tmp_path,
        study("one", result(5, 50, 9, 50), protocol, population=people("Italy")),
        study("two", result(6, 50, 9, 50), later, population=people("Italy")),
        study("three", result(4, 30, 6, 30), overlaps=[doubt], population=people("France")),
    )
    assert keys(made)["sets"] == ["first", "protocol"]
    assert keys(made)["times"] == ["first", "last"]
    assert keys(made)["overlaps"] == ["once", "twice"]
    assert why(made)["country"] == "only studies outside Italy: none would be left"
    crossed = cross(made)
    assert made.labels == ("ONE", "TWO", "THREE")
    assert crossed.k[crossed.main] == 2
    main, protocol_first = made.data[0], made.data[len(made.data) // 2]
    assert main.cells[:, 0].tolist() == [5, 50, 9, 50]
    assert protocol_first.cells[:, 0].tolist() == [2, 40, 8, 41]
    assert {tuple(one.included) for one in made.data} == {(True, True, False), (True,) * 3}
    assert {one.cells[0, 1] for one in made.data} == {6, 8}


def people(country):
    return {"text": "Adults", "condition": "sepsis", "countries": [country]}


def test_what_leaves_no_choice_is_told(tmp_path):
    made = open_(tmp_path, study("one", result(5, 50, 9, 50)), study("two", result(6, 50, 9, 50)))
    assert keys(made) == {
        "measure": ["RR", "OR"],
        "estimator": ["REML", "PM", "DL", "CE"],
        "interval": ["z", "knha", "adhoc"],
    }
    told = why(made)
    assert told["zeros"] == "no table has a zero cell"
    assert told["blinding"] == told["control"] == "all studies are alike"
    assert told["sponsor"] == told["country"] == "not known of enough studies"
    assert told["size"] == "fewer than 4 studies"
    assert len(told) + len(keys(made)) == 15


def test_risk_of_bias_ties_and_dates_leave_studies_out(tmp_path):
    high = {"tool": "RoB 2", "overall": "high", "reason": "Open."}
    cites = [{"source": "paper", "level": "primary"}]
    tie = {"tied": True, "reason": "Paid by the maker", "cites": cites}
    made = open_(
        tmp_path,
        study("one", result(5, 50, 9, 50), available="1999", sponsor_tied=tie),
        study("two", result(6, 50, 9, 50), available="2003", risk_of_bias=high),
        study("three", result(7, 50, 9, 50), available="2005", blinding="open-label"),
        study("four", result(8, 50, 9, 50), available="2009", blinding="not reported"),
    )
    kept = {
        (one.key, choice.key): made.keeps[place][code].tolist()
        for place, one in enumerate(made.selecting)
        for code, choice in enumerate(one.choices)
        if code
    }
    assert kept["sponsor", "untied"] == [False, True, True, True]
    assert kept["bias", "high"] == [True, False, True, True]
    assert kept["date", "later"] == [False, True, True, True]
    assert kept["blinding", "closed"] == [True, True, False, True]
    assert kept["blinding", "blinded"] == [True, True, False, False]
    sponsor = next(one for one in made.selecting if one.key == "sponsor")
    assert sponsor.choices[1].unknown == ("TWO", "THREE", "FOUR")


def test_a_cohort_has_no_protocol_to_keep_to(tmp_path):
    crude = result(30, 100, 50, 100, id="crude", analysis_set="unadjusted")
    protocol = result(9, 40, 12, 41, id="pp", analysis_set="per protocol")
    cohort = {"design": "cohort", "control": "usual care"}
    made = open_(
        tmp_path,
        study("one", crude, protocol, **cohort),
        study("two", crude, **cohort),
        tier=Tier.OBSERVATIONAL,
    )
    assert "sets" not in keys(made)


CSV = """study,ai,n1i,ci,n2i,year,blinding,rob,country,dose
A,5,50,9,50,1999,open-label,high,Italy,low
B,6,60,9,55,2001,double-blind,low,Italy,low
C,0,40,4,41,2003,double-blind,some concerns,Italy,high
D,9,90,15,88,2010,,not assessable,France,high
"""


def table(tmp_path, text=CSV, **options):
    file = tmp_path / "t.csv"
    file.write_text(text)
    given = Options(**{"measure": "RR"} | options)
    return read_table(file, given), given


def test_a_table_offers_what_its_columns_say(tmp_path):
    made = of_table(*table(tmp_path))
    assert keys(made) == {
        "measure": ["RR", "OR"],
        "zeros": ["only0", "all", "none"],
        "blinding": ["all", "closed", "blinded"],
        "bias": ["all", "high", "assessed"],
        "country": ["all", "outside"],
        "date": ["all", "later"],
        "size": ["all", "precise"],
        "estimator": ["REML", "PM", "DL", "CE"],
        "interval": ["z", "knha", "adhoc"],
    }
    assert made.keeps[0][1].tolist() == [False, True, True, True]
    assert made.keeps[0][2].tolist() == [False, True, True, False]
    assert why(made)["sets"] == "a table gives one result of each study"


def test_effects_of_a_table_are_read_too(tmp_path):
    made = of_table(*table(tmp_path, "yi,vi\n0.1,0.02\n0.3,0.04\n0.2,0.1\n", measure=None))
    assert keys(made) == {
        "estimator": ["REML", "PM", "DL", "CE"],
        "interval": ["z", "knha", "adhoc"],
    }
    assert cross(made).k.tolist() == [3] * 10


OWN = """dimensions:
  - name: dose
    choices:
      - {name: every dose, reason: all ask the same}
      - {name: high dose only, reason: the label says so, keep: {dose: [high]}}
      - {name: without D, reason: its report is a letter, without: [D]}
"""


def test_own_choices_join_the_declared_ones(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text(OWN)
    read, options = table(tmp_path)
    made = of_table(read, options, read_single(file, OwnChoices))
    assert keys(made)["own0"] == ["own0", "own1", "own2"]
    assert made.keeps[-1].tolist() == [
        [True] * 4,
        [False, False, True, True],
        [True, True, True, False],
    ]


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (("[D]", "[X]"), "without D: no study is called 'X'"),
        (("dose: [high]", "size: [high]"), "no column 'size'; there are"),
        (("dose: [high]", "dose: [none]"), "no study has 'none' in column 'dose'"),
        (("dose: [high]", "dose: [high, low]"), "'high dose only' leaves no study out"),
        (("[D]", "[A, B, C, D]"), "'without D' leaves no study"),
    ],
)
def test_own_choices_that_fit_nothing_are_told(tmp_path, change, match):
    file = tmp_path / "own.yaml"
    file.write_text(OWN.replace(*change))
    read, options = table(tmp_path)
    with pytest.raises(UsageError, match=match):
        of_table(read, options, read_single(file, OwnChoices))


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("dimensions: []", "dimensions"),
        (OWN.replace("every dose, reason: all ask the same", "a"), "reason"),
        (OWN.replace("without D", "every dose"), "each choice once"),
        (OWN.replace("all ask the same", "x, without: [A]"), "a first choice that keeps every"),
        ("- 1", "a mapping of fields"),
        ("dimensions: {a: *x}", "own.yaml:1"),
    ],
)
def test_a_file_of_choices_that_says_something_else_is_refused(tmp_path, text, match):
    file = tmp_path / "own.yaml"
    file.write_text(text)
    with pytest.raises(DossierError, match=match):
        read_single(file, OwnChoices)
    with pytest.raises(DataError, match="cannot be read"):
        read_single(tmp_path / "none.yaml", OwnChoices)


def test_a_dossier_has_no_columns_to_choose_by(tmp_path):
    own = OwnChoices.model_validate(
        {"dimensions": [{"name": "d", "choices": [{"name": "a", "reason": "r"},
         {"name": "b", "reason": "r", "keep": {"dose": ["high"]}}]}]}
    )  # fmt: skip
    with pytest.raises(UsageError, match="no column 'dose'; there are none"):
        own_dimensions(own, ["A"], ["a"])
    assert own_dimensions(None, ["A"], ["a"]) == ()
    assert np.array_equal(
        own_dimensions(
            OwnChoices.model_validate(
                {"dimensions": [{"name": "d", "choices": [{"name": "a", "reason": "r"},
                 {"name": "b", "reason": "r", "without": ["trial-1"]}]}]}
            ),
            ["Trial 1", "Trial 2"], ["trial-1", "trial-2"],
        )[0][1],
        [[True, True], [False, True]],
    )  # fmt: skip
