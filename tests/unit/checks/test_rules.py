"""Each rule of lint with an example that it passes and one that it finds."""

import pytest

from tests.small import DRUG, open_small, pool, result, study
from thymos.checks import RULES, run
from thymos.checks.interval_centre import off_centre
from thymos.checks.printed import agrees, unit
from thymos.errors import Severity
from thymos.records.atoms import Interval
from thymos.records.figure import Figure


def lint(folder, *reported, cells=(47, 181, 63, 180), **collections):
    dossier = open_small(
        folder, study("one", result(*cells, reported=list(reported))), **collections
    )
    return [f for f in run(dossier) if f.rule != "hygiene"]


@pytest.mark.parametrize(
    "fine",
    [
        {"statistic": "percent", "arm": "drug", "value": 26.0},
        {"statistic": "percent", "arm": "drug", "value": 26},
        {"statistic": "p", "value": 0.062, "test": "chi-square"},
        {"statistic": "p", "value": 0.068, "test": "fisher"},
        {"statistic": "p", "value": 0.049, "test": "log-rank"},
        {"statistic": "p", "text": "P > .05"},
        {"statistic": "RR", "value": 0.74, "interval": {"low": 0.54, "high": 1.02}},
        {"statistic": "OR", "value": 0.65, "interval": {"low": 0.42, "high": 1.02}},
        {"statistic": "HR", "value": 0.70, "interval": {"low": 0.48, "high": 1.02}},
    ],
)
def test_what_the_counts_give_is_not_flagged(tmp_path, fine):
    assert lint(tmp_path, fine) == []


@pytest.mark.parametrize(
    ("wrong", "rule", "expected"),
    [
        ({"statistic": "percent", "arm": "drug", "value": 28.0}, "reported-percent", "25.97 %"),
        ({"statistic": "p", "value": 0.02, "test": "chi-square"}, "reported-p", "0.0623"),
        ({"statistic": "p", "text": "P<0.01"}, "reported-p", "Fisher"),
        (
            {"statistic": "RR", "value": 0.74, "interval": {"low": 0.54, "high": 0.98}},
            "reported-interval",
            "0.74 (0.54–1.02)",
        ),
    ],
)
def test_what_the_counts_contradict_is_an_error_at_its_line(tmp_path, wrong, rule, expected):
    found = lint(tmp_path, {"statistic": "percent", "arm": "drug", "value": 26.0}, wrong)
    first = found[0]
    assert (first.rule, first.severity) == (rule, Severity.ERROR)
    assert expected in (first.expected or "")
    assert first.file == "studies/one.yaml"
    printed = (tmp_path / "studies" / "one.yaml").read_text().splitlines()[first.line - 1]
    assert printed.strip().startswith(f"- statistic: {wrong['statistic']}")


def test_an_interval_off_its_estimate_is_a_warning(tmp_path):
    # The editorial that misprinted 1.77 for 1.27; a difference not centred (Ke 2022).
    off = {"statistic": "HR", "value": 0.99, "interval": {"low": 0.77, "high": 1.77}}
    found = lint(tmp_path, off)
    assert [(f.rule, f.severity) for f in found] == [("interval-centre", Severity.WARNING)]
    assert "1.17" in found[0].reason
    shifted = off_centre("difference", -2.4, Interval(low=-7.4, high=5.1))
    assert shifted is not None
    assert "−1.15" in shifted.reason


def test_significance_that_hangs_on_the_test_is_a_note(tmp_path):
    # 4/36 v 12/40: P = .044 by Pearson's test, .053 by Fisher's (Liu 2020).
    found = lint(tmp_path, {"statistic": "p", "value": 0.044}, cells=(4, 36, 12, 40))
    assert [(f.rule, f.severity) for f in found] == [("choice-of-test", Severity.NOTE)]
    assert "Fisher 0.053" in found[0].reason


def test_a_review_whose_table_does_not_add_up(tmp_path):
    trials = [
        {"name": "A", "treated": 31, "control": 31},
        {"name": "B", "treated": 10, "control": 9},
    ]
    review = pool(k=2, patients=83, estimate=1.2, trials=trials)
    found = lint(tmp_path, pools=[review])
    assert [(f.rule, f.found, f.expected) for f in found] == [("totals", "83", "41 + 40 = 81")]


def test_a_review_whose_p_does_not_follow_from_its_interval(tmp_path):
    fits = pool(id="a", measure="OR", estimate=0.73, interval={"low": 0.59, "high": 0.9}, p=0.003)
    off = pool(id="b", measure="OR", estimate=0.73, interval={"low": 0.59, "high": 0.9}, p=0.3)
    bound = pool(id="c", measure="OR", estimate=0.73, interval={"low": 0.59, "high": 0.9})
    found = lint(
        tmp_path,
        pools=[fits, off, bound | {"p_text": "p<.01"}, bound | {"id": "d", "p_text": "p<.0001"}],
    )
    assert [(f.rule, f.found) for f in found] == [("pool-p", "P = 0.3"), ("pool-p", "p<.0001")]


def test_crude_percentages_far_from_the_pooled_ratio(tmp_path):
    review = pool(
        estimate=2.22,
        interval={"low": 1.55, "high": 3.21},
        percent_treated=38.8,
        percent_control=12.4,
    )
    assert [f.rule for f in lint(tmp_path, pools=[review])] == ["crude-ratio"]


def test_a_total_that_differs_between_reports(tmp_path):
    drift = [{"statistic": "total", "value": 510, "note": "registry"}]
    one = study("one", result(40, 254, 46, 254), randomised=508, reported_totals=drift)
    found = [f for f in run(open_small(tmp_path, one)) if f.rule == "totals"]
    assert [(f.found, f.expected) for f in found] == [("510 (registry)", "508, as extracted")]


def test_a_result_that_counts_more_people_than_were_randomised(tmp_path):
    arms = [
        {"id": "drug", "role": "treated", "text": "drug", "randomised": 60},
        {"id": "placebo", "role": "control", "text": "saline", "randomised": 60},
    ]
    one = study("one", result(10, 61, 18, 60), arms=arms)
    found = [f for f in run(open_small(tmp_path, one)) if f.rule == "totals"]
    assert [(f.field, f.found, f.severity) for f in found] == [("counts[0].n", "61", "warning")]
    assert found[0].expected == "at most 60, the number randomised to 'drug'"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"formula": "C6H10N2O4"}, None),
        ({"formula": "C6H10N2O5"}, "C6H10N2O5"),
        ({"proforma": "[Acetyl]-GX"}, ""),
        ({"masses": [("average", 174.156)]}, None),
        ({"masses": [("average", 188.2)]}, "188.2"),
        ({"masses": [("monoisotopic", 174.0641)]}, None),
        ({"masses": [("observed", 175.0)]}, None),
    ],
)
def test_a_formula_or_mass_must_belong_to_the_sequence(tmp_path, change, found):
    cites = DRUG["cites"]
    if "masses" in change:
        change = {"masses": [{"kind": k, "value": v, "cites": cites} for k, v in change["masses"]]}
    seen = lint(tmp_path, compounds=[DRUG | change])
    assert [f.found or "" for f in seen if f.rule == "molecule"] == (
        [] if found is None else [found]
    )


def test_an_outcome_that_nothing_bears_is_a_note(tmp_path):
    notes = [f for f in run(open_small(tmp_path)) if f.rule == "hygiene"]
    assert [(f.severity, f.field) for f in notes] == [(Severity.NOTE, "death")]


def test_the_last_printed_digit_decides():
    assert [unit(0.062), unit(35.0), unit(47), unit(0.3, "P=0.300"), unit(Figure("35.0"))] == [
        0.001,
        1.0,
        1.0,
        0.001,
        0.1,
    ]
    assert unit(Figure("1.5e-3")) == pytest.approx(1e-4)
    assert agrees(0.06, 0.0623, 0.01)
    assert not agrees(0.07, 0.0623, 0.001)


def test_every_rule_is_in_the_table_once():
    assert len(set(RULES)) == len(RULES)
