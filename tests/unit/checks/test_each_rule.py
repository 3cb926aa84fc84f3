"""Every rule that recomputes: what it finds, what it lets pass, what it excuses."""

import re
from datetime import date
from typing import Any

import pytest

from tests.small import open_small, result, study
from thymos.checks import RULES, run
from thymos.dossier.asof import as_of
from thymos.errors import DossierError, Severity

BARE = {k: v for k, v in result(1, 2, 1, 2).items() if k != "counts"}
ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


def means(one, two, *reported, **more):
    rows = [
        {"arm": arm, "mean": mean, "sd": sd, "n": n} | more
        for arm, (mean, sd, n) in (("drug", one), ("placebo", two))
    ]
    return study("one", BARE | {"means": rows, "reported": list(reported)})


def counts(*cells, **more):
    return study("one", result(*cells, **more))


def printed(statistic, value=None, **more):
    said = {"statistic": statistic} | more
    return said if value is None else said | {"value": value}


def effect(measure, estimate, low, high, *reported, **more):
    interval = {"low": low, "high": high}
    return BARE | {
        "effect": {"measure": measure, "estimate": estimate, "interval": interval},
        "reported": list(reported),
    } | more  # fmt: skip


def level(name, *figures, p=None, **more):
    group = {"factor": "age", "level": name} | ({} if p is None else {"interaction_p": p})
    return effect("HR", *figures, id=name, subgroup=group, **more)


def counted(name, *cells):
    return result(*cells, id=name, subgroup={"factor": "age", "level": name})


def sized(name, one, two, **more):
    arms = [
        {"id": "drug", "role": "treated", "text": "drug", "randomised": one},
        {"id": "placebo", "role": "control", "text": "saline", "randomised": two},
    ]
    return study(name, arms=arms, **more)


def linked(name, other, certainty):
    link = {"study": other, "kind": "duplicate publication", "certainty": certainty, "reason": "?"}
    return sized(name, 59, 55, overlaps=[link])


P = "p"


def three(p):
    arms = [
        {"id": name, "role": "treated" if name == "drug" else "control", "text": name}
        for name in ("drug", "placebo", "none")
    ]
    # Cheng 2004: recurrence within a year after two treatments and none, P = .926.
    rows = [
        {"arm": arm["id"], "events": events, "n": n}
        for arm, (events, n) in zip(arms, ((15, 18), (20, 23), (14, 16)), strict=True)
    ]
    one = result(1, 2, 1, 2, reported=[printed("p", p)]) | {"counts": rows}
    return study("one", one, arms=arms)


LOW, HIGH = ("0.50", "0.35", "0.71"), ("1.20", "0.84", "1.71")
AGES = (
    (counted("a", 20, 50, 18, 50), counted("b", 20, 40, 12, 40)),
    (counted("a", 20, 50, 18, 50), counted("b", 10, 40, 13, 40)),
)
TEN, EIGHT = ("10.0", "2.0", 50), ("8.0", "2.0", 50)

EXAMPLES: tuple[Any, ...] = (
    # reported-percent
    (counts(5, 184, 4, 184, reported=[printed("percent", "2.71", arm="drug")]),
     [("reported-percent", NOTE)]),
    (counts(5, 184, 4, 184, reported=[printed("percent", "2.72", arm="drug")]), []),
    # whole-percent
    (study("one", BARE | {"summaries": [{"arm": "drug", "percent": "50", "n": 33}]}),
     [("whole-percent", WARNING)]),
    (study("one", BARE | {"summaries": [{"arm": "drug", "percent": "50"}]}), []),
    (study("one", BARE | {"summaries": [{"arm": "drug", "percent": "48", "n": 33}]}), []),
    # whole-means
    (means(("5.19", "1.00", 28), ("5.18", "1.02", 28), items=1), [("whole-means", WARNING)]),
    (means(("5.19", "1.00", 28), ("5.18", "1.02", 28)), []),
    (means(("3.44", "2.47", 18), ("3.44", "2.48", 18), items=1), [("whole-means", WARNING)]),
    (means(("0.25", "0.40", 40), ("0.25", "0.44", 40), binary="true"), [("whole-means", WARNING)]),
    # reported-p
    (counts(47, 181, 63, 180, reported=[printed(P, "0.020")]), [("reported-p", ERROR)]),
    (counts(47, 181, 63, 180, reported=[printed(P, "0.062", test="fisher")]),
     [("reported-p", NOTE)]),
    (counts(47, 181, 63, 180, reported=[printed(P, "0.020")], analysis_set="adjusted"),
     [("reported-p", NOTE)]),
    (counts(47, 181, 63, 180, reported=[printed(P, "0.020", test="log-rank")]), []),
    (counts(0, 20, 0, 20, reported=[printed(P, "1.00")]), []),
    (three("0.926"), []),
    (three("0.50"), [("reported-p", NOTE)]),
    # means-p
    (means(TEN, EIGHT, printed(P, "0.20", test="t")), [("means-p", ERROR)]),
    (means(TEN, EIGHT, printed(P, "0.20")), [("means-p", NOTE)]),
    (means(TEN, EIGHT, printed(P, text="P<0.001", test="t")), []),
    # statistic-p, degrees-of-freedom
    (means(TEN, EIGHT, printed("t", "5.00", df=[98]), printed(P, "0.20", test="log-rank")),
     [("statistic-p", ERROR)]),
    (means(TEN, EIGHT, printed("t", "5.00", df=[98]), printed(P, text="P<0.001")), []),
    (means(TEN, EIGHT, printed("t", "1.80", df=[98]), printed(P, "0.038", test="log-rank")),
     [("statistic-p", NOTE)]),
    (means(TEN, EIGHT, printed("t", "5.00", df=[120])), [("degrees-of-freedom", WARNING)]),
    (counts(47, 181, 63, 180, reported=[printed("chi-square", "3.48", df=[1]),
                                        printed(P, "0.062")]), []),
    (study("one", BARE | {"reported": [printed("F", "4.00", df=[1, 20]), printed(P, "0.20")]}),
     [("statistic-p", ERROR)]),
    # reported-interval
    (counts(47, 181, 63, 180, reported=[printed("RR", "1.35")]), [("reported-interval", NOTE)]),
    (counts(47, 181, 63, 180, reported=[printed("RR", "0.80")]), [("reported-interval", ERROR)]),
    (counts(47, 181, 63, 180, reported=[printed("RR", "0.80")], analysis_set="adjusted"), []),
    (counts(47, 181, 63, 180, reported=[printed("difference", "-9.0")]), []),
    (means(TEN, EIGHT, printed("difference", "2.0", interval={"low": "1.2", "high": "2.8"})), []),
    (means(TEN, EIGHT, printed("difference", "2.5")), [("reported-interval", ERROR)]),
    # interval-centre
    (study("one", effect("HR", "0.50", "0.60", "0.90")), [("interval-centre", ERROR)]),
    (study("one", effect("HR", "0.99", "0.77", "1.77")), [("interval-centre", WARNING)]),
    (study("one", effect("HR", "0.99", "0.77", "1.27")), []),
    (study("one", effect("OR", "9.00", "1.10", "75.2")), []),
    # p-and-interval
    (study("one", effect("HR", "0.50", "0.30", "0.83", printed(P, "0.40"))),
     [("p-and-interval", WARNING)]),
    (study("one", effect("HR", "0.50", "0.30", "0.83", printed(P, "0.03"))),
     [("p-and-interval", NOTE)]),
    (study("one", effect("HR", "0.80", "0.63", "1.02", printed(P, "0.08"))), []),
    # hazard-information
    (study("one", result(127, 542, 132, 547), effect("HR", "0.99", "0.85", "1.15", id="hr")),
     [("hazard-information", WARNING)]),
    (study("one", result(127, 542, 132, 547), effect("HR", "0.99", "0.77", "1.27", id="hr")), []),
    # subgroups
    (study("one", result(30, 90, 30, 90), *AGES[0]),
     [("subgroups", ERROR)]),
    (study("one", result(30, 90, 31, 90), *AGES[1]),
     []),
    (study("one", level("a", *LOW, p="0.300"), level("b", *HIGH)),
     [("subgroups", NOTE)]),
    (study("one", level("a", *LOW, p="0.001"), level("b", *HIGH)),
     []),
    (study("one", effect("HR", "0.90", "0.70", "1.16"),
           level("a", "0.50", "0.35", "0.71"), level("b", "0.70", "0.49", "1.00")),
     [("subgroups", WARNING)]),
    # same-events
    (study("one", result(5, 56, 14, 58), result(5, 56, 14, 58, id="other", outcome="illness")),
     [("same-events", NOTE)]),
    (study("one", result(1, 56, 0, 58), result(1, 56, 0, 58, id="other", outcome="illness")), []),
)  # fmt: skip

ILLNESS = {
    "id": "illness", "name": "Illness", "plain": "falling ill", "condition": "sepsis",
    "timepoint": "28 days", "better": "lower", "importance": "patient-important",
}  # fmt: skip
SILENT = ("hygiene", "choice-of-test")


@pytest.mark.parametrize(("one", "expected"), EXAMPLES)
def test_a_rule_finds_passes_or_excuses(tmp_path, one, expected):
    from tests.small import DEATH

    found = run(open_small(tmp_path, one, outcomes=[DEATH, ILLNESS]))
    assert [(f.rule, f.severity) for f in found if f.rule not in SILENT] == expected


@pytest.mark.parametrize(
    ("two", "expected"),
    [
        (sized("two", 59, 55), "not linked"),
        (linked("two", "one", "suspected"), "linked as suspected"),
        (linked("two", "one", "established"), None),
        (sized("two", 59, 56), None),
    ],
)
def test_two_trials_with_the_same_arms(tmp_path, two, expected):
    others = [sized(f"n{n}", n, n + 1) for n in (20, 101, 250)]
    found = run(open_small(tmp_path, sized("one", 59, 55), two, *others))
    rows = [f.reason for f in found if f.rule == "same-arms"]
    assert len(rows) == (expected is not None)
    assert all(expected in reason for reason in rows)


def test_round_sizes_among_many_trials_say_nothing(tmp_path):
    trials = [sized(f"t{k}", n, n) for k, n in enumerate((30, 30, 28, 31, 33, 35, 27, 30))]
    assert [f for f in run(open_small(tmp_path, *trials)) if f.rule == "same-arms"] == []


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (printed("t", "2.1", df=[1, 2, 3]), "df"),
        (printed("t", "2.1", df=[0]), "df[0]"),
        (printed("Z", "2.1"), "statistic"),
        (printed(P, "0.O5"), "value"),
        (printed(P, "nan"), "value"),
    ],
)
def test_a_broken_statistic_is_one_clear_line(tmp_path, row, told):
    with pytest.raises(DossierError) as caught:
        open_small(tmp_path, counts(1, 5, 2, 5, reported=[row]))
    (finding,) = caught.value.findings
    assert finding.file == "studies/one.yaml"
    assert (finding.line or 0) > 1
    assert f"reported[0].{told}" in str(finding)


def test_a_quotation_needs_its_source(tmp_path):
    with pytest.raises(DossierError, match=r"quoted\[0\]\.cites"):
        open_small(tmp_path, counts(1, 5, 2, 5, quoted=[printed("RR", "0.5")]))


def test_a_quotation_is_recomputed_and_names_its_own_source(tmp_path):
    said = printed("RR", "0.80") | {"cites": [{"source": "page", "level": "page"}]}
    found = run(open_small(tmp_path, counts(47, 181, 63, 180, quoted=[said])))
    rows = [(f.field, f.sources) for f in found if f.rule == "reported-interval"]
    assert rows == [("quoted[0].RR", ("page",))]


def test_a_quotation_is_known_from_the_day_of_its_own_source(tmp_path):
    # The paper is of 2010, the agency's document of 2012.
    said = printed("RR", "0.80") | {"cites": [{"source": "agency", "level": "secondary"}]}
    whole = open_small(tmp_path, counts(47, 181, 63, 180, quoted=[said]))
    seen = {
        day: [f.rule for f in run(as_of(whole, date.fromisoformat(day)))]
        for day in ("2011-12-31", "2012-12-31")
    }
    assert seen == {"2011-12-31": [], "2012-12-31": ["reported-interval"]}


def test_every_rule_tells_what_fails_and_what_passes():
    """A rule file shows a failing and a passing example in its docstring."""
    import sys

    quiet = {"hygiene", "molecule", "totals"}
    for rule in RULES:
        told = sys.modules[rule.__module__].__doc__ or ""
        name = rule.__module__.rpartition(".")[2]
        if name not in quiet:
            assert re.search(r"Fails:|Found:|Notes:", told), name
            assert re.search(r"Passes:|Silent:", told), name
