"""Pooling the results that count: models side by side, coverage, and numbers from a CSV."""

import zipfile

import pytest

from tests.small import open_small, pool, result, study
from thymos.errors import DataError, UsageError
from thymos.evidence.numbers import pool_file
from thymos.evidence.sections import Wanted
from thymos.evidence.synthesis import Options, synthesise
from thymos.records.wording import estimate
from thymos.verdict.derivation import coverage_sentence


def pooled(dossier):
    found = synthesise(dossier, "death").pooling
    assert found is not None
    return found


def shown(model):
    return tuple(round(x, 2) for x in model.shown)


def test_with_few_studies_three_models_stand_side_by_side(tmp_path):
    # The two sepsis trials: 47/181 v 63/180 (Wu 2013), 127/542 v 132/547 (Wu 2025).
    dossier = open_small(
        tmp_path,
        study("etass", result(47, 181, 63, 180)),
        study("tests", result(127, 542, 132, 547)),
    )
    pooling = pooled(dossier)
    assert [(m.name, shown(m)) for m in pooling.models] == [
        ("random effects (REML), Wald", (0.87, 0.67, 1.13)),
        ("common effect, Wald", (0.89, 0.75, 1.07)),
        ("random effects (REML), Knapp–Hartung", (0.87, 0.16, 4.66)),
    ]


def test_counts_give_every_measure_of_a_fourfold_table(tmp_path):
    dossier = open_small(tmp_path, study("etass", result(47, 181, 63, 180)))
    found = synthesise(dossier, "death", Options(measure="PETO")).pooling
    assert found is not None
    # (O - E) / V by hand: E = 110 * 181 / 361, V = E * (180 / 361) * (251 / 360)
    assert found.main.estimate == pytest.approx((47 - 55.15235) / 19.17346, abs=1e-5)
    # What is no fourfold table is not had from counts.
    assert synthesise(dossier, "death", Options(measure="SMD")).pooling is None


def test_a_guard_that_changes_nothing_but_the_last_digit_is_not_shown(tmp_path):
    dossier = open_small(
        tmp_path,
        study("first", result(10, 60, 18, 60)),
        study("second", result(40, 200, 42, 201)),
    )
    assert [m.test for m in pooled(dossier).models] == ["z", "z", "knha"]


def test_where_knapp_hartung_is_too_narrow_the_guarded_form_stands_beside_it(tmp_path):
    # Chien 1998 (22/66 v 3/32) and Mutchnick 1999 (7/49 v 2/48) hardly differ.
    dossier = open_small(
        tmp_path, study("chien", result(22, 66, 3, 32)), study("mutchnick", result(7, 49, 2, 48))
    )
    models = pooled(dossier).models
    assert [m.test for m in models] == ["z", "z", "knha", "adhoc"]
    plain, guarded = models[2], models[3]
    assert guarded.low < plain.low < plain.high < guarded.high


def test_effects_as_reported_keep_their_name(tmp_path):
    def change(mean, low, high):
        effect = {"measure": "MD", "estimate": mean, "interval": {"low": low, "high": high}}
        return result(1, 9, 2, 9) | {"counts": [], "effect": effect}

    dossier = open_small(
        tmp_path, study("a", change(3.9, 0.2, 7.6)), study("b", change(5.8, 1.0, 10.6))
    )
    found = synthesise(dossier, "death", Options(measure="MD")).pooling
    assert found is not None
    assert (found.measure.code, found.measure.name) == ("MD", "mean difference")
    assert 3.9 < found.main.shown[0] < 5.8


def test_with_five_studies_the_main_model_stands_alone(tmp_path):
    trials = [study(f"t{i}", result(5 + i, 50, 9, 50)) for i in range(5)]
    pooling = pooled(open_small(tmp_path, *trials))
    assert [m.name for m in pooling.models] == ["random effects (REML), Wald"]
    assert pooling.prediction is not None


def test_coverage_counts_the_trials_that_a_review_knows(tmp_path):
    review = pool(k=11, patients=1927, estimate=0.73, interval={"low": 0.59, "high": 0.9})
    dossier = open_small(
        tmp_path,
        study("etass", result(47, 181, 63, 180)),
        study("tests", result(127, 542, 132, 547)),
        pools=[review],
    )
    found = synthesise(dossier, "death")
    assert found.coverage.known_studies == 11
    assert coverage_sentence(found) == (
        "2 of 11 known trials, 75 % of patients; a published review of 11 says RR 0.73 (0.59–0.90)."
    )


def test_no_usable_result_is_no_pooling(tmp_path):
    dossier = open_small(tmp_path, study("one", result(1, 9, 2, 9, keep_out="no")))
    found = synthesise(dossier, "death")
    assert found.pooling is None
    assert coverage_sentence(found) == "None of 1 known trial could be pooled."


def test_an_unknown_method_is_refused_with_the_choices(tmp_path):
    dossier = open_small(tmp_path, study("one", result(1, 9, 2, 9)))
    with pytest.raises(UsageError, match="REML"):
        synthesise(dossier, "death", Options(method="XX"))


def test_a_csv_with_the_names_of_metafor_or_plain_ones(tmp_path):
    one, other = tmp_path / "a.csv", tmp_path / "b.csv"
    one.write_text("study,ai,n1i,ci,n2i\nA,4,123,11,139\nB,6,306,29,303\n")
    other.write_text(
        "trial,events_treated,n_treated,events_control,n_control\nA,4,123,11,139\nB,6,306,29,303\n"
    )
    first, _, _ = pool_file(one, Options(measure="RR"))
    second, _, _ = pool_file(other, Options(measure="RR"))
    assert first.main.estimate == second.main.estimate
    assert [row.label for row in first.rows] == ["A", "B"]


@pytest.mark.parametrize(
    ("measure", "header", "row", "want"),
    [
        ("MD", "n1i,m1i,sd1i,n2i,m2i,sd2i", "155,55,47,156,75,64", "−20.00 (−32.47 to −7.53)"),
        ("IRR", "x1i,t1i,x2i,t2i", "9,413,13,420", "0.70 (0.30–1.65)"),
        ("ZCOR", "ri,ni", "0.5,103", "0.50 (0.34–0.63)"),
        ("PLO", "xi,ni", "12,17", "0.71 (0.46–0.87)"),
        ("PFT", "xi,ni", "12,17", "0.71 (0.46–0.90)"),
        ("PR", "xi,mi", "12,5", "0.71 (0.49–0.92)"),
    ],
)
def test_other_measures_from_the_columns_that_they_need(tmp_path, measure, header, row, want):
    # The first rows of the CLASP, BCG and other series; one study is shown as it stands.
    table = tmp_path / "t.csv"
    table.write_text(f"study,{header}\nA,{row}\n")
    pooling, _, _ = pool_file(table, Options(measure=measure, method="CE"))
    assert estimate(*pooling.main.shown) == want


@pytest.mark.parametrize(
    ("measure", "header", "rows", "plain"),
    [
        ("PAS", "xi,ni", ("0,50", "10,40"), True),
        ("IRFT", "xi,ti", ("0,50", "10,40"), True),
        ("PLO", "xi,ni", ("0,50", "10,40"), False),
    ],
)
def test_measures_that_exist_at_zero_get_no_constant_unless_asked(
    tmp_path, measure, header, rows, plain
):
    table = tmp_path / "t.csv"
    table.write_text(f"study,{header}\nA,{rows[0]}\nB,{rows[1]}\n")
    usual, _, _ = pool_file(table, Options(measure=measure))
    asked, _, _ = pool_file(table, Options(measure=measure, add=0.5))
    assert [row.corrected for row in usual.rows] == [not plain, False]
    assert [row.corrected for row in asked.rows] == [True, False]
    assert (usual.rows[0].y != asked.rows[0].y) is plain


@pytest.mark.parametrize(
    "header", ["yi,sei", "effect,se", "estimate,se", "estimate,standard_error"]
)
def test_an_estimate_with_its_error_is_on_the_analysis_scale(tmp_path, header):
    table = tmp_path / "t.csv"
    table.write_text(f"study,{header}\nA,-0.5,0.25\n")
    pooling, _, _ = pool_file(table, Options(measure="RR"))
    assert estimate(*pooling.main.shown) == "0.61 (0.37–0.99)"


def test_estimates_as_printed_with_an_interval_or_a_p_value(tmp_path):
    # TESTS: HR 0.97 (0.76-1.24), P = .82.
    table = tmp_path / "t.csv"
    table.write_text("study,estimate,ci_low,ci_high\nTESTS,0.97,0.76,1.24\n")
    pooling, _, _ = pool_file(table, Options(measure="HR"))
    assert estimate(*pooling.main.shown) == "0.97 (0.76–1.24)"
    table.write_text("study,estimate,p\nTESTS,0.97,0.82\n")
    pooling, _, _ = pool_file(table, Options(measure="HR"))
    assert pooling.main.shown[2] == pytest.approx(1.26, abs=0.01)
    table.write_text("study,estimate,ci_low,ci_high\nA,0.9,0.7,1.1\nB,2.0,0.7,1.1\n")
    with pytest.raises(DataError, match=r":3: B: .*within its own interval"):
        pool_file(table, Options(measure="HR"))


PACKAGE = """\
Analysis group,Analysis number,Subgroup,Study,Study year,Experimental cases,Experimental N,\
Control cases,Control N,Experimental mean,Experimental SD,Control mean,Control SD
1,1,,Alpha 2001,2001,4,123,11,139,,,,
1,1,,Beta 2003,2003,6,306,29,303,,,,
1,2,,Alpha 2001,2001,,20,,21,5.1,1.0,4.0,1.2
"""


def test_a_cochrane_data_package_or_its_rows(tmp_path):
    rows, package = tmp_path / "CD0-data-rows.csv", tmp_path / "CD0.zip"
    rows.write_text(PACKAGE)
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("CD0/CD0-analysis-data-rows.csv", PACKAGE)
        archive.writestr("CD0/CD0-analyses.csv", "x\n")
    for file in (rows, package):
        first = Wanted(where=(("Analysis number", "1"),))
        pooling, _, _ = pool_file(file, Options(measure="RR"), first)
        assert [row.label for row in pooling.rows] == ["Alpha 2001", "Beta 2003"]
        second = Wanted(where=(("analysis_number", "2"),))
        pooling, _, _ = pool_file(file, Options(measure="MD"), second)
        assert pooling.main.shown[0] == pytest.approx(1.1)
    with pytest.raises(DataError, match="no column 'colour'"):
        pool_file(rows, Options(measure="RR"), Wanted(where=(("colour", "red"),)))
    package.write_bytes(b"PK no zip")
    with pytest.raises(DataError, match="cannot be read as a zip"):
        pool_file(package, Options(measure="RR"))


def test_a_row_that_the_kernel_refuses_is_named(tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("study,n1i,m1i,sd1i,n2i,m2i,sd2i\nA,9,1,2,9,1,2\nB,9,1,-2,9,1,2\n")
    with pytest.raises(DataError, match=":3: B: sd1i"):
        pool_file(table, Options(measure="MD"))


def test_yi_and_vi_need_no_measure_and_gaps_are_named(tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("study,yi,vi\nA,0.1,0.01\nB,NA,0.02\nC,0.8,0.03\n")
    pooling, omitted, _ = pool_file(table, Options())
    assert pooling.k == 2
    assert [(o.line, o.label, o.reason) for o in omitted] == [(3, "B", "no value for yi")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a header and rows, found an empty file"),
        ("study,ai\nA,1\n", ":1: expected the columns ai, n1i, ci, n2i or ai, bi, ci, di"),
        ("study,ai,n1i,ci,n2i\nA,x,9,1,9\n", ":2: ai: expected a number, found 'x'"),
        (
            "study,ai,n1i,ci,n2i\nA,10,9,1,9\n",
            ":2: ai: expected events not above n1i = 9, found 10",
        ),
        ("study,ai,n1i,ci,n2i\nA,-1,9,1,9\n", ":2: ai: expected a whole number not below 0"),
        ("study,ai,n1i,ci,n2i\nA,1.5,9,1,9\n", ":2: ai: expected a whole number"),
        ("study,ai,n1i,ci,n2i\nA,1,9,1\n", ":2: expected 5 cells, found 4"),
        ("ai,ai,n1i,ci,n2i\n1,1,9,1,9\n", ":1: the column 'ai' stands twice"),
        ("study,ai,n1i,ci,n2i\nA,inf,9,1,9\n", ":2: ai: expected a number, found 'inf'"),
        ("study,ai,n1i,ci,n2i\nA,NA,9,1,9\n", "no row has all the numbers"),
        ("study,ai,n1i,ci,n2i\nA,1,0,1,9\n", "group size above 0|not above n1i = 0"),
    ],
)
def test_a_bad_table_is_one_clear_line(tmp_path, text, message):
    table = tmp_path / "t.csv"
    table.write_text(text)
    with pytest.raises((DataError, UsageError), match=message) as caught:
        pool_file(table, Options(measure="RR"))
    assert "\n" not in str(caught.value)
    assert str(table) in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"study,yi,vi\nA,\xe9,1\n"])
def test_a_table_that_is_not_utf8_is_refused(tmp_path, content):
    table = tmp_path / "t.csv"
    table.write_bytes(content)
    with pytest.raises(DataError, match="not UTF-8"):
        pool_file(table, Options())


def test_a_missing_table_is_refused(tmp_path):
    with pytest.raises(DataError, match="No such file"):
        pool_file(tmp_path / "none.csv", Options())
